//! The fade that runs, as far as it can be held and taken back.

use crate::param::{ParamAddr, Plain};

/// The last recall that took time.
#[derive(Debug, Default)]
pub(super) struct Fade {
    /// The frame at which it began.
    pub began: u64,
    /// Frames that it was held for.
    pub rested: u64,
    /// It is held.
    pub held: Option<Held>,
}

/// A fade that waits to go on.
#[derive(Debug)]
pub(super) struct Held {
    /// The frame since which it waits.
    pub since: u64,
    /// What was on its way: where it stands, where it goes, and the frames that it still takes.
    pub moves: Vec<(ParamAddr, Plain, Plain, u32)>,
}

impl Fade {
    /// A fade begins at a frame.
    pub fn begin(frame: u64) -> Self {
        Self {
            began: frame,
            ..Self::default()
        }
    }

    /// Frames for which it has run.
    pub fn elapsed(&self, now: u64) -> u64 {
        let until = self.held.as_ref().map_or(now, |held| held.since);
        until.saturating_sub(self.began + self.rested)
    }
}
