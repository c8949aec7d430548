//! Writes a wave file; one that outgrows RIFF becomes an RF64 file.
//!
//! ```text
//! RIFF size WAVE │ JUNK 28 bytes, later ds64 │ fmt │ fact │ data size │ sound, pad byte │ cue, LIST adtl: markers │ LIST INFO: labels
//! ```
//!
//! One or two channels of 16 bits or floats have the plain `fmt` that everything reads; 24 bits, and more channels, have
//! the extensible one.

use super::head::{self, TakeMarker, put};
use super::sample_format::SampleFormat;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// Bytes that are collected before they are written.
const BLOCK: usize = 64 * 1024;
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
    /// How samples are stored.
    pub format: SampleFormat,
}

/// What a file says of itself: its code in `LIST INFO` (`INAM` is the title), and the text.
pub type Label<'t> = ([u8; 4], &'t str);

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
        file.write_all(&whole_head(spec, (0, 0), max_size))?;
        Ok(Self {
            file,
            spec,
            block: Vec::with_capacity(BLOCK),
            bytes: 0,
            max_size,
        })
    }

    /// Writes frames of floats: as many samples of every channel.
    ///
    /// # Errors
    /// The system's: the disk is full, for example.
    pub fn write(&mut self, channels: &[&[f32]]) -> io::Result<()> {
        self.put(channels, f32::to_le_bytes)
    }

    /// Writes frames of whole numbers, in 24 or 16 bits as the file has them.
    ///
    /// # Errors
    /// The system's: the disk is full, for example.
    pub fn write_whole(&mut self, channels: &[&[i32]]) -> io::Result<()> {
        match self.spec.format {
            SampleFormat::Whole16 => self.put(channels, |x| {
                let [a, b, ..] = x.to_le_bytes();
                [a, b]
            }),
            _ => self.put(channels, |x| {
                let [a, b, c, _] = x.to_le_bytes();
                [a, b, c]
            }),
        }
    }

    fn put<T: Copy, const N: usize>(
        &mut self,
        channels: &[&[T]],
        encode: impl Fn(T) -> [u8; N] + Copy,
    ) -> io::Result<()> {
        debug_assert_eq!(N, self.spec.format.bytes());
        let frames = channels.first().map_or(0, |channel| channel.len());
        let most = (BLOCK / N / channels.len().max(1)).max(1);
        for from in (0..frames).step_by(most) {
            let count = most.min(frames - from);
            let bytes = count * channels.len() * N;
            if self.block.len() + bytes > BLOCK {
                self.flush()?;
            }
            interleave(channels, (from, count), &mut self.block, encode);
            self.bytes += bytes as u64;
        }
        Ok(())
    }

    /// Writes what is left and the header; the file is complete then.
    ///
    /// # Errors
    /// The system's.
    pub fn finish(self) -> io::Result<W> {
        self.finish_labelled(&[], &[])
    }

    /// The same, with what the file says of itself, and markers.
    ///
    /// # Errors
    /// The system's.
    pub fn finish_labelled(mut self, labels: &[Label], markers: &[TakeMarker]) -> io::Result<W> {
        self.block.extend(&[0][..(self.bytes % 2) as usize]);
        let behind = [head::markers(markers), info(labels)].concat();
        self.block.extend(&behind);
        self.flush()?;
        self.file.seek(SeekFrom::Start(0))?;
        let sizes = (self.bytes, behind.len() as u64);
        let head = whole_head(self.spec, sizes, self.max_size);
        self.file.write_all(&head)?;
        Ok(self.file)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.block)?;
        self.block.clear();
        Ok(())
    }
}

fn interleave<T: Copy, const N: usize>(
    channels: &[&[T]],
    (from, count): (usize, usize),
    block: &mut Vec<u8>,
    encode: impl Fn(T) -> [u8; N],
) {
    let place = block.len();
    block.resize(place + count * channels.len() * N, 0);
    let (out, _) = block[place..].as_chunks_mut::<N>();
    if let [left, right] = channels {
        let frames = left[from..][..count].iter().zip(&right[from..][..count]);
        for (out, (left, right)) in out.chunks_exact_mut(2).zip(frames) {
            (out[0], out[1]) = (encode(*left), encode(*right));
        }
        return;
    }
    for (at, channel) in channels.iter().enumerate() {
        let samples = &channel[from..][..count];
        for (out, x) in out.iter_mut().skip(at).step_by(channels.len()).zip(samples) {
            *out = encode(*x);
        }
    }
}

