//! Insert points: the way out and back, the crossfade between signal and return, and what the console
//! does when an external unit comes and goes.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use common::rig::{Rig, plan};
use common::signal::{Random, click_db, peak, sine};
use common::wave::read_floats;
use headroom::app::render::{Period, RenderOptions, render};
use headroom::control::console::Setup;
use headroom::control::feed::Notice;
use headroom::control::inbox::Event;
use headroom::control::intent::{Intent, Refusal, Rights};
use headroom::engine::audio::AudioEvent;
use headroom::engine::build::build;
use headroom::engine::command::Command;
use headroom::engine::io::PortId;
use headroom::param::{BusRole, NodeId, Plain, PortKind, Topology, Width};
use headroom::show::{console_file, session_file, show_file};
use std::path::Path;

const FRAMES: usize = 24_000;
/// Positions of ports: inputs …
const CH_1: usize = 0;
const CH_2: usize = 1;
const RETURN_1: usize = 5;
const RETURN_BUS: usize = 8;
const INPUTS: usize = 9;
/// … and outputs.
const BUS: usize = 0;
const SEND_1: usize = 9;
const SEND_3: usize = 10;
const SEND_BUS: usize = 12;

/// Two mono strips and a stereo one, a wedge, main; insert points on strips 1 and 3 and on the wedge.
fn topology(inserts: &[NodeId]) -> Topology {
    let strip = consoles::strip;
    Topology {
        strips: vec![
            strip(1, Width::Mono),
            strip(2, Width::Mono),
            strip(3, Width::Stereo),
        ],
        buses: vec![consoles::bus(1, BusRole::Wedge, Width::Mono)],
        inserts: inserts.iter().copied().collect(),
        ..Topology::default()
    }
}

fn with_inserts() -> Topology {
    topology(&[NodeId::strip(1), NodeId::strip(3), NodeId::bus(1)])
}

/// The wedge hears strip 1 as it is.
const OPEN: [(&str, &str); 3] = [
    ("ch/1/send/1/on", "on"),
    ("ch/1/send/1/level", "0 dB"),
    ("bus/1/fader", "0 dB"),
];

fn rig(more: &[(&str, &str)]) -> Rig {
    let values: Vec<_> = OPEN.iter().chain(more).copied().collect();
    Rig::with(with_inserts(), &values)
}

/// Signals for all inputs, silent but for those given.
fn inputs(given: &[(usize, &[f32])]) -> Vec<Vec<f32>> {
    let frames = given[0].1.len();
    let mut inputs = vec![vec![0.0; frames]; INPUTS];
    for (port, signal) in given {
        inputs[*port].copy_from_slice(signal);
    }
    inputs
}

/// Frames that a strip and a bus are late by, each; an insert lies before that.
const LATE: usize = 4;

/// A signal so many frames later.
fn later(signal: &[f32], frames: usize) -> Vec<f32> {
    let mut late = vec![0.0; frames];
    late.extend_from_slice(&signal[..signal.len() - frames]);
    late
}

fn noise(seed: u64, frames: usize) -> Vec<f32> {
    Random::new(seed).noise(0.5, frames)
}

#[test]
fn the_return_replaces_the_signal_exactly_and_the_send_always_has_it() {
    let (signal, back) = (noise(1, FRAMES), noise(2, FRAMES));
    let given = inputs(&[(CH_1, &signal), (RETURN_1, &back)]);
    for (on, connected, heard) in [
        ("on", "on", &back),
        ("on", "off", &signal),
        ("off", "on", &signal),
    ] {
        let mut rig = rig(&[("ch/1/insert/on", on), ("ch/1/insert/connected", connected)]);
        rig.run(&given, || 100);
        assert!(
            rig.recorded[BUS] == later(heard, 2 * LATE),
            "{on} {connected}"
        );
        assert!(rig.recorded[SEND_1] == signal, "{on} {connected}");
        assert!(
            rig.recorded[SEND_BUS] == later(heard, LATE),
            "{on} {connected}"
        );
        assert_eq!(peak(&rig.recorded[SEND_3]), 0.0);
    }
}

