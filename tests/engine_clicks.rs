//! No click and no burst: the whole parameter table is walked, every parameter jumps between its ends while a
//! sine plays; what is above 8 kHz is measured, and how much louder it gets on the way than it was before and
//! is after.
//!
//! Every row of every node kind and bus role stands on one of [`consoles`], and every one is in
//! exactly one [`Part`]: a new row is walked without anybody adding it here.

mod common;
#[path = "engine_clicks/consoles.rs"]
mod consoles;
#[path = "engine_clicks/context.rs"]
mod context;

use common::rig::{Rig, plan};
use common::signal::{click_db, loudest_above_8k, peak, sine};
use consoles::{Class, consoles, representatives};
use context::{context, is_far_third};
use headroom::engine::command::{Change, Command};
use headroom::engine::io::{PortId, PortList};
use headroom::param::spec::Param;
use headroom::param::{BusRole, Curve, NodeKind, ParamAddr, ParamIndex, Plain, Topology, tables};
use std::collections::HashSet;

/// Frames between two jumps: 250 ms, and not a multiple of the sine's period.
const BETWEEN: usize = 12_013;
/// What the right side of a stereo strip plays, beside the left one: sides have to differ.
const RIGHT: f32 = 0.7;
/// Residue above 8 kHz for levels, switches and filters, beside a sine of −6 dBFS.
const LIMIT_DB: f64 = -80.0;
/// The same for a needle that is thrown over the whole range, past the sine.
const NEEDLE_LIMIT_DB: f64 = -55.0;
/// The same for changes of delay time.
const DELAY_LIMIT_DB: f64 = -60.0;
/// A source that itself reaches above 8 kHz may not be louder there while it changes than it is
/// before or after, by more than this: noise is not the same twice.
const OWN_SOUND_DB: f64 = 2.0;

/// How much louder a jump may be on its way than the louder of what was before and what comes after.
const BURST_LIMIT_DB: f64 = 1.0;
/// What a burst is measured against at least: what leaks into a silent side stays far below the other one.
const QUIET: f32 = 1e-2;
/// What has no steady level: effects that ring, where what still sounds of before adds to what comes, and noise.
fn is_unsteady(path: &str) -> bool {
    let addr = ParamAddr::parse(path);
    let is_effect = addr.is_some_and(|addr| matches!(addr.param, Param::Effect(_)));
    is_effect || path.contains("oscillator/type")
}

/// Everything is open and in: each parameter has something to act on.
fn values(topology: &Topology) -> Vec<(String, String)> {
    let mut values = Vec::new();
    let mut set = |path: String, text: &str| values.push((path, text.to_owned()));
    for node in topology.audio_nodes() {
        set(format!("{node}/fader"), "0 dB");
        set(format!("{node}/hpf/on"), "on");
        set(format!("{node}/gate/on"), "on");
        set(format!("{node}/gate/attack"), "20 ms");
    }
    for bus in &topology.buses {
        let number = bus.number;
        match bus.role {
            BusRole::Group => set(format!("ch/1/send/{number}/on"), "on"),
            BusRole::Fx => set(format!("ch/1/send/{number}/level"), "-10 dB"),
            BusRole::Matrix if topology.main_feeds.contains(&number) => {
                set(format!("main/send/{number}/level"), "-6 dB");
            }
            BusRole::InEar | BusRole::Wedge => {
                set(format!("ch/1/send/{number}/level"), "0 dB");
                set(format!("bus/{number}/limiter/on"), "off");
            }
            BusRole::Record | BusRole::Matrix => {
                set(format!("ch/1/send/{number}/level"), "0 dB");
            }
        }
        for to in &bus.feeds {
            set(format!("bus/{number}/send/{to}/level"), "-10 dB");
        }
    }
    if !topology.dcas.is_empty() {
        set("ch/1/dca/1".to_owned(), "on");
        set("ch/1/mute-group/1".to_owned(), "on");
    }
    set("main/limiter/on".to_owned(), "off");
    set("monitor/level".to_owned(), "0 dB");
    set("phones/level".to_owned(), "0 dB");
    values
}

