//! The two widths that every processor is written for: one channel (`f32`) and eight side by side
//! ([`Lanes`]).
//!
//! A processor is generic over [`Sample`]. Its `f32` instance is the oracle in tests; its `Lanes`
//! instance runs in the engine. Both execute the same IEEE operations in the same order per
//! channel, so their results are equal bit for bit: no fused multiply-add, no reassociation, no
//! `f32::max` (whose treatment of zeros and NaN is left to the platform) and no approximation
//! instructions.

use std::hint::black_box;
use std::ops::{Add, AddAssign, Index, IndexMut, Mul, MulAssign, Neg, Sub, SubAssign};

/// Channels that are processed side by side.
pub const LANES: usize = 8;

/// Magnitudes of states that do not matter any more.
pub const TINY: f32 = 1e-15;

/// Eight channels side by side: one AVX2 register.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(32))]
pub struct Lanes(pub [f32; LANES]);

impl PartialEq for Lanes {
    /// All channels at once: a comparison that stops at the first difference is no vector instruction.
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        let mut same = true;
        for lane in 0..LANES {
            same &= self.0[lane] == other.0[lane];
        }
        same
    }
}

/// A number per channel: one channel (`f32`) or eight ([`Lanes`]).
pub trait Sample:
    Copy
    + Default
    + PartialEq
    + std::fmt::Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + 'static
{
    /// How many channels one value holds.
    const WIDTH: usize;

    /// The same number in every channel.
    fn splat(x: f32) -> Self;
    /// The first `WIDTH` of eight numbers.
    fn from_lanes(lanes: [f32; LANES]) -> Self;
    /// The number of channel `lane` (`lane < WIDTH`).
    fn lane(self, lane: usize) -> f32;
    /// Replaces the number of channel `lane` (`lane < WIDTH`).
    fn set_lane(&mut self, lane: usize, x: f32);
    /// Applies `f` to each channel.
    fn map(self, f: impl Fn(f32) -> f32) -> Self;
    /// Applies `f` to each channel of two values.
    fn zip(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self;

    /// Per channel: `if self > limit { yes } else { no }`. False where either is NaN.
    fn select_gt(self, limit: Self, yes: Self, no: Self) -> Self;

    /// [`Self::select_gt`] for what goes back to where `yes` or `no` came from; −0 becomes 0. Without the sum
    /// the compiler stores only the lanes that change, and a masked store takes some processors 20 times as long
    /// as a whole one.
    #[inline(always)]
    fn select_gt_in_place(self, limit: Self, yes: Self, no: Self) -> Self {
        self.select_gt(limit, yes, no) + Self::splat(0.0)
    }

    /// Each even channel swapped with the odd one after it: the partners of stereo pairs. A single
    /// channel has no partner and stays.
    fn swap_pairs(self) -> Self;

    /// The larger of two numbers per channel; `self` where they are equal.
    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        other.select_gt(self, other, self)
    }
    /// The smaller of two numbers per channel; `self` where they are equal.
    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        self.select_gt(other, other, self)
    }
    /// The larger of two numbers per channel that are not negative, for what goes back to where it came from: see
    /// [`Self::select_gt_in_place`]. Their bits are ordered as they are.
    #[inline(always)]
    fn larger_in_place(self, other: Self) -> Self {
        self.zip(other, |a, b| f32::from_bits(a.to_bits().max(b.to_bits())))
    }
    /// The magnitude per channel.
    #[inline(always)]
    fn magnitude(self) -> Self {
        self.map(|x| f32::from_bits(x.to_bits() & 0x7fff_ffff))
    }
    /// The quotient per channel.
    #[inline(always)]
    fn over(self, divisor: Self) -> Self {
        self.zip(divisor, |a, b| a / b)
    }
    /// True when `test` holds for every channel.
    #[inline(always)]
    fn all(self, test: impl Fn(f32) -> bool) -> bool {
        (0..Self::WIDTH).fold(true, |all, lane| all & test(self.lane(lane)))
    }
    /// States below 1e-15 become exactly zero, so that decayed processors come to rest.
    #[inline(always)]
    fn flush_tiny(self) -> Self {
        self.flush_below(Self::opaque(TINY))
    }
    /// States whose magnitude is not above `least` become exactly zero. Of a `least` that it knows the compiler also
    /// knows that what stays is no −0, and forgets the sum of [`Self::select_gt_in_place`]: see [`Self::opaque`].
    #[inline(always)]
    fn flush_below(self, least: Self) -> Self {
        self.magnitude()
            .select_gt_in_place(least, self, Self::splat(0.0))
    }
    /// The same number in every channel, without the compiler's knowing which.
    #[inline(always)]
    fn opaque(x: f32) -> Self {
        Self::splat(black_box(x))
    }
}

impl Sample for f32 {
    const WIDTH: usize = 1;

