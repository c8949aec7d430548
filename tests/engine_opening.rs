//! What is opened into wedges and in-ears meets a limiter that does not look ahead: it comes up so slowly that
//! nothing clicks, whatever opens it. Closing is as quick as towards main, and main hears none of this.

mod common;

use common::consoles::{bus, bus_into, mono};
use common::rig::{Rig, plan};
use common::signal::{click_db, peak, sine};
use headroom::engine::build::build;
use headroom::engine::command::Command;
use headroom::engine::plan::Plan;
use headroom::param::{BusRole, NodeId, Topology, Width};

/// Two strips, a group that feeds the wedge, a wedge and an in-ear mix; a DCA and a mute group.
fn topology() -> Topology {
    Topology {
        strips: [1, 2].map(mono).to_vec(),
        buses: vec![
            bus_into(1, BusRole::Group, Width::Mono, &[2]),
            bus(2, BusRole::Wedge, Width::Mono),
            bus(3, BusRole::InEar, Width::Stereo),
        ],
        dcas: vec![1],
        mute_groups: vec![1],
        ..Topology::default()
    }
}

const OPEN: [(&str, &str); 13] = [
    ("ch/1/fader", "0 dB"),
    ("ch/1/send/2/on", "on"),
    ("ch/1/send/2/level", "0 dB"),
    ("ch/1/send/3/on", "on"),
    ("ch/1/send/3/level", "0 dB"),
    ("ch/1/dca/1", "on"),
    ("ch/1/mute-group/1", "on"),
    ("bus/2/fader", "0 dB"),
    ("bus/3/fader", "0 dB"),
    ("bus/1/fader", "0 dB"),
    ("bus/1/send/2/level", "0 dB"),
    ("main/fader", "0 dB"),
    ("main/limiter/on", "off"),
];

/// What closes the way of strip 1 into a bus, and how it is opened again.
const WAYS: [(&str, &str, &str); 8] = [
    ("ch/1/mute", "on", "off"),
    ("ch/1/send/2/on", "off", "on"),
    ("ch/1/send/3/on", "off", "on"),
    ("bus/2/mute", "on", "off"),
    ("bus/3/mute", "on", "off"),
    ("dca/1/mute", "on", "off"),
    ("mute-group/1/on", "on", "off"),
    ("bus/1/mute", "on", "off"),
];

/// The ports of the wedge and of one side of the in-ear mix, while a way is closed and after it was opened at
/// 0.25 s.
fn opened(
    (path, closed, open): (&str, &str, &str),
    level: f64,
    ceiling: &str,
    phase: usize,
) -> [Vec<f32>; 3] {
    let tone = sine(997.0, level, 48_000 + phase);
    let ceilings = ["bus/2", "bus/3"].map(|bus| format!("{bus}/limiter/ceiling"));
    let [wedge, ears] = &ceilings;
    let values = [
        &OPEN[..],
        &[(wedge, ceiling), (ears, ceiling), (path, closed)],
    ]
    .concat();
    let values = if path.starts_with("bus/1") {
        [
            &values[..],
            &[
                ("ch/1/send/1/on", "on"),
                ("ch/1/send/2/on", "off"),
                ("ch/1/send/3/on", "off"),
            ],
        ]
        .concat()
    } else {
        values
    };
    let mut rig = Rig::with(topology(), &values);
    let tone = &tone[phase..];
    rig.run(&[tone[..12_000].to_vec()], || 128);
    rig.set(path, open);
    rig.run(&[tone[12_000..].to_vec()], || 128);
    [NodeId::bus(2), NodeId::bus(3), NodeId::MAIN]
        .map(|node| rig.recorded[rig.output(node)].clone())
}

#[test]
fn whatever_opens_a_way_into_a_limiter_without_look_ahead_does_not_click() {
    // At the ceiling, and 12 and 24 dB over it; the last by more than full scale.
    for (ceiling, level, limit) in [
        ("-12 dB", 0.25, -80.0),
        ("-12 dB", 1.0, -60.0),
        ("-24 dB", 1.0, -60.0),
        ("-12 dB", 3.98, -60.0),
    ] {
        let mut worst = f64::NEG_INFINITY;
        for way in WAYS {
            for phase in [0, 7, 19, 33] {
                let [wedge, ears, _] = opened(way, level, ceiling, phase);
                let residue = click_db(&wedge, 4800).max(click_db(&ears, 4800));
                assert!(residue <= limit, "{way:?} at {level}: {residue:.1} dBFS");
                worst = worst.max(residue);
            }
        }
        println!("{level} for {ceiling}: {worst:.1} dBFS");
    }
}

