//! The transcendental functions of the signal path, from `+ − × ÷` and bit operations only, so that
//! every machine computes the same bits.
//!
//! Two families: short `f32` polynomials over any [`Sample`] for work per frame, and accurate `f64`
//! functions for filter design and settings.

use super::sample::Sample;
use std::f64::consts::{LN_2, LOG2_E, PI};

/// log2(10) / 20: octaves of gain per decibel.
const OCTAVES_PER_DB: f64 = 0.166_096_404_744_368_12;
/// Adding and subtracting 1.5·2²³ rounds an `f32` of less than 2²² to a whole number.
const ROUND_F32: f32 = 12_582_912.0;
/// Adding and subtracting 1.5·2⁵² rounds an `f64` of less than 2⁵¹ to a whole number.
const ROUND_F64: f64 = 6_755_399_441_055_744.0;
/// What π exceeds its nearest `f64` by.
const PI_REMAINDER: f64 = 1.224_646_799_147_353_2e-16;

/// The base-two logarithm of normal, positive numbers; within 9.4e-5 dB (as 20·log10).
///
/// A minimax polynomial of degree 5 for the mantissa, continuous across octaves.
#[inline(always)]
pub fn log2<S: Sample>(x: S) -> S {
    let exponent = x.map(|x| ((x.to_bits() >> 23).cast_signed() - 127) as f32);
    let t = x.map(|x| f32::from_bits((x.to_bits() & 0x007f_ffff) | 0x3f80_0000) - 1.0);
    let mut sum = S::splat(0.045_148_89);
    for coefficient in [-0.193_575_3, 0.415_605_7, -0.709_096_3, 1.441_917_1] {
        sum = sum * t + S::splat(coefficient);
    }
    exponent + sum * t
}

/// Two to the power of `x`, which is clamped to −126..126 (NaN counts as −126); within 1e-4 dB.
///
/// A minimax polynomial of degree 5 for the fraction, continuous across octaves: the fraction may
/// come out as 0 or as 1 at whole numbers, both give the same power.
#[inline(always)]
pub fn exp2<S: Sample>(x: S) -> S {
    let x = S::splat(126.0).smaller(S::splat(-126.0).larger(x));
    let shifted = (x - S::splat(0.5)) + S::splat(ROUND_F32);
    let t = x - (shifted - S::splat(ROUND_F32));
    let scale = shifted.map(|shifted| f32::from_bits(shifted.to_bits().wrapping_add(127) << 23));
    let mut sum = S::splat(0.001_879_318_4);
    for coefficient in [0.008_990_996, 0.055_818_677, 0.240_159_27, 0.693_151_7, 1.0] {
        sum = sum * t + S::splat(coefficient);
    }
    sum * scale
}

/// The base-two logarithm of powers, which are normal positive numbers; within 5e-4 dB (as
/// 10·log10).
///
/// [`log2`] with a minimax polynomial of degree 4 in the mantissa itself, whose constant takes the
/// exponent's bias along: powers need half the precision of gains.
#[inline(always)]
pub fn log2_of_power<S: Sample>(power: S) -> S {
    let biased = power.map(|x| (x.to_bits() >> 23).cast_signed() as f32);
    let mantissa = power.map(|x| f32::from_bits((x.to_bits() & 0x007f_ffff) | 0x3f80_0000));
    let mut sum = S::splat(-0.082_130_44);
    for coefficient in [0.649_710_2, -2.134_131_6, 4.086_38] {
        sum = sum * mantissa + S::splat(coefficient);
    }
    (biased - S::splat(129.519_83)) + sum * mantissa
}

