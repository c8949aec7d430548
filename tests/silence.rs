//! Whoever is silent has a named cause, and whoever has one is silent: what the front ends are told
//! against the samples, on random consoles.

mod common;

use common::desk::{Bench, Client};
use headroom::control::console::Setup;
use headroom::control::feed::{Levels, MuteCause};
use headroom::control::intent::{Intent, Rights};
use headroom::desk::mirror::Mirror;
use headroom::param::{
    BusDef, BusRole, Layout, NodeId, ParamAddr, Plain, StripDef, Topology, Width,
};
use proptest::prelude::*;

const RATE: u32 = 48_000;
/// Nothing ever silences this strip, and it feeds everything.
const FEEDER: u16 = 4;
/// Frames in which a switch has come to rest.
const REST: usize = 36_000;

fn topology(roles: &[BusRole]) -> Topology {
    let strip = |number| StripDef {
        number,
        width: Width::Mono,
    };
    let bus = |(number, role): (u16, &BusRole)| BusDef {
        number,
        width: Width::Mono,
        role: *role,
        feeds: vec![],
    };
    Topology {
        strips: (1..=FEEDER).map(strip).collect(),
        buses: (1..).zip(roles).map(bus).collect(),
        main: Width::Mono,
        dcas: vec![1, 2, 3],
        mute_groups: vec![1, 2],
        ..Topology::default()
    }
}

/// What makes everything sound, and lets solo mute.
fn open_ways(topology: &Topology) -> Vec<(String, &'static str)> {
    let mut values = vec![
        ("main/fader".to_owned(), "0 dB"),
        ("console/solo/lock".to_owned(), "off"),
        ("console/solo/exclusive".to_owned(), "off"),
        (format!("ch/{FEEDER}/solo-safe"), "on"),
    ];
    for strip in 1..=FEEDER {
        values.push((format!("ch/{strip}/fader"), "0 dB"));
        for bus in &topology.buses {
            values.push((format!("ch/{strip}/send/{}/on", bus.number), "on"));
            values.push((format!("ch/{strip}/send/{}/level", bus.number), "-6 dB"));
        }
    }
    for bus in &topology.buses {
        values.push((format!("bus/{}/fader", bus.number), "0 dB"));
    }
    values
}

/// Everything that may silence something, and what it may be set to.
fn pool(topology: &Topology) -> Vec<(String, &'static [&'static str])> {
    const SWITCH: &[&str] = &["off", "off", "on"];
    let mut pool: Vec<(String, &'static [&'static str])> = vec![
        ("console/safe-start".to_owned(), SWITCH),
        (
            "console/solo/mode".to_owned(),
            &["pfl", "afl", "in-place", "in-place"],
        ),
        ("dca/1/dca/2".to_owned(), SWITCH),
        ("dca/2/dca/3".to_owned(), SWITCH),
    ];
    let strips = (1..FEEDER).map(|number| format!("ch/{number}"));
    let buses = topology
        .buses
        .iter()
        .map(|bus| format!("bus/{}", bus.number));
    for node in strips.chain(buses).chain(["main".to_owned()]) {
        let below = ["mute", "dca/1", "dca/2", "mute-group/1", "mute-group/2"];
        pool.extend(below.map(|row| (format!("{node}/{row}"), SWITCH)));
        if node != "main" {
            pool.extend(["solo", "solo-safe"].map(|row| (format!("{node}/{row}"), SWITCH)));
        }
        if node.starts_with("ch/") {
            let sends = topology.buses.iter();
            pool.extend(sends.map(|bus| (format!("{node}/send/{}/on", bus.number), SWITCH)));
        }
    }
    for dca in 1..=3 {
        pool.extend(["mute", "solo"].map(|row| (format!("dca/{dca}/{row}"), SWITCH)));
    }
    for group in 1..=2 {
        pool.push((format!("mute-group/{group}/on"), SWITCH));
        let dims = &["off", "-10 dB", "0 dB"];
        pool.push((format!("mute-group/{group}/dim"), dims));
    }
    pool
}

fn parsed<'a>(
    layout: &Layout,
    values: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<(ParamAddr, Plain)> {
    let value = |(path, text): (&str, &str)| {
        let index = layout.find(path).unwrap();
        (layout.addr(index), layout.spec(index).parse(text).unwrap())
    };
    values.into_iter().map(value).collect()
}

