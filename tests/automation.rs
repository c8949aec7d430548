//! Transport and automation: lanes are heard as they are written, at any period; hands win and are written.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use common::signal::{click_db, sine};
use headroom::control::console::Setup;
use headroom::control::feed::{News, TimelineView, TransportStatus, Update};
use headroom::control::inbox::Event;
use headroom::control::intent::{Intent, LaneOrder, Refusal, Rights, SceneWish, TransportOrder};
use headroom::param::lane::{Lane, Point, Shape, THINNING};
use headroom::param::timeline::Timeline;
use headroom::param::{Curve, ParamAddr, Plain, Topology, Width};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const RATE: usize = 48_000;
const MAIN: usize = 0;

fn addr(path: &str) -> ParamAddr {
    ParamAddr::parse(path).unwrap()
}

/// A console whose first strip sounds on main.
fn console() -> (Bench, Client) {
    let mut bench = Bench::new(Setup {
        topology: Topology {
            strips: (1..=2).map(consoles::mono).collect(),
            main: Width::Mono,
            ..Topology::default()
        },
        ..Setup::default()
    });
    let client = bench.connect(Rights::Mix);
    bench.open(RATE as u32);
    for (path, value) in [
        ("ch/1/fader", "-20 dB"),
        ("main/fader", "0 dB"),
        ("console/safe-start", "off"),
    ] {
        bench.set(&client, path, value).unwrap();
    }
    bench.run(3 * RATE, 0.1);
    (bench, client)
}

fn points(said: &[(f64, f32, Shape)]) -> Vec<Point> {
    let point = |(seconds, value, shape): &(f64, f32, Shape)| Point {
        at: (seconds * 1e6) as u64,
        value: Plain(*value),
        shape: *shape,
    };
    said.iter().map(point).collect()
}

fn lane(bench: &mut Bench, client: &Client, path: &str, said: &[(f64, f32, Shape)]) {
    let order = LaneOrder::Replace(addr(path), (0, 3_600_000_000), points(said));
    bench.ask(client, Intent::Lane(order)).unwrap();
}

fn order(bench: &mut Bench, client: &Client, order: TransportOrder) -> String {
    bench.ask(client, Intent::Transport(order)).unwrap().text
}

/// What a client has heard of transport and lanes since it was asked last.
#[derive(Default)]
struct Seen {
    transport: TransportStatus,
    timeline: Arc<TimelineView>,
}

impl Seen {
    fn take(&mut self, bench: &mut Bench, client: &Client) {
        for _ in 0..60 {
            bench.run(64, 0.1);
            for Update { news, .. } in client.updates.try_iter() {
                for news in news {
                    match news {
                        News::Transport(status) => self.transport = status,
                        News::Timeline(view) => self.timeline = view,
                        _ => {}
                    }
                }
            }
        }
    }

    fn lane(&self, path: &str) -> Option<Lane> {
        self.timeline.lane(addr(path)).map(|lane| (**lane).clone())
    }
}

fn seen(bench: &mut Bench, client: &Client) -> Seen {
    let mut seen = Seen::default();
    seen.take(bench, client);
    seen
}

/// Where the output begins to change, behind a frame.
fn first_change(bench: &Bench, from: usize) -> usize {
    let record = &bench.recorded[MAIN];
    let changes = (from + 1..record.len()).find(|at| record[*at] != record[from]);
    changes.expect("nothing has changed")
}