/// Two to the power of `x`, which has to lie between −126 and 126; within 5e-5 dB (as 20·log10).
///
/// [`exp2`] without its clamps, with a minimax polynomial of degree 4 for −½ to ½. The number that
/// rounds brings the exponent's bias along.
#[inline(always)]
pub fn exp2_in_range<S: Sample>(x: S) -> S {
    let rounding = S::splat(ROUND_F32 + 127.0);
    let shifted = x + rounding;
    let t = x - (shifted - rounding);
    let scale = shifted.map(|shifted| f32::from_bits(shifted.to_bits() << 23));
    let mut sum = S::splat(0.009_661_091);
    for coefficient in [0.055_962_667, 0.240_229_78, 0.693_116_84, 1.0] {
        sum = sum * t + S::splat(coefficient);
    }
    sum * scale
}

/// The way of a crossfade, 0 to 1 for 0 ≤ t ≤ 1: ½ − ½·cos(π·t), within 1e-7.
///
/// The Taylor series of the sine over a quarter turn either side.
#[inline(always)]
pub fn raised_cosine<S: Sample>(t: S) -> S {
    let u = (t - S::splat(0.5)) * S::splat(std::f32::consts::PI);
    let square = u * u;
    let mut sum = S::splat(-1.0 / 39_916_800.0);
    for coefficient in [1.0 / 362_880.0, -1.0 / 5040.0, 1.0 / 120.0, -1.0 / 6.0, 1.0] {
        sum = sum * square + S::splat(coefficient);
    }
    S::splat(0.5) + S::splat(0.5) * (u * sum)
}

/// Levels of the continued fraction of the hyperbolic tangent.
const TANH_LEVELS: usize = 12;
/// Terms of its numerator and of its denominator, in x².
const TANH_TERMS: usize = TANH_LEVELS / 2 + 1;
/// Beyond this the hyperbolic tangent is ±1 to the last bit but one.
const TANH_END: f32 = 8.0;

/// Numerator and denominator of tanh(x)/x in powers of x², lowest first, over the first term of the
/// denominator: x²/(1 + x²/(3 + x²/(5 + …))) (J. H. Lambert, 1761).
const TANH: [[f32; TANH_TERMS]; 2] = {
    let mut before = [[0.0; TANH_TERMS], [0.0; TANH_TERMS]];
    let mut now = [[0.0; TANH_TERMS], [0.0; TANH_TERMS]];
    // The convergents of levels 0 and 1.
    before[1][0] = 1.0;
    now[0][0] = 1.0;
    now[1][0] = 1.0;
    let mut level = 2;
    while level <= TANH_LEVELS {
        let mut next = [[0.0; TANH_TERMS], [0.0; TANH_TERMS]];
        let mut part = 0;
        while part < 2 {
            let mut term = 0;
            while term < TANH_TERMS {
                let lower = if term > 0 {
                    before[part][term - 1]
                } else {
                    0.0
                };
                next[part][term] = (2 * level - 1) as f64 * now[part][term] + lower;
                term += 1;
            }
            part += 1;
        }
        before = now;
        now = next;
        level += 1;
    }
    let mut table = [[0.0; TANH_TERMS]; 2];
    let mut term = 0;
    while term < TANH_TERMS {
        table[0][term] = (now[0][term] / now[1][0]) as f32;
        table[1][term] = (now[1][term] / now[1][0]) as f32;
        term += 1;
    }
    table
};

/// The hyperbolic tangent; within 4e-7, smooth, odd, and exactly linear in small numbers to the
/// last bits.
#[inline(always)]
pub fn tanh<S: Sample>(x: S) -> S {
    let end = S::splat(TANH_END);
    let x = end.smaller((-end).larger(x));
    let square = x * x;
    let [mut over, mut under] = TANH.map(|terms| S::splat(terms[TANH_TERMS - 1]));
    for term in (0..TANH_TERMS - 1).rev() {
        over = over * square + S::splat(TANH[0][term]);
        under = under * square + S::splat(TANH[1][term]);
    }
    (x * over).over(under)
}

/// 1/1, 1/2 … 1/23: the steps of the Taylor series, as products because divisions are slow.
const RECIPROCALS: [f64; 24] = {
    let mut table = [0.0; 24];
    let mut n = 1;
    while n < table.len() {
        table[n] = 1.0 / n as f64;
        n += 1;
    }
    table
};

