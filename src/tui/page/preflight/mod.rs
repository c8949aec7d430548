//! What is lacking before doors, what to do about it, and the way to its place. It is looked again while the page is
//! shown.

mod draw;
pub mod state;

use super::channel;
use super::name::PageName;
use super::row::{Act, Moves, PageRow};
use crate::control::feed::{FindingPlace, Severity};
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::tui::action::{Action, Scope};
use crate::tui::model::Model;
use std::time::Duration;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Preflight, Scope::List],
    act: Act::Here(act),
    moves: Moves::List(|model| &mut model.preflight_page.list),
    hints: &[
        (Action::GoToFinding, "go to its place"),
        (Action::ListDown, "next"),
        (Action::Preflight, "back"),
    ],
    ..PageRow::new(PageName::Preflight, Action::Preflight, draw::render)
};

/// How often it is looked again.
const EVERY: Duration = Duration::from_secs(3);

fn act(action: Action, model: &mut Model) -> bool {
    if action != Action::GoToFinding {
        return false;
    }
    let selected = model.preflight_page.list.selected();
    match selected.map(|finding| finding.place) {
        Some(FindingPlace::Node(node)) => channel::open(model, node),
        Some(FindingPlace::Patch) => model.page = PageName::Patch,
        Some(FindingPlace::Tape) => model.page = PageName::Tape,
        Some(FindingPlace::Outside) => {
            let text = "this is not on the console: the line below it says what to do";
            model.tell(Severity::Info, text);
        }
        None => {}
    }
    true
}

/// Asks the console to look, now and then, while the page is seen.
///
/// # Errors
/// The console is gone.
pub fn look(model: &mut Model, is_seen: bool, desk: &mut dyn Desk) -> Result<(), DeskError> {
    if !is_seen || model.page != PageName::Preflight {
        model.preflight_page.asked = None;
        return Ok(());
    }
    let now = model.now();
    let asked = model.preflight_page.asked;
    if asked.is_some_and(|then| now.saturating_duration_since(then) < EVERY) {
        return Ok(());
    }
    model.preflight_page.asked = Some(now);
    desk.send(Intent::Preflight)
}
