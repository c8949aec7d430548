//! How loud others want a mix.

use anyhow::{Result, bail};

/// A loudness, and the true peak that goes with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// Integrated loudness in LUFS.
    pub loudness: f64,
    /// Highest true peak in dBTP.
    pub true_peak: f64,
}

/// Whose rule, integrated loudness in LUFS, highest true peak in dBTP: EBU R 128, and what streaming services played in 2025.
const RULES: [(&str, f64, f64); 8] = [
    ("ebu", -23.0, -1.0),
    ("spotify", -14.0, -1.0),
    ("apple", -16.0, -1.0),
    ("youtube", -14.0, -1.0),
    ("amazon", -14.0, -2.0),
    ("deezer", -15.0, -1.0),
    ("soundcloud", -10.0, -1.0),
    ("cd", -9.0, -0.1),
];
/// What can be asked for in numbers, in LUFS.
const LOUDNESS: std::ops::RangeInclusive<f64> = -40.0..=-5.0;
/// The true peak of a loudness in numbers, in dBTP.
const TRUE_PEAK: f64 = -1.0;

impl Target {
    /// What a word or a number means.
    ///
    /// # Errors
    /// It is neither.
    pub fn parse(text: &str) -> Result<Self> {
        if let Some((_, loudness, true_peak)) = RULES.iter().find(|(word, ..)| *word == text) {
            return Ok(Self {
                loudness: *loudness,
                true_peak: *true_peak,
            });
        }
        let number = text.strip_suffix("LUFS").unwrap_or(text).trim().parse();
        match number {
            Ok(loudness) if LOUDNESS.contains(&loudness) => Ok(Self {
                loudness,
                true_peak: TRUE_PEAK,
            }),
            _ => bail!(
                "'{text}' is no loudness; allowed: {} to {} LUFS, or {}",
                LOUDNESS.start(),
                LOUDNESS.end(),
                RULES.map(|(word, ..)| word).join(", ")
            ),
        }
    }
}
