//! What the engine needs of the time that it has.

use super::console::Console;
use std::time::{Duration, Instant};

/// The load is averaged over this time.
const EVERY: Duration = Duration::from_millis(500);

/// Counters at the beginning of the time that is averaged over.
#[derive(Debug, Default)]
pub struct LoadAverage {
    since: Option<Instant>,
    busy: u64,
    frames: u64,
}

impl Console {
    pub(super) fn measure_load(&mut self, now: Instant) {
        let (load, average) = (&self.wires.load, &mut self.care.load);
        let since = *average.since.get_or_insert(now);
        if now.duration_since(since) < EVERY {
            return;
        }
        let (busy, frames) = (load.busy_nanoseconds(), load.frames());
        let available =
            (frames - average.frames) * 1_000_000_000 / u64::from(self.status.rate.max(1));
        let permille = ((busy - average.busy) * 1000 / available.max(1)).min(9999) as u32;
        *average = LoadAverage {
            since: Some(now),
            busy,
            frames,
        };
        let (worst, xruns) = (load.take_worst_permille(), load.xruns());
        let status = &mut self.status;
        let new = (permille, worst, xruns);
        if (status.load_permille, status.worst_permille, status.xruns) != new {
            (status.load_permille, status.worst_permille, status.xruns) = new;
            self.subscribers.mark_status();
        }
    }
}
