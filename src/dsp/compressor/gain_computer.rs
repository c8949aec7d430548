//! What a compressor makes of a level: its gain.

use super::curve::Curve;
use super::following::{Following, Reduction};
use crate::dsp::math::exp2_in_range;
use crate::dsp::sample::Sample;
use crate::dsp::smoother::Smoother;

/// The reduction at which a compressor has recovered, in octaves of gain.
const RECOVERED: f32 = 1e-6;

/// The static curve and the reduction that follows it in time.
///
/// Legend: `curve` is the static curve; `on` is how much of its gain, in octaves, is
/// heard (0 off, 1 on), and `bridge` the ratio of the gain that is heard to the one that the settings ask for
/// (1 but after a change of them); `attack` is what the reduction goes per frame towards the released one and
/// `release` what is left per frame of what the released one is above the wanted one; `released`,
/// `reduction` and `deepest` are octaves of gain: the wanted reduction falling with the release, the
/// same rising with the attack, and the deepest since it was last taken; `following` is what else leads it.
#[derive(Clone, Copy, Debug)]
pub(super) struct GainComputer<S> {
    pub curve: Curve<S>,
    pub on: Smoother<S>,
    pub bridge: Smoother<S>,
    pub attack: S,
    pub release: S,
    pub released: S,
    pub reduction: S,
    pub deepest: S,
    pub following: Following<S>,
}

impl<S: Sample> GainComputer<S> {
    /// Turns each frame down by what its level (octaves of power) asks for; some channels `FOLLOW` by more than
    /// attack and release, or none.
    #[inline(always)]
    pub fn run<const MOVING: bool, const FOLLOWS: bool>(&mut self, buffer: &mut [S], levels: &[S]) {
        let (curve, mut on) = (self.curve, self.on.value());
        let bend = S::splat(0.5).over(curve.width);
        let dry = S::splat(1.0) - curve.mix;
        let (attack, release) = (self.attack, self.release);
        let mut now = Reduction {
            released: self.released,
            reduction: self.reduction,
        };
        let (mut deepest, mut following) = (self.deepest, self.following);
        for (x, &level) in buffer.iter_mut().zip(levels) {
            if MOVING {
                on = self.on.next();
                *x *= self.bridge.next();
            }
            if FOLLOWS {
                let asked = following.asked(&curve, bend, level);
                following.step(&mut now, asked, attack, release);
            } else {
                let wanted = curve.reduction(bend, level);
                now.released = wanted.larger(wanted + release * (now.released - wanted));
                now.reduction += attack * (now.released - now.reduction);
            }
            deepest = deepest.larger(now.reduction);
            let gain = exp2_in_range((curve.makeup - now.reduction) * on);
            // Where nothing is heard, the gain is 1, and so is this sum, to the last bit.
            *x *= gain * curve.mix + dry;
        }
        (self.released, self.reduction, self.deepest) = (now.released, now.reduction, deepest);
        if FOLLOWS {
            self.following = following;
        }
    }

    /// What the reduction of channel `lane` is released from.
    pub fn released_from(&self, lane: usize) -> f32 {
        let slow = self.following.slow().lane(lane);
        self.released.lane(lane).larger(slow)
    }

    /// The reduction of channel `lane` becomes so much larger, and what it is released from.
    pub fn carry(&mut self, lane: usize, more: f32) {
        let carried = |reduction: f32| 0.0_f32.larger(reduction + more);
        let (released, reduction) = (self.released.lane(lane), self.reduction.lane(lane));
        self.released.set_lane(lane, carried(released));
        self.reduction.set_lane(lane, carried(reduction));
        self.following.carry(lane, more);
    }

    /// Channel `lane` is released from so much at least.
    pub fn release_from(&mut self, lane: usize, reduction: f32) {
        let released = self.released.lane(lane).larger(reduction);
        self.released.set_lane(lane, released);
    }

    /// The largest of what each channel remembers of its reduction: none where it has recovered.
    #[inline(always)]
    pub fn past(&self) -> S {
        let reduction = self.released.larger(self.reduction);
        reduction.larger(self.following.slow())
    }

    /// At a mark: what has recovered has no past, nor has what is not `on`.
    #[inline(always)]
    pub fn tidy(&mut self, on: S) {
        let (zero, recovered) = (S::splat(0.0), S::splat(RECOVERED));
        let past = on.select_gt(zero, self.past(), zero);
        self.released = past.select_gt_in_place(recovered, self.released, zero);
        self.reduction = past.select_gt_in_place(recovered, self.reduction, zero);
        self.following.tidy(past, recovered);
        self.deepest = on.select_gt_in_place(zero, self.deepest, zero);
    }

    /// The gain that the settings ask for as it is.
    #[inline(always)]
    pub fn gain(&self) -> S {
        let gain = exp2_in_range((self.curve.makeup - self.reduction) * self.on.value());
        gain * self.curve.mix + (S::splat(1.0) - self.curve.mix)
    }

    /// The past of channel `lane` becomes that of `other`'s channel `other_lane`.
    #[inline(always)]
    pub fn copy_past(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.released
            .set_lane(lane, other.released.lane(other_lane));
        self.reduction
            .set_lane(lane, other.reduction.lane(other_lane));
        self.deepest.set_lane(lane, other.deepest.lane(other_lane));
        let slow = self.following.copy_past(lane, &other.following, other_lane);
        self.release_from(lane, slow);
    }

    /// Channel `lane` has turned nothing down.
    #[inline(always)]
    pub fn clear_past(&mut self, lane: usize) {
        self.released.set_lane(lane, 0.0);
        self.reduction.set_lane(lane, 0.0);
        self.deepest.set_lane(lane, 0.0);
        self.following.clear_past(lane);
    }
}
