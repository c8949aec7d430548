//! Wave files: RIFF, and its 64-bit kin RF64 and BW64.

mod chunks;
mod format;
mod reader;
mod samples;
mod writer;

pub use reader::WaveReader;
pub use writer::{WaveSpec, WaveWriter};
