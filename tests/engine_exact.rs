//! The same inputs and the same changes at the same frames give the same samples: at any period, in
//! any lane, plain or AVX2, over a swap of engines.

mod common;

use common::consoles;
use common::rig::{Rig, plan};
use common::signal::{Random, sine};
use headroom::engine::build::build;
use headroom::engine::command::{Change, Command, Retired};
use headroom::engine::dispatch::Kernels;
use headroom::engine::io::PortList;
use headroom::engine::plan::Plan;
use headroom::param::{BusRole, Layout, NodeId, Plain, Topology, Travel, Width};
use std::sync::Arc;

const FRAMES: usize = 24_000;

/// Forty strips, mono and stereo, with buses of every role that feed each other.
fn topology() -> Topology {
    let width = |number: u16| {
        if number.is_multiple_of(5) {
            Width::Stereo
        } else {
            Width::Mono
        }
    };
    let bus = |number, role, feeds: &[u16]| {
        let width = if number == 2 {
            Width::Mono
        } else {
            Width::Stereo
        };
        consoles::bus_into(number, role, width, feeds)
    };
    Topology {
        strips: (1..=40)
            .map(|number| consoles::strip(number, width(number)))
            .collect(),
        buses: vec![
            bus(1, BusRole::Group, &[5]),
            bus(2, BusRole::Wedge, &[]),
            bus(3, BusRole::InEar, &[]),
            bus(4, BusRole::Fx, &[]),
            bus(5, BusRole::Group, &[]),
            bus(6, BusRole::Matrix, &[]),
            bus(7, BusRole::Fx, &[]),
        ],
        main_feeds: vec![6],
        ..Topology::default()
    }
}

/// What stands on strips whose number is divisible, row by row.
const STRIPS: [(u16, &str, &str); 22] = [
    (1, "fader", "-10 dB"),
    (1, "hpf/on", "on"),
    (4, "lpf/on", "on"),
    (1, "gate/on", "on"),
    (1, "gate/threshold", "-30 dB"),
    (3, "gate/key", "ch/1"),
    (2, "gate/key-filter/on", "on"),
    (7, "gate/ratio", "2:1"),
    (2, "comp/on", "on"),
    (2, "comp/rms-time", "25 ms"),
    (4, "comp/hold", "60 ms"),
    (6, "comp/auto-release", "on"),
    (4, "comp/key-filter/on", "on"),
    (6, "comp/key", "ch/3"),
    (8, "comp/key", "bus/1"),
    (5, "order", "comp-eq"),
    (3, "deess/on", "on"),
    (1, "eq/2/gain", "7 dB"),
    (2, "eq/5/gain", "-5 dB"),
    (3, "eq/6/gain", "4 dB"),
    (5, "eq/1/type", "high-pass"),
    (2, "send/1/on", "on"),
];
/// What stands elsewhere.
const OTHERS: [(&str, &str); 30] = [
    ("ch/2/delay", "7.3 ms"),
    ("ch/5/delay", "2 ms"),
    ("main/delay", "11 ms"),
    ("ch/9/sat/on", "on"),
    ("bus/1/sat/on", "on"),
    ("bus/4/fx/type", "reverb"),
    ("bus/7/fx/type", "delay"),
    ("bus/7/tap-delay/note", "1/16"),
    ("bus/7/fx/tempo", "300 BPM"),
    ("bus/7/fader", "-6 dB"),
    ("ch/3/send/7/level", "0 dB"),
    ("ch/4/send/7/level", "0 dB"),
    ("bus/1/send/5/on", "on"),
    ("bus/3/gate/on", "on"),
    ("bus/3/comp/on", "on"),
    ("bus/3/comp/type", "feedback"),
    ("bus/3/comp/threshold", "-50 dB"),
    ("main/comp/on", "on"),
    ("main/comp/threshold", "-50 dB"),
    ("main/comp/mid-side", "on"),
    ("main/eq/3/gain", "6 dB"),
    ("main/eq/3/part", "side"),
    ("bus/3/gate/key", "bus/1"),
    ("ch/7/gate/key", "bus/4"),
    ("main/send/6/level", "0 dB"),
    ("main/fader", "0 dB"),
    ("main/geq/250", "-4 dB"),
    ("bus/2/geq/3k15", "-6 dB"),
    ("bus/2/notch/3/on", "on"),
    ("bus/6/eq/1/type", "high-pass"),
];

