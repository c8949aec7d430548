//! Beats of a thread that must never hang: counted there, watched elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The thread has ended by itself, and owes no beat any more.
const RESTING: u64 = u64::MAX;

/// A handle to the count.
#[derive(Clone, Debug, Default)]
pub struct Beats(Arc<AtomicU64>);

impl Beats {
    /// The thread is alive.
    pub fn beat(&self) {
        self.0.fetch_add(1, Relaxed);
    }

    /// The thread ends by itself.
    pub fn rest(&self) {
        self.0.store(RESTING, Relaxed);
    }

    /// Beats so far; nothing when none is owed. A number that stands still means that the thread hangs.
    pub fn count(&self) -> Option<u64> {
        let count = self.0.load(Relaxed);
        (count != RESTING).then_some(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_has_ended_owes_no_beat() {
        let beats = Beats::default();
        beats.beat();
        beats.beat();
        assert_eq!(beats.count(), Some(2));
        beats.rest();
        assert_eq!(beats.count(), None);
    }
}
