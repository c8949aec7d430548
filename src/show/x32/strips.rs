//! What strips, buses and main have in common: input, gate, compressor, insert, equaliser, fader.

use super::taking::{Place, Taking, places, second_of_pair};
use crate::param::{NodeKind, Plain, Width};

/// Steps of knee, and dB for each: the desk gives its knees no dB.
const KNEE_DB: f64 = 3.0;
/// What an attack of 0 ms is.
const SHORTEST_GATE_MS: f64 = 0.02;
const SHORTEST_COMPRESSOR_MS: f64 = 0.1;
/// Bands of a channel; buses have all six of ours.
const BANDS: u8 = 6;

/// What a filter of a key does.
#[derive(Clone, Copy, Debug)]
enum KeyFilter {
    HighPass,
    LowPass,
    /// A band of this Q.
    Band(f64),
}

/// What a band does.
#[derive(Clone, Copy, Debug)]
enum BandKind {
    Type(&'static str),
    /// A cut of so many dB per octave: bands of matrices and main can be one.
    Cut(u8),
}

/// Takes all of it.
pub fn take(taking: &mut Taking) {
    for place in &places(taking.topology()) {
        take_input(taking, place);
        take_gate(taking, place);
        take_compressor(taking, place);
        taking.switch_to(place, "insert/on", "insert/on");
        take_equalizer(taking, place);
        take_fader(taking, place);
    }
}

fn take_input(taking: &mut Taking, place: &Place) {
    let node = place.node;
    taking.number_to(place, "preamp/trim", "trim");
    taking.switch_to(place, "preamp/invert", "polarity");
    taking.switch_to(place, "preamp/hpon", "hpf/on");
    let slopes = [
        ("12", "12 dB/oct"),
        ("18", "18 dB/oct"),
        ("24", "24 dB/oct"),
    ];
    if let Some(slope) = taking.word_of(&place.leaf("preamp/hpslope"), &slopes) {
        taking.put_word(node, "hpf/slope", slope);
    }
    taking.number_to(place, "preamp/hpf", "hpf/freq");
    let on = taking.switch(&place.leaf("delay/on"));
    let time = taking.number(&place.leaf("delay/time"));
    match (on, time) {
        (Some(false), _) => taking.put(node, "delay", 0.0),
        (Some(true), Some(time)) => taking.put(node, "delay", time),
        _ => {}
    }
}

fn take_gate(taking: &mut Taking, place: &Place) {
    let node = place.node;
    taking.switch_to(place, "gate/on", "gate/on");
    let modes = [
        ("EXP2", Some("2:1")),
        ("EXP3", Some("3:1")),
        ("EXP4", Some("4:1")),
        ("GATE", Some("inf:1")),
        ("DUCK", None),
    ];
    match taking.word_of(&place.leaf("gate/mode"), &modes) {
        Some(Some(ratio)) => taking.put_word(node, "gate/ratio", ratio),
        Some(None) => {
            if taking.taken(node, "gate/on").is_some_and(Plain::is_on) {
                taking.remark("a gate that ducks is off here", &node.to_string());
            }
            taking.put_switch(node, "gate/on", false);
        }
        None => {}
    }
    for (leaf, row) in [("gate/thr", "gate/threshold"), ("gate/range", "gate/range")] {
        taking.number_to(place, leaf, row);
    }
    if let Some(attack) = taking.number(&place.leaf("gate/attack")) {
        taking.put(node, "gate/attack", attack.max(SHORTEST_GATE_MS));
    }
    for (leaf, row) in [("gate/hold", "gate/hold"), ("gate/release", "gate/release")] {
        taking.number_to(place, leaf, row);
    }
    take_key(taking, place, "gate", "gate");
}

fn take_compressor(taking: &mut Taking, place: &Place) {
    let node = place.node;
    taking.switch_to(place, "dyn/on", "comp/on");
    let is_expander = taking.word_of(&place.leaf("dyn/mode"), &[("COMP", false), ("EXP", true)]);
    if is_expander == Some(true) {
        if taking.taken(node, "comp/on").is_some_and(Plain::is_on) {
            taking.remark("a compressor that expands is off here", &node.to_string());
        }
        taking.put_switch(node, "comp/on", false);
    }
    let detectors = [("PEAK", "peak"), ("RMS", "rms")];
    if let Some(detector) = taking.word_of(&place.leaf("dyn/det"), &detectors) {
        taking.put_word(node, "comp/detector", detector);
    }
    taking.number_to(place, "dyn/thr", "comp/threshold");
    taking.number_to(place, "dyn/ratio", "comp/ratio");
    if let Some(knee) = taking.number(&place.leaf("dyn/knee")) {
        taking.put(node, "comp/knee", KNEE_DB * knee);
    }
    taking.number_to(place, "dyn/mgain", "comp/makeup");
    if let Some(attack) = taking.number(&place.leaf("dyn/attack")) {
        taking.put(node, "comp/attack", attack.max(SHORTEST_COMPRESSOR_MS));
    }
    taking.number_to(place, "dyn/hold", "comp/hold");
    taking.number_to(place, "dyn/release", "comp/release");
    taking.switch_to(place, "dyn/auto", "comp/auto-release");
    let orders = [("POST", "eq-comp"), ("PRE", "comp-eq")];
    if let Some(order) = taking.word_of(&place.leaf("dyn/pos"), &orders) {
        taking.put_word(node, "order", order);
    }
    take_key(taking, place, "dyn", "comp");
    taking.number_to(place, "dyn/mix", "comp/mix");
}

/// Key and key filter of the gate or the compressor.
fn take_key(taking: &mut Taking, place: &Place, of: &str, to: &str) {
    let node = place.node;
    if let Some(number) = taking.number(&place.leaf(&format!("{of}/keysrc"))) {
        let key = format!("{to}/key");
        taking.put_word(node, &key, "own");
        match number {
            0.0 => {}
            n if (1.0..=32.0).contains(&n) => taking.put_word(node, &key, &format!("ch/{n}")),
            n if (49.0..=64.0).contains(&n) => {
                taking.put_word(node, &key, &format!("bus/{}", n - 48.0));
            }
            _ => taking.remark(
                "a key that is neither a channel nor a bus is its own",
                &node.to_string(),
            ),
        }
    }
    let row = |row: &str| format!("{to}/key-filter/{row}");
    taking.switch_to(place, &format!("{of}/filter/on"), &row("on"));
    let kind = taking.word_of(&place.leaf(&format!("{of}/filter/type")), &KEY_FILTERS);
    let (Some(kind), Some(hz)) = (kind, taking.number(&place.leaf(&format!("{of}/filter/f"))))
    else {
        return;
    };
    let (low, high) = corners(kind, hz);
    taking.put(node, &row("hpf"), low);
    taking.put(node, &row("lpf"), high);
}

const KEY_FILTERS: [(&str, KeyFilter); 9] = [
    ("LC6", KeyFilter::HighPass),
    ("LC12", KeyFilter::HighPass),
    ("HC6", KeyFilter::LowPass),
    ("HC12", KeyFilter::LowPass),
    ("1.0", KeyFilter::Band(1.0)),
    ("2.0", KeyFilter::Band(2.0)),
    ("3.0", KeyFilter::Band(3.0)),
    ("5.0", KeyFilter::Band(5.0)),
    ("10.0", KeyFilter::Band(10.0)),
];

/// Where a key filter begins and ends, in Hz, inside what ours can do.
fn corners(kind: KeyFilter, hz: f64) -> (f64, f64) {
    let (low, high) = match kind {
        KeyFilter::HighPass => (hz, 20_000.0),
        KeyFilter::LowPass => (20.0, hz),
        KeyFilter::Band(q) => {
            let half = 0.5 / q;
            let middle = half.hypot(1.0);
            (hz * (middle - half), hz * (middle + half))
        }
    };
    (low.clamp(20.0, 16_000.0), high.clamp(50.0, 20_000.0))
}

fn take_equalizer(taking: &mut Taking, place: &Place) {
    taking.switch_to(place, "eq/on", "eq/on");
    let says = |taking: &Taking, band: u8| taking.desk.says(&place.leaf(&format!("eq/{band}")));
    // A channel has four bands: the others of ours do nothing then.
    let is_whole = (1..=4).all(|band| says(taking, band));
    for band in 1..=BANDS {
        if says(taking, band) {
            take_band(taking, place, band);
        } else if is_whole {
            rest_band(taking, place, band);
        }
    }
}

fn take_band(taking: &mut Taking, place: &Place, band: u8) {
    let node = place.node;
    let (leaf, row) = (
        |leaf: &str| place.leaf(&format!("eq/{band}/{leaf}")),
        |row: &str| format!("eq/{band}/{row}"),
    );
    let kind = taking.word_of(&leaf("type"), &BAND_KINDS);
    let hz = taking.number(&leaf("f"));
    if let Some(BandKind::Cut(slope)) = kind {
        rest_band(taking, place, band);
        take_cut(taking, place, (band, slope), hz);
        return;
    }
    if let Some(BandKind::Type(word)) = kind {
        taking.put_word(node, &row("type"), word);
        taking.put_switch(node, &row("on"), true);
    }
    if let Some(hz) = hz {
        taking.put(node, &row("freq"), hz);
    }
    taking.number_to(place, &format!("eq/{band}/g"), &row("gain"));
    taking.number_to(place, &format!("eq/{band}/q"), &row("q"));
}

const BAND_KINDS: [(&str, BandKind); 14] = [
    ("LCut", BandKind::Type("high-pass")),
    ("LShv", BandKind::Type("low-shelf")),
    ("PEQ", BandKind::Type("bell")),
    ("VEQ", BandKind::Type("bell")),
    ("HShv", BandKind::Type("high-shelf")),
    ("HCut", BandKind::Type("low-pass")),
    ("BU6", BandKind::Cut(6)),
    ("BU12", BandKind::Cut(12)),
    ("BS12", BandKind::Cut(12)),
    ("LR12", BandKind::Cut(12)),
    ("BU18", BandKind::Cut(18)),
    ("BU24", BandKind::Cut(24)),
    ("BS24", BandKind::Cut(24)),
    ("LR24", BandKind::Cut(24)),
];

/// A band that does nothing.
fn rest_band(taking: &mut Taking, place: &Place, band: u8) {
    taking.put_word(place.node, &format!("eq/{band}/type"), "bell");
    taking.put(place.node, &format!("eq/{band}/gain"), 0.0);
}

/// A band that cuts is a filter of its own here: the first three the high-pass, the others the low-pass.
fn take_cut(taking: &mut Taking, place: &Place, (band, slope): (u8, u8), hz: Option<f64>) {
    let filter = if band <= 3 { "hpf" } else { "lpf" };
    taking.put_switch(place.node, &format!("{filter}/on"), true);
    taking.put_word(
        place.node,
        &format!("{filter}/slope"),
        &format!("{slope} dB/oct"),
    );
    if let Some(hz) = hz {
        taking.put(place.node, &format!("{filter}/freq"), hz);
    }
    if !taking.has(place.node, &format!("{filter}/on")) {
        let what = format!("a band that cuts, where there is no {filter}");
        taking.remark(&what, &place.node.to_string());
    }
}

fn take_fader(taking: &mut Taking, place: &Place) {
    let node = place.node;
    if let Some(on) = taking.switch(&place.leaf("mix/on")) {
        taking.put_switch(node, "mute", !on);
    }
    if let Some(level) = taking.level(&place.leaf("mix/fader")) {
        taking.put(node, "fader", level);
    }
    taking.switch_to(place, "mix/st", "main/on");
    let Some(pan) = taking.number(&place.leaf("mix/pan")) else {
        return;
    };
    let is_pair =
        node.kind == NodeKind::Strip && taking.topology().width(node) == Some(Width::Stereo);
    match second_of_pair(place)
        .filter(|_| is_pair)
        .and_then(|second| taking.number(&format!("{second}/mix/pan")))
    {
        Some(right) => {
            taking.put(node, "pan", f64::midpoint(pan, right));
            taking.put(node, "width", (0.5 * (right - pan)).clamp(0.0, 100.0));
        }
        None => taking.put(node, "pan", pan),
    }
}
