//! Streams come and go: ports are asked for, what the backend reports is taken.

use super::console::{Console, Keep};
use super::feed::AudioState;
use crate::engine::audio::{AudioEvent, AudioRequest, PortSet};
use crate::engine::io::{PortId, PortList};
use crate::engine::plan::{Start, latency, main_latency};
use crate::param::{Layout, NodeId};
use std::time::Instant;

/// Sample rate assumed for latencies before a stream has told its own.
const USUAL_RATE: u32 = 48_000;

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

    pub(super) fn ask_for_ports_of(&self, layout: &Layout, number: u32) {
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
                self.count_frames_at(rate);
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

    /// From here on frames are those of another rate: what glides takes as long as before.
    fn count_frames_at(&mut self, rate: u32) {
        let before = std::mem::replace(&mut self.care.frame_rate, rate);
        if before != 0 && before != rate {
            let scale = f64::from(rate) / f64::from(before);
            let store = &self.store;
            let frame = self.care.link.frame();
            self.gliding.restart(frame, scale, |index| store.get(index));
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
        self.follow_glides();
        self.care.meters = None;
        let next = self.care.pending.take().and_then(|pending| pending.next);
        if let Some((layout, number)) = next {
            self.finish_reshape(layout, number);
        }
        self.set_audio(AudioState::Lost(reason));
    }
}
