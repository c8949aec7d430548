//! What there is to say about a strip's spare.

use super::model::Model;
use crate::param::curve::Key;
use crate::param::spec::{Param, SpareParam};
use crate::param::{NodeId, NodeKind};

/// "spare ch/2", "ch/2 stands in", "stands in for ch/1"; nothing for strips that have no part in it.
pub fn words(model: &Model, node: NodeId) -> Option<String> {
    if let Some(spare) = spare_of(model, node) {
        return Some(if is_in_use(model, node) {
            format!("{spare} stands in")
        } else {
            format!("spare {spare}")
        });
    }
    let mut strips = model.strips().iter();
    let stood_for =
        strips.find(|strip| spare_of(model, **strip) == Some(node) && is_in_use(model, **strip))?;
    Some(format!("stands in for {stood_for}"))
}

fn spare_of(model: &Model, node: NodeId) -> Option<NodeId> {
    let value = model.value(node.param(Param::Spare(SpareParam::Strip)))?;
    match Key::from_plain(value) {
        Key::Strip(number) if node.kind == NodeKind::Strip => Some(NodeId::strip(number)),
        _ => None,
    }
}

fn is_in_use(model: &Model, node: NodeId) -> bool {
    model.is_on(node.param(Param::Spare(SpareParam::InUse)))
}
