//! Tests of console files.

use super::*;
use crate::param::{BusRole, NodeId, Speakers, Store, Width};
use crate::show::Side;

const BAND: &str = "\
headroom: 1
name: Trio
strips:
  - { number: 7, name: Kick, color: red }
  - { number: 2, name: Keys, width: stereo }
  - { numbers: 11-13, color: blue }
buses:
  - { number: 3, name: Mix, role: group, width: stereo, feeds: [5] }
  - { number: 5, role: matrix }
main: { name: PA, width: stereo, feeds: [5] }
dcas: [ { number: 4, name: Drums } ]
mute-groups: 2
patch:
  ch/7: [ system:capture_1, spare:out ]
  main: [ 'system:playback_1', 'system:playback_2' ]
  ch/2/right: system:capture_3
values:
  ch/7/hpf/on: on
  ch/7/hpf/freq: 0k12
  ch/7/gate/key: ch/2
  ch/7/dca/4: true
  ch/11/fader: -6 dB
";

#[test]
fn a_console_is_what_its_file_says() {
    let console = parse(BAND, "trio.yaml").unwrap();
    let topology = &console.topology;
    let numbers: Vec<u16> = topology.strips.iter().map(|strip| strip.number).collect();
    assert_eq!(console.name, "Trio");
    assert_eq!(numbers, [7, 2, 11, 12, 13]);
    assert_eq!(topology.width(NodeId::strip(2)), Some(Width::Stereo));
    assert_eq!(topology.width(NodeId::strip(7)), Some(Width::Mono));
    assert_eq!(topology.bus(3).unwrap().feeds, [5]);
    assert_eq!(topology.bus(5).unwrap().role, BusRole::Matrix);
    assert_eq!(topology.main_feeds, [5]);
    assert_eq!(
        (&topology.dcas[..], &topology.mute_groups[..]),
        (&[4][..], &[1, 2][..])
    );
    assert_eq!(console.labels[&NodeId::strip(7)].name, "Kick");
    assert_eq!(console.labels[&NodeId::strip(12)].color, Color::Blue);
    assert_eq!(console.labels[&NodeId::MAIN].name, "PA");
    assert!(!console.labels.contains_key(&NodeId::bus(5)));
}

#[test]
fn a_patch_is_kept_by_channel() {
    let patch = parse(BAND, "trio.yaml").unwrap().patch;
    let words: Vec<String> = patch
        .iter()
        .map(|(point, names)| format!("{point} {}", names.join(" ")))
        .collect();
    let expected = [
        "ch/7 system:capture_1 spare:out",
        "main/left system:playback_1",
        "main/right system:playback_2",
        "ch/2/right system:capture_3",
    ];
    assert_eq!(words, expected);
    assert_eq!(patch[1].0.side, Side::Left);
}

#[test]
fn values_are_read_by_their_rows() {
    let values = parse(BAND, "trio.yaml").unwrap().values;
    let words: Vec<String> = values
        .iter()
        .map(|(addr, value)| format!("{addr} {}", value.0))
        .collect();
    let expected = [
        "ch/7/hpf/on 1",
        "ch/7/hpf/freq 120",
        "ch/7/gate/key 2",
        "ch/7/dca/4 1",
        "ch/11/fader -6",
    ];
    assert_eq!(words, expected);
}

#[test]
fn the_shortest_file_is_the_default_console() {
    assert_eq!(parse("headroom: 1", "x"), Ok(ConsoleFile::default()));
    assert_eq!(ConsoleFile::default().topology, Topology::default());
}

/// Unknown is silent: what a file does not name, or names wrongly, keeps its safe default.
#[test]
fn levels_that_a_file_does_not_give_stay_off() {
    let text = "headroom: 1\nvalues: { ch/1/fader: 0 dB, ch/2/fader: loud, ch/3/fader: }\n";
    let (console, errors) = parse_tolerant(text, "x").unwrap();
    assert_eq!(errors.len(), 2);
    let layout = Layout::new(console.topology.clone());
    let mut store = Store::defaults(&layout);
    for (addr, value) in &console.values {
        store.set(layout.index(*addr).unwrap(), *value);
    }
    let value = |path: &str| store.get(layout.find(path).unwrap());
    assert_eq!(value("ch/1/fader"), Plain(0.0));
    for path in ["ch/2/fader", "ch/3/fader", "ch/4/fader", "main/fader"] {
        assert_eq!(value(path), Plain::OFF, "{path}");
    }
    assert!(value("console/safe-start").is_on());
}

