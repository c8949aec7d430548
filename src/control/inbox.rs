//! The way to the control thread: one bounded channel that it blocks on, and a short one past it for panic.
//!
//! No client can fill it: each has a few events on their way, and waits for itself beyond that.

pub use super::answers::AnswerTo;
pub use super::cues_read::CuesRead;
pub use super::event::{Event, Permit};
use super::feed::{Notice, Severity, Update};
use super::intent::{Answer, ClientId, Hello, Intent, Refusal};
pub use super::phone_order::PhoneOrder;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded, select_biased};
use std::time::Duration;

/// Events that may wait for the control thread.
const CAPACITY: usize = 4096;
/// Updates that may wait for a subscriber; what does not fit is merged into its next one.
const UPDATES_WAITING: usize = 2;
/// Events of one client that may be on their way; it waits for itself beyond that.
const ON_THEIR_WAY: usize = 32;
/// How long a client waits for an answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// The same where the answer waits for the disk, or for an engine to be built. The console says before that time
/// is up that the disk has not taken it.
const LONG_PATIENCE: Duration = Duration::from_secs(20);

/// How long whoever asks for this waits for the answer, wherever they are.
pub fn patience(intent: &Intent) -> Duration {
    if intent.is_durable() {
        LONG_PATIENCE
    } else {
        PATIENCE
    }
}

/// The sending end; any number of them.
#[derive(Clone, Debug)]
pub struct Inbox {
    events: Sender<Event>,
    urgent: Sender<Event>,
}

/// What the control thread reads. What is urgent comes first, whatever waits.
#[derive(Debug)]
pub struct Events {
    events: Receiver<Event>,
    urgent: Receiver<Event>,
}

impl Events {
    /// The next event.
    ///
    /// # Errors
    /// None within this time, or nobody is left to send one.
    pub fn next(&self, patience: Duration) -> Result<Event, RecvTimeoutError> {
        if let Some(event) = self.next_urgent() {
            return Ok(event);
        }
        select_biased! {
            recv(self.urgent) -> event => event.map_err(|_| RecvTimeoutError::Disconnected),
            recv(self.events) -> event => event.map_err(|_| RecvTimeoutError::Disconnected),
            default(patience) => Err(RecvTimeoutError::Timeout),
        }
    }

    /// The next event, if one waits.
    pub fn next_waiting(&self) -> Option<Event> {
        self.next_urgent().or_else(|| self.events.try_recv().ok())
    }

    /// The next urgent event, if one waits.
    pub fn next_urgent(&self) -> Option<Event> {
        self.urgent.try_recv().ok()
    }

    /// The next urgent event within this time.
    pub fn next_urgent_within(&self, patience: Duration) -> Option<Event> {
        self.urgent.recv_timeout(patience).ok()
    }
}

/// The control thread is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A connected front end's own end.
#[derive(Debug)]
pub struct Connection {
    id: ClientId,
    inbox: Inbox,
    updates: Receiver<Update>,
    permits: Receiver<()>,
    permits_back: Sender<()>,
}

/// The inbox and what the control thread reads.
pub fn inbox() -> (Inbox, Events) {
    let (events_in, events) = bounded(CAPACITY);
    let (urgent_in, urgent) = bounded(CAPACITY);
    let inbox = Inbox {
        events: events_in,
        urgent: urgent_in,
    };
    (inbox, Events { events, urgent })
}

impl Inbox {
    /// Hands over an event; waits only while the control thread is far behind.
    ///
    /// # Errors
    /// The control thread is gone.
    pub fn put(&self, event: Event) -> Result<(), Closed> {
        let way = if event.is_urgent() {
            &self.urgent
        } else {
            &self.events
        };
        way.send(event).map_err(|_| Closed)
    }

    /// Tells everybody something. A console that has ended has nobody to tell.
    pub fn tell(&self, severity: Severity, text: impl Into<String>) {
        let text = text.into();
        let _ = self.put(Event::Tell(Notice { severity, text }));
    }

