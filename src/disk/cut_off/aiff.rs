//! AIFF and AIFC: `FORM`, and chunks with 32-bit sizes.

use super::shown::{Promise, Shown};

/// Bytes of the chunk of the sound before the sound: offset and block size.
const BEFORE_SOUND: u64 = 8;

/// A size that nothing really has: whoever wrote it into a pipe could not go back to say the real one.
const NO_SIZE: u64 = 0x7f00_0000;

/// What `COMM` says: where it is, how many frames there are, and the bytes of each.
struct Common {
    at: u64,
    frames: u32,
    frame_bytes: u64,
}

/// Shows as much as is there.
pub(super) fn mend(shown: &mut Shown) -> Option<Promise> {
    let mut at = 12;
    let mut common = None;
    while let Some(head) = shown.bytes::<8>(at) {
        let (id, size) = head.split_at(4);
        let size = u64::from(u32::from_be_bytes(size.try_into().ok()?));
        let end = at + 8 + size;
        if id == b"COMM" {
            common = common_of(shown, at + 8);
        }
        let is_sound = id == b"SSND";
        if is_sound && (end > shown.length || size <= BEFORE_SOUND) {
            return shrink(shown, at, size, &common?);
        }
        if end > shown.length {
            // Something behind the sound is cut off.
            cut(shown, at);
            return None;
        }
        at = end + size % 2;
    }
    None
}

fn common_of(shown: &Shown, at: u64) -> Option<Common> {
    let bytes = shown.bytes::<18>(at)?;
    let word = |from: usize| u16::from_be_bytes([bytes[from], bytes[from + 1]]);
    let is_compressed = shown.bytes::<4>(8)? == *b"AIFC";
    let kind = if is_compressed {
        shown.bytes::<4>(at + 18)?
    } else {
        *b"NONE"
    };
    let sample_bytes = match &kind {
        b"NONE" | b"twos" | b"sowt" | b"raw " => u64::from(word(6).div_ceil(8)),
        b"ulaw" | b"ULAW" | b"alaw" | b"ALAW" => 1,
        b"in24" => 3,
        b"in32" | b"fl32" | b"FL32" => 4,
        b"fl64" | b"FL64" => 8,
        _ => return None,
    };
    Some(Common {
        at,
        frames: u32::from_be_bytes([bytes[2], bytes[3], bytes[4], bytes[5]]),
        frame_bytes: sample_bytes * u64::from(word(0)),
    })
}

/// The sound ends where the file does, after a whole frame.
fn shrink(shown: &mut Shown, at: u64, size: u64, common: &Common) -> Option<Promise> {
    let offset = u64::from(u32::from_be_bytes(shown.bytes::<4>(at + 8)?));
    let begin = at + 8 + BEFORE_SOUND + offset;
    let there = shown.length.checked_sub(begin)?;
    let mut frames = there.checked_div(common.frame_bytes)?;
    // A chunk of an odd size would want one byte more.
    frames -= u64::from(!(frames * common.frame_bytes + offset).is_multiple_of(2));
    let frames = u32::try_from(frames).ok().filter(|frames| *frames > 0)?;
    let end = begin + u64::from(frames) * common.frame_bytes;
    let promise = if size <= BEFORE_SOUND || size >= NO_SIZE || common.frames == 0 {
        Promise::NoLength
    } else {
        Promise::Frames(u64::from(common.frames))
    };
    let length = u32::try_from(end - at - 8).ok()?;
    shown.patch(at + 4, &length.to_be_bytes());
    shown.patch(common.at + 2, &frames.to_be_bytes());
    cut(shown, end);
    Some(promise)
}

/// The file ends here.
fn cut(shown: &mut Shown, end: u64) {
    if let Ok(size) = u32::try_from(end - 8) {
        shown.patch(4, &size.to_be_bytes());
        shown.length = end;
    }
}
