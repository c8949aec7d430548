//! The drawn response of a multiband compressor.

use super::settings::{CROSSOVERS, MultibandSettings};
use crate::dsp::math::{gain_from_db_f64, log2_f64, tan_f64};
use std::f64::consts::{LOG2_10, PI, SQRT_2};

/// A complex number.
#[derive(Clone, Copy)]
struct Complex(f64, f64);

impl Complex {
    fn times(self, other: Self) -> Self {
        let (a, b, c, d) = (self.0, self.1, other.0, other.1);
        Self(a * c - b * d, a * d + b * c)
    }

    fn scaled(self, by: f64) -> Self {
        Self(self.0 * by, self.1 * by)
    }

    fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1 + other.1)
    }

    fn inverse(self) -> Self {
        let square = self.0 * self.0 + self.1 * self.1;
        Self(self.0 / square, -self.1 / square)
    }
}

/// Low half, high half and all-pass of a crossover: s = j·x, over s² + √2·s + 1.
fn halves(x: f64) -> [Complex; 3] {
    let below = Complex(1.0 - x * x, SQRT_2 * x).inverse();
    let low = below.times(below);
    let square = below.scaled(-x * x);
    let high = square.times(square);
    [low, high, low.plus(high)]
}

/// What the bands add up to while nothing is compressed: the gain in dB at `freq_hz`, at a sample rate in Hz.
pub fn response_db(settings: &MultibandSettings, freq_hz: f64, rate: f64) -> f64 {
    let warped = |hz: f64| tan_f64(PI * hz / rate);
    let crossovers: [[Complex; 3]; CROSSOVERS] = settings
        .crossovers_hz
        .map(|hz| halves(warped(freq_hz) / warped(f64::from(hz))));
    let [lower, middle, upper] = crossovers;
    let [a, b, c, d] = settings
        .bands
        .map(|band| gain_from_db_f64(f64::from(band.gain_db)));
    let lows = lower[0].scaled(a).plus(lower[1].scaled(b));
    let highs = upper[0].scaled(c).plus(upper[1].scaled(d));
    let lows = middle[0].times(upper[2]).times(lows);
    let highs = middle[1].times(lower[2]).times(highs);
    let sum = lows.plus(highs);
    10.0 / LOG2_10 * log2_f64(sum.0 * sum.0 + sum.1 * sum.1)
}
