//! The one contract of everything that processes: strips, buses, outputs and effects are made of it.
//!
//! Static dispatch, and everything that runs per mark or frame `#[inline(always)]`: [`Processor::mark`] and
//! [`Processor::process`] are each compiled as a whole for an instruction set ([`crate::dsp`] does not know which).
//!
//! What every implementation keeps is tested by one suite (`testing::conformance`): eight channels are
//! one channel eight times, in runs of any lengths; a channel depends on no neighbour that it is not
//! linked to; what is off touches nothing; a channel that is adopted goes on bit for bit; silence leads
//! to rest; nothing that is finite becomes infinite, whatever is set.

/// A processor of frames `S`: one channel (`f32`), eight side by side
/// ([`Lanes`](super::sample::Lanes)), or the two sides of an effect ([`Stereo`]).
///
/// Settings are of one channel, in dB, Hz and ms. They come from rows of the table, whose values are inside
/// their ranges; what stands here are limits of the mathematics alone: half the sample rate, the length of a
/// line, a loop that stays stable. Where all channels are one – an effect, the limiter of main – its number is 0.
pub trait Processor<S: Copy>: Sized {
    /// What a person sets for one channel.
    type Settings: Copy + PartialEq + std::fmt::Debug;

    /// Frames by which what comes out is late. [`Self::process`] gets so many frames more, which come
    /// before the others and are still on their way.
    const ON_THE_WAY: usize = 0;

    /// Never set yet, for a sample rate in Hz: it is set and snapped before it is heard; until then it changes
    /// nothing that is finite into anything else. Alone may allocate.
    fn new(rate: f64) -> Self;

    /// Sends channel `lane` to `settings`, from the next mark on: as a glide, never a click.
    fn set(&mut self, lane: usize, settings: Self::Settings);

    /// Puts channel `lane` at its settings at once.
    fn snap_lane(&mut self, lane: usize);

    /// Once per mark, before its first frame: settings arrive, filters are designed, what decayed
    /// becomes zero.
    fn mark(&mut self);

    /// True when [`Self::mark`] would do nothing: it is not called then.
    fn is_idle(&self) -> bool {
        false
    }

    /// Processes a run of frames inside one mark, in place; leaves it alone when it is neutral.
    fn process(&mut self, run: &mut [S]);

    /// True when every channel passes unchanged and is not about to do anything else. Never, for what
    /// delays or is heard alone.
    fn is_neutral(&self) -> bool {
        false
    }

    /// True when zeros in give zeros out and change nothing for ever.
    fn is_at_rest(&self) -> bool;

    /// Channel `lane` goes on from `other`'s channel `other_lane`, to its own settings. What is large
    /// changes owner: `other` is of no use any more.
    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize);

    /// Forgets the past of channel `lane`.
    fn clear_lane(&mut self, lane: usize);

    /// Whether the detector of channel `lane` follows the louder of its pair; set both of a pair.
    /// Nothing, for what has none.
    fn link(&mut self, _lane: usize, _linked: bool) {}
}

/// A processor that may be led by another signal than its own. [`Processor::process`] is led by its own.
pub trait Keyed<S: Copy>: Processor<S> {
    /// Processes a run of frames inside one mark, in place, by the frames of `key`.
    fn process_keyed(&mut self, run: &mut [S], key: &[S]);

    /// At a mark: both channels of the pair of channel `lane`, which are set alike, come to do the same. True when they
    /// do, and nobody hears whether they are left and right or middle and side.
    fn meet(&mut self, _lane: usize) -> bool {
        true
    }

    /// The pair of channel `lane`, which has [met](Self::meet), is middle and side from here on, or left and right.
    fn part(&mut self, _lane: usize, _mid_side: bool) {}
}

/// One frame of both sides: left, right.
pub type Stereo = [f32; 2];
