//! The wait of what skips a slot on its way into a mix.

use crate::dsp::sample::LANES;
use crate::dsp::saturation::LATENCY;
use crate::engine::MARK;
use crate::engine::segment::{Planar, Segment};

/// Eight lanes that wait for as long as one bank makes them late.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hop {
    /// Of each lane, the last frames of the mark before, then those of this mark.
    lanes: [[f32; LATENCY + MARK]; LANES],
}

impl Hop {
    /// Nothing waits.
    pub const SILENT: Self = Self {
        lanes: [[0.0; LATENCY + MARK]; LANES],
    };

    /// Once per mark, before its first frame.
    #[inline(always)]
    pub fn mark(&mut self) {
        for lane in &mut self.lanes {
            lane.copy_within(MARK.., 0);
        }
    }

    /// The frames of a segment become those that have waited.
    #[inline(always)]
    pub fn pass(&mut self, sums: &mut Planar, segment: Segment) {
        let frames = segment.in_block();
        let now = frames.start + LATENCY..frames.end + LATENCY;
        for (lane, sum) in self.lanes.iter_mut().zip(&mut sums.0) {
            let sum = &mut sum[frames.clone()];
            lane[now.clone()].copy_from_slice(sum);
            sum.copy_from_slice(&lane[frames.clone()]);
        }
    }

    /// Takes over what waits in another hop's lane.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.lanes[lane] = other.lanes[other_lane];
    }
}
