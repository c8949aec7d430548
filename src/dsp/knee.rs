//! Levels in octaves of power, as compressors and dynamic equalisers have them, and the knee of their curves.

use super::math::log2_of_power;
use super::sample::Sample;

/// 10·log10(2): decibels per octave of power.
pub const DB_PER_OCTAVE_OF_POWER: f64 = 3.010_299_956_639_812;
/// 20·log10(2): decibels per octave of gain.
pub const DB_PER_OCTAVE_OF_GAIN: f64 = 2.0 * DB_PER_OCTAVE_OF_POWER;
/// What a detector hears as silence, −120 dBFS: below every threshold and its knee.
pub const SILENCE: f32 = 1e-12;

/// The level of a mean square, in octaves of power, never below that of [`SILENCE`].
#[inline(always)]
pub fn level<S: Sample>(power: S) -> S {
    log2_of_power(S::splat(SILENCE).larger(power))
}

/// What lies beyond a threshold, of what is `above` the begin of its knee: quadratic over the knee's `width`, straight
/// behind it. `bend` is the curvature, 1 / (2·width).
#[inline(always)]
pub fn beyond_knee<S: Sample>(above: S, width: S, bend: S) -> S {
    let inside = above.smaller(width);
    inside * inside * bend + (above - inside)
}
