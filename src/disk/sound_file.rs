//! A sound file of whatever kind it turns out to be. Its name is not asked, only what is in it.

use super::cut_off::Container;
use super::decoded::DecodedFile;
use super::unreadable::{CONVERT, Unreadable};
use super::wave::{Origin, TakeMarker, WaveReader};
use rustix::fs::OFlags;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Bytes by which a file is recognised.
const MAGIC: usize = 16;
/// What is recognised and not read: where it shows, the bytes, and its name.
const REFUSED: [(usize, &[u8], &str); 15] = [
    (0, b"RIFX", "a WAV file in big-endian order (RIFX)"),
    (0, b"riff\x2e\x91\xcf\x11", "a Wave64 file"),
    (0, b"wvpk", "a WavPack file"),
    (0, b"MAC ", "a Monkey's Audio file"),
    (0, b"TTA1", "a True Audio file"),
    (0, b"DSD ", "a DSD file"),
    (0, b"FRM8", "a DSD file"),
    (0, b"\x30\x26\xb2\x75", "a Windows Media file"),
    (0, b".snd", "a Sun audio file"),
    (0, b"\x1a\x45\xdf\xa3", "a Matroska or WebM file"),
    (0, b"MThd", "a MIDI file, which has no sound in it"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"%PDF", "a PDF document"),
    (0, b"\x89PNG", "a picture"),
    (0, b"\xff\xd8\xff", "a picture"),
];
/// What symphonia reads: where it shows, the bytes, and what it is.
const DECODED: [(usize, &[u8], Decoded); 7] = [
    (0, b"fLaC", ("a FLAC file", Container::Other)),
    (0, b"OggS", ("an Ogg file", Container::Ogg)),
    (0, b"caff", ("a CAF file", Container::Caf)),
    (0, b"ID3", MPEG),
    (4, b"ftyp", ("an MP4 file", Container::Mp4)),
    (8, b"AIFF", ("an AIFF file", Container::Aiff)),
    (8, b"AIFC", ("an AIFF file", Container::Aiff)),
];
const MPEG: Decoded = ("an MP3 file", Container::Other);

/// The name of a kind of file, and its container.
type Decoded = (&'static str, Container);

/// A file that is being read, from its beginning to its end.
pub struct SoundFile(Kind);

enum Kind {
    Wave(Box<WaveReader>),
    Decoded(Box<DecodedFile>),
}

/// Opens a file for reading, and nothing else; never waits for who writes into a pipe.
fn plain(path: &Path) -> Result<File, Unreadable> {
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    let mut options = OpenOptions::new();
    let file = options
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(Unreadable::of("is not a file; name a sound file"))
    }
}

impl SoundFile {
    /// Opens a file. It has to be one: a pipe or a device could block for ever.
    ///
    /// # Errors
    /// Why it cannot be read, and what to do.
    pub fn open(path: &Path) -> Result<Self, Unreadable> {
        let mut file = plain(path)?;
        let length = file.metadata()?.len();
        let mut magic = Vec::new();
        file.by_ref().take(MAGIC as u64).read_to_end(&mut magic)?;
        file.rewind()?;
        let begins = |at: usize, bytes: &[u8]| {
            magic
                .get(at..)
                .is_some_and(|magic| magic.starts_with(bytes))
        };
        if [b"RIFF", b"RF64", b"BW64"].iter().any(|id| begins(0, *id)) {
            let file = Box::new(WaveReader::new(file, length)?);
            return Ok(Self(Kind::Wave(file)));
        }
        let decoded = DECODED.iter().find(|(at, bytes, _)| begins(*at, bytes));
        let decoded = decoded.map(|(_, _, kind)| *kind);
        if let Some(kind) = decoded.or(is_mpeg(&magic).then_some(MPEG)) {
            let file = Box::new(DecodedFile::open(file, kind)?);
            return Ok(Self(Kind::Decoded(file)));
        }
        let known = REFUSED.iter().find(|(at, bytes, _)| begins(*at, bytes));
        Err(Unreadable::of(match (known, length) {
            (Some((_, _, name)), _) => format!("is {name}; {CONVERT}"),
            (None, 0) => "is empty; save it anew".to_owned(),
            (None, _) => format!("is no sound file that is known here; {CONVERT}"),
        }))
    }

    /// Samples of a frame, 1 to 255.
    pub fn channels(&self) -> usize {
        match &self.0 {
            Kind::Wave(file) => file.channels(),
            Kind::Decoded(file) => file.channels(),
        }
    }

    /// In Hz.
    pub fn rate(&self) -> u32 {
        match &self.0 {
            Kind::Wave(file) => file.rate(),
            Kind::Decoded(file) => file.rate(),
        }
    }

    /// Its length in frames, where its header says it.
    pub fn frames(&self) -> Option<u64> {
        match &self.0 {
            Kind::Wave(file) => Some(file.frames()),
            Kind::Decoded(file) => file.frames(),
        }
    }

    /// What a person should know of it, as sentences that go on behind its name. More may come while it is read.
    pub fn notes(&self) -> &[String] {
        match &self.0 {
            Kind::Wave(file) => file.notes(),
            Kind::Decoded(file) => file.notes(),
        }
    }

    /// Where it comes from, where it says so; wave files do.
    pub fn origin(&self) -> Option<&Origin> {
        match &self.0 {
            Kind::Wave(file) => file.origin(),
            Kind::Decoded(_) => None,
        }
    }

    /// Places with names, in order; wave files have such.
    pub fn markers(&self) -> &[TakeMarker] {
        match &self.0 {
            Kind::Wave(file) => file.markers(),
            Kind::Decoded(_) => &[],
        }
    }

    /// Goes on by up to so many frames; the number of those that [`SoundFile::copy`] gives now, 0 at the end.
    ///
    /// # Errors
    /// The file is damaged, or cannot be read any more.
    pub fn advance(&mut self, frames: usize) -> Result<usize, Unreadable> {
        match &mut self.0 {
            Kind::Wave(file) => file.advance(frames),
            Kind::Decoded(file) => file.advance(frames),
        }
    }

    /// Goes to a frame; behind the last one, to the end.
    ///
    /// # Errors
    /// The file is damaged, or cannot be read any more.
    pub fn seek(&mut self, frame: u64) -> Result<(), Unreadable> {
        match &mut self.0 {
            Kind::Wave(file) => file.seek(frame),
            Kind::Decoded(file) => file.seek(frame),
        }
    }

    /// Fills `out`, as long as the last advance, with a channel of its frames, the first one being 0. What is no
    /// number in the file is none here.
    pub fn copy(&self, channel: usize, out: &mut [f32]) {
        match &self.0 {
            Kind::Wave(file) => file.copy(channel, out),
            Kind::Decoded(file) => file.copy(channel, out),
        }
    }
}

impl fmt::Debug for SoundFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SoundFile")
            .field("channels", &self.channels())
            .field("rate", &self.rate())
            .field("frames", &self.frames())
            .finish_non_exhaustive()
    }
}

/// The head of a frame of MPEG audio, layer III.
fn is_mpeg(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, second, third, ..] => {
            let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
            second >> 5 == 7
                && version != 1
                && layer == 1
                && third >> 4 != 15
                && third >> 2 & 3 != 3
        }
        _ => false,
    }
}