/// A setting of everything in the pool: which of its words each has.
fn drawn(layout: &Layout, topology: &Topology, draws: &[usize]) -> Vec<(ParamAddr, Plain)> {
    let pool = pool(topology);
    let words = pool.iter().zip(draws);
    let values = words.map(|((path, words), draw)| (path.as_str(), words[draw % words.len()]));
    parsed(layout, values)
}

/// The levels of a while, once everything rests.
fn listen(bench: &mut Bench, client: &Client, mirror: &mut Mirror) -> Levels {
    let mut drain = |bench: &mut Bench| {
        let mut levels: Option<Levels> = None;
        while let Ok(update) = client.updates.try_recv() {
            mirror.take(&update);
            match (&mut levels, update.levels) {
                (Some(levels), Some(later)) => levels.merge(&later),
                (levels, later) => *levels = later.or(levels.take()),
            }
            bench.console.tick(bench.now);
        }
        levels
    };
    for _ in 0..REST / 4800 {
        bench.run(4800, 0.1);
        drain(bench);
    }
    bench.run(4800, 0.1);
    drain(bench);
    bench.run(4800, 0.1);
    drain(bench).expect("audio runs")
}

/// True for a cause that shows after the fader; the others hold the output behind it.
fn is_before_the_output(cause: MuteCause) -> bool {
    !matches!(
        cause,
        MuteCause::SafeStart | MuteCause::Panic | MuteCause::Dim(_)
    )
}

fn check(mirror: &Mirror, levels: &Levels, topology: &Topology) -> Result<(), TestCaseError> {
    let buses = topology.buses.iter().map(|bus| NodeId::bus(bus.number));
    let strips = (1..=FEEDER).map(NodeId::strip);
    for node in strips.chain(buses).chain([NodeId::MAIN]) {
        let causes = mirror.causes(node);
        let said = causes.iter().copied().any(is_before_the_output);
        let channels = mirror.levels(levels, node);
        prop_assert!(!channels.is_empty(), "{node}");
        let is_silent = channels.iter().all(|channel| channel.output_peak == 0.0);
        prop_assert_eq!(said, is_silent, "{}: {:?}, {:?}", node, causes, channels);
    }
    Ok(())
}

/// What leaves by an output is silent, too, where that is held.
fn check_outputs(bench: &Bench, mirror: &Mirror) -> Result<(), TestCaseError> {
    for (at, port) in bench.ports.outputs.iter().enumerate() {
        let causes = mirror.causes(port.node);
        let holds = causes.contains(&MuteCause::SafeStart);
        let last = &bench.recorded[at][bench.recorded[at].len() - 4800..];
        if holds || causes.iter().copied().any(is_before_the_output) {
            prop_assert!(last.iter().all(|sample| *sample == 0.0), "{}", port.node);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_node_is_silent_exactly_when_a_cause_says_so(
        roles in proptest::collection::vec(
            prop_oneof![
                3 => Just(BusRole::Group),
                1 => Just(BusRole::Wedge),
                1 => Just(BusRole::InEar),
                1 => Just(BusRole::Record),
            ],
            1..4,
        ),
        first in proptest::collection::vec(0_usize..12, 80),
        second in proptest::collection::vec(0_usize..12, 80),
    ) {
        let topology = topology(&roles);
        let layout = Layout::new(topology.clone());
        let ways = open_ways(&topology);
        let mut values = parsed(&layout, ways.iter().map(|(path, text)| (path.as_str(), *text)));
        values.extend(drawn(&layout, &topology, &first));
        let mut bench = Bench::new(Setup {
            topology: topology.clone(),
            values,
            ..Setup::default()
        });
        let client = bench.connect(Rights::Mix);
        let mut mirror = Mirror::default();
        bench.open(RATE);
        let levels = listen(&mut bench, &client, &mut mirror);
        check(&mirror, &levels, &topology)?;
        check_outputs(&bench, &mirror)?;
        let changes = drawn(&layout, &topology, &second);
        let is_protected = |(addr, _): &(ParamAddr, Plain)| layout.spec(layout.index(*addr).unwrap()).protected;
        let (named, many): (Vec<_>, Vec<_>) = changes.into_iter().partition(is_protected);
        for (addr, value) in named {
            bench.ask(&client, Intent::SetConfirmed(addr, value)).unwrap();
        }
        bench.ask(&client, Intent::SetMany(many)).unwrap();
        let levels = listen(&mut bench, &client, &mut mirror);
        check(&mirror, &levels, &topology)?;
        check_outputs(&bench, &mirror)?;
    }
}
