//! What the numbers of a wave file mean.

use super::super::unreadable::Unreadable;

/// Most channels of a file.
pub const MAX_CHANNELS: usize = 255;
/// Lowest and highest rate in Hz.
pub const RATES: (u32, u32) = (8000, 384_000);
/// What is read.
const ALLOWED: &str = "allowed: 8, 16, 20, 24 and 32 bits, 32- and 64-bit float, A-law and mu-law; convert it, for \
                       example with: ffmpeg -i OLD.wav -c:a pcm_f32le NEW.wav";
/// The tag of a header that says more than the first ones could.
const EXTENSIBLE: u16 = 0xfffe;
/// How the names of formats end in such a header: those of sound in general, and of Ambisonics.
const KNOWN_NAMES: [[u8; 14]; 2] = [
    *b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71",
    *b"\x00\x00\x21\x07\xd3\x11\x86\x44\xc8\xc1\xca\x00\x00\x00",
];
/// What is found in wave files and is not read.
const REFUSED: [(u16, &str); 12] = [
    (0x0002, "Microsoft ADPCM"),
    (0x0011, "IMA ADPCM"),
    (0x0031, "GSM 6.10"),
    (0x0050, "MPEG audio"),
    (0x0055, "MP3"),
    (0x0092, "AC-3"),
    (0x00ff, "AAC"),
    (0x0161, "Windows Media Audio"),
    (0x0162, "Windows Media Audio"),
    (0x1610, "AAC"),
    (0x566f, "Vorbis"),
    (0xf1ac, "FLAC"),
];

/// How one sample is written. Whole numbers fill their bytes from the highest bit down: 20 bits in three bytes
/// are 24 bits whose last four are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// One byte, 128 is silence.
    Unsigned8,
    /// Two bytes.
    Whole16,
    /// Three bytes.
    Whole24,
    /// Four bytes.
    Whole32,
    /// Four bytes.
    Float32,
    /// Eight bytes.
    Float64,
    /// One byte (ITU-T G.711).
    ALaw,
    /// One byte (ITU-T G.711).
    MuLaw,
}

impl Encoding {
    /// Bytes of a sample.
    pub fn bytes(self) -> usize {
        match self {
            Self::Unsigned8 | Self::ALaw | Self::MuLaw => 1,
            Self::Whole16 => 2,
            Self::Whole24 => 3,
            Self::Whole32 | Self::Float32 => 4,
            Self::Float64 => 8,
        }
    }
}

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// How a sample is written.
    pub encoding: Encoding,
    /// Samples of a frame, 1 to 255.
    pub channels: usize,
    /// In Hz.
    pub rate: u32,
}

impl Format {
    /// Reads a format chunk.
    pub fn of(chunk: &[u8]) -> Result<Self, Unreadable> {
        let (Some(mut tag), Some(channels), Some(block), Some(bits)) = (
            word(chunk, 0),
            word(chunk, 2),
            word(chunk, 12),
            word(chunk, 14),
        ) else {
            return Err(Unreadable::of(
                "has a format ('fmt ' chunk) of fewer than 16 bytes: it is damaged; save it anew",
            ));
        };
        let rate =
            u32::from(word(chunk, 4).unwrap_or(0)) | u32::from(word(chunk, 6).unwrap_or(0)) << 16;
        let channels = usize::from(channels);
        if !(1..=MAX_CHANNELS).contains(&channels) {
            return Err(Unreadable::channels(channels));
        }
        if !(RATES.0..=RATES.1).contains(&rate) {
            return Err(Unreadable::rate(rate));
        }
        if tag == EXTENSIBLE {
            tag = extended(chunk)?;
        }
        let block = usize::from(block);
        if block == 0 || block % channels != 0 {
            return Err(Unreadable::of(format!(
                "says that a frame of {channels} channels has {block} bytes: it is damaged; save it anew"
            )));
        }
        let encoding = encoding(tag, usize::from(bits), block / channels)?;
        Ok(Self {
            encoding,
            channels,
            rate,
        })
    }

    /// Bytes of a frame.
    pub fn frame_bytes(&self) -> usize {
        self.encoding.bytes() * self.channels
    }
}

/// The tag in the long name of an extensible header.
fn extended(chunk: &[u8]) -> Result<u16, Unreadable> {
    let Some(name) = chunk.get(24..).and_then(|name| name.first_chunk::<16>()) else {
        return Err(Unreadable::of(
            "has an extensible format of fewer than 40 bytes: it is damaged; save it anew",
        ));
    };
    let known = KNOWN_NAMES.iter().any(|known| name[2..] == known[..]);
    match word(name, 0) {
        Some(tag) if known => Ok(tag),
        _ => {
            let name = u128::from_be_bytes(*name);
            Err(Unreadable::of(format!(
                "has sound of a kind ({name:032x}) that is not read; {ALLOWED}"
            )))
        }
    }
}

fn encoding(tag: u16, bits: usize, bytes: usize) -> Result<Encoding, Unreadable> {
    let fits = (1..=bytes * 8).contains(&bits);
    match (tag, bytes) {
        (1, 1) if fits => Ok(Encoding::Unsigned8),
        (1, 2) if fits => Ok(Encoding::Whole16),
        (1, 3) if fits => Ok(Encoding::Whole24),
        (1, 4) if fits => Ok(Encoding::Whole32),
        (3, 4) if bits == 32 => Ok(Encoding::Float32),
        (3, 8) if bits == 64 => Ok(Encoding::Float64),
        (6, 1) => Ok(Encoding::ALaw),
        (7, 1) => Ok(Encoding::MuLaw),
        (1 | 3 | 6 | 7, _) => {
            let kind = ["", "whole numbers", "", "floats", "", "", "A-law", "mu-law"];
            let kind = kind[usize::from(tag)];
            Err(Unreadable::of(format!(
                "has samples of {bits} bits in {bytes} bytes ({kind}), which are not read; {ALLOWED}"
            )))
        }
        _ => {
            let name = REFUSED.iter().find(|(refused, _)| *refused == tag);
            let name = name.map_or("sound of an unknown format", |(_, name)| name);
            Err(Unreadable::of(format!(
                "holds {name} (format {tag:#06x}), which is not read; {ALLOWED}"
            )))
        }
    }
}

/// Two bytes as a number.
fn word(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at + 2)?;
    Some(u16::from(two[0]) | u16::from(two[1]) << 8)
}
