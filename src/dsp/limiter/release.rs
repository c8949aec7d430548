//! How the limiter's gain recovers.

use super::windows::{SlidingMinimum, lower};
use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::math::one_pole_coefficient;

/// The time in which the gain recovers by 63 % after a short peak, unless the release is set to less.
const FAST_SECONDS: f64 = 0.03;

/// Peaks that follow one another within this time are one.
const GAP_SECONDS: f64 = 0.025;

/// What has lasted so long is no short peak, in units of the gap.
const GAPS_OF_LASTING: usize = 2;

/// The time in which the slow stage comes to what lasts.
const CHARGE_SECONDS: f64 = 0.05;

/// The gain that recovers: fast after short peaks, slowly after what lasts.
///
/// The fast stage follows what is allowed. The slow one hears of it once per mark: dips of the allowed
/// gain are held for 25 ms, which makes one of a bass note's many, and of that the highest in the last
/// 50 ms is taken, in which a dip that was shorter than 25 ms is not seen at all.
#[derive(Clone, Debug)]
pub(super) struct Release {
    /// The gain of each stage, 0..1.
    fast: f64,
    slow: f64,
    /// What each goes per frame: the slow one down to what lasts, and back up.
    fast_step: f64,
    charge: f64,
    step: f64,
    /// The lowest that was allowed since the last mark.
    lowest: f64,
    /// The lowest of the last marks.
    held: SlidingMinimum,
    /// Minus the highest of those.
    lasting: SlidingMinimum,
    /// Where the slow stage goes.
    target: f64,
}

impl Release {
    pub fn new(rate: f64) -> Self {
        let gap = (GAP_SECONDS * rate / FRAMES_PER_MARK as f64) as usize + 1;
        Self {
            fast: 1.0,
            slow: 1.0,
            fast_step: 1.0,
            charge: one_pole_coefficient(CHARGE_SECONDS, rate),
            step: 1.0,
            lowest: 1.0,
            held: SlidingMinimum::new(gap, 1.0),
            lasting: SlidingMinimum::new(GAPS_OF_LASTING * gap, -1.0),
            target: 1.0,
        }
    }

    pub fn set(&mut self, seconds: f64, rate: f64) {
        self.step = one_pole_coefficient(seconds, rate);
        self.fast_step = one_pole_coefficient(lower(seconds, FAST_SECONDS), rate);
    }

    /// Exchanges what was set for what was set there.
    pub fn swap_settings(&mut self, other: &mut Self) {
        std::mem::swap(&mut self.step, &mut other.step);
        std::mem::swap(&mut self.fast_step, &mut other.fast_step);
    }

    #[inline(always)]
    pub fn mark(&mut self) {
        let lowest = std::mem::replace(&mut self.lowest, 1.0);
        self.target = -self.lasting.tick(-self.held.tick(lowest));
        for stage in [&mut self.fast, &mut self.slow] {
            if 1.0 - *stage < 1e-9 {
                *stage = 1.0;
            }
        }
    }

    #[inline(always)]
    pub fn tick(&mut self, allowed: f64) -> f64 {
        self.lowest = lower(self.lowest, allowed);
        self.fast = lower(allowed, self.fast + self.fast_step * (allowed - self.fast));
        let step = if self.target < self.slow {
            self.charge
        } else {
            self.step
        };
        self.slow += step * (self.target - self.slow);
        lower(self.fast, self.slow)
    }

    /// True when the gain is 1 and stays so while 1 is allowed.
    #[inline(always)]
    pub fn is_at_rest(&self) -> bool {
        self.fast == 1.0 && self.slow == 1.0 && self.target == 1.0 && self.lowest == 1.0
    }
}
