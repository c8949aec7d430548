//! How alike the two sides of a stereo pair are: 1 the same, 0 unrelated, −1 opposite (then a mono
//! sum is silent).
//!
//! Products of the sides, above 20 Hz, are averaged over each mark and then over 300 ms.

use super::FRAMES_PER_MARK;
use super::math::one_pole_coefficient;
use super::sample::{Lanes, Sample};

/// Time constant of the averages, in seconds.
const SECONDS: f64 = 0.3;
/// What lies below this is no sound, in Hz.
const LOW_HZ: f64 = 20.0;
/// Added to the product of the powers: far below −60 dBFS everything counts as unrelated.
const FLOOR: f32 = 1e-18;

/// The correlation of stereo pairs: an even channel with the next.
#[derive(Clone, Debug)]
pub struct Correlation {
    /// What lies below 20 Hz.
    low: Lanes,
    /// Own times other side, summed since the last mark.
    cross_sum: Lanes,
    /// Squares, summed since the last mark.
    power_sum: Lanes,
    /// The average of own times other side.
    cross: Lanes,
    /// The average square.
    power: Lanes,
    /// What `low` goes per frame.
    low_step: Lanes,
    /// What the averages go per mark, divided by the frames of a mark.
    step: Lanes,
}

impl Correlation {
    /// Silent pairs, for a sample rate in Hz.
    pub fn new(rate: f64) -> Self {
        let zero = Lanes::default();
        let low_seconds = 1.0 / (2.0 * std::f64::consts::PI * LOW_HZ);
        let marks = rate / FRAMES_PER_MARK as f64;
        Self {
            low: zero,
            cross_sum: zero,
            power_sum: zero,
            cross: zero,
            power: zero,
            low_step: Lanes::splat(one_pole_coefficient(low_seconds, rate) as f32),
            step: Lanes::splat(one_pole_coefficient(SECONDS, marks) as f32),
        }
    }

    /// Hears a run of frames inside one mark.
    #[inline(always)]
    pub fn measure(&mut self, buffer: &[Lanes]) {
        let (mut low, mut cross, mut power) = (self.low, self.cross_sum, self.power_sum);
        for &x in buffer {
            low += self.low_step * (x - low);
            let x = x - low;
            cross += x * x.swap_pairs();
            power += x * x;
        }
        (self.low, self.cross_sum, self.power_sum) = (low, cross, power);
    }

    /// Once per mark, before its first frame: closes the one before.
    #[inline(always)]
    pub fn mark(&mut self) {
        let per_frame = Lanes::splat(1.0 / FRAMES_PER_MARK as f32);
        self.cross += self.step * (self.cross_sum * per_frame - self.cross);
        self.power += self.step * (self.power_sum * per_frame - self.power);
        (self.cross_sum, self.power_sum) = (Lanes::default(), Lanes::default());
        self.low = self.low.flush_tiny();
        self.cross = self.cross.flush_tiny();
        self.power = self.power.flush_tiny();
    }

    /// The correlation, −1 to 1, the same in both channels of a pair; 0 in silence.
    #[inline(always)]
    pub fn value(&self) -> Lanes {
        let product = self.power * self.power.swap_pairs() + Lanes::splat(FLOOR);
        let ratio = self.cross.over(product.map(f32::sqrt));
        let one = Lanes::splat(1.0);
        one.smaller((-one).larger(ratio))
    }

    /// Channel `lane` goes on from `other`'s channel `other_lane`.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        let pairs = [
            (&mut self.low, other.low),
            (&mut self.cross_sum, other.cross_sum),
            (&mut self.power_sum, other.power_sum),
            (&mut self.cross, other.cross),
            (&mut self.power, other.power),
        ];
        for (own, theirs) in pairs {
            own.set_lane(lane, theirs.lane(other_lane));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::sample::LANES;
    use crate::dsp::testing::*;

    /// What four seconds of two sides read, as the third pair; runs are cut at random.
    fn read(left: &[f32], right: &[f32]) -> f32 {
        let mut channels: [Vec<f32>; LANES] =
            std::array::from_fn(|lane| noise(lane as u64, 0.4, left.len()));
        channels[4] = left.to_vec();
        channels[5] = right.to_vec();
        let frames = interleave(&channels);
        let mut meter = Correlation::new(RATE);
        let (mut done, mut random) = (0, Random::new(9));
        for run in random_runs(&mut random, frames.len()) {
            meter.measure(&frames[done..done + run]);
            done += run;
            if done % FRAMES_PER_MARK == 0 {
                meter.mark();
            }
        }
        let value = meter.value();
        assert_eq!(value[4].to_bits(), value[5].to_bits());
        value[4]
    }

    #[test]
    fn the_same_is_one_the_opposite_minus_one_and_strangers_are_zero() {
        let one = noise(1, 0.5, 192_000);
        let opposite: Vec<f32> = one.iter().map(|x| -x).collect();
        let quieter: Vec<f32> = one.iter().map(|x| 0.01 * x).collect();
        assert!((read(&one, &one) - 1.0).abs() <= 1e-3);
        assert!((read(&one, &quieter) - 1.0).abs() <= 1e-3);
        assert!((read(&one, &opposite) + 1.0).abs() <= 1e-3);
        assert!(read(&one, &noise(2, 0.5, 192_000)).abs() <= 0.05);
        let silence = vec![0.0; 192_000];
        assert_eq!(read(&silence, &silence), 0.0);
        assert_eq!(read(&one, &silence), 0.0);
    }

    #[test]
    fn sines_read_the_cosine_of_their_phase() {
        let left = sine(1000.0, 0.5, 0.0, 192_000);
        for degrees in [30.0_f64, 60.0, 90.0, 150.0] {
            let right = sine(1000.0, 0.3, degrees.to_radians(), 192_000);
            let expected = degrees.to_radians().cos();
            let error = f64::from(read(&left, &right)) - expected;
            assert!(error.abs() <= 0.01, "{degrees}: {error}");
        }
    }

    #[test]
    fn what_is_not_sound_does_not_count() {
        let offset =
            |seed| -> Vec<f32> { noise(seed, 0.05, 192_000).iter().map(|x| x + 0.5).collect() };
        assert!(read(&offset(1), &offset(2)).abs() <= 0.05);
    }

    #[test]
    fn it_forgets_with_its_time_constant() {
        let mut meter = Correlation::new(RATE);
        let same = interleave(&std::array::from_fn(|_| noise(3, 0.5, 192_000)));
        let apart = interleave(&std::array::from_fn(|lane| noise(lane as u64, 0.5, 14_400)));
        for signal in [same, apart] {
            for segment in signal.chunks(FRAMES_PER_MARK) {
                meter.measure(segment);
                meter.mark();
            }
        }
        // 300 ms after the sides parted, 1/e of the agreement is left.
        let left = meter.value()[0];
        assert!((f64::from(left) - (-1.0_f64).exp()).abs() < 0.05, "{left}");
    }
}
