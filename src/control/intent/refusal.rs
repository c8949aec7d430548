//! Why the console does not do what was asked.

use serde::{Deserialize, Serialize};

/// Why an intent was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Refusal {
    /// The console has no such parameter.
    #[error("{0} is not on this console")]
    Unknown(String),
    /// The value is outside the parameter's range.
    #[error("{path}: {found} is not possible; allowed: {allowed}")]
    Value {
        /// The parameter's path.
        path: String,
        /// What was asked.
        found: String,
        /// What is possible.
        allowed: String,
    },
    /// Nothing can be called so: a sentence.
    #[error("{0}")]
    Label(String),
    /// The parameter guards hearing or the PA, and would guard less.
    #[error(
        "{path} is protected: {guards}; if you mean it: headroom set --confirm {path} {value}, or \
         answer the question in the terminal"
    )]
    Protected {
        /// The parameter's path.
        path: String,
        /// What it does for whom.
        guards: String,
        /// What was asked.
        value: String,
    },
    /// Other strips and buses would take away what guards hearing or the PA.
    #[error(
        "{node} would no longer have its limiter as it is ({path}): {guards}; if you mean it: \
         headroom reshape --confirm FILE"
    )]
    GuardLost {
        /// The node, as people call it.
        node: String,
        /// The parameter that guards.
        path: String,
        /// What it does for whom.
        guards: String,
    },
    /// Solo in place would silence the house.
    #[error(
        "solo in place is locked, because it mutes what everybody hears; release the lock first: \
         console/solo/lock off"
    )]
    SoloLocked,
    /// A DCA would be in itself.
    #[error("{0} is under {1} already: a DCA cannot be in itself, not even over others")]
    DcaRing(String, String),
    /// More values at once than the console has parameters.
    #[error("{found} values at once are too many; this console has {most} parameters")]
    TooMany {
        /// How many came.
        found: usize,
        /// How many are possible.
        most: usize,
    },
    /// The parameter is a finding of the console.
    #[error("{0} is what the console finds; nobody sets it")]
    ReadOnly(String),
    /// The client may only watch.
    #[error("this client may only watch")]
    Rights,
    /// Something about a scene.
    #[error("{0}")]
    Scene(String),
    /// The client mixes one bus for itself.
    #[error("this client mixes {bus} for itself, and nothing else")]
    Bus {
        /// The bus.
        bus: String,
    },
    /// Something about phones.
    #[error("{0}")]
    Phones(String),
    /// There is nothing to undo or redo.
    #[error("nothing to {0}")]
    Nothing(String),
    /// The new set of strips and buses is impossible.
    #[error("{0}")]
    Topology(String),
    /// A change of strips and buses is under way.
    #[error("another change of strips and buses is under way; try again in a moment")]
    Busy,
    /// It is done, and a crash would lose it.
    #[error(
        "{0}; but it is not on the disk ({1}), and would be lost if the console died now: make room, or mend the show's folder"
    )]
    NotKept(String, String),
    /// Something about the transport or a lane.
    #[error("{0}")]
    Transport(String),
    /// Something about settings that should go somewhere.
    #[error("{0}")]
    Transfer(String),
    /// Something about the reference track.
    #[error("{0}")]
    Reference(String),
    /// Something about spectra, or notches against feedback.
    #[error("{0}")]
    Spectrum(String),
    /// Something about surfaces.
    #[error("{0}")]
    Surface(String),
    /// Something about the tape.
    #[error("{0}")]
    Tape(String),
    /// Something about the recording.
    #[error("{0}")]
    Recording(String),
}
