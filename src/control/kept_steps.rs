//! Steps of undo that are about scenes, cues and names, in the journal: what is deleted comes back by undo after a restart,
//! too. Groups of the journal have values alone.

use super::core::Core;
use super::scene_state::{SceneState, bytes_of};
use super::undo::{CueEdit, Entry, LabelEdit, SceneEdit, Step};
use crate::show::cue::Cue;
use crate::show::journal::document::Document;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Documents about steps begin so; the number of the change follows.
const STEP: &str = "step/";
/// Steps that are kept.
const KEPT: usize = 20;
/// Bytes of documents that are kept: they are read before the console sounds. The newest step is kept
/// whatever it takes.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// One side of a change of a scene: its place, its name, and itself.
type Side = Option<(usize, String, SceneState)>;

/// A step as the journal has it.
#[derive(Serialize, Deserialize)]
struct KeptStep {
    whose: String,
    /// It was taken back: redo does it again.
    is_undone: bool,
    #[serde(default)]
    scenes: Vec<(Side, Side)>,
    #[serde(default)]
    cues: Vec<(Option<Cue>, Option<Cue>)>,
    #[serde(default)]
    labels: Vec<LabelEdit>,
}

impl KeptStep {
    fn of(whose: &str, step: &Step, is_undone: bool) -> Self {
        let side = |side: &Option<(usize, Arc<super::scene::Scene>)>| {
            let (place, scene) = side.as_ref()?;
            Some((*place, scene.name.clone(), SceneState::of(scene)))
        };
        let cue = |cue: &Option<Arc<Cue>>| cue.as_deref().cloned();
        let (scenes, cues) = (step.scenes.iter(), step.cues.iter());
        Self {
            whose: whose.to_owned(),
            is_undone,
            scenes: scenes
                .map(|edit| (side(&edit.before), side(&edit.after)))
                .collect(),
            cues: cues
                .map(|edit| (cue(&edit.before), cue(&edit.after)))
                .collect(),
            labels: step.labels.clone(),
        }
    }

    fn step(&self) -> Step {
        let side = |side: &Side| {
            let (place, name, state) = side.as_ref()?;
            Some((*place, Arc::new(state.scene(name))))
        };
        let cue = |cue: &Option<Cue>| cue.clone().map(Arc::new);
        let (scenes, cues) = (self.scenes.iter(), self.cues.iter());
        Step {
            scenes: scenes
                .map(|(before, after)| SceneEdit {
                    before: side(before),
                    after: side(after),
                })
                .collect(),
            cues: cues
                .map(|(before, after)| CueEdit {
                    before: cue(before),
                    after: cue(after),
                })
                .collect(),
            labels: self.labels.clone(),
            ..Step::default()
        }
    }
}

/// The document of a step: of what changes there is another one.
fn key(entry: &Entry, is_undone: bool) -> String {
    let way = if is_undone { "undone" } else { "done" };
    format!("{STEP}{:020}/{way}", entry.serial)
}

/// The number of the change in a key.
fn serial(key: &str) -> Option<u64> {
    let rest = key.strip_prefix(STEP)?;
    rest.split('/').next()?.parse().ok()
}

/// A step as a document; the journal's writer makes its text.
fn document(whose: &str, step: &Step, is_undone: bool) -> Document {
    let sides = step.scenes.iter().flat_map(SceneEdit::sides);
    let bytes = 256 + sides.map(|(_, scene)| bytes_of(scene)).sum::<usize>();
    let (whose, step) = (whose.to_owned(), step.clone());
    Document::later(bytes, move || {
        let step = KeptStep::of(&whose, &step, is_undone);
        // Text and numbers cannot fail to become JSON.
        serde_json::to_string(&step).unwrap_or_default()
    })
}

/// Brings the journal's steps in line with those that can be undone and redone now.
pub(super) fn keep_steps(core: &mut Core) {
    let (mut kept, mut news, mut bytes) = (BTreeSet::new(), Vec::new(), 0);
    let newest_first = core.undo.documents().into_iter().rev();
    for (whose, entry, is_undone) in newest_first.take(KEPT) {
        let key = key(entry, is_undone);
        let known = core.journal.document_size(&key);
        let json = known
            .is_none()
            .then(|| document(whose, &entry.step, is_undone));
        bytes += known.or(json.as_ref().map(Document::size)).unwrap_or(0);
        if bytes > MOST_BYTES && !kept.is_empty() {
            break;
        }
        news.extend(json.map(|json| (key.clone(), json)));
        kept.insert(key);
    }
    core.journal.begin_together();
    for (key, json) in news {
        core.journal.note(&key, json);
    }
    let known = core.journal.documents_under(STEP);
    let old = known.map(|(key, _)| key.to_owned());
    let old: Vec<String> = old.filter(|key| !kept.contains(key)).collect();
    for key in old {
        core.journal.forget(&key);
    }
    core.journal.end_together();
}

/// Steps of earlier runs stand among those that the groups tell. One that cannot be read is none.
pub(super) fn restore_steps(core: &mut Core) {
    let known = core.journal.documents_under(STEP);
    let read = known.filter_map(|(key, json)| {
        let kept: KeptStep = serde_json::from_str(json.text()).ok()?;
        Some((serial(key)?, kept))
    });
    let mut steps: Vec<(u64, KeptStep)> = read.collect();
    // Whether a step can be redone depends on what was done after it.
    steps.sort_by_key(|(_, kept)| kept.is_undone);
    for (serial, kept) in steps {
        let entry = Entry {
            serial,
            step: kept.step(),
            is_void: false,
        };
        core.undo.restore_one(&kept.whose, entry, kept.is_undone);
    }
}
