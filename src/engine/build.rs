//! From a plan to an engine: the only place that allocates. Runs on the builder thread.

mod params;
mod places;
mod ports;

use super::alignment::InputDelays;
use super::bank::chain::Stage;
use super::bank::{Bank, LfeLane};
use super::build_effects::{give_effects, input_delays};
use super::dynamics::{KeyUser, Keys};
use super::glide::Glides;
use super::hold::Hold;
use super::io::PortList;
use super::mix::Mix;
use super::monitor::Monitor;
use super::oscillator::OscillatorLane;
use super::outputs::Output;
use super::plan::{Plan, Slots, Start};
use super::rise::Rises;
use super::settings::pan_matrix::ring_of;
use super::solo::Solo;
use super::stale::{Stale, Ways};
use super::wiring::{LanePlace, Node, Wiring};
use super::{Engine, MARK};
use crate::dsp::crossover::Crossover;
use crate::dsp::dynamic_eq::DynamicEq;
use crate::dsp::graphic_eq::GraphicEq;
use crate::dsp::mark_smoother::filter_lag;
use crate::dsp::math::one_pole_coefficient;
use crate::dsp::multiband::Multiband;
use crate::dsp::processor::Processor;
use crate::dsp::sample::LANES;
use crate::param::tables::AUTOMIX_GROUPS;
use crate::param::{NodeId, ParamIndex, Side, TopologyError, Width};
use crate::rt::memory::touched;
use crate::rt::meter_tap::{Levels, MeterReader, meter_tap};
use params::Positions;
use places::{Places, place_nodes};
use std::collections::HashMap;
use std::ops::Range;

/// Time constant of each of the two one-poles that smooth gains, in seconds.
const GAIN_SECONDS: f64 = 0.002;

/// Builds an engine and the reader of its levels.
///
/// # Errors
/// The topology has a ring of feeds.
pub fn build(plan: &Plan) -> Result<(Box<Engine>, MeterReader), TopologyError> {
    let wiring = wire(plan)?;
    let rate = f64::from(plan.rate);
    let gain_coefficient = one_pole_coefficient(GAIN_SECONDS, rate);
    let channels = wiring.levels;
    let (meter_tap, meters) = meter_tap(channels);
    let mut engine = Box::new(Engine {
        layout: plan.layout.clone(),
        layout_number: plan.layout_number,
        kernels: plan.kernels,
        rate: plan.rate,
        frame: plan.frame.next_multiple_of(MARK as u64),
        values: clamped(plan),
        live: touched(0, plan.layout.len()),
        glides: Glides::new(plan.layout.len()),
        filter_lag: filter_lag(rate),
        input_delays: input_delays(&wiring, rate),
        banks: banks(plan, &wiring, gain_coefficient),
        mixes: mixes(&wiring, gain_coefficient),
        outputs: outputs(plan, &wiring, gain_coefficient),
        keys: vec![[[None; LANES]; KeyUser::ALL.len()]; wiring.banks],
        key: [Keys::OWN; KeyUser::ALL.len()],
        hold: Hold::new(plan.rate as f32, gain_coefficient),
        solo: Solo::new(wiring.nodes.len()),
        oscillator: OscillatorLane::new(rate),
        reach: touched(0, wiring.dcas.len()),
        monitor: Monitor::new(
            (rate, gain_coefficient),
            wiring.outputs.len(),
            plan.bypassed.contains(&NodeId::MONITOR),
        ),
        stale: Stale::new(wiring.nodes.len()),
        rises: Rises::new(&wiring, rate),
        leaving: vec![false; wiring.nodes.len()].into(),
        closed: touched(Ways::NONE, wiring.nodes.len()),
        twins: touched(None, wiring.nodes.len()),
        shares: touched(None, wiring.nodes.len()),
        shared_power: touched(0.0, wiring.automix_groups.len()),
        is_changing_effects: false,
        is_sharing: false,
        meter_taps: [super::bank::INPUT, super::bank::OUTPUT],
        taps_stale: true,
        wanted: vec![0; wiring.banks + 1].into(),
        captured_taps: vec![0; wiring.banks + 1].into(),
        levels: Levels::silent(channels),
        meter_tap,
        running: 0,
        #[cfg(test)]
        broken: None,
        wiring,
    });
    engine.link_stereo();
    engine.refresh_stale();
    engine.share_gains();
    engine.snap(plan.start);
    Ok((engine, meters))
}

