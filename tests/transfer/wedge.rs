//! A bus hears what main hears.

use super::{bench, set_all, texts, wish};
use crate::common::desk::{Bench, Client};
use headroom::control::intent::{Intent, Refusal, Transfer};
use headroom::param::NodeId;

fn copy_main_to(bench: &mut Bench, client: &Client, node: NodeId) -> Result<String, Refusal> {
    wish(bench, client, Transfer::CopyMainTo(node)).map(|answer| answer.text)
}

/// A mix: a strip alone, one in two DCAs, one over a group, one nowhere, one too loud.
fn mixing() -> (Bench, Client) {
    let (mut bench, client) = bench();
    let values = [
        ("ch/1/fader", "-5 dB"),
        ("ch/1/pan", "L40"),
        ("ch/2/fader", "-10 dB"),
        ("ch/2/dca/1", "on"),
        ("ch/2/dca/2", "on"),
        ("dca/1/fader", "3 dB"),
        ("dca/2/fader", "-6 dB"),
        ("ch/2/mute", "on"),
        ("ch/3/fader", "-2 dB"),
        ("ch/3/main/on", "off"),
        ("ch/3/send/3/on", "on"),
        ("bus/3/fader", "-1 dB"),
        ("ch/4/fader", "0 dB"),
        ("ch/4/main/on", "off"),
        ("ch/4/send/1/level", "-20 dB"),
        ("ch/5/fader", "8 dB"),
    ];
    set_all(&mut bench, &client, &values);
    (bench, client)
}

#[test]
fn a_wedge_gets_faders_dcas_and_groups_and_nothing_above_its_limit() {
    let (mut bench, me) = mixing();
    let before = bench.console.store().clone();
    let text = copy_main_to(&mut bench, &me, NodeId::bus(1)).unwrap();
    assert_eq!(
        text,
        "bus/1 hears what main hears: 4 strips; 1 held at +3 dB, the limit of this bus"
    );
    let levels: Vec<String> = (1..=5).map(|n| format!("ch/{n}/send/1/level")).collect();
    let levels: Vec<&str> = levels.iter().map(String::as_str).collect();
    // −10 + 3 − 6; −2 over a group at 0 that stands at −1; a muted strip is silent by itself.
    let expected = ["-5 dB", "-13 dB", "-3 dB", "0 dB", "3 dB"];
    assert_eq!(texts(&bench, &levels), expected);
    let on = ["ch/2/send/1/on", "ch/3/send/1/on", "ch/4/send/1/on"];
    assert_eq!(texts(&bench, &on), ["on", "on", "off"]);
    assert_eq!(texts(&bench, &["ch/1/send/1/pan"]), ["0"]);
    bench.ask(&me, Intent::Undo).unwrap();
    assert_eq!(bench.console.store(), &before);
}

#[test]
fn in_ears_get_pans_and_a_hot_bus_is_held_lower() {
    let (mut bench, me) = mixing();
    let values = [("bus/2/fader", "4 dB"), ("ch/2/send/2/level", "2 dB")];
    set_all(&mut bench, &me, &values);
    copy_main_to(&mut bench, &me, NodeId::bus(2)).unwrap();
    let paths = [
        "ch/1/send/2/pan",
        "ch/1/send/2/level",
        "ch/2/send/2/level",
        "ch/5/send/2/level",
    ];
    // With 4 dB of the bus, 3 dB of a path leave −1 dB.
    assert_eq!(texts(&bench, &paths), ["-40", "-5 dB", "-13 dB", "-1 dB"]);
}

#[test]
fn what_stood_above_the_limit_before_is_not_raised_but_may_stay() {
    let (mut bench, me) = mixing();
    bench.set(&me, "ch/5/send/1/level", "5 dB").unwrap();
    copy_main_to(&mut bench, &me, NodeId::bus(1)).unwrap();
    assert_eq!(texts(&bench, &["ch/5/send/1/level"]), ["5 dB"]);
}

#[test]
fn behind_the_fader_a_send_adds_nothing() {
    let (mut bench, me) = mixing();
    copy_main_to(&mut bench, &me, NodeId::bus(5)).unwrap();
    let paths = [
        "ch/1/send/5/level",
        "ch/3/send/5/level",
        "ch/5/send/5/level",
    ];
    // Strip 5 is at +8 dB; a recording takes 6.
    assert_eq!(texts(&bench, &paths), ["0 dB", "-1 dB", "-2 dB"]);
}

#[test]
fn a_closed_group_brings_nothing() {
    let (mut bench, me) = mixing();
    bench.set(&me, "bus/3/mute", "on").unwrap();
    copy_main_to(&mut bench, &me, NodeId::bus(1)).unwrap();
    assert_eq!(texts(&bench, &["ch/3/send/1/on"]), ["off"]);
}

#[test]
fn a_bus_that_goes_into_main_is_refused() {
    let (mut bench, me) = mixing();
    bench.set(&me, "bus/5/main/on", "on").unwrap();
    let before = bench.console.store().clone();
    for node in [NodeId::bus(3), NodeId::bus(4), NodeId::bus(5)] {
        let refused = copy_main_to(&mut bench, &me, node).unwrap_err().to_string();
        assert!(refused.contains("goes into main itself"), "{refused}");
    }
    for node in [NodeId::bus(77), NodeId::strip(1), NodeId::MAIN] {
        assert!(copy_main_to(&mut bench, &me, node).is_err(), "{node}");
    }
    assert_eq!(bench.console.store(), &before);
}

/// The wedge with one strip into it, after some milliseconds.
fn heard(values: &[(&str, &str)], milliseconds: &[usize]) -> Vec<f32> {
    let (mut bench, me) = bench();
    bench.open(48_000);
    let all = [
        ("bus/1/fader", "0 dB"),
        ("ch/1/fader", "0 dB"),
        ("console/safe-start", "off"),
    ];
    set_all(&mut bench, &me, &all);
    set_all(&mut bench, &me, values);
    bench.run(96_000, 0.1);
    copy_main_to(&mut bench, &me, NodeId::bus(1)).unwrap();
    let mut done = 0;
    let mut level = |at: &usize| {
        bench.run((at - done) * 48, 0.1);
        done = *at;
        bench.level(0)
    };
    milliseconds.iter().map(&mut level).collect()
}

#[test]
fn a_rise_takes_300_ms_from_wherever_it_was() {
    // From an open send that is off; and from one that is switched off at full level.
    for values in [
        &[][..],
        &[("ch/1/send/1/level", "0 dB"), ("ch/1/send/1/on", "off")][..],
    ] {
        let levels = heard(values, &[20, 150, 250, 450]);
        assert!(levels[0] < 0.001, "{levels:?}");
        assert!(levels.is_sorted(), "{levels:?}");
        assert!(levels[2] < 0.08, "{levels:?}");
        assert!((levels[3] - 0.1).abs() < 1e-4, "{levels:?}");
    }
}

#[test]
fn a_fall_is_at_once() {
    let values = [("ch/1/send/1/level", "3 dB"), ("ch/1/fader", "-20 dB")];
    let levels = heard(&values, &[100]);
    assert!((levels[0] - 0.01).abs() < 1e-4, "{levels:?}");
}
