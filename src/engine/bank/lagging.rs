//! A signal that is heard as late as saturation makes it: on or off, in every strip, bus and main.

use crate::dsp::sample::{LANES, Lanes, Sample};
use crate::dsp::saturation::LATENCY;
use crate::engine::MARK;
use crate::engine::segment::Segment;
use std::ops::Range;

/// Eight lanes: the last frames of the mark before, then the frames of this mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lagging([Lanes; LATENCY + MARK]);

impl Lagging {
    /// Silence.
    pub const SILENT: Self = Self([Lanes([0.0; LANES]); LATENCY + MARK]);

    /// The frames of this mark.
    #[inline(always)]
    pub fn now(&self) -> &[Lanes] {
        &self.0[LATENCY..]
    }

    /// As [`Self::now`], to be written.
    #[inline(always)]
    pub fn now_mut(&mut self) -> &mut [Lanes] {
        &mut self.0[LATENCY..]
    }

    /// What comes out `lag` frames late, in the places of this mark's frames.
    #[inline(always)]
    pub fn late(&self, lag: usize) -> &[Lanes] {
        &self.0[LATENCY - lag..][..MARK]
    }

    /// As [`Self::late`], to be written.
    #[inline(always)]
    pub fn late_mut(&mut self, lag: usize) -> &mut [Lanes] {
        &mut self.0[LATENCY - lag..][..MARK]
    }

    /// Takes the frames `kept` of a segment of `signal`, if there are any.
    #[inline(always)]
    pub fn keep(&mut self, signal: &[Lanes], segment: Segment, kept: &Range<usize>) {
        if !kept.is_empty() {
            let first = kept.start - segment.offset;
            self.now_mut()[kept.clone()].copy_from_slice(&signal[first..]);
        }
    }

    /// The frames of a segment and those before them that are still on their way.
    #[inline(always)]
    pub fn on_its_way(&mut self, segment: Segment) -> &mut [Lanes] {
        &mut self.0[segment.offset..segment.offset + segment.count + LATENCY]
    }

    /// Once per mark, before its first frame.
    #[inline(always)]
    pub fn mark(&mut self) {
        self.0.copy_within(MARK.., 0);
    }

    /// At a mark: true when nothing is on its way.
    #[inline(always)]
    pub fn is_silent(&self) -> bool {
        self.0[..LATENCY].iter().all(|x| *x == Lanes::default())
    }

    /// Forgets what is on its way in a lane.
    pub fn clear_lane(&mut self, lane: usize) {
        self.0.iter_mut().for_each(|x| x.set_lane(lane, 0.0));
    }

    /// Takes over what is on its way in another bank's lane.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        for (x, from) in self.0.iter_mut().zip(&other.0) {
            x.set_lane(lane, from.lane(other_lane));
        }
    }
}
