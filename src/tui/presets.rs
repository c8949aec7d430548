//! The presets: a list, applied to the selected strip, and kept from it.

use super::action::Action;
use super::model::{Model, Question, View};
use crate::control::feed::{PresetName, PresetPlace, Severity};
use crate::control::intent::{Intent, Scope, Transfer};
use crate::desk::{Desk, DeskError};
use ratatui::crossterm::event::{KeyCode, KeyEvent};

/// Longest name that can be typed.
const LONGEST: usize = 40;

/// Where the list stands.
#[derive(Clone, Debug, Default)]
pub struct PresetPage {
    names: Vec<PresetName>,
    place: usize,
    /// A name that is being typed.
    pub entry: Option<Entry>,
}

/// A name that is being typed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// As far as it is typed.
    pub text: String,
    /// The preset that shall have it; none for a new one.
    pub renames: Option<String>,
}

impl PresetPage {
    /// What there is now.
    pub fn learn(&mut self, names: Vec<PresetName>) {
        let selected = self.selected().map(|preset| preset.name.clone());
        let found = names
            .iter()
            .position(|preset| Some(&preset.name) == selected.as_ref());
        self.place = found
            .unwrap_or(self.place)
            .min(names.len().saturating_sub(1));
        self.names = names;
    }

    /// All of them, by name.
    pub fn names(&self) -> &[PresetName] {
        &self.names
    }

    /// Which one is selected, by its place in the list.
    pub fn place(&self) -> usize {
        self.place
    }

    fn selected(&self) -> Option<&PresetName> {
        self.names.get(self.place)
    }

    /// The selected one, where it may be changed.
    fn selected_own(&self) -> Option<&PresetName> {
        let is_own = |preset: &&PresetName| preset.place != PresetPlace::Factory;
        self.selected().filter(is_own)
    }

    fn move_by(&mut self, by: isize) {
        let last = self.names.len().saturating_sub(1);
        self.place = self.place.saturating_add_signed(by).min(last);
    }
}

/// Handles a key on the page; `action` is what it does elsewhere. True when it was for the page.
///
/// # Errors
/// The console is gone.
pub(super) fn key(
    key: &KeyEvent,
    action: Option<Action>,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    if let Some(entry) = model.presets.entry.take() {
        return type_on(entry, key, model, desk).map(|()| true);
    }
    match (key.code, action) {
        (_, Some(Action::Presets | Action::Dismiss)) => model.view = View::Mixer,
        (KeyCode::Up, _) => model.presets.move_by(-1),
        (KeyCode::Down, _) => model.presets.move_by(1),
        (KeyCode::PageUp, _) => model.presets.move_by(-10),
        (KeyCode::PageDown, _) => model.presets.move_by(10),
        (KeyCode::Enter, _) => return apply(model, desk).map(|()| true),
        (KeyCode::Char('n'), _) => begin_new(model),
        (KeyCode::Char('r'), _) => begin_rename(model),
        (KeyCode::Char('w'), _) => ask(Question::StoreOverPreset, model),
        (KeyCode::Delete, _) => ask(Question::DeletePreset, model),
        _ => return Ok(false),
    }
    Ok(true)
}

fn apply(model: &Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let Some(preset) = model.presets.selected() else {
        return Ok(());
    };
    let wish = Transfer::ApplyPreset(preset.name.clone(), vec![model.selected()]);
    desk.send(Intent::Transfer(wish))
}

/// The strip's own name is what its preset will mostly be called.
fn begin_new(model: &mut Model) {
    let label = model.label(model.selected());
    let text = label.map_or(String::new(), |label| label.name.clone());
    model.presets.entry = Some(Entry {
        text,
        renames: None,
    });
}

fn begin_rename(model: &mut Model) {
    match model.presets.selected_own() {
        Some(preset) => {
            let text = preset.name.clone();
            let renames = Some(text.clone());
            model.presets.entry = Some(Entry { text, renames });
        }
        None => tell_shipped(model),
    }
}

fn ask(question: Question, model: &mut Model) {
    match model.presets.selected_own() {
        Some(_) => model.question = Some(question),
        None => tell_shipped(model),
    }
}

fn tell_shipped(model: &mut Model) {
    if model.presets.selected().is_some() {
        let text = "this preset is shipped with Headroom and stays; n keeps your own";
        model.tell(Severity::Info, text);
    }
}

/// A key while a name is typed: Enter takes it, Esc forgets it.
fn type_on(
    mut entry: Entry,
    key: &KeyEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    match key.code {
        KeyCode::Esc => return Ok(()),
        KeyCode::Enter => return name(&entry, model, desk),
        KeyCode::Backspace => {
            entry.text.pop();
        }
        KeyCode::Char(character) if entry.text.chars().count() < LONGEST => {
            entry.text.push(character);
        }
        _ => {}
    }
    model.presets.entry = Some(entry);
    Ok(())
}

/// A name is typed. A new preset never replaces one of the user's by accident.
fn name(entry: &Entry, model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let to = entry.text.trim().to_owned();
    let is_taken = |preset: &PresetName| preset.name == to && preset.place != PresetPlace::Factory;
    let wish = match &entry.renames {
        Some(from) => Transfer::RenamePreset(from.clone(), to),
        None if model.presets.names.iter().any(is_taken) => {
            let text = format!("there is a preset '{to}' already; select it, w replaces it");
            model.tell(Severity::Warning, &text);
            return Ok(());
        }
        None => store(to, model, false),
    };
    desk.send(Intent::Transfer(wish))
}

fn store(name: String, model: &Model, in_show: bool) -> Transfer {
    Transfer::StorePreset {
        name,
        from: model.selected(),
        scope: Scope::Processing,
        in_show,
    }
}

/// Replaces the selected preset by the selected strip's processing, where it is kept.
///
/// # Errors
/// The console is gone.
pub(super) fn store_over(model: &Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let Some(preset) = model.presets.selected_own() else {
        return Ok(());
    };
    let in_show = preset.place == PresetPlace::Show;
    desk.send(Intent::Transfer(store(preset.name.clone(), model, in_show)))
}

/// Forgets the selected preset.
///
/// # Errors
/// The console is gone.
pub(super) fn delete(model: &Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let Some(preset) = model.presets.selected_own() else {
        return Ok(());
    };
    desk.send(Intent::Transfer(Transfer::DeletePreset(
        preset.name.clone(),
    )))
}
