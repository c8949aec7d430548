//! What is lacking before doors.

use crate::param::NodeId;
use serde::{Deserialize, Serialize};

/// One thing that is worth a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What was found.
    pub what: String,
    /// What to do about it.
    pub advice: String,
    /// Where it can be mended.
    pub place: FindingPlace,
}

/// Where a finding can be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FindingPlace {
    /// Not on the console: on this machine, or in a file.
    Outside,
    /// At a strip, bus or main, or at the switches of the console.
    Node(NodeId),
    /// In the patch.
    Patch,
    /// At the tape.
    Tape,
}

impl Finding {
    /// Something, what to do about it, and where.
    pub fn new(what: impl Into<String>, advice: impl Into<String>, place: FindingPlace) -> Self {
        Self {
            what: what.into(),
            advice: advice.into(),
            place,
        }
    }
}
