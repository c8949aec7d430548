//! Buses, matrices, main, DCAs and effects.

use super::sections::{BUS_BANDS, dynamics, eq, groups, insert, matrix_sends, mix};
use crate::osc::x32::builder::Builder;
use crate::osc::x32::law::Law;
use crate::osc::x32::laws::{FADER, PAN};
use crate::osc::x32::leaf::Link;
use crate::osc::x32::words::{COLORS, EFFECT_SOURCES, EFFECTS, INSERT_EFFECTS};
use crate::param::{BusRole, NodeId};

const CYAN: usize = 6;
const WHITE: usize = 7;

/// All of them.
pub fn all(b: &mut Builder) {
    for number in 1..=16 {
        bus(b, number);
    }
    for number in 1..=6 {
        matrix(b, number);
    }
    main(b, "/main/st", Some(NodeId::MAIN));
    main(b, "/main/m", None);
    for number in 1..=8 {
        dca(b, number);
    }
    for number in 1..=8 {
        effect(b, number);
    }
}

fn bus(b: &mut Builder, number: u16) {
    let base = format!("/bus/{number:02}");
    let node = b.bus(number);
    b.begin(&format!("{base}/config"), node);
    b.label(1, CYAN);
    dynamics(b, &base, node, true);
    insert(b, &base, node, 0.0);
    eq(b, &base, node, &BUS_BANDS);
    mix(b, &base, node);
    matrix_sends(b, &base, node);
    groups(b, &base, node);
}

fn matrix(b: &mut Builder, number: u16) {
    let base = format!("/mtx/{number:02}");
    let node = b.bus_of_role(BusRole::Matrix, usize::from(number - 1));
    b.begin(&format!("{base}/config"), node);
    b.label(1, WHITE);
    b.begin(&format!("{base}/preamp"), node);
    b.plain("invert", Law::Switch, 0.0, "polarity");
    dynamics(b, &base, node, false);
    insert(b, &base, node, 0.0);
    eq(b, &base, node, &BUS_BANDS);
    b.begin(&format!("{base}/mix"), node);
    b.link("on", (Law::Switch, 1.0), Link::Inverted, &["mute"]);
    b.plain("fader", FADER, f32::NEG_INFINITY, "fader");
    groups(b, &base, node);
}

fn main(b: &mut Builder, base: &str, node: Option<NodeId>) {
    b.begin(&format!("{base}/config"), node);
    b.label(1, WHITE);
    dynamics(b, base, node, false);
    insert(b, base, node, 0.0);
    eq(b, base, node, &BUS_BANDS);
    b.begin(&format!("{base}/mix"), node);
    b.link("on", (Law::Switch, 1.0), Link::Inverted, &["mute"]);
    b.plain("fader", FADER, f32::NEG_INFINITY, "fader");
    if base == "/main/st" {
        b.plain("pan", PAN, 0.0, "pan");
    }
    matrix_sends(b, base, node);
    groups(b, base, node);
}

fn dca(b: &mut Builder, number: u16) {
    let node = Some(NodeId::dca(number));
    b.begin(&format!("/dca/{number}"), node);
    b.link("on", (Law::Switch, 1.0), Link::Inverted, &["mute"]);
    b.plain("fader", FADER, 0.0, "fader");
    b.begin(&format!("/dca/{number}/config"), node);
    b.label(1, COLORS.count() / 2 - 1);
}

fn effect(b: &mut Builder, number: u16) {
    b.begin(&format!("/fx/{number}"), None);
    let words = if number <= 4 { EFFECTS } else { INSERT_EFFECTS };
    b.shadow("type", Law::Words(words), 0.0);
    if number <= 4 {
        b.begin(&format!("/fx/{number}/source"), None);
        for side in ["l", "r"] {
            b.shadow(side, Law::Words(EFFECT_SOURCES), f32::from(12 + number));
        }
    }
    b.begin(&format!("/fx/{number}/par"), None);
    for row in 1..=64 {
        b.shadow(&format!("{row:02}"), Law::Raw, 0.0);
    }
}
