//! The scenes: a list, of which one is selected by its name.

mod draw;
pub mod many;
pub mod state;

pub(super) use draw::render_next;

use super::name::PageName;
use super::row::{Act, Moves, PageRow};
use crate::control::feed::Severity;
use crate::control::intent::{
    Fold, HeadChange, Intent, LONGEST_FADE, LONGEST_NOTES, Marked, SceneValues, SceneWish,
    WhichScenes, is_fade,
};
use crate::desk::{Desk, DeskError};
use crate::param::RecallClass;
use crate::tui::action::{Action, Scope};
use crate::tui::ask::Question;
use crate::tui::entry::{Entry, Purpose};
use crate::tui::model::Model;
use crate::tui::words::short;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Scenes, Scope::List],
    act: Act::Asking(act),
    moves: Moves::List(|model| model.scene_page.list_mut()),
    hints: &[
        (Action::RecallScene, "recall"),
        (Action::ArmScene, "next"),
        (Action::Go, "GO"),
        (Action::StoreNewScene, "new"),
        (Action::StoreScene, "replace"),
        (Action::RenameScene, "rename"),
        (Action::DeleteScene, "delete"),
        (Action::UndoRecall, "undo recall"),
        (Action::SceneFade, "fade"),
        (Action::FoldTouched, "keep touched"),
        (Action::ReleaseTouched, "release touched"),
        (Action::DuplicateScene, "duplicate"),
        (Action::MoveSceneUp, "move"),
        (Action::SceneNotes, "notes"),
        (Action::LockScene, "lock"),
        (Action::SceneScope, "scope"),
        (Action::ColorScene, "colour"),
        (Action::ChangeScenes, "change many"),
        (Action::PasteScenes, "paste into many"),
        (Action::Scenes, "back"),
    ],
    ..PageRow::new(PageName::Scenes, Action::Scenes, draw::render)
};

/// Most characters of a typed fade time.
const LONGEST_TIME: usize = 20;
/// What is typed for no time of its own.
const NONE: &str = "-";

fn act(action: Action, model: &mut Model, desk: &mut dyn Desk) -> Result<bool, DeskError> {
    match action {
        Action::StoreNewScene => {
            desk.send(Intent::Scene(SceneWish::Store(model.new_scene_name())))?;
        }
        Action::FoldTouched => desk.send(Intent::Scene(SceneWish::Fold(Fold::Current)))?,
        Action::FoldFollowing => desk.send(Intent::Scene(SceneWish::Fold(Fold::Following)))?,
        Action::FoldAll => {
            let text = "Keep what was touched in all scenes?";
            let wish = Intent::Scene(SceneWish::Fold(Fold::All));
            model.question = Some(Question::yes_or_no(text, wish));
        }
        Action::FoldRelative => {
            let following = WhichScenes("following".to_owned());
            desk.send(Intent::Scene(SceneWish::ChangeMany(
                following,
                SceneValues::TouchedBy,
            )))?;
        }
        Action::ReleaseTouched => desk.send(Intent::Scene(SceneWish::Release(Marked::All)))?,
        _ => return act_on_selected(action, model, desk),
    }
    Ok(true)
}

/// What keys do with the selected scene; nothing where there is none.
fn act_on_selected(
    action: Action,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    let selected = model.scene_page.list().selected();
    let Some(name) = selected.cloned() else {
        return Ok(is_own(action));
    };
    match action {
        Action::RecallScene => desk.send(Intent::Scene(SceneWish::Recall(name, None)))?,
        Action::ArmScene => desk.send(Intent::Scene(SceneWish::Arm(Some(name))))?,
        Action::MoveSceneUp => shift(name, -1, model, desk)?,
        Action::MoveSceneDown => shift(name, 1, model, desk)?,
        Action::LockScene => {
            let locked = !model.scene_page.head(&name).locked;
            desk.send(Intent::Scene(SceneWish::ChangeHead(
                name,
                HeadChange::Locked(locked),
            )))?;
        }
        Action::ColorScene => {
            let color = model.scene_page.head(&name).color.next();
            desk.send(Intent::Scene(SceneWish::ChangeHead(
                name,
                HeadChange::Color(color),
            )))?;
        }
        Action::SceneScope => super::scope::open(model, name),
        Action::InsertScene | Action::NumberScene | Action::ChangeScenes | Action::PasteScenes => {
            many::ask(action, &name, model);
        }
        _ if is_own(action) => ask(action, name, model),
        _ => return Ok(false),
    }
    Ok(true)
}