#[test]
fn the_insert_of_a_bus_lies_before_its_fader() {
    let (signal, back) = (noise(1, FRAMES), noise(2, FRAMES));
    let mut rig = rig(&[
        ("bus/1/insert/on", "on"),
        ("bus/1/insert/connected", "on"),
        ("bus/1/fader", "-6 dB"),
    ]);
    rig.run(&inputs(&[(CH_1, &signal), (RETURN_BUS, &back)]), || 441);
    let gain = 10.0_f64.powf(-6.0 / 20.0);
    for (x, heard) in back.iter().zip(&rig.recorded[BUS][LATE..]) {
        assert!((gain * f64::from(*x) - f64::from(*heard)).abs() < 1e-6);
    }
    assert!(rig.recorded[SEND_BUS] == later(&signal, LATE));
}

#[test]
fn the_insert_lies_behind_polarity_and_gate() {
    let signal = noise(1, FRAMES);
    let mut turned = rig(&[("ch/1/polarity", "on"), ("ch/1/insert/on", "on")]);
    turned.run(&inputs(&[(CH_1, &signal)]), || 64);
    assert!(
        signal
            .iter()
            .zip(&turned.recorded[SEND_1])
            .all(|(x, y)| -x == *y)
    );
    let mut closed = rig(&[("ch/1/gate/on", "on"), ("ch/1/gate/threshold", "0 dB")]);
    closed.run(&inputs(&[(CH_1, &signal)]), || 64);
    let rest = &closed.recorded[SEND_1][FRAMES / 2..];
    assert!(peak(rest) < 0.01, "{}", peak(rest));
}

#[test]
fn units_come_and_go_without_a_click_and_both_ends_are_exact() {
    let tone = sine(1000.0, 0.5, 2 * FRAMES);
    // A unit that answers 8 frames late: what comes back differs by half of the signal.
    let mut back = vec![0.0; 8];
    back.extend_from_slice(&tone[..2 * FRAMES - 8]);
    for row in ["ch/1/insert/connected", "ch/1/insert/on"] {
        let mut rig = rig(&[("ch/1/insert/on", "on"), ("ch/1/insert/connected", "on")]);
        for (frame, word) in [
            (9_600, "off"),
            (19_201, "on"),
            (28_807, "off"),
            (28_900, "on"),
        ] {
            rig.timed(frame, row, word, 0);
        }
        rig.run(&inputs(&[(CH_1, &tone), (RETURN_1, &back)]), || 128);
        let heard = &rig.recorded[BUS][2 * LATE..];
        let click = click_db(heard, 4800);
        assert!(click < -80.0, "{row}: {click} dBFS");
        assert!(heard[..9_600] == back[..9_600], "{row}");
        assert!(heard[14_000..19_200] == tone[14_000..19_200], "{row}");
        assert!(heard[24_000..28_800] == back[24_000..28_800], "{row}");
        assert!(rig.recorded[SEND_1] == tone, "{row}");
    }
}

