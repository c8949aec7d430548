//! The reference track as everybody sees it.

use serde::{Deserialize, Serialize};

/// What can be done with the reference track now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferenceState {
    /// None is chosen.
    #[default]
    None,
    /// Its loudness is being measured: so many hundredths of it are.
    Measuring(u8),
    /// It can be heard.
    Ready,
}

/// The reference track: what it is, where it is, how loud. Places and lengths are in seconds of the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReferenceStatus {
    /// Its file, by name; empty for none.
    pub file: String,
    /// What can be done with it.
    pub state: ReferenceState,
    /// Its length.
    pub seconds: f32,
    /// Where it is, or goes on when it is heard.
    pub position: f32,
    /// Where the loop begins, and where it ends; none: at the beginning, at the end.
    pub loop_ends: (Option<f32>, Option<f32>),
    /// Names and places, by place.
    pub markers: Vec<(String, f32)>,
    /// Sample rate in Hz, and channels.
    pub format: (u32, u8),
    /// Integrated loudness in LUFS, and true peak in dBTP, before any gain.
    pub loudness: f32,
    /// See [`Self::loudness`].
    pub true_peak: f32,
    /// The loudness of the mix that its gain was matched with last, in LUFS; none where none was known.
    pub mix_loudness: Option<f32>,
    /// How often the disk was too slow for it.
    pub starved: u32,
}