impl Engine {
    /// Lanes of one stereo node share their detectors; in a wider main those of left and right.
    fn link_stereo(&mut self) {
        for node in &self.wiring.nodes {
            let width = self.layout.topology().width(node.id);
            let azimuth = |channel| width.and_then(|width| width.azimuth_deg(channel));
            for (channel, lane) in node.lanes().enumerate().filter(|_| node.channels > 1) {
                let (own, other) = (azimuth(channel), azimuth(channel ^ 1));
                if own.zip(other).is_some_and(|(own, other)| own == -other) {
                    self.banks[node.bank].link(lane, true);
                }
            }
            if let Some(after) = node.bank.checked_sub(self.wiring.strip_banks)
                && node.channels == 2
            {
                let output = &mut self.outputs[after];
                node.lanes().for_each(|lane| output.link(lane, true));
            }
        }
    }

    /// Everything stands where its parameters say, from the first frame.
    fn snap(&mut self, start: Start) {
        for lane in 0..LANES {
            for bank in &mut self.banks {
                bank.snap_lane(lane);
            }
            for output in &mut self.outputs {
                output.snap_lane(lane);
            }
        }
        self.mixes.iter_mut().for_each(Mix::snap);
        self.input_delays.iter_mut().for_each(InputDelays::snap);
        self.monitor.snap();
        self.oscillator.snap();
        self.rises.begin();
        match start {
            Start::Exact => self.hold.snap(),
            Start::RampIn => {
                self.hold.ramp_in();
                self.monitor.ramp_in();
            }
        }
    }
}

fn clamped(plan: &Plan) -> Box<[crate::param::Plain]> {
    let clamp = |index: ParamIndex| {
        plan.layout
            .spec(index)
            .curve
            .clamp(plan.values[index.slot()])
    };
    plan.layout.indices().map(clamp).collect()
}

fn banks(plan: &Plan, wiring: &Wiring, gain_coefficient: f64) -> Vec<Bank> {
    let rate = f64::from(plan.rate);
    let mut banks: Vec<Bank> = (0..wiring.banks)
        .map(|_| Bank::new(rate, gain_coefficient))
        .collect();
    banks.push(Bank::without_lag(rate, gain_coefficient));
    ports::give_inserts(&mut banks, wiring, gain_coefficient);
    give_effects(&mut banks, wiring, plan);
    let strips = wiring.nodes.iter();
    for node in strips.filter(|node| node.has_pair && node.bank < wiring.strip_banks) {
        banks[node.bank].correlate(rate);
    }
    let main = &wiring.nodes[wiring.main];
    let mut sides = wiring.main_width.sides().iter();
    if let Some(lfe) = sides.position(|side| *side == Side::Lfe) {
        banks[main.bank].limit_lfe(LfeLane::new(rate, main.lane + lfe));
    }
    for node in &wiring.nodes {
        let dynamic_eq = || Box::new(DynamicEq::new(rate));
        banks[node.bank].dynamic_eq.get_or_insert_with(dynamic_eq);
        if node.params.crossover.is_some() {
            let crossover = || Box::new(Crossover::new(rate));
            banks[node.bank].crossover.get_or_insert_with(crossover);
        }
        if node.params.multiband.is_some() {
            let multiband = || Box::new(Multiband::new(rate));
            banks[node.bank].multiband.get_or_insert_with(multiband);
        }
    }
    for node in wiring
        .nodes
        .iter()
        .filter(|node| node.params.graphic.is_some())
    {
        let graphic = || Box::new(GraphicEq::new(rate));
        banks[node.bank].graphic.get_or_insert_with(graphic);
    }
    banks
}

fn mixes(wiring: &Wiring, gain_coefficient: f64) -> Vec<Mix> {
    let banks = wiring.strip_banks..=wiring.monitor_bank();
    let slots = |bank: usize| &wiring.slots[..=bank];
    let mixes = banks.map(|bank| Mix::new(slots(bank), gain_coefficient));
    let mut mixes: Vec<Mix> = mixes.collect();
    if let Some(monitor) = mixes.last_mut() {
        monitor.hear_keys();
    }
    mixes
}

fn outputs(plan: &Plan, wiring: &Wiring, gain_coefficient: f64) -> Vec<Output> {
    let topology = plan.layout.topology();
    let slots = Slots::of(topology).ok();
    let align = |place: LanePlace| {
        let here = |node: &&Node| node.bank == place.bank && node.lanes().contains(&place.lane);
        let node = wiring.nodes.iter().find(here);
        node.zip(slots.as_ref()).map_or(0, |(node, slots)| {
            slots.alignment(topology, node.id, plan.rate)
        })
    };
    (wiring.strip_banks..wiring.banks)
        .map(|bank| {
            let rate = f64::from(plan.rate);
            Output::of(wiring, bank, (rate, gain_coefficient), align)
        })
        .collect()
}