/// A busy start: everything is open, all processors are in somewhere, keys come from elsewhere.
fn busy_plan() -> Plan {
    let mut values: Vec<(String, &str)> = Vec::new();
    for strip in 1..=40_u16 {
        let mut set = |row: &str, text| values.push((format!("ch/{strip}/{row}"), text));
        for (number, row, text) in STRIPS {
            if strip.is_multiple_of(number) {
                set(row, text);
            }
        }
        set(&format!("send/{}/level", 2 + strip % 3), "-6 dB");
        let tap = ["pre-eq", "post-eq", "pre-fader"][usize::from(strip % 7 % 3)];
        set(&format!("send/{}/tap", 2 + strip % 3), tap);
        set(&format!("dca/{}", 1 + strip % 4), "on");
    }
    values.extend((1..=6).map(|bus| (format!("bus/{bus}/fader"), "-3 dB")));
    values.extend(OTHERS.map(|(path, text)| (path.to_owned(), text)));
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    plan(topology(), &values)
}

/// Noise, tones and bursts on every port, and a burst of NaN in one.
fn inputs(ports: usize) -> Vec<Vec<f32>> {
    let mut random = Random::new(7);
    let mut inputs: Vec<Vec<f32>> = (0..ports)
        .map(|port| match port % 3 {
            0 => random.noise(0.3, FRAMES),
            1 => sine(100.0 + 37.0 * port as f64, 0.4, FRAMES),
            _ => {
                let burst = |n: usize| {
                    if (n / 1500).is_multiple_of(2) {
                        0.5
                    } else {
                        0.0
                    }
                };
                sine(440.0, 1.0, FRAMES)
                    .iter()
                    .enumerate()
                    .map(|(n, x)| x * burst(n))
                    .collect()
            }
        })
        .collect();
    inputs[4][7000..7100].fill(f32::NAN);
    inputs[4][7100] = f32::INFINITY;
    inputs[4][7101] = 1e38;
    inputs
}

/// A storm of timed changes and glides over the whole table, the same for every run.
fn storm(rig: &mut Rig) {
    let mut random = Random::new(11);
    let layout = rig.layout.clone();
    for step in 0..400 {
        let index = headroom::param::ParamIndex::new(random.below(layout.len()));
        let path = layout.addr(index).to_string();
        let value = layout.spec(index).curve.plain(Travel::new(random.unit()));
        let text = layout.spec(index).exact(value);
        let over = if random.below(3) == 0 {
            32 * random.below(100) as u32
        } else {
            0
        };
        rig.timed(step * 55, &path, &text, over);
    }
}

fn render(plan: &Plan, period: impl FnMut() -> usize) -> Vec<Vec<f32>> {
    let mut rig = Rig::new(plan);
    storm(&mut rig);
    let inputs = inputs(rig.io.inputs.len());
    rig.run(&inputs, period);
    rig.recorded
}

fn assert_same(left: &[Vec<f32>], right: &[Vec<f32>], what: &str) {
    assert_eq!(left.len(), right.len());
    for (port, (left, right)) in left.iter().zip(right).enumerate() {
        let differs = left
            .iter()
            .zip(right)
            .position(|(a, b)| a.to_bits() != b.to_bits());
        assert_eq!(differs, None, "{what}: port {port} differs");
    }
}

#[test]
fn any_period_gives_the_same_samples() {
    let plan = busy_plan();
    let reference = render(&plan, || 64);
    assert!(
        reference
            .iter()
            .all(|port| port.iter().all(|x| x.is_finite()))
    );
    assert!(
        reference
            .iter()
            .any(|port| common::signal::peak(port) > 0.01)
    );
    for period in [1, 16, 37, 441, 1024] {
        assert_same(
            &render(&plan, || period),
            &reference,
            &format!("period {period}"),
        );
    }
    let mut random = Random::new(3);
    assert_same(
        &render(&plan, || 1 + random.below(1500)),
        &reference,
        "random periods",
    );
}

