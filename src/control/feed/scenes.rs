//! What the console says of scenes, and of what a recall would do.

use crate::param::{ParamAddr, Plain};
use crate::show::scene_head::SceneHead;
use serde::{Deserialize, Serialize};

/// A scene as everybody sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SceneEntry {
    /// Its name.
    pub name: String,
    /// How it is recalled, and what a person noted of it.
    pub head: SceneHead,
}

/// The scenes of the show.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SceneList {
    /// The scenes, in order.
    pub list: Vec<SceneEntry>,
    /// The one that was recalled or stored last.
    pub current: Option<String>,
    /// Something recallable was touched since.
    pub changed: bool,
    /// The one that the next GO recalls: by itself, or by the cue that is next.
    pub armed: Option<String>,
    /// The last recall can be taken back.
    pub undoable: bool,
    /// A fade waits to go on.
    pub fade_held: bool,
}

impl SceneList {
    /// The place of the scene of this name, 0 first.
    pub fn place_of(&self, name: &str) -> Option<usize> {
        self.list.iter().position(|scene| scene.name == name)
    }
}

/// Marks on single parameters about recalls, each list in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecallMarks {
    /// What hands have set since the last recall.
    pub touched: Vec<ParamAddr>,
    /// What a person has made safe from recalls.
    pub safe: Vec<ParamAddr>,
}

impl RecallMarks {
    /// True for a parameter that was touched since the last recall.
    pub fn is_touched(&self, addr: ParamAddr) -> bool {
        self.touched.binary_search(&addr).is_ok()
    }

    /// True for a parameter that a person has made safe.
    pub fn is_safe(&self, addr: ParamAddr) -> bool {
        self.safe.binary_search(&addr).is_ok()
    }
}

/// What the recall of the next scene would do now, after scope, safes and what was touched; each list in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecallPreview {
    /// The scene; none where no scene is next.
    pub scene: Option<String>,
    /// What would move, and where to.
    pub moves: Vec<(ParamAddr, Plain)>,
    /// What would stay though the scene holds another value, and why.
    pub stays: Vec<(ParamAddr, Plain, Stay)>,
    /// What it would raise further than anybody has approved: "raises … by 14 dB".
    pub rise: Option<String>,
    /// What else is worth a word: "removes 2 open microphones that carry signal".
    pub also: Vec<String>,
}

/// What a recall or an undo would raise further than anybody has approved: it waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RisesWait {
    /// Which question it is.
    pub number: u64,
    /// What would rise: "Verse raises … by 14 dB".
    pub text: String,
}

impl RecallPreview {
    /// Where a parameter would go; nothing for one that stays.
    pub fn target(&self, addr: ParamAddr) -> Option<Plain> {
        let found = self.moves.binary_search_by_key(&addr, |(addr, _)| *addr);
        found.ok().map(|at| self.moves[at].1)
    }
}

/// Why a recall leaves alone what would change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stay {
    /// A hand is on it.
    Held,
    /// It was touched since the last recall.
    Touched,
    /// It, its strip or its class is safe.
    Safe,
    /// Its class is safe: preamp, outputs, monitor.
    SafeClass,
    /// The scope of the scene leaves it out.
    Scope,
    /// Its bus was for something else.
    OtherRole,
    /// A send to a wedge or an in-ear mix stays before the fader.
    BeforeFader,
}

impl Stay {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 7] = [
        Self::Held,
        Self::Touched,
        Self::Safe,
        Self::SafeClass,
        Self::OtherRole,
        Self::BeforeFader,
        Self::Scope,
    ];

    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Held => "under a hand",
            Self::Touched => "touched",
            Self::Safe => "safe",
            Self::SafeClass => "safe class",
            Self::Scope => "outside the scope",
            Self::OtherRole => "the bus was for something else",
            Self::BeforeFader => {
                "before the fader, so louder than in the scene where the fader is down"
            }
        }
    }
}
