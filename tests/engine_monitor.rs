//! Solo and the monitor through the engine: what is heard where, at exact levels.

mod common;

use common::consoles;
use common::rig::{Rig, plan};
use common::signal::{click_db, sine, sine_level};
use headroom::engine::build::build;
use headroom::engine::command::{Change, Command};
use headroom::param::{BusRole, NodeId, Topology, Width};

const A: (NodeId, usize) = (NodeId::MONITOR_A, 0);
const A_RIGHT: (NodeId, usize) = (NodeId::MONITOR_A, 1);
const B: (NodeId, usize) = (NodeId::MONITOR_B, 0);
const PHONES: (NodeId, usize) = (NodeId::PHONES, 0);
const PHONES_RIGHT: (NodeId, usize) = (NodeId::PHONES, 1);
const MAIN: (NodeId, usize) = (NodeId::MAIN, 0);
const SILENT: f64 = f64::NEG_INFINITY;
/// −3 dB pan law in the centre.
const CENTRE: f64 = -3.0103;

/// Strip 1 mono, strip 2 stereo, strip 3 mono; a stereo group, a mono wedge, an FX bus.
fn topology() -> Topology {
    let strip = consoles::strip;
    let bus = consoles::bus;
    Topology {
        strips: vec![
            strip(1, Width::Mono),
            strip(2, Width::Stereo),
            strip(3, Width::Mono),
        ],
        buses: vec![
            bus(1, BusRole::Group, Width::Stereo),
            bus(2, BusRole::Wedge, Width::Mono),
            bus(3, BusRole::Fx, Width::Stereo),
        ],
        ..Topology::default()
    }
}

/// Sines of −20, −26, −32 and −14 dBFS at the four inputs, a frequency each.
const INPUTS: [(f64, f64); 4] = [
    (1000.0, -20.0),
    (1500.0, -26.0),
    (2000.0, -32.0),
    (2500.0, -14.0),
];

fn inputs(frames: usize) -> Vec<Vec<f32>> {
    let tone = |(frequency, db): (f64, f64)| sine(frequency, 10_f64.powf(db / 20.0), frames);
    INPUTS.into_iter().map(tone).collect()
}

const OPEN: [(&str, &str); 6] = [
    ("ch/1/fader", "-4 dB"),
    ("ch/2/fader", "-6 dB"),
    ("ch/3/fader", "0 dB"),
    ("main/fader", "-2 dB"),
    ("monitor/level", "-10 dB"),
    ("phones/level", "-5 dB"),
];

fn rig(more: &[(&str, &str)]) -> Rig {
    let values: Vec<_> = OPEN.iter().chain(more).copied().collect();
    Rig::with(topology(), &values)
}

/// Runs for 200 ms and measures the last half: the level of the tone of input `of` at an output.
fn level(rig: &mut Rig, (node, side): (NodeId, usize), of: usize) -> f64 {
    rig.recorded.iter_mut().for_each(Vec::clear);
    rig.run(&inputs(9600), || 128);
    tone(&rig.recorded[rig.output(node) + side][4800..], INPUTS[of].0)
}

/// The level of one tone by correlation over whole periods; all the others drop out.
fn tone(signal: &[f32], frequency: f64) -> f64 {
    let (mut real, mut imaginary) = (0.0, 0.0);
    for (n, x) in signal.iter().enumerate() {
        let angle = std::f64::consts::TAU * frequency * n as f64 / 48_000.0;
        real += f64::from(*x) * angle.cos();
        imaginary += f64::from(*x) * angle.sin();
    }
    let amplitude = 2.0 * real.hypot(imaginary) / signal.len() as f64;
    if amplitude < 1e-7 {
        SILENT
    } else {
        20.0 * amplitude.log10()
    }
}

/// Levels at several outputs of one set-up: (output, which input's tone, expected dB).
fn check(more: &[(&str, &str)], expected: &[((NodeId, usize), usize, f64)]) {
    let mut rig = rig(more);
    for (output, of, db) in expected {
        let found = level(&mut rig, *output, *of);
        assert!(
            found == *db || (found - db).abs() < 0.01,
            "{more:?}: {} {} of input {of}: {found} dB, not {db} dB",
            output.0,
            output.1
        );
    }
}

#[test]
fn a_fresh_monitor_is_silent() {
    let mut rig = Rig::with(topology(), &OPEN[..4]);
    rig.run(&inputs(9600), || 128);
    for node in [NodeId::MONITOR_A, NodeId::MONITOR_B, NodeId::PHONES] {
        let port = rig.output(node);
        assert!(
            rig.recorded[port..port + 2]
                .iter()
                .flatten()
                .all(|x| *x == 0.0)
        );
    }
}

