//! What a console shall consist of.

use crate::control::feed::Label;
use crate::param::{NodeId, Topology};
use serde::{Deserialize, Serialize};

/// Strips and buses, and what they are called.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Strips and buses.
    pub topology: Topology,
    /// Names and colours; who is not among them keeps what it has.
    pub labels: Vec<(NodeId, Label)>,
}

impl From<Topology> for Shape {
    fn from(topology: Topology) -> Self {
        let labels = Vec::new();
        Self { topology, labels }
    }
}
