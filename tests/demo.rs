//! The demo band: the same samples everywhere, nothing too loud, everybody heard, and a console that
//! plays it after one key.

mod common;
#[path = "common/program.rs"]
mod program;
#[path = "common/jack.rs"]
mod server;

use common::rig::{Rig, plan};
use headroom::app::demo::{BandSource, place, setup};
use headroom::backend::null::Source;
use headroom::backend::planar::Channel;
use headroom::demo::{Band, CHANNELS, COUNT};
use headroom::engine::dispatch::Kernels;
use headroom::engine::io::PortList;
use headroom::engine::plan::Plan;
use headroom::param::NodeId;
use headroom::rt::ftz::flush_denormals;
use headroom::show::console_file;
use program::Home;
use server::{Server, Tester, until};
use std::path::Path;

const RATE: usize = 48_000;

/// The first ten seconds of each channel, quantised to 24 bits, as FNV-1a sums: on every machine, in
/// every build. They change when the music does; `cargo test --test demo` then shows the new ones.
const SUMS: [u64; COUNT] = [
    0x675c_7624_6672_cc36,
    0x5cc5_d875_df30_e7c0,
    0x0526_171b_3019_5e75,
    0x7b34_aa06_42ba_40c5,
    0xa65f_c30f_50d5_8878,
    0xd06e_6e6d_b7b6_61f9,
    0x1cc4_b44f_4b8d_6f87,
    0x23e0_281f_e7c9_e0b7,
    0xf386_8b86_c331_ed46,
    0x5d99_df41_be51_c6d7,
    0x5136_283b_8dc7_5e3c,
    0xd302_5623_3cc8_28ac,
    0x74b6_dc79_3bfc_db07,
    0x020d_0574_e449_4805,
    0xcb23_ace1_e0c8_773e,
    0x604d_ea0e_49da_ee7d,
];

