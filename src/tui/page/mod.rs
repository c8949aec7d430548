//! The pages: one folder each, with what it remembers, what its keys do, which of them it names at
//! the bottom, and how it is drawn. One row of a table makes it known.
//!
//! A page owns its target: what a key acts on is what the page shows. A key that the page has no use
//! for goes on to the actions of everywhere, always.

pub mod automation;
pub mod channel;
pub mod cues;
pub mod help;
pub mod journal;
pub mod log;
pub mod loudness;
pub mod matrix;
pub mod meters;
pub mod mixer;
pub mod monitor;
pub mod name;
pub mod patch;
pub mod phones;
pub mod preflight;
pub mod presets;
mod row;
pub mod scenes;
pub mod scope;
pub mod spectrum;
pub mod surfaces;
pub mod tape;
pub mod why;

use super::action::Action;
use super::model::Model;
use crate::param::NodeId;

pub use name::PageName;
pub use row::{Act, Moves, Open, PageRow};

/// Every page.
pub const PAGES: &[PageRow] = &[
    mixer::PAGE,
    channel::PAGE,
    monitor::PAGE,
    scenes::PAGE,
    scope::PAGE,
    cues::PAGE,
    presets::PAGE,
    loudness::PAGE,
    spectrum::PAGE,
    why::PAGE,
    automation::PAGE,
    meters::PAGE,
    matrix::PAGE,
    patch::PAGE,
    preflight::PAGE,
    phones::PAGE,
    tape::PAGE,
    surfaces::PAGE,
    journal::PAGE,
    log::PAGE,
    help::PAGE,
];

/// The row of a page.
pub fn row(name: PageName) -> &'static PageRow {
    let row = PAGES.iter().find(|row| row.page == name);
    row.unwrap_or(&mixer::PAGE)
}

/// Shows the page of an action, for a node; false where it has none.
pub fn open(action: Action, model: &mut Model, node: NodeId) -> bool {
    let row = PAGES.iter().find(|row| row.jump == action);
    match row.map(|row| (row.page, row.open)) {
        Some((page, Open::AsItIs)) => model.page = page,
        Some((_, Open::At(show))) => show(model, node),
        Some((_, Open::Elsewhere)) | None => return false,
    }
    true
}

/// What actions on a strip act on now.
pub fn target(model: &Model) -> Option<NodeId> {
    (row(model.page).target)(model)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::action::{ACTIONS, Scope};

    #[test]
    fn every_page_has_one_row_and_names_keys_that_work_on_it() {
        for row in PAGES {
            assert_eq!(super::row(row.page).page, row.page);
            for (action, word) in row.hints {
                let known = ACTIONS.iter().find(|known| known.action == *action);
                let scope = known.unwrap().scope;
                let works = scope == Scope::Everywhere || row.scopes.contains(&scope);
                assert!(works && !word.is_empty(), "{:?} {action:?}", row.page);
            }
        }
    }
}
