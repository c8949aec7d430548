//! Hands timed changes to the engine in time.

use crate::engine::MARK;
use crate::engine::command::Timed;
use crate::engine::link::{ControlEnd, TIMED_CAPACITY};
use anyhow::bail;

/// The changes to come, in order of frames.
#[derive(Debug)]
pub struct Schedule {
    moves: Vec<Timed>,
    sent: usize,
}

/// The frame at which the engine takes a change.
fn mark_of(timed: &Timed) -> u64 {
    timed.frame.next_multiple_of(MARK as u64)
}

impl Schedule {
    /// A schedule of moves that are in order.
    ///
    /// # Errors
    /// More changes at one mark than the engine's ring holds: it could not take them whole.
    pub fn new(moves: Vec<Timed>, rate: u32) -> anyhow::Result<Self> {
        for together in moves.chunk_by(|a, b| mark_of(a) == mark_of(b)) {
            if together.len() > TIMED_CAPACITY {
                bail!(
                    "'at' has {} changes within {MARK} frames at {:.3} seconds; at most \
                     {TIMED_CAPACITY} are possible: spread them over time",
                    together.len(),
                    together[0].frame as f64 / f64::from(rate)
                );
            }
        }
        Ok(Self { moves, sent: 0 })
    }

    /// Sends as much as fits; the number of frames from `frame` on that may run before the next call.
    pub fn feed(&mut self, link: &mut ControlEnd, frame: u64) -> u64 {
        while let Some(next) = self.moves.get(self.sent) {
            if link.send_timed(*next).is_err() {
                // A callback that reached the mark of this one would take it late.
                return mark_of(next) - frame;
            }
            self.sent += 1;
        }
        u64::MAX
    }
}
