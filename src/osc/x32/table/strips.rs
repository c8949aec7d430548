//! Channels, inputs of the aux bus, and returns of effects.

use super::sections::{CHANNEL_BANDS, dynamics, eq, filter, groups, insert, mix, sends};
use crate::osc::x32::builder::Builder;
use crate::osc::x32::law::Law;
use crate::osc::x32::laws::{
    ATTACK, DELAY, GATE_RANGE, GATE_THRESHOLD, HOLD, LOW_CUT, RELEASE, TRIM, WEIGHT,
};
use crate::osc::x32::leaf::Link;
use crate::osc::x32::words::{AUTOMIX, GATE_MODES, SLOPES};
use crate::param::{BusRole, NodeId};

/// Our slopes for 12, 18 and 24 dB per octave.
const SLOPE_CHOICES: &[u8] = &[1, 2, 3];
/// Our groups for none, X and Y.
const AUTOMIX_CHOICES: &[u8] = &[0, 1, 2];
const YELLOW: usize = 3;
const MAGENTA: usize = 5;

/// All of them.
pub fn all(b: &mut Builder) {
    for number in 1..=32 {
        channel(b, number);
    }
    for number in 1..=8 {
        aux_input(b, number);
    }
    for number in 1..=8 {
        effect_return(b, number);
    }
}

fn channel(b: &mut Builder, number: u16) {
    let base = format!("/ch/{number:02}");
    let node = Some(NodeId::strip(number));
    b.begin(&format!("{base}/config"), node);
    b.label(1, YELLOW);
    b.shadow("source", Law::Int(0, 64), f32::from(number));
    b.begin(&format!("{base}/delay"), node);
    b.link("on", (Law::Switch, 0.0), Link::DelayOn, &["delay"]);
    b.link("time", (DELAY, 0.3), Link::DelayTime, &["delay"]);
    b.begin(&format!("{base}/preamp"), node);
    b.plain("trim", TRIM, 0.0, "trim");
    b.plain("invert", Law::Switch, 0.0, "polarity");
    b.plain("hpon", Law::Switch, 0.0, "hpf/on");
    b.link(
        "hpslope",
        (Law::Words(SLOPES), 2.0),
        Link::Choice(SLOPE_CHOICES),
        &["hpf/slope"],
    );
    b.plain("hpf", LOW_CUT, 20.0, "hpf/freq");
    gate(b, &base, node);
    dynamics(b, &base, node, true);
    insert(b, &base, node, 1.0);
    eq(b, &base, node, &CHANNEL_BANDS);
    mix(b, &base, node);
    sends(b, &base, node);
    groups(b, &base, node);
    b.begin(&format!("{base}/automix"), node);
    b.link(
        "group",
        (Law::Words(AUTOMIX), 0.0),
        Link::Choice(AUTOMIX_CHOICES),
        &["automix/group"],
    );
    b.plain("weight", WEIGHT, 0.0, "automix/weight");
}

fn gate(b: &mut Builder, base: &str, node: Option<NodeId>) {
    b.begin(&format!("{base}/gate"), node);
    b.plain("on", Law::Switch, 0.0, "gate/on");
    b.link(
        "mode",
        (Law::Words(GATE_MODES), 3.0),
        Link::GateMode,
        &["gate/ratio"],
    );
    b.plain("thr", GATE_THRESHOLD, -80.0, "gate/threshold");
    b.plain("range", GATE_RANGE, 60.0, "gate/range");
    b.plain("attack", ATTACK, 1.0, "gate/attack");
    b.plain("hold", HOLD, 502.0, "gate/hold");
    b.plain("release", RELEASE, 983.0, "gate/release");
    b.link("keysrc", (Law::Int(0, 64), 0.0), Link::Key, &["gate/key"]);
    filter(b, &format!("{base}/gate/filter"), node, "gate");
}

fn aux_input(b: &mut Builder, number: u16) {
    let base = format!("/auxin/{number:02}");
    let node = Some(NodeId::strip(32 + number));
    b.begin(&format!("{base}/config"), node);
    b.label(55, YELLOW);
    b.shadow("source", Law::Int(0, 64), f32::from(32 + number));
    b.begin(&format!("{base}/preamp"), node);
    b.plain("trim", TRIM, 0.0, "trim");
    b.plain("invert", Law::Switch, 0.0, "polarity");
    eq(b, &base, node, &CHANNEL_BANDS);
    mix(b, &base, node);
    sends(b, &base, node);
    groups(b, &base, node);
}

/// Two returns, left and right, are one FX bus of ours.
fn effect_return(b: &mut Builder, number: u16) {
    let base = format!("/fxrtn/{number:02}");
    let node = b.bus_of_role(BusRole::Fx, usize::from(number - 1) / 2);
    b.begin(&format!("{base}/config"), node);
    b.label(61, MAGENTA);
    eq(b, &base, node, &CHANNEL_BANDS);
    mix(b, &base, node);
    sends(b, &base, node);
    groups(b, &base, node);
}
