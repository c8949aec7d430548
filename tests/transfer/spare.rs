//! A spare microphone stands in.

use super::{bench, of_strip, set_all, texts, wish};
use crate::common::desk::{Bench, Client};
use headroom::control::intent::{Intent, Refusal, SceneWish, Transfer};
use headroom::engine::io::{PortId, PortList};
use headroom::param::{NodeId, NodeRow};

/// A lead voice with a spare, and somebody who ducks under it.
fn singing() -> (Bench, Client) {
    let (mut bench, client) = bench();
    let values = [
        ("ch/1/hpf/on", "on"),
        ("ch/1/hpf/freq", "120 Hz"),
        ("ch/1/gate/key", "ch/1"),
        ("ch/1/fader", "-5 dB"),
        ("ch/1/pan", "R20"),
        ("ch/1/dca/2", "on"),
        ("ch/1/send/1/level", "-8 dB"),
        ("ch/1/trim", "3 dB"),
        ("ch/3/gate/key", "ch/1"),
        ("ch/2/trim", "9 dB"),
        ("ch/2/mute", "on"),
        ("ch/1/spare/strip", "ch/2"),
    ];
    set_all(&mut bench, &client, &values);
    (bench, client)
}

fn spare(bench: &mut Bench, client: &Client, number: u16) -> Result<String, Refusal> {
    let wanted = Transfer::UseSpare(NodeId::strip(number));
    wish(bench, client, wanted).map(|answer| answer.text)
}

/// Names as the next client is told.
fn names(bench: &mut Bench) -> Vec<(NodeId, String)> {
    let client = bench.connect(headroom::control::intent::Rights::Watch);
    bench.run(64, 0.0);
    let show = client.updates.try_iter().find_map(|update| update.show);
    let labels = &show.unwrap().labels;
    let mut names: Vec<_> = labels
        .iter()
        .map(|(node, label)| (*node, label.name.clone()))
        .collect();
    names.sort();
    names
}

fn named(one: &str, two: &str) -> Vec<(NodeId, String)> {
    vec![
        (NodeId::strip(1), one.to_owned()),
        (NodeId::strip(2), two.to_owned()),
    ]
}

#[test]
fn the_spare_gets_everything_and_the_dead_microphone_is_muted() {
    let (mut bench, me) = singing();
    let before = bench.console.store().clone();
    assert_eq!(names(&mut bench), named("Lead", "Spare"));
    let text = spare(&mut bench, &me, 1).unwrap();
    assert_eq!(
        text,
        "ch/2 (Spare) stands in for ch/1 (Lead), which is muted now; 3 kept, console/safe/preamp is on"
    );
    let rows = [
        "hpf/freq",
        "fader",
        "pan",
        "mute",
        "dca/2",
        "send/1/level",
        "gate/key",
        "trim",
    ];
    let expected = ["120 Hz", "-5 dB", "20", "off", "on", "-8 dB", "own", "9 dB"];
    assert_eq!(of_strip(&bench, 2, &rows), expected);
    assert_eq!(of_strip(&bench, 1, &["mute", "spare/in-use"]), ["on", "on"]);
    assert_eq!(texts(&bench, &["ch/3/gate/key"]), ["ch/2"]);
    assert_eq!(names(&mut bench), named("Spare", "Lead"));
    // Whatever else there is: all of it has moved, but for the preamp and who a strip is.
    let layout = bench.console.layout().clone();
    for index in layout.indices() {
        let (addr, spec) = (layout.addr(index), layout.spec(index));
        if addr.node() == NodeId::strip(2) && spec.is_portable() {
            let source = NodeRow::of(addr).at(NodeId::strip(1));
            let stays = spec.section() == "input";
            let keyed = addr.to_string().ends_with("/key");
            if !stays && !keyed {
                let source = layout.index(source).unwrap();
                assert_eq!(
                    bench.console.store().get(index),
                    before.get(source),
                    "{addr}"
                );
            }
        }
    }
    bench.ask(&me, Intent::Undo).unwrap();
    assert_eq!(bench.console.store(), &before);
    assert_eq!(names(&mut bench), named("Lead", "Spare"));
    bench.ask(&me, Intent::Redo).unwrap();
    assert_eq!(names(&mut bench), named("Spare", "Lead"));
}

#[test]
fn the_same_key_brings_it_back_with_what_was_changed_meanwhile() {
    let (mut bench, me) = singing();
    spare(&mut bench, &me, 1).unwrap();
    bench.set(&me, "ch/2/fader", "-2 dB").unwrap();
    // Either of them will do. They are called what they are called again.
    assert_eq!(
        spare(&mut bench, &me, 2).unwrap(),
        "ch/1 (Lead) is back in place of ch/2 (Spare), which is muted now; 3 kept, console/safe/preamp is on"
    );
    assert_eq!(
        of_strip(&bench, 1, &["fader", "mute", "spare/in-use", "trim"]),
        ["-2 dB", "off", "off", "3 dB"]
    );
    assert_eq!(of_strip(&bench, 2, &["mute"]), ["on"]);
    assert_eq!(texts(&bench, &["ch/3/gate/key"]), ["ch/1"]);
    assert_eq!(names(&mut bench), named("Lead", "Spare"));
    spare(&mut bench, &me, 1).unwrap();
    assert_eq!(of_strip(&bench, 2, &["mute"]), ["off"]);
}