/// Lays nodes out in lanes and finds their parameters.
fn wire(plan: &Plan) -> Result<Wiring, TopologyError> {
    let layout = &*plan.layout;
    let topology = layout.topology();
    let (places, strip_banks, banks) = place_nodes(plan)?;
    let ids = topology.audio_nodes().into_iter();
    let position: Positions = ids.zip(0..).collect();
    let slots = Slots::of(topology)?;
    let nodes = nodes(plan, &places, &position, &slots);
    let ports = PortList::of(topology);
    let main_width = topology.main;
    Ok(Wiring {
        main: position[&NodeId::MAIN],
        main_width,
        ring: ring_of(main_width),
        dcas: topology
            .dcas
            .iter()
            .map(|number| params::dca(layout, *number))
            .collect(),
        mute_groups: topology
            .mute_groups
            .iter()
            .map(|number| params::rows(layout, NodeId::mute_group(*number)))
            .collect(),
        automix_groups: AUTOMIX_GROUPS
            .map(|number| params::rows(layout, NodeId::automix(number)))
            .collect(),
        console: params::rows(layout, NodeId::CONSOLE),
        monitor: params::monitor(layout),
        talkback: params::talkback(layout, places[&NodeId::TALKBACK], &position),
        oscillator: params::oscillator(layout, places[&NodeId::OSCILLATOR], &position),
        targets: layout
            .indices()
            .map(|index| params::target(layout, index, &position))
            .collect(),
        slots: bank_slots(&nodes, banks, &slots),
        nodes,
        strip_banks,
        banks,
        levels: topology.levels(),
        heard: topology.levels_of(NodeId::MONITOR_A).start,
        inputs: ports::inputs(&ports, &places, strip_banks),
        outputs: ports::outputs(&ports, &places),
        inserts: ports::inserts(&ports, &places, banks),
    })
}

/// The slot of each bank, which all of its nodes have, and that of the monitor.
fn bank_slots(nodes: &[Node], banks: usize, slots: &Slots) -> Vec<usize> {
    let slot = |bank| nodes.iter().find(|node| node.bank == bank);
    let nodes = (0..banks).map(|bank| slot(bank).map_or(0, |node| node.slot));
    nodes.chain([slots.slot(NodeId::MONITOR)]).collect()
}

/// Strips, buses and main, in the order of the topology.
fn nodes(plan: &Plan, places: &Places, position: &Positions, slots: &Slots) -> Vec<Node> {
    let topology = plan.layout.topology();
    let metered: HashMap<NodeId, Range<usize>> = topology.metered().into_iter().collect();
    let ids = topology.audio_nodes().into_iter();
    ids.map(|id| {
        let width = topology.width(id).unwrap_or(Width::Mono);
        Node {
            id,
            bank: places[&id].bank,
            lane: places[&id].lane,
            channels: width.channels(),
            bypassed: plan.bypassed.contains(&id),
            is_subgroup: topology.is_subgroup(id),
            has_pair: width.has_pair(),
            role: topology.role(id),
            slot: slots.slot(id),
            meter: metered.get(&id).map_or(0, |range| range.start),
            params: params::node_params(&plan.layout, id, position),
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{BusDef, StripDef};
    use crate::param::{Layout, Topology};
    use std::sync::Arc;

    fn plan() -> Plan {
        let width = |number| {
            if number == 3 {
                Width::Stereo
            } else {
                Width::Mono
            }
        };
        let topology = Topology {
            strips: (1..=9)
                .map(|number| StripDef {
                    number,
                    width: width(number),
                })
                .collect(),
            buses: vec![BusDef {
                number: 1,
                width: Width::Stereo,
                role: crate::param::BusRole::Group,
                feeds: vec![],
            }],
            ..Topology::default()
        };
        Plan::new(Arc::new(Layout::new(topology)), 48_000)
    }

    #[test]
    fn lanes_are_filled_in_order_and_stereo_starts_at_an_even_one() {
        let (places, strip_banks, banks) = place_nodes(&plan()).unwrap();
        let place = |number| places[&NodeId::strip(number)];
        assert_eq!(place(1), LanePlace { bank: 0, lane: 0 });
        assert_eq!(place(3), LanePlace { bank: 0, lane: 2 });
        assert_eq!(place(9), LanePlace { bank: 1, lane: 1 });
        assert_eq!((strip_banks, banks), (2, 4));
        assert_eq!(places[&NodeId::bus(1)], LanePlace { bank: 2, lane: 0 });
        assert_eq!(places[&NodeId::MAIN], LanePlace { bank: 3, lane: 0 });
    }

    #[test]
    fn a_suspect_gets_a_bank_of_its_own() {
        let plan = Plan {
            isolated: vec![NodeId::strip(4), NodeId::strip(5)],
            ..plan()
        };
        let (places, strip_banks, _) = place_nodes(&plan).unwrap();
        let alone = |number| {
            let bank = places[&NodeId::strip(number)].bank;
            places.values().filter(|place| place.bank == bank).count() == 1
        };
        assert!(alone(4) && alone(5) && !alone(1));
        // The eight other lanes fill a bank; talkback and the oscillator have the next one.
        assert_eq!(strip_banks, 4);
    }
}
