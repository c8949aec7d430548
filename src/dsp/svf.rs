//! The state-variable filter in its topology-preserving form (V. Zavalishin, "The Art of VA Filter
//! Design", 2012; A. Simper, "Linear trapezoidal state variable filter", 2013).
//!
//! Quiet in `f32` at low frequencies where direct forms are not, and stable for any motion of its
//! coefficients as long as `g` and `k` stay positive.

use super::FRAMES_PER_MARK;
use super::sample::Sample;

/// A second-order filter: y = m0·x + m1·band + m2·low.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SvfCoefficients<S> {
    /// The frequency: tan(π·f/rate) for a bilinear design; above 0.
    pub g: S,
    /// The damping: 1/Q; above 0.
    pub k: S,
    /// The share of the input.
    pub m0: S,
    /// The share of the band-pass.
    pub m1: S,
    /// The share of the low-pass.
    pub m2: S,
}

impl<S: Sample> SvfCoefficients<S> {
    /// A filter that passes its input unchanged.
    pub fn neutral() -> Self {
        Self {
            g: S::splat(0.01),
            k: S::splat(2.0),
            m0: S::splat(1.0),
            m1: S::splat(0.0),
            m2: S::splat(0.0),
        }
    }

    /// The factors of one frame, with the delay-free loop solved.
    #[inline(always)]
    pub fn solved(&self) -> SvfFactors<S> {
        let one = S::splat(1.0);
        let a1 = one.over(one + self.g * (self.g + self.k));
        let a2 = self.g * a1;
        SvfFactors {
            a1,
            a2,
            a3: self.g * a2,
            m0: self.m0,
            m1: self.m1,
            m2: self.m2,
        }
    }

    /// Applies `f` to each coefficient of two sets.
    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(S, S) -> S) -> Self {
        Self {
            g: f(self.g, other.g),
            k: f(self.k, other.k),
            m0: f(self.m0, other.m0),
            m1: f(self.m1, other.m1),
            m2: f(self.m2, other.m2),
        }
    }

    /// Replaces channel `lane` by `other`'s channel `other_lane`.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.g.set_lane(lane, other.g.lane(other_lane));
        self.k.set_lane(lane, other.k.lane(other_lane));
        self.m0.set_lane(lane, other.m0.lane(other_lane));
        self.m1.set_lane(lane, other.m1.lane(other_lane));
        self.m2.set_lane(lane, other.m2.lane(other_lane));
    }
}

/// What [`Svf::tick`] multiplies by; from [`SvfCoefficients::solved`].
#[derive(Clone, Copy, Debug)]
pub struct SvfFactors<S> {
    /// 1 / (1 + g·(g + k)).
    a1: S,
    /// g·a1.
    a2: S,
    /// g·a2.
    a3: S,
    /// The share of the input.
    m0: S,
    /// The share of the band-pass.
    m1: S,
    /// The share of the low-pass.
    m2: S,
}

/// The state of a filter.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Svf<S> {
    /// The state of the first integrator (band-pass), in units of the signal.
    first: S,
    /// The state of the second integrator (low-pass), in units of the signal.
    second: S,
}

impl<S: Sample> Svf<S> {
    /// The output for one frame.
    #[inline(always)]
    pub fn tick(&mut self, x: S, f: &SvfFactors<S>) -> S {
        let v3 = x - self.second;
        let band = f.a1 * self.first + f.a2 * v3;
        let low = self.second + f.a2 * self.first + f.a3 * v3;
        self.first = band + band - self.first;
        self.second = low + low - self.second;
        f.m0 * x + f.m1 * band + f.m2 * low
    }

    /// Once per mark: states too small to matter become exactly zero.
    #[inline(always)]
    pub fn flush(&mut self) {
        self.first = self.first.flush_tiny();
        self.second = self.second.flush_tiny();
    }

    /// True when the states are exactly zero, so that zeros in give zeros out.
    #[inline(always)]
    pub fn is_at_rest(&self) -> bool {
        *self == Self::default()
    }