#[test]
fn plain_code_gives_the_same_samples() {
    let best = busy_plan();
    let plain = Plan {
        kernels: Kernels::Plain,
        ..best.clone()
    };
    assert_same(&render(&plain, || 128), &render(&best, || 128), "plain");
}

#[test]
fn strip_1_sounds_like_strip_37() {
    let tone = Random::new(5).noise(0.5, FRAMES);
    let hear = |number: u16| {
        let path = |rest: &str| format!("ch/{number}/{rest}");
        let settings = [
            ("fader", "-3 dB"),
            ("hpf/on", "on"),
            ("lpf/on", "on"),
            ("eq/2/gain", "9 dB"),
            ("eq/5/type", "notch"),
            ("gate/on", "on"),
            ("gate/key", "bus/4"),
            ("gate/key-filter/on", "on"),
            ("comp/on", "on"),
            ("comp/key", "bus/4"),
            ("comp/key-filter/on", "on"),
            ("order", "comp-eq"),
            ("deess/on", "on"),
            ("send/4/level", "0 dB"),
            ("pan", "L20"),
        ]
        .map(|(rest, text)| (path(rest), text));
        let mut values: Vec<(&str, &str)> = settings
            .iter()
            .map(|(path, text)| (path.as_str(), *text))
            .collect();
        values.extend([("main/fader", "0 dB"), ("bus/4/fader", "0 dB")]);
        let mut rig = Rig::with(topology(), &values);
        let ports = headroom::engine::io::PortList::of(rig.layout.topology()).inputs;
        let inputs: Vec<Vec<f32>> = ports
            .iter()
            .map(|port| {
                if port.node == NodeId::strip(number) {
                    tone.clone()
                } else {
                    vec![0.0; FRAMES]
                }
            })
            .collect();
        rig.run(&inputs, || 256);
        rig.recorded
    };
    assert_same(&hear(1), &hear(37), "strip 37");
}

/// What was recorded of nodes that both topologies have, by port.
fn output_of(rig: &Rig, node: NodeId) -> Vec<f32> {
    rig.recorded[rig.output(node)].clone()
}

fn sixteen(strips: u16, buses: u16) -> Topology {
    let bus = |number| consoles::bus(number, BusRole::Wedge, Width::Mono);
    Topology {
        strips: consoles::strips(1..=strips),
        buses: (1..=buses).map(bus).collect(),
        ..Topology::default()
    }
}

fn sixteen_plan(strips: u16, buses: u16) -> Plan {
    let mut values: Vec<(String, &str)> = vec![("main/fader".into(), "0 dB")];
    for strip in 1..=16 {
        values.push((format!("ch/{strip}/fader"), "-12 dB"));
        values.push((format!("ch/{strip}/hpf/on"), "on"));
        values.push((format!("ch/{strip}/lpf/on"), "on"));
        values.push((format!("ch/{strip}/eq/3/gain"), "6 dB"));
        values.push((format!("ch/{strip}/gate/on"), "on"));
        values.push((format!("ch/{strip}/comp/on"), "on"));
        values.push((format!("ch/{strip}/comp/key-filter/on"), "on"));
        values.push((format!("ch/{strip}/deess/on"), "on"));
        values.push((format!("ch/{strip}/send/1/level"), "-9 dB"));
    }
    values.push(("bus/1/fader".into(), "0 dB"));
    values.push(("bus/1/geq/2k".into(), "-9 dB"));
    values.push(("bus/1/notch/1/on".into(), "on"));
    values.push(("main/eq/6/gain".into(), "-3 dB"));
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    plan(sixteen(strips, buses), &values)
}

