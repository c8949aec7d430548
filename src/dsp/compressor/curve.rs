//! The static curve of a compressor.

use crate::dsp::sample::Sample;

/// The static curve of one frame; `bend` is the curvature of the knee, 1 / (2·width).
#[derive(Clone, Copy, Debug)]
pub(super) struct Curve<S> {
    pub low: S,
    pub width: S,
    pub bend: S,
    pub slope: S,
    pub makeup: S,
}

impl<S: Sample> Curve<S> {
    /// The reduction of a steady level, in octaves of gain: quadratic inside the knee, straight above.
    #[inline(always)]
    pub fn reduction(&self, level: S) -> S {
        let above = S::splat(0.0).larger(level - self.low);
        let inside = above.smaller(self.width);
        (inside * inside * self.bend + (above - inside)) * self.slope
    }
}