#[test]
fn main_is_the_first_source() {
    let strip = -20.0 - 4.0 + CENTRE - 2.0;
    check(
        &[],
        &[
            (A, 0, strip - 10.0),
            (A_RIGHT, 0, strip - 10.0),
            (B, 0, SILENT),
            (PHONES, 0, strip - 5.0),
            (A, 1, -26.0 - 6.0 - 2.0 - 10.0),
            (A_RIGHT, 1, SILENT),
        ],
    );
    check(&[("main/pan", "R50")], &[(A, 0, strip - 6.0206 - 10.0)]);
    check(&[("main/mute", "on")], &[(A, 0, SILENT)]);
}

#[test]
fn any_bus_is_a_source() {
    let wedge = [
        ("monitor/source", "bus/2"),
        ("ch/1/send/2/level", "-3 dB"),
        ("bus/2/fader", "-7 dB"),
    ];
    check(
        &wedge,
        &[(A, 0, -40.0), (A_RIGHT, 0, -40.0), (PHONES_RIGHT, 0, -35.0)],
    );
    let group = [
        ("monitor/source", "bus/1"),
        ("ch/2/send/1/on", "on"),
        ("bus/1/fader", "0 dB"),
    ];
    check(
        &group,
        &[(A, 1, -42.0), (A_RIGHT, 2, -48.0), (A, 0, SILENT)],
    );
}

#[test]
fn pfl_lies_before_fader_and_mute_and_replaces_the_source() {
    let solo = [
        ("ch/1/solo", "on"),
        ("ch/1/fader", "off"),
        ("ch/1/mute", "on"),
    ];
    check(
        &solo,
        &[
            (A, 0, -30.0),
            (A_RIGHT, 0, -30.0),
            (PHONES, 0, -25.0),
            (A, 1, SILENT),
            (MAIN, 1, -26.0 - 6.0 - 2.0),
        ],
    );
    let stereo = [("ch/2/solo", "on"), ("ch/2/pan", "L100")];
    check(
        &stereo,
        &[(A, 1, -36.0), (A_RIGHT, 2, -42.0), (A_RIGHT, 1, SILENT)],
    );
}

#[test]
fn afl_lies_after_fader_mute_and_pan() {
    let afl = ("console/solo/mode", "afl");
    check(
        &[afl, ("ch/1/solo", "on")],
        &[
            (A, 0, -24.0 + CENTRE - 10.0),
            (A_RIGHT, 0, -24.0 + CENTRE - 10.0),
        ],
    );
    check(
        &[afl, ("ch/1/solo", "on"), ("ch/1/pan", "R100")],
        &[(A, 0, SILENT), (A_RIGHT, 0, -34.0)],
    );
    check(
        &[afl, ("ch/1/solo", "on"), ("ch/1/mute", "on")],
        &[(A, 0, SILENT), (A, 1, SILENT)],
    );
    check(
        &[afl, ("main/solo", "on"), ("ch/1/pan", "L100")],
        &[(A, 0, -20.0 - 4.0 - 2.0 - 10.0)],
    );
}

#[test]
fn several_solos_add_up_and_a_dca_solos_its_members() {
    check(
        &[("ch/1/solo", "on"), ("ch/3/solo", "on")],
        &[(A, 0, -30.0), (A, 3, -24.0), (A, 1, SILENT)],
    );
    check(
        &[("dca/4/solo", "on"), ("ch/3/dca/4", "on")],
        &[(A, 3, -24.0), (A, 0, SILENT)],
    );
    // A DCA without members has nothing to be heard.
    check(&[("dca/4/solo", "on")], &[(A, 1, -44.0)]);
}

#[test]
fn buses_and_main_are_soloed_too() {
    check(
        &[("bus/2/solo", "on"), ("ch/1/send/2/level", "-3 dB")],
        &[(A, 0, -33.0), (A, 1, SILENT)],
    );
    check(
        &[
            ("main/solo", "on"),
            ("main/fader", "off"),
            ("ch/1/pan", "L100"),
        ],
        &[(A, 0, -34.0), (A_RIGHT, 0, SILENT)],
    );
}

