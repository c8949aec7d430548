//! Any parameter, set to any value, in any order: every sample stays finite, nothing runs away,
//! limiters hold, and afterwards the console sounds as if it had just been built.

mod common;
#[allow(dead_code)]
#[path = "engine_clicks/consoles.rs"]
mod consoles;

use common::rig::{Rig, plan};
use common::signal::{Random, peak, sine};
use consoles::consoles;
use headroom::engine::command::{Change, Command};
use headroom::engine::io::PortList;
use headroom::engine::plan::Plan;
use headroom::param::spec::{CompressorParam, EqParam, InputParam, LimiterParam, Param};
use headroom::param::{
    Curve, Layout, NodeId, NodeKind, ParamIndex, Plain, PortKind, Topology, Travel, Unit,
};

/// Frames between two bursts of changes: rarely a whole number of marks.
const LONGEST_GAP: usize = 1500;
/// Bursts of one storm.
const BURSTS: usize = 500;
/// Most changes of one burst.
const CHANGES: usize = 60;

/// The input signals of a storm: noise, a tone, silence, clicks, and what no converter sends.
fn weather(random: &mut Random, frames: usize, peak: f32) -> Vec<f32> {
    match random.below(6) {
        0 => vec![0.0; frames],
        1 => sine(
            20.0 * 1000_f64.powf(f64::from(random.unit())),
            f64::from(peak),
            frames,
        ),
        2 => {
            let mut click = vec![0.0; frames];
            click[random.below(frames)] = peak;
            click
        }
        3 => vec![if random.below(2) == 0 { peak } else { -peak }; frames],
        _ => random.noise(peak, frames),
    }
}

/// A value at one end of its range as often as in between.
fn any_value(random: &mut Random, curve: Curve) -> Plain {
    let (min, max) = curve.range();
    match (random.below(4), curve) {
        // Nodes that exist.
        (_, Curve::Key) => [0.0, 1.0, 2.0, 1001.0, 1002.0, 1005.0].map(Plain)[random.below(6)],
        (0, _) => min,
        (1, _) => max,
        _ => curve.plain(Travel::new(random.unit())),
    }
}

/// What a storm leaves alone, or holds back, by parameter.
type Tame = fn(&Plan, ParamIndex, Plain) -> Option<Plain>;

/// A console in a storm. Returns the rig, and calls `look` with every output of every stretch.
fn storm(
    topology: &Topology,
    seed: u64,
    (start, tame): (&[(&str, &str)], Tame),
    input_peak: f32,
    mut look: impl FnMut(&Rig),
) -> Rig {
    let mut random = Random::new(seed);
    let plan = plan(topology.clone(), start);
    let mut rig = Rig::new(&plan);
    let ports = PortList::of(topology).inputs.len();
    for _ in 0..BURSTS {
        for _ in 0..random.below(CHANGES) {
            let index = ParamIndex::new(random.below(plan.layout.len()));
            let value = any_value(&mut random, plan.layout.spec(index).curve);
            let over = if random.below(4) == 0 {
                random.below(5000) as u32
            } else {
                0
            };
            if let Some(value) = tame(&plan, index, value) {
                rig.send(Command::Change(Change { index, value, over }));
            }
        }
        // Nobody hears anything under these.
        rig.set("console/panic", "off");
        rig.set("console/safe-start", "off");
        let frames = 1 + random.below(LONGEST_GAP);
        let mut input = || weather(&mut random, frames, input_peak);
        let inputs: Vec<Vec<f32>> = (0..ports).map(|_| input()).collect();
        rig.recorded.iter_mut().for_each(Vec::clear);
        rig.run(&inputs, || 1 + random.below(300));
        look(&rig);
    }
    rig
}

/// The node of every output, and what left there; what goes to external units is no output.
fn outputs(rig: &Rig) -> impl Iterator<Item = (NodeId, &Vec<f32>)> {
    let ports = PortList::of(rig.layout.topology()).outputs.into_iter();
    let played = ports.zip(&rig.recorded);
    let played = played.filter(|(port, _)| port.kind == PortKind::Signal);
    played.map(|(port, signal)| (port.node, signal))
}

fn assert_finite(rig: &Rig, seed: u64) {
    for signal in &rig.recorded {
        assert!(signal.iter().all(|x| x.is_finite()), "seed {seed}");
    }
}