#[test]
fn the_signal_stands_in_for_numbers_that_are_no_sound() {
    let signal = noise(1, FRAMES);
    let mut back = noise(2, FRAMES);
    (back[1000], back[1001], back[1002]) = (f32::NAN, f32::NEG_INFINITY, 1e9);
    back[12_000..].fill(f32::NAN);
    let mut expected = back.clone();
    expected[1000..1003].copy_from_slice(&[signal[1000], signal[1001], 16.0]);
    expected[12_000..].copy_from_slice(&signal[12_000..]);
    let given = inputs(&[(CH_1, &signal), (RETURN_1, &back)]);
    let flagged = |rig: &mut Rig| {
        let levels = rig.meters.take().unwrap();
        let bad = levels.channels.iter().map(|channel| channel.bad_return);
        bad.collect::<Vec<_>>()
    };
    let mut heard = rig(&[("ch/1/insert/on", "on"), ("ch/1/insert/connected", "on")]);
    heard.run(&inputs(&[(CH_1, &signal[..500])]), || 64);
    assert!(!flagged(&mut heard).contains(&true));
    let mut heard = rig(&[("ch/1/insert/on", "on"), ("ch/1/insert/connected", "on")]);
    heard.run(&given, || 64);
    // What the bus has, before its own limiter.
    assert!(heard.recorded[SEND_BUS] == later(&expected, LATE));
    // The first reading is from before; the second one holds everything since.
    flagged(&mut heard);
    heard.run(&given, || 64);
    let bad = flagged(&mut heard);
    assert!(bad[0] && !bad[1..].contains(&true), "{bad:?}");
    let mut unheard = rig(&[("ch/1/insert/on", "on")]);
    unheard.run(&given, || 64);
    assert!(unheard.recorded[BUS] == later(&signal, 2 * LATE));
    assert!(!flagged(&mut unheard).contains(&true));
}

#[test]
fn a_sleeping_bank_wakes_with_the_first_sample_that_comes_back() {
    let mut signal = vec![0.0; FRAMES];
    signal[..1000].copy_from_slice(&noise(1, 1000));
    let mut back = vec![0.0; FRAMES];
    back[17_777] = 0.25;
    let mut rig = rig(&[("ch/1/insert/on", "on"), ("ch/1/insert/connected", "on")]);
    rig.run(&inputs(&[(CH_1, &signal), (RETURN_1, &back)]), || 50);
    assert!(rig.recorded[BUS] == later(&back, 2 * LATE));
    assert!(rig.recorded[SEND_1] == signal);
    // What is not heard wakes nobody, and changes nothing.
    let mut off = self::rig(&[("ch/1/insert/connected", "on")]);
    off.run(&inputs(&[(CH_1, &signal), (RETURN_1, &back)]), || 50);
    assert!(off.recorded[BUS] == later(&signal, 2 * LATE));
}

/// Everything that all outputs have given, with inserts that come and go.
fn busy(period: impl FnMut() -> usize) -> Vec<Vec<f32>> {
    let mut rig = rig(&[
        ("ch/1/hpf/on", "on"),
        ("ch/3/fader", "0 dB"),
        ("main/fader", "0 dB"),
        ("ch/3/insert/on", "on"),
    ]);
    let mut random = Random::new(5);
    let mut frame = 0;
    for at in 0..60 {
        let node = ["ch/1", "ch/3", "bus/1"][random.below(3)];
        let row = ["on", "connected"][random.below(2)];
        let path = format!("{node}/insert/{row}");
        rig.timed(frame, &path, ["on", "off"][at % 2], 0);
        frame += 1 + random.below(500) as u64;
    }
    let signals: Vec<Vec<f32>> = (1..=INPUTS as u64)
        .map(|seed| noise(seed, FRAMES))
        .collect();
    rig.run(&signals, period);
    rig.recorded
}

#[test]
fn every_period_gives_the_same_samples() {
    let expected = busy(|| 64);
    assert!(peak(&expected[BUS]) > 0.1 && peak(&expected[1]) > 0.1);
    for period in [1, 16, 37, 441, 1024] {
        assert!(busy(|| period) == expected, "period {period}");
    }
    let mut random = Random::new(9);
    assert!(busy(|| 1 + random.below(700)) == expected);
}

