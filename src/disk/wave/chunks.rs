//! The chunks of a wave file: where its format, its sound and its markers are, whatever the sizes in it say.

use super::super::unreadable::Unreadable;
use super::head::TakeMarker;
use super::markers::{Found, Origin};
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

/// Bytes of a format chunk that mean something.
pub const FORMAT_BYTES: usize = 40;
/// A size that stands elsewhere, or was never known.
const NO_SIZE: u64 = u32::MAX as u64;
/// Programs that write into a pipe promise about this much.
const PIPE_SIZE: u64 = 0x7fff_0000;
/// Sound files have a dozen chunks. Without a limit, a file of nothing but empty ones would take hours.
const MAX_CHUNKS: usize = 10_000;
/// What is left behind the last chunk and is shorter than this is no sound that a recorder left behind.
const SHORT_TAIL: u64 = 4096;
/// Bytes of markers and their names that are read at most.
const MARKER_BYTES: u64 = 256 * 1024;
/// How tags begin that programs put behind a whole file.
const FOREIGN_TAILS: [&[u8]; 4] = [b"ID3", b"TAG", b"APETAGEX", b"LYRICSBEGIN"];

/// Where everything is.
#[derive(Debug)]
pub struct Chunks {
    /// The format chunk, as much of it as means something.
    pub format: Vec<u8>,
    /// Where the sound is.
    pub data: Range<u64>,
    /// What was wrong with the size of the sound.
    pub length: Length,
    /// Places with names, in order.
    pub markers: Vec<TakeMarker>,
    /// Where it comes from.
    pub origin: Option<Origin>,
}

/// What the header says about the length of the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// The truth.
    Right,
    /// Nothing: a recorder died, or the file came through a pipe.
    Unknown,
    /// So many bytes, but there are fewer.
    TooLong(u64),
    /// So many bytes, but the sound goes on behind them: a recorder died after it had written its header.
    TooShort(u64),
}

/// Finds the format and the sound of a wave file of `length` bytes.
pub fn read(source: &mut (impl Read + Seek), length: u64) -> Result<Chunks, Unreadable> {
    let mut walk = Walk {
        source,
        length,
        sizes: None,
        format: None,
        data: None,
        markers: Found::default(),
        origin: None,
    };
    let mut at = walk.beginning()?;
    for _ in 0..MAX_CHUNKS {
        match walk.chunk(at)? {
            Some(next) => at = next,
            None => return walk.finish(),
        }
    }
    Err(Unreadable::of(format!(
        "has more than {MAX_CHUNKS} chunks: it is damaged; save it anew"
    )))
}

struct Walk<'s, S> {
    source: &'s mut S,
    /// Of the file.
    length: u64,
    /// The size of the data as a `ds64` chunk says it.
    sizes: Option<u64>,
    format: Option<Vec<u8>>,
    data: Option<(Range<u64>, Length)>,
    markers: Found,
    origin: Option<Origin>,
}

