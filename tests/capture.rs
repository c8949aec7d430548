//! What is taken out of the engine to be measured or recorded: the same samples at any period, with nothing
//! changed in what is heard, over other sets, other consoles and full rings.

mod common;

use common::consoles;
use common::rig::{Rig, plan};
use common::signal::Random;
use headroom::engine::build::build;
use headroom::engine::command::{CapturePoint, CaptureSource, Captures, Command, Retired};
use headroom::engine::plan::{Plan, latency_to_main};
use headroom::param::tables::send::Tap;
use headroom::param::{BusRole, NodeId, Topology, Width};
use headroom::rt::capture::{CaptureReader, capture};

const FRAMES: usize = 9600;
/// Marks that a ring of the tests holds: more than there are frames.
const MARKS: usize = 1000;

/// A mono and a stereo strip with an insert point each, a stereo group and main.
fn topology(strips: u16) -> Topology {
    let mut strips = consoles::strips((1..=strips).filter(|number| *number != 2));
    strips.push(consoles::strip(2, Width::Stereo));
    Topology {
        strips,
        buses: vec![consoles::bus(1, BusRole::Group, Width::Stereo)],
        inserts: [NodeId::strip(2)].into(),
        ..Topology::default()
    }
}

const OPEN: [(&str, &str); 10] = [
    ("ch/1/fader", "0 dB"),
    ("ch/1/trim", "6 dB"),
    ("ch/1/eq/on", "on"),
    ("ch/1/eq/1/on", "on"),
    ("ch/1/eq/1/gain", "6 dB"),
    ("ch/2/fader", "-3 dB"),
    ("ch/2/send/1/on", "on"),
    ("ch/2/send/1/level", "0 dB"),
    ("bus/1/fader", "0 dB"),
    ("main/fader", "0 dB"),
];

fn source(node: NodeId, point: CapturePoint) -> CaptureSource {
    CaptureSource { node, point }
}

/// One of every kind, with its channels.
fn sources() -> Vec<(CaptureSource, usize)> {
    let (one, two) = (NodeId::strip(1), NodeId::strip(2));
    let taps = [
        Tap::Input,
        Tap::PreEq,
        Tap::PostEq,
        Tap::PreFader,
        Tap::PostFader,
    ];
    let taps = taps.map(|tap| (source(one, CapturePoint::Tap(tap)), 1));
    let others = [
        (source(one, CapturePoint::Port), 1),
        (source(two, CapturePoint::Port), 2),
        (source(NodeId::TALKBACK, CapturePoint::Port), 1),
        (source(two, CapturePoint::InsertReturn), 2),
        (source(NodeId::bus(1), CapturePoint::Output), 2),
        (source(NodeId::MAIN, CapturePoint::Output), 2),
        (source(two, CapturePoint::Share), 2),
    ];
    taps.into_iter().chain(others).collect()
}

/// A set of new captures, numbered from `first` on, and their readers.
fn fresh(
    first: u64,
    sources: &[(CaptureSource, usize)],
    marks: usize,
) -> (Captures, Vec<CaptureReader>) {
    let mut set = Captures::default();
    let mut readers = Vec::new();
    for (number, source) in (first..).zip(sources) {
        let (writer, reader) = capture(source.1, marks);
        set.add(number, *source, Some(writer));
        readers.push(reader);
    }
    (set, readers)
}

fn inputs(frames: usize) -> Vec<Vec<f32>> {
    let mut random = Random::new(7);
    (0..8).map(|_| random.noise(0.1, frames)).collect()
}

/// Everything that waits, by channel; the frame of the first sample, and how many were missed.
fn read(reader: &mut CaptureReader) -> (u64, Vec<Vec<f32>>, u64) {
    let (mut first, mut missed) = (None, 0);
    let mut channels = vec![Vec::new(); reader.channels()];
    while let Some(captured) = reader.read() {
        first.get_or_insert(captured.frame);
        missed += captured.missed;
        for (all, new) in channels.iter_mut().zip(captured.channels) {
            all.extend_from_slice(new);
        }
    }
    (first.unwrap_or(0), channels, missed)
}

fn rig() -> Rig {
    Rig::with(topology(2), &OPEN)
}

/// What every source of [`sources`] gives at a period, and what is played.
fn captured(period: usize) -> (Vec<Vec<Vec<f32>>>, Vec<Vec<f32>>) {
    let mut rig = rig();
    let (set, mut readers) = fresh(1, &sources(), MARKS);
    rig.send(Command::Capture(Box::new(set)));
    rig.run(&inputs(FRAMES), || period);
    let read = readers.iter_mut().map(|reader| {
        let (first, channels, missed) = read(reader);
        assert_eq!((first, missed), (0, 0));
        channels
    });
    (read.collect(), rig.recorded)
}

