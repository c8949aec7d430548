//! Loudness: main and a chosen mix by EBU R 128 or the K-system, and the level in the room.

mod draw;
mod scale;

use super::channel;
use super::name::PageName;
use super::row::{Act, PageRow};
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::param::spec::{LoudnessParam, Param};
use crate::param::{NodeId, Plain};
use crate::tui::action::{Action, Scope};
use crate::tui::model::Model;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Loudness],
    act: Act::Asking(act),
    hints: &[
        (Action::ResetLoudness, "begin anew"),
        (Action::NextScale, "scale"),
        (Action::LoudnessSettings, "target, limit"),
        (Action::Loudness, "back"),
    ],
    ..PageRow::new(PageName::Loudness, Action::Loudness, draw::render)
};

fn act(action: Action, model: &mut Model, desk: &mut dyn Desk) -> Result<bool, DeskError> {
    let row = |row| NodeId::LOUDNESS.param(Param::Loudness(row));
    match action {
        Action::ResetLoudness => {
            desk.send(Intent::Set(row(LoudnessParam::Reset), Plain::switch(true)))?;
        }
        Action::NextScale => desk.send(Intent::Toggle(row(LoudnessParam::Scale)))?,
        Action::LoudnessSettings => channel::open(model, NodeId::LOUDNESS),
        _ => return Ok(false),
    }
    Ok(true)
}
