//! `headroom bench --control N`: how long a move of a control takes from the bytes of its message to
//! the ring that the audio thread reads.
//!
//! Everything on the way is the real thing: the surface's thread, the console's, the inbox between
//! them, and the ring; only the device and the audio thread are this measurement.

use crate::app::builder;
use crate::control::console::{Console, Setup, Wires};
use crate::control::inbox::{Event, inbox};
use crate::control::thread as control_thread;
use crate::engine::audio::{AudioEvent, AudioRequest};
use crate::engine::link::{EngineEnd, link};
use crate::rt::beat::Beats;
use crate::surface::catalogue::Catalogue;
use crate::surface::library::Library;
use crate::surface::runner::{Output, Port, Registry, Runner};
use anyhow::{Context, Result, ensure};
use crossbeam_channel::{Sender, bounded, never};
use serde::Serialize;
use std::fmt;
use std::sync::Arc;
use std::thread::{Builder, sleep, yield_now};
use std::time::{Duration, Instant};

/// Most messages of a measurement.
const MOST: u32 = 1_000_000;
/// Between two messages: a hand sends one every few milliseconds.
const EVERY: Duration = Duration::from_millis(2);
/// Nothing on the way takes that long.
const PATIENCE: Duration = Duration::from_secs(10);
/// The fader of the first strip.
const FADER: [u8; 2] = [0xb0, 0];

/// What was measured, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ControlReport {
    /// Messages sent.
    pub events: usize,
    /// Half of them were faster.
    pub p50_us: f64,
    /// 99 of 100 were faster.
    pub p99_us: f64,
    /// The slowest.
    pub max_us: f64,
}

impl fmt::Display for ControlReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            events,
            p50_us,
            p99_us,
            max_us,
        } = self;
        writeln!(f, "control event → command ring, {events} events")?;
        writeln!(
            f,
            "  p50 {p50_us:.0} µs   p99 {p99_us:.0} µs   max {max_us:.0} µs"
        )
    }
}

/// A device that takes everything.
struct Nowhere;

impl Output for Nowhere {
    fn send(&mut self, _: &[u8]) -> bool {
        true
    }
}

/// Measures so many messages.
///
/// # Errors
/// An impossible number, or a system that gives no threads.
pub fn measure(events: u32) -> Result<ControlReport> {
    ensure!(
        (1..=MOST).contains(&events),
        "--control {events} is not possible; allowed: 1 to {MOST}"
    );
    let (inbox, received) = inbox();
    let (wires, orders, requests) = Wires::bare("bench");
    let console = Console::new(Setup::default(), wires);
    let builder = builder::start(orders, inbox.clone()).context("no thread to build engines")?;
    let control = Builder::new()
        .name("control".to_owned())
        .spawn(move || control_thread::run(console, &received, &Beats::default()))
        .context("no thread for the console")?;
    let ports = requests.try_iter().filter_map(|request| match request {
        AudioRequest::Ports(set) => Some(set.number),
        _ => None,
    });
    let (mut engine, link) = link();
    let opened = AudioEvent::Opened {
        link,
        rate: super::limits::RATE,
        period: 64,
        port_set: ports.last().unwrap_or(0),
    };
    // A console that has ended is noticed by the first message that does not arrive.
    let _ = inbox.put(Event::Audio(opened));
    let (catalogue, _) = Catalogue::new(None);
    let device = catalogue.for_peer("bench:out").context("no device")?;
    let (say, input) = bounded(16);
    let port = Port {
        name: "bench:out".to_owned(),
        input,
        again: never(),
        output: Box::new(Nowhere),
    };
    let library = Arc::new(Library::open(None).0);
    let registry = Registry::new(inbox.clone(), library);
    let runner = Runner::start(device, port, inbox.clone(), registry).context("no thread")?;
    let times = send_all(events, &say, &mut engine);
    drop(runner);
    let _ = inbox.put(Event::Stop);
    let _ = control.join();
    let _ = builder.join();
    Ok(report(times?))
}

/// Moves the fader and waits for the command, again and again.
fn send_all(events: u32, say: &Sender<Vec<u8>>, engine: &mut EngineEnd) -> Result<Vec<Duration>> {
    take_hold(say, engine)?;
    let mut times = Vec::new();
    for event in 0..events {
        sleep(EVERY);
        while engine.discard_live() {}
        // To and fro, more than a resting fader trembles, and little enough to be there at once.
        let value = 24 + 3 * (event % 2) as u8;
        let begun = Instant::now();
        say.send(move_to(value)).context("the surface has ended")?;
        while !engine.discard_live() {
            ensure!(begun.elapsed() < PATIENCE, "a move of a fader got lost");
            yield_now();
        }
        times.push(begun.elapsed());
    }
    Ok(times)
}

/// Moves the fader up from its bottom end until the console follows it.
fn take_hold(say: &Sender<Vec<u8>>, engine: &mut EngineEnd) -> Result<()> {
    let begun = Instant::now();
    let mut taken = 0;
    // The engine itself comes first, and what it has to hear at its start.
    while taken < 4 {
        ensure!(begun.elapsed() < PATIENCE, "the console does not answer");
        for value in [0, 10, 21] {
            say.send(move_to(value)).context("the surface has ended")?;
            sleep(Duration::from_millis(20));
            while engine.discard_live() {
                taken += 1;
            }
        }
    }
    Ok(())
}

fn move_to(value: u8) -> Vec<u8> {
    [&FADER[..], &[value]].concat()
}

fn report(mut times: Vec<Duration>) -> ControlReport {
    times.sort_unstable();
    let at = |part: f64| {
        let place = (part * times.len() as f64) as usize;
        let time = times.get(place.min(times.len().saturating_sub(1)));
        time.map_or(0.0, |time| time.as_secs_f64() * 1e6)
    };
    ControlReport {
        events: times.len(),
        p50_us: at(0.5),
        p99_us: at(0.99),
        max_us: at(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_arrives_and_is_measured() {
        let report = measure(20).unwrap();
        assert_eq!(report.events, 20);
        assert!(report.p50_us > 0.0 && report.p50_us <= report.p99_us);
        assert!(report.p99_us <= report.max_us);
        assert!(report.to_string().contains("20 events"));
    }

    #[test]
    fn the_percentiles_are_those_of_the_sorted_times() {
        let times = (1..=200).rev().map(Duration::from_micros).collect();
        let report = report(times);
        assert_eq!(
            (report.p50_us, report.p99_us, report.max_us),
            (101.0, 199.0, 200.0)
        );
        let error = measure(0).unwrap_err().to_string();
        assert_eq!(error, "--control 0 is not possible; allowed: 1 to 1000000");
    }
}
