//! The time of every callback.

use super::limits::RATE;
use crate::cli::BenchArgs;
use std::time::{Duration, Instant};

/// The longest regular cycle of the engine is the collection of levels, every 256 frames. Times are
/// compared over at least as many, or a short period would be judged by callbacks without a mark.
const CYCLE_FRAMES: usize = 256;

/// What was measured, in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// Per frame, the median over slices of at least 256 frames.
    pub frame: f64,
    /// The longest callback.
    pub worst_block: f64,
}

/// Measures callbacks of one period.
pub struct Clock {
    period: usize,
    /// Time of every callback.
    blocks: Vec<Duration>,
}

impl Clock {
    /// With room for what is to be measured.
    pub fn new(options: &BenchArgs) -> Self {
        let blocks = (options.seconds * f64::from(RATE)) as usize / options.period + 1000;
        Self {
            period: options.period,
            blocks: Vec::with_capacity(blocks),
        }
    }

    /// Measures one callback.
    pub fn time(&mut self, callback: impl FnOnce()) {
        let began = Instant::now();
        callback();
        self.blocks.push(began.elapsed());
    }

    /// Forgets what has been measured.
    pub fn forget(&mut self) {
        self.blocks.clear();
    }

    /// What was measured.
    pub fn timing(&self) -> Timing {
        let slice = CYCLE_FRAMES.div_ceil(self.period);
        let mut slices: Vec<Duration> = self
            .blocks
            .chunks(slice)
            .filter(|blocks| blocks.len() == slice)
            .map(|blocks| blocks.iter().sum())
            .collect();
        slices.sort_unstable();
        let median = slices.get(slices.len() / 2).copied().unwrap_or_default();
        let worst = self.blocks.iter().max().copied().unwrap_or_default();
        Timing {
            frame: median.as_nanos() as f64 / (slice * self.period) as f64,
            worst_block: worst.as_nanos() as f64,
        }
    }
}
