//! The thread that serves all clients: packets in, intents to the console, its news out.

use super::client::Client;
use super::limits::{AHEAD, CLIENTS, RESERVED, SENT_DATAGRAM, TIMED};
use super::packet::{Batch, Message, bundles};
use super::socket::{Arrived, Dialect, Peer, Way};
use super::x32::{self, X32};
use super::{meters, own};
use crate::control::feed::{Levels, Update};
use crate::control::inbox::{Closed, Connection, Inbox};
use crate::control::intent::{Hello, Rights};
use crate::desk::mirror::Mirror;
use crate::show::osc::Access;
use crossbeam_channel::{Receiver, Sender, select};
use std::collections::HashMap;
use std::net::UdpSocket;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How often what has changed is told.
const TICK: Duration = Duration::from_millis(10);
/// How often levels are told.
pub const LEVELS_EVERY: Duration = Duration::from_millis(50);
/// Seconds from the beginning of NTP time, 1900, to that of Unix time, 1970.
const NTP_TO_UNIX: u64 = 2_208_988_800;

/// Something whose time has not come.
#[derive(Debug)]
struct Timed {
    at: Instant,
    peer: Peer,
    messages: Vec<Message>,
}

/// What arrives, by how much it matters.
#[derive(Clone, Debug)]
pub struct Queues {
    /// Panic, and new clients on TCP.
    pub urgent: Receiver<Arrived>,
    /// Who may change things.
    pub mixing: Receiver<Arrived>,
    /// Who only watches.
    pub watching: Receiver<Arrived>,
}

/// All clients, and what is known of the console.
#[derive(Debug)]
pub struct Server {
    inbox: Inbox,
    watcher: Connection,
    sockets: HashMap<Dialect, Arc<UdpSocket>>,
    mirror: Mirror,
    x32: X32,
    levels: Option<Levels>,
    clients: HashMap<Peer, Client>,
    /// Where the bytes of clients on TCP go that have said nothing yet.
    streams: HashMap<Peer, Sender<Vec<u8>>>,
    timed: Vec<Timed>,
}

impl Server {
    /// A server of nobody yet.
    ///
    /// # Errors
    /// The console is gone.
    pub fn new(inbox: Inbox, sockets: HashMap<Dialect, Arc<UdpSocket>>) -> Result<Self, Closed> {
        let watcher = inbox.connect(Hello {
            name: "OSC".to_owned(),
            rights: Rights::Watch,
        })?;
        Ok(Self {
            inbox,
            watcher,
            sockets,
            mirror: Mirror::default(),
            x32: X32::default(),
            levels: None,
            clients: HashMap::new(),
            streams: HashMap::new(),
            timed: Vec::new(),
        })
    }

    /// Serves until the console or the sockets end.
    pub fn run(mut self, queues: &Queues, over: &AtomicBool) {
        let updates = self.watcher.updates().clone();
        let (mut ticks, mut levels) = (Instant::now(), Instant::now());
        while !over.load(Ordering::Relaxed) {
            select! {
                recv(queues.urgent) -> event => event.map_or((), |event| self.take(event, Instant::now())),
                recv(queues.mixing) -> event => {
                    self.take_all(&queues.urgent);
                    if let Ok(event) = event {
                        self.take(event, Instant::now());
                    }
                }
                recv(queues.watching) -> event => {
                    // Panic overtakes whatever waits, a new client's stream comes before what it says, and
                    // who mixes before who watches.
                    self.take_all(&queues.urgent);
                    self.take_all(&queues.mixing);
                    match event {
                        Ok(event) => self.take(event, Instant::now()),
                        Err(_) => return,
                    }
                }
                recv(updates) -> update => match update {
                    Ok(update) => self.learn(update),
                    Err(_) => return,
                },
                default(TICK) => {}
            }
            let now = Instant::now();
            if now >= ticks {
                ticks = now + TICK;
                self.tick(now);
            }
            if now >= levels {
                // From when it was due, so that it is as often as said.
                levels = (levels + LEVELS_EVERY).max(now);
                self.tell_levels(now);
            }
        }
    }

    /// Takes what waits there now.
    fn take_all(&mut self, queue: &Receiver<Arrived>) {
        for event in queue.try_iter().take(queue.len()) {
            self.take(event, Instant::now());
        }
    }

    fn take(&mut self, event: Arrived, now: Instant) {
        match event {
            Arrived::Packet(peer, access, batches) => {
                if self.admit(peer, access, now) {
                    for batch in batches {
                        self.schedule(peer, batch, now);
                    }
                }
            }
            Arrived::Opened(peer, out) => {
                self.streams.insert(peer, out);
            }
            Arrived::Closed(peer) => {
                self.streams.remove(&peer);
                self.clients.remove(&peer);
            }
        }
    }

