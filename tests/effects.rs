//! Effects through the console: what is chosen is built elsewhere, comes into the engine, and is what is
//! heard – after hurried hands, recalls, a new layout and a new stream too.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use headroom::control::console::{Order, Setup};
use headroom::control::intent::{Intent, Rights};
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
    let store = |name: &str| Intent::StoreScene(name.into());
    bench.ask(&client, store("Echo")).unwrap();
    bench.set(&client, "bus/1/fx/type", "none").unwrap();
    for over in [0.0, 1.0] {
        let recall = Intent::RecallScene("Echo".into(), Some(over));
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
    bench.ask(&client, Intent::Reshape(topology(12))).unwrap();
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
