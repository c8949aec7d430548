//! How a pair of channels that compress left and right comes to compress middle and side, and back.
//!
//! A gain is heard alike in left and right or in middle and side if both channels of the pair have the same. So
//! they are linked and take the larger reduction of the two first; what that changes at once is made up for by a glide, as
//! with any other change of the settings. Then the pair changes over without a sound, and both go their own ways
//! with attack and release.

use super::Compressor;
use crate::dsp::knee::level;
use crate::dsp::math::{exp2, log2};
use crate::dsp::mid_side;
use crate::dsp::sample::Sample;

impl<S: Sample> Compressor<S> {
    /// At a mark: see [`Keyed::meet`](crate::dsp::processor::Keyed::meet).
    pub(super) fn meet_in_pair(&mut self, lane: usize) -> bool {
        let (even, odd) = (lane & !1, lane | 1);
        if self.is_silent(even) && self.is_silent(odd) {
            return true;
        }
        let curve = &self.computer.curve;
        let is_due = self.change.is_due(even) || self.change.is_due(odd);
        if is_due || curve.lane(even) != curve.lane(odd) {
            return false;
        }
        if !self.computer.following.is_united(even) {
            self.unite(even);
            return false;
        }
        let bridge = &self.computer.bridge;
        bridge.is_lane_settled(even)
            && bridge.is_lane_settled(odd)
            && mid_side::is_alike(self.computer.gain(), even)
    }

    /// The reduction that left and right will ask for, of a middle and a side: the louder of both is as loud as middle
    /// and side together. Else nothing. Without it, the side alone would be turned down first, and be heard.
    fn asked_by_both(&self, lane: usize) -> f32 {
        let (even, odd) = (lane & !1, lane | 1);
        if !self.computer.following.is_parted(even) {
            return 0.0;
        }
        let curve = self.computer.curve.lane(even);
        let amplitude = |lane: usize| {
            let released = self.computer.released_from(lane);
            let power = self.detector.power.lane(lane);
            let heard = level(power);
            let level = if released > 0.0 {
                heard.larger(curve.level_of(released))
            } else {
                heard
            };
            exp2(0.5 * level)
        };
        curve.at(2.0 * log2(amplitude(even) + amplitude(odd)))
    }

    /// Both channels of the pair of channel `lane` take the larger reduction of the two.
    fn unite(&mut self, lane: usize) {
        let before = self.computer.gain();
        let asked = self.asked_by_both(lane);
        let now = &mut self.computer;
        now.released = mid_side::with_larger(now.released, lane);
        now.reduction = mid_side::with_larger(now.reduction, lane);
        for lane in [lane & !1, lane | 1] {
            let least = |reduction: &S| asked.larger(reduction.lane(lane));
            now.released.set_lane(lane, least(&now.released));
            now.reduction.set_lane(lane, least(&now.reduction));
        }
        now.following.level(lane);
        let ratio = before.over(now.gain());
        for lane in [lane & !1, lane | 1] {
            now.following.unite(lane, true);
            now.bridge.scale_lane(lane, ratio.lane(lane));
        }
        self.settled = false;
    }

    /// The pair of channel `lane` changes over. What its channels have heard is not known of middle and side, nor
    /// back: the louder one is what both reductions are made of.
    pub(super) fn part_pair(&mut self, lane: usize, mid_side: bool) {
        self.detector.power = mid_side::with_larger(self.detector.power, lane);
        for lane in [lane & !1, lane | 1] {
            self.computer.following.part(lane, mid_side);
        }
        self.settled = false;
    }
}
