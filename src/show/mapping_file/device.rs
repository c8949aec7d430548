//! What a device file says, read.

use super::{Answer, Hui, Input, KeepAlive, Mcu, Output, Palette, Setup};
use crate::show::programs::Programs;
use crate::show::remote::Remote;

/// A kind of surface, as its file describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceFile {
    /// Name for people.
    pub name: String,
    /// Names of its MIDI client; `*` stands for anything.
    pub clients: Vec<String>,
    /// Names of the port to use; empty where any will do.
    pub ports: Vec<String>,
    /// What unknown devices are taken for.
    pub is_guess: bool,
    /// Where the facts are from.
    pub confidence: Option<Confidence>,
    /// On which side of a main unit it stands; none: it stands by itself, or is one.
    pub side: Option<Side>,
    /// How it talks.
    pub protocol: Protocol,
    /// When a moved motor is answered.
    pub echo: Echo,
    /// What is printed beside its faders: parts of the way, and their levels in dB, rising.
    pub taper: Vec<(f32, f32)>,
    /// What it can take, in bytes per millisecond; none: what a MIDI cable has.
    pub pace: Option<f32>,
    /// Its numbers for colours.
    pub palette: Palette,
    /// Which of its programs recall scenes.
    pub programs: Option<Programs>,
    /// What it does as a remote control.
    pub remote: Option<Remote>,
    /// What is done before anything else.
    pub setup: Vec<Setup>,
    /// What it says by itself.
    pub answers: Vec<Answer>,
    /// What keeps it awake.
    pub keep_alive: Option<KeepAlive>,
    /// What is sent when the console goes.
    pub exit: Vec<Vec<u8>>,
}

/// Side of a main unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Its strips come before those of the main unit.
    Left,
    /// Its strips come after those of the main unit.
    Right,
}

/// Where the facts in a file are from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// The manufacturer's document, or two programs that work.
    Documented,
    /// One program that works, or one capture.
    Likely,
    /// A single statement.
    Uncertain,
}

impl Confidence {
    /// The words for it in files.
    pub const WORDS: [(&'static str, Self); 3] = [
        ("documented", Self::Documented),
        ("likely", Self::Likely),
        ("uncertain", Self::Uncertain),
    ];

    /// The word for it in files.
    pub fn word(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(_, one)| *one == self);
        found.map_or("", |(word, _)| word)
    }
}

/// When a motor that a hand moves is sent back where the hand has put it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echo {
    /// At once: it returns to the last place that the host sent.
    Always,
    /// Not before it rests: an answer would pull at the hand.
    AtRest,
}

/// How a device talks.
#[derive(Clone, Debug, PartialEq)]
pub enum Protocol {
    /// Messages of its own.
    Messages {
        /// What it sends.
        inputs: Vec<Input>,
        /// What it hears.
        outputs: Vec<Output>,
    },
    /// Mackie Control.
    Mcu(Mcu),
    /// The HUI's.
    Hui(Hui),
}
