//! What hands have touched is noted, folded into scenes, and released.

use super::core::Core;
use super::feed::News;
use super::intent::{Answer, ClientId, Fold, Marked, Refusal};
use super::live_edits::keeps;
use super::scene::Scene;
use super::scenes::{Scenes, no_current};
use super::spare::values_to_store;
use super::undo::SceneEdit;
use crate::param::counted;
use crate::param::{ParamAddr, Plain, Recall};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Scenes {
    /// What hands have moved is noted: the console is no longer what the scene says.
    pub(super) fn note_touched(&mut self, core: &mut Core) {
        let edits = core.take_touched();
        if self.current.is_none() {
            return;
        }
        let before = self.live_edits.touched().len();
        for edit in edits {
            if core.recall_of(edit.addr) == Some(Recall::Stored) {
                self.live_edits.touch(&mut core.journal, edit.addr);
            }
        }
        let count = self.live_edits.touched().len();
        if count != before {
            self.tell_marks(core);
        }
        if !self.changed && count > 0 {
            self.changed = true;
            self.note_list(core);
        }
    }

    /// A scene came: what was touched and is kept from recalls stays marked, everything else is as the scene
    /// says.
    pub(super) fn keep_live_edits(&mut self, core: &mut Core) {
        self.unmark(core, |core, addr| !keeps(core, addr));
        self.changed = !self.live_edits.touched().is_empty();
    }

    /// The console is as the current scene says.
    pub(super) fn forget_touched(&mut self, core: &mut Core) {
        self.unmark(core, |_, _| true);
        self.changed = false;
    }

    fn unmark(&mut self, core: &mut Core, ends: impl Fn(&Core, ParamAddr) -> bool) -> usize {
        let touched = self.live_edits.touched().iter().copied();
        let ended: Vec<ParamAddr> = touched.filter(|addr| ends(core, *addr)).collect();
        self.live_edits.forget(&mut core.journal, &ended);
        if !ended.is_empty() {
            self.tell_marks(core);
        }
        ended.len()
    }

    /// The marks are news.
    pub(super) fn tell_marks(&self, core: &mut Core) {
        let marks = Arc::new(self.live_edits.marks());
        core.subscribers.tell(News::RecallMarks(marks));
    }

    /// The next recall may change again what was touched.
    pub(super) fn release(&mut self, core: &mut Core, marked: Marked) -> Result<Answer, Refusal> {
        let count = self.unmark(core, |_, addr| marked.has(addr));
        if count == 0 {
            return Err(Refusal::Scene(format!(
                "{marked}: nothing was touched since the last recall"
            )));
        }
        let text = format!("Released: {count} touched parameters follow the next scene again");
        Ok(Answer::said(text))
    }

    /// Makes a parameter safe from recalls, or no longer.
    pub(super) fn set_safe(
        &mut self,
        core: &mut Core,
        addr: ParamAddr,
        safe: bool,
    ) -> Result<Answer, Refusal> {
        if core.recall_of(addr) != Some(Recall::Stored) {
            return Err(Refusal::Scene(format!("no scene changes {addr} anyway")));
        }
        self.live_edits.set_safe(&mut core.journal, addr, safe);
        self.tell_marks(core);
        let state = if safe {
            "safe from recalls"
        } else {
            "recalled again"
        };
        Ok(Answer::said(format!("{addr} is {state}")))
    }

    /// Writes the touched values into scenes, which ends their marks.
    pub(super) fn fold(
        &mut self,
        core: &mut Core,
        client: ClientId,
        into: Fold,
    ) -> Result<Answer, Refusal> {
        let current = self.current.clone().ok_or_else(no_current)?;
        let at = self.find(&current)?;
        let touched = self.live_edits.touched();
        if touched.is_empty() {
            let text = "nothing was touched since the last recall".to_owned();
            return Err(Refusal::Scene(text));
        }
        let values = values_to_store(core, None);
        let folded: BTreeMap<ParamAddr, Plain> = values
            .into_iter()
            .filter(|(addr, _)| touched.contains(addr))
            .collect();
        let last = match into {
            Fold::Current => at + 1,
            Fold::Following | Fold::All => self.list.len(),
        };
        let first = if into == Fold::All { 0 } else { at };
        let (edits, locked) = self.folded(first..last, &folded);
        let count = edits.len();
        self.edit_all(core, client, edits);
        self.forget_touched(core);
        Ok(Answer::said(folded_words(folded.len(), count, locked)))
    }

    /// The scenes of some places with these values, and how many are locked.
    fn folded(
        &self,
        places: std::ops::Range<usize>,
        values: &BTreeMap<ParamAddr, Plain>,
    ) -> (Vec<SceneEdit>, usize) {
        let mut locked = 0;
        let mut edits = Vec::new();
        for at in places {
            let scene = &self.list[at];
            if scene.head.locked || scene.damage.is_some() {
                locked += 1;
                continue;
            }
            let after = Arc::new(with_values(scene, values));
            edits.push(SceneEdit {
                before: Some((at, scene.clone())),
                after: Some((at, after)),
            });
        }
        (edits, locked)
    }
}

fn with_values(scene: &Scene, values: &BTreeMap<ParamAddr, Plain>) -> Scene {
    let mut scene = scene.clone();
    let mut missing = values.clone();
    for (addr, value) in &mut scene.values {
        if let Some(folded) = missing.remove(addr) {
            *value = folded;
        }
    }
    scene.values.extend(missing);
    scene
}

fn folded_words(values: usize, scenes: usize, locked: usize) -> String {
    let left = match locked {
        0 => String::new(),
        1 => "; 1 locked or damaged scene stays as it is".to_owned(),
        count => format!("; {count} locked or damaged scenes stay as they are"),
    };
    let (values, scenes) = (
        counted(values, "touched parameter"),
        counted(scenes, "scene"),
    );
    format!("Folded: {values} into {scenes}{left}")
}
