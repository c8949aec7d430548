//! The presets: a list, applied to one node, and kept from it.

mod draw;
pub mod state;

use super::name::PageName;
use super::row::{Act, Moves, Open, PageRow};
use crate::control::feed::{PresetName, PresetPlace, Severity};
use crate::control::intent::{Intent, Scope as Settings, Transfer};
use crate::desk::{Desk, DeskError};
use crate::param::NodeId;
use crate::tui::action::{Action, Scope};
use crate::tui::ask::Question;
use crate::tui::entry::{Entry, Purpose};
use crate::tui::model::Model;
use crate::tui::words::short;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Presets, Scope::List],
    open: Open::At(open),
    act: Act::Asking(act),
    moves: Moves::List(|model| model.presets.list_mut()),
    hints: &[
        (Action::ApplyPreset, "apply"),
        (Action::NewPreset, "new"),
        (Action::ReplacePreset, "replace"),
        (Action::RenamePreset, "rename"),
        (Action::DeletePreset, "delete"),
        (Action::Undo, "undo"),
        (Action::Presets, "back"),
    ],
    ..PageRow::new(PageName::Presets, Action::Presets, draw::render)
};

/// Shows the page for a node.
pub fn open(model: &mut Model, node: NodeId) {
    model.presets.node = node;
    model.page = PageName::Presets;
}

fn act(action: Action, model: &mut Model, desk: &mut dyn Desk) -> Result<bool, DeskError> {
    match action {
        Action::ApplyPreset => apply(model, desk)?,
        Action::NewPreset => begin_new(model),
        Action::RenamePreset => with_own(model, begin_rename),
        Action::ReplacePreset => with_own(model, ask_to_replace),
        Action::DeletePreset => with_own(model, ask_to_delete),
        _ => return Ok(false),
    }
    Ok(true)
}

fn apply(model: &Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let Some(preset) = model.presets.list().selected() else {
        return Ok(());
    };
    let wish = Transfer::ApplyPreset(preset.name.clone(), vec![model.presets.node]);
    desk.send(Intent::Transfer(wish))
}

/// The strip's own name is what its preset will mostly be called.
fn begin_new(model: &mut Model) {
    let node = model.presets.node;
    let name = model.label(node).map_or("", |label| label.name.as_str());
    let prompt = format!("name of the new preset from {node}");
    model.entry = Some(Entry::name(Purpose::NewPreset(node), prompt, name));
}

/// Does something with the selected preset, where it may be changed.
fn with_own(model: &mut Model, action: fn(&mut Model, PresetName)) {
    match model.presets.list().selected().cloned() {
        Some(preset) if preset.place != PresetPlace::Factory => action(model, preset),
        Some(_) => {
            let key = model.key(Action::NewPreset);
            let text =
                format!("this preset is shipped with Headroom and stays; {key} keeps your own");
            model.tell(Severity::Info, &text);
        }
        None => {}
    }
}

fn begin_rename(model: &mut Model, preset: PresetName) {
    let prompt = format!("new name of preset \"{}\"", short(&preset.name));
    let text = preset.name.clone();
    let purpose = Purpose::RenamePreset(preset.name);
    model.entry = Some(Entry::name(purpose, prompt, &text));
}

/// The preset is replaced where it is kept.
fn ask_to_replace(model: &mut Model, preset: PresetName) {
    let node = model.presets.node;
    let text = format!(
        "Replace preset \"{}\" by {}?",
        short(&preset.name),
        short(&model.called(node))
    );
    let in_show = preset.place == PresetPlace::Show;
    let wish = store(preset.name, node, in_show);
    model.question = Some(Question::yes_or_no(text, Intent::Transfer(wish)));
}

fn ask_to_delete(model: &mut Model, preset: PresetName) {
    let text = format!("Delete preset \"{}\"?", short(&preset.name));
    let wish = Transfer::DeletePreset(preset.name);
    model.question = Some(Question::yes_or_no(text, Intent::Transfer(wish)));
}

/// A name for a new preset was typed. It never replaces one of the user's by accident.
pub(crate) fn name_new(
    name: String,
    node: NodeId,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    let is_taken =
        |preset: &PresetName| preset.name == name && preset.place != PresetPlace::Factory;
    if model.presets.list().items().iter().any(is_taken) {
        let key = model.key(Action::ReplacePreset);
        let text = format!("there is a preset '{name}' already; select it, {key} replaces it");
        model.tell(Severity::Warning, &text);
        return Ok(());
    }
    desk.send(Intent::Transfer(store(name, node, false)))
}

fn store(name: String, from: NodeId, in_show: bool) -> Transfer {
    Transfer::StorePreset {
        name,
        from,
        scope: Settings::Processing,
        in_show,
    }
}
