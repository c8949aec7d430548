//! Steps of undo: what becomes one, and how it is taken back.

use super::Core;
use crate::control::gliding::{Pace, SetRequest};
use crate::control::intent::ClientId;
use crate::control::journal::steps;
use crate::control::undo::{Edit, Step};
use crate::param::{ParamAddr, ParamIndex, Plain, Recall};
use crate::show::journal::past::Past;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;

/// Seconds over which undo and redo move what can move.
const UNDO_SECONDS: f64 = 0.3;

impl Core {
    /// What earlier runs of this console did can be undone.
    pub fn restore_steps(&mut self, pasts: BTreeMap<String, Past>) {
        for (name, past) in pasts {
            self.undo.restore(name, steps(past));
        }
    }

    /// Makes a step of what was done, as far as it can be undone.
    pub fn record(&mut self, client: ClientId, mut step: Step, now: Instant) {
        step.edits.retain(|edit| self.can_undo(edit.addr));
        if step.is_empty() {
            return;
        }
        let what = step.label();
        let goes_on = self.undo.record(client, step, now);
        if goes_on {
            self.journal.last_goes_on();
        }
        let by = self.subscribers.name(client);
        self.history.step(by, what, goes_on);
    }

    /// Makes a step of its own, even if it moves one parameter that a hand has just moved.
    pub fn record_whole(&mut self, client: ClientId, step: Step, now: Instant) {
        self.undo.let_go(client);
        self.record(client, step, now);
        self.undo.let_go(client);
    }

    /// What a step of undo may contain: safe start and panic are keys of their own.
    fn can_undo(&self, addr: ParamAddr) -> bool {
        matches!(self.recall_of(addr), Some(Recall::Stored | Recall::Setting))
    }

    /// Moves what still stands where the step left it; what somebody has touched since stays, and so does
    /// a guard that would guard less: nobody has confirmed that. What to say, and what has really moved.
    pub fn move_to(&mut self, step: &Step, done: &str) -> (String, Vec<Edit>) {
        let (values, guards): (Vec<(ParamIndex, Plain)>, Vec<_>) = step
            .edits
            .iter()
            .filter_map(|edit| Some((self.layout.index(edit.addr)?, edit)))
            .filter(|(index, edit)| self.heading(*index) == edit.old)
            .map(|(index, edit)| (index, edit.new))
            .partition(|(index, value)| !self.loosens(*index, *value));
        let left = step.edits.len() - values.len() - guards.len();
        let over = self.frames_of(UNDO_SECONDS);
        let request = |(index, value)| SetRequest {
            index,
            value,
            pace: Pace::Over(over),
        };
        let before = self.journal.changes();
        let edits = self.change(values.into_iter().map(request));
        if self.journal.changes() == before {
            // The step has moved all the same, and has to after a restart.
            self.journal.record(Vec::new(), None);
        }
        let mut stays = String::new();
        if left > 0 {
            let _ = write!(stays, "; {left} changed since stay");
        }
        for (index, _) in guards {
            let addr = self.layout.addr(index);
            let _ = write!(stays, "; {addr} stays, it is protected");
        }
        (format!("{done}: {}{stays}", step.label()), edits)
    }
}
