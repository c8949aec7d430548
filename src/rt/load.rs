//! How long cycles take, measured on the audio thread and read elsewhere.

use super::external::External;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};

/// Counters of the audio thread that anyone may read. Values, not messages: only the newest counts.
#[derive(Debug, Default)]
pub struct Counters {
    cycles: AtomicU64,
    /// The number of the cycle that runs now, from one; 0 between cycles.
    present: AtomicU64,
    /// The audio server's library holds a thread of this process and does not give it back.
    stuck: AtomicBool,
    frames: AtomicU64,
    busy_nanoseconds: AtomicU64,
    worst_permille: AtomicU32,
    xruns: AtomicU32,
    /// What the transport of the audio server does.
    external: External,
}

/// A handle to the counters.
#[derive(Clone, Debug, Default)]
pub struct Load(Arc<Counters>);

impl Load {
    /// A cycle begins. Audio thread.
    pub fn begin_cycle(&self) {
        self.0.present.store(self.cycles() + 1, Relaxed);
    }
    /// No cycle runs any more: it has ended, or its thread is gone.
    pub fn leave_cycle(&self) {
        self.0.present.store(0, Relaxed);
    }
    /// The number of the cycle that runs now. One that stays means that the audio thread hangs in it.
    pub fn present_cycle(&self) -> Option<u64> {
        let present = self.0.present.load(Relaxed);
        (present != 0).then_some(present)
    }
    /// Audio is stuck for good, or no longer: only another process would have any again.
    pub fn set_stuck(&self, is_stuck: bool) {
        self.0.stuck.store(is_stuck, Relaxed);
    }
    /// Whether audio is stuck for good.
    pub fn is_stuck(&self) -> bool {
        self.0.stuck.load(Relaxed)
    }
    /// One cycle of `frames` took `busy` nanoseconds of the `available` ones. Audio thread.
    pub fn count_cycle(&self, frames: usize, busy: u64, available: u64) {
        self.leave_cycle();
        self.0.cycles.fetch_add(1, Relaxed);
        self.0.frames.fetch_add(frames as u64, Relaxed);
        self.0.busy_nanoseconds.fetch_add(busy, Relaxed);
        let permille = (busy * 1000 / available.max(1)).min(u64::from(u32::MAX)) as u32;
        self.0.worst_permille.fetch_max(permille, Relaxed);
    }
    /// The server reported a missed deadline.
    pub fn count_xrun(&self) {
        self.0.xruns.fetch_add(1, Relaxed);
    }
    /// Cycles so far. A number that stands still means that audio has stopped.
    pub fn cycles(&self) -> u64 {
        self.0.cycles.load(Relaxed)
    }
    /// What the transport of the audio server does.
    pub fn external(&self) -> &External {
        &self.0.external
    }
    /// Frames so far.
    pub fn frames(&self) -> u64 {
        self.0.frames.load(Relaxed)
    }
    /// Time spent in cycles so far, in nanoseconds.
    pub fn busy_nanoseconds(&self) -> u64 {
        self.0.busy_nanoseconds.load(Relaxed)
    }
    /// Missed deadlines so far.
    pub fn xruns(&self) -> u32 {
        self.0.xruns.load(Relaxed)
    }
    /// The longest cycle since this was last asked, in thousandths of the time available.
    pub fn take_worst_permille(&self) -> u32 {
        self.0.worst_permille.swap(0, Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_cycle_is_kept_until_it_is_taken() {
        let load = Load::default();
        load.count_cycle(128, 100, 1000);
        load.count_cycle(128, 400, 1000);
        load.begin_cycle();
        assert_eq!(load.present_cycle(), Some(3));
        load.count_cycle(128, 200, 1000);
        assert_eq!(load.present_cycle(), None);
        assert_eq!(load.take_worst_permille(), 400);
        assert_eq!(load.take_worst_permille(), 0);
        assert_eq!(
            (load.cycles(), load.frames(), load.busy_nanoseconds()),
            (3, 384, 700)
        );
    }
}
