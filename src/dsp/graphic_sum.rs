//! What the bells of a graphic equaliser have to do for their sum to be what the sliders say.
//!
//! Bells overlap: all sliders at 6 dB would give 8 to 10 dB, and 6 and −6 dB in turn only 4. So the gains of
//! the bells are solved for from an interaction matrix (R. Oliver and J.-M. Jot, "Efficient multi-band
//! digital audio graphic equalizer", 2015; V. Välimäki and J. Liski, "Accurate cascade graphic
//! equalizer", 2017). In dB, a bell of gain g gives the middle of another band g·(a + b·g² + c·g⁴): it is the
//! same up and down, and nearly even. Newton's steps all use the inverse at one gain.

use super::band_design::{BandKind, BandMotion, Kinds, number};
use super::bands::{FREQ_RANGE_HZ, FURTHEST_DB, HIGHEST_SHARE};
use super::mark_smoother::MarkSmoother;
use super::math::log2_f64;
use super::response::{db_of_power, power_at};
use super::sample::LANES;
use super::svf::SvfCoefficients;
use super::third_octave::{GRAPHIC_BANDS, THIRD_OCTAVE_Q, band_freq_hz};
use std::f64::consts::PI;

/// A number for each band, and one that stays zero: four at a time.
type Each = [f64; GRAPHIC_BANDS + 1];
const ZERO: Each = [0.0; GRAPHIC_BANDS + 1];
/// The gains in dB at which the interaction is measured.
const MEASURED_DB: [f64; 3] = [4.0, 12.0, 22.0];
/// The gain in dB that the inverse belongs to.
const USUAL_DB: f64 = 10.0;
/// Steps of Newton's: after four, the worst setting is 0.3 dB off, and usual ones 0.01 dB.
const STEPS: usize = 4;
/// Adding and taking it away rounds to 1/512 dB: what is further off than that reaches is left alone.
const ROUNDING: f64 = 1.5 * (1_u64 << 43) as f64;

/// How the bells of a graphic equaliser add up at one sample rate.
#[derive(Clone, Debug)]
pub struct GraphicSum {
    /// By bell: a, b and c for the middle of each band.
    bells: Box<[[Each; 3]]>,
    /// By band: what each bell changes for a dB that is missing there.
    inverse: Box<[Each; GRAPHIC_BANDS]>,
}

impl GraphicSum {
    /// Measures the bells at a sample rate in Hz.
    pub fn new(rate: f64) -> Self {
        let bells: Box<[[Each; 3]]> = (0..GRAPHIC_BANDS)
            .map(|bell| measured(bell, rate))
            .collect();
        let usual = |bell: &[Each; 3], middle: usize| per_db(bell, middle, USUAL_DB);
        let matrix = std::array::from_fn(|middle| {
            std::array::from_fn(|bell| {
                if bell < GRAPHIC_BANDS {
                    usual(&bells[bell], middle)
                } else {
                    0.0
                }
            })
        });
        Self {
            bells,
            inverse: Box::new(inverse(matrix)),
        }
    }

    /// The gains of the bells in dB for dialled ones.
    #[inline(always)]
    pub fn gains(&self, dialled: &[f32; GRAPHIC_BANDS]) -> [f32; GRAPHIC_BANDS] {
        let mut gains = ZERO;
        for _ in 0..STEPS {
            let sum = self.sum(&gains);
            for (band, row) in self.inverse.iter().enumerate() {
                let missing = f64::from(dialled[band]) - sum[band];
                for (gain, share) in gains.iter_mut().zip(row) {
                    *gain += missing * share;
                }
            }
            let furthest = f64::from(FURTHEST_DB);
            gains = gains.map(|gain| gain.clamp(-furthest, furthest));
        }
        std::array::from_fn(|band| ((gains[band] + ROUNDING) - ROUNDING) as f32)
    }