#[test]
fn solo_in_place_mutes_the_others_in_main_and_leaves_the_source() {
    let in_place = ("console/solo/mode", "in-place");
    let strip = -24.0 + CENTRE - 2.0;
    check(
        &[in_place, ("ch/1/solo", "on")],
        &[
            (MAIN, 0, strip),
            (MAIN, 1, SILENT),
            (MAIN, 3, SILENT),
            (A, 0, strip - 10.0),
        ],
    );
    check(
        &[in_place, ("ch/1/solo", "on"), ("ch/3/solo-safe", "on")],
        &[
            (MAIN, 0, strip),
            (MAIN, 1, SILENT),
            (MAIN, 3, -14.0 + CENTRE - 2.0),
        ],
    );
    // A group keeps what feeds it; an FX bus is silent beside it.
    let group = [
        in_place,
        ("bus/1/solo", "on"),
        ("bus/1/fader", "0 dB"),
        ("bus/3/fader", "0 dB"),
        ("ch/1/send/1/on", "on"),
        ("ch/1/main/on", "off"),
        ("ch/1/send/3/level", "0 dB"),
    ];
    check(&group, &[(MAIN, 0, strip), (MAIN, 3, SILENT)]);
    // A wedge is only listened to.
    let wedge = [
        in_place,
        ("bus/2/solo", "on"),
        ("bus/2/fader", "0 dB"),
        ("ch/1/send/2/level", "0 dB"),
    ];
    check(
        &wedge,
        &[(A, 0, -30.0 + CENTRE), (MAIN, 3, -14.0 + CENTRE - 2.0)],
    );
}

#[test]
fn dim_cut_mono_polarity_trim_and_speakers() {
    let strip = -24.0 + CENTRE - 2.0;
    let hard = ("ch/1/pan", "L100");
    for (more, expected) in [
        (
            vec![("monitor/dim", "on")],
            vec![(A, 0, strip - 30.0), (PHONES, 0, strip - 5.0)],
        ),
        (
            vec![("monitor/dim", "on"), ("monitor/dim-level", "-12 dB")],
            vec![(A, 0, strip - 22.0)],
        ),
        (
            vec![("monitor/cut", "on")],
            vec![(A, 0, SILENT), (PHONES, 0, strip - 5.0)],
        ),
        (
            vec![("monitor/mono", "on"), hard],
            vec![
                (A, 0, -26.0 - 6.0206 - 10.0),
                (A_RIGHT, 0, -26.0 - 6.0206 - 10.0),
                (PHONES_RIGHT, 0, -26.0 - 6.0206 - 5.0),
            ],
        ),
        // What is the same on both sides vanishes from the difference.
        (
            vec![("monitor/mono", "on"), ("monitor/polarity", "on")],
            vec![
                (A, 0, SILENT),
                (A_RIGHT, 0, SILENT),
                (A, 1, -34.0 - 6.0206 - 10.0),
            ],
        ),
        (
            vec![("monitor/speakers", "b"), ("monitor-b/trim", "-3 dB")],
            vec![(A, 0, SILENT), (B, 0, strip - 13.0)],
        ),
        (
            vec![("monitor/solo-trim", "6 dB"), ("ch/1/solo", "on")],
            vec![(A, 0, -24.0)],
        ),
    ] {
        check(&more, &expected);
    }
}

#[test]
fn headphones_go_on_through_safe_start_and_panic_and_speakers_do_not() {
    let strip = -24.0 + CENTRE - 2.0;
    for hold in ["console/safe-start", "console/panic"] {
        check(
            &[(hold, "on")],
            &[(PHONES, 0, strip - 5.0), (A, 0, SILENT), (MAIN, 0, SILENT)],
        );
        check(
            &[(hold, "on"), ("ch/1/solo", "on")],
            &[(PHONES, 0, -25.0), (A, 0, SILENT)],
        );
    }
}

