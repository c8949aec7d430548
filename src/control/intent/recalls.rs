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

/// What a remote control asks: nobody is there who could be asked in turn. Times are microseconds from the start of the
/// transport.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum RemoteOrder {
    /// The next cue goes, or the armed scene.
    Go,
    /// This cue goes.
    Cue(CueNumber),
    /// What fades or counts down is held.
    Hold,
    /// It goes on.
    Resume,
    /// The tempo of a clock, in beats per minute.
    Tempo(f32),
    /// The time outside runs, and is here now.
    Roll(u64),
    /// The time outside stands here.
    Stand(u64),
}

/// What becomes of a fade that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FadeWish {
    /// It is held where it stands, or goes on.
    Hold,
    /// It ends where it stands.
    Stop,
    /// It goes back to where it came from, in as much time as it has run.
    Reverse,
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

/// Scenes as people name them, with commas between: `current`, `following` (the current one and all behind it), `all`, a
/// name, a place of the list counted from 1, or a stretch of it, such as `12-30`, `12-`, `Verse..Outro`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhichScenes(pub String);

/// What becomes of values that several scenes hold. Paths may have a `*`, may mean everything below them, and may begin
/// with the name of a strip or bus: `ch/1/eq`, `ch/*/fader`, `Lead/fader`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SceneValues {
    /// What this path names (first) takes a value, in words (second).
    To(String, String),
    /// What this path names (first) moves by so much, in words (second): `+2 dB`.
    By(String, String),
    /// What these paths name becomes as it stands now, or as a scene holds it.
    From(Compared, Vec<String>),
    /// What was touched since the last recall becomes as it stands now.
    Touched,
    /// What was touched since the last recall moves by as much as it was moved, seen from the current scene.
    TouchedBy,
}

/// A place of the list: right before a scene, or right behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenePlace {
    /// The scene, by name or by its place counted from 1.
    pub beside: String,
    /// Behind it.
    pub behind: bool,
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
