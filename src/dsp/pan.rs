//! Where a source stands between left and right.

use super::math::{cos_f64, sin_f64};
use std::f64::consts::{FRAC_PI_2, SQRT_2};

/// How loud a mono source is in the centre, per side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PanLaw {
    /// −3 dB: constant power, cos and sin.
    #[default]
    MinusThree,
    /// −4.5 dB: the geometric mean of constant power and linear.
    MinusFourPointFive,
    /// −6 dB: linear, constant sum.
    MinusSix,
    /// 0 dB: unity in the centre and on the nearer side; constant power raised by 3 dB and limited.
    Zero,
}

/// The gains (left, right) of a mono source at `pan`, −100 (left) to 100 (right).
pub fn mono(pan: f32, law: PanLaw) -> (f32, f32) {
    let x = (f64::from(pan) + 100.0) / 200.0;
    // The nearest `f64` to π/2 has a cosine of 6e-17: hard left and right must be exact.
    if x == 0.0 {
        return (1.0, 0.0);
    }
    if x == 1.0 {
        return (0.0, 1.0);
    }
    let (left, right) = (cos_f64(x * FRAC_PI_2), sin_f64(x * FRAC_PI_2));
    let (left, right) = match law {
        PanLaw::MinusThree => (left, right),
        PanLaw::MinusFourPointFive => ((left * (1.0 - x)).sqrt(), (right * x).sqrt()),
        PanLaw::MinusSix => (1.0 - x, x),
        PanLaw::Zero => (at_most_one(SQRT_2 * left), at_most_one(SQRT_2 * right)),
    };
    (left as f32, right as f32)
}

/// The gains (left, right) of a stereo source at balance `pan`, −100 to 100: the far side falls, the
/// near side stays.
pub fn stereo(pan: f32) -> (f32, f32) {
    let balance = f64::from(pan) / 100.0;
    (
        at_most_one(1.0 - balance) as f32,
        at_most_one(1.0 + balance) as f32,
    )
}

/// How wide a stereo source is, as the gains of each side (its own, the other's): `width` 0 is mono,
/// 1 untouched, 2 twice the difference of the sides. In mid and side: M as it is, S times `width`.
pub fn width(width: f32) -> (f32, f32) {
    let width = f64::from(width);
    ((0.5 + 0.5 * width) as f32, (0.5 - 0.5 * width) as f32)
}

fn at_most_one(gain: f64) -> f64 {
    if gain > 1.0 { 1.0 } else { gain }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::db;

    #[test]
    fn centre_and_quarter_have_the_levels_of_their_law() {
        for (law, centre, left, right) in [
            (PanLaw::MinusThree, -3.010, -0.688, -8.343),
            (PanLaw::MinusFourPointFive, -4.515, -1.593, -10.192),
            (PanLaw::MinusSix, -6.021, -2.499, -12.041),
            (PanLaw::Zero, 0.0, 0.0, -5.333),
        ] {
            let (l, r) = mono(0.0, law);
            assert!((db(l.into()) - centre).abs() < 0.002, "{law:?}");
            assert!((db(r.into()) - centre).abs() < 0.002, "{law:?}");
            let (l, r) = mono(-50.0, law);
            assert!((db(l.into()) - left).abs() < 0.002, "{law:?}: {l}");
            assert!((db(r.into()) - right).abs() < 0.002, "{law:?}: {r}");
        }
    }

    #[test]
    fn constant_power_is_constant_and_linear_sums_to_one() {
        for step in 0..=1000 {
            let pan = -100.0 + 0.2 * step as f32;
            let (l, r) = mono(pan, PanLaw::MinusThree);
            assert!((l * l + r * r - 1.0).abs() < 1e-6);
            let (l, r) = mono(pan, PanLaw::MinusSix);
            assert!((l + r - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn every_law_is_symmetric_and_monotonic() {
        for law in [
            PanLaw::MinusThree,
            PanLaw::MinusFourPointFive,
            PanLaw::MinusSix,
            PanLaw::Zero,
        ] {
            let mut before = (1.0, 0.0);
            for pan in -100..=100_i16 {
                let (l, r) = mono(pan.into(), law);
                let (mirrored_r, mirrored_l) = mono((-pan).into(), law);
                assert!((l - mirrored_l).abs() < 1e-6 && (r - mirrored_r).abs() < 1e-6);
                assert!(l <= before.0 && r >= before.1, "{law:?} at {pan}");
                before = (l, r);
            }
        }
    }

    #[test]
    fn hard_left_and_right_leave_nothing_in_the_other_side() {
        for law in [
            PanLaw::MinusThree,
            PanLaw::MinusFourPointFive,
            PanLaw::MinusSix,
            PanLaw::Zero,
        ] {
            assert_eq!(mono(-100.0, law), (1.0, 0.0));
            assert_eq!(mono(100.0, law), (0.0, 1.0));
        }
        assert_eq!(stereo(-100.0), (1.0, 0.0));
        assert_eq!(stereo(100.0), (0.0, 1.0));
    }

    #[test]
    fn balance_lowers_the_far_side_only() {
        assert_eq!(stereo(0.0), (1.0, 1.0));
        assert_eq!(stereo(50.0), (0.5, 1.0));
        assert_eq!(stereo(-25.0), (1.0, 0.75));
    }

    #[test]
    fn width_scales_the_difference_of_the_sides_and_leaves_their_sum() {
        assert_eq!(width(1.0), (1.0, 0.0));
        assert_eq!(width(0.0), (0.5, 0.5));
        for step in 0..=200_u8 {
            let w = f32::from(step) / 100.0;
            let (own, other) = width(w);
            assert!((own + other - 1.0).abs() < 1e-6, "the sum at {w}");
            assert!((own - other - w).abs() < 1e-6, "the difference at {w}");
        }
    }
}