#[test]
fn a_neighbour_with_an_insert_changes_no_bit() {
    let values = [
        ("ch/2/send/1/on", "on"),
        ("ch/2/send/1/level", "0 dB"),
        ("bus/1/fader", "0 dB"),
        ("ch/2/polarity", "on"),
        ("ch/2/hpf/on", "on"),
    ];
    let mut alone = Rig::with(topology(&[]), &values);
    let signals: Vec<Vec<f32>> = (1..=INPUTS as u64)
        .map(|seed| noise(seed, FRAMES))
        .collect();
    alone.run(&signals[..RETURN_1], || 64);
    let mut beside = Rig::with(topology(&[NodeId::strip(1)]), &values);
    for frame in [3_000, 9_000, 9_100] {
        let word = if frame == 9_000 { "off" } else { "on" };
        beside.timed(frame, "ch/1/insert/on", "on", 0);
        beside.timed(frame, "ch/1/insert/connected", word, 0);
    }
    beside.run(&signals[..=RETURN_1], || 64);
    let bits = |signal: &[f32]| signal.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    assert_eq!(CH_2, 1);
    assert!(bits(&alone.recorded[BUS]) == bits(&beside.recorded[BUS]));
}

#[test]
fn another_engine_goes_on_in_the_middle_of_a_crossfade() {
    let (signal, back) = (noise(1, FRAMES), noise(2, FRAMES));
    let halves =
        |from: usize, to: usize| inputs(&[(CH_1, &signal[from..to]), (RETURN_1, &back[from..to])]);
    let on = ("ch/1/insert/on", "on");
    let values: Vec<_> = OPEN.into_iter().chain([on]).collect();
    let (middle, rest) = (9_700, FRAMES);
    let play = |swap: bool| {
        let mut rig = rig(&[on]);
        rig.timed(9_600, "ch/1/insert/connected", "on", 0);
        rig.run(&halves(0, middle), || 64);
        if swap {
            let connected = ("ch/1/insert/connected", "on");
            let values: Vec<_> = values.iter().copied().chain([connected]).collect();
            let mut next = plan(with_inserts(), &values);
            next.layout_number = 1;
            rig.send(Command::Swap(build(&next).unwrap().0));
        }
        rig.run(&halves(middle, rest), || 64);
        rig.recorded
    };
    assert!(play(true) == play(false));
}

#[test]
fn an_insert_point_that_is_taken_away_fades_to_the_signal() {
    let tone = sine(1000.0, 0.5, FRAMES);
    let back = vec![0.0; FRAMES];
    let mut rig = rig(&[("ch/1/insert/on", "on"), ("ch/1/insert/connected", "on")]);
    let half = FRAMES / 2 + 13;
    rig.run(
        &inputs(&[(CH_1, &tone[..half]), (RETURN_1, &back[..half])]),
        || 64,
    );
    let mut next = plan(topology(&[]), &OPEN);
    next.layout_number = 1;
    rig.send(Command::Swap(build(&next).unwrap().0));
    rig.run(
        &inputs(&[(CH_1, &tone[half..]), (RETURN_1, &back[half..])]),
        || 64,
    );
    let click = click_db(&rig.recorded[BUS], 4800);
    assert!(click < -80.0, "{click} dBFS");
    assert_eq!(peak(&rig.recorded[BUS][..half]), 0.0);
    assert!(rig.recorded[BUS][FRAMES - 4800..] == later(&tone, 2 * LATE)[FRAMES - 4800..]);
}

fn bench() -> (Bench, Client) {
    let mut bench = Bench::new(Setup {
        topology: with_inserts(),
        ..Setup::default()
    });
    let client = bench.connect(Rights::Mix);
    bench.open(48_000);
    for (path, text) in OPEN {
        bench.set(&client, path, text).unwrap();
    }
    bench.set(&client, "ch/1/insert/on", "on").unwrap();
    bench.set(&client, "console/safe-start", "off").unwrap();
    (bench, client)
}

/// So many returns of a node.
fn returns(node: NodeId, channels: u8) -> Vec<PortId> {
    let kind = PortKind::InsertReturn;
    let port = |channel| PortId {
        node,
        kind,
        channel,
    };
    (0..channels).map(port).collect()
}

/// The first send of a node and so many of its returns.
fn looped(node: NodeId, channels: u8) -> Vec<PortId> {
    let send = PortId {
        node,
        kind: PortKind::InsertSend,
        channel: 0,
    };
    [vec![send], returns(node, channels)].concat()
}

