//! The band limit of main's low-frequency effects channel: what is sent there passes it before anything
//! else.

use crate::dsp::lfe_filter::LfeFilter;
use crate::dsp::sample::Lanes;

/// The filter of one lane.
#[derive(Debug)]
pub struct LfeLane {
    lane: usize,
    filter: LfeFilter,
}

impl LfeLane {
    /// The filter of a lane.
    pub fn new(rate: f64, lane: usize) -> Self {
        let filter = LfeFilter::new(rate);
        Self { lane, filter }
    }

    /// The lane that it filters.
    pub fn lane(&self) -> usize {
        self.lane
    }

    /// Goes on where another one stands.
    pub fn adopt(&mut self, old: &Self) {
        self.filter.adopt(&old.filter);
    }

    /// Filters its lane of a run of frames.
    #[inline(always)]
    pub(super) fn process(&mut self, frames: &mut [Lanes]) {
        for x in frames {
            x[self.lane] = self.filter.tick(x[self.lane]);
        }
    }

    #[inline(always)]
    pub(super) fn mark(&mut self) {
        self.filter.mark();
    }

    #[inline(always)]
    pub(super) fn is_at_rest(&self) -> bool {
        self.filter.is_at_rest()
    }

    pub(super) fn clear_lane(&mut self, lane: usize) {
        if lane == self.lane {
            self.filter.clear();
        }
    }
}
