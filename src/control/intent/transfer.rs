//! Settings that go from one place to another.

use crate::param::NodeId;
use serde::{Deserialize, Serialize};

/// Settings on their way: between nodes, and between nodes and presets. What a recall must leave
/// alone stays; each is whole at one mark, and one step of undo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Transfer {
    /// Keeps a node's settings for this client to paste.
    Copy(NodeId),
    /// Gives nodes what this client has copied.
    Paste(Vec<NodeId>, Scope),
    /// Gives nodes the settings of the first one.
    CopyTo(NodeId, Vec<NodeId>, Scope),
    /// Keeps a node's settings as a preset of the user, or (`in_show`) of this show.
    StorePreset {
        /// The preset's name.
        name: String,
        /// Whose settings.
        from: NodeId,
        /// Which of them.
        scope: Scope,
        /// In the folder of the show instead of the user's own.
        in_show: bool,
    },
    /// Gives nodes the settings of a preset.
    ApplyPreset(String, Vec<NodeId>),
    /// Gives a preset (first) another name (second).
    RenamePreset(String, String),
    /// Forgets a preset.
    DeletePreset(String),
    /// The strip's spare stands in for it, or no longer does.
    UseSpare(NodeId),
    /// A bus hears the strips as main does.
    CopyMainTo(NodeId),
}

/// Which settings of a node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// What shapes its sound; levels, mute, pan, assignments, sends and preamp stay.
    #[default]
    Processing,
    /// All of them.
    Everything,
    /// One section, by name: "gate".
    Section(String),
}