#[test]
fn a_tolerant_load_leaves_out_only_what_is_wrong() {
    let text = "\
headroom: 1
strips:
  - { number: 1, name: Kick, color: rad }
  - { number: 1, name: Ghost }
  - { number: zwei }
  - { number: 3, widht: stereo }
buses:
  - { number: 1, role: group, feeds: [2] }
  - { number: 2, role: group, feeds: [1] }
  - { number: 3, name: Nothing }
patch: { ch/1: nowhere, main/left: a:b }
values: { ch/1/fader: loud, ch/3/mute: on }
";
    let (console, errors) = parse_tolerant(text, "x").unwrap();
    let lines: Vec<usize> = errors.iter().map(|error| error.line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 9, 10, 11, 12]);
    let numbers: Vec<u16> = console
        .topology
        .strips
        .iter()
        .map(|strip| strip.number)
        .collect();
    assert_eq!(numbers, [1, 3]);
    assert_eq!(console.labels.len(), 1);
    assert_eq!(console.labels[&NodeId::strip(1)].name, "Kick");
    assert_eq!(console.topology.buses.len(), 2);
    assert_eq!(console.topology.bus(1).unwrap().feeds, [2]);
    assert!(console.topology.bus(2).unwrap().feeds.is_empty());
    assert_eq!((console.patch.len(), console.values.len()), (1, 1));
    assert_eq!(parse(text, "x"), Err(errors[0].clone()));
}

#[test]
fn a_show_full_of_unknown_paths_still_comes_up() {
    use std::fmt::Write;
    let mut text = "headroom: 1\nstrips: 128\nbuses:\n".to_owned();
    for number in 1..=32 {
        writeln!(text, "  - {{ number: {number}, role: wedge }}").unwrap();
    }
    text.push_str("values:\n");
    for number in 0..10_000 {
        writeln!(text, "  ch/{}/unknown-{number}: on", number % 128 + 1).unwrap();
    }
    text.push_str("  ch/128/mute: on\n");
    let (console, errors) = parse_tolerant(&text, "x").unwrap();
    assert_eq!(console.values.len(), 1);
    assert_eq!(errors.len(), 51);
    assert!(errors[50].message.starts_with("9950 more problems"));
}

#[test]
fn main_may_be_wider_than_stereo() {
    let main = |text: &str| {
        let text = format!("headroom: 1\nstrips: 1\nmain: {text}\n");
        parse(&text, "wide.yaml").map(|console| console.topology.main)
    };
    assert_eq!(main("{ width: 5.1 }").unwrap(), Width::FiveOne);
    assert_eq!(main("{ width: lcr }").unwrap(), Width::Lcr);
    let ring = Speakers::new(&[-60, 60, 180]).unwrap();
    let text = "{ width: ring, speakers: [ -60, 60, 180 ] }";
    assert_eq!(main(text).unwrap(), Width::Ring(ring));
    for (text, words) in [
        ("{ width: ring }", "a ring needs its loudspeakers"),
        (
            "{ width: quad, speakers: [ 0, 90 ] }",
            "only a ring has 'speakers'",
        ),
        (
            "{ width: ring, speakers: [ 0, 360 ] }",
            "these loudspeakers are not possible",
        ),
        ("{ width: 6.1 }", "'6.1' is not possible for the width"),
    ] {
        let errors = main(text).unwrap_err();
        assert!(errors.to_string().contains(words), "{errors}");
    }
}

#[test]
fn channels_of_a_wide_main_are_patched_by_their_purpose() {
    let text =
        "headroom: 1\nstrips: 1\nmain: { width: 7.1 }\npatch:\n  main/side-left: [ \"out:7\" ]\n";
    let patch = parse(text, "wide.yaml").unwrap().patch;
    assert_eq!(patch[0].0.side, Side::SideLeft);
    assert_eq!(patch[0].0.to_string(), "main/side-left");
}
