//! What an expander does where a gate is closed, and what is different in a ducker.

use crate::dsp::math::{exp2, log2};
use crate::dsp::sample::Sample;
use crate::dsp::smoother::Smoother;

/// What an expander hears as silence: −140 dBFS.
const SILENCE: f32 = 1e-7;

/// What an expander does to a key below its threshold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expansion<S> {
    /// Octaves of attenuation per octave below the threshold: ratio − 1.
    pub slope: Smoother<S>,
    /// 1 an expander, 0 a gate.
    pub share: Smoother<S>,
    /// 1 a ducker, whose range counts where a gate is open; else 0.
    pub duck: Smoother<S>,
}

impl<S: Sample> Expansion<S> {
    #[inline(always)]
    pub fn settle(&mut self) -> bool {
        let slope = self.slope.settle();
        let duck = self.duck.settle();
        self.share.settle() && slope && duck
    }

    #[inline(always)]
    pub fn is_settled(&self) -> bool {
        self.slope.is_settled() && self.share.is_settled() && self.duck.is_settled()
    }

    /// Once per mark: channels of which nothing is heard stand where they go.
    #[inline(always)]
    pub fn snap_unless(&mut self, heard: S) {
        self.slope.snap_unless(heard);
        self.share.snap_unless(heard);
        self.duck.snap_unless(heard);
    }

    #[inline(always)]
    pub fn snap_lane(&mut self, lane: usize) {
        self.slope.snap_lane(lane);
        self.share.snap_lane(lane);
        self.duck.snap_lane(lane);
    }

    /// True when every channel is a gate.
    #[inline(always)]
    pub fn is_neutral(&self) -> bool {
        let none = |share: &Smoother<S>| share.is_settled() && share.target() == S::splat(0.0);
        none(&self.share) && none(&self.duck)
    }

    /// The gain of an open gate: 1, but in a ducker.
    #[inline(always)]
    pub fn opened(&self, range: S) -> S {
        let one = S::splat(1.0);
        one + self.duck.value() * (range - one)
    }

    /// The gain of a closed gate or expander; exactly `range` for a gate, 1 for a ducker.
    #[inline(always)]
    pub fn closed(&self, level: S, threshold: S, range: S) -> S {
        let (slope, share) = (self.slope.value(), self.share.value());
        let below = log2(S::splat(SILENCE).larger(level)) - threshold;
        let expanded = exp2(S::splat(0.0).smaller(below * slope)).larger(range);
        let closed = expanded * share + range * (S::splat(1.0) - share);
        closed + self.duck.value() * (S::splat(1.0) - closed)
    }
}
