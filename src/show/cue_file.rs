//! The file of the cues, `cues.yaml`, as one would write it by hand.
//!
//! ```yaml
//! headroom: 1
//! cues:
//!   - 10: Verse              # the number of the cue, and the scene that it recalls
//!   - 10.5: Solo
//!     name: Guitar solo      # left out: as the scene is called
//!     fade: 3 s              # left out: the scene's own fade
//!     wait: 2 s              # between GO and what it does
//!     follow: 8 s            # the next cue goes by itself, 8 s after this one
//!     notes: "watch the drummer"
//!     midi: program 5 channel 1 to Lights        # or a list of messages
//!     record: start          # begins a recording; mark: a marker in it; stop: its end
//!   - 20:                    # recalls no scene
//!     name: Walk-out
//!     skipped: yes           # GO passes it over
//!     locked: yes            # nobody changes it
//!     color: red
//! ```
//! They are walked by number, in whatever order they are written.

mod lines;
mod reading;

use super::cue::Cue;
use super::error::FileError;
use super::one_file::{OneFile, Whole};
pub use lines::whole;
pub use reading::parse_tolerant;

/// The file of the cues of a show.
pub type CueFile = OneFile<Vec<Cue>>;

impl Whole for Vec<Cue> {
    const WHAT: &'static str = "list of cues";

    fn parse(text: &str, source: &str) -> Result<(Self, Vec<FileError>), FileError> {
        parse_tolerant(text, source)
    }

    fn whole(&self) -> String {
        whole(self)
    }

    fn edited(&self, old: &str) -> String {
        lines::edited(old, self)
    }
}

#[cfg(test)]
mod tests;