/// The values between which a parameter jumps.
fn stops(path: &str, curve: Curve) -> Vec<Plain> {
    let (min, max) = curve.range();
    match curve {
        // Not whole periods of the tone, which nobody could tell apart.
        _ if is_time(path) && !curve.counts() => vec![min, Plain(0.7713 * max.0)],
        // A higher tone is itself above 8 kHz.
        _ if path == "oscillator/freq" => vec![min, Plain(2000.0)],
        Curve::Choice(names) => (0..names.len()).map(|at| Plain(at as f32)).collect(),
        Curve::Key => [0.0, 2.0, 1001.0].map(Plain).to_vec(),
        Curve::Source => [0.0, 1.0, 3.0].map(Plain).to_vec(),
        Curve::Link => [0.0, 2.0].map(Plain).to_vec(),
        _ => vec![min, max],
    }
}

/// Parameters that the engine acts on, and whose jump nobody can hear while a steady tone plays: how fast and how
/// long a detector acts that has nothing to act on. Rows that it has no use for say so in their tables.
const UNHEARD: &[&str] = &[
    // No loudspeaker beside it to go to.
    "send/5/pan",
    "send/5/follow-pan",
    // Only what is summed into main is silenced by solo in place.
    "bus/3/solo-safe",
    "bus/4/solo-safe",
    "bus/5/solo-safe",
    "bus/6/solo-safe",
    "gate/hysteresis",
    "gate/attack",
    "gate/hold",
    "gate/release",
    "comp/attack",
    "comp/hold",
    "comp/release",
    "comp/auto-release",
    "limiter/release",
    "multiband/1/attack",
    "multiband/1/release",
    "deq/1/release",
    "fx/duck/release",
    "automix/1/release",
    "console/meter",
    "console/meter-tap",
    "console/bus-meter-tap",
    // It is heard while a track plays: tests/playback.rs.
    "monitor/reference-gain",
];

/// A change of the tone from one value to the next that is heard, as a part of its peak.
const HEARD: f32 = 1e-6;
/// Pieces of the time between two jumps in which the residue is looked at.
const PIECES: usize = 4;
/// Frames of a whole number of periods of the tone, at the end of each value.
const STEADY: usize = 480;

/// What a parameter does while it jumps.
struct Jumps {
    /// The worst residue on any output, relative to a sine of −6 dBFS.
    residue_db: f64,
    /// The worst burst on any output: its peak beside the louder of before and after.
    burst_db: f64,
    /// The tone is another one afterwards.
    heard: bool,
}

/// The frequency of the tone that plays: what is driven into a curve makes harmonics that shall
/// stay below 8 kHz.
fn tone_hz(path: &str) -> f64 {
    if path.ends_with("sat/drive") {
        100.0
    } else {
        1000.0
    }
}

/// Frames between two jumps: an alignment is heard when as much past has come together as it asks
/// for.
fn between(path: &str) -> usize {
    if path.ends_with("/delay") {
        3 * BETWEEN
    } else {
        BETWEEN
    }
}

/// Measures the outputs while `index` jumps.
fn jumps(topology: &Topology, index: ParamIndex, more: &[(&str, &str)]) -> Jumps {
    let values = values(topology);
    let mut all: Vec<(&str, &str)> = values
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    all.extend(more);
    let plan = plan(topology.clone(), &all);
    let path = plan.layout.addr(index).to_string();
    let stops = stops(&path, plan.layout.spec(index).curve);
    let count = 2 * stops.len() + 2;
    let between = between(&path);
    let tone = sine(tone_hz(&path), 0.5, between * count);
    let ports = PortList::of(topology).inputs;
    let mut rig = Rig::new(&plan);
    for (at, stop) in stops.iter().cycle().take(count).enumerate() {
        let piece = &tone[at * between..(at + 1) * between];
        let scaled = |gain: f32| piece.iter().map(|x| gain * x).collect();
        let input = |port: &PortId| scaled(if port.channel == 0 { 1.0 } else { RIGHT });
        rig.run(&ports.iter().map(input).collect::<Vec<_>>(), || 128);
        rig.send(Command::Change(Change::now(index, *stop)));
    }
    let above = loudest_above_8k(&rig.recorded, between.div_ceil(PIECES));
    let residue = |(signal, above): (&Vec<f32>, &Vec<f64>)| {
        let louder = 20.0 * f64::from(peak(signal).max(0.5) / 0.5).log10();
        residue_db(&path, above) - louder
    };
    Jumps {
        residue_db: rig
            .recorded
            .iter()
            .zip(&above)
            .map(residue)
            .fold(f64::NEG_INFINITY, f64::max),
        burst_db: rig
            .recorded
            .iter()
            .map(|signal| burst_db(signal, between))
            .fold(f64::NEG_INFINITY, f64::max),
        heard: rig.recorded.iter().any(|signal| changes(signal, between)),
    }
}

