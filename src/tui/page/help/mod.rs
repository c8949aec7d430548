//! The help: the keys of the page from which it was asked for, then those of everywhere.

mod draw;
pub mod state;

use super::name::PageName;
use super::row::{Moves, PageRow, no_act, no_target};
use crate::tui::action::{Action, Scope};
use crate::tui::model::Model;
use state::HelpPage;

/// The page.
pub const PAGE: PageRow = PageRow {
    page: PageName::Help,
    scopes: &[Scope::List],
    target: no_target,
    jump: Action::Help,
    open: None,
    back: |model| model.help.of,
    act: no_act,
    moves: Moves::Top(|model| &mut model.help.first, draw::last_row),
    hints: &[
        (Action::ListDown, "more"),
        (Action::Help, "back to the page"),
    ],
    render: draw::render,
};

/// Shows the help of the page that is shown.
/// Its keys work in `scopes`.
pub fn open(model: &mut Model, scopes: &'static [Scope]) {
    model.help = HelpPage {
        of: model.page,
        scopes,
        first: 0,
    };
    model.page = PageName::Help;
}