    /// True where a new client with these rights finds a place: a free one, or that of a client that is silent; one
    /// who may change things also that of somebody who only watches.
    fn make_room(&mut self, access: Access, now: Instant) -> bool {
        let may_mix = access != Access::Watch;
        let places = if may_mix { CLIENTS } else { CLIENTS - RESERVED };
        if self.clients.len() < places {
            return true;
        }
        let clients = self.clients.values();
        let leaves = |client: &&Client| client.is_idle(now) || may_mix && client.only_watches();
        let Some(longest) = clients.filter(leaves).min_by_key(|client| client.heard) else {
            tracing::warn!("OSC: no place for one more client");
            return false;
        };
        let peer = longest.peer;
        self.clients.remove(&peer);
        true
    }

    /// True for a client that has a place, or gets one.
    fn admit(&mut self, peer: Peer, access: Access, now: Instant) -> bool {
        if let Some(client) = self.clients.get_mut(&peer) {
            client.renew(now);
            return true;
        }
        if !self.make_room(access, now) {
            return false;
        }
        let way = match (peer.stream, self.sockets.get(&peer.dialect)) {
            (0, Some(socket)) => Way::Datagrams(Arc::clone(socket), peer.address),
            _ => match self.streams.get(&peer) {
                Some(out) => Way::Stream(out.clone()),
                None => return false,
            },
        };
        match Client::new((peer, way), access, &self.inbox, now) {
            Ok(client) => {
                tracing::info!("OSC {} is here", peer.address);
                self.clients.insert(peer, client);
                true
            }
            Err(Closed) => false,
        }
    }

    /// Does what messages say, now or at their time where that is not far away.
    fn schedule(&mut self, peer: Peer, batch: Batch, now: Instant) {
        let wait = batch.time.map_or(Duration::ZERO, until);
        if wait.is_zero() || wait > AHEAD || self.timed.len() >= TIMED {
            self.hear(peer, &batch.messages, now);
            return;
        }
        self.timed.push(Timed {
            at: now + wait,
            peer,
            messages: batch.messages,
        });
    }

    fn hear(&mut self, peer: Peer, messages: &[Message], now: Instant) {
        match peer.dialect {
            Dialect::Own => {
                if let Some(client) = self.clients.get_mut(&peer) {
                    own::hear(&self.mirror, client, messages, now);
                }
            }
            Dialect::X32 => {
                for message in messages {
                    let clients = (&mut self.clients, peer);
                    x32::hear(&mut self.x32, &self.mirror, clients, message, now);
                }
            }
        }
    }

    fn learn(&mut self, mut update: Update) {
        let changed = self.mirror.take(&update);
        if changed.is_anew {
            self.levels = None;
            self.x32.rebuild(&self.mirror);
            for client in self.clients.values_mut() {
                client.moved.clear();
                client.due.clear();
            }
        }
        if let Some(later) = update.levels.take() {
            match &mut self.levels {
                Some(levels) => levels.merge(&later),
                levels => *levels = Some(later),
            }
        }
        for client in self.clients.values_mut() {
            own::note(client, &changed.values);
        }
        self.x32.note(&changed, update.scenes().is_some());
    }

    fn tick(&mut self, now: Instant) {
        let (due, waiting) = std::mem::take(&mut self.timed)
            .into_iter()
            .partition(|timed: &Timed| timed.at <= now);
        self.timed = waiting;
        let mut due: Vec<Timed> = due;
        due.sort_by_key(|timed| timed.at);
        for timed in due {
            self.hear(timed.peer, &timed.messages, now);
        }
        for client in self.clients.values_mut() {
            client.hand_over();
            let refusals = client.refusals();
            if client.peer.dialect == Dialect::Own {
                client.say_refusals(&refusals);
            }
            client.expire(&self.mirror, now);
            own::tell(&self.mirror, client);
        }
        self.x32.tick(&self.mirror, &mut self.clients, now);
        self.clients.retain(|_, client| !client.is_lost());
        self.streams.retain(|_, out| !out.is_full());
    }

    fn tell_levels(&mut self, now: Instant) {
        let levels = self.levels.take();
        let wanted = self.clients.values().any(|client| client.wants_levels);
        if let (true, Some(levels)) = (wanted, &levels) {
            let messages = meters::levels(&self.mirror, levels);
            let packets = bundles(&messages, SENT_DATAGRAM);
            for client in self
                .clients
                .values_mut()
                .filter(|client| client.wants_levels)
            {
                client.send_all(&packets);
            }
        }
        for client in self.clients.values_mut() {
            x32::tell(&self.x32, &self.mirror, levels.as_ref(), client, now);
        }
    }
}

/// How long it is until an NTP time; nothing for what is past.
fn until(time: u64) -> Duration {
    let seconds = (time >> 32).saturating_sub(NTP_TO_UNIX);
    let fraction = (time & 0xFFFF_FFFF) as f64 / 4_294_967_296.0;
    let at = UNIX_EPOCH + Duration::from_secs(seconds) + Duration::from_secs_f64(fraction);
    at.duration_since(SystemTime::now()).unwrap_or_default()
}