#[test]
fn a_key_that_somebody_listens_to_is_heard_in_the_monitor_and_never_in_main() {
    // The key filter of the second order, at its corner.
    let corner = -3.0103;
    for processor in ["gate", "comp"] {
        let paths = ["key", "key-filter/on", "key-filter/hpf", "key-filter/lpf"];
        let own = |row: &str| format!("ch/1/{processor}/{row}");
        let paths = paths.map(own);
        let listen = own("key-filter/listen");
        let texts = ["ch/3", "on", "2.5 kHz", "20 kHz"];
        let key: Vec<(&str, &str)> = paths.iter().map(String::as_str).zip(texts).collect();
        let with = |more: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> {
            let listening = [(listen.as_str(), "on")];
            let all = key.iter().chain(&listening).chain(more);
            all.copied().collect()
        };
        let strip = -24.0 + CENTRE - 2.0;
        let heard = [
            (A, 3, -14.0 + corner - 10.0),
            (A_RIGHT, 3, -14.0 + corner - 10.0),
            (PHONES, 3, -14.0 + corner - 5.0),
            (A, 0, SILENT),
            (A, 1, SILENT),
            (MAIN, 0, strip),
            (MAIN, 3, -14.0 + CENTRE - 2.0),
        ];
        check(&with(&[]), &heard);
        check(&with(&[("ch/1/solo", "on")]), &heard);
        let afl = ("console/solo/mode", "afl");
        check(&with(&[afl]), &heard);
        check(&with(&[afl, ("ch/1/solo", "on")]), &heard);
        // It silences nothing in place.
        check(&with(&[("console/solo/mode", "in-place")]), &heard);
        check(
            &with(&[("ch/2/solo", "on")]),
            &[(A, 1, -36.0), (A, 3, -14.0 + corner - 10.0), (A, 0, SILENT)],
        );
        check(&key, &[(A, 0, strip - 10.0)]);
        // Its own signal as the key, at the corner too.
        let own = [
            ("hpf", "1 kHz"),
            ("lpf", "20 kHz"),
            ("on", "on"),
            ("listen", "on"),
        ];
        let own = own.map(|(row, text)| (format!("ch/1/{processor}/key-filter/{row}"), text));
        let own: Vec<(&str, &str)> = own.iter().map(|(path, text)| (&**path, *text)).collect();
        check(
            &own,
            &[
                (A, 0, -20.0 + corner - 10.0),
                (A, 3, SILENT),
                (MAIN, 0, strip),
            ],
        );
    }
}

/// Frames behind the start, when all gains have settled.
const SETTLED: usize = 4800;

#[test]
fn the_monitor_plays_what_main_plays_before_its_delay_sample_for_sample() {
    let finished = [
        ("main/image/width", "150 %"),
        ("main/image/bass-mono", "on"),
        ("main/limiter/on", "on"),
        ("main/limiter/ceiling", "-20 dB"),
        ("main/pan", "R20"),
        ("main/eq/2/gain", "6 dB"),
        ("ch/1/pan", "L70"),
        ("phones/level", "0 dB"),
        ("console/panic", "off"),
        ("main/delay", "10 ms"),
    ];
    let mut rig = rig(&finished);
    rig.run(&inputs(19_200), || 100);
    let loudest = common::signal::peak(&rig.recorded[rig.output(NodeId::MAIN)][SETTLED..]);
    assert!(20.0 * loudest.log10() < -19.9, "the limiter works");
    for side in 0..2 {
        let main = &rig.recorded[rig.output(NodeId::MAIN) + side];
        let phones = &rig.recorded[rig.output(NodeId::PHONES) + side];
        assert!(phones[SETTLED..19_200 - 480] == main[SETTLED + 480..]);
    }
    // So is a bus, with its limiter.
    let in_wedge = [
        ("monitor/source", "bus/2"),
        ("ch/1/send/2/level", "10 dB"),
        ("bus/2/fader", "10 dB"),
        ("bus/2/limiter/ceiling", "-20 dB"),
        ("phones/level", "0 dB"),
    ];
    let mut rig = self::rig(&in_wedge);
    rig.run(&inputs(19_200), || 100);
    let wedge = &rig.recorded[rig.output(NodeId::bus(2))];
    assert!(common::signal::peak(wedge) > 0.05);
    // As late as main, which comes over more buses.
    let ledger = headroom::engine::plan::latency(rig.layout.topology(), 48_000);
    let late = |node| ledger[rig.output(node)] as usize;
    let later = late(NodeId::PHONES) - late(NodeId::bus(2));
    let phones = &rig.recorded[rig.output(NodeId::PHONES)];
    assert!(phones[SETTLED + later..] == wedge[SETTLED..19_200 - later]);
}

#[test]
fn what_a_limiter_still_holds_is_heard_when_main_has_fallen_asleep() {
    let mut rig = rig(&[("phones/level", "0 dB"), ("ch/1/pan", "L100")]);
    let mut signals = inputs(9600);
    for signal in &mut signals {
        signal[6001..].fill(0.0);
    }
    rig.run(&signals, || 64);
    let main = &rig.recorded[rig.output(NodeId::MAIN)];
    assert!(main[6070..6079].iter().any(|x| *x != 0.0));
    assert!(rig.recorded[rig.output(NodeId::PHONES)][SETTLED..] == main[SETTLED..]);
}

