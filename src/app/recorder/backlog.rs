//! What was captured and is not in a file yet: the last seconds before a recording begins, and what a disk is behind by.

use crate::rt::capture::{CaptureReader, FRAMES};
use std::collections::VecDeque;

/// Marks that are kept in one piece of memory.
const MARKS_PER_RUN: usize = 256;

/// Sound that waits, and where more of it comes from. The thread of the recorder.
#[derive(Debug)]
pub struct Backlog {
    reader: CaptureReader,
    runs: VecDeque<Run>,
}

/// Marks that follow each other.
#[derive(Debug)]
struct Run {
    /// Engine frame of the first one.
    frame: u64,
    /// The channels of each mark.
    pieces: Vec<[f32; FRAMES]>,
    /// How many marks are behind us.
    taken: usize,
}

impl Run {
    fn marks(&self, channels: usize) -> usize {
        self.pieces.len() / channels
    }

    fn end(&self, channels: usize) -> u64 {
        self.frame + (self.marks(channels) * FRAMES) as u64
    }
}

impl Backlog {
    /// Nothing waits yet.
    pub fn new(reader: CaptureReader) -> Self {
        Self {
            reader,
            runs: VecDeque::new(),
        }
    }

    /// Takes in what was captured, as long as no more than so many frames wait; the rest waits in the ring.
    pub fn pull(&mut self, most: u64) {
        let channels = self.reader.channels().max(1);
        let mut waiting = self.waiting();
        while waiting < most {
            let Some(captured) = self.reader.read() else {
                return;
            };
            let goes_on = self.runs.back().is_some_and(|run| {
                run.end(channels) == captured.frame && run.marks(channels) < MARKS_PER_RUN
            });
            if !goes_on {
                self.runs.push_back(Run {
                    frame: captured.frame,
                    pieces: Vec::with_capacity(MARKS_PER_RUN * channels),
                    taken: 0,
                });
            }
            if let Some(run) = self.runs.back_mut() {
                run.pieces.extend_from_slice(captured.channels);
            }
            waiting += FRAMES as u64;
        }
    }

    /// Frames that wait here.
    pub fn waiting(&self) -> u64 {
        let channels = self.reader.channels().max(1);
        let marks = self.runs.iter().map(|run| run.marks(channels) - run.taken);
        (marks.sum::<usize>() * FRAMES) as u64
    }

    /// Bytes of a frame.
    pub fn frame_bytes(&self) -> u64 {
        (self.reader.channels() * size_of::<f32>()) as u64
    }

    /// Engine frame of what comes next here.
    pub fn first_frame(&self) -> Option<u64> {
        let run = self.runs.front()?;
        Some(run.frame + (run.taken * FRAMES) as u64)
    }

    /// Engine frame behind the newest that is here.
    pub fn end_frame(&self) -> Option<u64> {
        let channels = self.reader.channels().max(1);
        self.runs.back().map(|run| run.end(channels))
    }

    /// What was captured at the next mark: its engine frame, and the samples of each channel.
    pub fn next(&mut self) -> Option<(u64, &[[f32; FRAMES]])> {
        let channels = self.reader.channels().max(1);
        self.drop_taken();
        let run = self.runs.front_mut()?;
        let at = run.taken;
        run.taken += 1;
        let frame = run.frame + (at * FRAMES) as u64;
        Some((frame, &run.pieces[at * channels..][..channels]))
    }

    /// Marks before an engine frame are of no use any more.
    pub fn forget_before(&mut self, frame: u64) {
        while self.first_frame().is_some_and(|first| first < frame) {
            if self.next().is_none() {
                return;
            }
            self.drop_taken();
        }
    }

    /// Nothing that was captured so far is of use any more.
    pub fn forget(&mut self) {
        self.runs.clear();
        while self.reader.read().is_some() {}
    }

    fn drop_taken(&mut self) {
        let channels = self.reader.channels().max(1);
        while let Some(run) = self.runs.front()
            && run.taken == run.marks(channels)
        {
            self.runs.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rt::capture::capture;

    #[test]
    fn what_waits_comes_in_order_with_its_gaps_and_old_marks_go() {
        let (mut writer, reader) = capture(2, 10_000);
        let mut backlog = Backlog::new(reader);
        let mark = |number: u64| [[number as f32; FRAMES], [-(number as f32); FRAMES]];
        let mut write = |numbers: std::ops::Range<u64>| {
            for number in numbers {
                let samples = mark(number);
                writer.write(number * FRAMES as u64, |channel| &samples[channel]);
            }
        };
        write(0..1000);
        backlog.pull(u64::MAX);
        write(1500..1510);
        backlog.pull(u64::MAX);
        assert_eq!(backlog.waiting(), 1010 * FRAMES as u64);
        assert_eq!(backlog.end_frame(), Some(1510 * FRAMES as u64));
        backlog.forget_before(700 * FRAMES as u64);
        assert_eq!(backlog.first_frame(), Some(700 * FRAMES as u64));
        // The memory of what is forgotten goes.
        assert!(backlog.runs.len() <= 3, "{}", backlog.runs.len());
        let mut expected = (700..1000).chain(1500..1510);
        while let Some((frame, channels)) = backlog.next() {
            let number = expected.next().unwrap();
            assert_eq!(frame, number * FRAMES as u64);
            assert_eq!(channels, mark(number));
        }
        assert_eq!(expected.next(), None);
        assert_eq!((backlog.waiting(), backlog.first_frame()), (0, None));
    }

    #[test]
    fn no_more_waits_than_is_allowed() {
        let (mut writer, reader) = capture(1, 100);
        let mut backlog = Backlog::new(reader);
        for number in 0..90 {
            writer.write(number * FRAMES as u64, |_| &[0.5; FRAMES]);
        }
        backlog.pull(40 * FRAMES as u64);
        assert_eq!(backlog.waiting(), 40 * FRAMES as u64);
        assert!(backlog.next().is_some());
        backlog.pull(40 * FRAMES as u64);
        assert_eq!(backlog.waiting(), 40 * FRAMES as u64);
        backlog.forget();
        backlog.pull(u64::MAX);
        assert_eq!(backlog.waiting(), 0);
    }
}
