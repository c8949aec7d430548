//! CAF: chunks with 64-bit sizes; the sound's may be −1 where it is the last one.

use super::shown::{Promise, Shown};
use crate::disk::unreadable::Unreadable;

/// Bytes of the chunk of the sound before the sound: how often it was edited.
const BEFORE_SOUND: u64 = 4;
/// Where the frames that are valid stand in the table of packets.
const VALID_FRAMES: u64 = 8;

/// What `desc` says of packets; 0 where each has its own number.
#[derive(Clone, Copy)]
struct Description {
    packet_bytes: u64,
    packet_frames: u64,
}

/// What the walk over the chunks has seen.
#[derive(Default)]
struct Seen {
    description: Option<Description>,
    /// Frames by the table of packets.
    table: Option<u64>,
}

/// Shows as much as is there.
///
/// # Errors
/// The table of packets stood behind the sound.
pub(super) fn mend(shown: &mut Shown) -> Result<Option<Promise>, Unreadable> {
    let mut at = 8;
    let mut seen = Seen::default();
    while let Some((id, size)) = head(shown, at) {
        let begin = at + 12;
        let end = u64::try_from(size)
            .ok()
            .and_then(|size| begin.checked_add(size));
        let fits = end.filter(|end| *end <= shown.length);
        match &id {
            b"desc" => seen.description = description(shown, begin),
            b"pakt" if fits.is_some() => {
                let frames = shown.bytes::<8>(begin + VALID_FRAMES);
                seen.table = frames.map(u64::from_be_bytes);
            }
            b"data" if fits.is_none() || size == 0 => {
                return sound(shown, (at, size), &seen);
            }
            _ => {}
        }
        match fits {
            Some(end) => at = end,
            None => break,
        }
    }
    // Something behind the sound is cut off.
    shown.length = shown.length.min(at);
    Ok(None)
}

fn head(shown: &Shown, at: u64) -> Option<([u8; 4], i64)> {
    let id = shown.bytes::<4>(at)?;
    let size = shown.bytes::<8>(at + 4)?;
    Some((id, i64::from_be_bytes(size)))
}

fn description(shown: &Shown, at: u64) -> Option<Description> {
    let bytes = shown.bytes::<24>(at)?;
    let word = |from: usize| {
        let word = [
            bytes[from],
            bytes[from + 1],
            bytes[from + 2],
            bytes[from + 3],
        ];
        u64::from(u32::from_be_bytes(word))
    };
    Some(Description {
        packet_bytes: word(16),
        packet_frames: word(20),
    })
}

/// The sound goes on to the end of the file.
fn sound(
    shown: &mut Shown,
    (at, size): (u64, i64),
    seen: &Seen,
) -> Result<Option<Promise>, Unreadable> {
    let begin = at + 12 + BEFORE_SOUND;
    let (Some(description), Some(there)) = (seen.description, shown.length.checked_sub(begin))
    else {
        return Ok(None);
    };
    let (bytes, promise) = match there.checked_div(description.packet_bytes) {
        Some(packets) => {
            let said = u64::try_from(size)
                .unwrap_or(0)
                .saturating_sub(BEFORE_SOUND);
            let said = said / description.packet_bytes * description.packet_frames;
            let promise = match size {
                // As it should be for a sound that goes on to the end.
                -1 => None,
                0 => Some(Promise::NoLength),
                _ => Some(Promise::Frames(said)),
            };
            (packets * description.packet_bytes, promise)
        }
        None => (
            there,
            Some(Promise::Frames(seen.table.ok_or_else(no_table)?)),
        ),
    };
    if bytes > 0 {
        shown.patch(at + 4, &(BEFORE_SOUND + bytes).to_be_bytes());
        shown.length = begin + bytes;
    }
    Ok(promise)
}

fn no_table() -> Unreadable {
    Unreadable::of(
        "is a CAF file that is cut off: the table of its packets, which stood behind the sound, is missing, and \
         without it nobody can read the sound; take another copy of it",
    )
}
