//! Ports: where the engine reads inputs and writes outputs.

use crate::param::{NodeId, NodeKind, Topology};

/// One channel of a strip's input or of a bus's or main's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PortId {
    /// The strip, bus or main.
    pub node: NodeId,
    /// Which of its channels, in the order of [`crate::param::Width::sides`].
    pub channel: u8,
}

/// The ports of a console, in the order in which the engine counts them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PortList {
    /// Inputs: one per strip channel, then talkback.
    pub inputs: Vec<PortId>,
    /// Outputs: one per bus channel, then main's, then two each of both sets of speakers and of the
    /// headphones.
    pub outputs: Vec<PortId>,
}

impl PortList {
    /// The ports that a topology asks for.
    pub fn of(topology: &Topology) -> Self {
        let mut list = Self::default();
        let heard = [
            NodeId::MONITOR_A,
            NodeId::MONITOR_B,
            NodeId::PHONES,
            NodeId::TALKBACK,
        ];
        for node in topology.audio_nodes().into_iter().chain(heard) {
            let channels = topology
                .width(node)
                .map_or(0, |width| width.channels() as u8);
            let ports = (0..channels).map(|channel| PortId { node, channel });
            match node.kind {
                NodeKind::Strip | NodeKind::Talkback => list.inputs.extend(ports),
                _ => list.outputs.extend(ports),
            }
        }
        list
    }
}

/// The buffers of one callback. Port numbers are positions in the [`PortList`] of the engine that
/// runs; all buffers of a callback are equally long. Audio thread: no method may allocate or wait.
pub trait Io {
    /// The engine that runs from here on was built for port set `number`: the following calls
    /// count by its list. Ports of other sets stay silent.
    fn use_port_set(&mut self, number: u32);
    /// What came in at a port.
    fn input(&self, port: usize) -> &[f32];
    /// Where to write what goes out at a port.
    fn output(&mut self, port: usize) -> &mut [f32];
    /// Zeroes every output buffer, of every port set.
    fn silence(&mut self);
}
