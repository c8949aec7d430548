//! How far the frequency of a band may jump and still go all the way: what it would sweep across decides.
//!
//! A tone half-way between the two frequencies hears the peak of a boost that passes it, and the end of a cut that
//! leaves it, though neither the filter as it was nor as it shall be does much to it. That is a burst, unless the
//! response half a jump beside its peak is as good as the peak itself.

use crate::dsp::band_design::{BELL, HIGH_SHELF, LOW_SHELF};
use crate::dsp::math::exp2_f64;

/// The furthest that any frequency sweeps, in octaves.
const FURTHEST: f64 = 1.0;
/// What a tone on the way may be louder than at its loudest end, as a ratio of powers: 0.8 dB.
const EXCESS: f64 = 1.2;
/// log2(10) / 20: octaves of gain per decibel.
const OCTAVES_PER_DB: f64 = 0.166_096_404_744_368_1;
/// A cross-fade takes so many time constants of the filter that comes in: else its ring is heard.
const TIME_CONSTANTS: f64 = 2.7;
/// The shortest and the longest cross-fade, in seconds.
const SECONDS: (f64, f64) = (0.02, 0.15);

/// The highest peak of a band as a gain, and the Q of its poles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peak {
    height: f64,
    q: f64,
}

impl Peak {
    /// That of a kind (a number of [`crate::dsp::band_design::Kinds`]) with a boost or cut in dB, and log2 of Q.
    pub fn new(kind: f64, gain_db: f64, log2_q: f64) -> Self {
        let q = exp2_f64(log2_q);
        let gain = exp2_f64(gain_db.abs() * OCTAVES_PER_DB);
        if kind == BELL {
            Self {
                height: gain,
                q: q * gain.sqrt(),
            }
        } else if kind == LOW_SHELF || kind == HIGH_SHELF {
            // The bump beside the slope.
            Self { height: q * q, q }
        } else {
            Self { height: q, q }
        }
    }

    /// True if it may go `octaves` without a burst. Beside a resonance of gain h, the power is lower by
    /// (h²·u + h²) / (u + h²), where u is (f/f0 − f0/f)²·Q², and f lies half the way from f0.
    pub fn may_sweep(&self, octaves: f64) -> bool {
        let aside = octaves.abs() * std::f64::consts::LN_2 * self.q;
        let (u, square) = (aside * aside, self.height * self.height);
        octaves.abs() <= FURTHEST && u * (square - EXCESS) <= square * (EXCESS - 1.0)
    }

    /// Seconds of the cross-fade to a band with this peak at log2 of a frequency in Hz.
    pub fn crossing_seconds(&self, log2_freq: f64) -> f64 {
        let time_constant = self.q / (std::f64::consts::PI * exp2_f64(log2_freq));
        (TIME_CONSTANTS * time_constant).clamp(SECONDS.0, SECONDS.1)
    }
}
