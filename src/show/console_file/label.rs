//! Names and colours.

use serde::{Deserialize, Serialize};

/// Name and colour of a strip, bus or group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// The name; empty where there is none.
    pub name: String,
    /// The colour.
    pub color: Color,
}

/// The colours that every surface and terminal can show in some way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Color {
    /// No colour.
    #[default]
    Off,
    /// Red.
    Red,
    /// Orange.
    Orange,
    /// Yellow.
    Yellow,
    /// Green.
    Green,
    /// Cyan.
    Cyan,
    /// Blue.
    Blue,
    /// Purple.
    Purple,
    /// Pink.
    Pink,
    /// White.
    White,
}

impl Color {
    /// Every colour by the word for it in files.
    pub const WORDS: [(&'static str, Self); 10] = [
        ("red", Self::Red),
        ("orange", Self::Orange),
        ("yellow", Self::Yellow),
        ("green", Self::Green),
        ("cyan", Self::Cyan),
        ("blue", Self::Blue),
        ("purple", Self::Purple),
        ("pink", Self::Pink),
        ("white", Self::White),
        ("off", Self::Off),
    ];

    /// The word for it in files.
    pub fn word(self) -> &'static str {
        let known = Self::WORDS.iter().find(|(_, color)| *color == self);
        known.map_or("off", |(word, _)| word)
    }

    /// The colour after this one, round the list.
    pub fn next(self) -> Self {
        let place = Self::WORDS.iter().position(|(_, color)| *color == self);
        let next = place.map_or(0, |place| (place + 1) % Self::WORDS.len());
        Self::WORDS[next].1
    }

    /// The colour of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        let known = Self::WORDS.iter().find(|(known, _)| *known == word);
        known.map(|(_, color)| *color)
    }
}