#[test]
fn the_transport_counts_frames_of_the_engine() {
    let (mut bench, client) = console();
    assert_eq!(
        order(&mut bench, &client, TransportOrder::Play),
        "Playing from 0:00:00.000"
    );
    bench.run(2 * RATE, 0.1);
    let said = order(&mut bench, &client, TransportOrder::Stop);
    // It begins after a twentieth of a second, at a whole mark.
    assert_eq!(said, "Stopped at 0:00:01.950");
    bench.run(RATE, 0.1);
    assert_eq!(order(&mut bench, &client, TransportOrder::Stop), said);
    for (name, at) in [
        ("Verse", 10_000_000),
        ("Chorus", 20_000_000),
        ("", 15_000_000),
    ] {
        order(
            &mut bench,
            &client,
            TransportOrder::Mark(name.to_owned(), Some(at)),
        );
    }
    for (wish, place) in [
        (TransportOrder::LocateMarker("Chorus".into()), "0:00:20.000"),
        (TransportOrder::StepMarker(-1), "0:00:15.000"),
        (TransportOrder::StepMarker(-1), "0:00:10.000"),
        (TransportOrder::StepMarker(-1), "0:00:00.000"),
        (TransportOrder::StepMarker(1), "0:00:10.000"),
        (TransportOrder::Locate(1_500_000), "0:00:01.500"),
    ] {
        assert_eq!(order(&mut bench, &client, wish), format!("At {place}"));
    }
    let found = seen(&mut bench, &client);
    let names: Vec<&str> = found
        .timeline
        .markers
        .iter()
        .map(|m| m.name.as_str())
        .collect();
    assert_eq!(names, ["Verse", "1", "Chorus"]);
    assert_eq!(
        (found.transport.is_playing, found.transport.at),
        (false, 1_500_000)
    );
    for wish in [
        TransportOrder::LocateMarker("Bridge".into()),
        TransportOrder::Loop(5, 4),
        TransportOrder::Locate(u64::MAX),
        TransportOrder::Mark("x".repeat(100), None),
    ] {
        let refusal = bench.ask(&client, Intent::Transport(wish)).unwrap_err();
        assert!(matches!(refusal, Refusal::Transport(_)));
    }
}

#[test]
fn a_loop_comes_back_again_and_again() {
    let (mut bench, client) = console();
    lane(
        &mut bench,
        &client,
        "ch/1/fader",
        &[(1.0, -20.0, Shape::Ramp), (2.0, -10.0, Shape::Ramp)],
    );
    order(
        &mut bench,
        &client,
        TransportOrder::Loop(1_000_000, 1_500_000),
    );
    order(&mut bench, &client, TransportOrder::Locate(1_000_000));
    bench.run(RATE, 0.1);
    let from = bench.recorded[MAIN].len();
    order(&mut bench, &client, TransportOrder::Play);
    bench.run(2 * RATE, 0.1);
    // Half a second up, then back within a moment: the same once more.
    let record = &bench.recorded[MAIN][from..];
    let begin = first_change(&bench, from) - from;
    for at in (2_000..22_000).step_by(500) {
        let (first, second) = (record[begin + at], record[begin + at + 24_000]);
        assert!((first - second).abs() < 2e-4, "{at}: {first} {second}");
    }
    let found = seen(&mut bench, &client);
    assert!(
        (1_000_000..1_500_000).contains(&found.transport.at),
        "{:?}",
        found.transport
    );
}

/// What is heard of a busy timeline from play on, in callbacks of one length.
fn heard(period: usize) -> Vec<f32> {
    let (mut bench, client) = console();
    lane(
        &mut bench,
        &client,
        "ch/1/fader",
        &[
            (0.1, -20.0, Shape::Ramp),
            (0.35, 0.0, Shape::Hold),
            (0.5, -30.0, Shape::Smooth),
            (0.9, 5.0, Shape::Hold),
            (1.01, f32::NEG_INFINITY, Shape::Hold),
            (1.2, -3.0, Shape::Ramp),
        ],
    );
    lane(
        &mut bench,
        &client,
        "ch/1/trim",
        &[
            (0.0, 0.0, Shape::Ramp),
            (0.7, 6.0, Shape::Ramp),
            (0.701, -6.0, Shape::Ramp),
            (1.5, 0.0, Shape::Ramp),
        ],
    );
    lane(
        &mut bench,
        &client,
        "ch/1/mute",
        &[
            (0.0, 0.0, Shape::Hold),
            (0.3, 1.0, Shape::Hold),
            (0.4, 0.0, Shape::Hold),
        ],
    );
    lane(
        &mut bench,
        &client,
        "ch/1/eq/1/gain",
        &[(0.0, 0.0, Shape::Ramp), (1.0, 9.0, Shape::Ramp)],
    );
    bench.set(&client, "ch/1/eq/on", "on").unwrap();
    bench.set(&client, "ch/1/eq/1/on", "on").unwrap();
    bench.run(RATE, 0.1);
    let from = bench.recorded[MAIN].len();
    order(&mut bench, &client, TransportOrder::Play);
    bench.play_by(period, &vec![0.1; 2 * RATE]);
    bench.recorded[MAIN].split_off(from)
}