    /// Hands over an event without ever waiting. False when there is no room, or nobody.
    pub fn put_now(&self, event: Event) -> bool {
        self.events.try_send(event).is_ok()
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
        let (permits_back, permits) = bounded(ON_THEIR_WAY);
        (0..ON_THEIR_WAY).for_each(|_| drop(Permit(permits_back.clone())));
        Ok(Connection {
            id,
            inbox: self.clone(),
            updates,
            permits,
            permits_back,
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
    /// Wants something; waits for the answer.
    ///
    /// # Errors
    /// Refused, not answered in time (see [`patience`]), or the control thread is gone.
    pub fn ask(&self, intent: Intent) -> Result<Answer, NoAnswer> {
        let (answer_out, answer) = bounded(1);
        let patience = patience(&intent);
        self.put(intent, Some(answer_out))
            .map_err(|_| NoAnswer::Closed)?;
        match answer.recv_timeout(patience) {
            Ok(outcome) => outcome.map_err(NoAnswer::Refused),
            Err(RecvTimeoutError::Timeout) => Err(NoAnswer::Silent),
            Err(RecvTimeoutError::Disconnected) => Err(NoAnswer::Closed),
        }
    }

    /// Wants something; a refusal arrives as a notice.
    ///
    /// # Errors
    /// The control thread is gone.
    pub fn send(&self, intent: Intent) -> Result<(), Closed> {
        self.put(intent, None)
    }

    /// Wants something; the answer arrives in a channel, where others may wait, too. One that is full
    /// loses it.
    ///
    /// # Errors
    /// The control thread is gone.
    pub fn send_answered(&self, intent: Intent, answers: &AnswerTo) -> Result<(), Closed> {
        self.put(intent, Some(answers.clone()))
    }

    /// Wants something without ever waiting, and gives it back while too many events are on their way; panic
    /// always goes. The answer arrives in a channel; one that is full loses it.
    ///
    /// # Errors
    /// The control thread is gone.
    pub fn offer(&self, intent: Intent, answers: &AnswerTo) -> Result<Option<Intent>, Closed> {
        if intent == Intent::Panic {
            return self.put(intent, Some(answers.clone())).map(|()| None);
        }
        if self.permits.try_recv().is_err() {
            return Ok(Some(intent));
        }
        let event = Event::Intent {
            client: self.id,
            intent,
            answer: Some(answers.clone()),
            permit: Some(Permit(self.permits_back.clone())),
        };
        match self.inbox.events.try_send(event) {
            Ok(()) => Ok(None),
            Err(TrySendError::Full(Event::Intent { intent, .. })) => Ok(Some(intent)),
            Err(_) => Err(Closed),
        }
    }

    /// Waits while too many events of this client are on their way; panic never does.
    fn put(&self, intent: Intent, answer: Option<AnswerTo>) -> Result<(), Closed> {
        let permit = if intent == Intent::Panic {
            None
        } else {
            self.permits.recv().map_err(|_| Closed)?;
            Some(Permit(self.permits_back.clone()))
        };
        self.inbox.put(Event::Intent {
            client: self.id,
            intent,
            answer,
            permit,
        })
    }

    /// Waits for the next update.
    ///
    /// # Errors
    /// The control thread is gone.
    pub fn next_update(&self, patience: Duration) -> Result<Option<Update>, Closed> {
        match self.updates.recv_timeout(patience) {
            Ok(update) => Ok(Some(update)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(Closed),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::intent::Rights;
    use std::thread::spawn;

    const LONG: Duration = Duration::from_secs(20);

    fn connect(inbox: &Inbox, events: &Events) -> Connection {
        let inbox = inbox.clone();
        let hello = Hello {
            name: "test".to_owned(),
            rights: Rights::Mix,
        };
        let client = spawn(move || inbox.connect(hello).unwrap());
        match events.next(LONG) {
            Ok(Event::Connect { id, .. }) => id.send(ClientId(1)).unwrap(),
            other => panic!("{other:?}"),
        }
        client.join().unwrap()
    }

    fn is_panic(event: &Event) -> bool {
        event.is_urgent()
    }

    #[test]
    fn panic_comes_before_everything_that_waits() {
        let (inbox, events) = inbox();
        let (loud, other) = (connect(&inbox, &events), connect(&inbox, &events));
        for _ in 0..ON_THEIR_WAY {
            loud.send(Intent::Undo).unwrap();
        }
        other.send(Intent::Panic).unwrap();
        // Whoever has used up what may be on its way is in time as well.
        loud.send(Intent::Panic).unwrap();
        let first = [events.next(LONG).unwrap(), events.next(LONG).unwrap()];
        assert!(first.iter().all(is_panic));
        assert!(!is_panic(&events.next(LONG).unwrap()));
    }

    #[test]
    fn what_is_offered_never_waits_and_panic_always_goes() {
        let (inbox, events) = inbox();
        let client = connect(&inbox, &events);
        let (answers, _kept) = bounded(1);
        for _ in 0..ON_THEIR_WAY {
            assert_eq!(client.offer(Intent::Undo, &answers), Ok(None));
        }
        assert_eq!(client.offer(Intent::Redo, &answers), Ok(Some(Intent::Redo)));
        assert_eq!(client.offer(Intent::Panic, &answers), Ok(None));
        assert!(is_panic(&events.next(LONG).unwrap()));
        drop(events.next(LONG).unwrap());
        assert_eq!(client.offer(Intent::Redo, &answers), Ok(None));
    }

    #[test]
    fn a_client_has_a_few_events_on_their_way_and_the_next_when_one_is_done() {
        let (inbox, events) = inbox();
        let client = connect(&inbox, &events);
        for _ in 0..ON_THEIR_WAY {
            client.send(Intent::Undo).unwrap();
        }
        assert!(client.permits.is_empty());
        drop(events.next(LONG).unwrap());
        assert_eq!(client.permits.len(), 1);
    }
}
