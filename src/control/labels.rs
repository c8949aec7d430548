//! Names and colours of a layout.

use super::feed::Label;
use crate::param::{Layout, NodeId};

/// Labels for the nodes of a layout: those of `labels` that exist.
pub fn of_layout<'a>(
    layout: &Layout,
    labels: impl Iterator<Item = (&'a NodeId, &'a Label)>,
) -> Vec<(NodeId, Label)> {
    let nodes = layout.nodes();
    let labels = labels.filter(|(node, _)| nodes.contains(node));
    let labels = labels.map(|(node, label)| (*node, label.clone()));
    labels.collect()
}
