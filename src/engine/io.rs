//! Ports: where the engine reads inputs and writes outputs.

use crate::param::{NodeId, NodeKind, PortKind, Topology, Width};

/// One channel of a strip's input, of a bus's or main's output, or of an insert point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PortId {
    /// The strip, bus or main.
    pub node: NodeId,
    /// Which of its ports.
    pub kind: PortKind,
    /// Which of its channels, in the order of [`crate::param::Width::sides`].
    pub channel: u8,
}

impl PortId {
    /// A MIDI port of the pair of this number.
    pub const fn midi(kind: PortKind, pair: u16) -> Self {
        Self {
            node: NodeId {
                number: pair,
                ..NodeId::CONSOLE
            },
            kind,
            channel: 0,
        }
    }

    /// What a strip hears, or what a bus or main gives out.
    pub const fn signal(node: NodeId, channel: u8) -> Self {
        Self {
            node,
            kind: PortKind::Signal,
            channel,
        }
    }
}

/// The ports of a console, in the order in which the engine counts them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PortList {
    /// Inputs: one per strip channel, then talkback, then the returns of insert points.
    pub inputs: Vec<PortId>,
    /// Outputs: one per bus channel, then main's, then two each of both sets of speakers and of the
    /// headphones, then the sends of insert points.
    pub outputs: Vec<PortId>,
}

impl PortList {
    /// The ports that a topology asks for.
    pub fn of(topology: &Topology) -> Self {
        let mut list = Self::default();
        let ports = |node: NodeId, kind: PortKind| {
            let channels = topology.width(node).map_or(0, Width::channels) as u8;
            (0..channels).map(move |channel| PortId {
                node,
                kind,
                channel,
            })
        };
        let heard = [
            NodeId::MONITOR_A,
            NodeId::MONITOR_B,
            NodeId::PHONES,
            NodeId::TALKBACK,
        ];
        let nodes = topology.audio_nodes();
        for node in nodes.iter().chain(&heard) {
            let signal = ports(*node, PortKind::Signal);
            match node.kind {
                NodeKind::Strip | NodeKind::Talkback => list.inputs.extend(signal),
                _ => list.outputs.extend(signal),
            }
        }
        for node in nodes.into_iter().filter(|node| topology.has_insert(*node)) {
            list.inputs.extend(ports(node, PortKind::InsertReturn));
            list.outputs.extend(ports(node, PortKind::InsertSend));
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
