//! What sounds are made of: sines, decays, filters, a bend for overdriven amplifiers.

use crate::dsp::math::{exp2_f64, tan_f64};
use crate::dsp::svf::{Svf, SvfCoefficients, SvfFactors};
use std::f64::consts::PI;

/// Adding and subtracting it rounds an `f32` of less than 2²² to a whole number.
const ROUND: f32 = 12_582_912.0;
/// Below this, a decaying sound is over: −100 dB.
const OVER: f32 = 1e-5;

/// The frequency of a note; 69 is the A of 440 Hz.
pub(super) fn hertz(note: f32) -> f32 {
    (440.0 * exp2_f64((f64::from(note) - 69.0) / 12.0)) as f32
}

/// The sine of a number of turns, within 4e-6.
#[inline]
pub(super) fn sine(turns: f32) -> f32 {
    // Half turns from −1 to 1, then folded to −½ … ½.
    let half = 2.0 * (turns - ((turns + ROUND) - ROUND));
    let x = if half > 0.5 {
        1.0 - half
    } else if half < -0.5 {
        -1.0 - half
    } else {
        half
    };
    let square = x * x;
    let mut sum = 0.082_145_89;
    for coefficient in [-0.599_264_5, 2.550_164, -5.167_712_8, PI as f32] {
        sum = sum * square + coefficient;
    }
    sum * x
}

/// A phase that runs through 0…1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Phase(pub(super) f32);

impl Phase {
    /// One frame further by a share of a turn below 1.
    #[inline]
    pub(super) fn step(&mut self, turns: f32) -> f32 {
        self.0 += turns;
        if self.0 >= 1.0 {
            self.0 -= 1.0;
        }
        self.0
    }
}

/// The factor per frame that falls by 60 dB in a time.
pub(super) fn fall(seconds: f32, rate: f32) -> f32 {
    // 60 dB are 9.97 octaves.
    exp2_f64(-9.965_784 / f64::from(seconds * rate)) as f32
}

/// A level that is struck and falls evenly in decibels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decay {
    pub(super) level: f32,
    pub(super) factor: f32,
}

impl Decay {
    /// One that falls by 60 dB in a time.
    pub(super) fn new(seconds: f32, rate: f32) -> Self {
        Self {
            level: 0.0,
            factor: fall(seconds, rate),
        }
    }

    /// The level now; one frame further. Exactly 0 once it is over.
    #[inline]
    pub(super) fn tick(&mut self) -> f32 {
        let level = self.level;
        self.level *= self.factor;
        if self.level < OVER {
            self.level = 0.0;
        }
        level
    }
}

/// A value that follows its target within a few time constants.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glide {
    pub(super) now: f32,
    pub(super) target: f32,
    share: f32,
}

impl Glide {
    /// One at rest, with a time constant.
    pub(super) fn new(value: f32, seconds: f32, rate: f32) -> Self {
        let octaves = std::f64::consts::LOG2_E / f64::from(seconds * rate);
        Self {
            now: value,
            target: value,
            share: (1.0 - exp2_f64(-octaves)) as f32,
        }
    }

    /// One step.
    #[inline]
    pub(super) fn tick(&mut self) -> f32 {
        self.now += self.share * (self.target - self.now);
        self.now
    }

    /// Ends a way towards 0 that would otherwise go on below any number that matters.
    pub(super) fn settle(&mut self) {
        if self.target == 0.0 && self.now < OVER {
            self.now = 0.0;
        }
    }
}

/// A second-order filter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filter {
    /// tan(π·f/rate).
    g: f32,
    factors: SvfFactors<f32>,
    state: Svf<f32>,
}

/// A frequency as the filters want it, kept below the one that they cannot reach.
fn warped(hertz: f32, rate: f32) -> f32 {
    let share = f64::from(hertz / rate);
    tan_f64(PI * if share < 0.45 { share } else { 0.45 }) as f32
}

