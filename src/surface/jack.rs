//! Surfaces on the MIDI ports of the JACK client.
//!
//! What is connected to `midi-in` and `midi-out` is one surface, known by the name of the port at
//! the other end. Other connections are another surface: it is told the whole state again, and
//! trusted only after that.

use super::catalogue::Catalogue;
use super::player::{Board, MESSAGES_WAITING, Output, Player, Port};
use crate::control::inbox::Inbox;
use crate::rt::midi::{Ends, News, Receiver as Ring, Sender as RingSender};
use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Longest sleep: the audio thread wakes us for messages, and nobody for the end.
const SLEEP: Duration = Duration::from_millis(50);

/// What the bridge needs.
#[derive(Debug)]
pub struct Bridge {
    /// Known devices.
    pub catalogue: Arc<Catalogue>,
    /// The console.
    pub inbox: Inbox,
    /// Who has which place.
    pub board: Board,
    /// From the audio backend.
    pub news: Receiver<News>,
}

/// The ports of the client that is open.
struct Client {
    input: Ring,
    output: Arc<Mutex<RingSender>>,
    peers: Vec<String>,
    surface: Option<(Player, Sender<Vec<u8>>)>,
}

impl Bridge {
    /// Carries messages until `stopped` is closed.
    pub fn run(&self, stopped: &Receiver<()>) {
        let mut client: Option<Client> = None;
        while stopped.try_recv() == Err(TryRecvError::Empty) {
            for news in self.news.try_iter() {
                match (news, &mut client) {
                    (News::Opened(ends), _) => client = Some(Client::new(ends)),
                    (News::Closed, _) => client = None,
                    (News::Peers(peers), Some(client)) => self.meet(client, peers),
                    (News::Peers(_), None) => {}
                }
            }
            if let Some(client) = &mut client {
                client.carry();
            }
            thread::park_timeout(SLEEP);
        }
    }

    /// Somebody else is connected now.
    fn meet(&self, client: &mut Client, peers: Vec<String>) {
        if client.peers == peers {
            return;
        }
        client.surface = None;
        client.peers = peers;
        let Some(peer) = client.peers.first() else {
            return;
        };
        let Some(device) = self.catalogue.for_peer(peer) else {
            return;
        };
        let (heard, input) = bounded(MESSAGES_WAITING);
        let port = Port {
            name: peer.clone(),
            input,
            output: Box::new(Wire(Arc::clone(&client.output))),
        };
        match Player::start(device, port, self.inbox.clone(), self.board.clone()) {
            Ok(player) => client.surface = Some((player, heard)),
            Err(error) => tracing::error!(%error, "no thread for a surface"),
        }
    }
}

impl Client {
    fn new(ends: Ends) -> Self {
        Self {
            input: ends.input,
            output: Arc::new(Mutex::new(ends.output)),
            peers: Vec::new(),
            surface: None,
        }
    }

    /// Hands on what came in.
    fn carry(&mut self) {
        while let Some((_, bytes)) = self.input.message() {
            if let Some((_, heard)) = &self.surface {
                // A surface that is this far behind gets the next position instead.
                let _ = heard.try_send(bytes.to_vec());
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
