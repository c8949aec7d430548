//! The control thread's loop.

use super::console::Console;
use super::inbox::{Event, Events};
use crate::rt::beat::Beats;
use crossbeam_channel::RecvTimeoutError;
use std::time::{Duration, Instant};

/// Between looks at the engine while the last fade runs.
const TICK: Duration = Duration::from_millis(5);
/// How long the engine is given to take what waits.
const RELIEF: Duration = Duration::from_millis(1);
/// Time for the last fade, in which the smoothed hold reaches silence.
const CLOSING_TICKS: u32 = 16;
/// Events taken before the engine and the listeners get their turn.
const EVENTS_PER_TURN: usize = 256;

/// Runs the console until somebody stops it, or everybody who could is gone. Its beats say that it
/// does not hang.
pub fn run(mut console: Console, events: &Events, beats: &Beats) {
    while turn(&mut console, events, beats) {
        console.tick(Instant::now());
    }
    close(&mut console);
    beats.rest();
}

/// Takes what waits, or waits for it a moment. False when the console shall end.
fn turn(console: &mut Console, events: &Events, beats: &Beats) -> bool {
    beats.beat();
    if console.is_congested() {
        return relieve(console, events);
    }
    match events.next(console.patience(Instant::now())) {
        Ok(first) => take(console, first, events, beats),
        Err(RecvTimeoutError::Timeout) => true,
        Err(RecvTimeoutError::Disconnected) => false,
    }
}

fn take(console: &mut Console, first: Event, events: &Events, beats: &Beats) -> bool {
    let more = std::iter::from_fn(|| events.next_waiting()).take(EVENTS_PER_TURN);
    let now = Instant::now();
    for event in std::iter::once(first).chain(more) {
        if !console.handle(event, now) {
            return false;
        }
        beats.beat();
        if console.is_congested() {
            return true;
        }
    }
    true
}

/// The engine has more to take than fits: what is urgent is heard at once, everything else one by one,
/// until it has.
fn relieve(console: &mut Console, events: &Events) -> bool {
    let urgent = events.next_urgent_within(RELIEF);
    match urgent.or_else(|| events.next_waiting()) {
        Some(event) => console.handle(event, Instant::now()),
        None => true,
    }
}

/// Keeps what hands write, and lets the outputs fade out before the stream is taken away: a cut would be heard in the PA.
fn close(console: &mut Console) {
    console.end_pass(Instant::now());
    console.fade_out();
    for _ in 0..CLOSING_TICKS {
        std::thread::sleep(TICK);
        console.tick(Instant::now());
    }
    console.end_journal();
}
