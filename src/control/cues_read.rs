//! The cues as they come from their file.

use super::feed::Notice;
use crate::show::cue::Cue;

/// The cues as they were read from their file.
#[derive(Debug, Default)]
pub struct CuesRead {
    /// The cues.
    pub cues: Vec<Cue>,
    /// What the file said when it was written or read last, where that is known.
    pub before: Option<Vec<Cue>>,
    /// What there is to say about them.
    pub notices: Vec<Notice>,
}
