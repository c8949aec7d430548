//! Keys while something is typed, and what becomes of it.

use super::entry::{Entry, Purpose, Typed};
use super::model::Model;
use super::page::{mixer, presets};
use super::setting;
use crate::control::intent::{Intent, Transfer};
use crate::desk::{Desk, DeskError};
use crossterm::event::KeyEvent;

/// A key while something is typed; false for one that ends a number and is to be followed for itself.
pub(super) fn type_on(
    entry: Entry,
    key: &KeyEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    if entry.is_ended_by(key) {
        take_text(entry, model, desk)?;
        return Ok(false);
    }
    match entry.with(key) {
        Typed::Goes(entry) => follow(entry, model),
        Typed::Left => {}
        Typed::Done(entry) => take_text(entry, model, desk)?,
    }
    Ok(true)
}

/// Something is typed so far: a number that can be no other is taken at once.
fn follow(entry: Entry, model: &mut Model) {
    match entry.purpose {
        Purpose::SendsTo => mixer::sends::follow(entry, model),
        _ => model.entry = Some(entry),
    }
}

/// Something was typed.
fn take_text(entry: Entry, model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let text = entry.text.trim().to_owned();
    if text.is_empty() {
        return Ok(());
    }
    match entry.purpose {
        Purpose::Value(addr) => setting::set_typed(addr, &text, model, desk),
        Purpose::Fader(node) => mixer::set_typed(node, &text, model, desk),
        Purpose::NewPreset(node) => presets::name_new(text, node, model, desk),
        Purpose::RenamePreset(from) => {
            desk.send(Intent::Transfer(Transfer::RenamePreset(from, text)))
        }
        Purpose::RenameScene(from) => desk.send(Intent::RenameScene(from, text)),
        Purpose::SendsTo => {
            mixer::sends::take(&text, model);
            Ok(())
        }
    }
}
