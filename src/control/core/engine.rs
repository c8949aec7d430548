//! The engine's side of the truth: streams come and go, engines are swapped in and told what they lack,
//! and what they have taken is noted.

use super::Core;
use super::effects::is_effect;
use crate::control::engine_link::Taken;
use crate::control::feed::{AudioState, ShowInfo};
use crate::control::setup::Keep;
use crate::engine::command::{Change, Command, Retired};
use crate::engine::link::ControlEnd;
use crate::engine::plan::Start;
use crate::param::carry::{keeps_meaning, may_be_taken_back};
use crate::param::{Layout, ParamAddr, Plain, Store};
use std::sync::Arc;

impl Core {
    /// True while there is a stream.
    pub fn has_stream(&self) -> bool {
        self.link.is_open()
    }

    /// True while the engine has more to take than fits: clients have to wait.
    pub fn is_congested(&self) -> bool {
        self.link.is_congested()
    }

    /// True while the engine owes an answer, something moves, or the journal waits for a frame.
    pub fn is_busy(&self) -> bool {
        self.link.is_waiting() || !self.gliding.is_empty() || self.journal.is_waiting()
    }

    /// The frame that comes next on the audio thread; without a stream, the one that would have.
    pub fn frame(&self) -> u64 {
        self.link.frame()
    }

    /// A stream is there. From here on frames are of its rate: what glides takes as long as before.
    pub fn open_stream(&mut self, end: ControlEnd, rate: u32) {
        self.link.open(end);
        self.generation += 1;
        // What was ordered for the stream before is of its rate.
        self.effects.cancel_all();
        let before = std::mem::replace(&mut self.frame_rate, rate);
        if before != 0 && before != rate {
            let scale = f64::from(rate) / f64::from(before);
            let store = &self.store;
            let frame = self.link.frame();
            self.gliding.restart(frame, scale, |index| store.get(index));
        }
    }

    /// The stream is gone.
    pub fn close_stream(&mut self) {
        self.link.close();
        self.generation += 1;
        self.follow_glides();
    }

    /// Another state of audio.
    pub fn set_audio(&mut self, state: AudioState) {
        if self.status.audio == state {
            return;
        }
        let (backend, rate, period) = (&self.status.backend, self.status.rate, self.status.period);
        match &state {
            AudioState::Starting => {}
            AudioState::Running => tracing::info!("{backend} runs: {rate} Hz, {period} frames"),
            AudioState::Waiting(why) => tracing::warn!("{backend} is waited for: {why}"),
            AudioState::Lost(why) => tracing::error!("{backend} is lost: {why}"),
        }
        self.set_status(|status| status.audio = state);
    }

    /// Sends a command that changes no value.
    pub fn command(&mut self, command: Command) {
        self.link.send(command);
    }

    /// What came back from the engine: what it has taken is noted, boxes are given.
    pub fn poll_engine(&mut self) -> Vec<Retired> {
        let (taken, retired) = self.link.poll();
        self.journal.acknowledge(&taken);
        self.acknowledge_glides(&taken);
        self.taken.extend_from_slice(&taken);
        if let Some(sink) = &self.wires.taken {
            for taken in taken {
                // Whoever listened has ended: nobody to tell.
                let _ = sink.send(taken);
            }
        }
        retired
    }

    fn acknowledge_glides(&mut self, taken: &[Taken]) {
        for taken in taken.iter().filter(|taken| taken.change.over > 0) {
            if let Some(index) = self.layout.index(taken.change.addr) {
                self.gliding.acknowledge(index, taken.sequence, taken.frame);
            }
        }
    }

    /// Tells a new engine what has changed since it was ordered with the values `ordered`. All of it is in
    /// the journal already. What glides was handed over by the engine before, unless there was none.
    pub fn catch_up(&mut self, ordered: &[Plain], start: Start) {
        let adopts = start == Start::Exact;
        self.generation += 1;
        for index in self.layout.clone().indices() {
            let value = self.store.get(index);
            let is_adopted = adopts && self.gliding.goal(index).is_some();
            if ordered[index.slot()] == value || is_adopted {
                continue;
            }
            let addr = self.layout.addr(index);
            if is_effect(addr) {
                self.order_effect(addr);
            } else {
                let _ = self.link.change(Change::now(index, value), addr);
            }
        }
        if !adopts {
            self.go_on_gliding();
        }
    }

    /// Everything that moved goes on from where it stands, in the time that was left.
    fn go_on_gliding(&mut self) {
        let frame = self.link.frame();
        let store = &self.store;
        self.gliding.restart(frame, 1.0, |index| store.get(index));
        for (index, value, over) in self.gliding.remaining(frame) {
            let change = Change { index, value, over };
            let command = self.link.change(change, self.layout.addr(index));
            self.gliding.sent(index, command);
        }
    }

    /// The values on a layout, as far as this one has them; the rest at their defaults.
    pub fn values_on(&self, layout: &Layout) -> Vec<Plain> {
        let (here, there) = (self.layout.topology(), layout.topology());
        let value = |index| {
            let addr = layout.addr(index);
            let old = self.layout.index(addr);
            match old.filter(|_| keeps_meaning(here, there, addr)) {
                Some(old) => self.store.get(old),
                None => layout.default(index),
            }
        };
        layout.indices().map(value).collect()
    }

    /// The console consists of something else from here on. `found`: what it finds there by itself.
    pub fn change_layout(&mut self, layout: Arc<Layout>, found: &[(ParamAddr, Plain)]) {
        let mut store = Store::defaults(&layout);
        for (index, value) in layout.indices().zip(self.values_on(&layout)) {
            store.set(index, value);
        }
        let labels = self.labels_on(&layout, &store);
        self.show = Arc::new(ShowInfo {
            name: self.show.name.clone(),
            topology: layout.topology().clone(),
            labels,
        });
        let stopped = self.gliding.relayout(&self.layout, &layout);
        let (before, now) = (self.layout.topology(), layout.topology());
        self.undo
            .retain(|addr| may_be_taken_back(before, now, addr));
        self.layout = layout;
        self.store = store;
        for (addr, value) in found {
            if let Some(index) = self.layout.index(*addr) {
                self.store.set(index, *value);
            }
        }
        for index in stopped {
            // The engine has taken its glide along.
            let change = Change::now(index, self.store.get(index));
            let _ = self.link.change(change, self.layout.addr(index));
        }
        self.keep(Keep::Topology(self.layout.topology().clone()));
        self.mutes.clear();
        self.refresh_mutes();
        self.subscribers.start_over(&self.layout);
        self.tell_labels();
    }
}
