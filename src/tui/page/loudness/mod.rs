//! Loudness: main and a chosen mix by EBU R 128 or the K-system, and the level in the room.

mod draw;
mod scale;

use super::channel;
use super::name::PageName;
use super::row::{PageRow, no_target};
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::param::spec::{LoudnessParam, Param};
use crate::param::{NodeId, Plain};
use crate::tui::action::{Action, Scope};
use crate::tui::model::Model;
use crossterm::event::KeyEvent;

/// The page.
pub const PAGE: PageRow = PageRow {
    page: PageName::Loudness,
    open: Some((Action::Loudness, |model, _| model.page = PageName::Loudness)),
    scopes: &[Scope::Loudness],
    target: no_target,
    act,
    list: None,
    hints: &[
        (Action::ResetLoudness, "begin anew"),
        (Action::NextScale, "scale"),
        (Action::LoudnessSettings, "target, limit"),
        (Action::Loudness, "back"),
    ],
    render: draw::render,
};

fn act(
    action: Action,
    _: &KeyEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    let row = |row| NodeId::LOUDNESS.param(Param::Loudness(row));
    match action {
        Action::Loudness | Action::Dismiss => model.page = PageName::Mixer,
        Action::ResetLoudness => {
            desk.send(Intent::Set(row(LoudnessParam::Reset), Plain::switch(true)))?;
        }
        Action::NextScale => desk.send(Intent::Toggle(row(LoudnessParam::Scale)))?,
        Action::LoudnessSettings => channel::open(model, NodeId::LOUDNESS),
        _ => return Ok(false),
    }
    Ok(true)
}