    /// What bells of these gains give at the middle of each band, in dB.
    #[inline(always)]
    fn sum(&self, gains: &Each) -> Each {
        let mut sum = ZERO;
        for ([a, b, c], gain) in self.bells.iter().zip(gains) {
            let square = gain * gain;
            for (middle, sum) in sum.iter_mut().enumerate() {
                *sum += gain * (a[middle] + square * (b[middle] + square * c[middle]));
            }
        }
        sum
    }
}

/// What a bell gives a middle per dB of its gain.
fn per_db([a, b, c]: &[Each; 3], middle: usize, gain_db: f64) -> f64 {
    let square = gain_db * gain_db;
    a[middle] + square * (b[middle] + square * c[middle])
}

/// a, b and c of a bell for each middle. A bell above what the sample rate has room for stands alone: it
/// would lie on its neighbour.
fn measured(bell: usize, rate: f64) -> [Each; 3] {
    let [mut a, mut b, mut c] = [ZERO; 3];
    a[bell] = 1.0;
    let highest = HIGHEST_SHARE * rate;
    if band_freq_hz(bell) > highest {
        return [a, b, c];
    }
    let designs = MEASURED_DB.map(|gain_db| design(bell, gain_db, rate));
    let [x, y, z] = MEASURED_DB.map(|gain_db| gain_db * gain_db);
    for middle in (0..GRAPHIC_BANDS).filter(|middle| band_freq_hz(*middle) <= highest) {
        let half_turn = PI * band_freq_hz(middle) / rate;
        let [at_x, at_y, at_z]: [f64; 3] = std::array::from_fn(|at| {
            db_of_power(power_at(&designs[at], half_turn)) / MEASURED_DB[at]
        });
        // The parabola through the three.
        let (first, second) = ((at_y - at_x) / (y - x), (at_z - at_x) / (z - x));
        c[middle] = (second - first) / (z - y);
        b[middle] = first - c[middle] * (x + y);
        a[middle] = at_x - x * (b[middle] + x * c[middle]);
    }
    [a, b, c]
}

fn design(bell: usize, gain_db: f64, rate: f64) -> SvfCoefficients<f32> {
    let freq_hz = band_freq_hz(bell).min(f64::from(FREQ_RANGE_HZ.1));
    let motion = BandMotion {
        log2_freq: MarkSmoother::new(log2_f64(freq_hz)),
        gain_db: MarkSmoother::new(gain_db),
        log2_q: MarkSmoother::new(log2_f64(f64::from(THIRD_OCTAVE_Q))),
    };
    motion.design(&Kinds([number(BandKind::Bell); LANES]), 2.0 * PI / rate)
}

/// The inverse of a matrix, transposed, by elimination: each row is largest at its diagonal, so that needs
/// no search.
fn inverse(mut matrix: [Each; GRAPHIC_BANDS]) -> [Each; GRAPHIC_BANDS] {
    let mut inverse = [ZERO; GRAPHIC_BANDS];
    for (at, row) in inverse.iter_mut().enumerate() {
        row[at] = 1.0;
    }
    for at in 0..GRAPHIC_BANDS {
        let pivot = 1.0 / matrix[at][at];
        matrix[at] = matrix[at].map(|x| x * pivot);
        inverse[at] = inverse[at].map(|x| x * pivot);
        let (own, own_inverse) = (matrix[at], inverse[at]);
        for row in (0..GRAPHIC_BANDS).filter(|row| *row != at) {
            let factor = matrix[row][at];
            for column in 0..GRAPHIC_BANDS {
                matrix[row][column] -= factor * own[column];
                inverse[row][column] -= factor * own_inverse[column];
            }
        }
    }
    let mut transposed = [ZERO; GRAPHIC_BANDS];
    for (row, values) in inverse.iter().enumerate() {
        for (column, value) in values.iter().enumerate().take(GRAPHIC_BANDS) {
            transposed[column][row] = *value;
        }
    }
    transposed
}
