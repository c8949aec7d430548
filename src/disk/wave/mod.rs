//! Wave files: RIFF, and its 64-bit kin RF64 and BW64.

mod chunks;
mod format;
mod head;
mod reader;
mod samples;
mod take;
mod writer;

pub use reader::WaveReader;
pub use take::{SampleFormat, TakeMarker, TakeSpec, TakeWriter};
pub use writer::{WaveSpec, WaveWriter};