/// How much louder the jumps are on their way than at the end of the value before and of the one after.
fn burst_db(signal: &[f32], between: usize) -> f64 {
    let steady = |turn: usize| peak(&signal[(turn + 1) * between - between / 4..][..between / 4]);
    let burst = |turn: usize| {
        let louder = steady(turn - 1).max(steady(turn)).max(QUIET);
        let loudest = peak(&signal[turn * between..][..between]);
        20.0 * f64::from(loudest / louder).log10()
    };
    let turns = signal.len() / between;
    (1..turns).map(burst).fold(f64::NEG_INFINITY, f64::max)
}

/// The residue of the jumps on one output, from its loudest in each piece: all of it, or, of a source
/// that itself reaches there, what it has more than before and after.
fn residue_db(path: &str, above: &[f64]) -> f64 {
    let db = |x: f64| 20.0 * x.max(1e-12).log10();
    let loudest = |pieces: &[f64]| pieces.iter().fold(0.0_f64, |most, x| most.max(*x));
    if path != "oscillator/type" {
        return db(loudest(&above[PIECES / 2..]));
    }
    let excess = |at: usize| {
        let steady = |turn: usize| loudest(&above[turn * PIECES + PIECES / 2..][..PIECES / 2]);
        let own = steady(at - 1).max(steady(at));
        db(own.max(loudest(&above[at * PIECES..][..PIECES / 2])) / own) - OWN_SOUND_DB
    };
    let turns = above.len() / PIECES;
    let worst = (1..turns).map(excess).fold(f64::NEG_INFINITY, f64::max);
    if worst > 0.0 { worst } else { LIMIT_DB }
}

/// True when the end of one value sounds different from the end of another: the same phase of the tone
/// is compared.
fn changes(signal: &[f32], between: usize) -> bool {
    const PERIOD: usize = 480;
    let ends: Vec<&[f32]> = signal
        .chunks_exact(between)
        .enumerate()
        .map(|(at, _)| {
            let end = (at + 1) * between / PERIOD * PERIOD;
            &signal[end - STEADY..end]
        })
        .collect();
    let least = HEARD * peak(signal);
    ends.windows(2).any(|pair| {
        let differs = |(a, b): (&f32, &f32)| (a - b).abs() > least;
        pair[0].iter().zip(pair[1]).any(differs)
    })
}

/// What a jump may leave: a needle thrown past the sine, and a change of delay time, which is a
/// crossfade of two unlike phases, may leave more.
fn limit_db(path: &str) -> f64 {
    if path.ends_with("/freq") && path.contains("/notch/") {
        NEEDLE_LIMIT_DB
    } else if is_time(path) {
        DELAY_LIMIT_DB
    } else {
        LIMIT_DB
    }
}

/// Parameters that change the time of a delay.
fn is_time(path: &str) -> bool {
    let times = [
        "/delay",
        "pre-delay",
        "tap-delay/time",
        "fx/tempo",
        "tap-delay/note",
    ];
    let is_of_tap =
        path.contains("multi-tap/") && (path.ends_with("/time") || path.ends_with("/note"));
    is_of_tap || times.iter().any(|time| path.ends_with(time))
}

/// What one test walks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Strip,
    Bus(BusRole),
    Main,
    Groups,
    Listening,
}

