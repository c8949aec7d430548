//! No click: the whole parameter table is walked, every parameter jumps between its ends while a
//! sine plays, and what is above 8 kHz is measured.

mod common;

use common::rig::{Rig, plan};
use common::signal::{click_db, peak, sine};
use headroom::engine::command::{Change, Command};
use headroom::param::{
    BusDef, BusRole, Curve, Layout, NodeId, ParamIndex, Plain, StripDef, Topology, Width,
};

/// Frames between two jumps: 250 ms, and not a multiple of the sine's period.
const BETWEEN: usize = 12_013;
/// Residue above 8 kHz for levels, switches and filters, beside a sine of −6 dBFS.
const LIMIT_DB: f64 = -80.0;
/// The same for a needle that is thrown over the whole range, past the sine.
const NEEDLE_LIMIT_DB: f64 = -55.0;
/// The same for changes of delay time.
const DELAY_LIMIT_DB: f64 = -60.0;

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
            bus(4, BusRole::InEar, &[]),
        ],
        main_feeds: vec![3],
        inserts: [NodeId::strip(1), NodeId::bus(1), NodeId::MAIN].into(),
        dcas: vec![1],
        mute_groups: vec![1],
        ..Topology::default()
    }
}

/// Everything is open and in: each parameter has something to act on.
fn values() -> Vec<(String, String)> {
    let mut values = Vec::new();
    let mut set = |path: String, text: &str| values.push((path, text.to_owned()));
    for node in ["ch/1", "ch/2", "bus/1", "bus/2", "bus/3", "bus/4", "main"] {
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
        ("ch/1/send/4/level", "0 dB"),
        ("main/limiter/on", "off"),
        ("monitor/level", "0 dB"),
        ("phones/level", "0 dB"),
        ("bus/4/limiter/on", "off"),
    ] {
        set(path.to_owned(), text);
    }
    values
}

/// The values between which a parameter jumps.
fn stops(path: &str, curve: Curve) -> Vec<Plain> {
    let (min, max) = curve.range();
    match curve {
        // Not whole periods of the tone, which nobody could tell apart.
        _ if is_time(path) && !curve.counts() => vec![min, Plain(0.7713 * max.0)],
        // More makes harmonics that reach into what is measured.
        _ if path.ends_with("sat/drive") => vec![Plain(0.0), Plain(12.0)],
        Curve::Choice(names) => (0..names.len()).map(|at| Plain(at as f32)).collect(),
        Curve::Key => [0.0, 2.0, 1001.0].map(Plain).to_vec(),
        Curve::Source => [0.0, 1.0, 3.0].map(Plain).to_vec(),
        Curve::Link => [0.0, 2.0].map(Plain).to_vec(),
        _ => vec![min, max],
    }
}