#[test]
fn the_monitor_adds_no_latency() {
    let mut rig = rig(&[("ch/1/solo", "on"), ("phones/level", "0 dB")]);
    let mut inputs = vec![vec![0.0; 4096]; 4];
    inputs[0][3000] = 0.5;
    rig.run(&inputs, || 64);
    let heard = &rig.recorded[rig.output(NodeId::PHONES)];
    let loudest = heard.iter().position(|x| x.abs() > 0.4);
    // As late as everything that is heard there.
    let ledger = headroom::engine::plan::latency(rig.layout.topology(), 48_000);
    let late = ledger[rig.output(NodeId::PHONES)] as usize;
    assert_eq!(loudest, Some(3000 + late));
}

/// Every switch of solo and monitor, turned while all is open and every mode is tried.
const SWITCHES: &[(&str, &[&str])] = &[
    ("ch/1/solo", &["on", "off"]),
    ("ch/2/solo", &["on", "off"]),
    ("dca/1/solo", &["on", "off"]),
    ("bus/2/solo", &["on", "off"]),
    ("main/solo", &["on", "off"]),
    ("ch/3/solo-safe", &["on", "off"]),
    ("console/solo/mode", &["afl", "in-place", "pfl"]),
    ("monitor/source", &["bus/1", "bus/2", "main"]),
    ("monitor/level", &["off", "0 dB", "-10 dB"]),
    ("monitor/dim", &["on", "off"]),
    ("monitor/dim-level", &["-60 dB", "0 dB"]),
    ("monitor/mono", &["on", "off"]),
    ("monitor/cut", &["on", "off"]),
    ("monitor/polarity", &["on", "off"]),
    ("monitor/speakers", &["b", "a"]),
    ("monitor/solo-trim", &["-20 dB", "0 dB"]),
    ("monitor-a/trim", &["-20 dB", "0 dB"]),
    ("phones/level", &["off", "0 dB"]),
    ("ch/1/gate/key-filter/listen", &["on", "off"]),
    ("ch/1/comp/key-filter/listen", &["on", "off"]),
];

#[test]
fn nothing_in_the_monitor_clicks() {
    const BETWEEN: usize = 6013;
    for (path, stops) in SWITCHES {
        for context in [
            &[("ch/1/solo", "on")][..],
            &[("ch/1/solo", "on"), ("console/solo/mode", "in-place")],
            &[("monitor/dim", "on"), ("dca/1/solo", "on")],
        ] {
            let more = [
                &[
                    ("ch/3/dca/1", "on"),
                    ("ch/1/send/1/on", "on"),
                    ("bus/1/fader", "0 dB"),
                    ("ch/1/send/2/level", "0 dB"),
                    ("bus/2/fader", "0 dB"),
                ],
                context,
            ]
            .concat();
            let mut rig = rig(&more);
            let signal = sine(1000.0, 0.25, BETWEEN * (2 * stops.len() + 1));
            let inputs: Vec<Vec<f32>> = (0..4).map(|_| signal.clone()).collect();
            for step in 0..=2 * stops.len() {
                let range = step * BETWEEN..(step + 1) * BETWEEN;
                let piece: Vec<Vec<f32>> =
                    inputs.iter().map(|x| x[range.clone()].to_vec()).collect();
                rig.run(&piece, || 64);
                rig.set(path, stops[step % stops.len()]);
            }
            for (port, signal) in rig.recorded.iter().enumerate() {
                let residue = click_db(signal, BETWEEN / 2);
                assert!(
                    residue < -80.0,
                    "{path} {context:?}, port {port}: {residue}"
                );
            }
        }
    }
}

/// A session with every switch of the monitor in it, at some periods.
fn session(mut period: impl FnMut() -> usize) -> Vec<Vec<f32>> {
    let mut rig = rig(&[("ch/3/dca/1", "on"), ("ch/1/send/2/level", "0 dB")]);
    let mut frame = 400;
    for round in 0..3 {
        for (path, stops) in SWITCHES {
            rig.timed(frame, path, stops[round % stops.len()], 0);
            frame += 331;
        }
    }
    let frames = frame as usize + 2000;
    rig.run(&inputs(frames), &mut period);
    rig.recorded
}

#[test]
fn any_period_gives_the_same_samples() {
    let reference = session(|| 64);
    for period in [1, 16, 37, 441, 1024] {
        assert!(session(|| period) == reference, "period {period}");
    }
    let loud = |x: &Vec<f32>| x.iter().any(|x| *x != 0.0);
    assert!(reference.iter().rev().take(6).all(loud));
}

