//! The control thread's loop.

use super::console::Console;
use super::feed::AudioState;
use super::inbox::Events;
use crossbeam_channel::RecvTimeoutError;
use std::time::{Duration, Instant};

/// Longest wait while audio runs: levels and acknowledgements come without an event.
const TICK: Duration = Duration::from_millis(5);
/// Longest wait while nothing moves.
const IDLE: Duration = Duration::from_millis(50);
/// How long the engine is given to take what waits.
const RELIEF: Duration = Duration::from_millis(1);
/// Time for the last fade, in which the smoothed hold reaches silence.
const CLOSING_TICKS: u32 = 16;
/// Events taken before the engine and the listeners get their turn.
const EVENTS_PER_TURN: usize = 256;

/// Runs the console until somebody stops it, or everybody who could is gone.
pub fn run(mut console: Console, events: &Events) {
    loop {
        if console.is_congested() {
            if !relieve(&mut console, events) {
                close(&mut console);
                return;
            }
            continue;
        }
        let patience = match console.audio() {
            AudioState::Running => TICK,
            _ => IDLE,
        };
        match events.next(patience) {
            Ok(event) => {
                let more = std::iter::from_fn(|| events.next_waiting()).take(EVENTS_PER_TURN);
                let now = Instant::now();
                for event in std::iter::once(event).chain(more) {
                    if !console.handle(event, now) {
                        close(&mut console);
                        return;
                    }
                    if console.is_congested() {
                        break;
                    }
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                close(&mut console);
                return;
            }
        }
        console.tick(Instant::now());
    }
}

/// The engine has more to take than fits: only what is urgent is heard until it has. False when the
/// console shall end.
fn relieve(console: &mut Console, events: &Events) -> bool {
    if let Some(event) = events.next_urgent_within(RELIEF)
        && !console.handle(event, Instant::now())
    {
        return false;
    }
    console.tick(Instant::now());
    true
}

/// Lets the outputs fade out before the stream is taken away: a cut would be heard in the PA.
fn close(console: &mut Console) {
    console.fade_out();
    for _ in 0..CLOSING_TICKS {
        std::thread::sleep(TICK);
        console.tick(Instant::now());
    }
    console.end_journal();
}
