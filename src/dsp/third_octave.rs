//! Thirds of an octave: where they lie, and how wide a bell of one is.

use super::math::exp2_f64;

/// Bands of a graphic equaliser: 20 Hz to 20 kHz.
pub const GRAPHIC_BANDS: usize = 31;
/// The band at 1 kHz.
const BAND_OF_1_KHZ: usize = 17;
/// log2(10) / 10: octaves from band to band (IEC 61260-1, base ten).
pub(super) const OCTAVES_PER_BAND: f64 = 0.332_192_809_488_736_2;
/// The Q of bells whose half gain in dB is a third of an octave wide at every gain.
pub(super) const THIRD_OCTAVE_Q: f32 = 4.318;

/// The middle of band `band` (0…30) in Hz: 1000·10^((band − 17)/10).
pub fn band_freq_hz(band: usize) -> f64 {
    1000.0 * exp2_f64(OCTAVES_PER_BAND * (band as f64 - BAND_OF_1_KHZ as f64))
}
