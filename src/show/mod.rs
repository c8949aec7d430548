//! Files: written by hand, kept in git, read strictly by `headroom check` and tolerantly by a show.
//!
//! ```text
//! bytes ── text ──► yaml ──► reader ──► console_file   what a console consists of
//!          size,    tree,    typed      scene_file     a scene of a show
//!          UTF-8    places   values,    preset_file    settings for any strip or bus
//!                                       session_file   what `headroom render` plays
//!                                       cue_file       the cues that GO walks
//!                            problems ──► check        every problem, by line
//! ```
//!
//! A reader never stops at a problem: it lists the problem and leaves the wrong part out. Strict reading is
//! tolerant reading with an empty list. *Unknown means silence*: what a file does not say, or says wrongly,
//! keeps its safe default, so a bad file can lose a part of the sound but never make any.

pub mod automation_file;
pub mod check;
pub mod console_file;
pub mod cue;
pub mod cue_file;
pub mod disk;
pub mod error;
pub mod journal;
pub mod layout_file;
pub mod mapping_file;
pub mod named_files;
pub mod names;
pub mod one_file;
pub mod osc;
pub mod phone_links;
pub mod phone_place;
pub mod phones;
pub mod point;
pub mod preset_file;
pub mod programs;
mod quantity;
pub mod reader;
pub mod reference;
pub mod remote;
pub mod save;
mod scene_defaults;
pub mod scene_file;
pub mod scene_head;
pub mod seal;
pub mod session_file;
pub mod shipped;
pub mod show_file;
pub mod standing;
pub mod strict;
pub mod text;
mod value_lines;
mod values;
pub mod x32;
pub mod yaml;

pub use check::{FileKind, check_file};
pub use console_file::{Color, ConsoleFile, Label};
pub use error::FileError;
pub use point::{PatchPoint, Side};
pub use preset_file::PresetFile;
pub use scene_file::SceneFile;
pub use session_file::SessionFile;
