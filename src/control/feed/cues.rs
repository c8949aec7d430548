//! What the console says of cues.

use crate::show::cue::{Cue, CueNumber};
use serde::{Deserialize, Serialize};

/// The cues of the show; where there are none, GO walks the scenes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CueList {
    /// The cues, by number.
    pub list: Vec<Cue>,
    /// The one that went last.
    pub current: Option<CueNumber>,
    /// The one that the next GO lets go.
    pub armed: Option<CueNumber>,
}

impl CueList {
    /// The cue of a number.
    pub fn find(&self, number: CueNumber) -> Option<&Cue> {
        self.list.iter().find(|cue| cue.number == number)
    }

    /// The cue that the next GO lets go.
    pub fn armed_cue(&self) -> Option<&Cue> {
        self.find(self.armed?)
    }

    /// A number for a cue behind one, or behind all of them.
    pub fn free_after(&self, number: Option<CueNumber>) -> Option<CueNumber> {
        let number = number.or(self.list.last().map(|cue| cue.number));
        let next = self.list.iter().map(|cue| cue.number);
        let next = next.filter(|next| Some(*next) > number).min();
        CueNumber::between(number, next)
    }
}

/// What counts down to the next cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CueCountdown {
    /// Tenths of a second that are left.
    pub tenths: u32,
    /// It stands still.
    pub is_held: bool,
}
