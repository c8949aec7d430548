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

/// The action that shows a page, and how: for the node that actions act on.
pub type Open = Option<(Action, fn(&mut Model, NodeId))>;

/// One row of the table of pages.
#[derive(Clone, Copy, Debug)]
pub struct PageRow {
    /// Which page.
    pub page: PageName,
    /// What shows it from everywhere.
    pub open: Open,
    /// Whose keys work here before those of everywhere.
    pub scopes: &'static [Scope],
    /// What actions on a strip act on; nothing where the page shows none.
    pub target: fn(&Model) -> Option<NodeId>,
    /// Follows the page's own actions.
    pub act: Act,
    /// The list through which the keys of lists move.
    pub list: Option<fn(&mut Model) -> &mut dyn Rows>,
    /// The actions that are named at the bottom, with a word for each.
    pub hints: &'static [(Action, &'static str)],
    /// Draws it.
    pub render: fn(&Model, Rect, &mut Buffer),
}

/// The target of a page that shows no strip.
pub fn no_target(_: &Model) -> Option<NodeId> {
    None
}