    #[inline(always)]
    fn splat(x: f32) -> Self {
        x
    }
    #[inline(always)]
    fn from_lanes(lanes: [f32; LANES]) -> Self {
        lanes[0]
    }
    #[inline(always)]
    fn lane(self, _lane: usize) -> f32 {
        self
    }
    #[inline(always)]
    fn set_lane(&mut self, _lane: usize, x: f32) {
        *self = x;
    }
    #[inline(always)]
    fn map(self, f: impl Fn(f32) -> f32) -> Self {
        f(self)
    }
    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        f(self, other)
    }
    #[inline(always)]
    fn select_gt(self, limit: Self, yes: Self, no: Self) -> Self {
        if self > limit { yes } else { no }
    }
    #[inline(always)]
    fn swap_pairs(self) -> Self {
        self
    }
}

impl Sample for Lanes {
    const WIDTH: usize = LANES;

    #[inline(always)]
    fn splat(x: f32) -> Self {
        Self([x; LANES])
    }
    #[inline(always)]
    fn from_lanes(lanes: [f32; LANES]) -> Self {
        Self(lanes)
    }
    #[inline(always)]
    fn lane(self, lane: usize) -> f32 {
        self.0[lane]
    }
    #[inline(always)]
    fn set_lane(&mut self, lane: usize, x: f32) {
        self.0[lane] = x;
    }
    #[inline(always)]
    fn map(self, f: impl Fn(f32) -> f32) -> Self {
        let mut out = self;
        for lane in 0..LANES {
            out.0[lane] = f(self.0[lane]);
        }
        out
    }
    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        let mut out = self;
        for lane in 0..LANES {
            out.0[lane] = f(self.0[lane], other.0[lane]);
        }
        out
    }
    #[inline(always)]
    fn select_gt(self, limit: Self, yes: Self, no: Self) -> Self {
        let mut out = no;
        for lane in 0..LANES {
            out.0[lane] = if self.0[lane] > limit.0[lane] {
                yes.0[lane]
            } else {
                no.0[lane]
            };
        }
        out
    }
    #[inline(always)]
    fn swap_pairs(self) -> Self {
        let [a, b, c, d, e, f, g, h] = self.0;
        Self([b, a, d, c, f, e, h, g])
    }
}

macro_rules! lanes_operator {
    ($trait:ident, $method:ident, $assign_trait:ident, $assign_method:ident, $op:tt) => {
        impl $trait for Lanes {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.zip(other, |a, b| a $op b)
            }
        }
        impl $assign_trait for Lanes {
            #[inline(always)]
            fn $assign_method(&mut self, other: Self) {
                *self = self.zip(other, |a, b| a $op b);
            }
        }
    };
}

lanes_operator!(Add, add, AddAssign, add_assign, +);
lanes_operator!(Sub, sub, SubAssign, sub_assign, -);
lanes_operator!(Mul, mul, MulAssign, mul_assign, *);

impl Neg for Lanes {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.map(|x| -x)
    }
}

impl Index<usize> for Lanes {
    type Output = f32;
    #[inline(always)]
    fn index(&self, lane: usize) -> &f32 {
        &self.0[lane]
    }
}

impl IndexMut<usize> for Lanes {
    #[inline(always)]
    fn index_mut(&mut self, lane: usize) -> &mut f32 {
        &mut self.0[lane]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eight(f: impl Fn(usize) -> f32) -> Lanes {
        let mut out = Lanes::default();
        for lane in 0..LANES {
            out[lane] = f(lane);
        }
        out
    }

    #[test]
    fn lanes_do_what_one_channel_does() {
        let a = eight(|lane| lane as f32 - 3.5);
        let b = eight(|lane| 0.7 * lane as f32 - 2.0);
        for lane in 0..LANES {
            let (x, y) = (a[lane], b[lane]);
            assert_eq!((a + b)[lane], x + y);
            assert_eq!((a - b)[lane], x - y);
            assert_eq!((a * b)[lane], x * y);
            assert_eq!(a.over(b)[lane], x.over(y));
            assert_eq!(a.larger(b)[lane], x.larger(y));
            assert_eq!(a.smaller(b)[lane], x.smaller(y));
            assert_eq!(a.magnitude()[lane], x.magnitude());
            assert_eq!((-a)[lane], -x);
        }
    }

    #[test]
    fn eight_channels_are_equal_when_each_is() {
        let numbers = eight(|lane| lane as f32);
        for lane in 0..LANES {
            let mut other = numbers;
            other[lane] += 0.5;
            assert!(numbers != other);
            other[lane] = f32::NAN;
            assert!(numbers != other && other != other);
        }
        assert!(numbers == eight(|lane| lane as f32) && -Lanes::default() == Lanes::default());
    }

    #[test]
    fn tiny_values_become_exactly_zero_and_others_stay() {
        assert_eq!(9e-16_f32.flush_tiny(), 0.0);
        assert_eq!((-9e-16_f32).flush_tiny(), 0.0);
        assert_eq!(2e-15_f32.flush_tiny(), 2e-15);
    }

    #[test]
    fn pairs_swap_within_the_pair() {
        assert_eq!(
            eight(|lane| lane as f32).swap_pairs(),
            eight(|lane| (lane ^ 1) as f32)
        );
    }
}
