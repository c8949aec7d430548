//! Wave files: RIFF, and its 64-bit kin RF64 and BW64.

mod chunks;
mod format;
mod head;
mod markers;
mod reader;
mod sample_format;
mod samples;
mod take;
mod writer;

pub use markers::Origin;
pub use reader::WaveReader;
pub use sample_format::SampleFormat;
pub use take::{TakeMarker, TakeSpec, TakeWriter};
pub use writer::{Label, WaveSpec, WaveWriter};
