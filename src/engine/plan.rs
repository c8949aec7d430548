//! What to build: everything an engine needs to know, decided off the audio thread.

use super::dispatch::Kernels;
use super::io::{PortId, PortList};
use crate::dsp::limiter::Limiter;
use crate::dsp::processor::Processor;
use crate::dsp::saturation::LATENCY;
use crate::param::{BusRole, Layout, NodeId, NodeKind, Plain, PortKind, Topology, TopologyError};
use std::collections::HashMap;
use std::sync::Arc;

/// How an engine's outputs begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// At full level from the first frame: offline, and behind a running engine.
    Exact,
    /// Rising from silence within one second: first start, recovery.
    RampIn,
}

/// What to build.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Which parameters exist, and where. Its topology has been validated.
    pub layout: Arc<Layout>,
    /// Number of the layout, rising with every change of topology: port numbers, parameter indices
    /// and timed changes belong to one of them.
    pub layout_number: u32,
    /// Sample rate in Hz.
    pub rate: u32,
    /// The value of every parameter, by index.
    pub values: Vec<Plain>,
    /// How outputs begin.
    pub start: Start,
    /// The engine's first frame, for engines that start without a predecessor; it is rounded up to
    /// a mark.
    pub frame: u64,
    /// Nodes whose processing is bypassed because it has failed before.
    pub bypassed: Vec<NodeId>,
    /// Nodes that get a bank of their own, so that the next fault names its culprit.
    pub isolated: Vec<NodeId>,
    /// Which instruction set to run.
    pub kernels: Kernels,
}

impl Plan {
    /// A plan with every parameter at its default, outputs at once, from frame 0.
    pub fn new(layout: Arc<Layout>, rate: u32) -> Self {
        let values = layout
            .indices()
            .map(|index| layout.default(index))
            .collect();
        Self {
            layout,
            layout_number: 0,
            rate,
            values,
            start: Start::Exact,
            frame: 0,
            bypassed: Vec::new(),
            isolated: Vec::new(),
            kernels: Kernels::best(),
        }
    }
}

/// When things are heard: every strip, bus and main is late by what saturation takes, on or off, and what
/// is summed anywhere has come the same way in time. So each node has a *slot*: how many of those latencies
/// lie before it. A strip has the first, a bus the one behind its rank, the monitor hears behind all others.
#[derive(Clone, Debug)]
pub struct Slots {
    /// By node.
    of: HashMap<NodeId, usize>,
    /// The monitor's.
    monitor: usize,
}

impl Slots {
    /// The slots of a topology.
    ///
    /// # Errors
    /// It has a ring of feeds.
    pub fn of(topology: &Topology) -> Result<Self, TopologyError> {
        let ranks = topology.ranks()?;
        // There is room for a bus before main also while there is none: adding the first one moves nothing.
        let lacks_bus = ranks.get(&NodeId::MAIN) == Some(&1);
        let slot = |(node, rank): (NodeId, usize)| {
            let behind = node == NodeId::MAIN || rank > 1;
            (node, rank + usize::from(lacks_bus && behind))
        };
        let of: HashMap<NodeId, usize> = ranks.into_iter().map(slot).collect();
        let last = of.values().max().copied().unwrap_or(0);
        Ok(Self {
            of,
            monitor: last + 1,
        })
    }

    /// The slot of a strip, bus or main; that of the monitor for everything else that is heard there.
    pub fn slot(&self, node: NodeId) -> usize {
        match node.kind {
            NodeKind::Monitor | NodeKind::MonitorA | NodeKind::MonitorB | NodeKind::Phones => {
                self.monitor
            }
            _ => self.of.get(&node).copied().unwrap_or(0),
        }
    }

    /// Frames from any input to what leaves a strip, bus or main, without look-ahead and alignment.
    fn latency(&self, node: NodeId) -> usize {
        (self.slot(node) + 1) * LATENCY
    }

    /// Frames by which main and the matrices are delayed to leave together.
    pub(super) fn alignment(&self, topology: &Topology, node: NodeId, rate: u32) -> usize {
        if !is_aligned(topology, node) {
            return 0;
        }
        let look_ahead = look_ahead(rate);
        let aligned = self.of.keys().filter(|node| is_aligned(topology, **node));
        let last = aligned.map(|node| self.latency(*node)).max().unwrap_or(0);
        let own = if node == NodeId::MAIN { look_ahead } else { 0 };
        last + look_ahead - own - self.latency(node)
    }
}

/// Frames by which the main limiter looks ahead.
fn look_ahead(rate: u32) -> usize {
    Limiter::new(f64::from(rate)).latency()
}

/// Frames from any input to each output, in the order of the ports: the latency ledger; what an
/// external unit at an insert point adds is not in it. Saturation makes every strip, bus and main late, on or
/// off ([`Slots`]). Only the main limiter looks ahead; matrices are delayed as much, so that they stay aligned
/// with main. The monitor adds none of its own: a solo comes as late as main is without its limiter, main as its
/// source as late as main is.
pub fn latency(topology: &Topology, rate: u32) -> Vec<u32> {
    let outputs = PortList::of(topology).outputs;
    let Ok(slots) = Slots::of(topology) else {
        return vec![0; outputs.len()];
    };
    let frames = |port: &PortId| {
        let node = port.node;
        let before = slots.slot(node) * LATENCY;
        let is_heard = node.kind == NodeKind::Bus || node == NodeId::MAIN;
        if port.kind != PortKind::Signal || !is_heard {
            return before;
        }
        let ahead = if node == NodeId::MAIN {
            look_ahead(rate)
        } else {
            0
        };
        slots.latency(node) + ahead + slots.alignment(topology, node, rate)
    };
    outputs.iter().map(|port| frames(port) as u32).collect()
}

/// Frames from any input to main.
pub fn main_latency(topology: &Topology, rate: u32) -> u32 {
    let outputs = PortList::of(topology).outputs;
    let main = PortId::signal(NodeId::MAIN, 0);
    let main = outputs.iter().position(|port| *port == main);
    main.map_or(0, |port| latency(topology, rate)[port])
}

/// Frames from a tap of a strip or bus, or from what it adds to main, to main's output.
///
/// # Errors
/// The topology has a ring of feeds.
pub fn latency_to_main(topology: &Topology, rate: u32, node: NodeId) -> Result<u32, TopologyError> {
    let own = Slots::of(topology)?.latency(node) as u32;
    Ok(main_latency(topology, rate).saturating_sub(own))
}

/// True for main and for the buses that are aligned with it.
pub(super) fn is_aligned(topology: &Topology, node: NodeId) -> bool {
    node == NodeId::MAIN || topology.role(node) == Some(BusRole::Matrix)
}