/// 1/12! … 1/1!, 1/0!: the Taylor series of e^t from its last term.
const EXPONENTIAL: [f64; 13] = {
    let mut table = [1.0; 13];
    let mut n = 12;
    while n > 0 {
        table[n - 1] = table[n] / (13 - n) as f64;
        n -= 1;
    }
    table
};

/// The Taylor series of sin²(√y/2)/y = ¼ − y/48 + …, of the terms (−y)^n/(2·(2n + 2)!), from its last.
const SIN_SQUARED: [f64; 10] = {
    let mut table = [0.25; 10];
    let mut n = 9;
    while n > 0 {
        let order = 2.0 * (10 - n) as f64;
        table[n - 1] = -table[n] / ((order + 1.0) * (order + 2.0));
        n -= 1;
    }
    table
};

/// Two to the power of `x`, which is clamped to −1022..1023; relative error below 1e-14.
///
/// The Taylor series of e^(r·ln 2) over |r| ≤ ½. The exponent is taken from the bits of the rounded
/// sum, because conversions to whole numbers are not done side by side.
#[inline(always)]
pub fn exp2_f64(x: f64) -> f64 {
    let x = if x > -1022.0 { x } else { -1022.0 };
    let x = if x < 1023.0 { x } else { 1023.0 };
    let shifted = x + ROUND_F64;
    let t = (x - (shifted - ROUND_F64)) * LN_2;
    let mut sum = 0.0;
    for coefficient in EXPONENTIAL {
        sum = sum * t + coefficient;
    }
    sum * f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52)
}

/// The base-two logarithm of `x`, at least −1022; relative error below 1e-14.
///
/// The series of 2·artanh((m−1)/(m+1)) over √½ ≤ m < √2.
#[inline(always)]
pub fn log2_f64(x: f64) -> f64 {
    let x = if x > f64::MIN_POSITIVE {
        x
    } else {
        f64::MIN_POSITIVE
    };
    // Adding this to the bits carries mantissas of √2 and more into the next octave.
    let bits = x.to_bits().wrapping_add(0x0009_5f61_9980_c433);
    let exponent = (bits >> 52).cast_signed() - 1023;
    let mantissa = f64::from_bits(x.to_bits().wrapping_sub((exponent as u64) << 52));
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let mut sum = 0.0;
    for odd in (1..=25).rev().step_by(2) {
        sum = sum * (s * s) + 1.0 / f64::from(odd);
    }
    exponent as f64 + 2.0 * LOG2_E * s * sum
}

/// From one term of the sine's series to the next, the last one first: 1/(2k·(2k+1)).
const SINE: [f64; 11] = {
    let mut table = [0.0; 11];
    let mut k = 11;
    while k > 0 {
        table[11 - k] = RECIPROCALS[2 * k] * RECIPROCALS[2 * k + 1];
        k -= 1;
    }
    table
};

/// The sine of |x| ≤ π/2 by its Taylor series.
#[inline(always)]
fn sine_of_quarter(x: f64) -> f64 {
    let mut sum = 1.0;
    for step in SINE {
        sum = 1.0 - sum * (x * x * step);
    }
    x * sum
}

/// The sine of |x| ≤ π radians; relative error below 1e-14.
#[inline(always)]
pub fn sin_f64(x: f64) -> f64 {
    let folded = if x > PI / 2.0 {
        (PI - x) + PI_REMAINDER
    } else if x < -PI / 2.0 {
        (-PI - x) - PI_REMAINDER
    } else {
        x
    };
    sine_of_quarter(folded)
}

/// The cosine of |x| ≤ π radians; relative error below 1e-14.
#[inline(always)]
pub fn cos_f64(x: f64) -> f64 {
    let magnitude = if x < 0.0 { -x } else { x };
    sine_of_quarter((PI / 2.0 - magnitude) + PI_REMAINDER / 2.0)
}