/// These ports of insert points are connected.
fn found(bench: &mut Bench, ports: Vec<PortId>) {
    bench.handle(Event::Audio(AudioEvent::Inserts(ports)));
    bench.settle();
}

/// What was said about an insert since it was asked.
fn said(client: &Client) -> Vec<String> {
    let updates: Vec<Notice> = client
        .updates
        .try_iter()
        .flat_map(|update| update.notices)
        .collect();
    let notices = updates.into_iter().map(|notice| notice.text);
    notices.filter(|text| text.contains("insert")).collect()
}

#[test]
fn the_console_says_when_a_return_is_gone_and_when_it_is_back() {
    let (mut bench, client) = bench();
    bench.run(9_600, 0.25);
    said(&client);
    // A way back without a way out gives silence.
    found(&mut bench, returns(NodeId::strip(1), 1));
    assert!(!bench.value("ch/1/insert/connected").is_on());
    found(&mut bench, looped(NodeId::strip(1), 1));
    assert!(bench.value("ch/1/insert/connected").is_on());
    bench.wait(std::time::Duration::from_millis(50));
    assert_eq!(
        said(&client),
        ["ch/1: what comes back at its insert is heard"]
    );
    found(&mut bench, Vec::new());
    assert!(!bench.value("ch/1/insert/connected").is_on());
    bench.wait(std::time::Duration::from_millis(50));
    let gone = said(&client);
    assert!(
        gone.len() == 1 && gone[0].contains("it sounds without"),
        "{gone:?}"
    );
    // Off, nobody asks.
    bench.set(&client, "ch/1/insert/on", "off").unwrap();
    found(&mut bench, looped(NodeId::strip(1), 1));
    bench.wait(std::time::Duration::from_millis(50));
    assert_eq!(said(&client), [""; 0]);
}

#[test]
fn a_unit_that_gives_no_sound_is_reported_when_it_begins() {
    let (mut bench, client) = bench();
    found(&mut bench, looped(NodeId::strip(1), 1));
    // Until all levels have risen.
    bench.run(96_000, 0.25);
    bench.wait(std::time::Duration::from_millis(50));
    said(&client);
    for _ in 0..5 {
        bench.run(9_600, f32::NAN);
        bench.wait(std::time::Duration::from_millis(50));
    }
    let told = said(&client);
    assert!(
        told.len() == 1 && told[0].starts_with("ch/1: its external unit gives what is no sound"),
        "{told:?}"
    );
    bench.run(9_600, 0.25);
    bench.wait(std::time::Duration::from_secs(20));
    assert_eq!(said(&client), [""; 0]);
    bench.run(9_600, f32::NAN);
    bench.wait(std::time::Duration::from_millis(50));
    assert_eq!(said(&client).len(), 1);
}

#[test]
fn nobody_else_sets_what_the_console_finds() {
    let (mut bench, client) = bench();
    let addr = bench.addr("ch/1/insert/connected");
    for intent in [
        Intent::Set(addr, Plain::switch(true)),
        Intent::SetMany(vec![(addr, Plain::switch(true))]),
        Intent::Toggle(addr),
        Intent::Step(addr, 1.0),
        Intent::Reset(addr),
    ] {
        let refusal = bench.ask(&client, intent).unwrap_err();
        assert_eq!(refusal, Refusal::ReadOnly("ch/1/insert/connected".into()));
    }
    found(&mut bench, looped(NodeId::strip(1), 1));
    // No step of anybody: undo takes back the switch, not the finding.
    bench.ask(&client, Intent::Undo).unwrap();
    assert!(bench.value("ch/1/insert/connected").is_on());
    // What an earlier console found does not count.
    let setup = Setup {
        topology: with_inserts(),
        values: vec![(addr, Plain::switch(true))],
        ..Setup::default()
    };
    assert!(!Bench::new(setup).value("ch/1/insert/connected").is_on());
}

