//! How a session is rendered.

use std::path::PathBuf;

/// Longest callback: what the largest period of a sound card is.
pub const MAX_PERIOD: usize = 8192;
/// Longest callback of [`Period::Random`].
pub(super) const MAX_RANDOM_PERIOD: usize = 2048;

/// Frames per callback. It never reaches the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Always the same, 1 to [`MAX_PERIOD`].
    Fixed(usize),
    /// Another one for every callback, 1 to 2048, by a seed.
    Random(u64),
}

/// How a session is rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderOptions {
    /// Where the files go; it is made if it does not exist.
    pub out_dir: PathBuf,
    /// Frames per callback.
    pub period: Period,
}
