//! The meter bridge: everything that has a level at once, as large as the screen allows.

mod draw;
pub mod state;

use super::name::PageName;
use super::row::{Act, Moves, PageRow};
use crate::tui::action::{Action, Scope};
use crate::tui::model::Model;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Meters, Scope::List],
    act: Act::Here(act),
    moves: Moves::Top(|model| &mut model.meter_page.first, draw::last_first),
    hints: &[
        (Action::BigMeters, "big or all"),
        (Action::ListDown, "further"),
        (Action::ClearClips, "clear clips"),
        (Action::Meters, "back"),
    ],
    ..PageRow::new(PageName::Meters, Action::Meters, draw::render)
};

fn act(action: Action, model: &mut Model) -> bool {
    if action != Action::BigMeters {
        return false;
    }
    model.meter_page.is_big = !model.meter_page.is_big;
    model.meter_page.first = model.meter_page.first.min(draw::last_first(model));
    true
}