#[test]
fn a_stereo_insert_needs_both_sides_and_a_lost_stream_has_none() {
    let (mut bench, _client) = bench();
    found(&mut bench, looped(NodeId::strip(3), 1));
    assert!(!bench.value("ch/3/insert/connected").is_on());
    found(&mut bench, looped(NodeId::strip(3), 2));
    assert!(bench.value("ch/3/insert/connected").is_on());
    bench.lose();
    assert!(!bench.value("ch/3/insert/connected").is_on());
}

#[test]
fn a_new_insert_point_knows_what_is_connected_already() {
    let (mut bench, client) = bench();
    found(&mut bench, looped(NodeId::strip(2), 1));
    let mut more = with_inserts();
    more.inserts.insert(NodeId::strip(2));
    bench.ask(&client, Intent::Reshape(more.into())).unwrap();
    bench.settle();
    bench.run(9_600, 0.0);
    assert!(bench.value("ch/2/insert/connected").is_on());
    // Strip 2 hears its own input as its return here; what matters is that the engine knows.
    let mut stranger = with_inserts();
    stranger.inserts.insert(NodeId::strip(77));
    let refusal = bench
        .ask(&client, Intent::Reshape(stranger.into()))
        .unwrap_err();
    let text = "ch/77 has an insert point, but there is no such strip or bus";
    assert_eq!(refusal.to_string(), text);
    let mut stranger = with_inserts();
    stranger.inserts.insert(NodeId::TALKBACK);
    assert!(
        bench
            .ask(&client, Intent::Reshape(stranger.into()))
            .is_err()
    );
}

const FILE: &str = "\
headroom: 1
strips:
  - { number: 1, insert: yes }
  - { numbers: 2-3, insert: no }
  - { number: 4, width: stereo, insert: yes }
buses: [ { number: 1, role: wedge, insert: yes } ]
main: { width: mono, insert: yes }
patch:
  ch/1/insert/send: unit:in
  ch/1/insert/return: [ unit:out ]
  ch/4/insert/return: [ unit:left, unit:right ]
  ch/4/insert/send/right: other:in
values:
  ch/1/insert/on: on
";

#[test]
fn files_say_which_nodes_have_one_and_read_back_as_written() {
    let console = console_file::parse(FILE, "file").unwrap();
    let inserts: Vec<String> = console
        .topology
        .inserts
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(inserts, ["ch/1", "ch/4", "bus/1", "main"]);
    let points: Vec<String> = console
        .patch
        .iter()
        .map(|(point, _)| point.to_string())
        .collect();
    assert_eq!(
        points,
        [
            "ch/1/insert/send",
            "ch/1/insert/return",
            "ch/4/insert/return/left",
            "ch/4/insert/return/right",
            "ch/4/insert/send/right",
        ]
    );
    let again = show_file::whole(&console);
    assert_eq!(console_file::parse(&again, "again").unwrap(), console);
}

#[test]
fn a_session_plays_what_comes_back() {
    let text = "\
console:
  strips: [ { number: 1, insert: yes } ]
  buses: [ { number: 1, role: wedge } ]
seconds: 1
inputs:
  ch/1: { tone: 1000 Hz, level: -20 dB }
  ch/1/insert/return: { tone: 1000 Hz, level: -26 dB }
at:
  0.0: { ch/1/insert/on: on, ch/1/send/1/on: on, ch/1/send/1/level: 0 dB, bus/1/fader: 0 dB }
  0.5: { ch/1/insert/connected: off }
outputs: { bus/1: wedge.wav }
";
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("insert");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let session = session_file::parse(text, "session.yaml", &folder).unwrap();
    let options = RenderOptions::new(folder.clone(), Period::Random(3));
    render(&session, &options).unwrap();
    let heard = &read_floats(&folder.join("wedge.wav")).channels[0];
    let (before, after) = (&heard[..24_000], &heard[28_800..]);
    for (part, level) in [(before, -26.0), (after, -20.0)] {
        let found = 20.0 * f64::from(peak(part)).log10();
        assert!((found - level).abs() < 0.01, "{found} dB, not {level} dB");
    }
}
