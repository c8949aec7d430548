//! The scenes: a list, of which one is selected by its name.

mod draw;
pub mod state;

use super::name::PageName;
use super::row::{PageRow, no_target};
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::tui::action::{Action, Scope};
use crate::tui::ask::Question;
use crate::tui::entry::{Entry, Purpose};
use crate::tui::list::Rows;
use crate::tui::model::Model;
use crate::tui::words::short;
use crossterm::event::KeyEvent;

/// The page.
pub const PAGE: PageRow = PageRow {
    page: PageName::Scenes,
    scopes: &[Scope::Scenes, Scope::List],
    target: no_target,
    act,
    list: Some(list),
    hints: &[
        (Action::RecallScene, "recall"),
        (Action::ArmScene, "next"),
        (Action::Go, "GO"),
        (Action::StoreNewScene, "new"),
        (Action::StoreScene, "replace"),
        (Action::RenameScene, "rename"),
        (Action::DeleteScene, "delete"),
        (Action::UndoRecall, "undo recall"),
        (Action::Scenes, "back"),
    ],
    render: draw::render,
};

fn list(model: &mut Model) -> &mut dyn Rows {
    model.scene_page.list_mut()
}

fn act(
    action: Action,
    _: &KeyEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    let selected = model.scene_page.list().selected().cloned();
    match (action, selected) {
        (Action::Scenes | Action::Dismiss, _) => model.page = PageName::Mixer,
        (Action::RecallScene, Some(name)) => desk.send(Intent::RecallScene(name, 0.0))?,
        (Action::ArmScene, Some(name)) => desk.send(Intent::ArmScene(Some(name)))?,
        (Action::StoreNewScene, _) => desk.send(Intent::StoreScene(model.new_scene_name()))?,
        (Action::StoreScene, Some(name)) => {
            let text = format!("Replace scene \"{}\" by what stands now?", short(&name));
            model.question = Some(Question::yes_or_no(text, Intent::StoreScene(name)));
        }
        (Action::DeleteScene, Some(name)) => {
            let text = format!("Delete scene \"{}\"?", short(&name));
            model.question = Some(Question::yes_or_no(text, Intent::DeleteScene(name)));
        }
        (Action::RenameScene, Some(name)) => {
            let prompt = format!("new name of scene \"{}\"", short(&name));
            let text = name.clone();
            model.entry = Some(Entry::name(Purpose::RenameScene(name), prompt, &text));
        }
        _ => return Ok(is_own(action)),
    }
    Ok(true)
}

/// Actions on a selected scene do nothing where there is none.
fn is_own(action: Action) -> bool {
    matches!(
        action,
        Action::RecallScene
            | Action::ArmScene
            | Action::StoreScene
            | Action::DeleteScene
            | Action::RenameScene
    )
}
