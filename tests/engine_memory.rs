//! The audio thread neither allocates nor frees: under storms of changes, batches, glides and
//! swaps, in an optimised build.

mod common;

use assert_no_alloc::{AllocDisabler, assert_no_alloc};
use common::rig::{Rig, plan};
use common::signal::Random;
use headroom::engine::build::build;
use headroom::engine::command::{Change, Command};
use headroom::engine::plan::Plan;
use headroom::param::{BusDef, BusRole, ParamIndex, StripDef, Topology, Travel, Width};

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
            .map(|number| StripDef {
                number,
                width: width(number),
            })
            .collect(),
        buses: (1..=buses)
            .map(|number| BusDef {
                number,
                width: width(number),
                role: BusRole::ALL[usize::from(number) % 6],
                feeds: if number > 1 { vec![number - 1] } else { vec![] },
            })
            .collect(),
        ..Topology::default()
    }
}

fn next_plan(random: &mut Random, number: u32) -> Plan {
    let strips = 8 + random.below(40) as u16;
    let buses = 1 + random.below(12) as u16;
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
    let value = plan
        .layout
        .spec(index)
        .curve
        .plain(Travel::new(random.unit()));
    let over = if random.below(4) == 0 {
        random.below(5000) as u32
    } else {
        0
    };
    Change { index, value, over }
}

#[test]
fn no_storm_makes_the_audio_thread_allocate_or_free() {
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
    let noise = random.noise(0.5, 4096);
    rig.io.inputs.resize(128, Vec::new());
    rig.io.outputs.resize(128, Vec::new());
    for buffer in rig.io.inputs.iter_mut().chain(&mut rig.io.outputs) {
        buffer.resize(1024, 0.0);
    }
    for cycle in 0..4000_u32 {
        for _ in 0..random.below(20) {
            let change = random_change(&mut random, &plan);
            rig.send(Command::Change(change));
        }
        if random.below(10) == 0 {
            let batch = (0..500)
                .map(|_| random_change(&mut random, &plan))
                .collect();
            rig.send(Command::Batch(Box::new(batch)));
        }
        if random.below(40) == 0 {
            plan = next_plan(&mut random, cycle + 1);
            rig.send(Command::Swap(build(&plan).unwrap().0));
        }
        let frames = 1 + random.below(1024);
        let start = random.below(3000);
        for (port, buffer) in rig.io.inputs.iter_mut().enumerate() {
            let silent = (cycle / 100 + port as u32).is_multiple_of(3);
            let gain = if silent { 0.0 } else { 1.0 };
            for (x, noise) in buffer.iter_mut().zip(&noise[start..]) {
                *x = noise * gain;
            }
        }
        assert_no_alloc(|| rig.host.cycle(&mut rig.io, frames));
        while rig.link.next_acknowledged().is_some() {}
        while rig.link.next_retired().is_some() {}
        let outputs = headroom::engine::io::PortList::of(plan.layout.topology())
            .outputs
            .len();
        for buffer in &rig.io.outputs[..outputs] {
            assert!(
                buffer[..frames]
                    .iter()
                    .all(|x| x.is_finite() && x.abs() < 1000.0)
            );
        }
    }
    assert_eq!(assert_no_alloc::violation_count(), 0);
}
