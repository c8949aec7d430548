//! What waits until somebody allows it, and how what passes the guard happens.

use crate::control::undo::{Edit, Step};
use crate::param::{ParamAddr, Plain, RecallClass};
use crate::show::scene_head::Switches;
use std::time::Instant;

/// What raises something.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::control) enum Raising {
    /// The recall of a scene.
    Recall(String),
    /// The last recall is taken back.
    UndoRecall,
    /// A step of an operator is taken back.
    Undo(String),
    /// A step is done again.
    Redo,
}

impl Raising {
    /// At the beginning of a sentence.
    pub fn words(&self) -> &str {
        match self {
            Self::Recall(scene) => scene,
            Self::UndoRecall => "Undo of the recall",
            Self::Undo(_) => "Undo",
            Self::Redo => "Redo",
        }
    }
}

/// How moves happen that pass the guard.
#[derive(Clone, Debug)]
pub(in crate::control) struct Passage {
    /// What moves.
    pub raising: Raising,
    /// When switches change.
    pub switches: Switches,
    /// Frames that the rest takes.
    pub frames: u32,
    /// The same for some classes, where they take other times.
    pub by_class: Vec<(RecallClass, u32)>,
    /// Somebody is there who can be asked.
    pub attended: bool,
}

/// What has happened of moves that passed the guard.
#[derive(Debug, Default)]
pub(in crate::control) struct Passed {
    /// What has really moved.
    pub edits: Vec<Edit>,
    /// What to say of it: nothing, or "; …".
    pub said: String,
}

/// Rises that wait.
#[derive(Clone, Debug)]
pub(in crate::control) struct Waiting {
    /// Which question it is.
    pub number: u64,
    pub passage: Passage,
    /// "Verse raises … by 14 dB".
    pub text: String,
    /// What would move: from where it stood, to where.
    pub moves: Vec<(ParamAddr, Plain, Plain)>,
    /// What has moved already, and whose step that is.
    pub begun: Option<(String, Step)>,
    pub since: Instant,
}
