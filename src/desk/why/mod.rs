//! Why a strip, bus or main is silent, and why it is loud: its chain from the input to the ways out, with what
//! each stage does to the level, and the first dead point. For the screen and for `headroom why`.

mod inside;
mod patch;
mod stage;
mod ways;
mod words;

use super::mirror::Mirror;
use crate::param::{NodeId, NodeKind};

pub use stage::{Evidence, Stage, has_chain};
pub use words::cause;

/// A chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// Whose.
    pub node: NodeId,
    /// Its stages, in the order of the signal.
    pub stages: Vec<Stage>,
}

impl Why {
    /// The first dead point; none where it sounds.
    pub fn dead_point(&self) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.is_dead)
    }

    /// The answer in one line: "ch/1 Kick is silent: the fader is off".
    pub fn answer(&self, mirror: &Mirror) -> String {
        let name = mirror.called(self.node);
        if let Some(stage) = self.dead_point() {
            return format!("{name} is silent: {}", stage.text);
        }
        let level = self.stages.iter().rev().find_map(|stage| stage.level_db);
        let level = level.map_or_else(String::new, |db| format!(" at {}", words::dbfs(db)));
        format!("{name} sounds{level}")
    }
}

/// The chain of a strip, bus or main.
pub fn why(evidence: Evidence, node: NodeId) -> Why {
    let mut stages = if node.kind == NodeKind::Strip {
        patch::input(evidence, node)
    } else {
        ways::into(evidence, node)
    };
    stages.extend(inside::stages(evidence, node));
    stages.extend(ways::out_of(evidence, node));
    Why { node, stages }
}

#[cfg(test)]
mod tests;
