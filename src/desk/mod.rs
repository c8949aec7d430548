//! The desk link: the one narrow way in which terminals and other clients see the console.
//!
//! It has two implementations with the same behaviour: in process, and over a Unix socket.

pub mod local;
mod merge;
pub mod mirror;
pub mod place;
pub mod recent;
pub mod server;
pub mod socket;
pub mod why;
pub mod wire;

#[cfg(test)]
mod tests;

use crate::control::feed::Update;
use crate::control::intent::{Answer, Intent, Refusal};
use std::io;
use std::time::Duration;

/// A client's end of the desk link.
pub trait Desk: Send {
    /// Asks for something and waits for the console's answer (at most two seconds).
    ///
    /// # Errors
    /// The console refused, or the link is gone.
    fn ask(&mut self, intent: Intent) -> Result<Answer, DeskError>;

    /// Asks for something without waiting; a refusal arrives as a notice in an update.
    ///
    /// # Errors
    /// The link is gone.
    fn send(&mut self, intent: Intent) -> Result<(), DeskError>;

    /// Waits for the next update, at most `patience`; `None` when nothing changed in that time.
    /// The first update holds everything.
    ///
    /// # Errors
    /// The link is gone.
    fn next_update(&mut self, patience: Duration) -> Result<Option<Update>, DeskError>;
}

/// Why the desk link did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The console refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The console did not answer in time.
    #[error(
        "the console does not answer: it hangs, or the machine is very busy; try again in a moment"
    )]
    Silent,
    /// The other end is gone.
    #[error("the console is gone")]
    Gone,
    /// Both ends are of different versions.
    #[error(
        "the console runs Headroom {console}, this is {ours}: start the client of that version"
    )]
    Version {
        /// The console's version.
        console: String,
        /// This program's version.
        ours: String,
    },
    /// The socket failed.
    #[error("{path}: {source}")]
    Socket {
        /// The socket's path.
        path: String,
        /// The system's reason.
        source: io::Error,
    },
    /// Nobody listens there.
    #[error("no console runs (nobody answers at {path}); start one: headroom run")]
    NoConsole {
        /// The path that was tried.
        path: String,
    },
    /// Another console has the name.
    #[error("a console of this name runs already (at {path}); attach to it: headroom attach")]
    Running {
        /// The other console's socket.
        path: String,
    },
    /// The console has as many clients as it takes.
    #[error("the console has {limit} clients and takes no more; close one of them")]
    Full {
        /// How many it takes.
        limit: u32,
    },
    /// The console's name cannot be a file's.
    #[error("'{name}' is no name for a console; allowed: 1 to {limit} of a-z, A-Z, 0-9, - and _")]
    Name {
        /// The name as given.
        name: String,
        /// Its longest length.
        limit: usize,
    },
    /// Somebody else's folder stands where ours must be.
    #[error("{path} is not a folder of yours; remove it, or set XDG_RUNTIME_DIR")]
    Folder {
        /// The folder.
        path: String,
    },
    /// Another user's process listens there.
    #[error("{path} belongs to another user; only your own console can be attached")]
    Stranger {
        /// The path that was tried.
        path: String,
    },
}
