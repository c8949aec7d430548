//! From power to decibels and loudness, and back.

/// Loudness of a power of 1, in LUFS.
const OFFSET: f64 = -0.691;

/// The level of a power, in dB; minus infinity for none.
pub fn power_db(power: f64) -> f64 {
    10.0 * power.log10()
}

/// What a K-weighted power counts for, in LUFS.
pub fn loudness(power: f64) -> f64 {
    power_db(power) + OFFSET
}

/// The K-weighted power of a loudness in LUFS.
pub fn power(loudness: f64) -> f64 {
    10_f64.powf((loudness - OFFSET) / 10.0)
}
