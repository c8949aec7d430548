//! Writes FLAC files (RFC 9639), as they come out of an exchange of files: 16 or 24 bits, with tags.

use flac_codec::encode::{FlacSampleWriter, Options};
use flac_codec::metadata::VorbisComment;
use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter};

/// What a file is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlacSpec {
    /// Samples of a frame, 1 to 8: the format has no more.
    pub channels: u8,
    /// In Hz.
    pub rate: u32,
    /// 16 or 24.
    pub bits: u32,
    /// What the file says of itself: `TITLE`, `ARTIST` …, each with its text.
    pub tags: Vec<(String, String)>,
}

/// A FLAC file that is being written. Without [`FlacWriter::finish`] its header promises nothing.
pub struct FlacWriter {
    /// The same file, to bring it to the disk.
    file: File,
    writer: FlacSampleWriter<BufWriter<File>>,
    block: Vec<i32>,
}

impl fmt::Debug for FlacWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlacWriter").finish_non_exhaustive()
    }
}

impl FlacWriter {
    /// Begins a file at its beginning.
    ///
    /// # Errors
    /// The system's, or a spec that the format does not have.
    pub fn new(file: File, spec: &FlacSpec) -> io::Result<Self> {
        let mut comment = VorbisComment {
            vendor_string: concat!("Headroom ", env!("CARGO_PKG_VERSION")).to_owned(),
            fields: Vec::new(),
        };
        for (name, text) in &spec.tags {
            comment.insert(name, text);
        }
        let options = Options::default().comment(comment);
        let buffered = BufWriter::new(file.try_clone()?);
        let (rate, bits, channels) = (spec.rate, spec.bits, spec.channels);
        let writer = FlacSampleWriter::new(buffered, options, rate, bits, channels, None);
        Ok(Self {
            file,
            writer: writer.map_err(io::Error::other)?,
            block: Vec::new(),
        })
    }

    /// Writes frames: as many samples of every channel, in as many bits as the file has.
    ///
    /// # Errors
    /// The system's: the disk is full, for example.
    pub fn write_whole(&mut self, channels: &[&[i32]]) -> io::Result<()> {
        let frames = channels.first().map_or(0, |channel| channel.len());
        self.block.clear();
        for frame in 0..frames {
            self.block
                .extend(channels.iter().map(|channel| channel[frame]));
        }
        self.writer.write(&self.block).map_err(io::Error::other)
    }

    /// Writes what is left and the header; the file is complete then.
    ///
    /// # Errors
    /// The system's.
    pub fn finish(self) -> io::Result<File> {
        self.writer.finalize().map_err(io::Error::other)?;
        Ok(self.file)
    }
}
