//! The band limit of main's low-frequency effects channel: what is sent there passes it before anything
//! else.

use super::chain;
use crate::dsp::lfe_filter::LfeFilter;
use crate::dsp::processor::Processor;
use crate::dsp::sample::Lanes;
use crate::engine::MARK;
use crate::engine::instruction_set::InstructionSet;

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

    /// Filters its lane of a run of frames.
    #[inline(always)]
    pub(super) fn process(&mut self, frames: &mut [Lanes]) {
        let mut own = [0.0; MARK];
        let own = &mut own[..frames.len()];
        for (own, x) in own.iter_mut().zip(&*frames) {
            *own = x[self.lane];
        }
        self.filter.process(own);
        for (x, own) in frames.iter_mut().zip(own) {
            x[self.lane] = *own;
        }
    }
}

impl chain::Stage for LfeLane {
    #[inline(always)]
    fn mark(&mut self, set: impl InstructionSet) {
        set.mark(&mut self.filter);
    }
    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.filter.is_at_rest()
    }
    fn snap_lane(&mut self, _lane: usize) {}
    fn adopt_lane(&mut self, lane: usize, old: &mut Self, _old_lane: usize) {
        if lane == self.lane {
            self.filter.adopt_lane(0, &mut old.filter, 0);
        }
    }
    fn clear_lane(&mut self, lane: usize) {
        if lane == self.lane {
            self.filter.clear_lane(0);
        }
    }
}
