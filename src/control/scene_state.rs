//! What the journal keeps of the scenes. It is there before anybody is told that something is done, and all
//! of it stands after a crash as it stood: the list, what was touched since the last recall, and a scene
//! itself until its file is written.

use super::core::Core;
use super::cues::Gone;
use super::feed::{Notice, Severity};
use super::journal::{Journal, entry};
use super::scene::{Scene, SceneChange};
use super::scenes::{Recalled, Scenes, UndoneRecall};
use super::undo::SceneEdit;
use crate::param::carry::{Roles, roles};
use crate::param::{ParamAddr, tables};
use crate::show::SceneFile;
use crate::show::journal::document::Document;
use crate::show::journal::past;
use crate::show::scene_head::{SceneHead, Switches};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The journal's document about the list.
const LIST: &str = "scenes";
/// Documents about scenes whose files are not written yet begin so.
const SCENE: &str = "scene/";

/// What the journal knows of the list.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct ListState {
    order: Vec<String>,
    current: Option<String>,
    changed: bool,
    armed: Option<String>,
    /// Where the lists stood before each of the last recalls.
    recalls: Vec<RecallState>,
    /// Of those that undo has taken back, and which scene was current after them.
    undone: Vec<(RecallState, Option<String>)>,
}

/// What the journal's groups do not say of a recall.
#[derive(Debug, Default, Serialize, Deserialize)]
struct RecallState {
    /// The number of the change that it was.
    serial: u64,
    before: Option<String>,
    cue: Option<Gone>,
}

impl RecallState {
    fn of(recalled: &Recalled) -> Self {
        Self {
            serial: recalled.serial,
            before: recalled.before.clone(),
            cue: recalled.cue,
        }
    }

    /// The recall, with what the groups say of it.
    fn recalled(self, step: past::Step, roles: Roles) -> Recalled {
        let entry = entry(step);
        Recalled {
            serial: entry.serial,
            step: entry.step,
            before: self.before,
            cue: self.cue,
            roles,
        }
    }
}

/// What the journal knows of a scene whose file is not written yet.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SceneState {
    /// The scene, as its file will be.
    #[serde(default)]
    file: Option<SceneFile>,
    /// Of a journal that has values one by one.
    #[serde(default, skip_serializing)]
    head: Option<SceneHead>,
    /// Of a journal that is older than heads.
    #[serde(default, skip_serializing)]
    switches: Switches,
    #[serde(default, skip_serializing)]
    values: BTreeMap<String, String>,
}

impl SceneState {
    pub(super) fn of(scene: &Scene) -> Self {
        Self {
            file: Some(scene.file()),
            head: None,
            switches: Switches::default(),
            values: BTreeMap::new(),
        }
    }

    pub(super) fn scene(&self, name: &str) -> Scene {
        if let Some(file) = &self.file {
            let scene = Scene::from(file.clone());
            let name = name.to_owned();
            return Scene { name, ..scene };
        }
        let value = |(path, text): (&String, &String)| {
            let addr = ParamAddr::parse(path)?;
            let spec = tables::row(addr.kind, addr.param)?;
            Some((addr, spec.parse(text).ok()?))
        };
        Scene {
            name: name.to_owned(),
            damage: None,
            head: self.head.clone().unwrap_or_else(|| SceneHead {
                switches: self.switches,
                ..SceneHead::default()
            }),
            values: self.values.iter().filter_map(value).collect(),
        }
    }
}

/// Bytes of a scene as text, about: what stands at its default takes none.
pub(super) fn bytes_of(scene: &Scene) -> usize {
    256 + 16 * scene.values.len()
}

/// The scenes of the journal that were changed after their files were written; nothing for one that was deleted.
fn unsaved_scenes(journal: &Journal) -> Vec<(String, serde_json::Result<Option<SceneState>>)> {
    let scene = |(key, json): (&str, &Document)| {
        let name = key.strip_prefix(SCENE)?.to_owned();
        Some((name, serde_json::from_str(json.text())))
    };
    journal.documents_under(SCENE).filter_map(scene).collect()
}

fn unreadable(name: &str) -> Notice {
    Notice {
        severity: Severity::Warning,
        text: format!(
            "scene {name}: the journal holds a newer version of it that this console cannot read; it stands as its \
             file says, so check it before it is recalled"
        ),
    }
}

fn by_serial<T>(states: Vec<T>, serial: impl Fn(&T) -> u64) -> BTreeMap<u64, T> {
    let states = states.into_iter();
    states.map(|state| (serial(&state), state)).collect()
}

impl Scenes {
    fn state(&self) -> ListState {
        let recalls = self.recalls.iter().map(RecallState::of);
        let undone = self.undone_recalls.iter();
        let undone = undone.map(|undone| (RecallState::of(&undone.recalled), undone.scene.clone()));
        ListState {
            order: self.list.iter().map(|scene| scene.name.clone()).collect(),
            current: self.current.clone(),
            changed: self.changed,
            armed: self.armed.clone(),
            recalls: recalls.collect(),
            undone: undone.collect(),
        }
    }
}

impl Scenes {
    /// How the scenes stood when the console ended; the recalls, and those that undo had taken back, by what
    /// they changed.
    pub(super) fn restore(
        &mut self,
        core: &mut Core,
        recalls: Vec<past::Step>,
        undone: Vec<past::Step>,
    ) {
        let state: Option<ListState> = core
            .journal
            .document(LIST)
            .and_then(|json| serde_json::from_str(json).ok());
        if let Some(state) = state {
            let roles = roles(core.layout().topology());
            self.restore_recalls(recalls, state.recalls, &roles);
            self.restore_undone(undone, state.undone, &roles);
            self.order = state.order;
            self.current = state.current;
            self.changed = state.changed;
            self.armed = state.armed;
        }
        self.live_edits.restore(&core.journal);
        self.restore_unsaved(core);
        self.restore_cues(core);
    }

