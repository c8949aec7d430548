//! Sends of strips, buses and main.

use super::taking::{Place, Taking, matrices, places, second_of_pair};
use crate::param::{NodeId, NodeKind, Width};

/// Where a send begins.
#[derive(Clone, Copy, Debug)]
enum Tap {
    At(&'static str),
    /// Assigned to a group, without a level of its own.
    Group,
}

const TAPS: [(&str, Tap); 6] = [
    ("IN/LC", Tap::At("input")),
    ("<-EQ", Tap::At("pre-eq")),
    ("EQ->", Tap::At("post-eq")),
    ("PRE", Tap::At("pre-fader")),
    ("POST", Tap::At("post-fader")),
    ("GRP", Tap::Group),
];

/// Takes all of them.
pub fn take(taking: &mut Taking) {
    for place in &places(taking.topology()) {
        for (bus, number) in targets(taking, place) {
            take_send(taking, place, bus, number);
        }
    }
}

/// The buses that a place may send to, each with its number among the sends of the desk.
fn targets(taking: &Taking, place: &Place) -> Vec<(u16, u16)> {
    let topology = taking.topology();
    let matrices = || {
        (1..)
            .zip(matrices(topology))
            .map(|(number, bus)| (bus, number))
    };
    if place.node.kind != NodeKind::Strip {
        return matrices().collect();
    }
    let is_matrix = |bus: u16| matrices().any(|(matrix, _)| matrix == bus);
    let buses = topology.buses.iter().map(|bus| bus.number);
    buses
        .filter(|bus| !is_matrix(*bus) && *bus <= 16)
        .map(|bus| (bus, bus))
        .collect()
}

/// The send to a bus of ours that is `number` there. Of a pair, the odd one says where it begins and its pan.
pub fn take_send(taking: &mut Taking, place: &Place, bus: u16, number: u16) {
    let node = place.node;
    let row = |row: &str| format!("send/{bus}/{row}");
    if !taking.has(node, &row("level")) {
        return;
    }
    let own = |leaf: &str| place.leaf(&format!("mix/{number:02}/{leaf}"));
    let first = |leaf: &str| place.leaf(&format!("mix/{:02}/{leaf}", number - (number + 1) % 2));
    let on = taking.switch(&own("on"));
    let level = taking.level(&own("level"));
    let pan = taking.number(&first("pan"));
    let tap = taking.word_of(&first("type"), &TAPS);
    let follows = taking.switch(&first("panFollow"));
    if let Some(on) = on {
        taking.put_switch(node, &row("on"), on);
    }
    match tap {
        Some(Tap::Group) => {
            taking.put_word(node, &row("tap"), "post-fader");
            taking.put(node, &row("level"), 0.0);
            taking.remark(
                "a send to a group is an assignment at 0 dB",
                &node.to_string(),
            );
        }
        Some(Tap::At(tap)) => {
            taking.put_word(node, &row("tap"), tap);
            if tap != "post-fader" && level.is_some_and(|level| level > -90.0) {
                taking.remark(
                    "a send before the fader is silent here while its strip is muted",
                    &node.to_string(),
                );
            }
        }
        None => {}
    }
    if let (Some(level), false) = (level, matches!(tap, Some(Tap::Group))) {
        taking.put(node, &row("level"), level);
    }
    if taking.topology().width(NodeId::bus(bus)) == Some(Width::Stereo) {
        let leaf = format!("mix/{:02}/pan", number - (number + 1) % 2);
        if let Some(pan) = pan.map(|pan| pan_of(taking, place, &leaf, pan)) {
            taking.put(node, &row("pan"), pan);
        }
        if let Some(follows) = follows {
            taking.put_switch(node, &row("follow-pan"), follows);
        }
    }
}

/// Where a send stands between left and right. A stereo strip here is a pair there, with a pan for either side; the
/// return of an effect is one, too, and stands in the middle.
fn pan_of(taking: &mut Taking, place: &Place, leaf: &str, pan: f64) -> f64 {
    if taking.topology().width(place.node) != Some(Width::Stereo) {
        return pan;
    }
    let second = second_of_pair(place);
    let right = second.and_then(|second| taking.number(&format!("{second}/{leaf}")));
    right.map_or(0.0, |right| f64::midpoint(pan, right))
}
