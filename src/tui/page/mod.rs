//! The pages: one folder each, with what it remembers, what its keys do, which of them it names at
//! the bottom, and how it is drawn. One row of a table makes it known.
//!
//! A page owns its target: what a key acts on is what the page shows. A key that the page has no use
//! for goes on to the actions of everywhere, always.

pub mod channel;
pub mod help;
pub mod mixer;
pub mod presets;
pub mod scenes;

use super::action::{Action, Scope};
use super::list::Rows;
use super::model::Model;
use crate::desk::{Desk, DeskError};
use crate::param::NodeId;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Which page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageName {
    /// The strips.
    Mixer,
    /// Every parameter of one node.
    Channel,
    /// The scenes.
    Scenes,
    /// The presets.
    Presets,
    /// The keys.
    Help,
}

/// Follows an action on a page; false for one that the page has no use for.
pub type Act = fn(Action, &KeyEvent, &mut Model, &mut dyn Desk) -> Result<bool, DeskError>;

/// One row of the table of pages.
#[derive(Clone, Copy, Debug)]
pub struct PageRow {
    /// Which page.
    pub page: PageName,
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

/// Every page.
pub const PAGES: &[PageRow] = &[
    mixer::PAGE,
    channel::PAGE,
    scenes::PAGE,
    presets::PAGE,
    help::PAGE,
];

impl PageName {
    /// Its row of the table.
    pub fn row(self) -> &'static PageRow {
        let row = PAGES.iter().find(|row| row.page == self);
        row.unwrap_or(&mixer::PAGE)
    }
}

/// What actions on a strip act on now.
pub fn target(model: &Model) -> Option<NodeId> {
    (model.page.row().target)(model)
}

/// The target of a page that shows no strip.
fn no_target(_: &Model) -> Option<NodeId> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::action::ACTIONS;

    #[test]
    fn every_page_has_one_row_and_names_keys_that_work_on_it() {
        for row in PAGES {
            assert_eq!(row.page.row().page, row.page);
            for (action, word) in row.hints {
                let known = ACTIONS.iter().find(|known| known.action == *action);
                let scope = known.unwrap().scope;
                let works = scope == Scope::Everywhere || row.scopes.contains(&scope);
                assert!(works && !word.is_empty(), "{:?} {action:?}", row.page);
            }
        }
    }
}
