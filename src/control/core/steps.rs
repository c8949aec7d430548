//! Steps of undo: what becomes one, and how it is taken back.

use super::Core;
use crate::control::gliding::SetRequest;
use crate::control::intent::ClientId;
use crate::control::journal::steps;
use crate::control::undo::{Edit, Step};
use crate::param::{ParamAddr, ParamIndex, Plain, Recall};
use crate::show::journal::past::Past;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;

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

    /// What of a step may be moved: what still stands where the step left it. What somebody has touched since
    /// stays, and so does a guard that would guard less: nobody has confirmed that. Beside it, what to say of those.
    pub fn movable(&self, step: &Step) -> (Vec<(ParamIndex, Plain)>, String) {
        let (values, guards): (Vec<(ParamIndex, Plain)>, Vec<_>) = step
            .edits
            .iter()
            .filter_map(|edit| Some((self.layout.index(edit.addr)?, edit)))
            .filter(|(index, edit)| self.heading(*index) == edit.old)
            .map(|(index, edit)| (index, edit.new))
            .partition(|(index, value)| !self.loosens(*index, *value));
        let left = step.edits.len() - values.len() - guards.len();
        let mut stays = String::new();
        if left > 0 {
            let _ = write!(stays, "; {left} changed since stay");
        }
        for (index, _) in guards {
            let addr = self.layout.addr(index);
            let _ = write!(stays, "; {addr} stays, it is protected");
        }
        (values, stays)
    }

    /// Follows the requests of a step that moves. One that moves nothing has moved all the same, and has to after a
    /// restart.
    pub fn change_as_step(&mut self, requests: impl IntoIterator<Item = SetRequest>) -> Vec<Edit> {
        let before = self.journal.changes();
        let edits = self.change(requests);
        if self.journal.changes() == before {
            self.journal.record(Vec::new(), None);
        }
        edits
    }

    /// Makes more edits part of a step, where that is the last one of whoever has this name.
    pub fn grow_step(&mut self, name: &str, step: &Step, edits: &[Edit]) -> bool {
        self.undo.grow(name, step, edits)
    }

    /// True where a step is the last one of whoever has this name.
    pub fn is_last_step(&self, name: &str, step: &Step) -> bool {
        self.undo.is_last(name, step)
    }
}
