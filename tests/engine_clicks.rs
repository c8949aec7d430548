//! No click: the whole parameter table is walked, every parameter jumps between its ends while a
//! sine plays, and what is above 8 kHz is measured.

mod common;

use common::rig::{Rig, plan};
use common::signal::{click_db, peak, sine};
use headroom::engine::command::{Change, Command};
use headroom::param::{
    BusDef, BusRole, Curve, Layout, ParamIndex, Plain, StripDef, Topology, Width,
};

/// Frames between two jumps: 250 ms, and not a multiple of the sine's period.
const BETWEEN: usize = 12_013;
/// Residue above 8 kHz for levels, switches and filters, beside a sine of −6 dBFS.
const LIMIT_DB: f64 = -80.0;

fn topology() -> Topology {
    let bus = |number, role, feeds: &[u16]| BusDef {
        number,
        width: Width::Stereo,
        role,
        feeds: feeds.to_vec(),
    };
    Topology {
        strips: vec![
            StripDef {
                number: 1,
                width: Width::Mono,
            },
            StripDef {
                number: 2,
                width: Width::Stereo,
            },
        ],
        buses: vec![
            bus(1, BusRole::Group, &[2]),
            bus(2, BusRole::Fx, &[]),
            bus(3, BusRole::Matrix, &[]),
        ],
        main_feeds: vec![3],
        dcas: vec![1],
        mute_groups: vec![1],
        ..Topology::default()
    }
}

/// Everything is open and in: each parameter has something to act on.
fn values() -> Vec<(String, String)> {
    let mut values = Vec::new();
    let mut set = |path: String, text: &str| values.push((path, text.to_owned()));
    for node in ["ch/1", "ch/2", "bus/1", "bus/2", "bus/3", "main"] {
        set(format!("{node}/fader"), "0 dB");
        set(format!("{node}/hpf/on"), "on");
        set(format!("{node}/gate/on"), "on");
        set(format!("{node}/gate/attack"), "20 ms");
        set(
            format!("{node}/dca/1"),
            if node == "ch/1" { "on" } else { "off" },
        );
        set(
            format!("{node}/mute-group/1"),
            if node == "ch/1" { "on" } else { "off" },
        );
    }
    for (path, text) in [
        ("ch/1/send/1/on", "on"),
        ("ch/1/send/2/level", "-10 dB"),
        ("bus/1/send/2/level", "-10 dB"),
        ("main/send/3/level", "-6 dB"),
        ("main/limiter/on", "off"),
        ("monitor/level", "0 dB"),
        ("phones/level", "0 dB"),
    ] {
        set(path.to_owned(), text);
    }
    values
}

/// The values between which a parameter jumps.
fn stops(curve: Curve) -> Vec<Plain> {
    let (min, max) = curve.range();
    match curve {
        Curve::Choice(names) => (0..names.len()).map(|at| Plain(at as f32)).collect(),
        Curve::Key => [0.0, 2.0, 1001.0].map(Plain).to_vec(),
        Curve::Source => [0.0, 1.0, 3.0].map(Plain).to_vec(),
        Curve::Link => [0.0, 2.0].map(Plain).to_vec(),
        _ => vec![min, max],
    }
}

/// What has to stand elsewhere so that a jump of this parameter can be heard.
fn context(path: &str) -> Vec<(String, &'static str)> {
    let (node, row) = path.rsplit_once("gate/").unwrap_or((path, ""));
    let threshold = format!("{node}gate/threshold");
    match row {
        "range" | "on" => return vec![(threshold, "0 dB")],
        "key" => return vec![(threshold, "0 dB"), ("ch/2/trim".to_owned(), "12 dB")],
        "threshold" if node == "main/" => {
            return ["ch/2", "bus/1", "bus/2"]
                .map(|node| (format!("{node}/fader"), "off"))
                .to_vec();
        }
        "threshold" => return vec![("ch/2/fader".to_owned(), "off")],
        _ => {}
    }
    let listening = match path {
        "ch/1/solo-safe" => vec![("console/solo/mode", "in-place"), ("ch/2/solo", "on")],
        "bus/1/solo-safe" => vec![("console/solo/mode", "in-place"), ("bus/2/solo", "on")],
        "console/solo/mode" | "monitor/solo-trim" => vec![("ch/1/solo", "on")],
        "mute-group/1/dim" => vec![("mute-group/1/on", "on")],
        "oscillator/on" | "oscillator/main" | "oscillator/type" | "oscillator/freq" => {
            vec![("oscillator/level", "-6 dB")]
        }
        "monitor/mono" => vec![("ch/1/pan", "L100")],
        "monitor/dim-level" => vec![("monitor/dim", "on")],
        "monitor-b/trim" => vec![("monitor/speakers", "b")],
        _ => Vec::new(),
    };
    if !listening.is_empty() || path.starts_with("monitor") || path.starts_with("phones") {
        let owned = listening.into_iter();
        return owned.map(|(path, text)| (path.to_owned(), text)).collect();
    }
    let (send, row) = path.rsplit_once('/').unwrap_or((path, ""));
    let own = |rest: &str| format!("{}/{rest}", path.split("/send/").next().unwrap_or_default());
    match row {
        "pan" if send.contains("send/") => vec![
            (format!("{send}/follow-pan"), "off"),
            (format!("{send}/level"), "0 dB"),
            (format!("{send}/on"), "on"),
        ],
        "follow-pan" => vec![
            (own("pan"), "L100"),
            (format!("{send}/level"), "0 dB"),
            (format!("{send}/on"), "on"),
        ],
        "tap" => vec![(format!("{send}/level"), "0 dB"), (own("fader"), "-10 dB")],
        "level" => vec![(format!("{send}/on"), "on")],
        "on" if send.contains("send/") => vec![(format!("{send}/level"), "0 dB")],
        "1" if send.ends_with("dca") => vec![("dca/1/fader".to_owned(), "-20 dB")],
        "1" if send.ends_with("mute-group") => vec![
            ("mute-group/1/on".to_owned(), "on"),
            ("ch/1/mute-group/1".to_owned(), "off"),
        ],
        "follow-mute" => vec![
            ("ch/1/mute".to_owned(), "on"),
            ("ch/2/mute".to_owned(), "on"),
        ],
        _ => Vec::new(),
    }
}

