//! What an action acts on where the page shows nothing of the kind.

use crate::param::spec::{Effect, FxParam, Param};
use crate::param::{Choice as _, NodeId, ParamAddr};
use crate::tui::model::Model;
use crate::tui::page;

/// The tap key of the bus that the page shows, or else of the first one with a delay.
pub(super) fn tapped(model: &Model) -> Option<ParamAddr> {
    let tap = |node: NodeId| model.known(node.param(Param::Fx(FxParam::Tap)));
    let has_delay = |node: &NodeId| {
        let kind = model.value(node.param(Param::Fx(FxParam::Type)));
        kind.is_some_and(|kind| matches!(Effect::of(kind), Effect::Delay | Effect::MultiTap))
    };
    let nodes = model.layout().map(crate::param::Layout::nodes);
    let first = || nodes.unwrap_or_default().into_iter().find(has_delay);
    let target = page::target(model);
    target.and_then(tap).or_else(|| first().and_then(tap))
}

/// The node that the page shows, where its processing failed, or else one that no page of strips can
/// show.
pub(super) fn faulty(model: &Model) -> Option<NodeId> {
    let faults = &model.status().faults;
    let is_hidden = |fault: &&NodeId| {
        let layout = model.layout();
        layout.is_some_and(|layout| layout.topology().width(**fault).is_none())
    };
    let hidden = faults.iter().find(is_hidden);
    let target = page::target(model);
    let shown = faults.iter().find(|fault| Some(**fault) == target);
    shown.or(hidden).copied()
}
