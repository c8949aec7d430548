//! Sound files: read as they are found in the wild, written so that everybody reads them.
//!
//! ```text
//! path ── sound_file: what is it? ──► wave (RIFF, RF64, BW64)      our own, by blocks of 64 KiB
//!                                 ──► decoded (FLAC, AIFF, …)      symphonia
//!                                 ──► a refusal that names it
//! ```
//!
//! A reader never trusts a header: any bytes give the right samples or a sentence that says what is wrong
//! and what to do, and what is allocated depends on what is there, never on what a header says.

mod decoded;
mod sound_file;
mod unreadable;
mod wave;

pub use sound_file::SoundFile;
pub use unreadable::Unreadable;
pub use wave::{WaveSpec, WaveWriter};
