//! The rings between the control side and the audio thread.
//!
//! Ordered, and every item matters: single-producer rings without waiting. Neither end can block
//! the other; what comes home always finds room, because the sender counts what is on its way.

use super::command::{Acknowledged, Command, Retired, Sequenced, Timed};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Commands that fit between two marks.
pub const LIVE_CAPACITY: usize = 4096;
/// Timed changes that fit ahead of time.
pub const TIMED_CAPACITY: usize = 16384;
/// Boxes that may be on their way to the engine or home at one time.
pub const BOXES_IN_FLIGHT: usize = 64;

/// The audio thread's end of the link.
#[derive(Debug)]
pub struct EngineEnd {
    pub(super) live: Consumer<Sequenced>,
    pub(super) timed: Consumer<Timed>,
    pub(super) acknowledged: Producer<Acknowledged>,
    pub(super) retired: Producer<Retired>,
    /// The frame that comes next: a value, not a message; only the newest counts.
    position: Arc<AtomicU64>,
}

impl EngineEnd {
    /// Everything before this frame has been played. Audio thread.
    pub(super) fn reach(&self, frame: u64) {
        self.position.store(frame, Relaxed);
    }

    /// Takes the next live command, drops it, and lets a second pass, in which it takes effect. False when
    /// none waits. For measurements of the way to here; not on the audio thread.
    pub fn discard_live(&mut self) -> bool {
        let Ok(Sequenced { sequence, .. }) = self.live.pop() else {
            return false;
        };
        let frame = self.position.load(Relaxed);
        // Without room it is simply not acknowledged.
        let _ = self.acknowledged.push(Acknowledged { sequence, frame });
        self.reach(frame + 48_000);
        true
    }
}

/// The control side's end of the link.
#[derive(Debug)]
pub struct ControlEnd {
    live: Producer<Sequenced>,
    timed: Producer<Timed>,
    acknowledged: Consumer<Acknowledged>,
    retired: Consumer<Retired>,
    in_flight: usize,
    position: Arc<AtomicU64>,
}

/// Both ends of a new link. Allocates; not on the audio thread.
pub fn link() -> (EngineEnd, ControlEnd) {
    let (live_in, live) = RingBuffer::new(LIVE_CAPACITY);
    let (timed_in, timed) = RingBuffer::new(TIMED_CAPACITY);
    let (acknowledged, acknowledged_out) = RingBuffer::new(LIVE_CAPACITY + TIMED_CAPACITY);
    let (retired, retired_out) = RingBuffer::new(BOXES_IN_FLIGHT);
    let position = Arc::<AtomicU64>::default();
    let engine = EngineEnd {
        live,
        timed,
        acknowledged,
        retired,
        position: position.clone(),
    };
    let control = ControlEnd {
        live: live_in,
        timed: timed_in,
        acknowledged: acknowledged_out,
        retired: retired_out,
        in_flight: 0,
        position,
    };
    (engine, control)
}

/// True for commands that carry a box.
fn carries_box(command: &Command) -> bool {
    matches!(
        command,
        Command::Batch(_)
            | Command::Effect(_)
            | Command::Capture(_)
            | Command::Reference(_)
            | Command::Tape(_)
            | Command::Swap(_)
    )
}

impl ControlEnd {
    /// Sends a live command.
    ///
    /// # Errors
    /// Gives the command back when there is no room now; the caller keeps it and tries again.
    pub fn send(&mut self, command: Sequenced) -> Result<(), Sequenced> {
        // One place stays free for an engine that breaks on its own.
        let boxed = carries_box(&command.command);
        if boxed && self.in_flight + 1 >= BOXES_IN_FLIGHT {
            return Err(command);
        }
        match self.live.push(command) {
            Ok(()) => {
                self.in_flight += usize::from(boxed);
                Ok(())
            }
            Err(rtrb::PushError::Full(command)) => Err(command),
        }
    }

    /// Sends a change for later. Frames must not fall from one call to the next.
    ///
    /// # Errors
    /// Gives the change back when there is no room now.
    pub fn send_timed(&mut self, timed: Timed) -> Result<(), Timed> {
        self.timed
            .push(timed)
            .map_err(|rtrb::PushError::Full(timed)| timed)
    }

    /// The frame that comes next on the audio thread.
    pub fn position(&self) -> u64 {
        self.position.load(Relaxed)
    }

    /// The next acknowledgement, if any.
    pub fn next_acknowledged(&mut self) -> Option<Acknowledged> {
        self.acknowledged.pop().ok()
    }

    /// The next box that came home, if any.
    pub fn next_retired(&mut self) -> Option<Retired> {
        let retired = self.retired.pop().ok()?;
        self.in_flight = self.in_flight.saturating_sub(1);
        Some(retired)
    }

    /// True when the audio thread has dropped its end: the stream is gone.
    pub fn is_abandoned(&self) -> bool {
        self.live.is_abandoned()
    }
}
