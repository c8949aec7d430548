//! Why a sound file cannot be read.

use std::fmt;

/// What is read, and the way to it for everything else.
pub const CONVERT: &str = "allowed: WAV, RF64, BW64, FLAC, AIFF, CAF, Ogg Vorbis, MP3, ALAC; convert it, for example \
                           with: ffmpeg -i OLD NEW.wav";
/// Why a file cannot be read, as a sentence that goes on behind its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(String);

impl Unreadable {
    /// A sentence that goes on behind the file's name: what is wrong and what to do.
    pub(super) fn of(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// A number of channels that no file has.
    pub(super) fn channels(found: usize) -> Self {
        Self(format!(
            "says that it has {found} channels; allowed: 1 to 255; it is damaged, or split it into several files"
        ))
    }

    /// A rate that no file has.
    pub(super) fn rate(found: u32) -> Self {
        Self(format!(
            "says that its rate is {found} Hz; allowed: 8000 to 384000 Hz; it is damaged: save it anew"
        ))
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Unreadable {}

impl From<std::io::Error> for Unreadable {
    fn from(error: std::io::Error) -> Self {
        Self(format!("cannot be read: {error}"))
    }
}
