//! Levels through the engine, measured against closed formulas.

mod common;

use common::consoles;
use common::rig::Rig;
use common::signal::{sine, sine_level};
use headroom::param::{BusRole, NodeId, Topology, Width};

fn topology() -> Topology {
    let bus = consoles::bus_into;
    Topology {
        strips: vec![
            consoles::strip(1, Width::Mono),
            consoles::strip(2, Width::Stereo),
            consoles::strip(37, Width::Mono),
        ],
        buses: vec![
            bus(1, BusRole::Group, Width::Stereo, &[]),
            bus(2, BusRole::Wedge, Width::Mono, &[]),
            bus(3, BusRole::InEar, Width::Stereo, &[]),
            bus(4, BusRole::Matrix, Width::Mono, &[]),
        ],
        main_feeds: vec![4],
        ..Topology::default()
    }
}

/// Level of an output port after the start, in dBFS, with a −20 dBFS sine in strip 1.
fn measured(values: &[(&str, &str)], node: NodeId, channel: usize) -> f64 {
    let mut rig = Rig::with(topology(), values);
    let tone = sine(1000.0, 0.1, 9600);
    let silence = vec![0.0; 9600];
    let inputs = [tone, silence.clone(), silence.clone(), silence];
    rig.run(&inputs, || 128);
    let port = rig.output(node) + channel;
    sine_level(&rig.recorded[port][4800..])
}

fn assert_db(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 0.01,
        "{found} dB, not {expected} dB"
    );
}

const FADERS_UP: [(&str, &str); 2] = [("ch/1/fader", "0 dB"), ("main/fader", "0 dB")];

fn with(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    FADERS_UP.iter().chain(more).copied().collect()
}

#[test]
fn a_fresh_console_is_silent() {
    assert_eq!(measured(&[], NodeId::MAIN, 0), f64::NEG_INFINITY);
    assert_eq!(
        measured(&[("ch/1/fader", "0 dB")], NodeId::MAIN, 0),
        f64::NEG_INFINITY
    );
}

#[test]
fn a_centred_strip_reaches_main_by_the_pan_law() {
    assert_db(measured(&with(&[]), NodeId::MAIN, 0), -20.0 - 3.0103);
    assert_db(
        measured(&with(&[("console/pan-law", "-6 dB")]), NodeId::MAIN, 1),
        -20.0 - 6.0206,
    );
    assert_db(
        measured(&with(&[("console/pan-law", "-4.5 dB")]), NodeId::MAIN, 1),
        -24.5154,
    );
    assert_db(
        measured(&with(&[("console/pan-law", "0 dB")]), NodeId::MAIN, 1),
        -20.0,
    );
}

#[test]
fn fader_trim_polarity_and_dcas_add_their_decibels() {
    let values = with(&[
        ("ch/1/trim", "6 dB"),
        ("ch/1/fader", "-10 dB"),
        ("ch/1/dca/1", "on"),
        ("ch/1/dca/2", "on"),
        ("dca/1/fader", "-5 dB"),
        ("dca/2/fader", "3 dB"),
        ("ch/1/pan", "L100"),
        ("main/fader", "-2 dB"),
    ]);
    assert_db(
        measured(&values, NodeId::MAIN, 0),
        -20.0 + 6.0 - 10.0 - 5.0 + 3.0 - 2.0,
    );
    assert_eq!(measured(&values, NodeId::MAIN, 1), f64::NEG_INFINITY);
}

#[test]
fn a_group_carries_a_strip_to_main() {
    let values = with(&[
        ("ch/1/main/on", "off"),
        ("ch/1/pan", "R100"),
        ("ch/1/send/1/on", "on"),
        ("bus/1/fader", "-4 dB"),
    ]);
    assert_db(measured(&values, NodeId::MAIN, 1), -24.0);
    assert_db(measured(&values, NodeId::bus(1), 1), -24.0);
}

#[test]
fn a_wedge_hears_the_strip_before_its_fader() {
    let values = [("ch/1/send/2/level", "-8 dB"), ("bus/2/fader", "0 dB")];
    assert_db(measured(&values, NodeId::bus(2), 0), -28.0);
    let after = [
        &values[..],
        &[("ch/1/send/2/tap", "post-fader"), ("ch/1/fader", "-3 dB")],
    ]
    .concat();
    assert_db(measured(&after, NodeId::bus(2), 0), -31.0);
}

#[test]
fn an_in_ear_send_follows_pan_or_has_its_own() {
    let values = [
        ("ch/1/send/3/level", "0 dB"),
        ("bus/3/fader", "0 dB"),
        ("ch/1/pan", "L100"),
    ];
    assert_db(measured(&values, NodeId::bus(3), 0), -20.0);
    let own = [
        &values[..],
        &[
            ("ch/1/send/3/follow-pan", "off"),
            ("ch/1/send/3/pan", "R100"),
        ],
    ]
    .concat();
    assert_db(measured(&own, NodeId::bus(3), 1), -20.0);
    assert_eq!(measured(&own, NodeId::bus(3), 0), f64::NEG_INFINITY);
}