/// What has to stand elsewhere so that a jump of this parameter can be heard.
fn context(path: &str) -> Vec<(String, &'static str)> {
    let dynamics = dynamics_context(path);
    if !dynamics.is_empty() {
        return dynamics;
    }
    let (node, row) = path.rsplit_once("gate/").unwrap_or((path, ""));
    let threshold = format!("{node}gate/threshold");
    match row {
        // Main is louder: only one strip reaches it then.
        "range" | "on" if node == "main/" => return quiet_main(threshold),
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
    let found = listening_context(path).or_else(|| mix_context(path));
    if let Some(context) = found
        .or_else(|| filter_context(path))
        .or_else(|| effect_context(path))
    {
        return context;
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
        // Nothing comes back: what is switched in is silence.
        "on" if send.ends_with("insert") => vec![(format!("{send}/connected"), "on")],
        "tap" => vec![(format!("{send}/level"), "0 dB"), (own("fader"), "-10 dB")],
        "level" | "connected" => vec![(format!("{send}/on"), "on")],
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

/// One strip alone reaches main, below a threshold of 0 dB.
fn quiet_main(threshold: String) -> Vec<(String, &'static str)> {
    let mut context = vec![(threshold, "0 dB")];
    context.extend(["ch/2", "bus/1", "bus/2"].map(|node| (format!("{node}/fader"), "off")));
    context
}

/// As [`context`], for solo, monitor and oscillator.
fn listening_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    let rows = match path {
        "ch/1/solo-safe" => vec![("console/solo/mode", "in-place"), ("ch/2/solo", "on")],
        "bus/1/solo-safe" => vec![("console/solo/mode", "in-place"), ("bus/2/solo", "on")],
        "console/solo/mode" | "monitor/solo-trim" => vec![("ch/1/solo", "on")],
        "mute-group/1/dim" => vec![("mute-group/1/on", "on")],
        "oscillator/on" | "oscillator/main" | "oscillator/type" | "oscillator/freq" => {
            vec![("oscillator/level", "-6 dB")]
        }
        "monitor/mono" => vec![("ch/1/pan", "L100")],
        // Before its fader it is louder than the monitor's source.
        "main/solo" => vec![("main/fader", "-10 dB")],
        "monitor/dim-level" => vec![("monitor/dim", "on")],
        "monitor-b/trim" => vec![("monitor/speakers", "b")],
        _ if path.starts_with("monitor") || path.starts_with("phones") => Vec::new(),
        _ => return None,
    };
    let owned = rows.into_iter();
    Some(owned.map(|(path, text)| (path.to_owned(), text)).collect())
}

/// As [`context`], for gain sharing and the image of main.
fn mix_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    let rows = if path.contains("automix/") {
        vec![("ch/1/automix/group", "1"), ("ch/2/automix/group", "1")]
    } else if path.ends_with("/width") && !path.contains("image/") {
        vec![("ch/1/pan", "L100"), ("ch/2/fader", "off")]
    } else if path.contains("image/") {
        // Sides that differ.
        vec![
            ("ch/1/pan", "L100"),
            ("ch/2/fader", "off"),
            ("main/image/bass-mono", "on"),
        ]
    } else {
        return None;
    };
    let owned = rows.into_iter();
    Some(owned.map(|(path, text)| (path.to_owned(), text)).collect())
}

/// As [`context`], for compressor, de-esser, ratio and key filters.
fn dynamics_context(path: &str) -> Vec<(String, &'static str)> {
    let own = |section: &str, rest: &str| {
        let node = path
            .split(&format!("{section}/"))
            .next()
            .unwrap_or_default();
        format!("{node}{section}/{rest}")
    };
    let compressor = |threshold: &'static str| {
        let node = path.split("comp/").next().unwrap_or_default();
        let node = node.trim_end_matches("order");
        [("on", "on"), ("threshold", threshold), ("attack", "2 ms")]
            .map(|(row, text)| (format!("{node}comp/{row}"), text))
            .to_vec()
    };
    let key_filter = |section: &str, threshold: &'static str, row: &str| {
        // Far above the tone: what is let through is silence.
        let high_pass = if row == "on" { "16 kHz" } else { "20 Hz" };
        vec![
            (own(section, "threshold"), threshold),
            (own(section, "key-filter/on"), "on"),
            (own(section, "key-filter/hpf"), high_pass),
            (own(section, "key-filter/lpf"), "20 kHz"),
        ]
    };
    match path
        .rsplit_once('/')
        .map(|(_, row)| row)
        .unwrap_or_default()
    {
        row if path.contains("gate/key-filter/") => key_filter("gate", "-20 dB", row),
        row if path.contains("comp/key-filter/") => {
            let mut context = compressor("-40 dB");
            context.extend(key_filter("comp", "-40 dB", row));
            context
        }
        "ratio" if path.starts_with("main/gate/") => quiet_main(own("gate", "threshold")),
        "ratio" if path.contains("gate/") => vec![(own("gate", "threshold"), "0 dB")],
        // Which is first matters where the equaliser changes the level.
        _ if path.ends_with("/order") => {
            let node = path.trim_end_matches("order");
            let mut context = compressor("-20 dB");
            context.push((format!("{node}eq/4/freq"), "1 kHz"));
            context.push((format!("{node}eq/4/gain"), "15 dB"));
            context
        }
        "key" if path.contains("comp/") => {
            let mut context = compressor("-20 dB");
            context.push(("ch/2/trim".to_owned(), "12 dB"));
            context
        }
        "mix" if path.contains("comp/") => compressor("-40 dB"),
        // Main is louder: its level has to lie inside the widest knee.
        "knee" if path.starts_with("main/") => compressor("0 dB"),
        _ if path.contains("comp/") => compressor("-10 dB"),
        // The tone is an octave below the band.
        _ if path.contains("deess/") => vec![
            (own("deess", "on"), "on"),
            (own("deess", "freq"), "2 kHz"),
            (own("deess", "threshold"), "-24 dB"),
        ],
        _ => Vec::new(),
    }
}

