//! What a cue does with the recording.

use serde::{Deserialize, Serialize};

/// What becomes of the recording when a cue goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CueRecord {
    /// Nothing.
    #[default]
    Keep,
    /// It begins, where it does not run already.
    Start,
    /// It gets a marker that is called as the cue.
    Mark,
    /// It ends.
    Stop,
}

impl CueRecord {
    /// The words of files and of the command line.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("keep", Self::Keep),
        ("start", Self::Start),
        ("mark", Self::Mark),
        ("stop", Self::Stop),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize].0
    }

    /// What has a word.
    pub fn from_word(word: &str) -> Option<Self> {
        let found = Self::WORDS.into_iter().find(|(known, _)| *known == word);
        found.map(|(_, record)| record)
    }

    /// The one behind it, round in a circle.
    pub fn next(self) -> Self {
        Self::WORDS[(self as usize + 1) % Self::WORDS.len()].1
    }

    /// What is said of a cue in lists; nothing where it does nothing.
    pub fn about(self) -> Option<&'static str> {
        match self {
            Self::Keep => None,
            Self::Start => Some("record"),
            Self::Mark => Some("mark recording"),
            Self::Stop => Some("stop recording"),
        }
    }
}