#[test]
fn a_swap_with_a_solo_goes_on_sample_for_sample() {
    let more = [
        ("ch/1/solo", "on"),
        ("ch/3/dca/1", "on"),
        ("dca/1/solo", "on"),
    ];
    let run = |swap: bool| {
        let mut rig = rig(&more);
        let all = inputs(19_200);
        let part = |range: std::ops::Range<usize>| -> Vec<Vec<f32>> {
            all.iter().map(|x| x[range.clone()].to_vec()).collect()
        };
        rig.run(&part(0..7001), || 97);
        rig.set("monitor/mono", "on");
        rig.set("console/solo/mode", "afl");
        rig.run(&part(7001..7100), || 33);
        let changed = [("monitor/mono", "on"), ("console/solo/mode", "afl")];
        let values: Vec<_> = OPEN.iter().chain(&more).chain(&changed).copied().collect();
        if swap {
            let (engine, _) = build(&plan(topology(), &values)).unwrap();
            rig.send(Command::Swap(engine));
        } else {
            // Keeps the sequence the same.
            let index = rig.index("monitor/mono");
            rig.send(Command::Change(Change::now(
                index,
                rig.value("monitor/mono", "on"),
            )));
        }
        rig.run(&part(7100..19_200), || 64);
        rig.recorded
    };
    assert!(run(true) == run(false));
}

#[test]
fn a_soloed_strip_that_leaves_fades_out_and_the_source_comes_back() {
    let mut rig = rig(&[("ch/1/solo", "on")]);
    rig.run(&inputs(9600), || 64);
    let mut smaller = topology();
    smaller.strips.remove(0);
    let (engine, _) = build(&plan(smaller, &OPEN[1..])).unwrap();
    rig.send(Command::Swap(engine));
    // The inputs of the new engine are those of strips 2 and 3.
    let frames = 19_200;
    rig.run(&inputs(frames), || 64);
    let phones = &rig.recorded[rig.output(NodeId::PHONES)];
    assert!(phones.iter().all(|x| x.is_finite()));
    let end = sine_level(&phones[phones.len() - 4800..]);
    assert!(end > -60.0, "{end}");
}

/// The level of the tone of `frequency` at an output, with `input` dBFS of it at the talkback port.
fn talked(more: &[(&str, &str)], (node, side): (NodeId, usize)) -> f64 {
    let mut rig = rig(more);
    let mut all = vec![vec![0.0; 9600]; 4];
    all.push(sine(1000.0, 0.1, 9600));
    rig.run(&all, || 128);
    tone(&rig.recorded[rig.output(node) + side][4800..], 1000.0)
}

const WEDGE: (NodeId, usize) = (NodeId::bus(2), 0);
const GROUP_RIGHT: (NodeId, usize) = (NodeId::bus(1), 1);

#[test]
fn talkback_reaches_the_buses_that_it_is_switched_to_and_no_others() {
    let open = [
        ("talkback/level", "-6 dB"),
        ("talkback/bus/2", "on"),
        ("bus/1/fader", "0 dB"),
        ("bus/2/fader", "-3 dB"),
    ];
    let talk = [&open[..], &[("talkback/on", "on")]].concat();
    assert_eq!(talked(&open, WEDGE), SILENT);
    assert!((talked(&talk, WEDGE) + 29.0).abs() < 0.01);
    assert_eq!(talked(&talk, GROUP_RIGHT), SILENT);
    assert_eq!(talked(&talk, MAIN), SILENT);
    // Both sides of a stereo bus have the level of the microphone.
    let more = [
        ("talkback/bus/1", "on"),
        ("bus/1/main/on", "off"),
        ("talkback/main", "on"),
    ];
    let group = [&talk[..], &more].concat();
    assert!((talked(&group, GROUP_RIGHT) + 26.0).abs() < 0.01);
    assert!((talked(&group, MAIN) + 28.0).abs() < 0.01);
    // A fresh console hears nothing, even while the key is down.
    assert_eq!(
        talked(&[("talkback/on", "on"), ("talkback/main", "on")], MAIN),
        SILENT
    );
}

#[test]
fn talking_dims_the_speakers_and_not_the_headphones() {
    let strip = -24.0 + CENTRE - 2.0;
    check(
        &[("talkback/on", "on")],
        &[(A, 0, strip - 30.0), (PHONES, 0, strip - 5.0)],
    );
    check(
        &[("talkback/on", "on"), ("talkback/dim", "off")],
        &[(A, 0, strip - 10.0)],
    );
    // Dimming twice is dimming.
    check(
        &[("talkback/on", "on"), ("monitor/dim", "on")],
        &[(A, 0, strip - 30.0)],
    );
}