#[test]
fn playback_is_the_same_at_any_period() {
    let reference = heard(64);
    assert!(reference.iter().any(|sample| *sample != reference[0]));
    for period in [1, 16, 441, 1024] {
        assert!(
            heard(period) == reference,
            "another sound at period {period}"
        );
    }
}

#[test]
fn no_lane_clicks_whatever_it_says() {
    let (mut bench, client) = console();
    let jumps = [
        (0.0, -20.0, Shape::Ramp),
        (0.5, -20.0, Shape::Hold),
        (0.6, 10.0, Shape::Hold),
        (1.0, f32::NEG_INFINITY, Shape::Hold),
        (1.3, 0.0, Shape::Ramp),
        (1.301, -40.0, Shape::Ramp),
        (1.302, 0.0, Shape::Ramp),
    ];
    lane(&mut bench, &client, "ch/1/fader", &jumps);
    let mutes = [
        (0.0, 0.0, Shape::Hold),
        (1.8, 1.0, Shape::Hold),
        (2.0, 0.0, Shape::Hold),
    ];
    lane(&mut bench, &client, "ch/1/mute", &mutes);
    order(&mut bench, &client, TransportOrder::Loop(0, 2_500_000));
    order(&mut bench, &client, TransportOrder::Locate(0));
    for hz in [100.0, 997.0] {
        let tone = sine(hz, 0.1, 6 * RATE);
        bench.play(&tone[..RATE]);
        let from = bench.recorded[MAIN].len() - RATE / 2;
        order(&mut bench, &client, TransportOrder::Play);
        bench.play(&tone);
        order(&mut bench, &client, TransportOrder::Stop);
        bench.play(&tone[..RATE]);
        let click = click_db(&bench.recorded[MAIN][from..], RATE / 10);
        assert!(click < -80.0, "{hz} Hz: {click:.1} dBFS above 8 kHz");
    }
}

#[test]
fn control_knows_what_the_engine_has_come_to() {
    let (mut bench, client) = console();
    lane(
        &mut bench,
        &client,
        "ch/1/fader",
        &[(0.0, -20.0, Shape::Ramp), (2.0, 0.0, Shape::Ramp)],
    );
    order(&mut bench, &client, TransportOrder::Play);
    for _ in 0..8 {
        bench.run(RATE / 4, 0.1);
        let db = 20.0 * (bench.level(MAIN) / 0.1).log10();
        assert!((bench.value("ch/1/fader").0 - db).abs() < 0.1, "{db}");
    }
    bench.run(RATE, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain(0.0));
}

/// A hand throws a fader to and fro while the transport plays; what was heard at each moment.
fn throw(bench: &mut Bench, client: &Client) -> BTreeMap<u64, f32> {
    let mut heard = BTreeMap::new();
    let curve = Curve::Fader;
    let fader = addr("ch/1/fader");
    for step in 0..300 {
        let travel = 0.5 + 0.3 * (step as f32 * 0.0125).sin();
        if step < 200 {
            let value = curve.plain(headroom::param::Travel::new(travel));
            bench.ask(client, Intent::Move(fader, value)).unwrap();
        }
        bench.run(480, 0.1);
        let place = order(bench, client, TransportOrder::Mark("here".into(), None));
        heard.insert(step, bench.value("ch/1/fader").0);
        assert!(place.starts_with("Marker here"));
    }
    heard
}

