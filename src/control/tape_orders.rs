//! What the console asks of who reads a tape, and what that says.

use crate::param::{NodeId, Width};
use crate::rt::tape::{TapeClock, TrackWriter, Way};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Something for who reads a tape.
#[derive(Debug)]
pub enum TapeOrder {
    /// Look what there is, and which strip it is for. What is found becomes an answer with that number.
    Open {
        /// The number of the question.
        number: u64,
        /// A folder of files, or a file; none: the newest recording of the show.
        path: Option<PathBuf>,
        /// The strips, in the order of the desk.
        strips: Vec<(NodeId, Width)>,
        /// What somebody has chosen; everything else follows from the names of the files.
        chosen: Vec<TapeChoice>,
    },
    /// These tracks are read from here on, for a stream.
    Stream {
        /// What says where they are.
        clock: TapeClock,
        /// Sample rate in Hz.
        rate: u32,
        /// The folder of the files.
        folder: PathBuf,
        /// The tracks, and where they go.
        tracks: Vec<(TapeTrack, TrackWriter)>,
    },
    /// A way of the transport: from a frame on, around a loop where there is one. All of it in frames of the stream.
    Cue {
        /// Its number.
        way: Way,
        /// Where it begins.
        from: u64,
        /// Where the loop begins, and where it goes back.
        cycle: Option<(u64, u64)>,
    },
}

/// What who reads a tape has to say.
#[derive(Clone, Debug, PartialEq)]
pub enum TapeSaid {
    /// The answer to a question.
    Opened(u64, TapeFacts),
    /// It cannot be played: a sentence.
    Failed(u64, String),
    /// A track ended before its time: a sentence.
    Broken(String),
}

/// What is known of a tape.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TapeFacts {
    /// The folder or the file, from the root.
    pub path: String,
    /// The folder of its files.
    pub folder: PathBuf,
    /// Which strip hears what.
    pub tracks: Vec<TapeTrack>,
    /// Everything that strips could hear.
    pub files: Vec<TapeFile>,
    /// The longest track, in seconds.
    pub seconds: f32,
    /// What a person should know of it, as sentences.
    pub notes: Vec<String>,
}

/// Most names of files in a sentence.
const NAMED: usize = 4;

impl TapeFacts {
    /// Whether it has a file, and that a channel, the first one being 1.
    ///
    /// # Errors
    /// What it has: a sentence.
    pub fn has(&self, file: &str, channel: u8) -> Result<(), String> {
        let Some(found) = self.files.iter().find(|known| known.name == file) else {
            let names = self.files.iter().take(NAMED);
            let names: Vec<&str> = names.map(|file| file.name.as_str()).collect();
            let more = self.files.len() - names.len();
            let more = match more {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let names = names.join(", ");
            return Err(format!("{} has no {file}; it has {names}{more}", self.path));
        };
        if (1..=found.channels).contains(&usize::from(channel)) {
            return Ok(());
        }
        Err(match found.channels {
            1 => format!("{file} has one channel, and no channel {channel}"),
            most => format!("{file} has no channel {channel}; allowed: 1 to {most}"),
        })
    }
}

/// A sound file of a tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TapeFile {
    /// Its name, seen from the folder.
    pub name: String,
    /// How many channels it has.
    pub channels: usize,
}

/// What a strip hears of a tape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TapeTrack {
    /// The strip.
    pub node: NodeId,
    /// Its file, seen from the folder.
    pub file: String,
    /// The channels of the file that its channels hear, the first one being 0.
    pub channels: Vec<u8>,
}

/// What somebody has chosen for a strip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TapeChoice {
    /// The strip.
    pub node: NodeId,
    /// The file, seen from the folder, and its channel, the first one being 1; none: it stays live.
    pub what: Option<(String, u8)>,
}
