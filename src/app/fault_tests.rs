//! A node whose processing panics: what is heard, what is said, and how it is healed. In the library, because the
//! order to panic is no command of a console that people use.

#[path = "../../tests/common/mod.rs"]
mod common;

use crate::control::console::Setup;
use crate::control::intent::{Intent, Rights};
use crate::engine::build::build;
use crate::engine::command::{Command, Retired};
use crate::engine::plan::Plan;
use crate::param::{BusRole, NodeId, Topology, Width};
use common::consoles::{bus, strips};
use common::desk::{Bench, Client};
use common::rig::{Rig, plan};
use common::signal::Random;
use std::time::Duration;

const FRAMES: usize = 24_000;

/// Two banks of strips that sound on main.
fn sixteen() -> Plan {
    let topology = Topology {
        strips: strips(1..=16),
        ..Topology::default()
    };
    let faders = (1..=16).map(|strip| (format!("ch/{strip}/fader"), "-12 dB"));
    let mut values: Vec<(String, &str)> = faders.collect();
    values.push(("main/fader".to_owned(), "0 dB"));
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    plan(topology, &values)
}

/// A bench whose first strip sounds on main.
fn sounding() -> (Bench, Client) {
    let setup = Setup {
        topology: Topology {
            strips: strips(1..=2),
            buses: vec![bus(1, BusRole::Wedge, Width::Mono)],
            main: Width::Mono,
            ..Topology::default()
        },
        ..Setup::default()
    };
    let mut bench = Bench::new(setup);
    let client = bench.connect(Rights::Mix);
    bench.open(48_000);
    bench.set(&client, "ch/1/fader", "0 dB").unwrap();
    bench.set(&client, "main/fader", "0 dB").unwrap();
    bench.set(&client, "console/safe-start", "off").unwrap();
    bench.run(96_000, 0.1);
    (bench, client)
}

#[test]
fn a_broken_strip_is_bypassed_named_and_can_be_tried_again() {
    let (mut bench, client) = sounding();
    std::panic::set_hook(Box::new(|_| {}));
    bench
        .console
        .break_for_test(Command::Fault(NodeId::strip(2)));
    bench.run(128, 0.1);
    let _ = std::panic::take_hook();
    bench.run(60_000, 0.1);
    assert!((bench.level(1) - 0.1).abs() < 1e-4, "{}", bench.level(1));
    let mut faults = Vec::new();
    let mut notices = Vec::new();
    for _ in 0..5 {
        bench.wait(Duration::from_millis(50));
        while let Ok(update) = client.updates.try_recv() {
            if let Some(status) = update.status() {
                faults = status.faults.clone();
            }
            notices.extend(update.notices);
        }
    }
    assert_eq!(faults, [NodeId::strip(2)]);
    assert!(
        notices
            .iter()
            .any(|notice| notice.text.starts_with("ch/2: its processing failed"))
    );
    bench
        .ask(&client, Intent::ClearFault(NodeId::strip(2)))
        .unwrap();
    assert!(
        bench
            .ask(&client, Intent::ClearFault(NodeId::strip(1)))
            .is_err()
    );
    bench.run(6400, 0.1);
    assert!((bench.level(1) - 0.1).abs() < 1e-4);
}

#[test]
fn a_fault_silences_until_the_healed_engine_comes_and_names_its_strip() {
    let mut random = Random::new(13);
    let inputs: Vec<Vec<f32>> = (0..16).map(|_| random.noise(0.2, FRAMES)).collect();
    let pieces = |from: usize, to: usize| -> Vec<Vec<f32>> {
        inputs
            .iter()
            .map(|input| input[from..to].to_vec())
            .collect()
    };
    let plan = sixteen();
    let mut rig = Rig::new(&plan);
    rig.run(&pieces(0, 6000), || 128);
    rig.send(Command::Fault(NodeId::strip(5)));
    std::panic::set_hook(Box::new(|_| {}));
    rig.run(&pieces(6000, 8000), || 128);
    let _ = std::panic::take_hook();
    let main = rig.output(NodeId::MAIN);
    assert_eq!(common::signal::peak(&rig.recorded[main][6128..]), 0.0);
    let suspects = rig.retired.iter().find_map(|retired| match retired {
        Retired::Broken(engine, _) => Some((engine.suspects(), engine.frame())),
        _ => None,
    });
    let (suspects, _) = suspects.expect("the broken engine comes home");
    assert_eq!(suspects, [NodeId::strip(5)]);
    let healed = Plan {
        bypassed: suspects,
        ..plan
    };
    rig.send(Command::Swap(build(&healed).unwrap().0));
    rig.run(&pieces(8000, FRAMES), || 128);
    assert!(common::signal::peak(&rig.recorded[main][12_000..]) > 0.01);
    assert_eq!(rig.host.frame(), FRAMES as u64);
}
