//! Engines are ordered, swapped in and healed here; streams come and go.
//!
//! ```text
//! stream opened ─ order ─ built ─ swap                        (ramps in)
//! reshape ─ order + ports ─ both there ─ swap                 (what stays goes on undisturbed)
//! engine broken ─ order with the culprit bypassed ─ swap      (ramps in)
//! ```
//! What changes while an engine is built is sent behind the swap.

use super::console::{Console, Keep, Order};
use super::engine_link::EngineLink;
use super::feed::{AudioState, Severity, ShowInfo};
use super::inserts::bad_returns;
use super::intent::{Answer, Refusal};
use crate::engine::Engine;
use crate::engine::audio::{AudioEvent, AudioRequest, PortSet};
use crate::engine::command::{Change, Command, Retired};
use crate::engine::io::{PortId, PortList};
use crate::engine::plan::{Plan, Start, latency, main_latency};
use crate::param::{Layout, NodeId, Plain, Store, Topology};
use crate::rt::meter_tap::MeterReader;
use crate::show::journal::segment::Reason;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The load is averaged over this time.
const LOAD_EVERY: Duration = Duration::from_millis(500);
/// Sample rate assumed for latencies before a stream has told its own.
const USUAL_RATE: u32 = 48_000;

/// Everything about the engine and its stream.
#[derive(Debug, Default)]
pub struct EngineCare {
    /// The sender of commands.
    pub link: EngineLink,
    /// Levels of the engine that runs.
    meters: Option<MeterReader>,
    /// Number of the layout: of ports and parameter indices.
    layout_number: u32,
    /// Number of the last order.
    order: u64,
    /// The engine that is being built.
    pending: Option<Pending>,
    /// Nodes whose processing failed.
    bypassed: Vec<NodeId>,
    /// Nodes of a bank that failed: each gets a bank of its own.
    isolated: Vec<NodeId>,
    /// The ports of insert points that are connected.
    pub insert_ports: Vec<PortId>,
    /// Nodes whose external unit gave what is no sound, and when it did so last.
    pub bad_returns: HashMap<NodeId, Instant>,
    load: LoadAverage,
}

/// An engine on its way.
#[derive(Debug)]
struct Pending {
    order: u64,
    /// The values it is built with.
    values: Vec<Plain>,
    /// The layout that comes with it, and its number.
    next: Option<(Arc<Layout>, u32)>,
    built: Option<(Box<Engine>, MeterReader)>,
    /// Ports of this number have to exist first.
    needs_ports: Option<u32>,
}

#[derive(Debug, Default)]
struct LoadAverage {
    since: Option<Instant>,
    busy: u64,
    frames: u64,
}

impl Console {
    pub(super) fn ask_audio(&self, request: AudioRequest) {
        // A backend that has ended has nothing to do any more.
        let _ = self.wires.audio.send(request);
    }

    /// Asks the backend for the ports of the layout now.
    pub(super) fn ask_for_ports(&self) {
        let layout = self.layout.clone();
        self.ask_for_ports_of(&layout, self.care.layout_number);
    }

    fn ask_for_ports_of(&self, layout: &Layout, number: u32) {
        let topology = layout.topology();
        let list = PortList::of(topology);
        let label = |node: NodeId| self.labels.iter().find(|(labelled, _)| *labelled == node);
        let name = |port: &PortId| {
            let label = label(port.node).filter(|(_, label)| !label.name.is_empty());
            label.map(|(_, label)| (*port, label.name.clone()))
        };
        let names = list
            .inputs
            .iter()
            .chain(&list.outputs)
            .filter_map(name)
            .collect();
        let rate = if self.status.rate == 0 {
            USUAL_RATE
        } else {
            self.status.rate
        };
        let latency = latency(topology, rate);
        self.ask_audio(AudioRequest::Ports(PortSet {
            number,
            list,
            main: Some(topology.main),
            names,
            latency,
        }));
    }

    pub(super) fn handle_audio(&mut self, event: AudioEvent, now: Instant) {
        match event {
            AudioEvent::Opened {
                link,
                rate,
                period,
                port_set,
            } => {
                self.care.link.open(link);
                self.care.meters = None;
                let new_rate = self.status.rate != rate;
                self.status.rate = rate;
                self.status.period = period;
                self.status.latency = main_latency(self.layout.topology(), rate);
                self.set_audio(AudioState::Running);
                if new_rate || port_set != self.care.layout_number {
                    self.ask_for_ports();
                }
                let number = self.care.layout_number;
                let needs_ports = (port_set != number).then_some(number);
                self.order(Start::RampIn, None, needs_ports);
            }
            AudioEvent::Period(period) => {
                self.status.period = period;
                self.subscribers.mark_status();
            }
            AudioEvent::PortsReady(number) => self.take_ports(number),
            AudioEvent::Waiting(reason) => self.set_audio(AudioState::Waiting(reason)),
            AudioEvent::Lost(reason) => {
                self.lose_stream(reason);
                self.lose_inserts(now);
            }
            AudioEvent::Inserts(connected) => self.take_inserts(connected, now),
            AudioEvent::Missing(missing) => {
                self.status.missing = missing;
                self.subscribers.mark_status();
            }
            // The backend itself makes them again; the show's file has to know them.
            AudioEvent::Connected(wanted) => self.keep(Keep::Connections(wanted)),
        }
    }