    /// Forgets the past of channels in which `heard` is 0.
    #[inline(always)]
    pub fn clear_unless(&mut self, heard: S) {
        let zero = S::splat(0.0);
        self.first = heard.select_gt(zero, self.first, zero);
        self.second = heard.select_gt(zero, self.second, zero);
    }

    /// Forgets the past of channel `lane`.
    #[inline(always)]
    pub fn clear_lane(&mut self, lane: usize) {
        self.first.set_lane(lane, 0.0);
        self.second.set_lane(lane, 0.0);
    }

    /// Takes over the past of `other`'s channel `other_lane`.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.first.set_lane(lane, other.first.lane(other_lane));
        self.second.set_lane(lane, other.second.lane(other_lane));
    }
}

/// Coefficients that go in straight lines from one design to the next over one mark.
///
/// A channel that does not move computes the same bits while others glide: its increments are zero,
/// and gliding and resting frames go through the same [`SvfCoefficients::solved`].
#[derive(Clone, Copy, Debug)]
pub struct GlidingCoefficients<S> {
    /// The coefficients of the last frame.
    now: SvfCoefficients<S>,
    /// Their change per frame.
    increment: SvfCoefficients<S>,
    /// The design that holds from the next mark on.
    designed: SvfCoefficients<S>,
}

impl<S: Sample> GlidingCoefficients<S> {
    /// Coefficients at rest.
    pub fn new(designed: SvfCoefficients<S>) -> Self {
        Self {
            now: designed,
            increment: designed.zip(designed, |a, b| a - b),
            designed,
        }
    }

    /// At a mark: starts towards `designed`, to be reached at the next mark.
    #[inline(always)]
    pub fn glide_to(&mut self, designed: SvfCoefficients<S>) {
        let per_frame = S::splat(1.0 / FRAMES_PER_MARK as f32);
        self.increment = designed.zip(self.now, |to, from| (to - from) * per_frame);
        self.designed = designed;
    }

    /// At the next mark: the coefficients are exactly the designed ones, and rest.
    #[inline(always)]
    pub fn arrive(&mut self) {
        *self = Self::new(self.designed);
    }

    /// The factors of the next frame of a glide.
    #[inline(always)]
    pub fn advance(&mut self) -> SvfFactors<S> {
        self.now = self.now.zip(self.increment, |now, step| now + step);
        self.now.solved()
    }

    /// The factors while the coefficients rest.
    #[inline(always)]
    pub fn resting(&self) -> SvfFactors<S> {
        self.now.solved()
    }

    /// Puts channel `lane` at rest at `designed`'s channel of the same number.
    pub fn snap_lane(&mut self, lane: usize, designed: &SvfCoefficients<S>) {
        let at_rest = Self::new(*designed);
        self.copy_lane_from(lane, &at_rest, lane);
    }

    /// Takes over the place and motion of `other`'s channel `other_lane`.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.now.copy_lane_from(lane, &other.now, other_lane);
        self.increment
            .copy_lane_from(lane, &other.increment, other_lane);
        self.designed
            .copy_lane_from(lane, &other.designed, other_lane);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::sample::{LANES, Lanes};
    use crate::dsp::testing::{RATE, Random, channel, interleave, magnitude_db, noise};
    use std::f64::consts::PI;

    fn coefficients(freq_hz: f64, q: f64, m: [f64; 3]) -> SvfCoefficients<f32> {
        SvfCoefficients {
            g: (PI * freq_hz / RATE).tan() as f32,
            k: (1.0 / q) as f32,
            m0: m[0] as f32,
            m1: m[1] as f32,
            m2: m[2] as f32,
        }
    }

    fn impulse_response(coefficients: &SvfCoefficients<f32>) -> Vec<f32> {
        let (mut filter, factors) = (Svf::default(), coefficients.solved());
        (0..32_768)
            .map(|n| filter.tick(f32::from(u8::from(n == 0)), &factors))
            .collect()
    }