/// Sixteen strips play; after half the time a swap brings `strips` and `buses`.
fn swapped(strips: u16, buses: u16) -> (Rig, Vec<f32>, Vec<f32>) {
    let mut random = Random::new(9);
    let mut inputs: Vec<Vec<f32>> = (0..16).map(|_| random.noise(0.2, FRAMES)).collect();
    let mut rig = Rig::new(&sixteen_plan(16, 2));
    // A glide that is under way at the swap has to go on.
    rig.glide("ch/3/fader", "0 dB", FRAMES as u32 / 4 * 3);
    rig.glide("ch/4/eq/3/freq", "4 kHz", FRAMES as u32 / 4 * 3);
    rig.glide("bus/1/geq/2k", "3 dB", FRAMES as u32 / 4 * 3);
    let half: Vec<Vec<f32>> = inputs
        .iter()
        .map(|input| input[..FRAMES / 2].to_vec())
        .collect();
    rig.run(&half, || 100);
    let before_main = output_of(&rig, NodeId::MAIN);
    let mut next = sixteen_plan(strips, buses);
    next.layout_number = 1;
    for (path, value) in [
        ("ch/3/fader", 0.0),
        ("ch/4/eq/3/freq", 4000.0),
        ("bus/1/geq/2k", 3.0),
    ] {
        next.values[next.layout.find(path).unwrap().slot()] = Plain(value);
    }
    let (engine, _meters) = build(&next).unwrap();
    let sequence = rig.send(Command::Swap(engine));
    rig.layout = next.layout.clone();
    let ports = PortList::of(next.layout.topology());
    let outputs = ports.outputs.len();
    rig.io
        .outputs
        .resize(outputs.max(rig.io.outputs.len()), Vec::new());
    rig.recorded = vec![Vec::new(); outputs];
    inputs.resize(usize::from(strips).max(16), vec![0.0; FRAMES]);
    let rest: Vec<Vec<f32>> = inputs
        .iter()
        .map(|input| input[FRAMES / 2..].to_vec())
        .collect();
    let inputs = rest.len().max(ports.inputs.len());
    rig.io.inputs.resize(inputs, Vec::new());
    rig.run(&rest, || 100);
    assert!(rig.acknowledged.iter().any(|ack| ack.sequence == sequence));
    assert!(
        rig.retired
            .iter()
            .any(|retired| matches!(retired, Retired::Engine(_)))
    );
    assert_eq!(rig.io.set, 1);
    let main = [before_main, output_of(&rig, NodeId::MAIN)].concat();
    let wedge = output_of(&rig, NodeId::bus(1));
    (rig, main, wedge)
}

#[test]
fn adding_strips_and_buses_leaves_the_others_sample_for_sample() {
    let (_, main, wedge) = swapped(16, 2);
    for (strips, buses) in [(17, 2), (40, 2), (16, 3), (33, 9)] {
        let (_, other_main, other_wedge) = swapped(strips, buses);
        assert_same(
            &[main.clone(), wedge.clone()],
            &[other_main, other_wedge],
            "swap",
        );
    }
}

#[test]
fn a_swap_to_the_same_console_is_no_event() {
    let (_, main, _) = swapped(16, 2);
    let mut random = Random::new(9);
    let inputs: Vec<Vec<f32>> = (0..16).map(|_| random.noise(0.2, FRAMES)).collect();
    let mut rig = Rig::new(&sixteen_plan(16, 2));
    rig.glide("ch/3/fader", "0 dB", FRAMES as u32 / 4 * 3);
    rig.glide("ch/4/eq/3/freq", "4 kHz", FRAMES as u32 / 4 * 3);
    rig.glide("bus/1/geq/2k", "3 dB", FRAMES as u32 / 4 * 3);
    rig.run(&inputs, || 441);
    assert_same(&[main], &[output_of(&rig, NodeId::MAIN)], "swap");
}

