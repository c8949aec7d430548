//! The ports that there are, from what the console has said.

use crate::control::feed::PatchedPort;
use crate::desk::mirror::Mirror;
use crate::param::spec::{InsertParam, Param};
use crate::param::{NodeId, NodeKind, PortKind, Width};

/// Every port of the console's strips, buses and main, with what it shall be connected to; none where there are no
/// ports to connect.
pub fn ports(console: &Mirror) -> Vec<PatchedPort> {
    let Some(patch) = console.patch() else {
        return Vec::new();
    };
    let nodes = console.nodes().into_iter();
    let ports = nodes.flat_map(|node| ports_of(console, node));
    ports
        .map(|(node, kind, channel)| {
            let is_this =
                |port: &&PatchedPort| (port.node, port.kind, port.channel) == (node, kind, channel);
            let found = patch.iter().find(is_this);
            PatchedPort {
                node,
                kind,
                channel,
                peers: found.map_or_else(Vec::new, |port| port.peers.clone()),
            }
        })
        .collect()
}

/// The ports of one node: a port for each of its channels, and those of its insert point.
fn ports_of(console: &Mirror, node: NodeId) -> Vec<(NodeId, PortKind, u8)> {
    if !matches!(node.kind, NodeKind::Strip | NodeKind::Bus | NodeKind::Main) {
        return Vec::new();
    }
    let width = console
        .layout()
        .and_then(|layout| layout.topology().width(node));
    let channels = width.map_or(0, Width::channels) as u8;
    let mut kinds = vec![PortKind::Signal];
    if console.has(node.param(Param::Insert(InsertParam::On))) {
        kinds.extend([PortKind::InsertSend, PortKind::InsertReturn]);
    }
    let kinds = kinds.into_iter();
    kinds
        .flat_map(|kind| (0..channels).map(move |channel| (node, kind, channel)))
        .collect()
}

/// True for a port of others that the show wants and that is not there.
pub(super) fn is_missing(console: &Mirror, peer: &str) -> bool {
    let end = format!("→ {peer}");
    let begin = format!("{peer} →");
    let mut lines = console.status().missing.iter();
    lines.any(|line| line.ends_with(&end) || line.starts_with(&begin))
}
