//! Gain sharing through the engine, from a session to its files, and what the feed says of it.

mod common;

use common::consoles;
use common::rig::Rig;
use common::signal::{Random, amplitude, click_db, sine};
use headroom::param::{BusRole, NodeId, Topology, Width};

/// Twelve strips in two banks, a wedge before the faders.
fn topology() -> Topology {
    let strip = consoles::mono;
    Topology {
        strips: (1..=12).map(strip).collect(),
        buses: vec![consoles::bus(1, BusRole::Wedge, Width::Mono)],
        main: Width::Mono,
        ..Topology::default()
    }
}

/// Strips 1 and 12 are open microphones of group 1, with tones of −20 dBFS.
const OPEN: [(&str, &str); 7] = [
    ("main/fader", "0 dB"),
    ("ch/1/fader", "0 dB"),
    ("ch/12/fader", "0 dB"),
    ("ch/1/automix/group", "1"),
    ("ch/12/automix/group", "1"),
    ("bus/1/fader", "0 dB"),
    ("ch/1/send/1/level", "0 dB"),
];
const HERTZ: (f64, f64) = (1000.0, 1500.0);

fn inputs(first: Vec<f32>, last: Vec<f32>) -> Vec<Vec<f32>> {
    let silence = vec![0.0; first.len()];
    let mut inputs = vec![silence; 12];
    inputs[0] = first;
    inputs[11] = last;
    inputs
}

/// The gains in dB of both tones in main, and of the first in the wedge.
fn gains(values: &[(&str, &str)]) -> [f64; 3] {
    let values: Vec<_> = OPEN.iter().chain(values).copied().collect();
    let mut rig = Rig::with(topology(), &values);
    let tones = inputs(sine(HERTZ.0, 0.1, 48_000), sine(HERTZ.1, 0.1, 48_000));
    rig.run(&tones, || 100);
    let (main, wedge) = (rig.output(NodeId::MAIN), rig.output(NodeId::bus(1)));
    let heard = |port: usize, hertz| {
        20.0 * (amplitude(&rig.recorded[port][24_000..], hertz) / 0.1)
            .max(1e-9)
            .log10()
    };
    [
        heard(main, HERTZ.0),
        heard(main, HERTZ.1),
        heard(wedge, HERTZ.0),
    ]
}

fn assert_gains(values: &[(&str, &str)], expected: [f64; 3]) {
    let found = gains(values);
    for (found, expected) in found.iter().zip(expected) {
        assert!(
            (found - expected).abs() < 0.1,
            "{found} dB, not {expected}: {values:?}"
        );
    }
}

#[test]
fn open_microphones_share_one_gain_and_monitors_hear_nothing_of_it() {
    let half = -3.01;
    assert_gains(&[], [half, half, 0.0]);
    assert_gains(&[("automix/1/on", "off")], [0.0, 0.0, 0.0]);
    assert_gains(&[("ch/12/automix/group", "2")], [0.0, 0.0, 0.0]);
    assert_gains(&[("ch/12/automix/group", "none")], [0.0, 0.0, 0.0]);
}

#[test]
fn weights_count_as_level_and_an_override_has_full_gain() {
    let ratio = 10_f64.powf(0.6);
    let share = |part: f64| 10.0 * (part / (1.0 + ratio)).log10();
    assert_gains(
        &[("ch/1/automix/weight", "6 dB")],
        [share(ratio), share(1.0), 0.0],
    );
    assert_gains(&[("ch/1/automix/override", "on")], [0.0, -3.01, 0.0]);
}

#[test]
fn closed_microphones_count_for_nothing() {
    for closed in [("ch/12/mute", "on"), ("ch/12/fader", "off")] {
        assert!(gains(&[closed])[0].abs() < 0.01, "{closed:?}");
    }
}

#[test]
fn the_feed_says_what_is_taken_away() {
    let mut rig = Rig::with(topology(), &OPEN);
    let tones = inputs(sine(HERTZ.0, 0.1, 24_000), sine(HERTZ.1, 0.1, 24_000));
    rig.run(&tones, || 256);
    rig.meters.take();
    let tones = tones
        .iter()
        .map(|tone| tone[..1024].to_vec())
        .collect::<Vec<_>>();
    rig.run(&tones, || 256);
    let levels = rig.meters.take().unwrap();
    for strip in [0, 11] {
        let gain = levels.channels[strip].automix_gain;
        assert!((gain - 0.707).abs() < 0.02, "{gain}");
    }
    assert_eq!(levels.channels[1].automix_gain, 1.0);
}

/// Noise, changes at marks, any period.
fn storm(period: impl FnMut() -> usize) -> Vec<Vec<f32>> {
    let mut rig = Rig::with(topology(), &OPEN);
    for (frame, path, text) in [
        (4800, "ch/2/automix/group", "1"),
        (9600, "ch/12/mute", "on"),
        (14_400, "ch/1/automix/weight", "-9 dB"),
        (16_000, "ch/12/mute", "off"),
        (19_200, "ch/1/automix/override", "on"),
        (24_000, "ch/1/automix/group", "none"),
        (28_800, "automix/1/on", "off"),
    ] {
        rig.timed(frame, path, text, 0);
    }
    let mut random = Random::new(4);
    let signal = inputs(random.noise(0.2, 38_400), random.noise(0.1, 38_400));
    rig.run(&signal, period);
    rig.recorded
}

#[test]
fn any_period_gives_the_same_samples() {
    let expected = storm(|| 64);
    for period in [1, 37, 441, 1024] {
        assert!(storm(|| period) == expected, "period {period}");
    }
    let mut random = Random::new(8);
    assert!(storm(|| 1 + random.below(600)) == expected);
}

#[test]
fn joining_leaving_and_talking_do_not_click() {
    let mut rig = Rig::with(topology(), &OPEN);
    for (frame, path, text) in [
        (9600, "ch/12/automix/group", "none"),
        (14_400, "ch/12/automix/group", "1"),
        (19_200, "ch/1/automix/override", "on"),
        (24_000, "ch/1/automix/override", "off"),
        (28_800, "automix/1/on", "off"),
    ] {
        rig.timed(frame, path, text, 0);
    }
    // The other voice is silent in main: only what it does to the first is heard.
    let mut other = sine(HERTZ.1, 0.5, 38_400);
    other[..4800].fill(0.0);
    other[33_600..].fill(0.0);
    rig.run(&inputs(sine(HERTZ.0, 0.5, 38_400), other.clone()), || 64);
    let mut alone = Rig::with(
        topology(),
        &[("main/fader", "0 dB"), ("ch/12/fader", "0 dB")],
    );
    alone.run(&inputs(vec![0.0; 38_400], other), || 64);
    // Starting and ending tones click by themselves; they are not what is tested.
    let main = rig.output(NodeId::MAIN);
    let residue = click_db(&rig.recorded[main][..33_000], 6000);
    assert!(residue < -80.0, "{residue} dBFS");
}