/// The tangent of 0 ≤ x ≤ 0.98·π/2 radians; relative error below 1e-14.
#[inline(always)]
pub fn tan_f64(x: f64) -> f64 {
    sin_f64(x) / cos_f64(x)
}

/// The square of the sine of √z/2, for −164 ≤ z ≤ π²; for negative z, where the root is imaginary,
/// minus the square of the hyperbolic sine of √|z|/2. One smooth function, relative error below
/// 1e-14 but close to z = π², where it is below 1e-12.
///
/// Its Taylor series at z/64, doubled three times by sin²2x = 4·sin²x·(1 − sin²x).
#[inline(always)]
pub fn sin_squared_of_half_root_f64(z: f64) -> f64 {
    let y = z * (1.0 / 64.0);
    let mut sum = 0.0;
    for coefficient in SIN_SQUARED {
        sum = sum * y + coefficient;
    }
    let mut v = y * sum;
    for _ in 0..3 {
        v = 4.0 * v * (1.0 - v);
    }
    v
}

/// The linear gain of a level in dB; exactly 0 for −∞.
#[inline(always)]
pub fn gain_from_db_f64(db: f64) -> f64 {
    if db == f64::NEG_INFINITY {
        0.0
    } else {
        exp2_f64(db * OCTAVES_PER_DB)
    }
}

