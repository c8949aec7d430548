//! Files that are shorter than their headers promise: a recorder that died, a copy that broke off. Symphonia refuses
//! some of them whole; it is shown a header that promises what is there.
//!
//! | container | what is cut off, or has no length | then |
//! |---|---|---|
//! | AIFF, CAF with packets of one size | the sound | as many whole frames as are there |
//! | AIFF, CAF | something behind the sound | it is left out |
//! | CAF with a table of packets, MP4 | the sound, behind the table | what is there is decoded |
//! | CAF with a table of packets, MP4 | the table, behind the sound | a refusal: nobody can tell its packets apart |
//! | Ogg | its last page | what is there is decoded |

mod aiff;
mod caf;
mod mp4;
mod ogg;

use super::unreadable::Unreadable;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use symphonia::core::io::MediaSource;

/// Containers that may need a mended header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Aiff,
    Caf,
    Mp4,
    Ogg,
    /// One that symphonia reads as it is.
    Other,
}

/// What a header that was mended had promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
    /// So many frames; fewer are there.
    Frames(u64),
    /// Nothing: whoever wrote it did not come to its end.
    NoLength,
    /// More than is there: nobody says how much.
    More,
}

/// A file as symphonia is shown it.
#[derive(Debug)]
pub(super) struct Shown {
    file: File,
    /// Bytes that are shown.
    length: u64,
    /// Other bytes than in the file, by place.
    patches: Vec<(u64, Vec<u8>)>,
    at: u64,
}

/// A file, and what its header had promised where it was mended.
///
/// # Errors
/// What is missing, where nothing can be read without it.
pub(super) fn mended(
    file: File,
    container: Container,
) -> Result<(Shown, Option<Promise>), Unreadable> {
    let length = file.metadata()?.len();
    let mut shown = Shown {
        file,
        length,
        patches: Vec::new(),
        at: 0,
    };
    let promise = match container {
        Container::Aiff => aiff::mend(&mut shown),
        Container::Caf => caf::mend(&mut shown)?,
        Container::Mp4 => mp4::mend(&mut shown)?,
        Container::Ogg => ogg::look(&shown),
        Container::Other => None,
    };
    Ok((shown, promise))
}

impl Shown {
    /// So many bytes from a place; nothing where the file ends before.
    fn bytes<const N: usize>(&self, at: u64) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        let read = self.file.read_exact_at(&mut bytes, at);
        read.ok().map(|()| bytes)
    }

    fn patch(&mut self, at: u64, bytes: &[u8]) {
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
