//! What one hand did at one time, and how it is taken back.

use crate::control::feed::Label;
use crate::control::scene::Scene;
use crate::param::counted;
use crate::param::lane::Lane;
use crate::param::{NodeId, ParamAddr, ParamIndex, Plain};
use crate::show::cue::{Cue, CueNumber};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One parameter's part of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edit {
    /// Which parameter.
    pub addr: ParamAddr,
    /// Its value before.
    pub old: Plain,
    /// Its value after.
    pub new: Plain,
}

/// Something in the place of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Replaced<T> {
    /// What was there; nothing for what is new.
    pub before: Option<T>,
    /// What is there now; nothing for what is gone.
    pub after: Option<T>,
}

impl<T: Clone> Replaced<T> {
    /// Both sides of it.
    pub fn sides(&self) -> impl Iterator<Item = &T> + Clone {
        self.before.iter().chain(&self.after)
    }

    /// What it is about, before or after.
    fn subject(&self) -> Option<&T> {
        self.before.as_ref().or(self.after.as_ref())
    }

    fn inverse(&self) -> Self {
        Self {
            before: self.after.clone(),
            after: self.before.clone(),
        }
    }
}

/// A scene stored, renamed, deleted: its place, counted from 0, and itself.
pub type SceneEdit = Replaced<(usize, Arc<Scene>)>;

/// A cue in the place of another, which had the same number or another one.
pub type CueEdit = Replaced<Arc<Cue>>;

/// What something that stays has become.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditOf<K, T> {
    /// What it is about.
    pub of: K,
    /// How it was before.
    pub before: T,
    /// How it is after.
    pub after: T,
}

impl<K: Copy, T: Clone> EditOf<K, T> {
    fn inverse(&self) -> Self {
        Self {
            of: self.of,
            before: self.after.clone(),
            after: self.before.clone(),
        }
    }
}

/// The lane of a parameter, or none.
pub type LaneEdit = EditOf<ParamAddr, Option<Arc<Lane>>>;

/// Name and colour of a strip, bus or group.
pub type LabelEdit = EditOf<NodeId, Label>;

/// For people: "scene Verse".
fn scene_label(edit: &SceneEdit) -> String {
    let scene = edit.subject();
    scene.map_or_else(String::new, |(_, scene)| format!("scene {}", scene.name))
}

/// For people: "cue 10".
fn cue_label(edit: &CueEdit) -> String {
    let cue = edit.subject();
    cue.map_or_else(String::new, |cue| format!("cue {}", cue.number))
}

/// "; 2 parameters were left: others have set them since"
pub fn left_words(left: usize, by: &str) -> String {
    let count = counted(left, "parameter");
    match left {
        0 => String::new(),
        1 => format!("; {count} was left: {by} set it since"),
        _ => format!("; {count} were left: {by} set them since"),
    }
}

/// What a step may be about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The value of a parameter.
    Value(ParamAddr),
    /// The automation of a parameter.
    Lane(ParamAddr),
    /// A scene, by name.
    Scene(String),
    /// A cue.
    Cue(CueNumber),
    /// Name and colour of a node.
    Label(NodeId),
}

/// What one hand did at one time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// Its parts; at most one per parameter.
    pub edits: Vec<Edit>,
    /// What became of scenes; then there are no edits.
    pub scenes: Vec<SceneEdit>,
    /// What became of lanes; then there is nothing else.
    pub lanes: Vec<LaneEdit>,
    /// What became of cues; then there is nothing else.
    pub cues: Vec<CueEdit>,
    /// What became of names and colours; then there is nothing else.
    pub labels: Vec<LabelEdit>,
}

impl Step {
    /// A step of these edits.
    pub fn of(edits: Vec<Edit>) -> Self {
        Self {
            edits,
            ..Self::default()
        }
    }

    /// A step of what became of scenes.
    pub fn of_scenes(scenes: Vec<SceneEdit>) -> Self {
        Self {
            scenes,
            ..Self::default()
        }
    }

    /// A step of what became of lanes.
    pub fn of_lanes(lanes: Vec<LaneEdit>) -> Self {
        Self {
            lanes,
            ..Self::default()
        }
    }

    /// A step of what became of cues.
    pub fn of_cues(cues: Vec<CueEdit>) -> Self {
        Self {
            cues,
            ..Self::default()
        }
    }

    /// A step of what became of names and colours.
    pub fn of_labels(labels: Vec<LabelEdit>) -> Self {
        Self {
            labels,
            ..Self::default()
        }
    }

