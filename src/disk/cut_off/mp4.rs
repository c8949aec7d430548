//! MP4: atoms with 32-bit sizes, or 64-bit ones behind a size of 1; 0 means to the end.

use super::shown::{Promise, Shown};
use crate::disk::unreadable::Unreadable;

/// Shows as much as is there.
///
/// # Errors
/// The index stood behind the sound.
pub(super) fn mend(shown: &mut Shown) -> Result<Option<Promise>, Unreadable> {
    let mut at = 0;
    let (mut has_index, mut promise) = (false, None);
    while let Some(head) = shown.bytes::<8>(at) {
        let size = u64::from(u32::from_be_bytes([head[0], head[1], head[2], head[3]]));
        let size = match size {
            0 => shown.length - at,
            1 => shown.bytes::<8>(at + 8).map_or(0, u64::from_be_bytes),
            size => size,
        };
        if size < 8 {
            break;
        }
        let end = at.saturating_add(size);
        let id = &head[4..];
        if end > shown.length {
            if id == b"mdat" {
                promise = Some(Promise::More);
                to_the_end(shown, at);
            }
            break;
        }
        has_index |= id == b"moov";
        at = end;
    }
    if !has_index {
        return Err(Unreadable::of(
            "is an MP4 file that is cut off: its index, which stood behind the sound, is missing, and without it \
             nobody can read the sound; take another copy of it",
        ));
    }
    Ok(promise)
}

/// The atom goes on to the end of the file.
fn to_the_end(shown: &mut Shown, at: u64) {
    let is_long = shown.bytes::<4>(at) == Some(1_u32.to_be_bytes());
    let size = shown.length - at;
    if is_long {
        shown.patch(at + 8, &size.to_be_bytes());
    } else if let Ok(size) = u32::try_from(size) {
        shown.patch(at, &size.to_be_bytes());
    }
}
