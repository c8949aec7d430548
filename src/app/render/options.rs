//! How a session is rendered.

use crate::app::sink::Label;
use crate::cli::{ExportFormat, StemKind};
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
    /// Everything that is not said by the session.
    pub delivery: Delivery,
}

/// What is written, beside what the session says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// The kind of all files; none: as their names end.
    pub format: Option<ExportFormat>,
    /// Main's limiter and clipper are out of the way.
    pub for_mastering: bool,
    /// Stems that the session does not name.
    pub stems: Vec<StemKind>,
    /// It goes on behind its end until everything is silent.
    pub tail: bool,
    /// What the files say of themselves.
    pub labels: Vec<(Label, String)>,
    /// Says how far it is, and can be cancelled.
    pub shows_progress: bool,
}

impl RenderOptions {
    /// As the session says it, into a folder.
    pub fn new(out_dir: PathBuf, period: Period) -> Self {
        Self {
            out_dir,
            period,
            delivery: Delivery::default(),
        }
    }
}
