//! The way to the control thread: one bounded channel that it blocks on.

use super::feed::{Notice, SurfaceStatus, Update};
use super::intent::{Answer, ClientId, Hello, Intent, Refusal};
use super::journal::Report;
use crate::engine::Engine;
use crate::engine::audio::AudioEvent;
use crate::rt::meter_tap::MeterReader;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::time::Duration;

/// Events that may wait for the control thread.
const CAPACITY: usize = 4096;
/// Updates that may wait for a subscriber; what does not fit is merged into its next one.
const UPDATES_WAITING: usize = 2;
/// How long a client waits for an answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Something for the control thread.
#[derive(Debug)]
pub enum Event {
    /// A front end connects.
    Connect {
        /// Who it is.
        hello: Hello,
        /// Where its number goes.
        id: Sender<ClientId>,
        /// Where its updates go.
        updates: Sender<Update>,
    },
    /// A front end is gone.
    Disconnect(ClientId),
    /// A front end wants something.
    Intent {
        /// Who.
        client: ClientId,
        /// What.
        intent: Intent,
        /// Where the answer goes; without it a refusal becomes a notice.
        answer: Option<Sender<Result<Answer, Refusal>>>,
    },
    /// The backend reports.
    Audio(AudioEvent),
    /// The builder has built what was ordered.
    Built {
        /// Number of the order.
        order: u64,
        /// The engine.
        engine: Box<Engine>,
        /// The reader of its levels.
        meters: MeterReader,
    },
    /// The journal's writer reports.
    Journal(Report),
    /// The show's file has been written, and has this stamp now.
    Saved(String),
    /// What happened to a scene is on the disk.
    SceneKept {
        /// Its name.
        name: String,
        /// The number that came with the newest change that is kept.
        number: u64,
    },
    /// The show's folder was moved or deleted: everything that it held is wanted once more.
    KeepAll,
    /// Where all surfaces stand, when that has changed.
    Surfaces(Vec<SurfaceStatus>),
    /// Something that everybody shall be told.
    Tell(Notice),
    /// The console shall end.
    Stop,
}

/// The sending end; any number of them.
#[derive(Clone, Debug)]
pub struct Inbox(Sender<Event>);

/// The control thread is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A connected front end's own end.
#[derive(Debug)]
pub struct Connection {
    id: ClientId,
    inbox: Inbox,
    updates: Receiver<Update>,
}

/// The inbox and what the control thread reads.
pub fn inbox() -> (Inbox, Receiver<Event>) {
    let (sender, receiver) = bounded(CAPACITY);
    (Inbox(sender), receiver)
}

impl Inbox {
    /// Hands over an event; waits only while the control thread is far behind.
    ///
    /// # Errors
    /// The control thread is gone.
    pub fn put(&self, event: Event) -> Result<(), Closed> {
        self.0.send(event).map_err(|_| Closed)
    }

    /// Hands over an event without ever waiting. False when there is no room, or nobody.
    pub fn put_now(&self, event: Event) -> bool {
        self.0.try_send(event).is_ok()
    }

    /// Connects a front end.
    ///
    /// # Errors
    /// The control thread is gone.
    pub fn connect(&self, hello: Hello) -> Result<Connection, Closed> {
        let (id_out, id_in) = bounded(1);
        let (updates_out, updates) = bounded(UPDATES_WAITING);
        self.put(Event::Connect {
            hello,
            id: id_out,
            updates: updates_out,
        })?;
        let id = id_in.recv().map_err(|_| Closed)?;
        Ok(Connection {
            id,
            inbox: self.clone(),
            updates,
        })
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Refused.
    Refused(Refusal),
    /// Not in time.
    Silent,
    /// The control thread is gone.
    Closed,
}

impl Connection {
    /// Its number.
    pub fn id(&self) -> ClientId {
        self.id
    }

    /// Wants something; waits for the answer.
    ///
    /// # Errors
    /// Refused, not answered within two seconds, or the control thread is gone.
    pub fn ask(&self, intent: Intent) -> Result<Answer, NoAnswer> {
        let (answer_out, answer) = bounded(1);
        let event = Event::Intent {
            client: self.id,
            intent,
            answer: Some(answer_out),
        };
        self.inbox.put(event).map_err(|_| NoAnswer::Closed)?;
        match answer.recv_timeout(PATIENCE) {
            Ok(outcome) => outcome.map_err(NoAnswer::Refused),
            Err(crossbeam_channel::RecvTimeoutError::Timeout) => Err(NoAnswer::Silent),
            Err(crossbeam_channel::RecvTimeoutError::Disconnected) => Err(NoAnswer::Closed),
        }
    }

    /// Wants something; a refusal arrives as a notice.
    ///
    /// # Errors
    /// The control thread is gone.
    pub fn send(&self, intent: Intent) -> Result<(), Closed> {
        self.inbox.put(Event::Intent {
            client: self.id,
            intent,
            answer: None,
        })
    }

    /// Waits for the next update.
    ///
    /// # Errors
    /// The control thread is gone.
    pub fn next_update(&self, patience: Duration) -> Result<Option<Update>, Closed> {
        match self.updates.recv_timeout(patience) {
            Ok(update) => Ok(Some(update)),
            Err(crossbeam_channel::RecvTimeoutError::Timeout) => Ok(None),
            Err(crossbeam_channel::RecvTimeoutError::Disconnected) => Err(Closed),
        }
    }

    /// The channel of updates, to wait on together with others.
    pub fn updates(&self) -> &Receiver<Update> {
        &self.updates
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // The control thread also notices by itself; this only makes it sooner.
        self.inbox.put_now(Event::Disconnect(self.id));
    }
}
