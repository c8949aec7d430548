//! Engines are ordered, swapped in and healed here; streams come and go.
//!
//! ```text
//! stream opened ─ order ─ built ─ swap                        (ramps in)
//! reshape ─ order + ports ─ both there ─ swap                 (what stays goes on undisturbed)
//! engine broken ─ order with the culprit bypassed ─ swap      (ramps in)
//! ```
//! What changes while an engine is built is sent behind the swap.

use super::console::{Console, Order};
use super::engine_link::{EngineLink, Taken};
use super::inserts::bad_returns;
use super::load::LoadAverage;
use super::reshape::carried;
use crate::engine::Engine;
use crate::engine::command::{Change, Command, Retired};
use crate::engine::io::PortId;
use crate::engine::plan::{Plan, Start};
use crate::param::{Layout, NodeId, Plain};
use crate::rt::meter_tap::MeterReader;
use crate::show::journal::segment::Reason;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

/// Everything about the engine and its stream.
#[derive(Debug, Default)]
pub struct EngineCare {
    /// The sender of commands.
    pub link: EngineLink,
    /// Levels of the engine that runs.
    pub(super) meters: Option<MeterReader>,
    /// Number of the layout: of ports and parameter indices.
    pub(super) layout_number: u32,
    /// Number of the last order.
    order: u64,
    /// The engine that is being built.
    pub(super) pending: Option<Pending>,
    /// Nodes whose processing failed.
    pub(super) bypassed: Vec<NodeId>,
    /// Nodes of a bank that failed: each gets a bank of its own.
    pub(super) isolated: Vec<NodeId>,
    /// The ports of insert points that are connected.
    pub insert_ports: Vec<PortId>,
    /// Nodes whose external unit gave what is no sound, and when it did so last.
    pub bad_returns: HashMap<NodeId, Instant>,
    /// Sample rate in Hz of the last stream, by which frames have counted; 0 before the first.
    pub frame_rate: u32,
    pub(super) load: LoadAverage,
}

/// An engine on its way.
#[derive(Debug)]
pub(super) struct Pending {
    order: u64,
    /// The values it is built with.
    values: Vec<Plain>,
    /// The layout that comes with it, and its number.
    pub(super) next: Option<(Arc<Layout>, u32)>,
    /// How it starts.
    start: Start,
    built: Option<(Box<Engine>, MeterReader)>,
    /// Ports of this number have to exist first.
    pub(super) needs_ports: Option<u32>,
}

impl Console {
    /// Orders an engine for the values now; an older order is void.
    pub(super) fn order(
        &mut self,
        start: Start,
        next: Option<(Arc<Layout>, u32)>,
        needs_ports: Option<u32>,
    ) {
        let now = (self.layout.clone(), self.care.layout_number);
        let (layout, layout_number) = next.clone().unwrap_or(now);
        let values = carried(&self.layout, &self.store, &layout);
        self.care.order += 1;
        let plan = Plan {
            layout_number,
            values: values.clone(),
            start,
            frame: self.care.link.frame(),
            bypassed: self.care.bypassed.clone(),
            isolated: self.care.isolated.clone(),
            ..Plan::new(layout, self.status.rate)
        };
        let order = self.care.order;
        self.care.pending = Some(Pending {
            order,
            values,
            next,
            start,
            built: None,
            needs_ports,
        });
        // A builder that has ended means that the console is ending.
        let _ = self.wires.orders.send(Order {
            number: order,
            plan,
        });
    }

    pub(super) fn take_built(&mut self, order: u64, engine: Box<Engine>, meters: MeterReader) {
        if let Some(pending) = self
            .care
            .pending
            .as_mut()
            .filter(|pending| pending.order == order)
        {
            pending.built = Some((engine, meters));
            self.swap_when_ready();
        }
    }

    pub(super) fn take_ports(&mut self, number: u32) {
        if let Some(pending) = &mut self.care.pending
            && pending.needs_ports == Some(number)
        {
            pending.needs_ports = None;
            self.swap_when_ready();
        }
    }

    fn swap_when_ready(&mut self) {
        let is_ready = |pending: &Pending| pending.built.is_some() && pending.needs_ports.is_none();
        if !self.care.pending.as_ref().is_some_and(is_ready) {
            return;
        }
        let Some(pending) = self.care.pending.take() else {
            return;
        };
        let Some((engine, meters)) = pending.built else {
            return;
        };
        self.care.link.send(Command::Swap(engine));
        self.care.meters = Some(meters);
        match pending.next {
            Some((layout, number)) => self.finish_reshape(layout, number),
            None => self.begin_segment(Reason::Engine),
        }
        self.catch_up(&pending.values, pending.start);
    }

    /// Tells a new engine what has changed since it was ordered. All of it is in the journal already. What
    /// glides was handed over by the engine before, unless there was none.
    fn catch_up(&mut self, ordered: &[Plain], start: Start) {
        let layout = self.layout.clone();
        let adopts = start == Start::Exact;
        for index in layout.indices() {
            let value = self.store.get(index);
            let is_adopted = adopts && self.gliding.goal(index).is_some();
            if ordered[index.slot()] != value && !is_adopted {
                let change = Change::now(index, value);
                let _ = self.care.link.change(change, layout.addr(index));
            }
        }
        if !adopts {
            self.go_on_gliding();
        }
    }

    /// Everything that moved goes on from where it stands, in the time that was left.
    fn go_on_gliding(&mut self) {
        let frame = self.care.link.frame();
        let store = &self.store;
        self.gliding.restart(frame, 1.0, |index| store.get(index));
        for (index, value, over) in self.gliding.remaining(frame) {
            let change = Change { index, value, over };
            let command = self.care.link.change(change, self.layout.addr(index));
            self.gliding.sent(index, command);
        }
    }

    /// The console ends: outputs close.
    pub(super) fn fade_out(&mut self) {
        self.care.link.send(Command::FadeOut);
    }

    /// Sends a command past the truth: for tests of healing.
    #[cfg(test)]
    pub(crate) fn break_for_test(&mut self, command: Command) {
        self.care.link.send(command);
    }

    /// Everything that came back from the engine.
    pub(super) fn look_after_engine(&mut self, now: Instant) {
        let (taken, retired) = self.care.link.poll();
        self.journal.acknowledge(&taken);
        self.acknowledge_glides(&taken);
        if let Some(sink) = &self.wires.taken {
            for taken in taken {
                // Whoever listened has ended: nobody to tell.
                let _ = sink.send(taken);
            }
        }
        for retired in retired {
            if let Retired::Broken(engine, _payload) = retired {
                self.heal(&engine);
            }
        }
        if let Some(levels) = self.care.meters.as_mut().and_then(MeterReader::take) {
            self.subscribers.add_levels(levels);
            let bad = bad_returns(levels);
            self.say_bad_returns(&bad, now);
        }
        self.measure_load(now);
    }

    fn acknowledge_glides(&mut self, taken: &[Taken]) {
        for taken in taken.iter().filter(|taken| taken.change.over > 0) {
            if let Some(index) = self.layout.index(taken.change.addr) {
                self.gliding.acknowledge(index, taken.sequence, taken.frame);
            }
        }
    }
}