impl Filter {
    fn new(hertz: f32, q: f32, rate: f32, shares: [f32; 3]) -> Self {
        let [m0, m1, m2] = shares;
        let g = warped(hertz, rate);
        let coefficients = SvfCoefficients {
            g,
            k: 1.0 / q,
            m0,
            m1,
            m2,
        };
        Self {
            g,
            factors: coefficients.solved(),
            state: Svf::default(),
        }
    }

    /// Keeps what lies below.
    pub(super) fn new_low(hertz: f32, q: f32, rate: f32) -> Self {
        Self::new(hertz, q, rate, [0.0, 0.0, 1.0])
    }

    /// Keeps what lies above.
    pub(super) fn new_high(hertz: f32, q: f32, rate: f32) -> Self {
        Self::new(hertz, q, rate, [1.0, -1.0 / q, -1.0])
    }

    /// Keeps what lies around; gain 1 in the middle.
    pub(super) fn new_band(hertz: f32, q: f32, rate: f32) -> Self {
        Self::new(hertz, q, rate, [0.0, 1.0 / q, 0.0])
    }

    /// Another middle frequency and width for a band, its past kept.
    pub(super) fn move_band(&mut self, hertz: f32, q: f32, rate: f32) {
        let moved = Self::new_band(hertz, q, rate);
        self.state.go_along(self.g, moved.g);
        (self.g, self.factors) = (moved.g, moved.factors);
    }

    /// One frame.
    #[inline]
    pub(super) fn tick(&mut self, x: f32) -> f32 {
        self.state.tick(x, &self.factors)
    }

    /// Now and then: a past too small to matter becomes exactly none, so that nobody's sound hangs
    /// on how a thread treats the smallest numbers.
    pub(super) fn settle(&mut self) {
        self.state.flush();
    }
}

/// Bends large values towards ±1, as an amplifier does that is turned up.
#[inline]
pub(super) fn bend(x: f32) -> f32 {
    x / (1.0 + if x < 0.0 { -x } else { x })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sine_is_one() {
        for n in -3000..3000_i16 {
            let turns = f32::from(n) / 1000.0;
            let expected = (std::f64::consts::TAU * f64::from(turns)).sin();
            let error = f64::from(sine(turns)) - expected;
            assert!(error.abs() < 4e-6, "{turns}: {error}");
        }
    }

    #[test]
    fn notes_decays_and_glides_follow_their_definitions() {
        assert!((hertz(69.0) - 440.0).abs() < 1e-3 && (hertz(57.0) - 220.0).abs() < 1e-3);
        let mut decay = Decay::new(0.5, 48_000.0);
        decay.level = 1.0;
        for _ in 0..24_000 {
            decay.tick();
        }
        assert!((decay.level - 1e-3).abs() < 1e-4, "{}", decay.level);
        for _ in 0..24_000 {
            decay.tick();
        }
        assert_eq!(decay.level, 0.0);
        let mut glide = Glide::new(0.0, 0.1, 1000.0);
        glide.target = 1.0;
        for _ in 0..100 {
            glide.tick();
        }
        assert!((glide.now - 0.632).abs() < 1e-3);
    }

    #[test]
    fn filters_keep_their_part() {
        let gain = |mut filter: Filter, hertz: f32| {
            let wave = (0..9600_u16).map(|n| sine((f32::from(n) * hertz / 48_000.0) % 1.0));
            let peak = |out: f32, x: f32| out.max(x.abs());
            let out: Vec<f32> = wave.map(|x| filter.tick(x)).collect();
            out[4800..].iter().fold(0.0, |most, x| peak(most, *x))
        };
        let (low, high) = (
            Filter::new_low(1000.0, 0.7, 48_000.0),
            Filter::new_high(1000.0, 0.7, 48_000.0),
        );
        let band = Filter::new_band(1000.0, 2.0, 48_000.0);
        assert!(gain(low, 100.0) > 0.98 && gain(low, 10_000.0) < 0.01);
        assert!(gain(high, 10_000.0) > 0.98 && gain(high, 100.0) < 0.011);
        assert!((gain(band, 1000.0) - 1.0).abs() < 0.01 && gain(band, 100.0) < 0.06);
    }
}
