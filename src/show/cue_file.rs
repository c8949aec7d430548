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
//!   - 20:                    # recalls no scene
//!     name: Walk-out
//!     skipped: yes           # GO passes it over
//!     locked: yes            # nobody changes it
//!     color: red
//! ```
//! They are walked by number, in whatever order they are written.

mod keeping;
mod lines;
mod reading;

pub use keeping::{CueFile, Loaded};
pub use lines::whole;
pub use reading::parse_tolerant;

#[cfg(test)]
mod tests;
