//! Streams come and go: what the backend reports is taken.

use super::core::Core;
use super::engines::Engines;
use super::feed::AudioState;
use super::inserts::Inserts;
use super::ports::ask_for_ports;
use super::setup::Keep;
use crate::engine::audio::AudioEvent;
use crate::engine::link::ControlEnd;
use crate::engine::plan::{Start, main_latency};
use std::time::Instant;

/// Takes what the backend reports.
pub(super) fn take(
    event: AudioEvent,
    core: &mut Core,
    (engines, inserts): (&mut Engines, &mut Inserts),
    now: Instant,
) {
    match event {
        AudioEvent::Opened {
            link,
            rate,
            period,
            port_set,
        } => open(core, engines, link, (rate, period, port_set)),
        AudioEvent::Period(period) => core.set_status(|status| status.period = period),
        AudioEvent::PortsReady(number) => engines.take_ports(core, inserts, number),
        AudioEvent::Waiting(reason) => core.set_audio(AudioState::Waiting(reason)),
        AudioEvent::Lost(reason) => {
            core.close_stream();
            engines.lose_stream(core, inserts);
            core.set_audio(AudioState::Lost(reason));
            inserts.lose(core, now);
        }
        AudioEvent::Inserts(connected) => inserts.take(core, connected, now),
        AudioEvent::Missing(missing) => core.set_status(|status| status.missing = missing),
        // The backend itself makes them again; the show's file has to know them.
        AudioEvent::Connected(wanted) => {
            core.tell_patch(&wanted);
            core.keep(Keep::Connections(wanted));
        }
    }
}

fn open(
    core: &mut Core,
    engines: &mut Engines,
    link: ControlEnd,
    (rate, period, port_set): (u32, u32, u32),
) {
    let new_rate = core.status().rate != rate;
    let latency = main_latency(core.layout().topology(), rate);
    core.open_stream(link, rate);
    engines.meters = None;
    core.set_status(|status| {
        (status.rate, status.period, status.latency) = (rate, period, latency);
    });
    core.set_audio(AudioState::Running);
    let number = engines.layout_number;
    if new_rate || port_set != number {
        ask_for_ports(core, core.layout(), number);
    }
    let needs_ports = (port_set != number).then_some(number);
    engines.order(core, Start::RampIn, None, needs_ports);
}
