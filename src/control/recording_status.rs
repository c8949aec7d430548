//! A recording as everybody sees it.

use serde::{Deserialize, Serialize};

/// A recording: where it is, how long, what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordingStatus {
    /// The number of the recording that was asked for last, since the console runs.
    pub number: u32,
    /// Why that one is over or did not begin; none while it runs, and where somebody has ended it.
    pub stopped: Option<String>,
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
    /// What is kept for the beginning of the next recording, in seconds.
    pub kept_seconds: f32,
}