#[test]
fn the_oscillator_plays_at_its_level_where_it_is_switched_to() {
    let values = [
        ("oscillator/level", "-20 dB"),
        ("oscillator/freq", "1500 Hz"),
        ("oscillator/main", "on"),
        ("oscillator/bus/2", "on"),
        ("bus/2/fader", "0 dB"),
    ];
    let on = [&values[..], &[("oscillator/on", "on")]].concat();
    let played = |values: &[(&str, &str)], output: (NodeId, usize)| {
        let mut rig = rig(values);
        rig.run(&vec![vec![0.0; 9600]; 4], || 128);
        tone(
            &rig.recorded[rig.output(output.0) + output.1][4800..],
            1500.0,
        )
    };
    assert_eq!(played(&values, MAIN), SILENT);
    assert!((played(&on, MAIN) + 22.0).abs() < 0.01);
    assert!((played(&on, WEDGE) + 20.0).abs() < 0.01);
    assert_eq!(played(&on, GROUP_RIGHT), SILENT);
}

#[test]
fn the_oscillator_fades_and_sounds_the_same_at_any_period() {
    let moves: [(u64, &str, &str); 7] = [
        (2000, "oscillator/on", "on"),
        (9000, "oscillator/freq", "400 Hz"),
        (14_000, "oscillator/bus/2", "on"),
        (19_000, "oscillator/level", "-30 dB"),
        (24_000, "oscillator/main", "off"),
        (29_000, "oscillator/main", "on"),
        (34_000, "oscillator/on", "off"),
    ];
    let run = |last: &str, period: usize| {
        let start = [
            ("oscillator/level", "-6 dB"),
            ("oscillator/main", "on"),
            ("bus/2/fader", "0 dB"),
        ];
        let mut rig = rig(&start);
        for (frame, path, text) in moves {
            rig.timed(frame, path, text, 0);
        }
        rig.timed(36_000, "oscillator/type", last, 0);
        rig.timed(37_000, "oscillator/on", "on", 0);
        rig.run(&vec![vec![0.0; 44_000]; 4], || period);
        rig.recorded
    };
    let reference = run("sine", 64);
    for signal in &reference {
        assert!(click_db(signal, 480) < -80.0);
        assert!(signal[..2000].iter().all(|x| *x == 0.0));
    }
    let noise = run("pink", 64);
    assert!(noise != reference);
    for period in [1, 37, 441, 1024] {
        assert!(run("sine", period) == reference, "period {period}");
        assert!(run("pink", period) == noise, "period {period}");
    }
}

#[test]
fn a_swap_leaves_talkback_and_oscillator_as_they_are() {
    let more = [
        ("talkback/on", "on"),
        ("talkback/level", "0 dB"),
        ("talkback/bus/2", "on"),
        ("bus/2/fader", "0 dB"),
        ("oscillator/on", "on"),
        ("oscillator/type", "pink"),
        ("oscillator/level", "-20 dB"),
        ("oscillator/main", "on"),
    ];
    let run = |swap: bool| {
        let mut rig = rig(&more);
        let mut all = inputs(19_200);
        all.push(sine(700.0, 0.3, 19_200));
        let part = |range: std::ops::Range<usize>| -> Vec<Vec<f32>> {
            all.iter().map(|x| x[range.clone()].to_vec()).collect()
        };
        rig.run(&part(0..7001), || 97);
        if swap {
            let values: Vec<_> = OPEN.iter().chain(&more).copied().collect();
            rig.send(Command::Swap(build(&plan(topology(), &values)).unwrap().0));
        }
        rig.run(&part(7001..19_200), || 64);
        rig.recorded
    };
    assert!(run(true) == run(false));
}

