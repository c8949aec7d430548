//! Writes a wave file of 32-bit floats; one that outgrows RIFF becomes an RF64 file.
//!
//! ```text
//! RIFF size WAVE │ JUNK 28 bytes, later ds64 │ fmt │ fact │ data size │ sound
//! ```

use super::head::{SampleFormat, format};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// Bytes of a sample.
const SAMPLE: usize = 4;
/// Bytes that are collected before they are written.
const BLOCK: usize = 64 * 1024;
/// Bytes before the sound, but for the body of `fmt `.
const HEAD: u64 = 12 + 8 + 28 + 8 + 8 + 4 + 8;
/// The largest size that RIFF holds.
const MAX_SIZE: u64 = u32::MAX as u64 - 1;
/// What a file is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaveSpec {
    /// Samples of a frame.
    pub channels: u16,
    /// In Hz.
    pub rate: u32,
    /// Which loudspeakers the channels are for; 0 where no mask says it.
    pub mask: u32,
}

/// A wave file that is being written. Without [`WaveWriter::finish`] its header promises nothing.
#[derive(Debug)]
pub struct WaveWriter<W = File> {
    file: W,
    spec: WaveSpec,
    block: Vec<u8>,
    /// Bytes of sound so far.
    bytes: u64,
    /// The largest size that RIFF is to hold.
    max_size: u64,
}

impl<W: Write + Seek> WaveWriter<W> {
    /// Begins a file at its beginning.
    ///
    /// # Errors
    /// The system's.
    pub fn new(file: W, spec: WaveSpec) -> io::Result<Self> {
        Self::with_max_size(file, spec, MAX_SIZE)
    }

    fn with_max_size(mut file: W, spec: WaveSpec, max_size: u64) -> io::Result<Self> {
        file.write_all(&head(spec, 0, max_size))?;
        Ok(Self {
            file,
            spec,
            block: Vec::with_capacity(BLOCK),
            bytes: 0,
            max_size,
        })
    }

    /// Writes frames: as many samples of every channel.
    ///
    /// # Errors
    /// The system's: the disk is full, for example.
    pub fn write(&mut self, channels: &[&[f32]]) -> io::Result<()> {
        let frames = channels.first().map_or(0, |channel| channel.len());
        let most = (BLOCK / SAMPLE / channels.len().max(1)).max(1);
        for from in (0..frames).step_by(most) {
            let count = most.min(frames - from);
            let bytes = count * channels.len() * SAMPLE;
            if self.block.len() + bytes > BLOCK {
                self.flush()?;
            }
            interleave(channels, from, count, &mut self.block);
            self.bytes += bytes as u64;
        }
        Ok(())
    }

    /// Writes what is left and the header; the file is complete then.
    ///
    /// # Errors
    /// The system's.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        self.file.seek(SeekFrom::Start(0))?;
        let head = head(self.spec, self.bytes, self.max_size);
        self.file.write_all(&head)?;
        Ok(self.file)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.block)?;
        self.block.clear();
        Ok(())
    }
}

fn interleave(channels: &[&[f32]], from: usize, count: usize, block: &mut Vec<u8>) {
    let place = block.len();
    block.resize(place + count * channels.len() * SAMPLE, 0);
    let (out, _) = block[place..].as_chunks_mut::<SAMPLE>();
    if let [left, right] = channels {
        let frames = left[from..][..count].iter().zip(&right[from..][..count]);
        for (out, (left, right)) in out.chunks_exact_mut(2).zip(frames) {
            (out[0], out[1]) = (left.to_le_bytes(), right.to_le_bytes());
        }
        return;
    }
    for (at, channel) in channels.iter().enumerate() {
        let samples = &channel[from..][..count];
        for (out, x) in out.iter_mut().skip(at).step_by(channels.len()).zip(samples) {
            *out = x.to_le_bytes();
        }
    }
}