#[test]
fn mute_acts_before_every_send_unless_the_bus_opts_out() {
    let values = [
        ("ch/1/send/2/level", "0 dB"),
        ("bus/2/fader", "0 dB"),
        ("ch/1/mute", "on"),
    ];
    assert_eq!(measured(&values, NodeId::bus(2), 0), f64::NEG_INFINITY);
    let out = [&values[..], &[("bus/2/follow-mute", "off")]].concat();
    assert_db(measured(&out, NodeId::bus(2), 0), -20.0);
}

/// A closed gate takes 10 dB away, a bell adds 6 dB, a compressor that does nothing else makes up 5 dB,
/// and the fader takes 3 dB.
const TAPPED: [(&str, &str); 12] = [
    ("ch/1/gate/on", "on"),
    ("ch/1/gate/threshold", "0 dB"),
    ("ch/1/gate/range", "10 dB"),
    ("ch/1/eq/3/type", "bell"),
    ("ch/1/eq/3/freq", "1 kHz"),
    ("ch/1/eq/3/gain", "6 dB"),
    ("ch/1/comp/on", "on"),
    ("ch/1/comp/threshold", "0 dB"),
    ("ch/1/comp/makeup", "5 dB"),
    ("ch/1/fader", "-3 dB"),
    ("ch/1/send/2/level", "0 dB"),
    ("bus/2/fader", "0 dB"),
];

#[test]
fn a_send_takes_its_signal_at_five_places() {
    for (order, levels) in [
        ("eq-comp", [-20.0, -30.0, -24.0, -19.0, -22.0]),
        ("comp-eq", [-20.0, -30.0, -19.0, -19.0, -22.0]),
    ] {
        let taps = ["input", "pre-eq", "post-eq", "pre-fader", "post-fader"];
        for (tap, level) in taps.into_iter().zip(levels) {
            let chosen = [("ch/1/send/2/tap", tap), ("ch/1/order", order)];
            let with = |more: &[(&'static str, &'static str)]| {
                let all = TAPPED.iter().chain(&chosen).chain(more);
                let values: Vec<_> = all.copied().collect();
                measured(&values, NodeId::bus(2), 0)
            };
            let found = with(&[("bus/2/limiter/on", "off")]);
            assert!((found - level).abs() < 0.02, "{order} {tap}: {found}");
            let muted = with(&[("ch/1/mute", "on")]);
            assert_eq!(muted, f64::NEG_INFINITY, "{order} {tap}");
            let open = with(&[
                ("ch/1/mute", "on"),
                ("bus/2/follow-mute", "off"),
                ("bus/2/limiter/on", "off"),
            ]);
            assert!((open - level).abs() < 0.02, "{order} {tap} open: {open}");
        }
    }
}

#[test]
fn every_cause_mutes_and_clearing_one_opens_no_other() {
    let base = with(&[("ch/1/mute-group/1", "on"), ("ch/1/dca/1", "on")]);
    for causes in [
        vec![("ch/1/mute", "on")],
        vec![("mute-group/1/on", "on")],
        vec![("dca/1/mute", "on")],
        vec![
            ("mute-group/1/on", "on"),
            ("dca/1/mute", "on"),
            ("ch/1/mute", "off"),
        ],
        vec![("main/mute", "on")],
        vec![("console/panic", "on")],
        vec![("console/safe-start", "on")],
    ] {
        let values: Vec<_> = base.iter().chain(&causes).copied().collect();
        assert_eq!(
            measured(&values, NodeId::MAIN, 0),
            f64::NEG_INFINITY,
            "{causes:?}"
        );
    }
}

#[test]
fn a_matrix_is_aligned_with_main_and_latency_is_as_reported() {
    let values = with(&[
        ("ch/1/pan", "L100"),
        ("main/send/4/level", "0 dB"),
        ("bus/4/fader", "0 dB"),
        ("ch/1/send/2/level", "0 dB"),
        ("bus/2/fader", "0 dB"),
        ("main/limiter/on", "off"),
    ]);
    let mut rig = Rig::with(topology(), &values);
    let mut impulse = vec![0.0; 4800];
    impulse[1000] = 0.5;
    let silence = vec![0.0; 4800];
    rig.run(&[impulse, silence.clone(), silence.clone(), silence], || 64);
    let arrival = |node: NodeId| {
        let signal = &rig.recorded[rig.output(node)];
        let loudest = signal
            .iter()
            .enumerate()
            .max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
        loudest.unwrap().0
    };
    // Four frames for the saturation of each strip, bus, main and matrix, and the look-ahead.
    assert_eq!(arrival(NodeId::MAIN), 1000 + 4 * 4 + 78);
    assert_eq!(arrival(NodeId::bus(4)), 1000 + 4 * 4 + 78);
    assert_eq!(arrival(NodeId::bus(2)), 1000 + 2 * 4);
    let ledger = headroom::engine::plan::latency(&topology(), 48_000);
    assert_eq!(ledger, [8, 8, 8, 8, 8, 94, 94, 94, 16, 16, 16, 16, 16, 16]);
}
