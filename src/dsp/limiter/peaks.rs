//! The true peaks of all channels of a mix, frame by frame.

use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::sample::{LANES, Lanes, Sample};
use crate::dsp::true_peak::{DELAY, Interpolator, TAPS, WINDOW};

/// Frames before those of a run that their points are made of.
pub(super) const SEEN: usize = TAPS - 1;

/// Finds the peak of the frame [`DELAY`] frames ago and of the points after it. One channel after the
/// other, eight frames side by side.
#[derive(Clone, Debug)]
pub(super) struct PeakDetector {
    interpolator: Interpolator,
    /// The last frames of each channel, but for one as many as a point is made of, and room for those of
    /// a mark.
    history: [[f32; SEEN + FRAMES_PER_MARK]; LANES],
}

impl PeakDetector {
    pub fn new() -> Self {
        Self {
            interpolator: Interpolator::new(),
            history: [[0.0; SEEN + FRAMES_PER_MARK]; LANES],
        }
    }

    /// Takes a run of frames inside one mark; for each, the highest of the first `channels` channels.
    /// Points that cannot lie above `limit` are not looked at.
    #[inline(always)]
    pub fn run(&mut self, buffer: &[Lanes], channels: usize, limit: f32) -> [f32; FRAMES_PER_MARK] {
        let mut highest = [0.0; FRAMES_PER_MARK];
        for (channel, history) in self.history.iter_mut().take(channels).enumerate() {
            for (to, x) in history[SEEN..].iter_mut().zip(buffer) {
                *to = x[channel];
            }
            let eights = highest.as_chunks_mut().0.iter_mut().enumerate();
            // The last eight may have frames that are not used.
            for (eight, highest) in eights.take(buffer.len().div_ceil(LANES)) {
                let Some(samples) = history[eight * LANES..].first_chunk() else {
                    break;
                };
                let peaks = peaks(&self.interpolator, samples, limit);
                *highest = Lanes(*highest).larger_in_place(peaks).0;
            }
            history.copy_within(buffer.len()..buffer.len() + SEEN, 0);
        }
        highest
    }

    /// Sees the last [`SEEN`] frames, oldest first, which it was not given.
    #[inline(always)]
    pub fn catch_up<'a>(&mut self, frames: impl Iterator<Item = &'a Lanes>) {
        for (at, frame) in frames.take(SEEN).enumerate() {
            for (history, x) in self.history.iter_mut().zip(frame.0) {
                history[at] = x;
            }
        }
    }

    pub fn clear_lane(&mut self, lane: usize) {
        self.history[lane] = [0.0; SEEN + FRAMES_PER_MARK];
    }
}

/// The peaks of eight frames side by side.
#[inline(always)]
pub(super) fn peaks(interpolator: &Interpolator, samples: &[f32; WINDOW], limit: f32) -> Lanes {
    let at_samples = Lanes(std::array::from_fn(|frame| samples[DELAY - 1 + frame])).magnitude();
    if interpolator.cannot_exceed(limit, samples) {
        at_samples
    } else {
        at_samples.larger(interpolator.points(samples))
    }
}
