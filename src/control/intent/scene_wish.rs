//! What a front end asks about scenes.

use super::{Compared, Fold, HeadChange, Marked, SceneFile, ScenePlace, SceneValues, WhichScenes};
use crate::param::ParamAddr;
use serde::{Deserialize, Serialize};

/// Something about scenes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SceneWish {
    /// Keeps everything recallable under this name.
    Store(String),
    /// Keeps what stands now as the current scene.
    StoreCurrent,
    /// Keeps everything recallable under a new name, at a place of the list.
    Insert(String, ScenePlace),
    /// Scenes of another show come behind this one's, or to a place of the list: one step of undo.
    Add(Vec<SceneFile>, Option<ScenePlace>),
    /// Recalls a scene, over this many seconds; with none, over the scene's own fade.
    Recall(String, Option<f32>),
    /// Recalls the scene at this place of the list, 0 first.
    RecallAt(u16),
    /// Restores what the last recall changed and nobody touched since.
    UndoRecall,
    /// Makes a scene the one that the next GO recalls; none: no scene is armed.
    Arm(Option<String>),
    /// Arms the scene that many places further down the list than the armed one.
    StepArmed(i16),
    /// Says what differs from the first (that stands now, or a scene) to the second.
    Compare(Compared, Compared),
    /// Gives a scene (first) another name (second).
    Rename(String, String),
    /// Forgets a scene.
    Delete(String),
    /// How a scene is recalled, and what a person notes of it.
    ChangeHead(String, HeadChange),
    /// Puts a scene at this place of the list, 0 first.
    Move(String, u16),
    /// Puts a scene at a place of the list.
    Place(String, ScenePlace),
    /// Puts a copy of a scene (first) under another name (second) right after it.
    Duplicate(String, String),
    /// Changes values that some scenes hold: one step of undo.
    ChangeMany(WhichScenes, SceneValues),
    /// Writes what was touched since the last recall into scenes.
    Fold(Fold),
    /// The next recall may change again what was touched.
    Release(Marked),
    /// Makes a parameter safe from recalls, or no longer.
    SetSafe(ParamAddr, bool),
}

impl SceneWish {
    /// True where the answer means that it is kept: it waits for the disk.
    pub fn is_durable(&self) -> bool {
        !self.is_recall() && !matches!(self, Self::Arm(_) | Self::StepArmed(_) | Self::Compare(..))
    }

    /// True for what everybody is told, with who did it.
    pub fn is_told(&self) -> bool {
        self.is_recall() || self.is_durable()
    }

    /// True for what changes what is heard.
    fn is_recall(&self) -> bool {
        matches!(
            self,
            Self::Recall(..) | Self::RecallAt(_) | Self::UndoRecall
        )
    }
}
