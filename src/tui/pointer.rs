//! What the mouse does: a click selects, one with the right key solos, one on the mute mutes; the wheel and
//! a drag move the fader, and a double click resets it.

use super::grip::{Held, HeldBand};
use super::model::Model;
use super::page::channel::pointing;
use super::page::mixer::{self, Part};
use super::view;
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::param::spec::SendParam;
use crate::param::{NodeId, ParamAddr};
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use std::time::{Duration, Instant};

/// Two clicks within this time are a double click.
const DOUBLE: Duration = Duration::from_millis(400);

/// Follows the mouse, on the strips of the mixer.
pub(super) fn point(
    mouse: MouseEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    if model.question.is_some() || model.is_locked {
        return let_go(model, desk);
    }
    match mouse.kind {
        MouseEventKind::Drag(MouseButton::Left) => {
            return match model.grip.band {
                Some(band) => pointing::drag(band, (mouse.column, mouse.row), model, desk),
                None => drag(mouse.row, model, desk),
            };
        }
        MouseEventKind::Up(MouseButton::Left) => return let_go(model, desk),
        _ => {}
    }
    if let Some(band) = pointing::band_at(model, mouse.column, mouse.row) {
        return on_band(band, mouse.kind, model, desk);
    }
    let Some((node, part)) = view::node_at(model, mouse.column, mouse.row) else {
        return Ok(());
    };
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => press(node, part, mouse.row, model, desk),
        MouseEventKind::Down(MouseButton::Right) => toggle(node.solo(), model, desk),
        MouseEventKind::ScrollUp => mixer::move_fader(model, desk, node, mixer::FADER_STEP),
        MouseEventKind::ScrollDown => mixer::move_fader(model, desk, node, -mixer::FADER_STEP),
        _ => Ok(()),
    }
}

/// A band is taken, reset by a double click, or made wider by the wheel.
fn on_band(
    band: HeldBand,
    kind: MouseEventKind,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    match kind {
        MouseEventKind::Down(MouseButton::Left) => {
            let_go(model, desk)?;
            pointing::select(band, model);
            let now = model.now();
            let last = model.grip.last_band.replace((band.freq, now));
            if is_double(last, band.freq, now) {
                model.grip.last_band = None;
                return desk.send(Intent::Reset(band.gain));
            }
            model.grip.band = Some(band);
            Ok(())
        }
        MouseEventKind::ScrollUp => pointing::turn(band, true, desk),
        MouseEventKind::ScrollDown => pointing::turn(band, false, desk),
        _ => Ok(()),
    }
}

/// True where the same was pressed a moment ago.
fn is_double<T: Copy + PartialEq>(last: Option<(T, Instant)>, on: T, now: Instant) -> bool {
    last.is_some_and(|(before, at)| before == on && now.saturating_duration_since(at) < DOUBLE)
}

fn toggle(addr: ParamAddr, model: &Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    match model.known(addr) {
        Some(addr) => desk.send(Intent::Toggle(addr)),
        None => Ok(()),
    }
}

/// The left key goes down on a part of a strip.
fn press(
    node: NodeId,
    part: Part,
    row: u16,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    let_go(model, desk)?;
    model.select(node);
    if part == Part::Mute {
        let send = model.send_on_fader(node, SendParam::On);
        return toggle(send.unwrap_or(node.mute()), model, desk);
    }
    let now = model.now();
    let last = model.grip.last.replace((node, now));
    if part != Part::Fader {
        return Ok(());
    }
    if is_double(last, node, now) {
        model.grip.last = None;
        return mixer::reset_fader(model, desk, node);
    }
    let addr = model.on_fader(node);
    model.grip.held = model.console().travel(addr).map(|travel| Held {
        addr,
        travel: travel.get(),
        row,
        moves: false,
    });
    Ok(())
}

/// The fader follows the mouse from where both were, as far as there are rows.
fn drag(row: u16, model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    let Some(held) = model.grip.held else {
        return Ok(());
    };
    let rows = f32::from(mixer::fader_rows(model).saturating_sub(1).max(1));
    let up = f32::from(held.row) - f32::from(row);
    let Some(value) = model.console().value_at(held.addr, held.travel + up / rows) else {
        return Ok(());
    };
    if !held.moves {
        desk.send(Intent::BeginGesture(held.addr))?;
        model.grip.held = Some(Held {
            moves: true,
            ..held
        });
    }
    desk.send(Intent::Move(held.addr, value))
}

/// The mouse lets go of what it holds.
fn let_go(model: &mut Model, desk: &mut dyn Desk) -> Result<(), DeskError> {
    if let Some(band) = model.grip.band.take() {
        pointing::let_go(band, desk)?;
    }
    match model.grip.held.take() {
        Some(held) if held.moves => desk.send(Intent::EndGesture(held.addr)),
        _ => Ok(()),
    }
}
