//! Other strips and buses while the console runs.

use super::console::{Console, Keep};
use super::feed::ShowInfo;
use super::intent::{Answer, Refusal};
use crate::engine::command::Change;
use crate::engine::plan::Start;
use crate::param::carry::keeps_meaning;
use crate::param::{Layout, Plain, Store, Topology};
use crate::show::journal::segment::Reason;
use std::sync::Arc;

impl Console {
    /// The console consists of something else from here on.
    fn change_layout(&mut self, layout: Arc<Layout>, number: u32) {
        let mut store = Store::defaults(&layout);
        let values = carried(&self.layout, &self.store, &layout);
        for (index, value) in layout.indices().zip(values) {
            store.set(index, value);
        }
        self.show = Arc::new(ShowInfo {
            name: self.show.name.clone(),
            topology: layout.topology().clone(),
            labels: self.labels_on(&layout, &store),
        });
        let stopped = self.gliding.relayout(&self.layout, &layout);
        self.layout = layout;
        self.store = store;
        self.care.layout_number = number;
        for (index, connected) in self.connected_inserts() {
            self.store.set(index, connected);
        }
        for index in stopped {
            // The engine has taken its glide along.
            let change = Change::now(index, self.store.get(index));
            let _ = self.care.link.change(change, self.layout.addr(index));
        }
        self.keep(Keep::Topology(self.layout.topology().clone()));
        self.mutes.clear();
        self.refresh_mutes();
        let layout = self.layout.clone();
        self.subscribers.start_over(&layout);
    }

    /// The console consists of something else, and the journal knows it.
    pub(super) fn finish_reshape(&mut self, layout: Arc<Layout>, number: u32) {
        self.change_layout(layout, number);
        self.begin_segment(Reason::Engine);
        self.journal.note("shape", number.to_string());
        self.answers.reshaped(self.journal.changes());
        self.answers.serve(self.status.committed);
    }

    /// Other strips and buses: with a stream by a swap, without one at once.
    pub(super) fn reshape(&mut self, topology: Topology) -> Result<Answer, Refusal> {
        topology
            .validate()
            .map_err(|error| Refusal::Topology(error.to_string()))?;
        if self.care.pending.is_some() {
            return Err(Refusal::Busy);
        }
        let text = format!(
            "{} strips, {} buses",
            topology.strips.len(),
            topology.buses.len()
        );
        let layout = Arc::new(Layout::new(topology));
        let number = self.care.layout_number + 1;
        self.ask_for_ports_of(&layout, number);
        if self.care.link.is_open() {
            self.order(Start::Exact, Some((layout, number)), Some(number));
        } else {
            self.finish_reshape(layout, number);
        }
        Ok(Answer::said(text))
    }

    /// A change of strips and buses is under way.
    pub(super) fn is_reshaping(&self) -> bool {
        let pending = self.care.pending.as_ref();
        pending.is_some_and(|pending| pending.next.is_some())
    }
}

/// The values of a layout, as far as another one has them; the rest at their defaults.
pub(super) fn carried(from: &Layout, store: &Store, to: &Layout) -> Vec<Plain> {
    to.indices()
        .map(|index| {
            let addr = to.addr(index);
            let keeps = keeps_meaning(from.topology(), to.topology(), addr);
            match from.index(addr).filter(|_| keeps) {
                Some(old) => store.get(old),
                None => to.default(index),
            }
        })
        .collect()
}
