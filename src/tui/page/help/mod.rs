//! The help: the keys of the page from which it was asked for, then those of everywhere.

mod draw;
pub mod state;

use super::name::PageName;
use super::row::{Moves, Open, PageRow};
use crate::tui::action::{Action, Scope};
use crate::tui::model::Model;
use state::HelpPage;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::List],
    open: Open::Elsewhere,
    back: |model| model.help.of,
    moves: Moves::Top(|model| &mut model.help.first, draw::last_row),
    hints: &[
        (Action::ListDown, "more"),
        (Action::Help, "back to the page"),
    ],
    ..PageRow::new(PageName::Help, Action::Help, draw::render)
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