    /// True where nothing was done.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
            && self.scenes.is_empty()
            && self.lanes.is_empty()
            && self.cues.is_empty()
            && self.labels.is_empty()
    }

    /// True for a step of whole scenes or cues, or of names and colours.
    pub(in crate::control) fn is_document(&self) -> bool {
        let scenes = self.scenes.iter().flat_map(SceneEdit::sides);
        let is_whole = scenes.clone().all(|(_, scene)| scene.damage.is_none());
        is_whole && (scenes.count() > 0 || !self.cues.is_empty() || !self.labels.is_empty())
    }

    /// Forgets what parameters were that mean something else now.
    pub fn retain(&mut self, keeps_meaning: impl Fn(ParamAddr) -> bool) {
        self.edits.retain(|edit| keeps_meaning(edit.addr));
    }

    /// Everything that it is about.
    pub fn subjects(&self) -> impl Iterator<Item = Subject> {
        let values = self.edits.iter().map(|edit| Subject::Value(edit.addr));
        let lanes = self.lanes.iter().map(|edit| Subject::Lane(edit.of));
        let scenes = self.scenes.iter().flat_map(SceneEdit::sides);
        let scenes = scenes.map(|(_, scene)| Subject::Scene(scene.name.clone()));
        let cues = self.cues.iter().flat_map(CueEdit::sides);
        let cues = cues.map(|cue| Subject::Cue(cue.number));
        let labels = self.labels.iter().map(|edit| Subject::Label(edit.of));
        values.chain(lanes).chain(scenes).chain(cues).chain(labels)
    }

    /// For people: "ch/1/fader", "12 parameters", "scene Verse".
    pub fn label(&self) -> String {
        match &self.lanes[..] {
            [] => {}
            [edit] => return format!("automation of {}", edit.of),
            edits => return format!("automation of {} parameters", edits.len()),
        }
        match &self.scenes[..] {
            [] => {}
            [edit] => return scene_label(edit),
            edits => return counted(edits.len(), "scene"),
        }
        match &self.cues[..] {
            [] => {}
            [edit] => return cue_label(edit),
            edits => return format!("{} cues", edits.len()),
        }
        match &self.labels[..] {
            [] => {}
            [edit] => return format!("name of {}", edit.of),
            edits => return format!("names of {} strips and buses", edits.len()),
        }
        match &self.edits[..] {
            [edit] => edit.addr.to_string(),
            edits => counted(edits.len(), "parameter"),
        }
    }

    /// What a hand moved: the first edit, where all others are its partners on other strips.
    pub(super) fn moved(&self) -> Option<&Edit> {
        let first = self.edits.first()?;
        let same = |edit: &Edit| (edit.addr.param, edit.addr.each, edit.addr.kind);
        let linked = self.edits.iter().all(|edit| same(edit) == same(first));
        linked.then_some(first)
    }

    /// A move reaches further.
    pub(in crate::control) fn go_on(&mut self, step: &Self) {
        for edit in &step.edits {
            match self.edits.iter_mut().find(|own| own.addr == edit.addr) {
                Some(own) => own.new = edit.new,
                None => self.edits.push(*edit),
            }
        }
    }

    /// The step that takes this one back.
    pub fn inverse(&self) -> Self {
        let edits = self.edits.iter().rev();
        let scenes = self.scenes.iter().rev();
        Self {
            edits: edits
                .map(|e| Edit {
                    addr: e.addr,
                    old: e.new,
                    new: e.old,
                })
                .collect(),
            scenes: scenes.map(SceneEdit::inverse).collect(),
            lanes: self.lanes.iter().map(LaneEdit::inverse).collect(),
            cues: self.cues.iter().map(CueEdit::inverse).collect(),
            labels: self.labels.iter().map(LabelEdit::inverse).collect(),
        }
    }
}

/// What of a step may be moved.
#[derive(Debug)]
pub struct Movable {
    /// What may, and where it goes.
    pub values: Vec<(ParamIndex, Plain)>,
    /// How many stay, because they were set since.
    pub left: usize,
    /// What stays, because it is protected.
    pub guards: Vec<ParamAddr>,
}

impl Movable {
    /// What stays, for people: nothing where everything may move.
    pub fn stays(&self, by: &str) -> String {
        let protected = |addr: &ParamAddr| format!("; {addr} stays, it is protected");
        let guards: String = self.guards.iter().map(protected).collect();
        format!("{}{guards}", left_words(self.left, by))
    }
}
