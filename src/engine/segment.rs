//! Segments and blocks: the pieces in which audio is worked on.

use super::instruction_set::InstructionSet;
use crate::dsp::sample::{LANES, Lanes, Sample};
use std::ops::Range;

/// Frames between marks. Everything that is not per-sample recursion happens at absolute multiples
/// of this many frames, so the length of a callback never reaches the sound.
pub const MARK: usize = crate::dsp::FRAMES_PER_MARK;

/// A run of frames within one mark: at most [`MARK`], cut where a callback ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// First frame, counted from the mark.
    pub offset: usize,
    /// How many frames.
    pub count: usize,
    /// First frame, counted from the start of the callback.
    pub done: usize,
}

impl Segment {
    /// Its frames in a [`Block`].
    #[inline(always)]
    pub fn in_block(self) -> Range<usize> {
        self.offset..self.offset + self.count
    }
    /// Its frames in a port's buffer.
    #[inline(always)]
    pub fn in_callback(self) -> Range<usize> {
        self.done..self.done + self.count
    }
    /// The whole eights of frames in which its frames lie. What is transposed round or summed is done for all
    /// of them: no frame depends on its neighbours there, and what lies outside of the segment is not used.
    #[inline(always)]
    fn eights(self) -> Range<usize> {
        self.offset / LANES..(self.offset + self.count).div_ceil(LANES)
    }
}

/// The signal of eight lanes between two marks.
pub type Block = [Lanes; MARK];

/// A silent block.
pub const SILENT: Block = [Lanes([0.0; 8]); MARK];

/// The signal of eight lanes between two marks, lane by lane: a [`Block`] transposed round. Sums and ports
/// have it so.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(32))]
pub struct Planar(pub [[f32; MARK]; LANES]);

impl Planar {
    /// Silence in every lane.
    pub const SILENT: Self = Self([[0.0; MARK]; LANES]);

    /// An eight of frames of a lane.
    #[inline(always)]
    fn eight(&self, lane: usize, eight: usize) -> Lanes {
        Lanes(self.0[lane].as_chunks().0[eight])
    }

    #[inline(always)]
    fn set_eight(&mut self, lane: usize, eight: usize, frames: Lanes) {
        self.0[lane].as_chunks_mut().0[eight] = frames.0;
    }

    /// The frames of a segment become those of `block`.
    #[inline(always)]
    pub fn take(&mut self, block: &Block, segment: Segment, set: impl InstructionSet) {
        for eight in segment.eights() {
            let transposed = set.transposed(block.as_chunks().0[eight]);
            for lane in 0..LANES {
                self.set_eight(lane, eight, transposed[lane]);
            }
        }
    }

    /// The frames of a segment become those of `other`.
    #[inline(always)]
    pub fn copy_from(&mut self, other: &Self, segment: Segment) {
        for lane in 0..LANES {
            for eight in segment.eights() {
                self.set_eight(lane, eight, other.eight(lane, eight));
            }
        }
    }

    /// Writes the frames of a segment to `block`; the others of their eights get what stands here.
    #[inline(always)]
    pub fn copy_to(&self, block: &mut [Lanes], segment: Segment, set: impl InstructionSet) {
        for eight in segment.eights() {
            let mut rows = [Lanes::default(); LANES];
            for lane in 0..LANES {
                rows[lane] = self.eight(lane, eight);
            }
            block.as_chunks_mut().0[eight] = set.transposed(rows);
        }
    }

    /// Adds each lane of `source`, the first one first, to lane `to`: by a gain each.
    #[inline(always)]
    pub fn add(&mut self, to: usize, source: &Self, gains: &Lanes, segment: Segment) {
        if segment.count == MARK {
            self.add_eights::<{ MARK / LANES }>(0, to, source, gains);
        } else {
            for eight in segment.eights() {
                self.add_eights::<1>(eight, to, source, gains);
            }
        }
    }

    /// [`Self::add`] for `COUNT` eights from the one at `first` on, whose sums stay in registers.
    #[inline(always)]
    fn add_eights<const COUNT: usize>(
        &mut self,
        first: usize,
        to: usize,
        source: &Self,
        gains: &Lanes,
    ) {
        // Else all of the source is loaded into more registers than there are, before the first lane.
        let source = std::hint::black_box(source);
        let mut sums = [Lanes::default(); COUNT];
        for at in 0..COUNT {
            sums[at] = self.eight(to, first + at);
        }
        for lane in 0..LANES {
            let gain = Lanes::splat(gains[lane]);
            for at in 0..COUNT {
                sums[at] += source.eight(lane, first + at) * gain;
            }
        }
        for at in 0..COUNT {
            self.set_eight(to, first + at, sums[at]);
        }
    }

    /// Adds all lanes of `other` to those of the same number.
    #[inline(always)]
    pub fn add_all(&mut self, other: &Self, segment: Segment) {
        for lane in 0..LANES {
            for eight in segment.eights() {
                let sum = self.eight(lane, eight) + other.eight(lane, eight);
                self.set_eight(lane, eight, sum);
            }
        }
    }
}

/// Largest magnitude that comes in: +24 dBFS.
const INPUT_LIMIT: f32 = 16.0;

/// What comes in: non-finite → 0, clamped to ±16.
#[inline(always)]
pub fn clean(x: Lanes) -> Lanes {
    let limit = Lanes::splat(INPUT_LIMIT);
    let finite = Lanes::splat(f32::INFINITY).select_gt(x.magnitude(), x, Lanes::default());
    (-limit).larger(limit.smaller(finite))
}

/// What goes on: non-finite → 0, with 1 in `bad`.
#[inline(always)]
pub fn mask_bad(x: Lanes, bad: &mut Lanes) -> Lanes {
    let limit = Lanes::splat(f32::INFINITY);
    let magnitude = x.magnitude();
    *bad = limit.select_gt(magnitude, *bad, Lanes::splat(1.0));
    limit.select_gt(magnitude, x, Lanes::default())
}

/// The places of the bits that are set, in order.
#[inline(always)]
pub fn bits(mask: u16) -> impl Iterator<Item = usize> {
    let mut mask = mask;
    std::iter::from_fn(move || {
        let place = mask.trailing_zeros() as usize;
        (mask != 0).then(|| {
            mask &= mask - 1;
            place
        })
    })
}