/// Parameters whose jump nobody can hear while a steady tone plays: how fast and how long a
/// detector acts that has nothing to act on, and what only recalls and solo keys look at.
const UNHEARD: [&str; 13] = [
    "gate/hysteresis",
    "gate/attack",
    "gate/hold",
    "gate/release",
    "limiter/release",
    "safe/preamp",
    "safe/outputs",
    "safe/monitor",
    "solo/exclusive",
    "solo/lock",
    "solo/clear",
    "1/link",
    "1/link-mode",
];
/// Residue of the sine alone.
const NOTHING_DB: f64 = -136.5;

/// The worst residue on any output while `index` jumps, relative to a sine of −6 dBFS.
fn worst(index: ParamIndex, more: &[(&str, &str)]) -> f64 {
    let values = values();
    let mut all: Vec<(&str, &str)> = values
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    all.extend(more);
    let plan = plan(topology(), &all);
    let stops = stops(plan.layout.spec(index).curve);
    let jumps = 2 * stops.len() + 2;
    let tone = sine(1000.0, 0.5, BETWEEN * jumps);
    let inputs = [tone.clone(), tone.clone(), tone];
    let mut rig = Rig::new(&plan);
    for (at, stop) in stops.iter().cycle().take(jumps).enumerate() {
        let range = at * BETWEEN..(at + 1) * BETWEEN;
        let piece: Vec<Vec<f32>> = inputs
            .iter()
            .map(|input| input[range.clone()].to_vec())
            .collect();
        rig.run(&piece, || 128);
        rig.send(Command::Change(Change::now(index, *stop)));
    }
    rig.recorded
        .iter()
        .map(|signal| {
            let louder = 20.0 * f64::from(peak(signal).max(0.5) / 0.5).log10();
            click_db(signal, BETWEEN / 2) - louder
        })
        .fold(f64::NEG_INFINITY, f64::max)
}

fn walk(wanted: impl Fn(&str) -> bool, more: &[(&str, &str)]) {
    let layout = Layout::new(topology());
    let mut loud = Vec::new();
    let mut walked = 0;
    for index in layout.indices() {
        let path = layout.addr(index).to_string();
        // The other nodes have the same code and the same rows.
        let node = [
            "ch/1/",
            "bus/1/",
            "main/",
            "dca/",
            "mute-group/",
            "console/",
            "monitor",
            "phones/",
        ];
        if !node.iter().any(|node| path.starts_with(node)) || !wanted(&path) {
            continue;
        }
        walked += 1;
        let context = context(&path);
        let context = context.iter().map(|(path, text)| (path.as_str(), *text));
        let residue = worst(
            index,
            &context.chain(more.iter().copied()).collect::<Vec<_>>(),
        );
        if residue > LIMIT_DB {
            loud.push(format!("{path}: {residue:.1} dBFS"));
        }
        let heard = residue > NOTHING_DB;
        if !heard && !UNHEARD.iter().any(|unheard| path.ends_with(unheard)) {
            loud.push(format!(
                "{path}: the jump did nothing, so nothing was measured"
            ));
        }
    }
    assert!(walked > 0);
    assert!(
        loud.is_empty(),
        "above {LIMIT_DB} dBFS:\n{}",
        loud.join("\n")
    );
}

#[test]
fn no_parameter_of_a_strip_clicks() {
    walk(|path| path.starts_with("ch/"), &[]);
}

#[test]
fn no_parameter_of_a_bus_clicks() {
    walk(|path| path.starts_with("bus/"), &[]);
}

#[test]
fn no_parameter_of_main_or_the_groups_clicks() {
    walk(
        |path| !path.starts_with("ch/") && !path.starts_with("bus/") && !path.contains("limiter"),
        &[],
    );
}

#[test]
fn no_parameter_of_the_limiter_clicks() {
    walk(
        |path| path.contains("limiter"),
        &[
            ("main/limiter/on", "on"),
            ("main/limiter/ceiling", "-12 dB"),
        ],
    );
}

#[test]
fn the_measurement_hears_a_click() {
    let mut signal = sine(1000.0, 0.5, 48_000);
    signal[24_012..].fill(0.0);
    assert!(click_db(&signal, 4800) > -40.0);
}