#[test]
fn what_a_hand_writes_is_heard_again_within_the_stated_error() {
    let (mut bench, client) = console();
    bench.set(&client, "console/automation", "latch").unwrap();
    order(&mut bench, &client, TransportOrder::Play);
    bench.run(RATE / 4, 0.1);
    let from = bench.recorded[MAIN].len();
    let written = throw(&mut bench, &client);
    order(&mut bench, &client, TransportOrder::Stop);
    let first: Vec<f32> = bench.recorded[MAIN][from..].to_vec();
    let found = seen(&mut bench, &client)
        .lane("ch/1/fader")
        .expect("no lane");
    // Two hundred moves of a curve need few points.
    assert!(found.points().len() < 120, "{}", found.points().len());
    bench.set(&client, "console/automation", "read").unwrap();
    order(&mut bench, &client, TransportOrder::Locate(0));
    bench.run(2 * RATE, 0.1);
    order(&mut bench, &client, TransportOrder::Play);
    bench.run(RATE / 4, 0.1);
    let from = bench.recorded[MAIN].len();
    let mut worst = 0.0_f32;
    for value in written.values() {
        bench.run(480, 0.1);
        let travel = |db: f32| Curve::Fader.travel(Plain(db)).get();
        worst = worst.max((travel(bench.value("ch/1/fader").0) - travel(*value)).abs());
    }
    assert!(worst <= THINNING + 1e-4, "{worst}");
    // So is the sound: 0.004 of the travel is 0.32 dB where the fader is steepest here.
    let second = &bench.recorded[MAIN][from..];
    for (first, second) in first.iter().zip(second).skip(4800) {
        let apart = 20.0 * (first / second).log10();
        assert!(apart.abs() < 0.35, "{apart}");
    }
}

#[test]
fn touch_returns_by_itself_and_latch_at_stop() {
    for (mode, returns) in [
        ("read", true),
        ("touch", true),
        ("latch", false),
        ("write", false),
    ] {
        let (mut bench, client) = console();
        let flat = [(0.0, -20.0, Shape::Ramp), (60.0, -20.0, Shape::Ramp)];
        lane(&mut bench, &client, "ch/1/fader", &flat);
        bench.set(&client, "ch/1/automation", mode).unwrap();
        order(&mut bench, &client, TransportOrder::Play);
        bench.run(RATE, 0.1);
        bench
            .ask(&client, Intent::Move(addr("ch/1/fader"), Plain(-10.0)))
            .unwrap();
        bench.run(RATE / 4, 0.1);
        assert_eq!(bench.value("ch/1/fader"), Plain(-10.0), "{mode}");
        bench.run(2 * RATE, 0.1);
        let expected = if returns { -20.0 } else { -10.0 };
        assert_eq!(bench.value("ch/1/fader"), Plain(expected), "{mode}");
        let db = 20.0 * (bench.level(MAIN) / 0.1).log10();
        assert!((db - expected).abs() < 0.1, "{mode}: {db}");
        order(&mut bench, &client, TransportOrder::Stop);
        let written = seen(&mut bench, &client).lane("ch/1/fader").unwrap();
        let value = |micros| written.value_at(Curve::Fader, micros).unwrap().0;
        let there = if mode == "read" { -20.0 } else { -10.0 };
        assert!((value(1_200_000) - there).abs() < 0.1, "{mode}");
        // Behind the pass the lane is as it was.
        assert!((value(30_000_000) + 20.0).abs() < 0.1, "{mode}");
        assert!((value(500_000) + 20.0).abs() < 0.1, "{mode}");
    }
}

#[test]
fn a_held_fader_is_the_hands_however_long_it_rests() {
    let (mut bench, client) = console();
    let rise = [(0.0, -20.0, Shape::Ramp), (10.0, 0.0, Shape::Ramp)];
    lane(&mut bench, &client, "ch/1/fader", &rise);
    order(&mut bench, &client, TransportOrder::Play);
    bench.run(RATE, 0.1);
    let fader = addr("ch/1/fader");
    bench.ask(&client, Intent::BeginGesture(fader)).unwrap();
    let stands = bench.value("ch/1/fader");
    bench.run(3 * RATE, 0.1);
    assert_eq!(bench.value("ch/1/fader"), stands);
    let db = 20.0 * (bench.level(MAIN) / 0.1).log10();
    assert!((db - stands.0).abs() < 0.1, "{db} {stands:?}");
    bench.ask(&client, Intent::EndGesture(fader)).unwrap();
    bench.run(RATE, 0.1);
    let now = bench.value("ch/1/fader").0;
    // After 4.95 s of ten, evenly on the fader.
    assert!((now + 7.575).abs() < 0.01, "{now}");
}