    #[test]
    fn low_band_and_high_outputs_follow_the_bilinear_prototype() {
        let (f0, q) = (1000.0, 1.7);
        for m in [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, -1.0 / q, -1.0]] {
            let response = impulse_response(&coefficients(f0, q, m));
            for f in [100.0, 500.0, 1000.0, 3000.0, 12_000.0] {
                // s = j·tan(πf/rate)/tan(πf0/rate), real and imaginary parts of the quotient.
                let w = (PI * f / RATE).tan() / (PI * f0 / RATE).tan();
                let denominator = (1.0 - w * w).hypot(w / q);
                let numerator = (m[0] * (1.0 - w * w) + m[2]).hypot(w * (m[0] / q + m[1]));
                let expected = 20.0 * (numerator / denominator).log10();
                let measured = magnitude_db(&response, f);
                assert!((measured - expected).abs() < 0.01, "{m:?} at {f} Hz");
            }
        }
    }

    #[test]
    fn a_glide_arrives_at_the_design_and_rests_there() {
        let from = coefficients(100.0, 0.7, [1.0, -1.0, -1.0]);
        let to = coefficients(900.0, 2.0, [1.0, -0.5, 0.3]);
        let mut gliding = GlidingCoefficients::new(from);
        gliding.glide_to(to);
        for _ in 0..FRAMES_PER_MARK {
            gliding.advance();
        }
        assert!((gliding.now.g - to.g).abs() < 1e-6 && (gliding.now.m2 - to.m2).abs() < 1e-6);
        gliding.arrive();
        assert_eq!(gliding.now, to);
        gliding.advance();
        assert_eq!(gliding.now, to);
    }

    #[test]
    fn eight_channels_match_one_bit_for_bit_while_some_glide() {
        let mut random = Random::new(7);
        let inputs: [Vec<f32>; LANES] = std::array::from_fn(|lane| noise(lane as u64, 0.5, 96));
        let mut eight = GlidingCoefficients::new(SvfCoefficients::<Lanes>::neutral());
        let mut designed = SvfCoefficients::<Lanes>::neutral();
        let mut ones = [GlidingCoefficients::new(SvfCoefficients::<f32>::neutral()); LANES];
        for lane in 0..LANES {
            let one = coefficients(
                500.0 + 400.0 * random.signed(),
                1.0,
                [1.0, random.signed(), random.signed()],
            );
            let at_rest = SvfCoefficients {
                g: Lanes::splat(one.g),
                k: Lanes::splat(one.k),
                m0: Lanes::splat(one.m0),
                m1: Lanes::splat(one.m1),
                m2: Lanes::splat(one.m2),
            };
            designed.copy_lane_from(lane, &at_rest, 0);
            if lane % 2 == 0 {
                eight.snap_lane(lane, &at_rest);
                ones[lane] = GlidingCoefficients::new(one);
            } else {
                ones[lane].glide_to(one);
            }
        }
        eight.glide_to(designed);
        let mut filter = Svf::default();
        let wide: Vec<Lanes> = interleave(&inputs)[..32]
            .iter()
            .map(|&x| filter.tick(x, &eight.advance()))
            .collect();
        for lane in 0..LANES {
            let mut filter = Svf::default();
            let resting = ones[lane].resting();
            for (n, y) in channel(&wide, lane).into_iter().enumerate() {
                let factors = if lane % 2 == 0 {
                    resting
                } else {
                    ones[lane].advance()
                };
                assert_eq!(
                    filter.tick(inputs[lane][n], &factors).to_bits(),
                    y.to_bits()
                );
            }
        }
    }

    #[test]
    fn after_silence_the_states_are_exactly_zero() {
        let factors = coefficients(30.0, 1.3, [1.0, -0.8, -1.0]).solved();
        let mut filter = Svf::default();
        for x in noise(1, 1.0, 4800) {
            filter.tick(x, &factors);
        }
        assert!(!filter.is_at_rest());
        for n in 0..96_000 {
            filter.tick(0.0, &factors);
            if n % FRAMES_PER_MARK == 0 {
                filter.flush();
            }
        }
        assert!(filter.is_at_rest());
    }
}
