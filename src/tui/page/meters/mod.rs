//! The meter bridge: everything that has a level at once, as large as the screen allows.

mod draw;
pub mod state;

use super::name::PageName;
use super::row::{Moves, PageRow, no_target, to_mixer};
use crate::desk::{Desk, DeskError};
use crate::tui::action::{Action, Scope};
use crate::tui::model::Model;
use crossterm::event::KeyEvent;

/// The page.
pub const PAGE: PageRow = PageRow {
    page: PageName::Meters,
    scopes: &[Scope::Meters, Scope::List],
    target: no_target,
    jump: Action::Meters,
    open: Some(|model, _| model.page = PageName::Meters),
    back: to_mixer,
    act,
    moves: Moves::Top(|model| &mut model.meter_page.first, draw::last_first),
    hints: &[
        (Action::BigMeters, "big or all"),
        (Action::ListDown, "further"),
        (Action::ClearClips, "clear clips"),
        (Action::Meters, "back"),
    ],
    render: draw::render,
};

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
    if action != Action::BigMeters {
        return Ok(false);
    }
    model.meter_page.is_big = !model.meter_page.is_big;
    model.meter_page.first = model.meter_page.first.min(draw::last_first(model));
    Ok(true)
}
