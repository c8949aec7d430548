//! The ports of a node.

use serde::{Deserialize, Serialize};

/// How many pairs of MIDI ports there are: a surface each.
pub const MIDI_PAIRS: u16 = 4;

/// Which of a node's ports.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub enum PortKind {
    /// What a strip hears, or what a bus or main gives out.
    #[default]
    Signal,
    /// What leaves a node at its insert point, for an external unit.
    InsertSend,
    /// What comes back from the unit.
    InsertReturn,
    /// Where a surface speaks. Its node is the console, with the number of the pair of MIDI ports.
    MidiIn,
    /// Where a surface listens.
    MidiOut,
}

impl PortKind {
    /// Path below the node, as in `ch/7/insert/send`; empty for the signal itself.
    pub fn path(self) -> &'static str {
        match self {
            Self::Signal => "",
            Self::InsertSend => "insert/send",
            Self::InsertReturn => "insert/return",
            Self::MidiIn => "midi-in",
            Self::MidiOut => "midi-out",
        }
    }

    /// The name of a MIDI port, of the pair of this number: `midi-in`, `midi-in-2`; none for audio.
    pub fn midi_name(self, pair: u16) -> Option<String> {
        match (self, pair) {
            (Self::MidiIn | Self::MidiOut, 1) => Some(self.path().to_owned()),
            (Self::MidiIn | Self::MidiOut, pair) => Some(format!("{}-{pair}", self.path())),
            _ => None,
        }
    }

    /// The words of the path; none for the signal itself.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        self.path().split('/').filter(|word| !word.is_empty())
    }
}