#[test]
fn every_period_gives_the_same_samples() {
    let (expected, played) = captured(32);
    assert!(expected.iter().flatten().all(|c| c.len() == FRAMES));
    for period in [1, 16, 37, 441, 1024] {
        let (heard, sounded) = captured(period);
        assert!(heard == expected, "captured at period {period}");
        assert!(sounded == played, "played at period {period}");
    }
}

#[test]
fn what_is_captured_is_what_comes_in_and_what_leaves() {
    let (captured, played) = captured(64);
    let inputs = inputs(FRAMES);
    let of = |node, point| {
        let wanted = source(node, point);
        let at = sources().iter().position(|(known, _)| *known == wanted);
        &captured[at.unwrap()]
    };
    let (one, two) = (NodeId::strip(1), NodeId::strip(2));
    assert!(of(one, CapturePoint::Port) == &inputs[..1]);
    assert!(of(two, CapturePoint::Port) == &inputs[1..3]);
    assert!(of(NodeId::TALKBACK, CapturePoint::Port) == &inputs[3..4]);
    assert!(of(two, CapturePoint::InsertReturn) == &inputs[4..6]);
    let rig = rig();
    for node in [NodeId::bus(1), NodeId::MAIN] {
        let port = rig.output(node);
        assert!(
            of(node, CapturePoint::Output) == &played[port..port + 2],
            "{node}"
        );
        assert!(played[port].iter().any(|x| x.abs() > 0.01), "{node}");
    }
    // Trim lies before the input tap, the band before the tap behind it.
    let trimmed = &of(one, CapturePoint::Tap(Tap::Input))[0];
    let lag = (0..8).find(|lag| (trimmed[1000 + lag] / inputs[0][1000] - 1.995).abs() < 0.01);
    assert!(lag.is_some());
    assert!(of(one, CapturePoint::Tap(Tap::PreEq)) != of(one, CapturePoint::Tap(Tap::PostEq)));
}

#[test]
fn nothing_that_is_played_changes_by_a_bit() {
    let mut plain = rig();
    let mut tapped = rig();
    let inputs = inputs(3 * FRAMES);
    let part = |from: usize| -> Vec<Vec<f32>> {
        let parts = inputs.iter().map(|x| x[from..from + FRAMES].to_vec());
        parts.collect()
    };
    // Mutes and faders move while captures come and go.
    let (set, _readers) = fresh(1, &sources(), MARKS);
    let sets = [Captures::default(), set, Captures::default()];
    for (at, set) in sets.into_iter().enumerate() {
        tapped.send(Command::Capture(Box::new(set)));
        for rig in [&mut plain, &mut tapped] {
            rig.set("ch/1/mute", if at == 1 { "on" } else { "off" });
            rig.glide("ch/2/fader", ["-20 dB", "0 dB", "-6 dB"][at], 4000);
            rig.run(&part(at * FRAMES), || 64);
        }
    }
    assert!(plain.recorded == tapped.recorded);
}

#[test]
fn every_set_comes_home_and_what_goes_on_misses_nothing() {
    let mut rig = rig();
    let [main, bus] =
        [NodeId::MAIN, NodeId::bus(1)].map(|node| (source(node, CapturePoint::Output), 2));
    let (set, mut first) = fresh(1, &[main], MARKS);
    rig.send(Command::Capture(Box::new(set)));
    rig.run(&inputs(3200), || 100);
    let (mut set, mut second) = fresh(2, &[bus], MARKS);
    set.add(1, main, None);
    rig.send(Command::Capture(Box::new(set)));
    rig.run(&inputs(3200), || 100);
    let mut set = Captures::default();
    set.add(2, bus, None);
    rig.send(Command::Capture(Box::new(set)));
    rig.run(&inputs(3200), || 100);
    rig.send(Command::Capture(Box::default()));
    rig.run(&inputs(320), || 100);
    let home = |r: &&Retired| matches!(r, Retired::Capture(_));
    assert_eq!(rig.retired.iter().filter(home).count(), 4);
    rig.retired.clear();
    let (from, channels, missed) = read(&mut first[0]);
    assert_eq!((from, channels[0].len(), missed), (0, 6400, 0));
    let (from, channels, missed) = read(&mut second[0]);
    assert_eq!((from, channels[0].len(), missed), (3200, 6400, 0));
    assert!(first[0].is_over() && second[0].is_over());
    // The link has counted every box: it takes as many as on the first day.
    for _ in 0..200 {
        rig.send(Command::Capture(Box::default()));
        rig.run(&inputs(32), || 32);
    }
}

