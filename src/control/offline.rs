//! What who drives a console without front ends sees of its scenes and cues.

use super::console::Console;
use super::scene::Scene;
use crate::param::NodeId;
use crate::show::cue::{Cue, CueNumber};
use std::sync::Arc;

impl Console {
    /// The scenes, in order.
    pub fn scenes(&self) -> &[Arc<Scene>] {
        &self.scenes.list
    }

    /// The cues, by number.
    pub fn cues(&self) -> &[Arc<Cue>] {
        &self.scenes.cues.list
    }

    /// The cue that went last.
    pub fn current_cue(&self) -> Option<CueNumber> {
        self.scenes.cues.current
    }

    /// The number of the question about rises that waits for an answer, and what it asks.
    pub fn rises_waiting(&self) -> Option<(u64, &str)> {
        self.scenes.rises_waiting()
    }

    /// A node as people call it: "ch/1 (Kick)".
    pub fn called(&self, node: NodeId) -> String {
        self.core.called(node)
    }
}
