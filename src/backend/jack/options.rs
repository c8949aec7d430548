//! How to appear in JACK, and how long its server may take.

use std::time::Duration;

/// How to appear in JACK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JackOptions {
    /// The client's name. It is never altered: where it is taken, the backend waits and says so,
    /// because connections are known by it.
    pub name: String,
}

impl Default for JackOptions {
    /// `headroom`.
    fn default() -> Self {
        Self {
            name: "headroom".into(),
        }
    }
}

/// A server that takes longer to answer is reported.
pub(super) const ANSWER: Duration = Duration::from_secs(3);
/// What is said then. All JACK programs of a user share a database of names; one that is killed while
/// it writes there leaves it locked, and no server or client gets past it.
pub(super) const NO_ANSWER: &str =
    "the JACK server does not answer: end it, remove /dev/shm/jack_db-*, start it again";
