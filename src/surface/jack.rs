//! Surfaces on the MIDI ports of the JACK client.
//!
//! Every pair of ports is one surface, known by the name of the port that speaks to it; another port is
//! another surface: it is told the whole state again, and trusted only after that. Who else listens
//! changes nothing.

use super::catalogue::{Catalogue, Device};
use super::library::Library;
use super::ports::{device_of, is_never};
use super::runner::{MESSAGES_WAITING, Output, Port, Registry, Runner};
use crate::control::feed::{Notice, Severity};
use crate::control::inbox::{Event, Inbox};
use crate::param::PortKind;
use crate::rt::midi::{Ends, News, Peers, Receiver as Ring, Sender as RingSender};
use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Longest sleep: the audio thread wakes us for messages, and nobody for the end.
const SLEEP: Duration = Duration::from_millis(60);

/// What the bridge needs.
#[derive(Debug)]
pub struct Bridge {
    /// Known devices.
    pub library: Arc<Library>,
    /// The console.
    pub inbox: Inbox,
    /// Who has which place.
    pub registry: Registry,
    /// From the audio backend.
    pub news: Receiver<News>,
    /// Where the outputs of the client go that others send to.
    pub outputs: OwnOutputs,
}

/// The MIDI outputs of the client, for whoever sends without being a surface.
#[derive(Clone, Debug, Default)]
pub struct OwnOutputs(Arc<Mutex<Vec<Arc<Mutex<RingSender>>>>>);

impl OwnOutputs {
    /// Their names, as a show has them: `midi-out`, `midi-out-2`.
    pub fn names(&self) -> Vec<String> {
        let outputs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (1..=outputs.len()).map(Self::name).collect()
    }

    fn name(number: usize) -> String {
        let name = PortKind::MidiOut.midi_name(number as u16);
        name.unwrap_or_default()
    }

    /// Sends a message to the output of that name; nothing where none is called so.
    pub fn send(&self, name: &str, bytes: &[u8]) -> Option<Result<(), String>> {
        let outputs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut numbered = (1..).zip(outputs.iter());
        let (_, output) = numbered.find(|(number, _)| Self::name(*number) == name)?;
        let mut ring = output.lock().unwrap_or_else(PoisonError::into_inner);
        let is_sent = ring.send(0, bytes);
        Some(
            is_sent
                .then_some(())
                .ok_or_else(|| "it takes nothing now".to_owned()),
        )
    }

    fn replace(&self, pairs: &[Pair]) {
        let outputs = pairs.iter().map(|pair| Arc::clone(&pair.output));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = outputs.collect();
    }
}

/// A pair of ports of the client that is open.
struct Pair {
    input: Ring,
    output: Arc<Mutex<RingSender>>,
    peers: Peers,
    surface: Option<Wired>,
}

/// A surface on a pair.
struct Wired {
    _runner: Runner,
    /// What it is.
    device: Device,
    heard: Sender<Vec<u8>>,
    /// Somebody else listens now.
    again: Sender<()>,
}

impl Bridge {
    /// Carries messages until `stopped` is closed.
    pub fn run(&self, stopped: &Receiver<()>) {
        let mut pairs: Vec<Pair> = Vec::new();
        let mut known = self.library.now();
        while stopped.try_recv() == Err(TryRecvError::Empty) {
            for news in self.news.try_iter() {
                match news {
                    News::Opened(ends) => {
                        pairs = ends.into_iter().map(Pair::new).collect();
                        self.outputs.replace(&pairs);
                    }
                    News::Closed => {
                        pairs.clear();
                        self.outputs.replace(&pairs);
                    }
                    News::Refused(text) => self.tell(Severity::Error, text),
                    News::Peers(at, peers) => {
                        if let Some(pair) = pairs.get_mut(at) {
                            self.meet(pair, peers);
                        }
                    }
                }
            }
            let now = self.library.now();
            if !Arc::ptr_eq(&now, &known) {
                for pair in &mut pairs {
                    self.know_again(pair, &now);
                }
                known = now;
            }
            for pair in &mut pairs {
                pair.carry();
            }
            thread::park_timeout(SLEEP);
        }
    }

    fn tell(&self, severity: Severity, text: String) {
        self.inbox.put_now(Event::Tell(Notice { severity, text }));
    }

    /// Somebody else is connected now.
    fn meet(&self, pair: &mut Pair, peers: Peers) {
        let before = std::mem::replace(&mut pair.peers, peers);
        let Some(source) = pair.peers.source.clone() else {
            pair.surface = None;
            return;
        };
        let is_same = before.source.as_ref() == Some(&source);
        let listeners = pair.peers.listeners.iter();
        let mut new = listeners.filter(|name| !before.listeners.contains(name));
        let has_new = new.clone().next().is_some();
        let is_its_own = new.any(|name| device_of(name) == device_of(&source));
        if is_same && !is_its_own {
            if let Some(wired) = pair.surface.as_ref().filter(|_| has_new) {
                // One that waits is enough.
                let _ = wired.again.try_send(());
            }
            return;
        }
        pair.surface = None;
        if is_never(device_of(&source)) {
            self.tell(
                Severity::Error,
                format!("'{source}' is no controller, and what it says is not heard"),
            );
            return;
        }
        pair.surface = self.start(pair, &source);
    }

    /// Files have changed: a surface that is described otherwise now begins anew.
    fn know_again(&self, pair: &mut Pair, now: &Catalogue) {
        let (Some(source), Some(wired)) = (&pair.peers.source, &pair.surface) else {
            return;
        };
        let source = source.clone();
        let is_other = now
            .for_peer(&source)
            .is_none_or(|device| !device.is_like(&wired.device));
        if is_other {
            // The one before ends first: it holds its place.
            pair.surface = None;
            pair.surface = self.start(pair, &source);
        }
    }

    fn start(&self, pair: &Pair, source: &str) -> Option<Wired> {
        let device = self.library.now().for_peer(source)?;
        let (heard, input) = bounded(MESSAGES_WAITING);
        let (again, listeners) = bounded(1);
        let port = Port {
            name: source.to_owned(),
            input,
            again: listeners,
            output: Box::new(Wire(Arc::clone(&pair.output))),
        };
        let known = device.clone();
        let runner = Runner::start(device, port, self.inbox.clone(), self.registry.clone())
            .inspect_err(|error| tracing::error!(%error, "no thread for a surface"))
            .ok()?;
        Some(Wired {
            _runner: runner,
            device: known,
            heard,
            again,
        })
    }
}

impl Pair {
    fn new(ends: Ends) -> Self {
        Self {
            input: ends.input,
            output: Arc::new(Mutex::new(ends.output)),
            peers: Peers::default(),
            surface: None,
        }
    }

    /// Hands on what came in.
    fn carry(&mut self) {
        while let Some((_, bytes)) = self.input.message() {
            if let Some(wired) = &self.surface {
                // A surface that is this far behind gets the next position instead.
                let _ = wired.heard.try_send(bytes.to_vec());
            }
            self.input.done();
        }
    }
}

/// The way to the client's MIDI output.
struct Wire(Arc<Mutex<RingSender>>);

impl Output for Wire {
    fn send(&mut self, message: &[u8]) -> bool {
        let mut ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // When the audio thread is gone, nothing waits for it.
        ring.send(0, message) || ring.is_abandoned()
    }
}
