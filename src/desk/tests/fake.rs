//! A console that is none, for the tests of the link to it.

use crate::control::feed::{Notice, Severity, ShowInfo, Update};
use crate::control::inbox::{Event, Events, Inbox, inbox};
use crate::control::intent::{Answer, ClientId, Intent, Refusal, SceneWish};
use crate::desk::merge::merge;
use crate::param::{Layout, ParamAddr, Plain, Topology};
use crossbeam_channel::{Receiver, Sender, TrySendError};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Far more than anything here takes.
pub(super) const LONG: Duration = Duration::from_secs(20);
pub(super) const SHORT: Duration = Duration::from_millis(20);

/// A console that follows `Set`, refuses `Undo`, leaves `Redo` unanswered, and knows who is there.
pub(super) struct FakeConsole {
    pub inbox: Inbox,
    pub clients: Receiver<usize>,
    pub thread: Option<JoinHandle<()>>,
}

impl FakeConsole {
    pub fn start() -> Self {
        let (inbox, events) = inbox();
        let (count, clients) = crossbeam_channel::unbounded();
        let truth = Truth {
            layout: Layout::new(Topology::default()),
            subscribers: HashMap::new(),
            count,
            unanswered: Vec::new(),
        };
        let thread = Some(thread::spawn(move || truth.run(&events)));
        Self {
            inbox,
            clients,
            thread,
        }
    }

    pub fn stop(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.inbox.put(Event::Stop).unwrap();
            thread.join().unwrap();
        }
    }

    /// Waits until that many clients are connected.
    pub fn wait_for_clients(&self, wanted: usize) {
        while self.clients.recv_timeout(LONG).expect("clients change") != wanted {}
    }
}

impl Drop for FakeConsole {
    fn drop(&mut self) {
        self.stop();
    }
}

pub(super) struct Subscriber {
    pub updates: Sender<Update>,
    pub pending: Option<Update>,
}

pub(super) struct Truth {
    pub layout: Layout,
    pub subscribers: HashMap<ClientId, Subscriber>,
    pub count: Sender<usize>,
    pub unanswered: Vec<Sender<Result<Answer, Refusal>>>,
}

impl Truth {
    pub fn run(mut self, events: &Events) {
        loop {
            match events.next(Duration::from_millis(5)) {
                Ok(Event::Stop) => return,
                Ok(event) => self.handle(event),
                Err(_) => self.flush(),
            }
        }
    }

    pub fn handle(&mut self, event: Event) {
        match event {
            Event::Connect { id, updates, .. } => self.connect(&id, updates),
            Event::Disconnect(client) => {
                self.subscribers.remove(&client);
                self.count.send(self.subscribers.len()).unwrap();
            }
            Event::Intent {
                client,
                intent,
                answer,
                ..
            } => self.follow(client, &intent, answer),
            _ => {}
        }
        self.flush();
    }

    pub fn connect(&mut self, id: &Sender<ClientId>, updates: Sender<Update>) {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let client = ClientId(NEXT.fetch_add(1, Ordering::Relaxed) as u32);
        let subscriber = Subscriber {
            updates,
            pending: Some(everything(&self.layout)),
        };
        self.subscribers.insert(client, subscriber);
        self.count.send(self.subscribers.len()).unwrap();
        id.send(client).unwrap();
    }

    pub fn follow(
        &mut self,
        client: ClientId,
        intent: &Intent,
        answer: Option<Sender<Result<Answer, Refusal>>>,
    ) {
        let outcome = match intent {
            Intent::Set(addr, value) => Ok(self.set(*addr, *value)),
            Intent::Redo => return self.unanswered.extend(answer),
            Intent::Scene(SceneWish::StoreCurrent) => return late(answer),
            _ => Err(Refusal::Nothing("undo".to_owned())),
        };
        match (answer, outcome) {
            (Some(answer), outcome) => drop(answer.send(outcome)),
            (None, Err(refusal)) => {
                let notice = Notice {
                    severity: Severity::Warning,
                    text: refusal.to_string(),
                };
                let update = Update {
                    notices: vec![notice],
                    ..Update::default()
                };
                self.subscribers.get_mut(&client).unwrap().add(update);
            }
            (None, Ok(_)) => {}
        }
    }

    pub fn set(&mut self, addr: ParamAddr, value: Plain) -> Answer {
        let update = Update {
            values: vec![(self.layout.index(addr).unwrap(), value)],
            ..Update::default()
        };
        for subscriber in self.subscribers.values_mut() {
            subscriber.add(update.clone());
        }
        Answer::said(format!("{addr} set"))
    }

    pub fn flush(&mut self) {
        for subscriber in self.subscribers.values_mut() {
            subscriber.flush();
        }
    }
}

/// Answers as a console does whose disk takes its time.
fn late(answer: Option<Sender<Result<Answer, Refusal>>>) {
    thread::spawn(move || {
        thread::sleep(Duration::from_secs(3));
        answer.map(|answer| answer.send(Ok(Answer::said("Stored"))))
    });
}

impl Subscriber {
    pub fn add(&mut self, later: Update) {
        match &mut self.pending {
            Some(pending) => merge(pending, later),
            None => self.pending = Some(later),
        }
    }

    pub fn flush(&mut self) {
        if let Some(update) = self.pending.take()
            && let Err(TrySendError::Full(update)) = self.updates.try_send(update)
        {
            self.pending = Some(update);
        }
    }
}

pub(super) fn everything(layout: &Layout) -> Update {
    let show = ShowInfo {
        name: "test".to_owned(),
        topology: layout.topology().clone(),
        labels: Vec::new(),
    };
    Update {
        show: Some(Arc::new(show)),
        values: layout.indices().map(|i| (i, layout.default(i))).collect(),
        ..Update::default()
    }
}
