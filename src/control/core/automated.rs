//! Automation's side of the truth: changes that are sent ahead of time, and the values that follow from them.

use super::Core;
use crate::control::engine_link::Taken;
use crate::control::journal::Entry;
use crate::control::undo::Edit;
use crate::engine::command::Change;
use crate::param::{ParamAddr, ParamIndex, Plain};

impl Core {
    /// Rises whenever what was sent ahead of time may be lost: streams, engines, layouts.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Sends a change for a frame of a layout. False when there is no room now. Frames must not fall.
    pub fn send_ahead(&mut self, layout_number: u32, frame: u64, change: Change) -> bool {
        self.link.send_ahead(layout_number, frame, change)
    }

    /// What has changed since this was last asked, and whether a hand did it.
    pub fn take_moved(&mut self) -> Vec<(Edit, bool)> {
        let moved = std::mem::take(&mut self.moved);
        let by_hand = |edit: &Edit| self.touched.iter().any(|own| own.addr == edit.addr);
        let moved = moved.into_iter().map(|edit| (edit, by_hand(&edit)));
        moved.collect()
    }

    /// What the engine has taken since this was last asked.
    pub fn take_taken(&mut self) -> Vec<Taken> {
        std::mem::take(&mut self.taken)
    }

    /// Values that the engine has come to by itself.
    pub fn take_automated(&mut self, values: &[(ParamIndex, Plain)]) {
        let mut changed: Vec<ParamAddr> = Vec::new();
        for (index, value) in values {
            if self.gliding.stop(*index) {
                self.subscribers.mark_goal(*index);
            }
            if self.store.set(*index, *value) != *value {
                self.subscribers.mark(*index);
                changed.push(self.layout.addr(*index));
            }
        }
        if !changed.is_empty() {
            self.note_consequences(changed.into_iter());
        }
    }

    /// These stand where they are: what was sent ahead for them is void.
    pub fn stand(&mut self, indices: &[ParamIndex]) {
        let changes: Vec<(Change, ParamAddr)> = indices
            .iter()
            .map(|index| {
                let change = Change::now(*index, self.store.get(*index));
                (change, self.layout.addr(*index))
            })
            .collect();
        if changes.is_empty() {
            return;
        }
        let entries = changes.iter();
        let entries = entries.map(|(change, addr)| Entry::at_once(*addr, change.value));
        let entries = entries.collect();
        let command = self.link.batch(changes);
        self.journal.record(entries, command);
    }

    /// The journal keeps how these stand: a console that dies comes back so.
    pub fn note_values(&mut self, indices: &[ParamIndex]) {
        let entry =
            |index: &ParamIndex| Entry::at_once(self.layout.addr(*index), self.store.get(*index));
        let entries: Vec<Entry> = indices.iter().map(entry).collect();
        if !entries.is_empty() {
            self.journal.record(entries, None);
        }
    }

    /// Where a parameter will stand at a frame, if nothing else happens.
    pub fn value_at(&self, index: ParamIndex, frame: u64) -> Plain {
        let moving = self.gliding.value_at(index, frame);
        moving.unwrap_or_else(|| self.store.get(index))
    }
}