#[test]
fn a_recall_goes_to_the_spare_that_stands_in_and_never_brings_a_dead_microphone_back() {
    let (mut bench, me) = singing();
    bench.set(&me, "ch/1/fader", "-3 dB").unwrap();
    bench
        .ask(&me, Intent::Scene(SceneWish::Store("Verse".into())))
        .unwrap();
    bench.set(&me, "ch/1/fader", "-20 dB").unwrap();
    spare(&mut bench, &me, 1).unwrap();
    bench
        .ask(
            &me,
            Intent::Scene(SceneWish::Recall("Verse".into(), Some(0.0))),
        )
        .unwrap();
    let rows = ["fader", "mute", "spare/in-use"];
    assert_eq!(of_strip(&bench, 1, &rows), ["-20 dB", "on", "on"]);
    assert_eq!(of_strip(&bench, 2, &["fader", "mute"]), ["-3 dB", "off"]);
    assert_eq!(texts(&bench, &["ch/3/gate/key"]), ["ch/2"]);
    assert_eq!(names(&mut bench), named("Spare", "Lead"));
}

#[test]
fn a_spare_that_stands_in_is_in_no_scene() {
    let (mut bench, me) = singing();
    spare(&mut bench, &me, 1).unwrap();
    bench.set(&me, "ch/2/fader", "-3 dB").unwrap();
    bench
        .ask(&me, Intent::Scene(SceneWish::Store("Verse".into())))
        .unwrap();
    // The microphone is mended, and the scene is the strip's.
    spare(&mut bench, &me, 1).unwrap();
    bench.set(&me, "ch/1/fader", "-20 dB").unwrap();
    bench
        .ask(
            &me,
            Intent::Scene(SceneWish::Recall("Verse".into(), Some(0.0))),
        )
        .unwrap();
    let rows = ["fader", "mute", "spare/in-use"];
    assert_eq!(of_strip(&bench, 1, &rows), ["-3 dB", "off", "off"]);
    assert_eq!(of_strip(&bench, 2, &["mute"]), ["on"]);
    assert_eq!(texts(&bench, &["ch/3/gate/key"]), ["ch/1"]);
}

#[test]
fn without_a_spare_or_with_a_busy_one_nothing_happens() {
    let (mut bench, me) = singing();
    let before = bench.console.store().clone();
    assert_eq!(
        spare(&mut bench, &me, 3).unwrap_err().to_string(),
        "ch/3 has no spare strip; name one: headroom set ch/3/spare/strip ch/N"
    );
    assert!(spare(&mut bench, &me, 99).is_err());
    let bus = Transfer::UseSpare(NodeId::bus(1));
    assert!(wish(&mut bench, &me, bus).is_err());
    assert_eq!(bench.console.store(), &before);
    for (path, text) in [("ch/3/spare/strip", "ch/3"), ("ch/4/spare/strip", "bus/1")] {
        bench.set(&me, path, text).unwrap();
    }
    for strip in [3, 4] {
        assert!(spare(&mut bench, &me, strip).is_err(), "{strip}");
    }
    bench.set(&me, "ch/5/spare/strip", "ch/2").unwrap();
    spare(&mut bench, &me, 1).unwrap();
    assert_eq!(
        spare(&mut bench, &me, 5).unwrap_err().to_string(),
        "ch/2 is in use between ch/1 and ch/2 already; bring that back first"
    );
}

#[test]
fn the_voice_goes_on_from_the_other_microphone() {
    let (mut bench, me) = bench();
    bench.open(48_000);
    let values = [
        ("ch/1/fader", "0 dB"),
        ("main/fader", "0 dB"),
        ("ch/2/mute", "on"),
        ("ch/1/spare/strip", "ch/2"),
        ("console/safe-start", "off"),
    ];
    set_all(&mut bench, &me, &values);
    bench.run(96_000, 0.1);
    let ports = PortList::of(bench.console.layout().topology()).outputs;
    let is_main = |port: &PortId| port.node == NodeId::MAIN;
    let main = ports.iter().position(is_main).unwrap();
    assert!(
        (bench.level(main) - 0.1).abs() < 1e-4,
        "{}",
        bench.level(main)
    );
    spare(&mut bench, &me, 1).unwrap();
    bench.run(24_000, 0.1);
    assert!(
        (bench.level(main) - 0.1).abs() < 1e-4,
        "{}",
        bench.level(main)
    );
}
