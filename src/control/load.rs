//! What the engine needs of the time that it has.

use super::core::Core;
use std::time::{Duration, Instant};

/// The load is averaged over this time.
const EVERY: Duration = Duration::from_millis(500);

/// Counters at the beginning of the time that is averaged over.
#[derive(Debug, Default)]
pub(super) struct LoadAverage {
    since: Option<Instant>,
    busy: u64,
    frames: u64,
}

impl LoadAverage {
    /// Brings the status up to date, when its time has come.
    pub fn tick(&mut self, core: &mut Core, now: Instant) {
        let since = *self.since.get_or_insert(now);
        if now.duration_since(since) < EVERY {
            return;
        }
        let (load, status) = (&core.wires().load, core.status());
        let (busy, frames) = (load.busy_nanoseconds(), load.frames());
        let available = (frames - self.frames) * 1_000_000_000 / u64::from(status.rate.max(1));
        let permille = ((busy - self.busy) * 1000 / available.max(1)).min(9999) as u32;
        *self = Self {
            since: Some(now),
            busy,
            frames,
        };
        let new = (permille, load.take_worst_permille(), load.xruns());
        if (status.load_permille, status.worst_permille, status.xruns) != new {
            core.set_status(|status| {
                (status.load_permille, status.worst_permille, status.xruns) = new;
            });
        }
    }
}
