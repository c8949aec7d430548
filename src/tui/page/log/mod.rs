//! The log: the last lines of the console's log, the newest at the bottom.

mod draw;

use super::name::PageName;
use super::row::{Moves, PageRow};
use crate::tui::action::{Action, Scope};

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::List],
    moves: Moves::Top(|model| &mut model.log_first, draw::last_first),
    hints: &[
        (Action::ListDown, "older"),
        (Action::ListFirst, "newest"),
        (Action::Log, "back"),
    ],
    ..PageRow::new(PageName::Log, Action::Log, draw::render)
};