/// The part in which a parameter is walked.
fn part(class: &Class) -> Part {
    match class.kind {
        NodeKind::Strip => Part::Strip,
        NodeKind::Bus => Part::Bus(class.role.unwrap_or(BusRole::Group)),
        NodeKind::Main => Part::Main,
        NodeKind::Dca | NodeKind::MuteGroup | NodeKind::Automix => Part::Groups,
        NodeKind::Console
        | NodeKind::Monitor
        | NodeKind::MonitorA
        | NodeKind::MonitorB
        | NodeKind::Phones
        | NodeKind::Talkback
        | NodeKind::Oscillator
        | NodeKind::Loudness
        | NodeKind::Spectrum => Part::Listening,
    }
}

fn walk(wanted: Part) {
    let consoles = consoles();
    let mut loud = Vec::new();
    for (console, index, class) in representatives() {
        if part(&class) != wanted {
            continue;
        }
        let topology = &consoles[console];
        let layout = headroom::param::Layout::new(topology.clone());
        let path = layout.addr(index).to_string();
        let main = topology.main.word();
        let context = context(&path);
        let context = context.iter().map(|(path, text)| (path.as_str(), *text));
        let measured = jumps(topology, index, &context.collect::<Vec<_>>());
        if measured.residue_db > limit_db(&path) {
            loud.push(format!("{path} ({main}): {:.1} dBFS", measured.residue_db));
        }
        let is_steady = !is_unsteady(&path);
        if measured.burst_db > BURST_LIMIT_DB && is_steady {
            loud.push(format!(
                "{path} ({main}): {:.1} dB louder than before and after",
                measured.burst_db
            ));
        }
        let unheard = layout.spec(index).control_only
            || UNHEARD.iter().any(|unheard| path.ends_with(unheard))
            || is_far_third(&path);
        if !measured.heard && !unheard {
            loud.push(format!(
                "{path} ({main}): the jump did nothing, so nothing was measured"
            ));
        }
    }
    assert!(loud.is_empty(), "clicks and bursts:\n{}", loud.join("\n"));
}

/// One test per part, so that they run side by side, and the list of all parts.
macro_rules! parts {
    ($($test:ident: $part:expr,)+) => {
        const PARTS: &[Part] = &[$($part),+];
        $(#[test]
        fn $test() {
            walk($part);
        })+
    };
}

parts! {
    no_parameter_of_a_strip_clicks: Part::Strip,
    no_parameter_of_a_group_clicks: Part::Bus(BusRole::Group),
    no_parameter_of_a_wedge_clicks: Part::Bus(BusRole::Wedge),
    no_parameter_of_an_in_ear_mix_clicks: Part::Bus(BusRole::InEar),
    no_parameter_of_an_effect_clicks: Part::Bus(BusRole::Fx),
    no_parameter_of_a_recording_mix_clicks: Part::Bus(BusRole::Record),
    no_parameter_of_a_matrix_clicks: Part::Bus(BusRole::Matrix),
    no_parameter_of_main_clicks: Part::Main,
    no_parameter_of_dcas_and_groups_clicks: Part::Groups,
    no_parameter_of_what_is_heard_clicks: Part::Listening,
}

#[test]
fn every_row_of_every_table_is_walked() {
    let walked: HashSet<_> = representatives()
        .into_iter()
        .filter(|(_, _, class)| PARTS.contains(&part(class)))
        .map(|(_, _, class)| (class.kind, class.role, class.row))
        .collect();
    let mut missing = Vec::new();
    for kind in NodeKind::ALL {
        let roles: Vec<Option<BusRole>> = match kind {
            NodeKind::Bus => BusRole::ALL.map(Some).to_vec(),
            _ => vec![None],
        };
        for role in roles {
            let rows = tables::sections(kind, role).flat_map(|section| section.iter());
            let left_out = rows.filter(|row| !walked.contains(&(kind, role, row.path)));
            missing.extend(left_out.map(|row| format!("{kind:?} {role:?}: {}", row.path)));
        }
    }
    assert!(
        missing.is_empty(),
        "no console has:\n{}",
        missing.join("\n")
    );
}

#[test]
fn the_measurement_hears_a_click() {
    let mut signal = sine(1000.0, 0.5, 48_000);
    signal[24_012..].fill(0.0);
    assert!(click_db(&signal, 4800) > -40.0);
}