#[test]
fn a_touched_fader_is_written_where_it_rests() {
    let (mut bench, client) = console();
    let rise = [(0.0, -20.0, Shape::Ramp), (10.0, 0.0, Shape::Ramp)];
    lane(&mut bench, &client, "ch/1/fader", &rise);
    bench.set(&client, "ch/1/automation", "touch").unwrap();
    order(&mut bench, &client, TransportOrder::Play);
    bench.run(RATE, 0.1);
    let fader = addr("ch/1/fader");
    bench.ask(&client, Intent::BeginGesture(fader)).unwrap();
    let stands = bench.value("ch/1/fader").0;
    bench.run(2 * RATE, 0.1);
    bench.ask(&client, Intent::EndGesture(fader)).unwrap();
    bench.run(2 * RATE, 0.1);
    order(&mut bench, &client, TransportOrder::Stop);
    let written = seen(&mut bench, &client).lane("ch/1/fader").unwrap();
    let value = |micros| written.value_at(Curve::Fader, micros).unwrap().0;
    for at in [1_000_000, 2_000_000, 2_900_000] {
        assert!((value(at) - stands).abs() < 0.3, "{at}: {}", value(at));
    }
    // Half of the way, as it was.
    assert!((value(5_000_000) + 7.5).abs() < 0.1, "{}", value(5_000_000));
}

#[test]
fn a_hand_may_come_between_a_new_engine_and_the_next_moment() {
    let (mut bench, client) = console();
    let rise = [(0.0, -40.0, Shape::Ramp), (10.0, 0.0, Shape::Ramp)];
    lane(&mut bench, &client, "ch/2/fader", &rise);
    order(&mut bench, &client, TransportOrder::Play);
    bench.run(RATE, 0.1);
    // Without the first strip every index is another one.
    let mut topology = bench.console.layout().topology().clone();
    topology.strips.remove(0);
    bench
        .ask(&client, Intent::Reshape(topology.into()))
        .unwrap();
    bench.settle();
    let fader = addr("ch/2/fader");
    bench.ask(&client, Intent::BeginGesture(fader)).unwrap();
    let stands = bench.value("ch/2/fader");
    bench.run(RATE, 0.1);
    assert!((bench.value("ch/2/fader").0 - stands.0).abs() < 3.0);
    bench.ask(&client, Intent::EndGesture(fader)).unwrap();
    bench.run(2 * RATE, 0.1);
    assert!(bench.value("ch/2/fader").0 > stands.0 + 3.0);
}

#[test]
fn trim_moves_the_lane_as_a_whole_until_stop() {
    let (mut bench, client) = console();
    let rise = [(0.0, -30.0, Shape::Ramp), (10.0, -10.0, Shape::Ramp)];
    lane(&mut bench, &client, "ch/1/fader", &rise);
    bench.set(&client, "ch/1/automation", "trim").unwrap();
    order(&mut bench, &client, TransportOrder::Play);
    bench.run(RATE, 0.1);
    let wanted = Plain(bench.value("ch/1/fader").0 + 4.0);
    bench
        .ask(&client, Intent::Move(addr("ch/1/fader"), wanted))
        .unwrap();
    bench.run(4 * RATE, 0.1);
    order(&mut bench, &client, TransportOrder::Stop);
    let stopped = bench.value("ch/1/fader").0;
    // At five seconds the lane was at −20 dB; by 80 dB a travel, 4 dB more.
    assert!((stopped + 16.1).abs() < 0.2, "{stopped}");
    let written = seen(&mut bench, &client).lane("ch/1/fader").unwrap();
    let value = |micros| written.value_at(Curve::Fader, micros).unwrap().0;
    assert!(
        (value(4_000_000) + 18.0).abs() < 0.2,
        "{}",
        value(4_000_000)
    );
    assert!(
        (value(8_000_000) + 14.0).abs() < 0.1,
        "{}",
        value(8_000_000)
    );
    assert!((value(500_000) + 29.0).abs() < 0.1);
}

