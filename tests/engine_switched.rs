//! A switch that would raise a level raises it slowly: a node that is taken out of a DCA which is down, a send
//! that is moved from behind a closed fader to before it. A fader under a hand has its own pace.

mod common;

use common::consoles::{bus, bus_into, mono};
use common::rig::Rig;
use common::signal::{click_db, peak, sine};
use headroom::param::{BusRole, NodeId, Topology, Width};

const RATE: usize = 48_000;
/// When the switch is thrown.
const AT: usize = RATE / 2;

/// Two strips, a group, a wedge and an in-ear mix; two DCAs.
fn topology() -> Topology {
    Topology {
        strips: [1, 2].map(mono).to_vec(),
        buses: vec![
            bus_into(1, BusRole::Group, Width::Mono, &[]),
            bus(2, BusRole::Wedge, Width::Mono),
            bus(3, BusRole::InEar, Width::Mono),
        ],
        dcas: vec![1, 2],
        ..Topology::default()
    }
}

const OPEN: [(&str, &str); 12] = [
    ("ch/1/fader", "0 dB"),
    ("ch/1/send/1/level", "0 dB"),
    ("ch/1/send/2/on", "on"),
    ("ch/1/send/2/level", "0 dB"),
    ("ch/1/send/2/tap", "post-fader"),
    ("ch/1/send/3/on", "on"),
    ("ch/1/send/3/level", "0 dB"),
    ("ch/1/send/3/tap", "post-fader"),
    ("bus/2/fader", "0 dB"),
    ("bus/3/fader", "0 dB"),
    ("main/fader", "0 dB"),
    ("main/limiter/on", "off"),
];

/// What else stands before, the switch, and where it raises something.
type Case<'a> = (&'a [(&'a str, &'a str)], (&'a str, &'a str), &'a [NodeId]);

const WEDGE: NodeId = NodeId::bus(2);
const EARS: NodeId = NodeId::bus(3);
const DOWN: (&str, &str) = ("dca/1/fader", "-48 dB");
const CLOSED: (&str, &str) = ("dca/1/fader", "off");

#[rustfmt::skip]
const CASES: [Case; 10] = [
    (&[DOWN, ("ch/1/dca/1", "on")], ("ch/1/dca/1", "off"), &[NodeId::MAIN, WEDGE, EARS]),
    (&[CLOSED, ("ch/1/dca/1", "on")], ("ch/1/dca/1", "off"), &[NodeId::MAIN, WEDGE, EARS]),
    (&[DOWN, ("bus/2/dca/1", "on")], ("bus/2/dca/1", "off"), &[WEDGE]),
    (&[CLOSED, ("bus/3/dca/1", "on")], ("bus/3/dca/1", "off"), &[EARS]),
    (&[DOWN, ("main/dca/1", "on")], ("main/dca/1", "off"), &[NodeId::MAIN]),
    (&[DOWN, ("ch/1/dca/2", "on"), ("dca/2/dca/1", "on")], ("dca/2/dca/1", "off"), &[NodeId::MAIN, WEDGE]),
    (&[("ch/1/fader", "off")], ("ch/1/send/2/tap", "pre-fader"), &[WEDGE]),
    (&[("ch/1/fader", "-40 dB")], ("ch/1/send/3/tap", "input"), &[EARS]),
    (&[("dca/2/fader", "+10 dB")], ("ch/1/dca/2", "on"), &[NodeId::MAIN, WEDGE]),
    (&[("bus/2/fader", "off")], ("bus/2/fader", "+10 dB"), &[WEDGE]),
];

fn rig(before: &[(&str, &str)]) -> Rig {
    Rig::with(topology(), &[&OPEN[..], before].concat())
}

/// What an output plays while the switch is thrown at [`AT`].
fn heard(case: &Case, level: f64, hz: f64) -> Vec<Vec<f32>> {
    let (before, (path, value), outputs) = *case;
    let tone = sine(hz, level, 3 * RATE);
    let mut rig = rig(before);
    rig.run(&[tone[..AT].to_vec()], || 128);
    rig.set(path, value);
    rig.run(&[tone[AT..].to_vec()], || 128);
    let record = |node: &NodeId| rig.recorded[rig.output(*node)].clone();
    outputs.iter().map(record).collect()
}

fn db(level: f32) -> f32 {
    20.0 * level.max(1e-9).log10()
}

#[test]
fn what_a_switch_raises_comes_up_slowly_and_arrives() {
    for case in &CASES {
        for output in heard(case, 0.01, 997.0) {
            let level = |ms: usize| peak(&output[AT + 48 * ms..][..480]);
            let (first, last) = (level(30), level(2300));
            assert!(last > 0.006, "{case:?}: it arrives, {last}");
            let risen = db(peak(&output[AT - 4800..AT])).max(db(last) - 40.0) - db(last);
            let missing = db(first) - db(last);
            assert!(
                missing < 0.6 * risen,
                "{case:?}: {missing:.1} dB below after 30 ms of {risen:.1} dB"
            );
            assert!(
                level(120) < 0.9 * last,
                "{case:?}: {} of {last}",
                level(120)
            );
        }
    }
}

#[test]
fn a_limiter_without_look_ahead_stays_clean_whatever_the_switch() {
    for case in &CASES {
        for hz in [300.0, 997.0, 3000.0] {
            for output in heard(case, 0.5, hz) {
                let click = click_db(&output, RATE / 10);
                assert!(
                    click < -60.0,
                    "{case:?}, {hz} Hz: {click:.1} dBFS above 8 kHz"
                );
            }
        }
    }
}

#[test]
fn lower_is_at_once() {
    for (path, value, node) in [
        ("ch/1/dca/1", "on", NodeId::MAIN),
        ("bus/2/dca/1", "on", WEDGE),
        ("bus/3/fader", "-48 dB", EARS),
    ] {
        let case: Case = (&[DOWN], (path, value), &[node]);
        let output = &heard(&case, 0.1, 997.0)[0];
        let last = peak(&output[2 * RATE..]);
        assert!(peak(&output[AT + 48 * 30..]) < 1.01 * last, "{case:?}");
    }
}

#[test]
fn a_fader_under_a_hand_keeps_its_pace() {
    for (before, path, node) in [
        (
            &[("ch/1/dca/1", "on"), ("dca/1/fader", "off")][..],
            "dca/1/fader",
            WEDGE,
        ),
        (&[("bus/2/fader", "off")], "bus/2/fader", WEDGE),
        (&[("ch/1/send/3/level", "off")], "ch/1/send/3/level", EARS),
    ] {
        let tone = sine(997.0, 0.01, 2 * RATE);
        let mut rig = rig(before);
        rig.run(&[tone[..AT].to_vec()], || 128);
        rig.glide(path, "0 dB", 48 * 40);
        rig.run(&[tone[AT..].to_vec()], || 128);
        let output = &rig.recorded[rig.output(node)];
        let level = |ms: usize| peak(&output[AT + 48 * ms..][..480]);
        assert!(
            level(60) > 0.99 * level(1000),
            "{path}: {} {}",
            level(60),
            level(1000)
        );
    }
}
