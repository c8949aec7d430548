//! Steps of undo: what becomes one, and how it is taken back.

use super::console::Console;
use super::gliding::{Pace, Wish};
use super::intent::{Answer, ClientId, Refusal};
use super::journal::{Cause, steps};
use super::undo::{Edit, SceneEdit, Step};
use crate::param::{ParamAddr, ParamIndex, Plain, Recall};
use crate::show::journal::past::Past;
use std::collections::BTreeMap;
use std::time::Instant;

/// Seconds over which undo and redo move what can move.
const UNDO_SECONDS: f64 = 0.3;

impl Console {
    /// What earlier runs of this console did can be undone.
    pub(super) fn restore_steps(&mut self, pasts: BTreeMap<String, Past>) {
        for (name, past) in pasts {
            self.history.restore(name, steps(past));
        }
    }

    /// Makes a step of what was done, as far as it can be undone.
    pub(super) fn record(&mut self, client: ClientId, step: Step, now: Instant) {
        let edits = step.edits.into_iter();
        let undoable: Vec<Edit> = edits.filter(|edit| self.can_undo(edit.addr)).collect();
        let step = Step::of(undoable);
        if !step.edits.is_empty() && self.history.record(client, step, now) {
            self.journal.last_goes_on();
        }
    }

    /// Makes a step of its own, even if it moves one parameter that a hand has just moved.
    pub(super) fn record_whole(&mut self, client: ClientId, step: Step, now: Instant) {
        self.history.let_go(client);
        self.record(client, step, now);
        self.history.let_go(client);
    }

    /// Makes a step of what was done to a scene.
    pub(super) fn record_scene(&mut self, client: ClientId, edit: SceneEdit) {
        let step = Step {
            scene: Some(edit),
            ..Step::default()
        };
        self.history.let_go(client);
        self.history.record(client, step, Instant::now());
    }

    /// What a step of undo may contain: safe start and panic are keys of their own.
    pub(super) fn can_undo(&self, addr: ParamAddr) -> bool {
        matches!(
            self.recall_of(addr),
            Some(Recall::Stored | Recall::UndoOnly)
        )
    }

    pub(super) fn undo(&mut self, client: ClientId) -> Result<Answer, Refusal> {
        let step = self
            .history
            .undo(client)
            .ok_or(Refusal::Nothing("undo".to_owned()))?;
        self.journal.because(Cause::Undo);
        Ok(self.move_to(&step.inverse(), "Undone").0)
    }

    pub(super) fn redo(&mut self, client: ClientId) -> Result<Answer, Refusal> {
        let step = self
            .history
            .redo(client)
            .ok_or(Refusal::Nothing("redo".to_owned()))?;
        self.journal.because(Cause::Redo);
        Ok(self.move_to(&step, "Redone").0)
    }

    /// Moves what still stands where the step left it; what somebody has touched since stays. What
    /// to say, and what has really moved.
    pub(super) fn move_to(&mut self, step: &Step, done: &str) -> (Answer, Vec<Edit>) {
        if let Some(edit) = &step.scene {
            return (Answer::said(self.move_scene(edit, step, done)), Vec::new());
        }
        let values: Vec<(ParamIndex, Plain)> = step
            .edits
            .iter()
            .filter_map(|edit| Some((self.layout.index(edit.addr)?, edit)))
            .filter(|(index, edit)| self.heading(*index) == edit.old)
            .map(|(index, edit)| (index, edit.new))
            .collect();
        let left = step.edits.len() - values.len();
        let over = (UNDO_SECONDS * f64::from(self.status.rate)) as u32;
        let wish = |(index, value)| Wish {
            index,
            value,
            pace: Pace::Over(over),
        };
        let before = self.journal.changes();
        let edits = self.change(values.into_iter().map(wish));
        if self.journal.changes() == before {
            // The step has moved all the same, and has to after a restart.
            self.journal.record(Vec::new(), None);
        }
        let stays = if left > 0 {
            format!("; {left} changed since stay")
        } else {
            String::new()
        };
        let text = format!("{done}: {}{stays}", step.label());
        (Answer::said(text), edits)
    }

    /// The journal's steps of undo know nothing of scenes: what becomes of one is a document of its own.
    fn move_scene(&mut self, edit: &SceneEdit, step: &Step, done: &str) -> String {
        if self.apply_scene(edit) {
            format!("{done}: {}", step.label())
        } else {
            format!("{done}: nothing; {} was changed since", step.label())
        }
    }
}
