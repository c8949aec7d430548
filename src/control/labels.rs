//! Names and colours of a layout.

use super::feed::Label;
use crate::param::{Layout, NodeId};

/// Labels for the nodes of a layout: those of `labels` that exist.
pub fn of_layout(layout: &Layout, labels: &[(NodeId, Label)]) -> Vec<(NodeId, Label)> {
    let nodes = layout.nodes();
    let labels = labels.iter();
    labels
        .filter(|(node, _)| nodes.contains(node))
        .cloned()
        .collect()
}
