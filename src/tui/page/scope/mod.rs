//! What a recall of a scene may change, as a grid: strips, buses and groups by classes of parameters.

mod draw;
mod grid;
pub mod state;

use super::name::PageName;
use super::row::{Act, Open, PageRow};
use crate::control::intent::{HeadChange, Intent, SceneWish};
use crate::desk::{Desk, DeskError};
use crate::param::{RecallClass, RecallClasses};
use crate::tui::action::{Action, Scope};
use crate::tui::model::Model;
use grid::{classes, rows, scope, selected};

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::RecallScope],
    open: Open::Elsewhere,
    back: |_| PageName::Scenes,
    act: Act::Asking(act),
    hints: &[
        (Action::ScopeToggle, "recall it or not"),
        (Action::ScopeRow, "all or nothing"),
        (Action::ScopeOthers, "as all others"),
        (Action::Dismiss, "back"),
    ],
    ..PageRow::new(PageName::Scope, Action::SceneScope, draw::render)
};

/// Rows that a page is.
const PAGE_ROWS: isize = 10;

/// Shows what the recall of a scene may change.
pub(super) fn open(model: &mut Model, scene: String) {
    if model.scope_page.scene != scene {
        model.scope_page = state::ScopePage {
            scene,
            ..state::ScopePage::default()
        };
    }
    model.page = PageName::Scope;
}

fn act(action: Action, model: &mut Model, desk: &mut dyn Desk) -> Result<bool, DeskError> {
    if walk(action, model) {
        return Ok(true);
    }
    let row = selected(model);
    let scope = scope(model);
    let own = classes(&scope, row);
    let class = RecallClass::ALL[model.scope_page.class.min(RecallClass::ALL.len() - 1)];
    let wanted = match action {
        Action::ScopeToggle => own.turned(class),
        Action::ScopeRow if own == RecallClasses::NONE => RecallClasses::ALL,
        Action::ScopeRow => RecallClasses::NONE,
        Action::ScopeOthers => scope.all,
        _ => return Ok(false),
    };
    let scene = model.scope_page.scene.clone();
    let change = HeadChange::Scope(row, wanted);
    desk.send(Intent::Scene(SceneWish::ChangeHead(scene, change)))?;
    Ok(true)
}

/// Moves the cursor; false for an action that does not.
fn walk(action: Action, model: &mut Model) -> bool {
    let (down, right) = match action {
        Action::ScopeUp => (-1, 0),
        Action::ScopeDown => (1, 0),
        Action::ScopeLeft => (0, -1),
        Action::ScopeRight => (0, 1),
        Action::ScopePageUp => (-PAGE_ROWS, 0),
        Action::ScopePageDown => (PAGE_ROWS, 0),
        Action::ScopeFirst => (isize::MIN, 0),
        Action::ScopeLast => (isize::MAX, 0),
        _ => return false,
    };
    let moved = |at: usize, by: isize, count: usize| {
        let last = count.saturating_sub(1);
        at.min(last).saturating_add_signed(by).min(last)
    };
    let count = rows(model).len();
    let page = &mut model.scope_page;
    page.row = moved(page.row, down, count);
    page.class = moved(page.class, right, RecallClass::ALL.len());
    true
}
