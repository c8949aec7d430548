//! The desk link within the console's own process.

use super::{Desk, DeskError};
use crate::control::feed::Update;
use crate::control::inbox::{Connection, Inbox, NoAnswer};
use crate::control::intent::{Answer, Hello, Intent};
use std::time::Duration;

/// A desk in the same process as the console.
#[derive(Debug)]
pub struct LocalDesk(Connection);

impl LocalDesk {
    /// Connects to the console behind an inbox.
    ///
    /// # Errors
    /// The console is gone.
    pub fn connect(inbox: &Inbox, hello: Hello) -> Result<Self, DeskError> {
        inbox.connect(hello).map(Self).map_err(|_| DeskError::Gone)
    }
}

impl Desk for LocalDesk {
    fn ask(&mut self, intent: Intent) -> Result<Answer, DeskError> {
        self.0.ask(intent).map_err(|no| match no {
            NoAnswer::Refused(refusal) => DeskError::Refused(refusal),
            NoAnswer::Silent => DeskError::Silent,
            NoAnswer::Closed => DeskError::Gone,
        })
    }

    fn send(&mut self, intent: Intent) -> Result<(), DeskError> {
        self.0.send(intent).map_err(|_| DeskError::Gone)
    }

    fn next_update(&mut self, patience: Duration) -> Result<Option<Update>, DeskError> {
        self.0.next_update(patience).map_err(|_| DeskError::Gone)
    }
}