/// The same for filters and equalisers: they act on the tone of 1 kHz.
fn filter_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    let (above, row) = path.rsplit_once('/')?;
    let beside = |rows: &[(&str, &'static str)]| {
        let set = |(row, text): &(&str, &'static str)| (format!("{above}/{row}"), *text);
        Some(rows.iter().map(set).collect())
    };
    let section = match above.rsplit_once('/') {
        Some((node, band)) if band.parse::<u8>().is_ok() => node.rsplit_once('/')?.1,
        _ => {
            return match (above.rsplit_once('/')?.1, row) {
                ("lpf", "on" | "slope") => beside(&[("on", "on"), ("freq", "1 kHz")]),
                ("lpf", "freq") => beside(&[("on", "on")]),
                ("eq", "on") => beside(&[("4/gain", "15 dB"), ("4/freq", "1 kHz")]),
                ("geq", "on") => beside(&[("1k", "15 dB")]),
                _ => None,
            };
        }
    };
    match (section, row) {
        ("eq", "freq") => beside(&[("gain", "15 dB")]),
        ("eq", "q") => beside(&[("gain", "15 dB"), ("freq", "800 Hz")]),
        ("eq", _) => beside(&[("gain", "15 dB"), ("freq", "1 kHz")]),
        ("notch", "q") => beside(&[("on", "on"), ("gain", "-18 dB"), ("freq", "950 Hz")]),
        ("notch", _) => beside(&[("on", "on"), ("gain", "-18 dB")]),
        _ => None,
    }
}

/// Sliders of a graphic equaliser that hardly reach 1 kHz.
fn is_far_third(path: &str) -> bool {
    const NEAR: [&str; 9] = [
        "geq/on", "geq/500", "geq/630", "geq/800", "geq/1k", "geq/1k25", "geq/1k6", "geq/2k",
        "geq/2k5",
    ];
    path.contains("/geq/") && !NEAR.iter().any(|near| path.ends_with(near))
}

/// The same for saturation and effects. Saturation is driven by little, so that what it makes of
/// the tone itself stays below what is measured.
fn effect_context(path: &str) -> Option<Vec<(String, &'static str)>> {
    let context = |pairs: &[(&str, &'static str)]| {
        let pairs = pairs.iter();
        Some(
            pairs
                .map(|(path, text)| ((*path).to_owned(), *text))
                .collect(),
        )
    };
    if let Some((node, row)) = path.split_once("/sat/") {
        let drive = if row == "mix" { "12 dB" } else { "0 dB" };
        return Some(vec![
            (format!("{node}/sat/on"), "on"),
            (format!("{node}/sat/drive"), drive),
            ("ch/1/trim".to_owned(), "-18 dB"),
            ("ch/2/trim".to_owned(), "-18 dB"),
        ]);
    }
    if path.contains("reverb/") {
        return context(&[("bus/2/fx/type", "reverb"), ("bus/2/reverb/decay", "1 s")]);
    }
    if path.contains("tap-delay/tempo") {
        return context(&[("bus/2/fx/type", "delay")]);
    }
    if path.contains("tap-delay/") {
        return context(&[
            ("bus/2/fx/type", "delay"),
            ("bus/2/tap-delay/note", "time"),
            // Low enough that more than all fed back stays below the limit in the loop.
            ("ch/1/send/2/level", "-40 dB"),
            ("bus/1/send/2/level", "-40 dB"),
            ("ch/2/send/2/level", "-30 dB"),
            ("ch/2/send/2/pan", "L100"),
            ("ch/2/send/2/follow-pan", "off"),
        ]);
    }
    None
}

/// Parameters whose jump nobody can hear while a steady tone plays: how fast and how long a
/// detector acts that has nothing to act on, and what only recalls and solo keys look at.
const UNHEARD: &[&str] = &[
    "gate/hysteresis",
    "gate/attack",
    "gate/hold",
    "gate/release",
    "comp/attack",
    "comp/release",
    "key-filter/listen",
    "limiter/release",
    // Heard, but faded so slowly that nothing of it is above 8 kHz.
    "bus/4/limiter/on",
    "automix/1/release",
    "console/meter",
    "console/meter-tap",
    "safe/preamp",
    "safe/outputs",
    "safe/monitor",
    "solo/exclusive",
    "solo/lock",
    "solo/clear",
    "spare/strip",
    "spare/in-use",
    "1/link",
    "1/link-mode",
    // So clean that nothing of the jump is measured; tests/engine_fx.rs hears what they do.
    "bus/1/delay",
    "main/delay",
    "bus/1/sat/mix",
    // It is pressed, and becomes a tempo before it gets here.
    "tap-delay/tap",
];

/// A change of the tone from one value to the next that is heard, as a part of its peak.
const HEARD: f32 = 1e-6;
/// Frames of a whole number of periods of the tone, at the end of each value.
const STEADY: usize = 480;

/// What a parameter does while it jumps.
struct Jumps {
    /// The worst residue on any output, relative to a sine of −6 dBFS.
    residue_db: f64,
    /// The tone is another one afterwards.
    heard: bool,
}

/// Measures the outputs while `index` jumps.
fn jumps(index: ParamIndex, more: &[(&str, &str)]) -> Jumps {
    let values = values();
    let mut all: Vec<(&str, &str)> = values
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    all.extend(more);
    let plan = plan(topology(), &all);
    let path = plan.layout.addr(index).to_string();
    let stops = stops(&path, plan.layout.spec(index).curve);
    let count = 2 * stops.len() + 2;
    let tone = sine(1000.0, 0.5, BETWEEN * count);
    let inputs = [tone.clone(), tone.clone(), tone];
    let mut rig = Rig::new(&plan);
    for (at, stop) in stops.iter().cycle().take(count).enumerate() {
        let range = at * BETWEEN..(at + 1) * BETWEEN;
        let piece: Vec<Vec<f32>> = inputs
            .iter()
            .map(|input| input[range.clone()].to_vec())
            .collect();
        rig.run(&piece, || 128);
        rig.send(Command::Change(Change::now(index, *stop)));
    }
    let residue = |signal: &Vec<f32>| {
        let louder = 20.0 * f64::from(peak(signal).max(0.5) / 0.5).log10();
        click_db(signal, BETWEEN / 2) - louder
    };
    Jumps {
        residue_db: rig
            .recorded
            .iter()
            .map(residue)
            .fold(f64::NEG_INFINITY, f64::max),
        heard: rig.recorded.iter().any(|signal| changes(signal)),
    }
}

/// True when the end of one value sounds different from the end of another: the same phase of the tone
/// is compared.
fn changes(signal: &[f32]) -> bool {
    const PERIOD: usize = 48;
    let ends: Vec<&[f32]> = signal
        .chunks_exact(BETWEEN)
        .enumerate()
        .map(|(at, _)| {
            let end = (at + 1) * BETWEEN / PERIOD * PERIOD;
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

/// Parameters of the effect of an fx bus.
fn is_effect(path: &str) -> bool {
    ["/fx/", "/reverb/", "/tap-delay/"]
        .iter()
        .any(|section| path.contains(section))
}

/// Parameters that change the time of a delay.
fn is_time(path: &str) -> bool {
    let times = [
        "/delay",
        "pre-delay",
        "tap-delay/time",
        "tap-delay/tempo",
        "tap-delay/note",
    ];
    times.iter().any(|time| path.ends_with(time))
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
            "bus/2/fx/",
            "bus/2/reverb/",
            "bus/2/tap-delay/",
            "bus/4/limiter/",
            "main/",
            "dca/",
            "mute-group/",
            "automix/1/",
            "console/",
            "monitor",
            "phones/",
        ];
        let first_of_many = !path.contains("/notch/") || path.contains("/notch/1/");
        let known = node.iter().any(|node| path.starts_with(node)) && first_of_many;
        if !known || !wanted(&path) {
            continue;
        }
        walked += 1;
        let context = context(&path);
        let context = context.iter().map(|(path, text)| (path.as_str(), *text));
        let measured = jumps(
            index,
            &context.chain(more.iter().copied()).collect::<Vec<_>>(),
        );
        if measured.residue_db > limit_db(&path) {
            loud.push(format!("{path}: {:.1} dBFS", measured.residue_db));
        }
        let unheard = UNHEARD.iter().any(|unheard| path.ends_with(unheard)) || is_far_third(&path);
        if !measured.heard && !unheard {
            loud.push(format!(
                "{path}: the jump did nothing, so nothing was measured"
            ));
        }
    }
    assert!(walked > 0);
    assert!(loud.is_empty(), "clicks:\n{}", loud.join("\n"));
}

#[test]
fn no_parameter_of_a_strip_clicks() {
    walk(|path| path.starts_with("ch/"), &[]);
}

#[test]
fn no_parameter_of_a_bus_clicks() {
    walk(
        |path| path.starts_with("bus/") && !is_effect(path) && !path.contains("limiter"),
        &[],
    );
}

#[test]
fn no_parameter_of_an_effect_clicks() {
    walk(is_effect, &[]);
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
            ("bus/4/limiter/on", "on"),
            ("bus/4/limiter/ceiling", "-24 dB"),
        ],
    );
}

#[test]
fn the_measurement_hears_a_click() {
    let mut signal = sine(1000.0, 0.5, 48_000);
    signal[24_012..].fill(0.0);
    assert!(click_db(&signal, 4800) > -40.0);
}