/// Everything before the sound, of a file with so many bytes of it.
fn head(spec: WaveSpec, bytes: u64, max_size: u64) -> Vec<u8> {
    let frame = SAMPLE as u64 * u64::from(spec.channels.max(1));
    let frames = bytes / frame;
    let format = format(SampleFormat::Float32, spec.channels, spec.rate, spec.mask);
    let before = HEAD + format.len() as u64;
    let size = before - 8 + bytes;
    let large = size > max_size;
    // What does not fit stands in `ds64`.
    let small = |size: u64| if large { u32::MAX } else { size as u32 }.to_le_bytes();
    let mut head = Vec::with_capacity(before as usize);
    let mut put = |bytes: &[u8]| head.extend_from_slice(bytes);
    put(if large { b"RF64" } else { b"RIFF" });
    put(&small(size));
    put(b"WAVE");
    put(if large { b"ds64" } else { b"JUNK" });
    put(&28_u32.to_le_bytes());
    for size in [size, bytes, frames] {
        put(&if large { size } else { 0 }.to_le_bytes());
    }
    put(&0_u32.to_le_bytes());
    put(b"fmt ");
    put(&(format.len() as u32).to_le_bytes());
    put(&format);
    put(b"fact");
    put(&4_u32.to_le_bytes());
    put(&small(frames));
    put(b"data");
    put(&small(bytes));
    head
}

#[cfg(test)]
mod tests {
    use super::super::WaveReader;
    use super::*;
    use std::io::Cursor;

    /// Three channels of so many frames, written in uneven pieces into a file that may have `max_size` bytes as RIFF.
    fn written(frames: usize, max_size: u64) -> (Vec<Vec<f32>>, Vec<u8>) {
        let spec = WaveSpec {
            channels: 3,
            rate: 96_000,
            mask: 7,
        };
        let sample = |c: usize, n: usize| (c * 100_000 + n) as f32 - 0.5;
        let channels: Vec<Vec<f32>> = (0..3)
            .map(|c| (0..frames).map(|n| sample(c, n)).collect())
            .collect();
        let mut writer =
            WaveWriter::with_max_size(Cursor::new(Vec::new()), spec, max_size).unwrap();
        let mut done = 0;
        for length in [1, 7, 6000, 0, 20_000, 100].into_iter().cycle().take(100) {
            let end = frames.min(done + length);
            let piece: Vec<&[f32]> = channels.iter().map(|c| &c[done..end]).collect();
            writer.write(&piece).unwrap();
            done = end;
        }
        (channels, writer.finish().unwrap().into_inner())
    }

    fn read(bytes: &[u8]) -> Vec<Vec<f32>> {
        let mut reader = WaveReader::new(Cursor::new(bytes), bytes.len() as u64).unwrap();
        assert!(reader.notes().is_empty(), "{:?}", reader.notes());
        let mut channels = vec![Vec::new(); reader.channels()];
        loop {
            let frames = reader.advance(1000).unwrap();
            if frames == 0 {
                return channels;
            }
            for (number, channel) in channels.iter_mut().enumerate() {
                let from = channel.len();
                channel.resize(from + frames, 0.0);
                reader.copy(number, &mut channel[from..]);
            }
        }
    }

    #[test]
    fn what_is_written_is_read() {
        const HEAD: u64 = super::HEAD + 40;
        for frames in [0, 1, 50_000] {
            let (channels, bytes) = written(frames, MAX_SIZE);
            assert_eq!(bytes.len() as u64, HEAD + 12 * frames as u64);
            assert_eq!((&bytes[..4], &bytes[12..16]), (&b"RIFF"[..], &b"JUNK"[..]));
            assert_eq!(bytes[4..8], (bytes.len() as u32 - 8).to_le_bytes());
            if frames > 0 {
                assert!(read(&bytes) == channels, "{frames} frames");
            }
        }
    }

    #[test]
    fn a_file_that_outgrows_riff_becomes_rf64() {
        const HEAD: u64 = super::HEAD + 40;
        let (channels, bytes) = written(1000, HEAD - 8 + 12_000 - 1);
        assert_eq!((&bytes[..4], &bytes[12..16]), (&b"RF64"[..], &b"ds64"[..]));
        let sizes: Vec<u64> = bytes[20..44]
            .chunks(8)
            .map(|size| u64::from_le_bytes(size.try_into().unwrap()))
            .collect();
        assert_eq!(sizes, [bytes.len() as u64 - 8, 12_000, 1000]);
        assert_eq!(
            (&bytes[4..8], &bytes[HEAD as usize - 4..][..4]),
            (&[0xff; 4][..], &[0xff; 4][..])
        );
        assert!(read(&bytes) == channels);
        let (_, bytes) = written(1000, HEAD - 8 + 12_000);
        assert_eq!(bytes[..4], *b"RIFF");
    }
}