    fn set_audio(&mut self, state: AudioState) {
        if self.status.audio != state {
            let (backend, rate, period) =
                (&self.status.backend, self.status.rate, self.status.period);
            match &state {
                AudioState::Starting => {}
                AudioState::Running => tracing::info!("{backend} runs: {rate} Hz, {period} frames"),
                AudioState::Waiting(why) => tracing::warn!("{backend} is waited for: {why}"),
                AudioState::Lost(why) => tracing::error!("{backend} is lost: {why}"),
            }
            self.status.audio = state;
            self.subscribers.mark_status();
        }
    }

    fn lose_stream(&mut self, reason: String) {
        self.care.link.close();
        self.care.meters = None;
        let next = self.care.pending.take().and_then(|pending| pending.next);
        if let Some((layout, number)) = next {
            self.change_layout(layout, number);
            self.begin_segment(Reason::Engine);
        }
        self.set_audio(AudioState::Lost(reason));
    }

    /// Orders an engine for the values now; an older order is void.
    fn order(&mut self, start: Start, next: Option<(Arc<Layout>, u32)>, needs_ports: Option<u32>) {
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

    fn take_ports(&mut self, number: u32) {
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
        if let Some((layout, number)) = pending.next {
            self.change_layout(layout, number);
        }
        self.begin_segment(Reason::Engine);
        let layout = self.layout.clone();
        for index in layout.indices() {
            let value = self.store.get(index);
            if pending.values[index.slot()] != value {
                // These are in the journal already; only the engine has to hear of them again.
                let _ = self
                    .care
                    .link
                    .change(Change::now(index, value), layout.addr(index));
            }
        }
    }

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
        self.layout = layout;
        self.store = store;
        self.care.layout_number = number;
        for (index, connected) in self.connected_inserts() {
            self.store.set(index, connected);
        }
        self.keep(Keep::Topology(self.layout.topology().clone()));
        self.mutes.clear();
        self.refresh_mutes();
        let layout = self.layout.clone();
        self.subscribers.start_over(&layout);
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
            self.change_layout(layout, number);
            self.begin_segment(Reason::Engine);
        }
        Ok(Answer::said(text))
    }

    /// A bypassed node is processed again.
    pub(super) fn clear_fault(&mut self, node: NodeId) -> Result<Answer, Refusal> {
        if !self.care.bypassed.contains(&node) {
            return Err(Refusal::Unknown(format!("a fault of {node}")));
        }
        if self.care.pending.is_some() {
            return Err(Refusal::Busy);
        }
        self.care.bypassed.retain(|bypassed| *bypassed != node);
        self.show_faults();
        if self.care.link.is_open() {
            self.order(Start::Exact, None, None);
        }
        Ok(Answer::said(format!("{node} is processed again")))
    }

    fn show_faults(&mut self) {
        self.status.faults.clone_from(&self.care.bypassed);
        self.subscribers.mark_status();
    }

    /// The console ends: outputs close.
    pub(super) fn fade_out(&mut self) {
        self.care.link.send(Command::FadeOut);
    }

    /// Sends a command past the truth: for tests of healing.
    #[doc(hidden)]
    pub fn break_for_test(&mut self, command: Command) {
        self.care.link.send(command);
    }

    /// Everything that came back from the engine.
    pub(super) fn look_after_engine(&mut self, now: Instant) {
        let (taken, retired) = self.care.link.poll();
        self.journal.acknowledge(&taken);
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

    /// A broken engine came home: another one is ordered. A single suspect is bypassed; several
    /// get a bank each, so that the next failure names its culprit.
    fn heal(&mut self, broken: &Engine) {
        let suspects = broken.suspects();
        let names: Vec<String> = suspects.iter().map(ToString::to_string).collect();
        let names = names.join(", ");
        if let [culprit] = suspects[..] {
            if !self.care.bypassed.contains(&culprit) {
                self.care.bypassed.push(culprit);
            }
            self.tell(
                Severity::Error,
                format!(
                    "{names}: its processing failed and is bypassed; clear the fault to try again"
                ),
            );
        } else {
            self.care.isolated.extend(suspects);
            self.tell(
                Severity::Error,
                format!("processing failed in one of {names}; it was restarted"),
            );
        }
        self.show_faults();
        let (next, needs_ports) = match self.care.pending.take() {
            Some(pending) => (pending.next, pending.needs_ports),
            None => (None, None),
        };
        if self.care.link.is_open() {
            self.order(Start::RampIn, next, needs_ports);
        }
    }

    fn measure_load(&mut self, now: Instant) {
        let (load, average) = (&self.wires.load, &mut self.care.load);
        let since = *average.since.get_or_insert(now);
        if now.duration_since(since) < LOAD_EVERY {
            return;
        }
        let (busy, frames) = (load.busy_nanoseconds(), load.frames());
        let available =
            (frames - average.frames) * 1_000_000_000 / u64::from(self.status.rate.max(1));
        let permille = ((busy - average.busy) * 1000 / available.max(1)).min(9999) as u32;
        *average = LoadAverage {
            since: Some(now),
            busy,
            frames,
        };
        let (worst, xruns) = (load.take_worst_permille(), load.xruns());
        let status = &mut self.status;
        let new = (permille, worst, xruns);
        if (status.load_permille, status.worst_permille, status.xruns) != new {
            (status.load_permille, status.worst_permille, status.xruns) = new;
            self.subscribers.mark_status();
        }
    }
}

/// The values of a layout, as far as another one has them; the rest at their defaults.
fn carried(from: &Layout, store: &Store, to: &Layout) -> Vec<Plain> {
    to.indices()
        .map(|index| match from.index(to.addr(index)) {
            Some(old) => store.get(old),
            None => to.default(index),
        })
        .collect()
}
