//! The grid: what feeds, what is fed, and the sends between them.

use crate::param::spec::{Param, SendParam};
use crate::param::{NodeId, NodeKind, ParamAddr};
use crate::tui::model::Model;

/// What feeds others: strips, buses and main.
pub(super) fn sources(model: &Model) -> Vec<NodeId> {
    let nodes = model.strips().iter().copied().chain([NodeId::MAIN]);
    let ways = ways(model);
    let feeds = |node: &NodeId| ways.iter().any(|way| level(model, *node, *way).is_some());
    nodes.filter(feeds).collect()
}

/// What is fed: the buses, and main.
pub(super) fn ways(model: &Model) -> Vec<NodeId> {
    let mut nodes = model.strips().to_vec();
    nodes.retain(|node| node.kind == NodeKind::Bus);
    nodes.extend(model.layout().map(|_| NodeId::MAIN));
    nodes
}

/// A row of the send from one node to another, where there is one; main has only a switch.
pub(super) fn send(model: &Model, from: NodeId, to: NodeId, row: SendParam) -> Option<ParamAddr> {
    match (to.kind, row) {
        (NodeKind::Main, SendParam::On) => model.known(from.main_on()),
        (NodeKind::Main, _) => None,
        _ => model.known(from.param_of(Param::Send(row), to.number as u8)),
    }
}

/// What a cell shows: the level of a send, or the switch to main.
pub(super) fn level(model: &Model, from: NodeId, to: NodeId) -> Option<ParamAddr> {
    let level = send(model, from, to, SendParam::Level);
    level.or_else(|| send(model, from, to, SendParam::On))
}

/// The source and the way on which the cursor stands.
pub(super) fn selected(model: &Model) -> Option<(NodeId, NodeId)> {
    let (sources, ways) = (sources(model), ways(model));
    let source = model.matrix.source.min(sources.len().checked_sub(1)?);
    let way = model.matrix.way.min(ways.len().checked_sub(1)?);
    Some((sources[source], ways[way]))
}