#[test]
fn dcas_in_dcas_add_their_decibels_once_each() {
    let nested = [
        ("ch/1/pan", "L100"),
        ("ch/1/dca/2", "on"),
        ("dca/2/dca/1", "on"),
        ("dca/1/dca/3", "on"),
        ("dca/1/fader", "-5 dB"),
        ("dca/2/fader", "3 dB"),
        ("dca/3/fader", "-4 dB"),
    ];
    let open = -24.0 - 2.0;
    let with = |more: &[(&'static str, &'static str)]| [&nested[..], more].concat();
    check(&nested, &[(MAIN, 0, open - 6.0)]);
    // Reached over two ways, a DCA counts once; so does each of a ring, which only a file can make.
    check(&with(&[("ch/1/dca/1", "on")]), &[(MAIN, 0, open - 6.0)]);
    check(&with(&[("dca/3/dca/2", "on")]), &[(MAIN, 0, open - 6.0)]);
    check(&with(&[("dca/3/mute", "on")]), &[(MAIN, 0, SILENT)]);
    check(&with(&[("dca/3/fader", "off")]), &[(MAIN, 0, SILENT)]);
    check(
        &with(&[("dca/3/solo", "on")]),
        &[(A, 0, -30.0), (A, 1, SILENT)],
    );
    check(&with(&[("dca/1/dca/3", "off")]), &[(MAIN, 0, open - 2.0)]);
}

#[test]
fn a_mute_group_with_a_dim_level_dims_and_the_lowest_of_several_counts() {
    let member = [
        ("ch/1/pan", "L100"),
        ("ch/1/mute-group/1", "on"),
        ("ch/1/mute-group/2", "on"),
        ("mute-group/1/on", "on"),
        ("mute-group/1/dim", "-12 dB"),
    ];
    let with = |more: &[(&'static str, &'static str)]| [&member[..], more].concat();
    check(&member, &[(MAIN, 0, -38.0)]);
    check(
        &with(&[("mute-group/2/on", "on"), ("mute-group/2/dim", "-20 dB")]),
        &[(MAIN, 0, -46.0)],
    );
    check(&with(&[("mute-group/2/on", "on")]), &[(MAIN, 0, SILENT)]);
    check(&with(&[("ch/1/mute", "on")]), &[(MAIN, 0, SILENT)]);
    check(&with(&[("mute-group/1/on", "off")]), &[(MAIN, 0, -26.0)]);
}

/// A sine of 100 Hz or so on the left of strip 2: its level on the left of speakers A.
fn heard_as_on(translation: &str, frequency: f64) -> f64 {
    let values = [
        ("ch/2/fader", "0 dB"),
        ("main/fader", "0 dB"),
        ("monitor/level", "0 dB"),
        ("monitor/translation", translation),
    ];
    let mut rig = rig(&values);
    let signals = vec![
        vec![0.0; 48_000],
        sine(frequency, 0.1, 48_000),
        vec![0.0; 48_000],
        vec![0.0; 48_000],
    ];
    rig.run(&signals, || 100);
    tone(
        &rig.recorded[rig.output(NodeId::MONITOR_A)][24_000..],
        frequency,
    )
}

#[test]
fn a_mix_is_heard_as_it_would_be_elsewhere_by_the_documented_curves() {
    // Translation, frequency in Hz, dB over what is heard as it is. Butterworth, and one bell.
    #[rustfmt::skip]
    let rows = [
        ("phone",         200.0,   -24.17 - 6.02 + 0.75 + 0.1),
        ("phone",         400.0,   -3.01 - 6.02 + 0.75 + 0.4),
        ("phone",         1200.0,  4.0 - 6.02 + 0.75),
        ("mono",          1000.0,  -6.02),
        ("laptop",        2500.0,  3.0 - 0.02),
        ("small-speaker", 120.0,   -3.01 - 6.02 + 0.11 + 0.1),
        ("car",           30.0,    6.0 + 0.53),
        ("car",           400.0,   -4.0 + 0.53),
        ("car",           16_000.0, -3.0 + 0.53),
        ("club",          20.0,    5.0 - 0.3 - 6.02),
        ("club",          1000.0,  -0.3),
        ("hall",          16_000.0, -6.0 + 1.52),
    ];
    for (translation, frequency, expected) in rows {
        let found = heard_as_on(translation, frequency) - heard_as_on("off", frequency);
        assert!(
            (found - expected).abs() < 0.5,
            "{translation} at {frequency} Hz: {found} dB, not {expected}"
        );
    }
}

#[test]
fn main_is_what_it_is_however_the_monitor_is_heard() {
    let play = |translation: &str| {
        let mut rig = rig(&[]);
        rig.run(&inputs(9600), || 128);
        rig.set("monitor/translation", translation);
        rig.run(&inputs(48_000), || 128);
        rig.recorded[rig.output(NodeId::MAIN)].clone()
    };
    let plain = play("off");
    for translation in ["phone", "car", "club"] {
        assert!(play(translation) == plain, "{translation}");
    }
}
