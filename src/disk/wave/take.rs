//! A file that is being recorded: whatever kills its writer, every reader finds all of it up to the last second.
//!
//! ```text
//! RIFF size WAVE │ JUNK 28 bytes, later ds64 │ bext │ iXML │ fmt extensible │ fact │ JUNK │ data size │ sound … │ cue, LIST
//! ```
//! The sound begins at byte 4096. What has come is written and the sizes in the header are mended each second, in an order
//! in which every state on the way is a file that can be read. A file that outgrows RIFF becomes RF64: the true sizes
//! go where `JUNK` was, and the four letters at its beginning come last. Markers stand behind the sound.

use super::head::{Head, whole_head};
pub use super::head::{TakeMarker, TakeSpec};
use super::sample_format::SampleFormat;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Bytes that are collected before they are written.
const BLOCK: usize = 256 * 1024;
/// The largest size that RIFF holds; some room is left for what comes behind the sound.
const MAX_SIZE: u64 = u32::MAX as u64 - (1 << 20);

/// A file that is being recorded.
#[derive(Debug)]
pub struct TakeWriter {
    file: File,
    head: Head,
    format: SampleFormat,
    channels: usize,
    /// Sound that is not written yet.
    block: Vec<u8>,
    /// Bytes of sound that are in the file.
    written: u64,
    max_size: u64,
    is_large: bool,
}

impl TakeWriter {
    /// Begins a new file; one that is there already is never overwritten.
    ///
    /// # Errors
    /// The system's: there is a file of that name, or no room.
    pub fn create(path: &Path, spec: &TakeSpec) -> io::Result<Self> {
        Self::with_max_size(path, spec, MAX_SIZE)
    }

    fn with_max_size(path: &Path, spec: &TakeSpec, max_size: u64) -> io::Result<Self> {
        let (bytes, head) = whole_head(spec);
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all_at(&bytes, 0)?;
        Ok(Self {
            file,
            head,
            format: spec.format,
            channels: usize::from(spec.channels.max(1)),
            block: Vec::with_capacity(BLOCK),
            written: 0,
            max_size,
            is_large: false,
        })
    }

    /// Frames so far.
    pub fn frames(&self) -> u64 {
        (self.written + self.block.len() as u64) / self.frame_bytes()
    }

    fn frame_bytes(&self) -> u64 {
        (self.channels * self.format.bytes()) as u64
    }

    /// Adds frames: as many samples of every channel.
    ///
    /// # Errors
    /// The system's: the disk is full, for example. What was mended last stays readable.
    pub fn write(&mut self, channels: &[&[f32]]) -> io::Result<()> {
        let frames = channels.first().map_or(0, |channel| channel.len());
        for frame in 0..frames {
            for channel in channels {
                put(&mut self.block, self.format, channel[frame]);
            }
            if self.block.len() + 64 > BLOCK {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Adds frames of whole numbers, in as many bits as the file has.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_whole(&mut self, channels: &[&[i32]]) -> io::Result<()> {
        let frames = channels.first().map_or(0, |channel| channel.len());
        let bytes = self.format.bytes();
        for frame in 0..frames {
            for channel in channels {
                let sample = channel[frame].to_le_bytes();
                self.block.extend_from_slice(&sample[..bytes]);
            }
            if self.block.len() + 64 > BLOCK {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Adds silence where sound is missing, so that what follows stands where it belongs. Much of it is a hole in the
    /// file, which takes neither time nor room where the file system has such.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_silence(&mut self, frames: u64) -> io::Result<()> {
        let bytes = frames * self.frame_bytes();
        if self.block.len() as u64 + bytes <= BLOCK as u64 {
            self.block.resize(self.block.len() + bytes as usize, 0);
            return Ok(());
        }
        self.flush()?;
        let end = self.head.data_at + self.written + bytes;
        self.file.set_len(end)?;
        self.written += bytes;
        Ok(())
    }

    /// Everything that has come is on the disk, and the header says so. Once a second.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn mend(&mut self) -> io::Result<()> {
        self.flush()?;
        self.file.sync_data()?;
        self.write_sizes(0)
    }

    /// Ends the file, with markers behind its sound.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn finish(mut self, markers: &[TakeMarker]) -> io::Result<()> {
        self.flush()?;
        self.file.sync_data()?;
        let mut behind = vec![0; (self.written % 2) as usize];
        behind.extend(super::head::markers(markers));
        let end = self.head.data_at + self.written;
        self.file.write_all_at(&behind, end)?;
        self.write_sizes(behind.len() as u64)?;
        self.file.sync_all()
    }

    fn flush(&mut self) -> io::Result<()> {
        let at = self.head.data_at + self.written;
        self.file.write_all_at(&self.block, at)?;
        self.written += self.block.len() as u64;
        self.block.clear();
        Ok(())
    }

    /// The sizes of what is written, with so many bytes behind the sound.
    fn write_sizes(&mut self, behind: u64) -> io::Result<()> {
        let (data, frames) = (self.written, self.written / self.frame_bytes());
        let riff = self.head.data_at - 8 + data + behind;
        if self.is_large || riff > self.max_size {
            return self.write_large([riff, data, frames]);
        }
        let small = |size: u64| (size as u32).to_le_bytes();
        self.file.write_all_at(&small(frames), self.head.fact_at)?;
        self.file
            .write_all_at(&small(data), self.head.data_at - 4)?;
        self.file.write_all_at(&small(riff), 4)
    }

    /// The same as RF64. Up to the last word the RIFF file of before stays valid.
    fn write_large(&mut self, sizes: [u64; 3]) -> io::Result<()> {
        let body: Vec<u8> = sizes.iter().flat_map(|size| size.to_le_bytes()).collect();
        self.file.write_all_at(&body, 20)?;
        if self.is_large {
            return Ok(());
        }
        let unknown = u32::MAX.to_le_bytes();
        self.file.sync_data()?;
        self.file.write_all_at(&unknown, self.head.fact_at)?;
        self.file.write_all_at(b"ds64", 12)?;
        self.file.write_all_at(&unknown, self.head.data_at - 4)?;
        // One write: both or neither.
        self.file.write_all_at(b"RF64\xff\xff\xff\xff", 0)?;
        self.is_large = true;
        Ok(())
    }
}

/// A sample as it is stored: rounded to the nearest, limited to full scale where whole numbers end there.
fn put(block: &mut Vec<u8>, format: SampleFormat, x: f32) {
    match format {
        SampleFormat::Float32 => block.extend_from_slice(&x.to_le_bytes()),
        SampleFormat::Whole24 => {
            block.extend_from_slice(&rounded(x, 8_388_608.0).to_le_bytes()[..3]);
        }
        SampleFormat::Whole16 => {
            block.extend_from_slice(&rounded(x, 32_768.0).to_le_bytes()[..2]);
        }
    }
}

/// The nearest whole number, where `full` is full scale.
fn rounded(x: f32, full: f64) -> i32 {
    let x = if x.is_finite() { f64::from(x) } else { 0.0 };
    (x * full).round().clamp(-full, full - 1.0) as i32
}

#[cfg(test)]
mod tests;
