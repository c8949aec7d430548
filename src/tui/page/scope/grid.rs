//! The grid: which rows there are, which classes they have, and what the scope of the scene says of them.

use crate::control::feed::RecallScope;
use crate::param::{NodeId, NodeKind, RecallClass, RecallClasses};
use crate::tui::model::Model;

/// The rows: everything that has no row of its own, then what scenes hold something of.
pub(super) fn rows(model: &Model) -> Vec<Option<NodeId>> {
    let nodes = model
        .layout()
        .map_or_else(Vec::new, crate::param::layout::Layout::nodes);
    let held = |node: &NodeId| {
        RecallClass::ALL
            .iter()
            .any(|class| applies(model, *node, *class))
    };
    let held = nodes.into_iter().filter(held).map(Some);
    std::iter::once(None).chain(held).collect()
}

/// True where a node has parameters of a class.
pub(super) fn applies(model: &Model, node: NodeId, class: RecallClass) -> bool {
    use RecallClass::{Buses, Dcas, Effects, Mix, Monitor, Outputs, Preamp, Processing, Sends};
    let topology = model.layout().map(crate::param::layout::Layout::topology);
    let is_output = topology.is_some_and(|topology| topology.is_output(node));
    match node.kind {
        NodeKind::Strip => matches!(class, Preamp | Processing | Mix | Sends | Dcas),
        NodeKind::Bus if is_output => matches!(class, Outputs | Mix | Dcas),
        NodeKind::Bus => matches!(class, Buses | Effects | Mix | Dcas),
        NodeKind::Main => matches!(class, Outputs | Mix | Dcas),
        NodeKind::Dca | NodeKind::MuteGroup | NodeKind::Automix => class == Dcas,
        NodeKind::Console => false,
        _ => class == Monitor,
    }
}

/// The scope as the console knows it.
pub(super) fn scope(model: &Model) -> RecallScope {
    model.scene_page.head(&model.scope_page.scene).scope
}

/// The classes of a row.
pub(super) fn classes(scope: &RecallScope, row: Option<NodeId>) -> RecallClasses {
    row.map_or(scope.all, |node| scope.of(node))
}

/// The row on which the cursor stands.
pub(super) fn selected(model: &Model) -> Option<NodeId> {
    let rows = rows(model);
    rows.get(model.scope_page.row).copied().flatten()
}
