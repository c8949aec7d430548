//! What a front end asks about the tape. Who hears it are parameters: `console/tape` and `ch/N/tape`.

use super::tape_orders::TapeChoice;
use serde::{Deserialize, Serialize};

/// A wish about the tape.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TapeWish {
    /// This becomes the tape: a folder of files or a file, from the root; none: the newest recording of the show.
    Open(Option<String>),
    /// There is none any more.
    Eject,
    /// A strip hears another track, or none.
    Assign(TapeChoice),
}
