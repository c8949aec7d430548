//! Which tape there is, and which one is being looked at.

use crate::control::tape_orders::TapeChoice;
use serde::{Deserialize, Serialize};

/// What the journal keeps of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// The folder or file; empty for none.
    pub path: String,
    /// What somebody has chosen for single strips.
    pub chosen: Vec<TapeChoice>,
}

/// What is being looked at.
#[derive(Debug)]
pub struct Question {
    /// Its number.
    pub number: u64,
    /// What becomes the tape if it can be played.
    pub wanted: Kept,
    /// Nobody has asked: a tape that is missing is looked for again.
    pub is_repeated: bool,
}
