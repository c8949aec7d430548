//! Scenes: everything that may be recalled, kept under a name.
//!
//! A scene stores every recallable parameter, always. What a recall may change is a filter at
//! recall: parameters that are safe stay, whatever the scene says, and the scene keeps its value.

use super::console::Console;
use super::intent::Refusal;
use crate::param::spec::{ConsoleParam, LevelParam, Param};
use crate::param::{Layout, NodeId, ParamAddr, ParamIndex, Plain, Recall};
use crate::show::names;
pub use crate::show::scene_file::Switches;
use std::sync::Arc;

/// A scene: values by address, so that it fits a console of another size.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Its name, unique within the show.
    pub name: String,
    /// When its switches move, where it is recalled over time.
    pub switches: Switches,
    /// Every recallable parameter that the console had when it was stored.
    pub values: Vec<(ParamAddr, Plain)>,
    /// Set where its file is damaged: why it is not recalled, and what to do.
    pub damage: Option<String>,
}

/// What happened to a scene, for whoever keeps the files.
#[derive(Clone, Debug, PartialEq)]
pub enum SceneChange {
    /// Stored anew, or again.
    Stored(Arc<Scene>),
    /// It has another name now.
    Renamed {
        /// The old name.
        from: String,
        /// The scene with its new name.
        scene: Arc<Scene>,
    },
    /// It is gone.
    Deleted(String),
}

impl SceneChange {
    /// The names that it concerns.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Stored(scene) => vec![&scene.name],
            Self::Renamed { from, scene } => vec![from, &scene.name],
            Self::Deleted(name) => vec![name],
        }
    }
}

/// What becomes of a value that comes from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fate {
    /// It may be set.
    Free(ParamIndex, Plain),
    /// This switch keeps recalls from it.
    Safe(ParamAddr),
    /// No recall reaches it, or the value is not possible here.
    Left,
    /// This console has no such parameter.
    Missing,
}

/// A name that can be a scene's, and a file's.
pub(super) fn checked_name(name: &str) -> Result<String, Refusal> {
    file_name(name, "scene").map_err(Refusal::Scene)
}

/// A name for a `what` that can be a file's too.
pub(super) fn file_name(name: &str, what: &str) -> Result<String, String> {
    let name = name.trim();
    names::check(name).map_err(|why| format!("'{name}' cannot name a {what}: {why}"))?;
    Ok(name.to_owned())
}

/// The switch that keeps a parameter from recalls, if it has one: trim, polarity and delay, what the
/// engineer hears, and everything on the outputs that people hear themselves or the room with.
fn safe_switch(layout: &Layout, addr: ParamAddr) -> Option<ConsoleParam> {
    match addr.param {
        Param::Monitor(_) | Param::Speaker(_) | Param::Phones(_) | Param::Talkback(_) => {
            Some(ConsoleParam::SafeMonitor)
        }
        Param::Level(LevelParam::Mute) | Param::Member(_) => None,
        _ if layout.topology().is_output(addr.node()) => Some(ConsoleParam::SafeOutputs),
        Param::Input(_) => Some(ConsoleParam::SafePreamp),
        _ => None,
    }
}

impl Console {
    /// What becomes of a value that a scene, a copy or a preset brings: one rule for all of them.
    pub(super) fn fate(&self, addr: ParamAddr, value: Plain) -> Fate {
        let Some(index) = self.layout.index(addr) else {
            return Fate::Missing;
        };
        let spec = self.layout.spec(index);
        let possible = spec.recall == Recall::Stored
            && spec.curve.allows(value)
            && self.layout.has_named(index, value);
        if !possible || spec.protected {
            return Fate::Left;
        }
        match self.safe_by(addr) {
            Some(switch) => Fate::Safe(switch),
            None => Fate::Free(index, spec.curve.clamp(value)),
        }
    }

    /// The switch that keeps recalls from a parameter, where it is on.
    fn safe_by(&self, addr: ParamAddr) -> Option<ParamAddr> {
        let switch = safe_switch(&self.layout, addr)?;
        let switch = NodeId::CONSOLE.param(Param::Console(switch));
        let index = self.layout.index(switch)?;
        self.store.get(index).is_on().then_some(switch)
    }
}
