//! Effects through the console: what is chosen is built elsewhere, comes into the engine, and is what is
//! heard – after hurried hands, recalls, a new layout and a new stream too.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use headroom::control::console::{Order, Setup};
use headroom::control::intent::{Intent, Rights, SceneWish};
use headroom::param::{BusRole, Topology, Width};

const RATE: usize = 48_000;
/// Places among the outputs.
const BUS: usize = 0;

fn topology(strips: u16) -> Topology {
    Topology {
        strips: consoles::strips(1..=strips),
        buses: vec![consoles::bus(1, BusRole::Fx, Width::Mono)],
        main: Width::Mono,
        ..Topology::default()
    }
}

/// A console that sends its first strip to an FX bus, which has an echo of 100 ms when it has a delay.
fn sending() -> (Bench, Client) {
    let mut bench = Bench::new(Setup {
        topology: topology(2),
        ..Setup::default()
    });
    let client = bench.connect(Rights::Mix);
    bench.open(RATE as u32);
    for (path, value) in [
        ("ch/1/fader", "0 dB"),
        ("ch/1/send/1/level", "0 dB"),
        ("bus/1/fader", "0 dB"),
        ("bus/1/tap-delay/note", "time"),
        ("bus/1/tap-delay/time", "100 ms"),
        ("bus/1/tap-delay/feedback", "0 %"),
        ("console/safe-start", "off"),
    ] {
        bench.set(&client, path, value).unwrap();
    }
    bench.run(3 * RATE, 0.0);
    (bench, client)
}

/// What the bus plays at once, and what 100 ms later, when a pulse comes in.
fn answers(bench: &mut Bench) -> (bool, bool) {
    bench.run(RATE / 5, 0.0);
    bench.recorded.iter_mut().for_each(Vec::clear);
    let mut pulse = vec![0.0; RATE / 5];
    pulse[..480].fill(0.1);
    bench.play(&pulse);
    let heard = |from: usize, to: usize| {
        let mut played = bench.recorded[BUS][from..to].iter();
        played.any(|x| x.abs() > 0.05)
    };
    (heard(0, 600), heard(4700, 5400))
}

const DRY: (bool, bool) = (true, false);
const ECHO: (bool, bool) = (false, true);

#[test]
fn what_is_chosen_is_heard() {
    let (mut bench, client) = sending();
    assert_eq!(answers(&mut bench), DRY);
    for (effect, expected) in [("delay", ECHO), ("none", DRY), ("delay", ECHO)] {
        bench.set(&client, "bus/1/fx/type", effect).unwrap();
        assert_eq!(answers(&mut bench), expected, "{effect}");
    }
    bench.ask(&client, Intent::Undo).unwrap();
    assert_eq!(answers(&mut bench), DRY);
}

#[test]
fn a_recall_brings_the_effect_of_its_scene() {
    let (mut bench, client) = sending();
    bench.set(&client, "bus/1/fx/type", "delay").unwrap();
    let store = |name: &str| Intent::Scene(SceneWish::Store(name.into()));
    bench.ask(&client, store("Echo")).unwrap();
    bench.set(&client, "bus/1/fx/type", "none").unwrap();
    for over in [0.0, 1.0] {
        let recall = Intent::Scene(SceneWish::Recall("Echo".into(), Some(over)));
        bench.ask(&client, recall).unwrap();
        bench.run(2 * RATE, 0.0);
        assert_eq!(answers(&mut bench), ECHO, "over {over} s");
        bench.set(&client, "bus/1/fx/type", "none").unwrap();
        assert_eq!(answers(&mut bench), DRY);
    }
}

#[test]
fn only_the_last_of_several_orders_counts() {
    let (mut bench, client) = sending();
    for effect in ["delay", "reverb", "none", "delay"] {
        bench.set(&client, "bus/1/fx/type", effect).unwrap();
    }
    // The builder is slow, and what it builds comes in another order.
    let orders: Vec<Order> = bench.orders.try_iter().collect();
    for order in orders.into_iter().rev() {
        bench.handle(headroom::app::builder::build_ordered(order).unwrap());
    }
    assert_eq!(answers(&mut bench), ECHO);
}

#[test]
fn an_effect_chosen_while_an_engine_is_built_comes_with_it_or_behind_it() {
    let (mut bench, client) = sending();
    bench
        .ask(&client, Intent::Reshape(topology(12).into()))
        .unwrap();
    bench.set(&client, "bus/1/fx/type", "delay").unwrap();
    bench.run(RATE, 0.0);
    assert_eq!(bench.console.layout().topology().strips.len(), 12);
    assert_eq!(answers(&mut bench), ECHO);
    // The same for an engine that starts anew.
    bench.lose();
    bench.set(&client, "bus/1/fx/type", "none").unwrap();
    bench.open(44_100);
    bench.set(&client, "bus/1/fx/type", "delay").unwrap();
    bench.run(3 * RATE, 0.0);
    let echo = bench.value("bus/1/tap-delay/time").0;
    assert_eq!(echo, 100.0);
    assert_eq!(answers(&mut bench), (false, true));
}

