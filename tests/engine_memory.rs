//! The audio thread neither allocates nor frees: a minute of storms of changes, batches, glides,
//! keys that are led elsewhere and swaps to other consoles, in an optimised build. `make rtsan` runs
//! the same, where a lock or a system call ends the test too. `HEADROOM_STORM_MINUTES=10` for more.

mod common;

use assert_no_alloc::{AllocDisabler, assert_no_alloc};
use common::consoles;
use common::rig::{Rig, plan};
use common::signal::Random;
use headroom::engine::build::build;
use headroom::engine::command::{CapturePoint, CaptureSource, Captures, Change, Command};
use headroom::engine::io::PortList;
use headroom::engine::plan::Plan;
use headroom::param::tables::send::Tap;
use headroom::param::{BusRole, Curve, NodeId, ParamIndex, Plain, Topology, Travel, Width};
use headroom::rt::capture::capture;
use headroom::rt::playback::{PlaybackReader, playback};

/// What is rendered, in frames: a minute, or as many as are asked for.
fn frames() -> u64 {
    let minutes = std::env::var("HEADROOM_STORM_MINUTES");
    let minutes: u64 = minutes.map_or(1, |text| text.parse().expect("a number of minutes"));
    minutes * 60 * 48_000
}

/// Half of the stack that JACK gives the thread which calls us. Nobody optimises a debug build.
const STACK: usize = if cfg!(debug_assertions) {
    64 << 20
} else {
    256 << 10
};

/// Longest callback.
const LONGEST: usize = 1024;

#[global_allocator]
static ALLOCATOR: AllocDisabler = AllocDisabler;

fn topology(strips: u16, buses: u16) -> Topology {
    let width = |number: u16| {
        if number.is_multiple_of(4) {
            Width::Stereo
        } else {
            Width::Mono
        }
    };
    Topology {
        strips: (1..=strips)
            .map(|number| consoles::strip(number, width(number)))
            .collect(),
        buses: (1..=buses)
            .map(|number| {
                let feeds: Vec<u16> = (number.max(2) - 1..number).collect();
                consoles::bus_into(
                    number,
                    BusRole::ALL[usize::from(number) % 6],
                    width(number),
                    &feeds,
                )
            })
            .collect(),
        ..Topology::default()
    }
}

fn next_plan(random: &mut Random, number: u32) -> Plan {
    let strips = 1 + random.below(8) as u16;
    let buses = random.below(4) as u16;
    Plan {
        layout_number: number,
        ..plan(
            Topology {
                main: Width::WORDS[random.below(Width::WORDS.len())].1,
                ..topology(strips, buses)
            },
            &[],
        )
    }
}

fn random_change(random: &mut Random, plan: &Plan) -> Change {
    let index = ParamIndex::new(random.below(plan.layout.len()));
    let curve = plan.layout.spec(index).curve;
    let value = match curve {
        // Somebody who is there, mostly.
        Curve::Key => Plain(random.below(14) as f32 + [0.0, 1000.0][random.below(2)]),
        Curve::Source => Plain(random.below(8) as f32),
        _ => curve.plain(Travel::new(random.unit())),
    };
    let over = if random.below(4) == 0 {
        random.below(5000) as u32
    } else {
        0
    };
    Change { index, value, over }
}

/// A set of captures, some of which may go on from the set before. Nobody reads them.
fn random_captures(random: &mut Random) -> Captures {
    let mut set = Captures::default();
    for number in 0..random.below(6) as u64 {
        let node = match random.below(3) {
            0 => NodeId::strip(1 + random.below(4) as u16),
            1 => NodeId::bus(1 + random.below(4) as u16),
            _ => NodeId::MAIN,
        };
        let point = match random.below(3) {
            0 => CapturePoint::Port,
            1 => CapturePoint::Tap(Tap::PreFader),
            _ => CapturePoint::Output,
        };
        let channels = 1 + random.below(2);
        let writer = (random.below(3) > 0).then(|| capture(channels, 100).0);
        set.add(number, (CaptureSource { node, point }, channels), writer);
    }
    set
}

