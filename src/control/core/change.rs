//! The only way a value changes: store, engine, journal, and everybody who listens.

use super::Core;
use super::effects::is_effect;
use crate::control::gliding::{Begin, Mover, Pace, SetRequest};
use crate::control::intent::ClientId;
use crate::control::undo::Edit;
use crate::control::{mute_causes, slew};
use crate::engine::command::Change;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::{NodeId, ParamAddr, ParamIndex, Plain};
use crate::show::journal::record::Entry;

/// Panic is past every queue.
const PANIC: ParamAddr = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Panic));

/// What becomes of requests that are followed together.
#[derive(Debug, Default)]
struct Outcome {
    edits: Vec<Edit>,
    changes: Vec<(Change, ParamAddr)>,
    entries: Vec<Entry>,
}

impl Core {
    /// Follows requests that have been checked, whole at one mark. What is really different, as edits:
    /// from where each stood to where it goes.
    pub fn change(&mut self, requests: impl IntoIterator<Item = SetRequest>) -> Vec<Edit> {
        self.follow_glides();
        let mut outcome = Outcome::default();
        for request in requests {
            self.take(request, &mut outcome);
        }
        let Outcome {
            mut edits,
            changes,
            entries,
        } = outcome;
        edits.retain(|edit| edit.old != edit.new);
        self.note_consequences(edits.iter().map(|edit| edit.addr));
        self.moved.extend_from_slice(&edits);
        let nodes = edits.iter().map(|edit| edit.addr.node());
        self.changed_nodes.extend(nodes);
        self.send(changes, entries);
        edits
    }

    fn take(&mut self, request: SetRequest, outcome: &mut Outcome) {
        let (index, value) = (request.index, request.value);
        let present = self.store.get(index);
        let was_moving = self.gliding.goal(index).is_some();
        let set_goal = self.gliding.set_goal(index);
        let over = if present == value {
            0
        } else {
            self.frames(request, present)
        };
        if present == value && !was_moving {
            return;
        }
        if over == 0 {
            self.gliding.stop(index);
            self.store.set(index, value);
        } else {
            self.gliding.begin(&Begin {
                index,
                curve: self.layout.spec(index).curve,
                from: present,
                goal: value,
                frame: self.link.frame(),
                over,
                by: match request.pace {
                    Pace::Hand | Pace::Jump => Mover::Hand,
                    Pace::AtOnce | Pace::Over(_) | Pace::After(_) => Mover::Recall,
                },
            });
        }
        self.subscribers.mark(index);
        self.subscribers.mark_goal(index);
        outcome.take(
            // What was set counts as reached, though it still rises.
            Edit {
                addr: self.layout.addr(index),
                old: set_goal.unwrap_or(present),
                new: value,
            },
            was_moving.then_some(present),
            Change { index, value, over },
        );
    }

    /// Frames that a request takes. Without a stream nothing is heard, and no frame passes.
    fn frames(&self, request: SetRequest, present: Plain) -> u32 {
        let counts = self.layout.spec(request.index).curve.counts();
        match request.pace {
            _ if !self.link.is_open() => 0,
            Pace::Over(frames) if !counts => frames,
            Pace::After(frames) if counts => frames,
            Pace::AtOnce | Pace::Over(_) | Pace::After(_) => 0,
            Pace::Hand | Pace::Jump => slew::frames(
                self.values(),
                request.index,
                (present, request.value),
                request.pace,
                self.status.rate,
            ),
        }
    }

    fn send(&mut self, changes: Vec<(Change, ParamAddr)>, entries: Vec<Entry>) {
        if entries.is_empty() {
            return;
        }
        let mut changes = changes;
        changes.retain(|(_, addr)| !is_effect(*addr));
        let moving: Vec<ParamIndex> = changes
            .iter()
            .filter(|(change, _)| change.over > 0)
            .map(|(change, _)| change.index)
            .collect();
        let command = match &changes[..] {
            [] => None,
            [(change, addr)] if *addr == PANIC => self.link.change_first(*change, *addr),
            [(change, addr)] => self.link.change(*change, *addr),
            _ => self.link.batch(changes),
        };
        for index in moving {
            self.gliding.sent(index, command);
        }
        self.journal.record(entries, command);
    }

    /// Brings the values of everything that moves to where the engine is now.
    pub fn follow_glides(&mut self) {
        if self.gliding.is_empty() {
            return;
        }
        let mut changed = Vec::new();
        for (index, value) in self.gliding.advance(self.link.frame()) {
            if self.gliding.goal(index).is_none() {
                self.subscribers.mark_goal(index);
            }
            if self.store.set(index, value) != value {
                self.subscribers.mark(index);
                changed.push(self.layout.addr(index));
            }
        }
        self.note_consequences(changed.into_iter());
    }

    /// What follows from values that have changed: who is silent, who is called what, which effects are
    /// built.
    pub(super) fn note_consequences(&mut self, changed: impl Iterator<Item = ParamAddr> + Clone) {
        if changed
            .clone()
            .any(|addr| mute_causes::concerns(addr.param, self.cuts))
        {
            self.refresh_mutes();
        }
        for effect in changed.clone().filter(|addr| is_effect(*addr)) {
            self.order_effect(effect);
        }
        // Names follow what strips stand for.
        let mut changed = changed;
        if changed.any(|addr| matches!(addr.param, Param::Spare(_))) {
            self.refresh_labels();
        }
    }

    /// Follows requests of a hand: the scenes note what it touched.
    pub fn change_by_hand(&mut self, client: ClientId, requests: &[SetRequest]) -> Vec<Edit> {
        self.follow_glides();
        self.touch(client, requests);
        let edits = self.change(requests.iter().copied());
        self.touched.extend_from_slice(&edits);
        edits
    }

    /// What hands have set since this was last asked.
    pub fn take_touched(&mut self) -> Vec<Edit> {
        std::mem::take(&mut self.touched)
    }

    /// Brings the causes of silence in line with the values.
    pub(super) fn refresh_mutes(&mut self) {
        let (cuts, causes) = mute_causes::causes_of_all(self.values());
        self.cuts = cuts;
        for (node, causes) in causes {
            if self.mutes.get(&node) != Some(&causes) {
                self.mutes.insert(node, causes);
                self.subscribers.mark_mute(node);
            }
        }
    }
}

impl Outcome {
    /// `from` is where a parameter stands that moved already.
    fn take(&mut self, edit: Edit, from: Option<Plain>, change: Change) {
        let addr = edit.addr;
        // Of two for one parameter the engine gets both: the first is where it starts from.
        match self.edits.last_mut() {
            Some(last) if last.addr == addr => last.new = change.value,
            _ => self.edits.push(edit),
        }
        self.entries.push(Entry {
            addr,
            value: change.value,
            from,
            over: change.over,
        });
        self.changes.push((change, addr));
    }
}
