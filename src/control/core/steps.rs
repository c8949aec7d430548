//! Steps of undo: what becomes one, and how it is taken back.

use super::Core;
use crate::control::gliding::SetRequest;
use crate::control::intent::ClientId;
use crate::control::journal::steps;
use crate::control::undo::{Edit, Movable, Step, Subject};
use crate::param::{ParamAddr, ParamIndex, Plain, Recall};
use crate::show::journal::past::Pasts;
use crate::show::journal::record::Entry;
use std::collections::HashSet;
use std::time::Instant;

impl Core {
    /// What earlier runs of this console did can be undone.
    pub fn restore_steps(&mut self, pasts: Pasts) {
        for (name, past) in pasts.steps {
            self.undo.restore(name, steps(past));
        }
        for (addr, name, serial) in pasts.touches {
            self.undo.restore_touch(addr, &name, serial);
        }
    }

    /// What was set to where it stood already was touched all the same: nobody else's undo moves it.
    pub(super) fn touch(&mut self, client: ClientId, requests: &[SetRequest]) {
        let stands = |request: &&SetRequest| self.store.get(request.index) == request.value;
        let addrs = requests.iter().filter(stands);
        let addrs = addrs.map(|request| self.layout.addr(request.index));
        let addrs: Vec<ParamAddr> = addrs.filter(|addr| self.can_undo(*addr)).collect();
        if addrs.is_empty() {
            return;
        }
        let serial = self.journal.changes() + 1;
        let news = self.undo.touch(client, addrs, serial).into_iter();
        let entry = |addr| Some(Entry::at_once(addr, self.values().get(addr)?));
        let entries: Vec<Entry> = news.filter_map(entry).collect();
        if !entries.is_empty() {
            self.journal.record(entries, None);
        }
    }

    /// Makes a step of what was done, as far as it can be undone.
    pub fn record(&mut self, client: ClientId, mut step: Step, now: Instant) {
        step.edits.retain(|edit| self.can_undo(edit.addr));
        if step.is_empty() {
            return;
        }
        let what = step.label();
        let serial = self.journal.changes();
        let goes_on = self.undo.record(client, step, serial, now);
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

    /// What of a step may be moved: what still stands where the step left it. What was touched `since` stays, and so
    /// does a guard that would guard less: nobody has confirmed that.
    pub fn movable(&self, step: &Step, since: &HashSet<Subject>) -> Movable {
        let stands = |index: ParamIndex, edit: &Edit| {
            self.heading(index) == edit.old && !since.contains(&Subject::Value(edit.addr))
        };
        let (values, guards): (Vec<(ParamIndex, Plain)>, Vec<_>) = step
            .edits
            .iter()
            .filter_map(|edit| Some((self.layout.index(edit.addr)?, edit)))
            .filter(|(index, edit)| stands(*index, edit))
            .map(|(index, edit)| (index, edit.new))
            .partition(|(index, value)| !self.loosens(*index, *value));
        let left = step.edits.len() - values.len() - guards.len();
        let guards = guards.into_iter();
        Movable {
            values,
            left,
            guards: guards.map(|(index, _)| self.layout.addr(index)).collect(),
        }
    }

    /// Follows the requests of a step that moves: where it goes counts as reached. One that moves nothing has moved
    /// all the same, and has to after a restart.
    pub fn change_as_step(&mut self, requests: impl IntoIterator<Item = SetRequest>) -> Vec<Edit> {
        let before = self.journal.changes();
        let edits = self.change(requests);
        let layout = &self.layout;
        let moved = edits.iter().filter_map(|edit| layout.index(edit.addr));
        self.gliding.by_undo(moved);
        if self.journal.changes() == before {
            self.journal.record(Vec::new(), None);
        }
        edits
    }
}
