//! What the mouse does: a click selects, one with the right key solos, the wheel moves the fader under it.

use super::model::Model;
use super::page::mixer;
use super::view;
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

/// Follows the mouse, on the strips of the mixer.
pub(super) fn point(
    mouse: MouseEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    if model.question.is_some() {
        return Ok(());
    }
    let Some(node) = view::node_at(model, mouse.column, mouse.row) else {
        return Ok(());
    };
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => model.select(node),
        MouseEventKind::Down(MouseButton::Right) => {
            if let Some(solo) = model.known(node.solo()) {
                desk.send(Intent::Toggle(solo))?;
            }
        }
        MouseEventKind::ScrollUp => mixer::move_fader(model, desk, node, mixer::FADER_STEP)?,
        MouseEventKind::ScrollDown => mixer::move_fader(model, desk, node, -mixer::FADER_STEP)?,
        _ => {}
    }
    Ok(())
}