    fn restore_recalls(&mut self, steps: Vec<past::Step>, states: Vec<RecallState>, roles: &Roles) {
        let mut states: BTreeMap<u64, RecallState> = by_serial(states, |state| state.serial);
        let recalled = |step: past::Step| {
            let state = states.remove(&step.serial).unwrap_or_default();
            state.recalled(step, roles.clone())
        };
        self.recalls = steps.into_iter().map(recalled).collect();
    }

    fn restore_undone(
        &mut self,
        steps: Vec<past::Step>,
        states: Vec<(RecallState, Option<String>)>,
        roles: &Roles,
    ) {
        let mut states = by_serial(states, |(state, _)| state.serial);
        let undone = |step: past::Step| {
            let (state, scene) = states.remove(&step.serial)?;
            Some(UndoneRecall {
                recalled: state.recalled(step, roles.clone()),
                scene,
            })
        };
        self.undone_recalls = steps.into_iter().filter_map(undone).collect();
    }

    /// Scenes that were changed after their files were written; the files follow now.
    fn restore_unsaved(&mut self, core: &mut Core) {
        let number = core.journal.changes();
        for (name, state) in unsaved_scenes(&core.journal) {
            let Ok(state) = state else {
                core.tell_for_good(unreadable(&name));
                continue;
            };
            self.unsaved.insert(name.clone(), number);
            self.list.retain(|scene| scene.name != name);
            let change = if let Some(state) = state {
                let scene = Arc::new(state.scene(&name));
                self.list.push(scene.clone());
                SceneChange::Stored(scene)
            } else {
                self.deleted.insert(name.clone());
                SceneChange::Deleted { name, was: None }
            };
            core.keep_scene(change, number);
        }
        let _ = self.take_loaded(Vec::new());
    }

    /// Hands over everything that the show's folder holds, for one that is written anew.
    pub(super) fn keep_all(&self, core: &Core) {
        let number = core.journal.changes();
        let whole = self.list.iter();
        for scene in whole.filter(|scene| scene.damage.is_none()) {
            let change = SceneChange::Stored(scene.clone());
            core.keep_scene(change, number);
        }
        if !self.cues.is_empty() {
            self.hand_over_cues(core);
        }
    }

    /// A change of a scene is in its file: the journal need not hold it any longer.
    pub(super) fn note_kept(&mut self, core: &mut Core, name: &str, number: u64) {
        if self.unsaved.get(name).is_some_and(|last| *last <= number) {
            self.unsaved.remove(name);
            self.deleted.remove(name);
            core.journal.forget(&format!("{SCENE}{name}"));
        }
    }

    /// Journal first, file later.
    pub(super) fn keep_edit(&mut self, core: &mut Core, edit: &SceneEdit) {
        let before = edit.before.as_ref().map(|(_, scene)| scene.name.clone());
        let after = edit.after.as_ref().map(|(_, scene)| scene.clone());
        let gone = before.filter(|name| after.as_ref().is_none_or(|scene| scene.name != *name));
        if let Some(name) = &gone {
            self.deleted.insert(name.clone());
            self.note_scene(core, name, None);
        }
        if let Some(scene) = &after {
            self.deleted.remove(&scene.name);
            self.note_scene(core, &scene.name, Some(scene));
        }
        let number = core.journal.changes();
        let change = match (gone, after) {
            (Some(from), Some(scene)) => SceneChange::Renamed { from, scene },
            (None, Some(scene)) => SceneChange::Stored(scene),
            (Some(name), None) => {
                let was = edit.before.as_ref().map(|(_, scene)| scene.clone());
                let was = was.filter(|scene| scene.damage.is_none());
                SceneChange::Deleted { name, was }
            }
            (None, None) => return,
        };
        core.keep_scene(change, number);
    }

    fn note_scene(&mut self, core: &mut Core, name: &str, scene: Option<&Arc<Scene>>) {
        let scene = scene.cloned();
        let bytes = scene.as_ref().map_or(0, |scene| bytes_of(scene));
        let json = Document::later(bytes, move || {
            // Maps of text cannot fail to become JSON.
            serde_json::to_string(&scene.as_deref().map(SceneState::of)).unwrap_or_default()
        });
        core.journal.note(&format!("{SCENE}{name}"), json);
        self.unsaved.insert(name.to_owned(), core.journal.changes());
    }

    /// The list, what is current and what is next are news, and go into the journal.
    pub(super) fn note_list(&mut self, core: &mut Core) {
        self.announce(core);
        let json = serde_json::to_string(&self.state()).unwrap_or_default();
        core.journal.note(LIST, json);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{BusRole, Plain};

    #[test]
    fn a_scene_comes_back_out_of_the_journal_as_it_was() {
        let scene = Scene {
            name: "Verse".to_owned(),
            head: SceneHead {
                switches: Switches::End,
                fade: 2.5,
                roles: [(1, BusRole::Wedge), (12, BusRole::Fx)].into(),
                ..SceneHead::default()
            },
            values: vec![(ParamAddr::parse("ch/1/fader").unwrap(), Plain(-6.0))],
            damage: None,
        };
        let json = serde_json::to_string(&SceneState::of(&scene)).unwrap();
        let state: SceneState = serde_json::from_str(&json).unwrap();
        assert_eq!(state.scene("Verse"), scene);
        let older = r#"{"switches":"end","values":{"ch/1/fader":"-6 dB"}}"#;
        let state: SceneState = serde_json::from_str(older).unwrap();
        assert_eq!(state.scene("Verse").head.switches, Switches::End);
        assert_eq!(state.scene("Verse").values, scene.values);
    }
}
