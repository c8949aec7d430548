//! Where the mixer stands.

use crate::param::NodeId;

/// Where the page stands.
#[derive(Clone, Debug)]
pub struct MixerPage {
    /// The selected node.
    pub selected: NodeId,
    /// Place of the strip that was last looked at: it decides which part of the strips is shown.
    pub anchor: usize,
    /// The bus whose sends are on the faders.
    pub sends_to: Option<NodeId>,
}

impl Default for MixerPage {
    fn default() -> Self {
        Self {
            selected: NodeId::MAIN,
            anchor: 0,
            sends_to: None,
        }
    }
}
