//! A setting per channel that follows its target from mark to mark: what filters are designed from.

use super::FRAMES_PER_MARK;
use super::math::one_pole_coefficient;
use super::sample::LANES;

/// Time constant of each of the two one-poles of a filter's settings, in seconds.
pub const FILTER_SECONDS: f64 = 0.005;
/// The relative difference at which a setting has arrived.
const ARRIVED: f64 = 1e-7;

/// The share of the way that a setting goes per mark, for a time constant of each of its two
/// one-poles in seconds and a sample rate in Hz.
pub fn step_per_mark(seconds: f64, rate: f64) -> f64 {
    one_pole_coefficient(seconds, rate / FRAMES_PER_MARK as f64)
}

/// How many frames the coefficients of a filter lie behind a setting that moves evenly, at a sample rate
/// in Hz: both one-poles, and a mark and a half of [`super::svf::GlidingCoefficients`].
pub fn filter_lag(rate: f64) -> u64 {
    let step = step_per_mark(FILTER_SECONDS, rate);
    let marks = 2.0 * (1.0 - step) / step + 1.5;
    (marks * FRAMES_PER_MARK as f64 + 0.5) as u64
}

/// One setting of every channel on its way to its target: two one-poles stepped at marks.
#[derive(Clone, Copy, Debug, Default)]
pub struct MarkSmoother {
    /// Where each channel goes.
    pub target: [f64; LANES],
    /// The first one-pole.
    pub first: [f64; LANES],
    /// The second one-pole: the value in use.
    pub second: [f64; LANES],
}

impl MarkSmoother {
    /// Every channel at rest at `value`.
    pub fn new(value: f64) -> Self {
        Self {
            target: [value; LANES],
            first: [value; LANES],
            second: [value; LANES],
        }
    }

    /// One step of the first `lanes` channels, the share `coefficient` of the way; channels that are
    /// close to their target are put on it. True when all have arrived.
    #[inline(always)]
    pub fn step(&mut self, coefficient: f64, lanes: usize) -> bool {
        let mut left = 0;
        for lane in 0..lanes {
            let target = self.target[lane];
            let first = self.first[lane] + coefficient * (target - self.first[lane]);
            let second = self.second[lane] + coefficient * (first - self.second[lane]);
            let near = ARRIVED * (1.0 + target.abs());
            // Not `||`, nor a branch: all channels are stepped side by side.
            let far = ((target - first).abs() >= near) | ((target - second).abs() >= near);
            self.first[lane] = if far { first } else { target };
            self.second[lane] = if far { second } else { target };
            left += u64::from(far);
        }
        left == 0
    }

    /// True where both channels of the pair of channel `lane` go the same way.
    pub fn is_alike(&self, lane: usize) -> bool {
        let same = |values: &[f64; LANES]| values[lane & !1] == values[lane | 1];
        same(&self.target) && same(&self.first) && same(&self.second)
    }

    /// Puts channel `lane` at its target.
    #[inline(always)]
    pub fn snap_lane(&mut self, lane: usize) {
        self.first[lane] = self.target[lane];
        self.second[lane] = self.target[lane];
    }

    /// True when channel `lane` is at its target and stays there.
    #[inline(always)]
    pub fn is_lane_settled(&self, lane: usize) -> bool {
        self.first[lane] == self.target[lane] && self.second[lane] == self.target[lane]
    }

    /// Channel `lane` goes on from `other`'s channel `other_lane`, to its own target.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.first[lane] = other.first[other_lane];
        self.second[lane] = other.second[other_lane];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_follows_two_one_poles_of_five_milliseconds_and_arrives() {
        let mut setting = MarkSmoother::new(1.0);
        setting.target[2] = 3.0;
        let (rate, mut arrived) = (48_000.0, 0);
        let step = step_per_mark(FILTER_SECONDS, rate);
        let share = 1.0 - (-(FRAMES_PER_MARK as f64) / (0.005 * rate)).exp();
        for mark in 1..400 {
            let left = (1.0 - share).powi(mark) * (1.0 + f64::from(mark) * share);
            let settled = setting.step(step, LANES);
            assert!((setting.second[2] - (3.0 - 2.0 * left)).abs() < 1e-6);
            assert_eq!(setting.second[1], 1.0);
            assert_eq!(settled, setting.is_lane_settled(2));
            if settled && arrived == 0 {
                arrived = mark;
            }
        }
        assert!((50..200).contains(&arrived), "{arrived} marks");
        assert_eq!(setting.second[2], 3.0);
    }
}
