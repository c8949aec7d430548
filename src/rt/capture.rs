//! Sound on its way from the audio thread to whoever measures or records it.
//!
//! One ring per capture, which carries one or more channels of one place. The writer never waits: what finds
//! no room is left out, of all channels alike, and the reader sees the gap by the frame numbers.

use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Frames that are handed over at a time: those between two marks of the engine.
pub const FRAMES: usize = 32;

/// One channel's samples between two marks.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Engine frame of the first of them, a multiple of [`FRAMES`].
    frame: u64,
    samples: [f32; FRAMES],
}

/// The audio thread's end.
#[derive(Debug)]
pub struct CaptureWriter {
    pieces: Producer<Piece>,
    channels: usize,
    is_there: Arc<AtomicBool>,
}

/// The reader's end. Any thread but the audio thread.
#[derive(Debug)]
pub struct CaptureReader {
    pieces: Consumer<Piece>,
    is_there: Arc<AtomicBool>,
    /// What was read last, by channel.
    samples: Vec<[f32; FRAMES]>,
    /// The frame that comes next, once anything came.
    next: Option<u64>,
}

/// What was captured between two marks.
#[derive(Clone, Copy, Debug)]
pub struct Captured<'a> {
    /// Engine frame of the first sample, a multiple of [`FRAMES`].
    pub frame: u64,
    /// Frames right before it that were left out because the ring was full, or while no engine ran.
    pub missed: u64,
    /// The samples of each channel.
    pub channels: &'a [[f32; FRAMES]],
}

/// Both ends of a ring for `channels` channels that holds `marks` marks of [`FRAMES`] frames.
/// Allocates; not on the audio thread.
pub fn capture(channels: usize, marks: usize) -> (CaptureWriter, CaptureReader) {
    let (writer, reader) = RingBuffer::new(channels * marks);
    let is_there = Arc::new(AtomicBool::new(true));
    let writer = CaptureWriter {
        pieces: writer,
        channels,
        is_there: is_there.clone(),
    };
    let reader = CaptureReader {
        pieces: reader,
        is_there,
        samples: vec![[0.0; FRAMES]; channels],
        next: None,
    };
    (writer, reader)
}

impl CaptureWriter {
    /// Hands over what every channel holds from this frame on, or nothing at all where there is no room. Audio
    /// thread.
    pub fn write<'s>(&mut self, frame: u64, samples: impl Fn(usize) -> &'s [f32; FRAMES]) {
        if self.pieces.slots() < self.channels {
            return;
        }
        for channel in 0..self.channels {
            let samples = *samples(channel);
            // There is room: it was looked at before.
            let _ = self.pieces.push(Piece { frame, samples });
        }
    }

    /// Whether the place that is captured exists. Audio thread.
    pub fn set_there(&self, is_there: bool) {
        self.is_there.store(is_there, Relaxed);
    }
}

impl CaptureReader {
    /// How many channels it carries.
    pub fn channels(&self) -> usize {
        self.samples.len()
    }

    /// What was captured at the next mark, if it is there already.
    pub fn read(&mut self) -> Option<Captured<'_>> {
        // The writer may be between two channels.
        if self.pieces.slots() < self.samples.len() {
            return None;
        }
        let mut frame = 0;
        for samples in &mut self.samples {
            let piece = self.pieces.pop().ok()?;
            (frame, *samples) = (piece.frame, piece.samples);
        }
        let missed = self.next.map_or(0, |next| frame.saturating_sub(next));
        self.next = Some(frame + FRAMES as u64);
        Some(Captured {
            frame,
            missed,
            channels: &self.samples,
        })
    }

    /// True when nothing more will come: nobody captures any more, and everything was read.
    pub fn is_over(&self) -> bool {
        self.pieces.is_abandoned() && self.pieces.slots() < self.samples.len()
    }

    /// False while the console has no such place: its strip or bus is gone, or has another width.
    pub fn is_there(&self) -> bool {
        self.is_there.load(Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_ring_leaves_out_whole_marks_and_the_reader_knows_which() {
        let (mut writer, mut reader) = capture(2, 3);
        let write = |writer: &mut CaptureWriter, mark: u64| {
            let samples = [[mark as f32; FRAMES], [-(mark as f32); FRAMES]];
            writer.write(mark * FRAMES as u64, |channel| &samples[channel]);
        };
        (0..5).for_each(|mark| write(&mut writer, mark));
        let mut read = Vec::new();
        while let Some(captured) = reader.read() {
            let firsts = captured.channels.iter().map(|samples| samples[0]);
            read.push((captured.frame, captured.missed, firsts.collect::<Vec<_>>()));
        }
        write(&mut writer, 5);
        let captured = reader.read().map(|c| (c.frame, c.missed));
        let expected = (0..3).map(|n| (32 * n, 0, vec![n as f32, -(n as f32)]));
        assert_eq!(read, expected.collect::<Vec<_>>());
        assert_eq!(captured, Some((160, 64)));
        assert!(!reader.is_over());
        drop(writer);
        assert!(reader.is_over());
    }
}