#[test]
fn every_way_is_open_in_the_end_and_main_is_as_quick_as_ever() {
    for way in WAYS {
        let [wedge, ears, main] = opened(way, 0.1, "-12 dB", 0);
        let level = |signal: &[f32], ms: usize| peak(&signal[12_000 + 48 * ms..][..480]);
        let through = if way.0.ends_with("/3/on") || way.0.starts_with("bus/3") {
            &ears
        } else {
            &wedge
        };
        assert!(peak(&through[4800..12_000]) < 1e-4, "{way:?}");
        assert!(level(through, 90) < 0.01, "{way:?}: it takes its time");
        assert!(level(through, 410) > 0.999 * level(through, 700), "{way:?}");
        assert!(level(through, 700) > 0.07, "{way:?}");
        if !way.0.contains("send") && !way.0.starts_with("bus/") {
            assert!(peak(&main[4800..12_000]) < 1e-4, "{way:?}");
            assert!(level(&main, 20) > 0.99 * level(&main, 500), "{way:?}");
        }
    }
}

#[test]
fn closing_is_as_quick_as_towards_main() {
    for (path, open, closed) in WAYS {
        let values = [&OPEN[..], &[("ch/1/send/1/on", "on"), (path, closed)]].concat();
        if path.starts_with("bus/1") {
            continue;
        }
        let mut rig = Rig::with(topology(), &values);
        let tone = sine(997.0, 0.1, 24_000);
        rig.run(&[tone[..12_000].to_vec()], || 128);
        rig.set(path, open);
        rig.run(&[tone[12_000..].to_vec()], || 128);
        let node = if path.contains("/3/") { 3 } else { 2 };
        if path.contains("ch/1/mute") || path.contains("send/2") || path.contains("bus/") {
            let heard = &rig.recorded[rig.output(NodeId::bus(node))];
            let group = path.contains("send") || path.contains("bus/");
            // What comes by way of the group goes on, unless the strip is muted.
            let rest = peak(&heard[14_000..]);
            assert!(group || rest == 0.0, "{path}: {rest}");
            assert!(peak(&heard[12_100..12_200]) < peak(&heard[11_000..12_000]) * 1.001);
        }
    }
}

/// What closes a way, how, how it is opened, and what else stands.
type Around = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// What closes a way into the wedge that is not a strip's own, what else stands, and how it is opened: over a
/// group, or from the console itself.
const WAYS_AROUND: [Around; 10] = [
    ("ch/1/mute", "on", "off", GROUPED),
    ("ch/1/send/1/on", "off", "on", GROUPED),
    ("dca/1/mute", "on", "off", GROUPED),
    ("mute-group/1/on", "on", "off", GROUPED),
    ("bus/1/send/2/on", "off", "on", GROUPED),
    ("talkback/on", "off", "on", TALKS),
    ("talkback/bus/2", "off", "on", TALKS),
    ("talkback/bus/1", "off", "on", TALKS_TO_GROUP),
    ("oscillator/on", "off", "on", PLAYS),
    ("oscillator/bus/2", "off", "on", PLAYS),
];
/// Strip 1 is heard by way of the group alone.
const GROUPED: &[(&str, &str)] = &[
    ("ch/1/send/1/on", "on"),
    ("ch/1/send/2/on", "off"),
    ("ch/1/main/on", "off"),
];
const TALKS: &[(&str, &str)] = &[
    ("ch/1/fader", "off"),
    ("ch/1/send/2/on", "off"),
    ("talkback/on", "on"),
    ("talkback/level", "0 dB"),
    ("talkback/bus/2", "on"),
    ("talkback/main", "on"),
];
const TALKS_TO_GROUP: &[(&str, &str)] = &[
    ("ch/1/send/2/on", "off"),
    ("talkback/on", "on"),
    ("talkback/level", "0 dB"),
];
const PLAYS: &[(&str, &str)] = &[
    ("ch/1/send/2/on", "off"),
    ("oscillator/on", "on"),
    ("oscillator/level", "0 dB"),
    ("oscillator/freq", "997 Hz"),
    ("oscillator/bus/2", "on"),
    ("oscillator/main", "on"),
];

/// The ports of the wedge and of main, while one of [`WAYS_AROUND`] is closed and after it was opened at 0.25 s.
fn opened_around((path, closed, open, more): Around, level: f64) -> [Vec<f32>; 2] {
    let values = [
        &OPEN[..],
        more,
        &[("bus/2/limiter/ceiling", "-12 dB"), (path, closed)],
    ]
    .concat();
    let mut rig = Rig::with(topology(), &values);
    let tone = sine(997.0, level, 48_000);
    let silence = vec![0.0; 36_000];
    let inputs = |tone: &[f32]| [tone.to_vec(), silence[..tone.len()].to_vec(), tone.to_vec()];
    rig.run(&inputs(&tone[..12_000]), || 128);
    rig.set(path, open);
    rig.run(&inputs(&tone[12_000..]), || 128);
    [NodeId::bus(2), NodeId::MAIN].map(|node| rig.recorded[rig.output(node)].clone())
}

