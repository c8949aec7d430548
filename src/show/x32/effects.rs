//! Effects on buses with their returns, and graphic equalisers on inserts.
//!
//! An effect of a desk hears a mix bus and comes back on a stereo return; here it is the bus itself. So the level
//! behind it is that of bus and return together.

use super::desk::Desk;
use super::sends::take_send;
use super::taking::{Place, Taking, places};
use crate::param::spec::THIRDS;
use crate::param::{BusRole, NodeId};

/// Slots that may hear a mix bus.
const SLOTS: u16 = 4;
/// What sounds like rooms, and what room that is here.
const REVERBS: [(&str, &str); 4] = [
    ("HALL", "hall"),
    ("AMBI", "room"),
    ("ROOM", "room"),
    ("CHAM", "chamber"),
];
/// What sounds like plates.
const PLATES: [&str; 2] = ["PLAT", "RPLT"];
/// Graphic equalisers: those with one side for both channels, and with two.
const GRAPHICS: [&str; 4] = ["GEQ", "GEQ2", "TEQ", "TEQ2"];
/// Behind its 31 bands a graphic equaliser has a master level.
const SECOND_SIDE: usize = 32;

/// The slot that hears a mix bus.
pub fn slot_of(desk: &Desk, bus: u16) -> Option<u16> {
    let source = format!("MIX{bus}");
    let hears = |slot: &u16| {
        ["l", "r"]
            .iter()
            .any(|side| desk.text(&format!("/fx/{slot}/source/{side}")) == source)
    };
    (1..=SLOTS).find(hears)
}

/// The return that an effect comes back on: the left one of two.
pub fn return_of(slot: u16) -> String {
    format!("/fxrtn/{:02}", 2 * slot - 1)
}

/// Takes all of it.
pub fn take(taking: &mut Taking) {
    let buses = taking.topology().buses.iter();
    let effects: Vec<u16> = buses
        .filter(|bus| bus.role == BusRole::Fx)
        .map(|bus| bus.number)
        .collect();
    for bus in effects {
        if let Some(slot) = slot_of(taking.desk, bus) {
            take_effect(taking, NodeId::bus(bus), slot);
            take_return(taking, NodeId::bus(bus), slot);
        }
    }
    for place in &places(taking.topology()) {
        take_graphic(taking, place);
    }
}

fn take_effect(taking: &mut Taking, node: NodeId, slot: u16) {
    let kind = taking.desk.text(&format!("/fx/{slot}/type")).to_owned();
    let room = REVERBS.iter().find(|(reverb, _)| *reverb == kind);
    match &kind[..] {
        "" => {}
        _ if room.is_some() => {
            take_reverb(taking, node, slot, "reverb");
            if let Some((_, room)) = room {
                taking.put_word(node, "reverb/room", room);
            }
        }
        plate if PLATES.contains(&plate) => take_reverb(taking, node, slot, "plate"),
        "DLY" => take_delay(taking, node, slot),
        _ => {
            taking.put_word(node, "fx/type", "none");
            taking.remark(
                &format!("the effect {kind} is none here"),
                &node.to_string(),
            );
        }
    }
}

fn is_reverb(kind: &str) -> bool {
    PLATES.contains(&kind) || REVERBS.iter().any(|(reverb, _)| *reverb == kind)
}

fn parameter(taking: &mut Taking, slot: u16, number: usize) -> Option<f64> {
    taking.number(&format!("/fx/{slot}/par/{number:02}"))
}

/// A reverb or a plate: they have the same parameters, and a plate no decay of lows here.
fn take_reverb(taking: &mut Taking, node: NodeId, slot: u16, effect: &str) {
    taking.put_word(node, "fx/type", effect);
    let row = |name: &str| format!("{effect}/{name}");
    // The number of the parameter, the row, and what one of its unit is in ours.
    for (number, row, factor) in [
        (1, row("pre-delay"), 1.0),
        (2, row("decay"), 1000.0),
        (4, row("damping"), 1.0),
        (7, "hpf/freq".to_owned(), 1.0),
        (8, "lpf/freq".to_owned(), 1.0),
        (9, row("low-decay"), 100.0),
    ] {
        let is_there = effect == "reverb" || number != 9;
        if let Some(value) = parameter(taking, slot, number).filter(|_| is_there) {
            taking.put(node, &row, factor * value);
        }
    }
    for filter in ["hpf/on", "lpf/on"] {
        taking.put_switch(node, filter, true);
    }
}

