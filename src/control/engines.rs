//! Engines are ordered, built elsewhere, and swapped in.
//!
//! ```text
//! stream opened ─ order ─ built ─ swap                        (ramps in)
//! reshape ─ order + ports ─ both there ─ swap                 (what stays goes on undisturbed)
//! engine broken ─ order with the culprit bypassed ─ swap      (ramps in)
//! ```
//! What changes while an engine is built is sent behind the swap.

use super::core::Core;
use super::inserts::Inserts;
use super::orders::Orders;
use super::setup::Order;
use crate::engine::Engine;
use crate::engine::command::Command;
use crate::engine::plan::{Plan, Start};
use crate::param::{Layout, NodeId, Plain};
use crate::rt::meter_tap::MeterReader;
use crate::show::journal::segment::Reason;
use std::sync::Arc;
use std::time::Instant;

/// The engine that runs, and the one that is being built.
#[derive(Debug, Default)]
pub(super) struct Engines {
    /// Levels of the engine that runs.
    pub meters: Option<MeterReader>,
    /// Number of the layout: of ports and parameter indices.
    pub layout_number: u32,
    /// Which of the ordered engines counts.
    orders: Orders<()>,
    /// The engine that is being built.
    pub pending: Option<Pending>,
    /// Nodes whose processing failed.
    pub bypassed: Vec<NodeId>,
    /// Nodes of a bank that failed: each gets a bank of its own.
    pub isolated: Vec<NodeId>,
}

/// An engine on its way.
#[derive(Debug)]
pub(super) struct Pending {
    /// The values it is built with.
    values: Vec<Plain>,
    /// The layout that comes with it, and its number.
    pub next: Option<(Arc<Layout>, u32)>,
    /// How it starts.
    start: Start,
    built: Option<(Box<Engine>, MeterReader)>,
    /// Ports of this number have to exist first.
    pub needs_ports: Option<u32>,
}

impl Engines {
    /// Orders an engine for the values now; an older order is void.
    pub fn order(
        &mut self,
        core: &Core,
        start: Start,
        next: Option<(Arc<Layout>, u32)>,
        needs_ports: Option<u32>,
    ) {
        let now = (core.layout().clone(), self.layout_number);
        let (layout, layout_number) = next.clone().unwrap_or(now);
        let values = core.values_on(&layout);
        let number = self.orders.order(());
        let plan = Plan {
            layout_number,
            values: values.clone(),
            start,
            frame: core.frame(),
            bypassed: self.bypassed.clone(),
            isolated: self.isolated.clone(),
            ..Plan::new(layout, core.status().rate)
        };
        self.pending = Some(Pending {
            values,
            next,
            start,
            built: None,
            needs_ports,
        });
        // A builder that has ended means that the console is ending.
        let _ = core.wires().orders.send(Order::Engine {
            number,
            plan: Box::new(plan),
        });
    }

    /// The builder has built what was ordered under this number.
    pub fn take_built(
        &mut self,
        core: &mut Core,
        inserts: &Inserts,
        order: u64,
        built: (Box<Engine>, MeterReader),
    ) {
        let counts = self.orders.counts(&(), order);
        if let Some(pending) = self.pending.as_mut().filter(|_| counts) {
            pending.built = Some(built);
            self.swap_when_ready(core, inserts);
        }
    }

    /// The ports of a layout exist.
    pub fn take_ports(&mut self, core: &mut Core, inserts: &Inserts, number: u32) {
        if let Some(pending) = &mut self.pending
            && pending.needs_ports == Some(number)
        {
            pending.needs_ports = None;
            self.swap_when_ready(core, inserts);
        }
    }

    fn swap_when_ready(&mut self, core: &mut Core, inserts: &Inserts) {
        let Some(pending) = self.pending.take() else {
            return;
        };
        let (engine, meters) = match pending.built {
            Some(built) if pending.needs_ports.is_none() => built,
            built => {
                self.pending = Some(Pending { built, ..pending });
                return;
            }
        };
        core.command(Command::Swap(engine));
        self.meters = Some(meters);
        match pending.next {
            Some((layout, number)) => self.finish_reshape(core, inserts, layout, number),
            None => core.begin_segment(Reason::Engine),
        }
        core.catch_up(&pending.values, pending.start);
    }

    /// The stream is gone: what was to come with an engine comes without.
    pub fn lose_stream(&mut self, core: &mut Core, inserts: &Inserts) {
        self.meters = None;
        let next = self.pending.take().and_then(|pending| pending.next);
        if let Some((layout, number)) = next {
            self.finish_reshape(core, inserts, layout, number);
        }
    }

    /// The console consists of something else, and the journal knows it.
    pub fn finish_reshape(
        &mut self,
        core: &mut Core,
        inserts: &Inserts,
        layout: Arc<Layout>,
        number: u32,
    ) {
        self.layout_number = number;
        let found = inserts.found(layout.topology());
        core.change_layout(layout, &found);
        core.begin_segment(Reason::Engine);
        core.journal.note("shape", number.to_string());
        core.answers
            .reshaped(core.journal.changes(), Instant::now());
        core.answers.serve(core.status().committed);
    }
}
