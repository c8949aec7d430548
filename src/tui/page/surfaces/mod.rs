//! The surfaces: what is plugged in, what its strips stand for, and which of its controls wait to be picked up.

mod draw;
pub mod state;

use super::name::PageName;
use super::row::{Moves, PageRow, no_act, no_target, to_mixer};
use crate::tui::action::{Action, Scope};

/// The page.
pub const PAGE: PageRow = PageRow {
    page: PageName::Surfaces,
    scopes: &[Scope::List],
    target: no_target,
    jump: Action::Surfaces,
    open: Some(|model, _| model.page = PageName::Surfaces),
    back: to_mixer,
    act: no_act,
    moves: Moves::Top(|model| &mut model.surface_page.first, draw::last_row),
    hints: &[(Action::ListDown, "more"), (Action::Surfaces, "back")],
    render: draw::render,
};
