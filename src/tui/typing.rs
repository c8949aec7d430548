//! Keys while something is typed, and what becomes of it.

use super::action::Action;
use super::entry::{Entry, Purpose, Typed};
use super::model::Model;
use super::naming;
use super::page::{
    automation, cues, mixer, monitor, patch, phones, presets, scenes, surfaces, tape,
};
use super::palette::{self, targets};
use super::setting;
use crate::control::intent::{HeadChange, Intent, SceneWish, Transfer};
use crate::desk::{Desk, DeskError};
use crossterm::event::{KeyCode, KeyEvent};

/// What a key did while something was typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Taken {
    /// It was part of what is typed, or its end.
    Yes,
    /// It ended a number, and is to be followed for itself.
    PassedOn,
    /// An action was chosen.
    Chose(Action),
}

/// A key while something is typed.
pub(super) fn type_on(
    entry: Entry,
    key: &KeyEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<Taken, DeskError> {
    if entry.is_ended_by(key) {
        take_text(entry, model, desk)?;
        return Ok(Taken::PassedOn);
    }
    let purpose = entry.purpose.clone();
    if let (Purpose::Command | Purpose::Teach(_), KeyCode::Up | KeyCode::Down) =
        (&purpose, key.code)
    {
        model.palette.step(key.code == KeyCode::Down);
        model.entry = Some(entry);
        return Ok(Taken::Yes);
    }
    match entry.with(key) {
        Typed::Goes(entry) => follow(entry, model),
        Typed::Left => leave(&purpose, model),
        Typed::Done(entry) if entry.purpose == Purpose::Command => {
            let chosen = palette::run(&entry.text, model, desk)?;
            return Ok(chosen.map_or(Taken::Yes, Taken::Chose));
        }
        Typed::Done(entry) if matches!(entry.purpose, Purpose::Teach(_)) => {
            let target = targets::target(&entry.text, model);
            surfaces::say_target(target, model, desk)?;
        }
        Typed::Done(entry) => take_text(entry, model, desk)?,
    }
    Ok(Taken::Yes)
}

/// Something is not typed after all.
fn leave(purpose: &Purpose, model: &mut Model) {
    if let Purpose::Find(before) = purpose {
        model.select(*before);
    }
}

/// Something is typed so far: a number that can be no other is taken at once.
pub(super) fn follow(entry: Entry, model: &mut Model) {
    match entry.purpose {
        Purpose::SendsTo => mixer::sends::follow(entry, model),
        Purpose::Strip => mixer::jump::follow(entry, model),
        Purpose::Find(_) => mixer::jump::find(entry, model),
        Purpose::Command => {
            model.palette = palette::search(&entry.text, model);
            model.entry = Some(entry);
        }
        Purpose::Teach(ref control) => {
            model.palette = targets::search_targets(&entry.text, model, control);
            model.entry = Some(entry);
        }
        _ => model.entry = Some(entry),
    }
}

/// Something was typed.
fn take_text(entry: Entry, model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let text = entry.text.trim().to_owned();
    if text.is_empty() && !matches!(entry.purpose, Purpose::SceneNotes(_)) {
        return Ok(());
    }
    match entry.purpose {
        Purpose::Value(addr) => setting::set_typed(addr, &text, model, desk),
        Purpose::Fader(node) => mixer::set_typed(node, &text, model, desk),
        Purpose::Label(node) => naming::take(node, &text, model, desk),
        Purpose::NewPreset(node) => presets::name_new(text, node, model, desk),
        Purpose::NewPhone => phones::make(&text, model, desk),
        Purpose::RenamePreset(from) => {
            desk.send(Intent::Transfer(Transfer::RenamePreset(from, text)))
        }
        Purpose::RenameScene(from) => desk.send(Intent::Scene(SceneWish::Rename(from, text))),
        Purpose::DuplicateScene(from) => desk.send(Intent::Scene(SceneWish::Duplicate(from, text))),
        Purpose::InsertScene(_)
        | Purpose::NumberScene(_)
        | Purpose::ChangeScenes
        | Purpose::PasteScenes => scenes::many::take(&entry.purpose, &text, model, desk),
        Purpose::SceneFade(scene) => scenes::set_fade(scene, &text, model, desk),
        Purpose::PointValue(addr, at) => automation::set_point(addr, at, &text, model, desk),
        Purpose::SceneNotes(scene) => desk.send(Intent::Scene(SceneWish::ChangeHead(
            scene,
            HeadChange::Notes(text),
        ))),
        Purpose::Connect(port) => patch::connect(port, &text, model, desk),
        Purpose::NewCue(number) => cues::add(number, &text, desk),
        Purpose::Cue(number, field) => cues::set_typed(number, field, &text, model, desk),
        Purpose::TapePath => tape::open(&text, model, desk),
        Purpose::ReferenceFile => monitor::choose(&text, model, desk),
        Purpose::SendsTo => {
            mixer::sends::take(&text, model);
            Ok(())
        }
        // The strip is selected already.
        Purpose::Strip | Purpose::Find(_) | Purpose::Command | Purpose::Teach(_) => Ok(()),
    }
}
