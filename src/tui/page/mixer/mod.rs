//! The mixer: the strips, one of which is selected, and main.

mod draw;

use super::name::PageName;
use super::row::PageRow;
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::param::NodeId;
use crate::tui::action::{Action, Scope};
use crate::tui::model::Model;
use crossterm::event::KeyEvent;

pub use draw::{node_at, readings, room, silence};

/// The page.
pub const PAGE: PageRow = PageRow {
    page: PageName::Mixer,
    scopes: &[Scope::Mixer],
    target,
    act,
    list: None,
    hints: &[
        (Action::Mute, "mute"),
        (Action::Solo, "solo"),
        (Action::Channel, "channel"),
        (Action::Scenes, "scenes"),
        (Action::Go, "GO"),
        (Action::Presets, "presets"),
        (Action::Undo, "undo"),
    ],
    render: draw::render,
};

/// Half a dB in the upper half of the fader's travel.
pub const FADER_STEP: f32 = 0.0125;
/// Three dB in the upper half of the fader's travel.
const FADER_FAR: f32 = 0.075;

/// The selected strip: it is always on the screen, and so is main.
fn target(model: &Model) -> Option<NodeId> {
    model.layout().map(|_| model.selected())
}

fn act(
    action: Action,
    _: &KeyEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    let room = room(model.size.0);
    match action {
        Action::SelectPrevious => model.select_by(-1),
        Action::SelectNext => model.select_by(1),
        Action::PreviousPage => model.turn_page(-1, room),
        Action::NextPage => model.turn_page(1, room),
        Action::SelectMain => model.select(NodeId::MAIN),
        Action::FaderUp => move_fader(model, desk, model.selected(), FADER_STEP)?,
        Action::FaderDown => move_fader(model, desk, model.selected(), -FADER_STEP)?,
        Action::FaderUpFar => move_fader(model, desk, model.selected(), FADER_FAR)?,
        Action::FaderDownFar => move_fader(model, desk, model.selected(), -FADER_FAR)?,
        Action::Dismiss => model.dismiss(),
        _ => return Ok(false),
    }
    Ok(true)
}

/// Moves the fader of a node by a part of its travel, where this console has it.
///
/// # Errors
/// The console is gone.
pub fn move_fader(
    model: &Model,
    desk: &mut dyn Desk,
    node: NodeId,
    by: f32,
) -> Result<(), DeskError> {
    match model.known(node.fader()) {
        Some(addr) => desk.send(Intent::Step(addr, by)),
        None => Ok(()),
    }
}
