//! Figures of the whole signal path: what a fader says, when an impulse comes out, what a bad number
//! does, against closed formulas.

mod common;

use common::consoles;
use common::rig::{Rig, plan};
use common::signal::{click_db, sine, sine_level};
use headroom::engine::plan::latency;
use headroom::param::curve::{fader_db, fader_travel};
use headroom::param::{BusRole, NodeId, Topology, Travel, Width};

/// Two mono strips, a group, a wedge, main.
fn topology() -> Topology {
    let strip = consoles::mono;
    let bus = |number, role| consoles::bus(number, role, Width::Mono);
    Topology {
        strips: vec![strip(1), strip(2)],
        buses: vec![bus(1, BusRole::Group), bus(2, BusRole::Wedge)],
        ..Topology::default()
    }
}

const OPEN: [(&str, &str); 6] = [
    ("ch/1/fader", "0 dB"),
    ("main/fader", "0 dB"),
    ("main/limiter/on", "off"),
    ("ch/1/send/1/on", "on"),
    ("bus/1/fader", "0 dB"),
    ("bus/1/main/on", "off"),
];
/// −3 dB pan law in the centre.
const CENTRE: f64 = -3.010_3;

#[test]
fn a_fader_says_what_it_does_from_its_top_to_its_last_step_and_is_off_below() {
    let mut rig = Rig::with(topology(), &OPEN);
    let tone = sine(1000.0, 0.25, 4800);
    let (level, main) = (-12.041_2, rig.output(NodeId::MAIN));
    let step = |rig: &mut Rig, text: &str| {
        rig.set("ch/1/fader", text);
        rig.recorded.iter_mut().for_each(Vec::clear);
        rig.run(&[tone.clone(), vec![0.0; 4800]], || 128);
        rig.recorded[main][2400..].to_vec()
    };
    for tenth in (-900..=100).rev().step_by(25) {
        let db = f64::from(tenth) / 10.0;
        let found = sine_level(&step(&mut rig, &format!("{db} dB"))) - level - CENTRE;
        assert!((found - db).abs() < 0.01, "{db} dB: {found} dB");
    }
    step(&mut rig, "off");
    let off = step(&mut rig, "off");
    assert!(off.iter().all(|x| *x == 0.0));
}

/// What glides, from where to where, over how many frames, and where it is heard.
/// The frames are those by which a signal is late where the gain acts.
const GLIDES: [(&str, &str, &str, u32, NodeId, usize); 7] = [
    ("ch/1/fader", "-60 dB", "0 dB", 48_000, NodeId::MAIN, 4),
    ("ch/1/fader", "-20 dB", "10 dB", 48_000, NodeId::MAIN, 4),
    ("ch/1/fader", "0 dB", "-90 dB", 96_000, NodeId::MAIN, 4),
    ("dca/1/fader", "0 dB", "-40 dB", 24_000, NodeId::MAIN, 4),
    ("main/fader", "-30 dB", "0 dB", 48_000, NodeId::MAIN, 12),
    (
        "ch/1/send/1/level",
        "-40 dB",
        "5 dB",
        24_000,
        NodeId::bus(1),
        4,
    ),
    ("ch/1/trim", "-18 dB", "12 dB", 48_000, NodeId::MAIN, 0),
];

