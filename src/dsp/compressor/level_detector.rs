//! What a compressor hears: the level of its key.

use crate::dsp::knee::level;
use crate::dsp::sample::Sample;
use crate::dsp::smoother::Smoother;

/// The detector: a mean of squares, or each square alone.
///
/// Legend: `kept` is what is left of the mean after one frame (0 for peaks), `taken` what a frame's
/// square adds; `link` is 1 where a channel hears the louder of its pair, else 0; `power` is the
/// mean, scaled so that a sine reads the square of its peak.
#[derive(Clone, Copy, Debug)]
pub(super) struct LevelDetector<S> {
    pub kept: Smoother<S>,
    pub taken: Smoother<S>,
    pub link: S,
    pub power: S,
}

impl<S: Sample> LevelDetector<S> {
    /// The level of each frame of the key, in octaves of power; some pairs are `LINKED` or not.
    #[inline(always)]
    pub fn run<const MOVING: bool, const LINKED: bool>(&mut self, key: &[S], levels: &mut [S]) {
        let (mut kept, mut taken) = (self.kept.value(), self.taken.value());
        let (mut power, link) = (self.power, self.link);
        for (out, &key) in levels.iter_mut().zip(key) {
            if MOVING {
                (kept, taken) = (self.kept.next(), self.taken.next());
            }
            power = kept * power + taken * (key * key);
            let mut louder = power;
            if LINKED {
                louder = louder.larger(power.swap_pairs() * link);
            }
            *out = level(louder);
        }
        self.power = power;
    }
}
