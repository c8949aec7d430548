//! What a chain is made of.

use crate::control::feed::Levels;
use crate::desk::mirror::Mirror;
use crate::param::{NodeId, NodeKind};

/// What counts as no signal, in dBFS.
pub(super) const SILENCE_DB: f32 = -90.0;

/// One stage of a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// What it is and does, one line.
    pub text: String,
    /// The level behind it in dBFS, the peak of about the last second, where it is measured.
    pub level_db: Option<f32>,
    /// Nothing gets past it.
    pub is_dead: bool,
}

/// What a chain is read from.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// What the console is and how it stands.
    pub mirror: &'a Mirror,
    /// The peaks of the last moments.
    pub levels: &'a Levels,
}

impl Stage {
    pub(super) fn open(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            level_db: None,
            is_dead: false,
        }
    }

    pub(super) fn dead(text: impl Into<String>) -> Self {
        Self {
            is_dead: true,
            ..Self::open(text)
        }
    }

    pub(super) fn at(self, level_db: f32) -> Self {
        Self {
            level_db: Some(level_db),
            ..self
        }
    }
}

/// True for what has a chain: strips, buses and main.
pub fn has_chain(node: NodeId) -> bool {
    matches!(node.kind, NodeKind::Strip | NodeKind::Bus | NodeKind::Main)
}
