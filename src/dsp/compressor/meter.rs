//! What meters read of a compressor.

use super::Compressor;
use crate::dsp::math::exp2_in_range;
use crate::dsp::sample::Sample;

impl<S: Sample> Compressor<S> {
    /// The lowest gain of each channel since [`Self::take_lowest_gain`], without make-up and mix.
    #[inline(always)]
    pub fn lowest_gain(&self) -> S {
        exp2_in_range(-self.computer.deepest)
    }

    /// The lowest gain of each channel since the last call, without make-up and mix, for meters.
    #[inline(always)]
    pub fn take_lowest_gain(&mut self) -> S {
        let reduction = self.computer.reduction;
        let deepest = std::mem::replace(&mut self.computer.deepest, reduction);
        exp2_in_range(-deepest)
    }
}