/// Something for the monitor, of some length, which may go elsewhere before anybody hears it.
fn random_playback(random: &mut Random) -> PlaybackReader {
    let channels = 1 + random.below(2);
    let (mut writer, reader) = playback(channels, 1 + random.below(500));
    for mark in 0..writer.room() {
        if random.below(200) == 0 {
            writer.go_elsewhere(7);
        }
        let is_last = random.below(200) == 0;
        writer.write(mark as u64, is_last, &[[0.1; 32]; 2]);
    }
    reader
}

/// The commands between two callbacks. Nobody hears anything under safe start and panic.
fn send_some(random: &mut Random, rig: &mut Rig, plan: &mut Plan, cycle: u32) {
    for _ in 0..random.below(20) {
        let change = random_change(random, plan);
        rig.send(Command::Change(change));
    }
    if random.below(50) == 0 {
        let batch = (0..500).map(|_| random_change(random, plan)).collect();
        rig.send(Command::Batch(Box::new(batch)));
    }
    if random.below(200) == 0 {
        *plan = next_plan(random, cycle + 1);
        rig.layout = plan.layout.clone();
        rig.send(Command::Swap(build(plan).unwrap().0));
    }
    if random.below(100) == 0 {
        rig.send(Command::Reference(Box::new(random_playback(random))));
    }
    if random.below(50) == 0 {
        rig.send(Command::Capture(Box::new(random_captures(random))));
    }
    for path in ["console/safe-start", "console/panic"] {
        let index = plan.layout.find(path).unwrap();
        rig.send(Command::Change(Change::now(index, Plain::switch(false))));
    }
}

/// Runs a callback on a stack like that of the thread that calls us; how often it allocated or freed.
fn cycle(rig: &mut Rig, frames: usize) -> u32 {
    let audio = std::thread::Builder::new().stack_size(STACK);
    std::thread::scope(|scope| {
        let callback = || {
            assert_no_alloc(|| rig.host.cycle(&mut rig.io, frames));
            assert_no_alloc::violation_count()
        };
        let ran = audio.spawn_scoped(scope, callback).unwrap().join();
        ran.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

#[test]
fn no_storm_makes_the_audio_thread_allocate_or_free_or_fill_its_stack() {
    // Without the check, this test would prove nothing.
    assert_no_alloc(|| drop(std::hint::black_box(vec![0_u8; 64])));
    assert!(
        assert_no_alloc::violation_count() > 0,
        "the allocation check is not armed"
    );
    assert_no_alloc::reset_violation_count();
    let mut random = Random::new(77);
    let mut plan = next_plan(&mut random, 0);
    let mut rig = Rig::new(&plan);
    let noise = random.noise(0.5, 4 * LONGEST);
    rig.io.inputs.resize(64, Vec::new());
    rig.io.outputs.resize(64, Vec::new());
    for buffer in rig.io.inputs.iter_mut().chain(&mut rig.io.outputs) {
        buffer.resize(LONGEST, 0.0);
    }
    let (mut cycles, mut rendered, mut heard, mut violations) = (0, 0, 0, 0);
    while rendered < frames() {
        send_some(&mut random, &mut rig, &mut plan, cycles);
        let frames = 1 + random.below(LONGEST);
        let ports = PortList::of(plan.layout.topology());
        for (port, buffer) in rig.io.inputs[..ports.inputs.len()].iter_mut().enumerate() {
            let start = random.below(noise.len() - frames);
            if (cycles / 100 + port as u32).is_multiple_of(3) {
                buffer[..frames].fill(0.0);
            } else {
                buffer[..frames].copy_from_slice(&noise[start..start + frames]);
            }
        }
        violations += cycle(&mut rig, frames);
        while rig.link.next_acknowledged().is_some() {}
        while rig.link.next_retired().is_some() {}
        for buffer in &rig.io.outputs[..ports.outputs.len()] {
            assert!(buffer[..frames].iter().all(|x| x.is_finite()));
            heard += u64::from(buffer[0] != 0.0);
        }
        cycles += 1;
        rendered += frames as u64;
    }
    assert_eq!(violations, 0);
    assert!(heard > u64::from(cycles), "nothing was heard");
}