#[test]
fn after_any_storm_a_console_is_as_new() {
    const SECOND: usize = 48_000;
    for (number, topology) in consoles().into_iter().enumerate() {
        for seed in 0..3 {
            let seed = seed + 10 * number as u64;
            let all: Tame = |_, _, value| Some(value);
            let check = |rig: &Rig| assert_finite(rig, seed);
            let mut rig = storm(&topology, seed, (&[], all), 16.0, check);
            // Everything back, as it is in a new console with open faders.
            let open: Vec<(String, &str)> = topology
                .audio_nodes()
                .iter()
                .map(|node| (format!("{node}/fader"), "0 dB"))
                .collect();
            let open: Vec<(&str, &str)> = open.iter().map(|(path, db)| (&**path, *db)).collect();
            let fresh = plan(topology.clone(), &open);
            let back = |index: ParamIndex| Change::now(index, fresh.values[index.slot()]);
            let changes = fresh.layout.indices().map(back).collect();
            rig.send(Command::Batch(Box::new(changes)));
            let ports = PortList::of(&topology).inputs.len();
            rig.run(&vec![vec![0.0; 12 * SECOND]; ports], || 480);
            let mut new = Rig::new(&fresh);
            new.run(&vec![vec![0.0; SECOND]; ports], || 480);
            let tone = vec![sine(997.0, 0.5, SECOND); ports];
            for rig in [&mut rig, &mut new] {
                rig.recorded.iter_mut().for_each(Vec::clear);
                rig.run(&tone, || 480);
            }
            for (port, (after, new)) in rig.recorded.iter().zip(&new.recorded).enumerate() {
                let least = 1e-5 * peak(new);
                let same = |(a, b): (&f32, &f32)| (a - b).abs() <= least;
                let differs = after.iter().zip(new).position(|pair| !same(pair));
                assert_eq!(differs, None, "seed {seed}, output {port}");
            }
        }
    }
}

/// Limiters stay in, at −6 dBFS.
fn but_limiters(plan: &Plan, index: ParamIndex, value: Plain) -> Option<Plain> {
    let param = plan.layout.addr(index).param;
    (!matches!(
        param,
        Param::Limiter(LimiterParam::On | LimiterParam::Ceiling)
    ))
    .then_some(value)
}

#[test]
fn no_storm_passes_a_limiter() {
    for (number, topology) in consoles().into_iter().enumerate() {
        for seed in 100..102 {
            let seed = seed + 10 * number as u64;
            let layout = Layout::new(topology.clone());
            let paths = layout.indices().map(|index| layout.addr(index).to_string());
            let limited: Vec<String> = paths
                .filter(|path| path.ends_with("limiter/ceiling"))
                .collect();
            let switches: Vec<String> = limited
                .iter()
                .map(|path| path.replace("/ceiling", "/on"))
                .collect();
            let ceilings = limited.iter().map(|path| (path.as_str(), "-6 dB"));
            let on = switches.iter().map(|path| (path.as_str(), "on"));
            let start: Vec<_> = ceilings.chain(on).collect();
            let look = |rig: &Rig| {
                assert_finite(rig, seed);
                let ceiling = 10_f32.powf(-6.0 / 20.0) * 1.000_02;
                for (node, signal) in outputs(rig) {
                    if limited.contains(&format!("{node}/limiter/ceiling")) {
                        let peak = peak(signal);
                        assert!(peak <= ceiling, "seed {seed}, {node}: {peak}");
                    }
                }
            };
            storm(&topology, seed, (&start, but_limiters), 16.0, look);
        }
    }
}

/// What raises a level is held back, so that what is set asks for 60 dB at most, on strips: one band
/// of the equaliser by 18 dB, trim by 18 dB, make-up by 24 dB.
fn at_most_60_db(plan: &Plan, index: ParamIndex, value: Plain) -> Option<Plain> {
    let addr = plan.layout.addr(index);
    let is_strip = addr.kind == NodeKind::Strip;
    let lowered = Plain(value.0.min(0.0));
    let off = Plain::switch(false);
    match addr.param {
        Param::Eq(EqParam::BandGain) if is_strip && addr.each == 3 => Some(value),
        Param::Input(InputParam::Trim) if is_strip => Some(value),
        Param::Compressor(CompressorParam::Makeup) => is_strip.then_some(value),
        Param::Compressor(CompressorParam::AutoMakeup) | Param::Limiter(LimiterParam::On) => {
            Some(off)
        }
        _ if plan.layout.spec(index).unit == Unit::Decibel => Some(lowered),
        _ => Some(value),
    }
}

#[test]
fn nothing_runs_away() {
    // Twelve decibels are left for sums and width, and twelve for what swings while filters move.
    const INPUT: f32 = 0.063;
    const RUNAWAY: f32 = 1000.0;
    let mut loudest = 0.0_f32;
    for (number, topology) in consoles().into_iter().enumerate() {
        for seed in 200..204 {
            let seed = seed + 10 * number as u64;
            let mut start: Vec<(String, &str)> = Vec::new();
            for node in topology.audio_nodes() {
                start.push((format!("{node}/fader"), "0 dB"));
            }
            let start: Vec<_> = start.iter().map(|(path, text)| (&**path, *text)).collect();
            let look = |rig: &Rig| {
                assert_finite(rig, seed);
                for signal in &rig.recorded {
                    loudest = loudest.max(peak(signal));
                    assert!(peak(signal) <= RUNAWAY, "seed {seed}: {}", peak(signal));
                }
            };
            storm(&topology, seed, (&start, at_most_60_db), INPUT, look);
        }
    }
    // Otherwise nothing was set that could.
    assert!(loudest > 1.0, "{loudest}");
}
