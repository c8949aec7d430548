//! What the console says, with names that a terminal can take.

use crate::control::feed::{RecordingStatus, ReferenceStatus, RisesWait, TapeStatus};
use crate::param::printable::printable;

/// A recording with names that a terminal can take.
pub(super) fn recording(status: &RecordingStatus) -> RecordingStatus {
    let fit = |text: &String| printable(text).into_owned();
    RecordingStatus {
        folder: fit(&status.folder),
        stopped: status.stopped.as_ref().map(fit),
        ..status.clone()
    }
}

/// A reference track with names that a terminal can take.
pub(super) fn reference(status: &ReferenceStatus) -> ReferenceStatus {
    let fit = |(name, place): &(String, f32)| (printable(name).into_owned(), *place);
    ReferenceStatus {
        file: printable(&status.file).into_owned(),
        markers: status.markers.iter().map(fit).collect(),
        ..status.clone()
    }
}

/// A tape with names that a terminal can take.
pub(super) fn tape(status: &TapeStatus) -> TapeStatus {
    let mut tape = status.clone();
    tape.path = printable(&tape.path).into_owned();
    for track in &mut tape.tracks {
        track.file = printable(&track.file).into_owned();
    }
    tape
}

/// Rises, with names that a terminal can take.
pub(super) fn rises(waiting: &RisesWait) -> RisesWait {
    RisesWait {
        text: printable(&waiting.text).into_owned(),
        ..*waiting
    }
}