#[test]
fn a_glide_is_within_a_hundredth_of_a_decibel_of_its_formula() {
    for (path, from, to, over, heard, acts) in GLIDES {
        let mut values = OPEN.to_vec();
        values.extend([("ch/1/dca/1", "on"), (path, from)]);
        let mut rig = Rig::with(topology(), &values);
        let frames = over as usize;
        let steady = |frames| vec![vec![0.1; frames], vec![0.0; frames]];
        rig.run(&steady(4800), || 128);
        rig.glide(path, to, over);
        rig.run(&steady(frames + 9600), || 128);
        let port = rig.output(heard);
        let late = 4800 + latency(&topology(), 48_000)[port] as usize;
        let signal = &rig.recorded[port][late - acts - 4800..];
        let level = |n: usize| 20.0 * f64::from(signal[n]).log10();
        let number = |text: &str| text.trim_end_matches(" dB").parse::<f32>().unwrap();
        let (from, to) = (number(from), number(to));
        let is_level = !path.ends_with("trim");
        let travel = |db: f32| {
            if is_level { fader_travel(db).get() } else { db }
        };
        let formula = |n: usize| {
            let part = (n as f32 / frames as f32).min(1.0);
            let place = travel(from) + (travel(to) - travel(from)) * part;
            match (is_level, place > 0.0) {
                (false, _) => place,
                (true, true) => fader_db(Travel::new(place)),
                (true, false) => -90.0,
            }
        };
        let before = level(4700) - f64::from(from);
        for n in (0..frames + 4000).step_by(37) {
            let error = level(4800 + n) - before - f64::from(formula(n));
            assert!(error.abs() < 0.01, "{path} {from} to {to}: {error} at {n}");
        }
    }
}

#[test]
fn the_gain_of_a_filter_that_glides_is_heard_where_it_stands() {
    for (path, freq) in [("ch/1/eq/3/gain", 500.0), ("main/geq/1k", 1000.0)] {
        let mut rig = Rig::with(topology(), &[&OPEN[..], &[(path, "-12 dB")]].concat());
        let tone = |frames| vec![sine(freq, 0.1, frames), vec![0.0; frames]];
        rig.run(&tone(9600), || 128);
        rig.glide(path, "12 dB", 48_000);
        rig.run(&tone(67_200), || 128);
        let port = rig.output(NodeId::MAIN);
        let late = 9600 + latency(&topology(), 48_000)[port] as usize;
        let signal = &rig.recorded[port][late..];
        let level = |n: usize| sine_level(&signal[n - 480..n + 480]);
        let end = level(60_000);
        for n in (1440..=46_560).step_by(960) {
            let error = level(n) - end - (-24.0 + 24.0 * n as f64 / 48_000.0);
            assert!(error.abs() < 0.04, "{path}: {error} at {n}");
        }
    }
}

#[test]
fn through_everything_that_is_in_and_changes_nothing_an_impulse_comes_when_the_ledger_says() {
    // Each processor runs, at settings that leave the signal alone.
    let mut values: Vec<(String, &str)> = Vec::new();
    for node in ["ch/1", "bus/1", "main"] {
        for (row, text) in [
            ("gate/on", "on"),
            ("gate/threshold", "-80 dB"),
            ("gate/ratio", "1:1"),
            ("eq/on", "on"),
            ("eq/2/gain", "0 dB"),
            ("comp/on", "on"),
            ("comp/ratio", "1:1"),
            ("deess/on", "on"),
            ("deess/range", "0 dB"),
        ] {
            values.push((format!("{node}/{row}"), text));
        }
    }
    values.push(("main/limiter/on".to_owned(), "on"));
    values.push(("ch/1/send/2/level".to_owned(), "0 dB"));
    values.push(("bus/2/fader".to_owned(), "0 dB"));
    let mut all = OPEN.to_vec();
    all.extend(values.iter().map(|(path, text)| (path.as_str(), *text)));
    let mut rig = Rig::with(topology(), &all);
    // The first mark wakes everything.
    let mut impulse = vec![0.0; 9600];
    impulse[4801] = 0.5;
    rig.run(&[impulse, vec![0.0; 9600]], || 100);
    let ledger = latency(&topology(), 48_000);
    for (node, gain) in [
        (NodeId::bus(1), 0.0),
        (NodeId::bus(2), 0.0),
        (NodeId::MAIN, CENTRE),
    ] {
        let port = rig.output(node);
        let signal = &rig.recorded[port];
        let loudest = (0..9600).max_by(|a, b| signal[*a].abs().total_cmp(&signal[*b].abs()));
        let expected = 0.5 * 10_f64.powf(gain / 20.0);
        let at = 4801 + ledger[port] as usize;
        assert_eq!(loudest, Some(at), "{node}");
        let found = f64::from(signal[at]);
        assert!((found / expected - 1.0).abs() < 1e-4, "{node}: {found}");
        let rest = signal.iter().enumerate().filter(|(n, _)| *n != at);
        let most = rest.fold(0.0_f32, |most, (_, x)| most.max(x.abs()));
        assert!(most < 1e-6, "{node}: {most} beside the impulse");
    }
}

