//! What a compressor makes of a level: its gain.

use super::curve::Curve;
use crate::dsp::math::exp2_in_range;
use crate::dsp::sample::Sample;
use crate::dsp::smoother::Smoother;

/// The static curve and the reduction that follows it in time.
///
/// Legend: `curve` is the static curve; `on` is how much of its gain, in octaves, is
/// heard (0 off, 1 on), and `bridge` the ratio of the gain that is heard to the one that the settings ask for
/// (1 but after a change of them); `attack` is what the reduction goes per frame towards the released one and
/// `release` what is left per frame of what the released one is above the wanted one; `released`,
/// `reduction` and `deepest` are octaves of gain: the wanted reduction falling with the release, the
/// same rising with the attack, and the deepest since it was last taken.
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
}

impl<S: Sample> GainComputer<S> {
    /// Turns each frame down by what its level (octaves of power) asks for.
    #[inline(always)]
    pub fn run<const MOVING: bool>(&mut self, buffer: &mut [S], levels: &[S]) {
        let (curve, mut on) = (self.curve, self.on.value());
        let bend = S::splat(0.5).over(curve.width);
        let dry = S::splat(1.0) - curve.mix;
        let (mut released, mut reduction) = (self.released, self.reduction);
        let mut deepest = self.deepest;
        for (x, &level) in buffer.iter_mut().zip(levels) {
            if MOVING {
                on = self.on.next();
                *x *= self.bridge.next();
            }
            let wanted = curve.reduction(bend, level);
            released = wanted.larger(wanted + self.release * (released - wanted));
            reduction += self.attack * (released - reduction);
            deepest = deepest.larger(reduction);
            let gain = exp2_in_range((curve.makeup - reduction) * on);
            // Where nothing is heard, the gain is 1, and so is this sum, to the last bit.
            *x *= gain * curve.mix + dry;
        }
        (self.released, self.reduction, self.deepest) = (released, reduction, deepest);
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
    }

    /// Channel `lane` has turned nothing down.
    #[inline(always)]
    pub fn clear_past(&mut self, lane: usize) {
        self.released.set_lane(lane, 0.0);
        self.reduction.set_lane(lane, 0.0);
        self.deepest.set_lane(lane, 0.0);
    }
}
