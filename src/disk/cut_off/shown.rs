//! A file with another header than it has.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use symphonia::core::io::MediaSource;

/// What a header that was mended had promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// So many frames; fewer are there.
    Frames(u64),
    /// Nothing: whoever wrote it did not come to its end.
    NoLength,
    /// More than is there: nobody says how much.
    More,
}

/// A file as symphonia is shown it.
#[derive(Debug)]
pub struct Shown {
    pub(super) file: File,
    /// Bytes that are shown.
    pub(super) length: u64,
    /// Other bytes than in the file, by place.
    patches: Vec<(u64, Vec<u8>)>,
    at: u64,
}

impl Shown {
    /// All of a file, as it is.
    pub(super) fn new(file: File) -> io::Result<Self> {
        Ok(Self {
            length: file.metadata()?.len(),
            file,
            patches: Vec::new(),
            at: 0,
        })
    }

    /// So many bytes from a place; nothing where the file ends before.
    pub(super) fn bytes<const N: usize>(&self, at: u64) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        let read = self.file.read_exact_at(&mut bytes, at);
        read.ok().map(|()| bytes)
    }

    /// Other bytes are shown at a place.
    pub(super) fn patch(&mut self, at: u64, bytes: &[u8]) {
        self.patches.push((at, bytes.to_vec()));
    }
}

impl Read for Shown {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.length.saturating_sub(self.at);
        let wanted = buffer
            .len()
            .min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = self.file.read_at(&mut buffer[..wanted], self.at)?;
        for (place, bytes) in &self.patches {
            for (byte, place) in bytes.iter().zip(*place..) {
                if (self.at..self.at + read as u64).contains(&place) {
                    buffer[(place - self.at) as usize] = *byte;
                }
            }
        }
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Shown {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

impl MediaSource for Shown {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.length)
    }
}