/// The share of the way that a one-pole goes per step: 1 − e^(−1/(τ·rate)), with τ in seconds and
/// `rate` in steps per second. 1 for τ = 0.
#[inline(always)]
pub fn one_pole_coefficient(tau_seconds: f64, rate: f64) -> f64 {
    1.0 - exp2_f64(-LOG2_E / (tau_seconds * rate))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::sample::Lanes;

    /// Evenly spaced numbers from `low` to `high`.
    fn steps(low: f64, high: f64, count: u32) -> impl Iterator<Item = f64> {
        (0..=count).map(move |i| low + (high - low) * f64::from(i) / f64::from(count))
    }

    fn worst_relative(
        inputs: impl Iterator<Item = f64>,
        ours: impl Fn(f64) -> f64,
        theirs: impl Fn(f64) -> f64,
    ) -> f64 {
        inputs.fold(0.0, |worst: f64, x| {
            let expected = theirs(x);
            let error = ours(x) - expected;
            let relative = if expected == 0.0 {
                error
            } else {
                error / expected
            };
            worst.max(relative.abs())
        })
    }

    #[test]
    fn powers_and_gains_of_dynamics_are_within_a_thousandth_of_a_decibel() {
        for db in steps(-140.0, 40.0, 200_000) {
            let power = 10_f64.powf(db / 10.0) as f32;
            let level = f64::from(log2_of_power(power)) * 10.0 * 2_f64.log10();
            let expected = 10.0 * f64::from(power).log10();
            assert!((level - expected).abs() < 5e-4, "{db} dB");
            let octaves = (db / 6.0) as f32;
            let gain = 20.0 * f64::from(exp2_in_range(octaves)).log10();
            let expected = 20.0 * f64::from(octaves) * 2_f64.log10();
            assert!((gain - expected).abs() < 5e-5, "{octaves} octaves");
        }
        assert_eq!(exp2_in_range(0.0_f32), 1.0);
        assert!((log2_of_power(0.25_f32) + 2.0).abs() < 2e-5);
    }

    #[test]
    fn not_a_number_and_what_is_too_far_end_somewhere() {
        assert_eq!(exp2(f32::NAN), exp2(-126.0_f32));
        assert_eq!(exp2(1e9_f32), exp2(126.0_f32));
    }

    #[test]
    fn powers_of_two_do_not_jump_at_whole_numbers() {
        for whole in -30_i32..30 {
            let below = exp2(whole as f32 - 1e-6 * whole.abs() as f32);
            let at = exp2(whole as f32);
            assert!((f64::from(at) / 2.0_f64.powi(whole) - 1.0).abs() < 1e-6);
            assert!((f64::from(below) / f64::from(at) - 1.0).abs() < 5e-5);
        }
    }

    #[test]
    fn eight_channels_match_one_bit_for_bit() {
        for x in steps(-20.0, 20.0, 5_000) {
            let x = x as f32;
            let mut eight = Lanes::default();
            for lane in 0..8 {
                eight[lane] = x * (1.0 + lane as f32);
            }
            let floored = Lanes::splat(1e-7).larger(eight);
            let (powers, levels) = (exp2(eight), log2(floored));
            for lane in 0..8 {
                assert_eq!(powers[lane].to_bits(), exp2(eight[lane]).to_bits());
                assert_eq!(levels[lane].to_bits(), log2(floored[lane]).to_bits());
            }
        }
    }

    #[test]
    fn design_functions_are_exact_to_twelve_digits() {
        let exp = worst_relative(steps(-300.0, 300.0, 100_001), exp2_f64, f64::exp2);
        let log = worst_relative(steps(1e-6, 3.0, 100_001), log2_f64, f64::log2);
        let wide = worst_relative(
            steps(-300.0, 300.0, 100_001),
            |x| log2_f64(x.exp2()),
            |x| x.exp2().log2(),
        );
        let sin = worst_relative(steps(-PI, PI, 100_001), sin_f64, f64::sin);
        let cos = worst_relative(steps(-PI, PI, 100_001), cos_f64, f64::cos);
        let tan = worst_relative(steps(0.0, 0.49 * PI, 100_001), tan_f64, f64::tan);
        let root = |z: f64| {
            let half = z.abs().sqrt() / 2.0;
            if z < 0.0 {
                -half.sinh().powi(2)
            } else {
                half.sin().powi(2)
            }
        };
        let squared = worst_relative(
            steps(-164.0, 8.0, 100_001),
            sin_squared_of_half_root_f64,
            root,
        );
        let tiny = worst_relative(steps(-1e-3, 1e-3, 1001), sin_squared_of_half_root_f64, root);
        for (name, worst) in [
            ("sin² of half root", squared),
            ("sin² of small half roots", tiny),
            ("exp2", exp),
            ("log2", log),
            ("log2 wide", wide),
            ("sin", sin),
            ("cos", cos),
            ("tan", tan),
        ] {
            assert!(worst < 1e-12, "{name}: {worst:e}");
        }
    }

    #[test]
    fn gains_for_settings_and_one_poles_follow_their_definitions() {
        assert_eq!(gain_from_db_f64(f64::NEG_INFINITY), 0.0);
        assert_eq!(gain_from_db_f64(0.0), 1.0);
        assert!((gain_from_db_f64(-6.0) - 10_f64.powf(-0.3)).abs() < 1e-13);
        for tau in [1e-5_f64, 2e-3, 0.1, 4.0] {
            let expected = -(-1.0 / (tau * 48_000.0)).exp_m1();
            let ours = one_pole_coefficient(tau, 48_000.0);
            assert!((ours / expected - 1.0).abs() < 1e-9, "{tau}");
        }
        assert_eq!(one_pole_coefficient(0.0, 48_000.0), 1.0);
    }

    #[test]
    fn crossfades_and_saturation_follow_their_definitions() {
        for t in steps(0.0, 1.0, 10_000) {
            let expected = 0.5 - 0.5 * (PI * t).cos();
            assert!((f64::from(raised_cosine(t as f32)) - expected).abs() < 2e-7);
        }
        for x in steps(-20.0, 20.0, 100_000) {
            let error = f64::from(tanh(x as f32)) - f64::from(x as f32).tanh();
            assert!(error.abs() < 4e-7, "{x}");
        }
        for x in steps(-90.0, -10.0, 10_000).map(|db| 10_f64.powf(db / 20.0)) {
            let ratio = f64::from(tanh(x as f32)) / f64::from(x as f32).tanh();
            assert!((ratio - 1.0).abs() < 4e-7, "{x}");
        }
    }
}
