//! The mixer: the strips, one of which is selected, and main.

mod draw;
pub(crate) mod jump;
pub(crate) mod sends;
pub mod state;

use super::name::PageName;
use super::row::{Act, PageRow};
use crate::control::feed::Severity;
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::param::spec::SendParam;
use crate::param::{NodeId, Plain};
use crate::tui::action::{Action, Scope};
use crate::tui::entry::{Entry, Purpose};
use crate::tui::model::Model;
use crate::tui::setting;
use crate::tui::words::short;
use crossterm::event::{KeyCode, KeyEvent};
use state::Layer;

pub use draw::{Part, fader_rows, name, node_at, readings, room, silence};

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Mixer],
    target,
    act: Act::ByKey(act),
    hints: &[
        (Action::Mute, "mute"),
        (Action::Solo, "solo"),
        (Action::SendsOnFaders, "sends"),
        (Action::Channel, "channel"),
        (Action::Scenes, "scenes"),
        (Action::Go, "GO"),
        (Action::Presets, "presets"),
        (Action::Undo, "undo"),
    ],
    ..PageRow::new(PageName::Mixer, Action::Mixer, draw::render)
};

/// Half a dB in the upper half of the fader's travel.
pub const FADER_STEP: f32 = 0.0125;
/// A tenth of a dB in the upper half of the fader's travel.
const FADER_FINE: f32 = 0.0025;
/// Three dB in the upper half of the fader's travel.
const FADER_FAR: f32 = 0.075;

/// The selected strip: it is always on the screen, and so is main.
fn target(model: &Model) -> Option<NodeId> {
    model.layout().map(|_| model.selected())
}

fn act(
    action: Action,
    key: &KeyEvent,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    if sends::act(action, model, desk)? {
        return Ok(true);
    }
    if let Some(layer) = layer(action) {
        show_layer(layer, model);
        return Ok(true);
    }
    let room = room(model, model.size.0);
    match action {
        Action::SelectPrevious => model.select_by(-1),
        Action::SelectNext => model.select_by(1),
        Action::PreviousPage => model.turn_page(-1, room),
        Action::NextPage => model.turn_page(1, room),
        Action::SelectFirst => model.select_first(),
        Action::SelectMain => model.select(model.master()),
        Action::FaderUp => move_fader(model, desk, model.selected(), FADER_STEP)?,
        Action::FaderDown => move_fader(model, desk, model.selected(), -FADER_STEP)?,
        Action::FaderUpFar => move_fader(model, desk, model.selected(), FADER_FAR)?,
        Action::FaderDownFar => move_fader(model, desk, model.selected(), -FADER_FAR)?,
        Action::FaderUpFine => move_fader(model, desk, model.selected(), FADER_FINE)?,
        Action::FaderDownFine => move_fader(model, desk, model.selected(), -FADER_FINE)?,
        Action::FaderUnity => set_fader(model, desk, Plain(0.0))?,
        Action::FaderDefault => reset_fader(model, desk, model.selected())?,
        Action::JumpToStrip => jump::begin(key, model),
        Action::Find => jump::begin_to_find(model),
        Action::TypeFader => begin_to_type(model, key),
        Action::SendsOnFaders => sends::begin(model),
        Action::Dismiss => model.dismiss(),
        _ => return Ok(false),
    }
    Ok(true)
}

/// The layer that an action shows.
fn layer(action: Action) -> Option<Layer> {
    Some(match action {
        Action::LayerInputs => Layer::Inputs,
        Action::LayerBuses => Layer::Buses,
        Action::LayerDcas => Layer::Dcas,
        Action::LayerFx => Layer::Fx,
        Action::LayerMatrices => Layer::Matrices,
        Action::LayerMain => Layer::Main,
        Action::LayerAll => Layer::All,
        _ => return None,
    })
}

/// Shows a layer. Sends on faders have no layers: they stay.
fn show_layer(layer: Layer, model: &mut Model) {
    if model.sends_to().is_some() {
        let key = model.key(Action::SendsOnFaders);
        let text = format!("sends are on the faders; {key} puts the faders back first");
        return model.tell(Severity::Info, &text);
    }
    if !model.show_layer(layer) {
        let text = format!("this console has no {}", layer.word());
        model.tell(Severity::Info, &text);
    }
}

/// Sets what is on the fader of the selected node.
fn set_fader(model: &Model, desk: &mut dyn Desk, value: Plain) -> Result<(), DeskError> {
    match model.known(model.on_fader(model.selected())) {
        Some(addr) => desk.send(Intent::Set(addr, value)),
        None => Ok(()),
    }
}

/// What is on the fader of a node goes to its default: off, and 0 dB for DCAs and sends to groups.
///
/// # Errors
/// The console is gone.
pub fn reset_fader(model: &Model, desk: &mut dyn Desk, node: NodeId) -> Result<(), DeskError> {
    match model.known(model.on_fader(node)) {
        Some(addr) => desk.send(Intent::Reset(addr)),
        None => Ok(()),
    }
}

/// A sign begins with itself, any other key with nothing.
fn begin_to_type(model: &mut Model, key: &KeyEvent) {
    let node = model.selected();
    let fader = model.on_fader(node);
    let Some(spec) = model.console().spec(fader) else {
        return;
    };
    let allowed = format!("{}, or a pan: L30 C R30", spec.allowed());
    let prompt = format!("{} {}", short(&model.called(node)), spec.name);
    let mut entry = Entry::value(fader, prompt, allowed);
    entry.purpose = Purpose::Fader(node);
    if let KeyCode::Char(sign @ ('-' | '+')) = key.code {
        entry.add(sign.encode_utf8(&mut [0; 4]));
    }
    model.entry = Some(entry);
}

/// A value was typed at the fader of a node: a pan where it says left, right or centre, else what the
/// fader moves.
pub(crate) fn set_typed(
    node: NodeId,
    text: &str,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    let is_pan = text.starts_with(['l', 'L', 'r', 'R', 'c', 'C']);
    let addr = if is_pan {
        let send = model.send_on_fader(node, SendParam::Pan);
        send.unwrap_or(node.pan())
    } else {
        model.on_fader(node)
    };
    setting::set_typed(addr, text, model, desk)
}

/// Moves what is on the fader of a node by a part of its travel, where this console has it.
///
/// # Errors
/// The console is gone.
pub fn move_fader(
    model: &Model,
    desk: &mut dyn Desk,
    node: NodeId,
    by: f32,
) -> Result<(), DeskError> {
    match model.known(model.on_fader(node)) {
        Some(addr) => desk.send(Intent::Step(addr, by)),
        None => Ok(()),
    }
}
