//! The control thread's loop.

use super::console::Console;
use super::feed::AudioState;
use super::inbox::Event;
use crate::rt::beat::Beats;
use crossbeam_channel::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// Longest wait while audio runs: levels and acknowledgements come without an event.
const TICK: Duration = Duration::from_millis(5);
/// Longest wait while nothing moves.
const IDLE: Duration = Duration::from_millis(50);
/// Time for the last fade, in which the smoothed hold reaches silence.
const CLOSING_TICKS: u32 = 16;
/// Events taken before the engine and the listeners get their turn.
const EVENTS_PER_TURN: usize = 256;

/// Runs the console until somebody stops it, or everybody who could is gone. Its beats say that it
/// does not hang.
pub fn run(mut console: Console, events: &Receiver<Event>, beats: &Beats) {
    run_until_stopped(&mut console, events, beats);
    close(&mut console);
    beats.rest();
}

fn run_until_stopped(console: &mut Console, events: &Receiver<Event>, beats: &Beats) {
    loop {
        beats.beat();
        let patience = match console.audio() {
            AudioState::Running => TICK,
            _ => IDLE,
        };
        match events.recv_timeout(patience) {
            Ok(event) => {
                let more = events.try_iter().take(EVENTS_PER_TURN);
                let now = Instant::now();
                for event in std::iter::once(event).chain(more) {
                    if !console.handle(event, now) {
                        return;
                    }
                    beats.beat();
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        console.tick(Instant::now());
    }
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