const SILENCE: (bool, bool) = (false, false);

#[test]
fn fx_mute_takes_returns_away_and_a_recall_may_set_it() {
    let (mut bench, client) = sending();
    bench.set(&client, "bus/1/fx/type", "delay").unwrap();
    bench
        .ask(&client, Intent::Scene(SceneWish::Store("Song".into())))
        .unwrap();
    for (mute, expected) in [("on", SILENCE), ("off", ECHO)] {
        bench.set(&client, "console/fx-mute", mute).unwrap();
        bench.run(RATE, 0.0);
        assert_eq!(answers(&mut bench), expected, "{mute}");
    }
    let recall = || Intent::Scene(SceneWish::Recall("Song".into(), Some(0.0)));
    bench.ask(&client, recall()).unwrap();
    assert!(!bench.value("console/fx-mute").is_on());
    bench
        .set(&client, "console/fx-mute-on-recall", "on")
        .unwrap();
    bench.ask(&client, recall()).unwrap();
    bench.run(RATE, 0.0);
    assert!(bench.value("console/fx-mute").is_on());
    assert_eq!(answers(&mut bench), SILENCE);
}

#[test]
fn what_rings_can_be_ended() {
    let (mut bench, client) = sending();
    for (path, value) in [
        ("bus/1/fx/type", "delay"),
        ("bus/1/tap-delay/feedback", "100 %"),
    ] {
        bench.set(&client, path, value).unwrap();
    }
    bench.run(RATE, 0.0);
    assert_eq!(answers(&mut bench), ECHO);
    // It goes on without anything coming in, until it is ended.
    let loudest = |bench: &mut Bench| {
        bench.run(RATE, 0.0);
        let last = bench.recorded[BUS].iter().rev().take(RATE / 5);
        last.fold(0.0_f32, |loudest, x| loudest.max(x.abs()))
    };
    assert!(loudest(&mut bench) > 0.01);
    bench.set(&client, "bus/1/fx/kill", "on").unwrap();
    bench.run(RATE / 10, 0.0);
    bench.set(&client, "bus/1/fx/kill", "off").unwrap();
    assert_eq!(loudest(&mut bench), 0.0);
    // What comes next is heard again.
    bench
        .set(&client, "bus/1/tap-delay/feedback", "0 %")
        .unwrap();
    assert_eq!(answers(&mut bench), ECHO);
}

#[test]
fn an_effect_ducks_and_is_gated_by_what_is_sent_to_it() {
    let (mut bench, client) = sending();
    // It leaves everything as it is.
    bench.set(&client, "bus/1/fx/type", "tremolo").unwrap();
    bench.set(&client, "bus/1/tremolo/depth", "0 %").unwrap();
    let level_of = |bench: &mut Bench| {
        bench.run(2 * RATE, 0.1);
        bench.level(BUS)
    };
    let plain = level_of(&mut bench);
    bench.set(&client, "bus/1/fx/duck/depth", "20 dB").unwrap();
    bench
        .set(&client, "bus/1/fx/duck/threshold", "-40 dB")
        .unwrap();
    let ducked = level_of(&mut bench);
    assert!((ducked / plain - 0.1).abs() < 0.01, "{ducked} of {plain}");
    bench.set(&client, "bus/1/fx/duck/depth", "0 dB").unwrap();
    bench.set(&client, "bus/1/fx/gate/on", "on").unwrap();
    bench
        .set(&client, "bus/1/fx/gate/threshold", "0 dB")
        .unwrap();
    assert!(level_of(&mut bench) < 1e-4 * plain);
    bench
        .set(&client, "bus/1/fx/gate/threshold", "-40 dB")
        .unwrap();
    let open = level_of(&mut bench);
    assert!((open / plain - 1.0).abs() < 0.01, "{open} of {plain}");
}

#[test]
fn the_bands_of_a_bus_have_their_gains() {
    let (mut bench, client) = sending();
    let level_of = |bench: &mut Bench| {
        bench.run(RATE, 0.1);
        bench.level(BUS)
    };
    let plain = level_of(&mut bench);
    bench.set(&client, "bus/1/multiband/on", "on").unwrap();
    for band in 1..=4 {
        bench
            .set(&client, &format!("bus/1/multiband/{band}/on"), "off")
            .unwrap();
    }
    let idle = level_of(&mut bench);
    assert!((idle / plain - 1.0).abs() < 0.005, "{idle} of {plain}");
    // A steady level is the lowest band.
    bench
        .set(&client, "bus/1/multiband/1/gain", "-12 dB")
        .unwrap();
    let lower = level_of(&mut bench);
    assert!((lower / plain - 0.251).abs() < 0.005, "{lower} of {plain}");
}
