//! What makes a page known: one row of the table of pages.

use super::name::PageName;
use crate::desk::{Desk, DeskError};
use crate::param::NodeId;
use crate::tui::action::{Action, Scope};
use crate::tui::list::Rows;
use crate::tui::model::Model;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Follows an action on a page; false for one that the page has no use for.
pub type Act = fn(Action, &KeyEvent, &mut Model, &mut dyn Desk) -> Result<bool, DeskError>;

/// How a page is shown, for the node that actions act on; nothing where that takes more.
pub type Open = Option<fn(&mut Model, NodeId)>;

/// One row of the table of pages.
#[derive(Clone, Copy, Debug)]
pub struct PageRow {
    /// Which page.
    pub page: PageName,
    /// Whose keys work here before those of everywhere.
    pub scopes: &'static [Scope],
    /// What actions on a strip act on; nothing where the page shows none.
    pub target: fn(&Model) -> Option<NodeId>,
    /// The action that shows it from everywhere, and leaves it again.
    pub jump: Action,
    /// How that shows it.
    pub open: Open,
    /// The page that is shown when this one is left.
    pub back: fn(&Model) -> PageName,
    /// Follows the page's own actions.
    pub act: Act,
    /// What the keys of lists move.
    pub moves: Moves,
    /// The actions that are named at the bottom, with a word for each.
    pub hints: &'static [(Action, &'static str)],
    /// Draws it.
    pub render: fn(&Model, Rect, &mut Buffer),
}

/// What the keys of lists move on a page.
#[derive(Clone, Copy, Debug)]
pub enum Moves {
    /// Nothing.
    Nothing,
    /// What is selected in a list.
    List(fn(&mut Model) -> &mut dyn Rows),
    /// What stands at the top, of rows that can only be looked at: which row that is, and the last one that may be.
    Top(fn(&mut Model) -> &mut usize, fn(&Model) -> usize),
}

/// Most pages are left for the mixer.
pub fn to_mixer(_: &Model) -> PageName {
    PageName::Mixer
}

/// What a page does that has no actions of its own.
///
/// # Errors
/// None.
#[expect(
    clippy::unnecessary_wraps,
    reason = "other pages ask the console for something, which may be gone"
)]
pub fn no_act(_: Action, _: &KeyEvent, _: &mut Model, _: &mut dyn Desk) -> Result<bool, DeskError> {
    Ok(false)
}

/// The target of a page that shows no strip.
pub fn no_target(_: &Model) -> Option<NodeId> {
    None
}
