//! What intents about scenes name.

use crate::param::{NodeId, ParamAddr};
use crate::show::cue::CueNumber;
use serde::{Deserialize, Serialize};

/// What a program change recalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProgramRecall {
    /// The scene at this place of the list, 0 first.
    Scene(u16),
    /// The cue of this number.
    Cue(CueNumber),
}

/// One of two states that are compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Compared {
    /// What stands now.
    Now,
    /// A scene.
    Scene(String),
}

impl std::fmt::Display for Compared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Now => f.write_str("now"),
            Self::Scene(name) => f.write_str(name),
        }
    }
}

/// Which scenes take what was touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fold {
    /// The current one.
    Current,
    /// The current one and all after it.
    Following,
    /// All.
    All,
}

/// Which of the touched parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Marked {
    /// All of them.
    All,
    /// Those of a node.
    Node(NodeId),
    /// One.
    One(ParamAddr),
}

impl Marked {
    /// True for a parameter that is meant.
    pub fn has(self, addr: ParamAddr) -> bool {
        match self {
            Self::All => true,
            Self::Node(node) => addr.node() == node,
            Self::One(one) => addr == one,
        }
    }
}

impl std::fmt::Display for Marked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::All => f.write_str("the console"),
            Self::Node(node) => node.fmt(f),
            Self::One(addr) => addr.fmt(f),
        }
    }
}
