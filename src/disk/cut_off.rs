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
mod shown;

use super::unreadable::Unreadable;
pub(super) use shown::{Promise, Shown};
use std::fs::File;

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

/// A file, and what its header had promised where it was mended.
///
/// # Errors
/// What is missing, where nothing can be read without it.
pub(super) fn mended(
    file: File,
    container: Container,
) -> Result<(Shown, Option<Promise>), Unreadable> {
    let mut shown = Shown::new(file)?;
    let promise = match container {
        Container::Aiff => aiff::mend(&mut shown),
        Container::Caf => caf::mend(&mut shown)?,
        Container::Mp4 => mp4::mend(&mut shown)?,
        Container::Ogg => ogg::look(&shown),
        Container::Other => None,
    };
    Ok((shown, promise))
}