#[test]
fn a_pass_is_one_step_of_undo() {
    let (mut bench, client) = console();
    let flat = [(0.0, -20.0, Shape::Ramp), (60.0, -20.0, Shape::Ramp)];
    lane(&mut bench, &client, "ch/1/fader", &flat);
    let before = seen(&mut bench, &client).lane("ch/1/fader");
    bench.set(&client, "console/automation", "touch").unwrap();
    order(&mut bench, &client, TransportOrder::Play);
    bench.run(RATE, 0.1);
    for value in [-10.0, -15.0] {
        bench
            .ask(&client, Intent::Move(addr("ch/1/fader"), Plain(value)))
            .unwrap();
        bench
            .ask(&client, Intent::Move(addr("ch/1/pan"), Plain(value)))
            .unwrap();
        bench.run(2 * RATE, 0.1);
    }
    order(&mut bench, &client, TransportOrder::Stop);
    let written = seen(&mut bench, &client);
    assert!(written.lane("ch/1/pan").is_some());
    assert_ne!(written.lane("ch/1/fader"), before);
    let said = bench.ask(&client, Intent::Undo).unwrap().text;
    assert_eq!(said, "Undone: automation of 2 parameters");
    let undone = seen(&mut bench, &client);
    assert_eq!(undone.lane("ch/1/fader"), before);
    assert_eq!(undone.lane("ch/1/pan"), None);
    bench.ask(&client, Intent::Redo).unwrap();
    let redone = seen(&mut bench, &client);
    assert_eq!(redone.lane("ch/1/fader"), written.lane("ch/1/fader"));
    assert_eq!(redone.lane("ch/1/pan"), written.lane("ch/1/pan"));
}

#[test]
fn what_guards_somebody_is_never_automated() {
    let (mut bench, client) = console();
    for path in [
        "console/panic",
        "console/safe-start",
        "main/limiter/on",
        "main/limiter/ceiling",
        "monitor/level",
        "ch/1/solo",
        "ch/1/automation",
    ] {
        let index = bench.console.layout().find(path).unwrap();
        let value = bench.console.layout().default(index);
        let point = Point {
            at: 0,
            value,
            shape: Shape::Hold,
        };
        let order = LaneOrder::Replace(addr(path), (0, 10), vec![point]);
        let refusal = bench.ask(&client, Intent::Lane(order)).unwrap_err();
        assert!(
            matches!(refusal, Refusal::Transport(_)),
            "{path}: {refusal}"
        );
    }
    // Panic holds whatever is played.
    lane(
        &mut bench,
        &client,
        "ch/1/fader",
        &[(0.0, 0.0, Shape::Ramp), (9.0, 5.0, Shape::Ramp)],
    );
    order(&mut bench, &client, TransportOrder::Play);
    bench.ask(&client, Intent::Panic).unwrap();
    bench.run(RATE, 0.1);
    assert_eq!(bench.level(MAIN), 0.0);
}

#[test]
fn finding_a_place_brings_what_has_lanes_there_and_never_faster_than_it_may() {
    let (mut bench, client) = console();
    let lanes = [
        (0.0, f32::NEG_INFINITY, Shape::Hold),
        (5.0, 0.0, Shape::Ramp),
    ];
    lane(&mut bench, &client, "ch/1/fader", &lanes);
    order(&mut bench, &client, TransportOrder::Locate(0));
    bench.run(RATE, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain::OFF);
    let from = bench.recorded[MAIN].len();
    order(&mut bench, &client, TransportOrder::Locate(6_000_000));
    bench.run(RATE, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain(0.0));
    // A jump takes 0.3 s for the whole travel, and this is three quarters of it.
    let record = &bench.recorded[MAIN][from..];
    assert!(record[RATE / 10] < 0.01 && record[RATE / 4] > 0.09);
    // The same while it plays, in either direction.
    order(&mut bench, &client, TransportOrder::Play);
    order(&mut bench, &client, TransportOrder::Locate(1_000_000));
    bench.run(RATE, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain::OFF);
    order(&mut bench, &client, TransportOrder::Locate(7_000_000));
    let from = bench.recorded[MAIN].len();
    bench.run(RATE, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain(0.0));
    let record = &bench.recorded[MAIN][from..];
    assert!(record[RATE / 10] < 0.01 && record[RATE / 2] > 0.09);
    // Off stays where it is.
    bench.set(&client, "console/automation", "off").unwrap();
    order(&mut bench, &client, TransportOrder::Locate(0));
    bench.run(RATE, 0.1);
    assert_eq!(bench.value("ch/1/fader"), Plain(0.0));
}

