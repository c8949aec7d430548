//! Connections as a show's file has them.

use crate::engine::audio::Connections;
use crate::engine::io::PortId;
use crate::param::{PortKind, Topology, Width};
use crate::show::point::PatchPoint;

/// Connections as a file has them.
pub(super) fn patch(
    connections: Connections,
    topology: &Topology,
) -> Vec<(PatchPoint, Vec<String>)> {
    let width = |port: &PortId| {
        let is_midi = matches!(port.kind, PortKind::MidiIn | PortKind::MidiOut);
        if is_midi {
            Some(Width::Mono)
        } else {
            topology.width(port.node)
        }
    };
    let side = |port: &PortId, channel: u8| {
        let width = width(port).unwrap_or(Width::Mono);
        width.side(usize::from(channel))
    };
    connections
        .into_iter()
        .filter(|(port, theirs)| width(port).is_some() && !theirs.is_empty())
        .map(|(port, theirs)| {
            let point = PatchPoint {
                node: port.node,
                kind: port.kind,
                side: side(&port, port.channel),
            };
            (point, theirs)
        })
        .collect()
}
