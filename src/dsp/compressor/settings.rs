//! What a person sets on a compressor, and the curve and the weights that it becomes.

use super::curve::Curve;
use crate::dsp::knee::{DB_PER_OCTAVE_OF_GAIN, DB_PER_OCTAVE_OF_POWER};
use crate::dsp::math::{gain_from_db_f64, one_pole_coefficient};

/// The usual time constant of the mean of the squares, in ms.
pub const RMS_MS: f32 = 10.0;
/// Release of a short peak while it is automatic, in ms.
pub(super) const FAST_RELEASE_MS: f32 = 80.0;
/// The narrowest knee, in octaves of power: a hard one.
const HARD: f64 = 1e-3;

/// What a compressor measures of its key. A sine reads its peak in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detector {
    /// The magnitude of each frame.
    Peak,
    /// The root of the mean square over some time.
    #[default]
    Rms,
}

impl Detector {
    /// What is left of the level after a frame, and what the square of the next one adds to it; the mean has a time
    /// constant of so many ms.
    pub(super) fn weights(self, rms_ms: f32, rate: f64) -> (f64, f64) {
        match self {
            Self::Peak => (0.0, 1.0),
            Self::Rms => {
                let share = one_pole_coefficient(f64::from(rms_ms) / 1e3, rate);
                // A sine's mean square is half of its peak's square.
                (1.0 - share, 2.0 * share)
            }
        }
    }
}

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(clippy::struct_excessive_bools)] // Each is a switch of its own.
pub struct CompressorSettings {
    /// Off passes everything.
    pub on: bool,
    /// The level of the key from which on it compresses, in dB.
    pub threshold_db: f32,
    /// dB of key per dB of output above the threshold, 1 to infinity.
    pub ratio: f32,
    /// The width of the bend around the threshold, in dB.
    pub knee_db: f32,
    /// The time in which the reduction rises by 63 %, in ms.
    pub attack_ms: f32,
    /// The time in which the reduction falls by 63 %, in ms.
    pub release_ms: f32,
    /// Gain of the compressed signal, in dB.
    pub makeup_db: f32,
    /// Adds half of the reduction of a full-scale key to the make-up.
    pub auto_makeup: bool,
    /// The share of the compressed signal; the rest is dry. 0 to 100 %.
    pub mix_percent: f32,
    /// What it measures of its key.
    pub detector: Detector,
    /// The time constant of the mean of the squares, in ms.
    pub rms_ms: f32,
    /// For how long the reduction does not fall after its last rise, in ms.
    pub hold_ms: f32,
    /// Short peaks are released fast and what lasts slowly, whatever the release is set to.
    pub auto_release: bool,
    /// How much of the larger reduction of a pair both take, 0 to 100 %.
    pub link_percent: f32,
    /// The detector hears the output instead of the input.
    pub feedback: bool,
}

impl CompressorSettings {
    /// The curve of gain over level.
    pub(super) fn curve(&self) -> Curve<f64> {
        let knee = f64::from(self.knee_db) / DB_PER_OCTAVE_OF_POWER;
        let width = if knee > HARD { knee } else { HARD };
        let threshold = f64::from(self.threshold_db) / DB_PER_OCTAVE_OF_POWER;
        Curve {
            low: threshold - width / 2.0,
            width,
            slope: self.slope() / 2.0,
            makeup: self.total_makeup_db() / DB_PER_OCTAVE_OF_GAIN,
            mix: f64::from(self.mix_percent) / 100.0,
        }
    }

    /// The time in which the reduction falls by 63 %, of a short peak where it is automatic, in ms.
    pub(super) fn fast_release_ms(&self) -> f32 {
        if self.auto_release {
            FAST_RELEASE_MS
        } else {
            self.release_ms
        }
    }

    /// The share of what is above the threshold that is taken away: 1 − 1/ratio, 0 to 1.
    pub(super) fn slope(&self) -> f64 {
        1.0 - 1.0 / f64::from(self.ratio)
    }

    /// The gain of what lies below the threshold, dry share included; 1 while it is off.
    pub fn quiet_gain(&self) -> f32 {
        if !self.on {
            return 1.0;
        }
        let mix = self.mix_percent / 100.0;
        1.0 - mix + mix * gain_from_db_f64(self.total_makeup_db()) as f32
    }

    /// Make-up in dB, the automatic part included.
    pub(super) fn total_makeup_db(&self) -> f64 {
        let over_db = -f64::from(self.threshold_db);
        let knee_db = f64::from(self.knee_db);
        let bent = over_db + knee_db / 2.0;
        let compressed_db = if bent < knee_db {
            bent * bent / (2.0 * knee_db)
        } else {
            over_db
        };
        let automatic = f64::from(u8::from(self.auto_makeup)) * 0.5 * self.slope() * compressed_db;
        f64::from(self.makeup_db) + automatic
    }
}
