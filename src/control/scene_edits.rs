//! What becomes of scenes, one in the place of another: as a step of undo, and back.

use super::core::Core;
use super::intent::ClientId;
use super::kept_steps::keep_steps;
use super::scene::Scene;
use super::scenes::Scenes;
use super::undo::{SceneEdit, Step};
use std::sync::Arc;
use std::time::Instant;

impl Scenes {
    /// A change of a scene. Where something would be lost, it is a step of undo.
    pub(super) fn edit(&mut self, core: &mut Core, client: ClientId, edit: SceneEdit) {
        self.edit_all(core, client, vec![edit]);
    }

    /// Several changes of scenes as one step.
    pub(super) fn edit_all(&mut self, core: &mut Core, client: ClientId, edits: Vec<SceneEdit>) {
        if edits.iter().any(|edit| edit.before.is_some()) {
            self.edit_as_step(core, client, edits);
        } else {
            self.apply_all(core, &edits);
        }
    }

    /// The same, where scenes that are new are a step of undo, too.
    pub(super) fn edit_as_step(
        &mut self,
        core: &mut Core,
        client: ClientId,
        edits: Vec<SceneEdit>,
    ) {
        self.apply_all(core, &edits);
        core.record_whole(client, Step::of_scenes(edits), Instant::now());
        keep_steps(core);
    }

    fn apply_all(&mut self, core: &mut Core, edits: &[SceneEdit]) {
        core.journal.begin_together();
        for edit in edits {
            self.apply(core, edit);
        }
        self.note_list(core);
        core.journal.end_together();
    }

    /// Puts a scene in the place of another, of none, or none in its place. False, and nothing is done,
    /// where the list is not as the change expects it. [`Self::note_list`] comes after all that belongs together: it
    /// says all there is of the list.
    pub(super) fn apply(&mut self, core: &mut Core, edit: &SceneEdit) -> bool {
        let SceneEdit { before, after } = edit;
        let found = before.as_ref().map(|(_, scene)| self.find(&scene.name));
        let same = |at: usize, scene: &Arc<Scene>| self.list[at].says_the_same(scene);
        let at = match (&found, before) {
            (Some(Ok(at)), Some((_, scene))) if same(*at, scene) => Some(*at),
            (None, _) => None,
            _ => return false,
        };
        let name = after.as_ref().map(|(_, scene)| scene.name.as_str());
        let taken = name.and_then(|name| self.find(name).ok());
        if taken.is_some() && taken != at {
            return false;
        }
        if let Some(at) = at {
            self.list.remove(at);
        }
        if let Some((place, scene)) = after {
            // Where it is not moved, it stays where it is by now.
            let is_moved = before.as_ref().is_some_and(|(from, _)| from != place);
            let place = if is_moved {
                *place
            } else {
                at.unwrap_or(*place)
            };
            self.list.insert(place.min(self.list.len()), scene.clone());
        }
        self.point_elsewhere(edit, at);
        if let (Some((_, from)), Some((_, to))) = (before, after) {
            self.rename_in_cues(core, &from.name, &to.name);
        }
        self.keep_edit(core, edit);
        true
    }

    /// What was current or next is called otherwise, or is gone.
    fn point_elsewhere(&mut self, edit: &SceneEdit, at: Option<usize>) {
        match (&edit.before, &edit.after) {
            (Some((_, from)), Some((_, to))) => self.renamed(&from.name, &to.name),
            (Some((_, gone)), None) => {
                if self.current.as_ref() == Some(&gone.name) {
                    self.current = None;
                }
                if self.armed.as_ref() == Some(&gone.name) {
                    let next = at.and_then(|at| self.list.get(at));
                    self.armed = next.map(|scene| scene.name.clone());
                }
            }
            (None, _) => {}
        }
    }
}
