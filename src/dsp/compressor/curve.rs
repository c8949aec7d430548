//! The static curve of a compressor.

use crate::dsp::knee::beyond_knee;
use crate::dsp::sample::Sample;

/// The loudest key that a reduction is taken for, in octaves of power: 30 dB above full scale, where inputs are
/// clamped at 24.
pub(super) const LOUDEST: f32 = 10.0;

/// The static curve, and what is made of it: where the knee begins and how wide it is (octaves of power, the
/// latter above 0), the octaves of gain taken per octave of power above it (0 to ½), make-up in octaves of gain,
/// and the share of the compressed signal, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Curve<T> {
    pub low: T,
    pub width: T,
    pub slope: T,
    pub makeup: T,
    pub mix: T,
}

impl<T> Curve<T> {
    pub fn map<U>(self, f: impl Fn(T) -> U) -> Curve<U> {
        Curve {
            low: f(self.low),
            width: f(self.width),
            slope: f(self.slope),
            makeup: f(self.makeup),
            mix: f(self.mix),
        }
    }
}

impl<S: Sample> Curve<S> {
    /// Turns nothing down.
    pub fn flat() -> Self {
        let zero = S::splat(0.0);
        Self {
            low: zero,
            width: S::splat(1.0),
            slope: zero,
            makeup: zero,
            mix: S::splat(1.0),
        }
    }

    /// The reduction of a steady level, in octaves of gain: quadratic inside the knee, straight above. `bend` is
    /// the curvature of the knee, 1 / (2·width).
    #[inline(always)]
    pub fn reduction(&self, bend: S, level: S) -> S {
        let above = S::splat(0.0).larger(level - self.low);
        beyond_knee(above, self.width, bend) * self.slope
    }

    /// dB of output per dB of key around a steady level: 1 below the knee, 1/ratio above it.
    #[inline(always)]
    pub fn steepness(&self, bend: S, level: S) -> S {
        let above = S::splat(0.0).larger(level - self.low);
        let inside = above.smaller(self.width);
        S::splat(1.0) - S::splat(4.0) * inside * bend * self.slope
    }

    /// Channel `lane` alone.
    pub fn lane(&self, lane: usize) -> Curve<f32> {
        self.map(|value| value.lane(lane))
    }

    pub fn set_lane(&mut self, lane: usize, curve: Curve<f32>) {
        self.low.set_lane(lane, curve.low);
        self.width.set_lane(lane, curve.width);
        self.slope.set_lane(lane, curve.slope);
        self.makeup.set_lane(lane, curve.makeup);
        self.mix.set_lane(lane, curve.mix);
    }

    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.set_lane(lane, other.lane(other_lane));
    }
}

impl Curve<f32> {
    /// True when both turn every level down by the same.
    pub fn reduces_as(&self, other: &Self) -> bool {
        (self.low, self.width, self.slope) == (other.low, other.width, other.slope)
    }

    /// The reduction of a steady level of one channel.
    pub fn at(&self, level: f32) -> f32 {
        self.reduction(0.5 / self.width, level)
    }

    /// The level that is turned down by so much, more than nothing; the inverse of [`Self::at`], but never above
    /// [`LOUDEST`]: a curve that hardly bends asks for no such level.
    pub fn level_of(&self, reduction: f32) -> f32 {
        let over = reduction / self.slope;
        let above = if over < 0.5 * self.width {
            (2.0 * self.width * over).sqrt()
        } else {
            over + 0.5 * self.width
        };
        (self.low + above).smaller(LOUDEST)
    }
}
