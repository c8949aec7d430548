//! Scenes: everything that may be recalled, kept under a name.
//!
//! A scene stores every recallable parameter, always. What a recall may change is a filter at
//! recall: parameters that are safe stay, whatever the scene says, and the scene keeps its value.

use super::intent::Refusal;
use crate::param::carry::other_role;
use crate::param::{BusRole, NodeId, ParamAddr, Plain, Topology};
use crate::show::SceneFile;
use crate::show::names;
use crate::show::scene_head::SceneHead;
use std::sync::Arc;

/// A scene: values by address, so that it fits a console of another size.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Its name, unique within the show.
    pub name: String,
    /// How it is recalled, and what a person noted of it.
    pub head: SceneHead,
    /// Every recallable parameter that the console had when it was stored.
    pub values: Vec<(ParamAddr, Plain)>,
    /// Set where its file is damaged: why it is not recalled, and what to do.
    pub damage: Option<String>,
}

impl From<SceneFile> for Scene {
    fn from(file: SceneFile) -> Self {
        Self {
            name: file.name,
            head: file.head,
            values: file.values,
            damage: None,
        }
    }
}

impl Scene {
    /// The scene as its file has it.
    pub fn file(&self) -> SceneFile {
        SceneFile {
            name: self.name.clone(),
            head: self.head.clone(),
            values: self.values.clone(),
        }
    }

    /// A scene whose file is damaged is neither recalled nor copied.
    pub(super) fn check_whole(&self) -> Result<(), Refusal> {
        let Some(damage) = &self.damage else {
            return Ok(());
        };
        let name = &self.name;
        Err(Refusal::Scene(format!(
            "the scene '{name}' is damaged: {damage}"
        )))
    }

    /// True for a scene that is the same but for the order of its values, which a file and the journal have each
    /// in their own.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let sorted = |scene: &Self| {
            let mut values = scene.values.clone();
            values.sort_by_key(|(addr, _)| *addr);
            values
        };
        let has_same_words =
            (&self.name, &self.head, &self.damage) == (&other.name, &other.head, &other.damage);
        has_same_words && (self.values == other.values || sorted(self) == sorted(other))
    }

    /// The bus whose role decides what a value means, where it is for something else now: what it was for.
    pub(super) fn other_role(&self, addr: ParamAddr, now: &Topology) -> Option<(NodeId, BusRole)> {
        other_role(addr, |bus| self.head.roles.get(&bus.number).copied(), now)
    }
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
    Deleted {
        /// Its name.
        name: String,
        /// The scene, as far as that is known: it may have no file yet.
        was: Option<Arc<Scene>>,
    },
}

impl SceneChange {
    /// The names that it concerns.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Stored(scene) => vec![&scene.name],
            Self::Renamed { from, scene } => vec![from, &scene.name],
            Self::Deleted { name, .. } => vec![name],
        }
    }
}

/// A name that can be a scene's, and a file's; or one that a scene has already.
pub(super) fn checked_name(name: &str, is_known: impl Fn(&str) -> bool) -> Result<String, Refusal> {
    file_name(name, "scene", is_known).map_err(Refusal::Scene)
}

/// A name for a `what` that can be a file's too; one that is known may be what commands take for something else.
pub(super) fn file_name(
    name: &str,
    what: &str,
    is_known: impl Fn(&str) -> bool,
) -> Result<String, String> {
    let name = name.trim();
    let outcome = names::check(name).and_then(|()| {
        if is_known(name) {
            Ok(())
        } else {
            names::check_word(name)
        }
    });
    outcome.map_err(|why| format!("'{name}' cannot name a {what}: {why}"))?;
    Ok(name.to_owned())
}