#[test]
fn a_pan_that_is_thrown_across_in_ten_milliseconds_does_not_click() {
    for (from, to) in [("L100", "R100"), ("R100", "L100"), ("C", "L100")] {
        let mut rig = Rig::with(topology(), &OPEN);
        rig.set("ch/1/pan", from);
        let tone = |frames| vec![sine(1000.0, 0.5, frames), vec![0.0; frames]];
        rig.run(&tone(24_000), || 128);
        rig.recorded.iter_mut().for_each(Vec::clear);
        rig.run(&tone(4_800), || 128);
        rig.glide("ch/1/pan", to, 480);
        rig.run(&tone(24_000), || 128);
        let main = rig.output(NodeId::MAIN);
        for side in 0..2 {
            let residue = click_db(&rig.recorded[main + side], 3000);
            assert!(residue <= -80.0, "{from} to {to}: {residue} dB");
        }
        // Hard over, the other side is silent.
        let silent = main + usize::from(to == "L100");
        let end = &rig.recorded[silent][24_000..];
        assert!(end.iter().all(|x| x.abs() < 1e-6 * 0.5), "{to}");
    }
}

/// Two busy strips, each into its own bus; what comes in at the first is `signal`.
fn beside(signal: &[f32]) -> Vec<Vec<f32>> {
    let mut values: Vec<(String, &str)> = Vec::new();
    for node in ["ch/1", "ch/2"] {
        for (row, text) in [
            ("fader", "0 dB"),
            ("hpf/on", "on"),
            ("gate/on", "on"),
            ("gate/release", "5 ms"),
            ("gate/hold", "0 ms"),
            ("eq/4/gain", "9 dB"),
            ("eq/5/gain", "-12 dB"),
            ("comp/on", "on"),
            ("comp/detector", "peak"),
            // It lets go of a click by these, whatever came.
            ("comp/attack", "1 ms"),
            ("comp/release", "5 ms"),
            ("sat/on", "on"),
            ("main/on", "off"),
        ] {
            values.push((format!("{node}/{row}"), text));
        }
    }
    let buses = [
        ("ch/1/send/1/on", "on"),
        ("bus/1/fader", "0 dB"),
        ("bus/1/main/on", "off"),
        ("ch/2/send/2/level", "0 dB"),
        ("bus/2/fader", "0 dB"),
    ];
    let mut all: Vec<_> = values.iter().map(|(path, text)| (&**path, *text)).collect();
    all.extend(buses);
    let mut rig = Rig::new(&plan(topology(), &all));
    rig.run(&[signal.to_vec(), sine(700.0, 0.3, signal.len())], || 77);
    [1, 2]
        .map(|bus| rig.recorded[rig.output(NodeId::bus(bus))].clone())
        .to_vec()
}

#[test]
fn bad_numbers_stay_in_their_strip_and_are_over_in_a_tenth_of_a_second() {
    let clean = sine(1000.0, 0.3, 48_000);
    let undisturbed = beside(&clean);
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e38, -1e38] {
        let mut hit = clean.clone();
        hit[20_000..20_010].fill(bad);
        let disturbed = beside(&hit);
        let bits = |signal: &[f32]| signal.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert!(disturbed[0].iter().all(|x| x.is_finite()), "{bad}");
        assert_eq!(bits(&disturbed[1]), bits(&undisturbed[1]), "{bad}");
        assert_ne!(disturbed[0][20_000..20_100], undisturbed[0][20_000..20_100]);
        let pairs = disturbed[0].iter().zip(&undisturbed[0]).skip(24_800);
        let error = pairs.fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()));
        assert!(error < 1e-5 * 0.3, "{bad}: {error}");
    }
}
