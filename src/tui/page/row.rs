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

/// How a page follows its own actions. Each gives false for one that the page has no use for.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// It has none.
    Nothing,
    /// On the screen alone.
    Here(fn(Action, &mut Model) -> bool),
    /// It may ask the console for something.
    Asking(fn(Action, &mut Model, &mut dyn Desk) -> Result<bool, DeskError>),
    /// The same, where it matters which key it was.
    ByKey(fn(Action, &KeyEvent, &mut Model, &mut dyn Desk) -> Result<bool, DeskError>),
}

impl Act {
    /// Follows an action; false for one that the page has no use for.
    ///
    /// # Errors
    /// The console is gone.
    pub fn follow(
        self,
        action: Action,
        key: &KeyEvent,
        model: &mut Model,
        desk: &mut dyn Desk,
    ) -> Result<bool, DeskError> {
        match self {
            Self::Nothing => Ok(false),
            Self::Here(act) => Ok(act(action, model)),
            Self::Asking(act) => act(action, model, desk),
            Self::ByKey(act) => act(action, key, model, desk),
        }
    }
}

/// How its action shows a page.
#[derive(Clone, Copy, Debug)]
pub enum Open {
    /// As it is.
    AsItIs,
    /// For the node that actions act on.
    At(fn(&mut Model, NodeId)),
    /// Not from everywhere: that takes more than a node.
    Elsewhere,
}

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

impl PageRow {
    /// A page as most are: shown as it is, left for the mixer, about no strip, without actions of its own.
    pub const fn new(page: PageName, jump: Action, render: fn(&Model, Rect, &mut Buffer)) -> Self {
        Self {
            page,
            scopes: &[],
            target: |_| None,
            jump,
            open: Open::AsItIs,
            back: |_| PageName::Mixer,
            act: Act::Nothing,
            moves: Moves::Nothing,
            hints: &[],
            render,
        }
    }
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
