//! Where the gain of a band goes for a level.

use crate::dsp::knee::{SILENCE, beyond_knee, level};
use crate::dsp::sample::Sample;
use crate::dsp::smoother::Smoother;

/// The width of the knee in octaves of power: 6 dB.
const KNEE: f32 = 2.0;

/// Where the gain goes for a level.
///
/// Legend: `threshold` is in octaves of power, `slope` octaves of gain per octave of power beyond it, `range`
/// the largest change in octaves of gain, with its sign, `side` 1 where the gain moves above the threshold and −1 where
/// it moves below; `heard` is how much of the band is heard, 0 to 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dials<S> {
    pub threshold: Smoother<S>,
    pub slope: Smoother<S>,
    pub range: Smoother<S>,
    pub side: Smoother<S>,
    pub heard: Smoother<S>,
}

impl<S: Sample> Dials<S> {
    #[inline(always)]
    pub fn all(&self) -> [&Smoother<S>; 5] {
        [
            &self.threshold,
            &self.slope,
            &self.range,
            &self.side,
            &self.heard,
        ]
    }

    #[inline(always)]
    pub fn all_mut(&mut self) -> [&mut Smoother<S>; 5] {
        [
            &mut self.threshold,
            &mut self.slope,
            &mut self.range,
            &mut self.side,
            &mut self.heard,
        ]
    }

    /// The change of gain that a level asks for, in octaves; both given as they are at a frame.
    #[inline(always)]
    pub fn wanted([threshold, slope, range, side]: [S; 4], level: S) -> S {
        let (zero, knee) = (S::splat(0.0), S::splat(KNEE));
        let above = zero.larger(side * (level - threshold) + S::splat(0.5 * KNEE));
        let bent = beyond_knee(above, knee, S::splat(0.5 / KNEE));
        let change = range.magnitude().smaller(slope * bent);
        range.select_gt(zero, change, -change)
    }

    /// Where silence leads the gain.
    #[inline(always)]
    pub fn resting(dials: [S; 4]) -> S {
        Self::wanted(dials, level(S::splat(SILENCE)))
    }

    #[inline(always)]
    pub fn values(&self) -> [S; 4] {
        [
            self.threshold.value(),
            self.slope.value(),
            self.range.value(),
            self.side.value(),
        ]
    }
}
