//! Segments and blocks: the pieces in which audio is worked on.

use super::MARK;
use crate::dsp::sample::Lanes;
use std::ops::Range;

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
}

/// The signal of eight lanes between two marks.
pub type Block = [Lanes; MARK];

/// A silent block.
pub const SILENT: Block = [Lanes([0.0; 8]); MARK];
