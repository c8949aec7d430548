//! What the monitor plays from a ring: the same samples at any period, over another engine, and never in main.

mod common;

use common::consoles;
use common::rig::{Rig, plan};
use headroom::engine::build::build;
use headroom::engine::command::{Command, Retired};
use headroom::engine::plan::Plan;
use headroom::param::{NodeId, Topology};
use headroom::rt::fade::FRAMES;
use headroom::rt::playback::{PlaybackView, PlaybackWriter, playback};

const MARKS: usize = 400;
const OPEN: [(&str, &str); 3] = [
    ("main/fader", "0 dB"),
    ("monitor/level", "0 dB"),
    ("monitor/reference-gain", "-6 dB"),
];

fn topology(strips: u16) -> Topology {
    Topology {
        strips: consoles::strips(1..=strips),
        ..Topology::default()
    }
}

/// A ring that is full of two different signals, given to the engine.
fn playing(rig: &mut Rig) -> (PlaybackWriter, PlaybackView) {
    let (mut writer, reader) = playback(2, MARKS);
    fill(&mut writer, 0);
    rig.send(Command::Reference(Box::new(reader)));
    let view = writer.view();
    (writer, view)
}

fn sample(frame: usize) -> f32 {
    ((frame % 1000) as f32 - 500.0) / 1000.0
}

fn fill(writer: &mut PlaybackWriter, from: usize) {
    for mark in 0..writer.room() {
        let first = from + mark * FRAMES;
        let left: [f32; FRAMES] = std::array::from_fn(|n| sample(first + n));
        let right = left.map(|x| -0.5 * x);
        writer.write(first as u64, false, &[left, right]);
    }
}

fn run(rig: &mut Rig, frames: usize, period: usize) {
    rig.run(&[vec![0.0; frames]], || period);
}

fn heard(rig: &Rig, node: NodeId) -> [Vec<f32>; 2] {
    let port = rig.output(node);
    [0, 1].map(|side| rig.recorded[port + side].clone())
}

#[test]
fn every_period_plays_the_same_samples_at_the_gain_that_is_asked_for() {
    let played = |period: usize| {
        let mut rig = Rig::with(topology(2), &OPEN);
        let (_writer, _) = playing(&mut rig);
        rig.set("monitor/reference", "on");
        run(&mut rig, 9600, period);
        let main = heard(&rig, NodeId::MAIN);
        assert!(main.iter().flatten().all(|x| *x == 0.0), "never in main");
        heard(&rig, NodeId::MONITOR_A)
    };
    let expected = played(32);
    let gain = 10_f32.powf(-6.0 / 20.0);
    for frame in 4800..9600 {
        let wanted = gain * sample(frame);
        assert!(
            (expected[0][frame] - wanted).abs() < 1e-6,
            "{frame}: {} {wanted}",
            expected[0][frame]
        );
        assert!((expected[1][frame] + 0.5 * wanted).abs() < 1e-6, "{frame}");
    }
    for period in [1, 37, 441, 1024] {
        assert!(played(period) == expected, "period {period}");
    }
}

#[test]
fn another_engine_goes_on_with_the_next_sample_and_another_ring_sends_the_first_home() {
    let mut rig = Rig::with(topology(2), &OPEN);
    let (mut writer, view) = playing(&mut rig);
    rig.set("monitor/reference", "on");
    run(&mut rig, 4800, 64);
    let plan = Plan {
        layout_number: 1,
        ..plan(
            topology(20),
            &[OPEN[0], OPEN[1], OPEN[2], ("monitor/reference", "on")],
        )
    };
    rig.io.inputs.resize(40, Vec::new());
    rig.layout = plan.layout.clone();
    let before = heard(&rig, NodeId::MONITOR_A)[0].len();
    rig.send(Command::Swap(build(&plan).unwrap().0));
    fill(&mut writer, MARKS * FRAMES);
    run(&mut rig, 4800, 64);
    let gain = 10_f32.powf(-6.0 / 20.0);
    let [left, _] = heard(&rig, NodeId::MONITOR_A);
    for frame in before - 1000..9600 {
        assert!((left[frame] - gain * sample(frame)).abs() < 1e-6, "{frame}");
    }
    assert_eq!((view.position(), view.starved()), (9600 - FRAMES as u64, 0));
    for _ in 0..200 {
        let (_writer, reader) = playback(2, 8);
        rig.send(Command::Reference(Box::new(reader)));
        run(&mut rig, 32, 32);
    }
    let home = |retired: &&Retired| matches!(retired, Retired::Reference(_));
    assert_eq!(rig.retired.iter().filter(home).count(), 200);
}

#[test]
fn a_solo_is_heard_instead_and_what_nobody_hears_waits() {
    let mut rig = Rig::with(topology(2), &OPEN);
    let (_writer, view) = playing(&mut rig);
    run(&mut rig, 3200, 64);
    assert_eq!(view.position(), 0);
    rig.set("monitor/reference", "on");
    run(&mut rig, 3200, 64);
    let there = view.position();
    assert!((3000..3300).contains(&there), "{there}");
    rig.set("ch/1/solo", "on");
    run(&mut rig, 9600, 64);
    let [left, _] = heard(&rig, NodeId::MONITOR_A);
    assert!(left[14_000..].iter().all(|x| *x == 0.0));
    assert!(view.position() - there < 4800, "it fades out and waits");
    rig.set("ch/1/solo", "off");
    run(&mut rig, 1600, 64);
    let [left, _] = heard(&rig, NodeId::MONITOR_A);
    assert!(left[16_500..].iter().any(|x| x.abs() > 0.1));
}
