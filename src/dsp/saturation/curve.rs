//! The curves of saturation, and the emphasis around them.

use super::settings::SaturationKind;
use crate::dsp::math::{gain_from_db_f64, tanh};
use crate::dsp::sample::Sample;

/// What the emphasis of tape adds above, in dB.
const TAPE_DB: f64 = 9.0;
/// How far from its middle a tube works, in units of the curve's input.
pub(super) const TUBE_BIAS: f32 = 0.35;

/// What a kind becomes: one number per channel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Curve<S> {
    /// 1 for the cubic, else 0.
    cubic: S,
    /// 1 for the clipper, else 0.
    pub clip: S,
    /// Added before the hyperbolic tangent.
    bias: S,
    /// What the hyperbolic tangent makes of the bias alone.
    offset: S,
    /// 1 over the slope at the bias.
    steepen: S,
    /// 1 where the curve is one-sided, else 0.
    pub one_sided: S,
    /// What the emphasis adds to highs: gain − 1.
    pub highs: S,
    /// What its mirror adds: 1/gain − 1.
    pub mirrored: S,
}

impl<S: Sample> Curve<S> {
    pub fn of(kind: SaturationKind) -> Self {
        let splat = |yes: bool| S::splat(f32::from(u8::from(yes)));
        let bias = if kind == SaturationKind::Tube {
            TUBE_BIAS
        } else {
            0.0
        };
        let db = if kind == SaturationKind::Tape {
            TAPE_DB
        } else {
            0.0
        };
        let offset = tanh(bias);
        Self {
            cubic: splat(kind == SaturationKind::Cubic),
            clip: splat(kind == SaturationKind::Clip),
            bias: S::splat(bias),
            offset: S::splat(offset),
            steepen: S::splat(1.0 / (1.0 - offset * offset)),
            one_sided: splat(kind == SaturationKind::Tube),
            highs: S::splat((gain_from_db_f64(db) - 1.0) as f32),
            mirrored: S::splat((gain_from_db_f64(-db) - 1.0) as f32),
        }
    }

    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, from: usize) {
        self.cubic.set_lane(lane, other.cubic.lane(from));
        self.clip.set_lane(lane, other.clip.lane(from));
        self.bias.set_lane(lane, other.bias.lane(from));
        self.offset.set_lane(lane, other.offset.lane(from));
        self.steepen.set_lane(lane, other.steepen.lane(from));
        self.one_sided.set_lane(lane, other.one_sided.lane(from));
        self.highs.set_lane(lane, other.highs.lane(from));
        self.mirrored.set_lane(lane, other.mirrored.lane(from));
    }

    /// The curve at one point. `CLIPS`: some channel has a clipper.
    #[inline(always)]
    pub fn at<const CLIPS: bool>(&self, x: S) -> S {
        let one = S::splat(1.0);
        let bent = (tanh(x + self.bias) - self.offset) * self.steepen;
        let inside = one.smaller((-one).larger(x));
        let cubic = inside - inside * inside * inside * S::splat(1.0 / 3.0);
        let other = self.cubic.select_gt(S::splat(0.5), cubic, bent);
        if CLIPS {
            self.clip.select_gt(S::splat(0.5), clipped(x), other)
        } else {
            other
        }
    }
}

/// A soft clip: a straight line up to a half, 1 from one and a half on, and a parabola between, without a corner.
#[inline(always)]
fn clipped<S: Sample>(x: S) -> S {
    let (zero, half, one) = (S::splat(0.0), S::splat(0.5), S::splat(1.0));
    let magnitude = x.magnitude();
    let over = one.smaller(zero.larger(magnitude - half));
    let bent = S::splat(1.5).smaller(magnitude) - half * over * over;
    x.select_gt(zero, bent, -bent)
}
