//! Sends on faders: the faders of the strips are their sends to one bus, which stands in main's place.
//! While it is so, nothing but these sends and that bus can be moved from the mixer.

use crate::control::feed::Severity;
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::param::spec::SendParam;
use crate::param::{NodeId, NodeKind, ParamAddr};
use crate::tui::action::Action;
use crate::tui::entry::{Entry, Purpose};
use crate::tui::model::Model;

/// Part of the travel that a key for pan moves: five of the hundred to either side.
const PAN_STEP: f32 = 0.025;

/// Puts the sends to the selected bus on the faders, or asks to which; puts the faders back where sends
/// are on them.
pub(super) fn begin(model: &mut Model) {
    let selected = model.selected();
    if selected.kind == NodeKind::Bus {
        return model.put_on_faders(Some(selected));
    }
    let buses = buses(model);
    if buses.is_empty() {
        return model.tell(Severity::Info, "this console has no buses");
    }
    let named = buses.iter().map(|bus| match model.label(*bus) {
        Some(label) => format!("{} {}", bus.number, label.name),
        None => format!("{} {}", bus.number, role_of(model, *bus)),
    });
    let named = named.collect::<Vec<_>>().join("  ");
    let prompt = "sends on faders: number of the bus";
    model.entry = Some(Entry::number(Purpose::SendsTo, prompt, named));
}

/// A number of a bus is typed so far: it is taken as soon as it can be no other.
pub(crate) fn follow(entry: Entry, model: &mut Model) {
    let buses = buses(model);
    let mut begin_so = buses
        .iter()
        .filter(|bus| bus.number.to_string().starts_with(&entry.text));
    match (begin_so.next(), begin_so.next()) {
        (Some(bus), None) if bus.number.to_string() == entry.text => {
            model.put_on_faders(Some(*bus));
        }
        (None, _) => take(&entry.text, model),
        _ => model.entry = Some(entry),
    }
}

/// A number of a bus was typed.
pub(crate) fn take(text: &str, model: &mut Model) {
    let found = buses(model);
    let found = found.iter().find(|bus| bus.number.to_string() == text);
    match found {
        Some(bus) => model.put_on_faders(Some(*bus)),
        None => model.tell(Severity::Warning, &format!("there is no bus {text}")),
    }
}

fn buses(model: &Model) -> Vec<NodeId> {
    let mut buses = model.strips().to_vec();
    buses.retain(|node| node.kind == NodeKind::Bus);
    buses
}

/// Follows an action while sends are on the faders; false for one that does what it always does.
pub(super) fn act(
    action: Action,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<bool, DeskError> {
    if model.sends_to().is_none() {
        return Ok(false);
    }
    let node = model.selected();
    let send = |row| model.send_on_fader(node, row);
    match action {
        Action::SendsOnFaders | Action::Dismiss => model.put_on_faders(None),
        Action::Mute => return turn(send(SendParam::On), desk),
        Action::PanLeft => return step(send(SendParam::Pan), -PAN_STEP, desk),
        Action::PanRight => return step(send(SendParam::Pan), PAN_STEP, desk),
        Action::MainOn | Action::Paste | Action::PasteAll | Action::Spare | Action::CopyMain => {
            let key = model.key(Action::SendsOnFaders);
            let text = format!("sends are on the faders; {key} puts the faders back first");
            model.tell(Severity::Info, &text);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn turn(send: Option<ParamAddr>, desk: &mut dyn Desk) -> Result<bool, DeskError> {
    match send {
        Some(send) => desk.send(Intent::Toggle(send)).map(|()| true),
        None => Ok(false),
    }
}

fn step(send: Option<ParamAddr>, by: f32, desk: &mut dyn Desk) -> Result<bool, DeskError> {
    match send {
        Some(send) => desk.send(Intent::Step(send, by)).map(|()| true),
        None => Ok(false),
    }
}

/// "Wedge 2 Anna · pre-fader": the bus whose sends are on the faders, and where in the strips they are
/// taken.
pub(super) fn title(model: &Model, bus: NodeId) -> String {
    let mut taps: Vec<String> = Vec::new();
    for strip in model.mixed() {
        let tap = model.send_on_fader(strip, SendParam::Tap);
        let tap = tap.and_then(|tap| model.text(tap));
        taps.extend(tap.filter(|tap| !taps.contains(tap)));
    }
    let tap = match &taps[..] {
        [tap] => tap,
        _ => "different taps",
    };
    let name = model.label(bus).map_or("", |label| label.name.as_str());
    let role = role_of(model, bus);
    let role = role[..1].to_uppercase() + &role[1..];
    let name = [role.as_str(), &bus.number.to_string(), name].join(" ");
    format!("{} · {tap}", name.trim_end())
}

/// The role of a bus, in a word.
fn role_of(model: &Model, bus: NodeId) -> &'static str {
    let layout = model.layout();
    let role = layout.and_then(|layout| layout.topology().bus(bus.number));
    role.map_or("bus", |bus| bus.role.word())
}
