//! The log: the last lines of the console's log, the newest at the bottom.

mod draw;

use super::name::PageName;
use super::row::{Moves, PageRow, no_act, no_target, to_mixer};
use crate::tui::action::{Action, Scope};

/// The page.
pub const PAGE: PageRow = PageRow {
    page: PageName::Log,
    scopes: &[Scope::List],
    target: no_target,
    jump: Action::Log,
    open: Some(|model, _| model.page = PageName::Log),
    back: to_mixer,
    act: no_act,
    moves: Moves::Top(|model| &mut model.log_first, draw::last_first),
    hints: &[
        (Action::ListDown, "older"),
        (Action::ListFirst, "newest"),
        (Action::Log, "back"),
    ],
    render: draw::render,
};
