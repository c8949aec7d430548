//! Sound files: read as they are found in the wild, written so that everybody reads them.
//!
//! ```text
//! path ── sound_file: what is it? ──► wave (RIFF, RF64, BW64)      our own, by blocks of 64 KiB
//!                                 ──► decoded (FLAC, AIFF, …)      symphonia
//!                                 ──► a refusal that names it
//! ```
//!
//! A file that is played ([`Track`]) comes at the rate of whoever plays it, from any place on, in a loop where
//! somebody asks for one.
//!
//! A reader never trusts a header: any bytes give the right samples or a sentence that says what is wrong
//! and what to do, and what is allocated depends on what is there, never on what a header says.

mod cut_off;
mod decoded;
mod flac;
mod looped;
pub mod room;
mod sound_file;
pub mod strange;
mod track;
mod unreadable;
mod wave;

pub use flac::{FlacSpec, FlacWriter};
pub use sound_file::SoundFile;
pub use track::{Filled, Track};
pub use unreadable::Unreadable;
pub use wave::{
    Label, Origin, SampleFormat, TakeMarker, TakeSpec, TakeWriter, WaveSpec, WaveWriter,
};