#[test]
fn a_full_ring_is_a_gap_of_known_length() {
    let mut rig = rig();
    let main = (source(NodeId::MAIN, CapturePoint::Output), 2);
    let (set, mut readers) = fresh(1, &[main], 10);
    rig.send(Command::Capture(Box::new(set)));
    rig.run(&inputs(3200), || 64);
    let (from, before, missed) = read(&mut readers[0]);
    assert_eq!((from, before[0].len(), missed), (0, 320, 0));
    rig.run(&inputs(320), || 64);
    let (from, after, missed) = read(&mut readers[0]);
    assert_eq!((from, after[0].len(), missed), (3200, 320, 2880));
    let port = rig.output(NodeId::MAIN);
    assert!(after[0] == rig.recorded[port][3200..3520]);
}

/// The engine of another console takes over.
fn swap(rig: &mut Rig, topology: Topology) {
    let has_bus = !topology.buses.is_empty();
    let values = OPEN.into_iter();
    let values: Vec<_> = values
        .filter(|(path, _)| has_bus || !(path.contains("send") || path.contains("bus")))
        .collect();
    let plan = Plan {
        layout_number: 1,
        ..plan(topology, &values)
    };
    rig.io.inputs.resize(16, Vec::new());
    rig.io.outputs.resize(32, Vec::new());
    rig.layout = plan.layout.clone();
    rig.send(Command::Swap(build(&plan).unwrap().0));
}

#[test]
fn what_both_consoles_have_goes_on_and_what_is_gone_says_so() {
    let mut rig = rig();
    let (one, bus, main) = (
        (source(NodeId::strip(1), CapturePoint::Port), 1),
        (source(NodeId::bus(1), CapturePoint::Output), 2),
        (source(NodeId::MAIN, CapturePoint::Output), 2),
    );
    let (set, mut readers) = fresh(1, &[one, bus, main], MARKS);
    rig.send(Command::Capture(Box::new(set)));
    rig.run(&inputs(3200), || 64);
    // Ten strips more, before the others; and no bus.
    let mut next = topology(12);
    next.buses.clear();
    next.strips.rotate_right(5);
    swap(&mut rig, next);
    rig.run(&inputs(9600), || 64);
    assert!(readers[0].is_there() && !readers[1].is_there() && readers[2].is_there());
    for (at, is_whole) in [(0, true), (1, false), (2, true)] {
        let (from, channels, missed) = read(&mut readers[at]);
        assert_eq!((from, missed), (0, 0));
        assert_eq!(channels[0].len() == 12_800, is_whole, "{at}");
    }
    // It comes back under its number.
    let mut back = topology(2);
    back.main = Width::Mono;
    swap(&mut rig, back);
    rig.run(&inputs(9600), || 64);
    assert!(readers[0].is_there() && readers[1].is_there());
    // A main of another width is another one.
    assert!(!readers[2].is_there());
}

/// What strips and buses add to main, each as late as what skips a bus is: their sum is what main hears, while pans glide,
/// assignments change and faders move.
#[test]
fn shares_add_up_to_what_main_hears() {
    let mut rig = rig();
    let shares = [NodeId::strip(1), NodeId::strip(2), NodeId::bus(1)];
    let mut wanted = shares
        .map(|node| (source(node, CapturePoint::Share), 2))
        .to_vec();
    wanted.push((source(NodeId::MAIN, CapturePoint::Tap(Tap::Input)), 2));
    let (set, mut readers) = fresh(1, &wanted, MARKS);
    rig.send(Command::Capture(Box::new(set)));
    rig.set("ch/1/main/on", "on");
    rig.set("ch/2/main/on", "on");
    rig.set("bus/1/main/on", "on");
    let inputs = inputs(3 * FRAMES);
    let part = |at: usize| -> Vec<Vec<f32>> {
        let parts = inputs.iter().map(|x| x[at * FRAMES..][..FRAMES].to_vec());
        parts.collect()
    };
    rig.run(&part(0), || 37);
    rig.glide("ch/1/pan", "L70", 3000);
    rig.set("ch/2/main/on", "off");
    rig.run(&part(1), || 441);
    rig.set("ch/2/main/on", "on");
    rig.set("bus/1/mute", "on");
    rig.glide("bus/1/fader", "-20 dB", 500);
    rig.run(&part(2), || 64);
    let read = readers.iter_mut().map(|reader| read(reader).1);
    let read: Vec<Vec<Vec<f32>>> = read.collect();
    let topology = topology(2);
    let late = |node| latency_to_main(&topology, 48_000, node).unwrap() as usize;
    // Main's own input is as late as main's other taps.
    let late = shares.map(|node| late(node) - late(NodeId::MAIN));
    for side in 0..2 {
        let heard = &read[3][side];
        assert!(heard.iter().any(|x| x.abs() > 0.1));
        for frame in 200..3 * FRAMES {
            let shares = late.iter().zip(&read);
            let sum: f32 = shares.map(|(late, share)| share[side][frame - late]).sum();
            assert!(
                (sum - heard[frame]).abs() < 1e-6,
                "{frame}: {sum} {}",
                heard[frame]
            );
        }
    }
}
