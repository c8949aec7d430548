//! The help: the keys of the page from which it was asked for, then those of everywhere.

mod draw;
pub mod state;

use super::name::PageName;
use super::row::{PageRow, no_target};
use super::scroll::scrolled;
use crate::desk::{Desk, DeskError};
use crate::tui::action::{Action, Scope};
use crate::tui::model::Model;
use crossterm::event::KeyEvent;
use state::HelpPage;

/// The page.
pub const PAGE: PageRow = PageRow {
    page: PageName::Help,
    open: None,
    scopes: &[Scope::List],
    target: no_target,
    act,
    list: None,
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

#[expect(
    clippy::unnecessary_wraps,
    reason = "pages that ask the console for something may find it gone"
)]
fn act(
    action: Action,
    _: &KeyEvent,
    model: &mut Model,
    _: &mut dyn Desk,
) -> Result<bool, DeskError> {
    if matches!(action, Action::Help | Action::Dismiss) {
        model.page = model.help.of;
        return Ok(true);
    }
    let to = scrolled(action, model.help.first, draw::last_row(model));
    model.help.first = to.unwrap_or(model.help.first);
    Ok(to.is_some())
}