#[test]
fn what_comes_over_a_group_or_from_the_console_itself_comes_up_as_slowly() {
    for way in WAYS_AROUND {
        let [wedge, main] = opened_around(way, 1.0);
        let residue = click_db(&wedge, 4800);
        println!("{way:?}: {residue:.1} dBFS");
        assert!(residue <= -60.0, "{way:?}: {residue:.1} dBFS");
        let level = |signal: &[f32], ms: usize| peak(&signal[12_000 + 48 * ms..][..480]);
        assert!(peak(&wedge[4800..12_000]) < 1e-4, "{way:?}");
        assert!(level(&wedge, 40) < 0.02, "{way:?}: it takes its time");
        assert!(level(&wedge, 500) > 0.24, "{way:?}: it is open in the end");
        if way.0.starts_with("talkback/on") || way.0.starts_with("oscillator/on") {
            assert!(
                level(&main, 30) > 0.9 * level(&main, 500),
                "{way:?}: main is quick"
            );
        }
    }
}

#[test]
fn a_group_whose_way_into_the_wedge_is_closed_is_as_quick_as_ever() {
    let values = [
        &OPEN[..],
        GROUPED,
        &[("bus/1/send/2/on", "off"), ("ch/1/mute", "on")],
    ]
    .concat();
    let mut rig = Rig::with(topology(), &values);
    let tone = sine(997.0, 0.1, 48_000);
    rig.run(&[tone[..12_000].to_vec()], || 128);
    rig.set("ch/1/mute", "off");
    rig.run(&[tone[12_000..24_000].to_vec()], || 128);
    // What sounds already does not dip when its way into the wedge opens.
    rig.set("bus/1/send/2/on", "on");
    rig.run(&[tone[24_000..].to_vec()], || 128);
    let main = &rig.recorded[rig.output(NodeId::MAIN)];
    let settled = peak(&main[22_000..24_000]);
    assert!(settled > 0.05, "{settled}");
    assert!(peak(&main[13_500..14_000]) > 0.99 * settled);
    for window in main[24_000..].chunks_exact(480) {
        assert!((peak(window) / settled - 1.0).abs() < 0.01);
    }
    let wedge = &rig.recorded[rig.output(NodeId::bus(2))];
    assert!(peak(&wedge[26_000..26_480]) < 0.01 && peak(&wedge[46_000..]) > 0.07);
}

/// The wedge and the in-ears while ways open and close, at a period, with a new engine at some frames.
fn heard(period: usize, swaps: &[usize]) -> Vec<Vec<f32>> {
    let values = [&OPEN[..], &[("ch/1/mute", "on"), ("bus/3/mute", "on")]].concat();
    let plan = plan(topology(), &values);
    let mut rig = Rig::new(&plan);
    let tone = sine(997.0, 0.5, 64_000);
    let changes = [
        (3200, "ch/1/mute", "off"),
        (6400, "bus/3/mute", "off"),
        (9600, "ch/1/send/2/on", "off"),
        (10_048, "ch/1/send/2/on", "on"),
        (12_800, "mute-group/1/dim", "-20 dB"),
        (16_000, "mute-group/1/on", "on"),
        (24_000, "mute-group/1/on", "off"),
    ];
    for (frame, path, text) in changes {
        rig.timed(frame, path, text, 0);
    }
    let mut values = plan.values.clone();
    let mut done = 0;
    for end in swaps.iter().copied().chain([64_000]) {
        rig.run(&[tone[done..end].to_vec()], || period);
        done = end;
        if end < 64_000 {
            for (_, path, text) in changes.iter().filter(|change| change.0 < end as u64) {
                values[rig.index(path).slot()] = rig.value(path, text);
            }
            let next = Plan {
                values: values.clone(),
                ..plan.clone()
            };
            let (engine, meters) = build(&next).unwrap();
            rig.send(Command::Swap(engine));
            rig.meters = meters;
        }
    }
    rig.recorded
}

#[test]
fn the_way_up_is_the_same_at_any_period_and_goes_on_in_another_engine() {
    let whole = heard(128, &[]);
    let audible = whole.iter().filter(|heard| peak(heard) > 0.1);
    assert!(audible.count() >= 3);
    for period in [1, 37, 441] {
        assert!(heard(period, &[]) == whole, "period {period}");
    }
    let swapped = heard(128, &[4096, 8320, 13_120, 20_000, 26_880]);
    for (port, (a, b)) in whole.iter().zip(&swapped).enumerate() {
        let first = a.iter().zip(b).position(|(a, b)| a != b);
        assert_eq!(first, None, "port {port}");
    }
}