#[test]
fn a_recall_is_written_where_writing_goes_on_and_returns_where_it_is_read() {
    for (mode, stays) in [("read", false), ("latch", true)] {
        let (mut bench, client) = console();
        bench.set(&client, "ch/1/fader", "-5 dB").unwrap();
        bench.run(RATE, 0.1);
        bench
            .ask(&client, Intent::Scene(SceneWish::Store("Loud".into())))
            .unwrap();
        let flat = [(0.0, -20.0, Shape::Ramp), (60.0, -20.0, Shape::Ramp)];
        lane(&mut bench, &client, "ch/1/fader", &flat);
        bench.set(&client, "console/automation", mode).unwrap();
        order(&mut bench, &client, TransportOrder::Play);
        bench.run(RATE, 0.1);
        assert_eq!(bench.value("ch/1/fader"), Plain(-20.0));
        bench
            .ask(
                &client,
                Intent::Scene(SceneWish::Recall("Loud".into(), None)),
            )
            .unwrap();
        bench.run(RATE / 4, 0.1);
        assert_eq!(bench.value("ch/1/fader"), Plain(-5.0), "{mode}");
        bench.run(2 * RATE, 0.1);
        let expected = if stays { -5.0 } else { -20.0 };
        assert_eq!(bench.value("ch/1/fader"), Plain(expected), "{mode}");
        order(&mut bench, &client, TransportOrder::Stop);
        let written = seen(&mut bench, &client).lane("ch/1/fader").unwrap();
        let value = written.value_at(Curve::Fader, 1_500_000).unwrap().0;
        assert_eq!(value, expected, "{mode}");
    }
}

#[test]
fn automation_outlives_a_stream_and_a_new_engine() {
    let (mut bench, client) = console();
    let rise = [(0.0, -40.0, Shape::Ramp), (10.0, 0.0, Shape::Ramp)];
    lane(&mut bench, &client, "ch/1/fader", &rise);
    order(&mut bench, &client, TransportOrder::Play);
    bench.run(RATE, 0.1);
    // Another strip: another layout, and another engine while it plays.
    let mut topology = bench.console.layout().topology().clone();
    topology.strips.push(consoles::mono(3));
    bench
        .ask(&client, Intent::Reshape(topology.into()))
        .unwrap();
    for _ in 0..8 {
        bench.run(480, 0.1);
    }
    bench.run(RATE, 0.1);
    let db = 20.0 * (bench.level(MAIN) / 0.1).log10();
    let value = bench.value("ch/1/fader").0;
    assert!((value - db).abs() < 0.2 && value > -34.0, "{value} {db}");
    bench.lose();
    bench.wait(Duration::from_secs(1));
    let stood = bench.value("ch/1/fader").0;
    assert!((stood - value).abs() < 0.2, "{stood} {value}");
    bench.open(RATE as u32);
    bench.run(2 * RATE, 0.1);
    let db = 20.0 * (bench.level(MAIN) / 0.1).log10();
    let value = bench.value("ch/1/fader").0;
    assert!(
        (value - db).abs() < 0.3 && value > stood + 3.0,
        "{value} {db} {stood}"
    );
}

#[test]
fn a_file_that_comes_later_leaves_what_is_newer() {
    let (mut bench, client) = console();
    lane(
        &mut bench,
        &client,
        "ch/1/fader",
        &[(0.0, -1.0, Shape::Ramp)],
    );
    let mut timeline = Timeline::default();
    for path in ["ch/1/fader", "ch/2/fader"] {
        let lane = Lane::new(points(&[(0.0, -9.0, Shape::Ramp)]));
        timeline.lanes.insert(addr(path), Arc::new(lane));
    }
    bench.handle(Event::Timeline(Box::new(timeline), Vec::new()));
    let found = seen(&mut bench, &client);
    let value = |path| found.lane(path).unwrap().points()[0].value;
    assert_eq!(
        (value("ch/1/fader"), value("ch/2/fader")),
        (Plain(-1.0), Plain(-9.0))
    );
}
