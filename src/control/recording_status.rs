//! A recording as everybody sees it.

use serde::{Deserialize, Serialize};

/// A recording: where it is, how long, what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordingStatus {
    /// Its folder; empty while nothing is recorded.
    pub folder: String,
    /// Its length so far, in seconds.
    pub seconds: f32,
    /// Tracks that are written.
    pub tracks: u16,
    /// Tracks that the disk has failed.
    pub failed: u16,
    /// Seconds for which the disk has room; none where the system does not say it.
    pub seconds_left: Option<f32>,
    /// Pieces that are missing and stand as silence.
    pub gaps: u32,
}