#[test]
fn a_removed_strip_fades_out_without_a_click() {
    let tone = sine(1000.0, 0.5, FRAMES);
    let mut rig = Rig::with(
        sixteen(2, 1),
        &[("ch/2/fader", "0 dB"), ("main/fader", "0 dB")],
    );
    let half = FRAMES / 2 + 13;
    rig.run(&[vec![0.0; half], tone[..half].to_vec()], || 64);
    let mut next = plan(sixteen(1, 1), &[("main/fader", "0 dB")]);
    next.layout_number = 1;
    rig.send(Command::Swap(build(&next).unwrap().0));
    rig.run(&[vec![0.0; FRAMES - half], tone[half..].to_vec()], || 64);
    let main = &rig.recorded[rig.output(NodeId::MAIN)];
    assert!(common::signal::click_db(main, 4800) < -80.0);
    assert_eq!(common::signal::peak(&main[half + 4800..]), 0.0);
}

/// A callback in which an engine comes and a change of one of its parameters is due.
fn comes_with_a_change(rig: &mut Rig, next: &Plan, at: u64) {
    let index = next.layout.find("ch/1/fader").unwrap();
    let value = next.layout.spec(index).parse("0 dB").unwrap();
    rig.sequence += 1;
    let timed = headroom::engine::command::Timed {
        layout_number: next.layout_number,
        frame: at,
        sequence: rig.sequence,
        change: Change::now(index, value),
    };
    rig.link.send_timed(timed).unwrap();
    rig.run(&[sine(1000.0, 0.5, 4800), vec![0.0; 4800]], || 480);
    let taken = rig.acknowledged.last().unwrap();
    assert_eq!((taken.sequence, taken.frame), (rig.sequence, at));
    let main = output_of(rig, NodeId::MAIN);
    let level = common::signal::sine_level(&main[main.len() - 480..]);
    assert!((level + 6.02 + 3.01).abs() < 0.01, "{level}");
}

#[test]
fn a_timed_change_that_is_due_when_its_engine_comes_is_heard() {
    let first = plan(sixteen(1, 1), &[("main/fader", "0 dB")]);
    let mut rig = Rig::new(&first);
    comes_with_a_change(&mut rig, &first, 0);
    // Of another layout: the running engine leaves it to the one that comes.
    let mut next = plan(sixteen(2, 1), &[("main/fader", "0 dB")]);
    next.layout_number = 1;
    rig.send(Command::Swap(build(&next).unwrap().0));
    rig.layout = next.layout.clone();
    rig.io.inputs.push(Vec::new());
    comes_with_a_change(&mut rig, &next, 4800);
}

#[test]
fn a_live_run_replayed_from_its_acknowledged_frames_is_the_same() {
    let mut random = Random::new(21);
    let plan = busy_plan();
    let mut live = Rig::new(&plan);
    let inputs = inputs(live.io.inputs.len());
    let layout: Arc<Layout> = live.layout.clone();
    let mut sent = Vec::new();
    let mut done = 0;
    while done < FRAMES {
        for _ in 0..random.below(4) {
            let index = headroom::param::ParamIndex::new(random.below(layout.len()));
            let value = layout.spec(index).curve.plain(Travel::new(random.unit()));
            let over = if random.below(2) == 0 {
                1 + random.below(4000) as u32
            } else {
                0
            };
            let change = Change { index, value, over };
            sent.push((live.send(Command::Change(change)), change));
        }
        let count = (32 + random.below(700)).min(FRAMES - done);
        let piece: Vec<Vec<f32>> = inputs
            .iter()
            .map(|input| input[done..done + count].to_vec())
            .collect();
        live.run(&piece, || count);
        done += count;
    }
    let mut replay = Rig::new(&plan);
    for (sequence, change) in sent {
        let frame = live
            .acknowledged
            .iter()
            .find(|ack| ack.sequence == sequence)
            .map(|ack| ack.frame);
        let Some(frame) = frame else { continue };
        let path = layout.addr(change.index).to_string();
        let text = layout.spec(change.index).exact(change.value);
        replay.timed(frame, &path, &text, change.over);
    }
    replay.run(&inputs, || 333);
    assert_same(&live.recorded, &replay.recorded, "replay");
}