/// What a file says of itself, as a chunk; nothing where it says nothing.
fn info(labels: &[Label]) -> Vec<u8> {
    let mut body = b"INFO".to_vec();
    for (id, text) in labels.iter().filter(|(_, text)| !text.is_empty()) {
        // Texts end with a zero.
        let text = [text.as_bytes(), &[0]].concat();
        put(&mut body, *id, &text);
    }
    let mut whole = Vec::new();
    if body.len() > 4 {
        put(&mut whole, *b"LIST", &body);
    }
    whole
}

/// Everything before the sound, of a file with so many bytes of it (first) and behind it (second).
fn whole_head(spec: WaveSpec, (bytes, behind): (u64, u64), max_size: u64) -> Vec<u8> {
    let frame = (spec.format.bytes() * usize::from(spec.channels.max(1))) as u64;
    let frames = bytes / frame;
    let format = spec.format.header(spec.channels, spec.rate, spec.mask);
    let length = 12 + (8 + 28) + (8 + format.len() as u64) + (8 + 4) + 8;
    let size = length - 8 + bytes + bytes % 2 + behind;
    let large = size > max_size;
    // What does not fit stands in `ds64`.
    let small = |size: u64| if large { u32::MAX } else { size as u32 }.to_le_bytes();
    let mut head = if large { *b"RF64" } else { *b"RIFF" }.to_vec();
    head.extend(small(size));
    head.extend(b"WAVE");
    let sizes = [size, bytes, frames].map(|size| if large { size } else { 0 }.to_le_bytes());
    let table = [&sizes.concat()[..], &[0; 4]].concat();
    put(&mut head, if large { *b"ds64" } else { *b"JUNK" }, &table);
    put(&mut head, *b"fmt ", &format);
    put(&mut head, *b"fact", &small(frames));
    head.extend(b"data");
    head.extend(small(bytes));
    head
}

#[cfg(test)]
mod tests {
    use super::super::WaveReader;
    use super::*;
    use std::io::Cursor;

    /// Bytes before the sound, where the format is extensible.
    const HEAD: u64 = 12 + 8 + 28 + 8 + 40 + 8 + 4 + 8;

    /// Three channels of so many frames, written in uneven pieces into a file that may have `max_size` bytes as RIFF.
    fn written(frames: usize, max_size: u64) -> (Vec<Vec<f32>>, Vec<u8>) {
        let spec = WaveSpec {
            channels: 3,
            rate: 96_000,
            mask: 7,
            format: SampleFormat::Float32,
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

    /// Every number of the range that is tried, of one and three channels, in an odd number of frames; with labels.
    #[test]
    fn whole_numbers_are_read_as_they_were_written_and_labels_stand_behind() {
        for (format, bits) in [(SampleFormat::Whole16, 16), (SampleFormat::Whole24, 24)] {
            for channels in [1, 2, 3] {
                let full = 1 << (bits - 1);
                let spec = WaveSpec {
                    channels,
                    rate: 44_100,
                    mask: 0,
                    format,
                };
                let samples = [-full, -full + 1, -1, 0, 1, full / 3, full - 1];
                let all = vec![&samples[..]; usize::from(channels)];
                let mut writer = WaveWriter::new(Cursor::new(Vec::new()), spec).unwrap();
                writer.write_whole(&all).unwrap();
                let labels = [(*b"INAM", "Song"), (*b"IART", ""), (*b"ICMT", "Grün")];
                let bytes = writer.finish_labelled(&labels, &[]).unwrap().into_inner();
                assert_eq!(bytes[4..8], (bytes.len() as u32 - 8).to_le_bytes());
                let wanted = samples.map(|x| x as f32 / full as f32);
                assert_eq!(read(&bytes), vec![wanted.to_vec(); usize::from(channels)]);
                let info = b"LIST\x20\0\0\0INFOINAM\x05\0\0\0Song\0\0ICMT\x06\0\0\0Gr\xc3\xbcn\0";
                assert!(bytes.ends_with(info), "{bytes:?}");
                let tag = &bytes[56..58];
                let is_plain = bits == 16 && channels <= 2;
                assert_eq!(tag, if is_plain { [1, 0] } else { [0xfe, 0xff] });
            }
        }
    }
}
