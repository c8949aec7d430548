//! What to build: everything an engine needs to know, decided off the audio thread.

use super::dispatch::Kernels;
use super::io::{PortId, PortList};
use crate::dsp::limiter::Limiter;
use crate::param::{BusRole, Layout, NodeId, Plain, PortKind, Topology};
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

/// Frames from any input to each output, in the order of the ports: the latency ledger; what an
/// external unit at an insert point adds is not in it. Only the main limiter looks ahead; matrices are
/// delayed as much, so that they stay aligned with main. The monitor adds none of its own: a solo comes
/// at once, main as its source as late as main is.
pub fn latency(topology: &Topology, rate: u32) -> Vec<u32> {
    let look_ahead = Limiter::new(f64::from(rate)).latency() as u32;
    let outputs = PortList::of(topology).outputs;
    outputs
        .iter()
        .map(|port| {
            if port.kind == PortKind::Signal && is_aligned(topology, port.node) {
                look_ahead
            } else {
                0
            }
        })
        .collect()
}

/// Frames from any input to main.
pub fn main_latency(topology: &Topology, rate: u32) -> u32 {
    let outputs = PortList::of(topology).outputs;
    let main = PortId::signal(NodeId::MAIN, 0);
    let main = outputs.iter().position(|port| *port == main);
    main.map_or(0, |port| latency(topology, rate)[port])
}

/// True for main and for the buses that are aligned with it.
pub(super) fn is_aligned(topology: &Topology, node: NodeId) -> bool {
    node == NodeId::MAIN || topology.role(node) == Some(BusRole::Matrix)
}