impl<S: Read + Seek> Walk<'_, S> {
    /// Up to as many bytes as asked, fewer at the end of the file.
    fn bytes(&mut self, at: u64, count: usize) -> Result<Vec<u8>, Unreadable> {
        let mut bytes = Vec::with_capacity(count.min(4096));
        self.source.seek(SeekFrom::Start(at))?;
        self.source
            .by_ref()
            .take(count as u64)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The head of the file; where its first chunk is.
    fn beginning(&mut self) -> Result<u64, Unreadable> {
        let head = self.bytes(0, 12)?;
        let Some(form) = head.get(8..12) else {
            return Err(Unreadable::of(
                "ends within its first twelve bytes: it is cut off; save it anew",
            ));
        };
        if form != b"WAVE" {
            return Err(Unreadable::of(format!(
                "is a RIFF file of the kind '{}', not of the kind 'WAVE'; convert it to WAV",
                form.escape_ascii()
            )));
        }
        Ok(12)
    }

    /// Takes in the chunk at `at`; where the next one is, none behind the last.
    fn chunk(&mut self, at: u64) -> Result<Option<u64>, Unreadable> {
        let Some((id, size)) = self.head(at)? else {
            return Ok(None);
        };
        let body = at + 8;
        let mut end = body.saturating_add(size);
        match &id {
            b"ds64" => {
                let sizes = self.bytes(body, 16)?;
                self.sizes = sizes.get(8..16).map(number);
            }
            b"fmt " if self.format.is_none() => {
                let count = FORMAT_BYTES.min(usize::try_from(size).unwrap_or(FORMAT_BYTES));
                self.format = Some(self.bytes(body, count)?);
            }
            b"data" if self.data.is_some() => {
                return Err(Unreadable::of(
                    "has its sound in several pieces ('data' chunks), whose order nobody knows; save it anew in one piece",
                ));
            }
            b"data" => {
                let (data, length) = self.extent(body, size)?;
                end = data.end;
                self.data = Some((data, length));
            }
            b"cue " => {
                let cue = self.bytes(body, size.min(MARKER_BYTES) as usize)?;
                self.markers.take_cue(&cue);
            }
            b"bext" => {
                let body = self.bytes(body, size.min(MARKER_BYTES) as usize)?;
                self.origin = Origin::of(&body);
            }
            b"LIST" => {
                let list = self.bytes(body, size.min(MARKER_BYTES) as usize)?;
                self.markers.take_list(&list);
            }
            _ => {}
        }
        self.behind(end)
    }

    /// The id and size of the chunk at `at`, if there is one.
    fn head(&mut self, at: u64) -> Result<Option<([u8; 4], u64)>, Unreadable> {
        if at >= self.length {
            return Ok(None);
        }
        let head = self.bytes(at, 8)?;
        let id = head.first_chunk::<4>().filter(|id| is_id(**id));
        let size = head.get(4..8).map(number);
        Ok(id.copied().zip(size))
    }

    /// Where the chunk behind one that ends at `end` begins: behind a pad byte, or, where a program forgot
    /// that, without one.
    fn behind(&mut self, end: u64) -> Result<Option<u64>, Unreadable> {
        if end >= self.length {
            return Ok(None);
        }
        let odd = end % 2 == 1;
        let padded = end + u64::from(odd);
        if odd && self.head(padded)?.is_none() && self.head(end)?.is_some() {
            return Ok(Some(end));
        }
        Ok(Some(padded))
    }

    /// Where the sound that begins at `body` ends, and what is wrong with what its chunk says about that.
    fn extent(&mut self, body: u64, size: u64) -> Result<(Range<u64>, Length), Unreadable> {
        let said = match self.sizes {
            Some(sizes) if size == NO_SIZE => sizes,
            _ => size,
        };
        let end = body.saturating_add(said);
        let length = if said == 0 && !self.is_sound(body, 1)? {
            return Ok((body..body, Length::Right));
        } else if said == 0 || said == NO_SIZE || (said >= PIPE_SIZE && end > self.length) {
            Length::Unknown
        } else if end > self.length {
            Length::TooLong(said)
        } else if self.is_sound(end, SHORT_TAIL)? {
            Length::TooShort(said)
        } else {
            return Ok((body..end, Length::Right));
        };
        Ok((body..self.length.max(body), length))
    }

    /// Whether what is left of the file from `at` on, at least so many bytes, is sound: neither another chunk nor
    /// what programs put behind a whole file.
    fn is_sound(&mut self, at: u64, at_least: u64) -> Result<bool, Unreadable> {
        if self.length.saturating_sub(at) < at_least {
            return Ok(false);
        }
        for at in [at, at + at % 2] {
            let length = self.length;
            let whole = |(_, size): ([u8; 4], u64)| at + 8 + size <= length;
            if self.head(at)?.is_some_and(whole) {
                return Ok(false);
            }
        }
        let begins = self.bytes(at, 16)?;
        Ok(!FOREIGN_TAILS.iter().any(|tag| begins.starts_with(tag)))
    }

    fn finish(self) -> Result<Chunks, Unreadable> {
        let missing = match (self.format, self.data) {
            (Some(format), Some((data, length))) => {
                return Ok(Chunks {
                    format,
                    data,
                    length,
                    markers: self.markers.in_order(),
                    origin: self.origin,
                });
            }
            (None, None) => "neither a format ('fmt ' chunk) nor sound ('data' chunk)",
            (None, Some(_)) => "no format ('fmt ' chunk)",
            (Some(_), None) => "no sound ('data' chunk)",
        };
        Err(Unreadable::of(format!(
            "has {missing}: it is cut off or damaged; save it anew"
        )))
    }
}

/// Four printable characters.
fn is_id(id: [u8; 4]) -> bool {
    id.iter().all(|byte| (b' '..=b'~').contains(byte))
}

/// A number of up to eight bytes.
fn number(bytes: &[u8]) -> u64 {
    let byte = |sum, byte: &u8| sum << 8 | u64::from(*byte);
    bytes.iter().rev().take(8).fold(0, byte)
}