fn take_delay(taking: &mut Taking, node: NodeId, slot: u16) {
    taking.put_word(node, "fx/type", "delay");
    taking.put_word(node, "tap-delay/note", "time");
    let time = parameter(taking, slot, 2);
    let mode = taking.word_of(
        &format!("/fx/{slot}/par/03"),
        &[("ST", false), ("X", true), ("M", false)],
    );
    let factor = taking.read(
        &format!("/fx/{slot}/par/04"),
        "a number, or one such as 3/8",
        fraction,
    );
    if let (Some(time), Some(factor)) = (time, factor) {
        taking.put(node, "tap-delay/time", time * factor);
    }
    if let Some(crosses) = mode {
        taking.put_switch(node, "tap-delay/ping-pong", crosses);
    }
    for (number, row) in [
        (7, "tap-delay/low-cut"),
        (8, "tap-delay/high-cut"),
        (10, "tap-delay/feedback"),
    ] {
        if let Some(value) = parameter(taking, slot, number) {
            taking.put(node, row, value);
        }
    }
}

/// A number, or a fraction such as `3/8`.
fn fraction(word: &str) -> Option<f64> {
    let (above, below) = word.split_once('/').unwrap_or((word, "1"));
    let value = above.parse::<f64>().ok()? / below.parse::<f64>().ok()?;
    value.is_finite().then_some(value)
}

/// The level behind the effect, its mute, its groups and what it sends on.
fn take_return(taking: &mut Taking, node: NodeId, slot: u16) {
    let place = Place {
        node,
        path: return_of(slot),
    };
    if taking.switch(&place.leaf("mix/on")) == Some(false) {
        taking.put_switch(node, "mute", true);
    }
    let level = taking.level(&place.leaf("mix/fader"));
    if let (Some(bus), Some(level)) = (taking.taken(node, "fader"), level) {
        let kind = taking.desk.text(&format!("/fx/{slot}/type"));
        // A reverb has a level of its own.
        let own = is_reverb(kind).then(|| parameter(taking, slot, 6));
        let sum = f64::from(bus.0) + level + own.flatten().unwrap_or(0.0);
        taking.put(node, "fader", (100.0 * sum).round() / 100.0);
    }
    taking.switch_to(&place, "mix/st", "main/on");
    for bus in taking.topology().feeds(node) {
        if bus <= 16 {
            take_send(taking, &place, bus, bus);
        }
    }
}

/// An insert that is a graphic equaliser is the node's own here.
fn take_graphic(taking: &mut Taking, place: &Place) {
    let on = taking.switch(&place.leaf("insert/on"));
    let insert = taking.desk.text(&place.leaf("insert/sel")).to_owned();
    let Some((slot, is_second)) = slot_and_side(&insert) else {
        return;
    };
    let kind = taking.desk.text(&format!("/fx/{slot}/type")).to_owned();
    if on != Some(true) || !GRAPHICS.contains(&&kind[..]) {
        return;
    }
    if !taking.has(place.node, "geq/on") {
        taking.remark(
            "a graphic equaliser where there is none here",
            &place.node.to_string(),
        );
        return;
    }
    taking.put_switch(place.node, "geq/on", true);
    taking.put_switch(place.node, "insert/on", false);
    let first = if is_second && kind.ends_with('2') {
        SECOND_SIDE
    } else {
        0
    };
    for (at, third) in THIRDS.iter().enumerate() {
        if let Some(gain) = parameter(taking, slot, first + at + 1) {
            taking.put(place.node, &format!("geq/{third}"), gain);
        }
    }
    if parameter(taking, slot, first + SECOND_SIDE).is_some_and(|master| master != 0.0) {
        taking.remark(
            "the master level of a graphic equaliser is left out",
            &place.node.to_string(),
        );
    }
}

/// `FX3L` is slot 3, its first side.
fn slot_and_side(insert: &str) -> Option<(u16, bool)> {
    let rest = insert.strip_prefix("FX")?;
    let slot = rest.trim_end_matches(['L', 'R']).parse().ok()?;
    Some((slot, rest.ends_with('R')))
}
