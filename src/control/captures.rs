//! What is captured of the engine: kept as one set, which the engine gets as a whole whenever it changes.

use super::core::Core;
use crate::engine::command::{CaptureSource, Captures, Command};
use crate::rt::capture::{CaptureReader, CaptureWriter, capture};

/// Everything that somebody wants captured.
#[derive(Debug, Default)]
pub(super) struct CaptureSet {
    wanted: Vec<Wanted>,
    /// Number of the last capture.
    last: u64,
    /// The engine has another set.
    is_changed: bool,
}

#[derive(Debug)]
struct Wanted {
    number: u64,
    source: CaptureSource,
    channels: usize,
    /// Where it goes, until the engine has that.
    writer: Option<CaptureWriter>,
}

impl CaptureSet {
    /// A stream opens: nothing is captured there yet.
    pub fn begin_stream(&mut self) {
        self.wanted.clear();
        self.is_changed = false;
    }

    /// Begins to capture all channels of a source. `marks` of [`crate::rt::capture::FRAMES`] frames may wait for
    /// the reader. Its number, to end it.
    pub fn start(
        &mut self,
        source: CaptureSource,
        channels: usize,
        marks: usize,
    ) -> (u64, CaptureReader) {
        let (writer, reader) = capture(channels, marks);
        self.last += 1;
        self.is_changed = true;
        self.wanted.push(Wanted {
            number: self.last,
            source,
            channels,
            writer: Some(writer),
        });
        (self.last, reader)
    }

    /// Ends a capture. Its reader gets what is on its way.
    pub fn stop(&mut self, number: u64) {
        let before = self.wanted.len();
        self.wanted.retain(|wanted| wanted.number != number);
        self.is_changed |= self.wanted.len() != before;
    }

    /// Sends the set to the engine, if it has changed. A stream has to be open.
    pub fn send(&mut self, core: &mut Core) {
        if !std::mem::take(&mut self.is_changed) {
            return;
        }
        let mut set = Captures::default();
        for wanted in &mut self.wanted {
            let what = (wanted.source, wanted.channels);
            set.add(wanted.number, what, wanted.writer.take());
        }
        core.command(Command::Capture(Box::new(set)));
    }
}