fn fnv(samples: impl Iterator<Item = f32>) -> u64 {
    samples.fold(0xcbf2_9ce4_8422_2325, |sum, sample| {
        let quantised = (sample * 8_388_608.0) as i32;
        quantised.to_le_bytes().iter().fold(sum, |sum, byte| {
            (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    })
}

fn frames(rate: usize, count: usize) -> Vec<[f32; COUNT]> {
    let mut band = Band::new(rate as u32);
    (0..count).map(|_| band.next_frame()).collect()
}

#[test]
fn the_samples_are_the_stored_ones_however_a_thread_treats_the_smallest_numbers() {
    let as_started = frames(RATE, 10 * RATE);
    let flushing = std::thread::spawn(|| {
        flush_denormals();
        frames(RATE, 10 * RATE)
    });
    assert!(as_started == flushing.join().unwrap());
    let sum = |channel: usize| fnv(as_started.iter().map(|frame| frame[channel]));
    let found: [u64; COUNT] = std::array::from_fn(sum);
    assert!(found == SUMS, "the music has changed: {found:#018x?}");
}

/// Peak, mean and largest magnitude of the first 20 seconds, per channel, over a whole song.
#[test]
fn everybody_is_heard_within_twenty_seconds_and_nobody_clips() {
    let song = frames(RATE, 125 * RATE);
    for (channel, name) in CHANNELS.into_iter().enumerate() {
        let peak = |frames: &[[f32; COUNT]]| {
            let sizes = frames.iter().map(|frame| frame[channel].abs());
            20.0 * sizes.fold(0.0, f32::max).log10()
        };
        let (early, whole) = (peak(&song[..20 * RATE]), peak(&song));
        let sum: f64 = song.iter().map(|frame| f64::from(frame[channel])).sum();
        let offset = 20.0 * (sum / song.len() as f64).abs().log10();
        // The shaker is meant to be far too quiet.
        let least = if name == "shaker" { -36.0 } else { -16.0 };
        assert!(early > least, "{name}: {early} dBFS in the first 20 s");
        assert!((least..-4.0).contains(&whole), "{name}: {whole} dBFS");
        assert!(offset < -60.0, "{name}: {offset} dBFS of direct current");
    }
}

#[test]
fn every_rate_plays_the_same_song() {
    for rate in [44_100, 96_000, 192_000] {
        let song = frames(rate, 20 * rate);
        let kick = song.iter().map(|frame| frame[0].abs()).fold(0.0, f32::max);
        let all = song.iter().flatten();
        assert!(
            kick > 0.2 && all.clone().all(|sample| sample.abs() < 1.0),
            "{rate}"
        );
    }
    // No rate is refused.
    assert!(
        frames(0, 1000)
            .iter()
            .flatten()
            .all(|sample| sample.is_finite())
    );
}

/// The console of the demo, open.
fn demo_plan() -> Plan {
    let setup = setup().unwrap();
    let mut plan = plan(setup.topology, &[]);
    for (addr, value) in setup.values {
        let index = plan.layout.index(addr).unwrap();
        plan.values[index.slot()] = value;
    }
    plan
}

/// What the band plays into a console's ports, asked for `period` frames at a time.
fn inputs(plan: &Plan, count: usize, period: usize) -> Vec<Vec<f32>> {
    let ports = PortList::of(plan.layout.topology()).inputs;
    let mut player = BandSource::new(RATE as u32);
    let channel = |id| Channel {
        id,
        samples: Vec::new(),
    };
    let mut asked: Vec<Channel> = ports.into_iter().map(channel).collect();
    let mut played = vec![Vec::new(); asked.len()];
    while played[0].len() < count {
        let frame = played[0].len();
        for channel in &mut asked {
            channel.samples.resize(period.min(count - frame), 0.0);
        }
        player.fill(frame as u64, &mut asked);
        for (all, channel) in played.iter_mut().zip(&asked) {
            all.extend_from_slice(&channel.samples);
        }
    }
    played
}

fn mix(plan: &Plan, inputs: &[Vec<f32>], period: usize) -> Vec<Vec<f32>> {
    let mut rig = Rig::new(plan);
    rig.run(inputs, || period);
    rig.recorded
}

#[test]
fn the_mix_is_the_same_at_any_period_and_on_plain_kernels() {
    let plan = demo_plan();
    let expected = mix(&plan, &inputs(&plan, 5 * RATE, 256), 256);
    for period in [1, 16, 37, 441, 1024] {
        let inputs = inputs(&plan, 5 * RATE, period);
        assert!(mix(&plan, &inputs, period) == expected, "period {period}");
    }
    let inputs = inputs(&plan, 5 * RATE, 64);
    let plain = Plan {
        kernels: Kernels::Plain,
        ..plan
    };
    assert!(mix(&plain, &inputs, 64) == expected, "plain");
}

#[test]
fn the_rough_mix_is_music_below_the_limiter() {
    let plan = demo_plan();
    let mixed = mix(&plan, &inputs(&plan, 40 * RATE, 512), 512);
    let rig = Rig::new(&plan);
    let main = rig.output(NodeId::MAIN);
    for side in &mixed[main..main + 2] {
        let square: f64 = side.iter().map(|x| f64::from(*x).powi(2)).sum();
        let level = 10.0 * (square / side.len() as f64).log10();
        let peak = side.iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
        assert!((-26.0..-14.0).contains(&level), "{level} dBFS");
        assert!(peak < 0.892, "{peak}");
    }
}

#[test]
fn the_demo_opens_under_safe_start_and_connects_to_nothing() {
    let setup = setup().unwrap();
    assert!(setup.connections.is_empty());
    let named = |path: &str| {
        setup
            .values
            .iter()
            .any(|(addr, _)| addr.to_string() == path)
    };
    assert!(named("ch/1/fader") && !named("console/safe-start"));
}

#[test]
fn the_console_has_a_port_for_every_channel_and_connects_to_its_name() {
    let file = console_file::load(Path::new("configs/demo.yaml")).unwrap();
    let ports = PortList::of(&file.topology).inputs;
    let strips = ports.iter().filter(|port| port.node != NodeId::TALKBACK);
    let places: Vec<usize> = strips.map(|port| place(*port).unwrap()).collect();
    assert!(places.iter().copied().eq(0..COUNT));
    let theirs = file
        .patch
        .iter()
        .filter(|(point, _)| point.node != NodeId::MAIN);
    let names: Vec<String> = theirs.flat_map(|(_, names)| names.clone()).collect();
    assert_eq!(names, CHANNELS.map(|name| format!("headroom-band:{name}")));
}

#[test]
fn the_program_plays_the_demo_without_jack_under_safe_start() {
    let home = Home::new();
    let mut demo = home.start(&["demo", "--headless"]);
    until("the demo answers", || {
        home.run(&["get", "main/fader"]).status.success()
    });
    assert_eq!(home.get("console/safe-start"), "console/safe-start: on\n");
    assert_eq!(home.get("ch/1/fader"), "ch/1/fader: 0 dB\n");
    demo.signal("-INT");
    assert_eq!(demo.exit_code(), Some(0));
}

#[test]
fn the_band_plays_alone_on_jack_to_whoever_connects() {
    let mut jackd = Server::start();
    let home = Home::new();
    let mut band = home.start(&["demo", "--jack"]);
    band.says("Ctrl-C ends it");
    let tester = Tester::open("listener");
    let mut names = CHANNELS.map(|name| format!("headroom-band:{name}"));
    let connected = |port: &str| {
        let port = tester.client().port_by_name(port).unwrap();
        port.connected_count().unwrap() > 0
    };
    assert!(!names.iter().any(|name| connected(name)));
    for name in ["headroom-band:click", "headroom-band:kick"] {
        tester.connect(name, "listener:in");
    }
    until("the band is heard", || tester.take_peak() > 0.1);
    names.sort();
    assert_eq!(tester.ports_of("headroom-band"), names);
    tester.leave();
    jackd.kill();
    band.says("the JACK server has gone");
    assert_eq!(band.exit_code(), Some(1));
}

#[test]
fn without_a_server_the_band_says_what_to_do() {
    let _absent = Server::absent();
    let home = Home::new();
    let output = home.run(&["demo", "--jack"]);
    assert!(!output.status.success());
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(
        words.contains("'headroom demo' alone needs no JACK"),
        "{words}"
    );
}