/// Asks before something is lost, and for what has to be typed.
fn ask(action: Action, name: String, model: &mut Model) {
    let shown = short(&name);
    match action {
        Action::StoreScene => {
            let text = format!("Replace scene \"{shown}\" by what stands now?");
            model.question = Some(Question::yes_or_no(
                text,
                Intent::Scene(SceneWish::Store(name)),
            ));
        }
        Action::DeleteScene => {
            let text = format!("Delete scene \"{shown}\"?");
            model.question = Some(Question::yes_or_no(
                text,
                Intent::Scene(SceneWish::Delete(name)),
            ));
        }
        Action::RenameScene => {
            let prompt = format!("new name of scene \"{shown}\"");
            let text = name.clone();
            model.entry = Some(Entry::name(Purpose::RenameScene(name), prompt, &text));
        }
        Action::DuplicateScene => {
            let prompt = format!("name of the copy of scene \"{shown}\"");
            let text = name.clone();
            model.entry = Some(Entry::name(Purpose::DuplicateScene(name), prompt, &text));
        }
        Action::SceneFade => {
            let text = model.scene_page.head(&name).fade.to_string();
            let prompt = format!("seconds to fade to \"{shown}\"");
            let entry = Entry::line(Purpose::SceneFade(name), prompt, &text, LONGEST_TIME);
            model.entry = Some(entry);
        }
        _ => {
            let text = model.scene_page.head(&name).notes.clone();
            let prompt = format!("notes of scene \"{shown}\"");
            let entry = Entry::line(Purpose::SceneNotes(name), prompt, &text, LONGEST_NOTES);
            model.entry = Some(entry);
        }
    }
}

/// Moves a scene within the list.
fn shift(name: String, by: isize, model: &Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let place = model.scenes().place_of(&name).unwrap_or_default();
    let to = place.saturating_add_signed(by);
    desk.send(Intent::Scene(SceneWish::Move(
        name,
        u16::try_from(to).unwrap_or(u16::MAX),
    )))
}

/// A fade time was typed: "3", "1.5 s"; of one class "mix 6", "mix -".
///
/// # Errors
/// The console is gone.
pub fn set_fade(
    scene: String,
    text: &str,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    if let Some((word, text)) = text.split_once(' ')
        && let Some(class) = RecallClass::from_word(word)
    {
        let seconds = text.trim_end_matches(['s', 'S', ' ']).parse::<f32>().ok();
        if seconds.is_some() || text == NONE {
            let change = HeadChange::ClassFade(class, seconds);
            return desk.send(Intent::Scene(SceneWish::ChangeHead(scene, change)));
        }
    }
    let seconds = text.trim_end_matches(['s', 'S', ' ']).parse::<f32>();
    if let Some(seconds) = seconds.ok().filter(|seconds| is_fade(*seconds)) {
        return desk.send(Intent::Scene(SceneWish::ChangeHead(
            scene,
            HeadChange::Fade(seconds),
        )));
    }
    let text = format!("a fade takes 0 to {LONGEST_FADE} s, not {text}");
    model.tell(Severity::Warning, &text);
    Ok(())
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
            | Action::DuplicateScene
            | Action::MoveSceneUp
            | Action::MoveSceneDown
            | Action::SceneFade
            | Action::SceneNotes
            | Action::LockScene
            | Action::ColorScene
            | Action::SceneScope
            | Action::InsertScene
            | Action::NumberScene
            | Action::ChangeScenes
            | Action::PasteScenes
    )
}
