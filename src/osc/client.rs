//! A client: the way to it, its own connection to the console, and what it wants to hear.

use super::limits::{
    IDLE, LEASE, PATTERNS_PER_SECOND, Pace, SENT_DATAGRAM, SUBSCRIPTIONS, VALUES_PER_SECOND,
};
use super::packet::{Arg, Message, bundles};
use super::socket::{Peer, Way};
use super::view::View;
use super::x32::Remote;
use crate::control::inbox::{AnswerTo, Closed, Connection, Inbox};
use crate::control::intent::{Answer, Hello, Intent, Refusal, Rights};
use crate::desk::mirror::Mirror;
use crate::param::ParamAddr;
use crate::show::osc::Access;
use crossbeam_channel::{Receiver, bounded};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::{Duration, Instant};

/// What a client moves is told to it only once it has rested for so long.
pub const REST: Duration = Duration::from_millis(300);
/// No level takes longer to rise to where it was moved.
const LONGEST_RISE: Duration = Duration::from_secs(2);
/// Answers of the console that may wait; one that does not fit is no loss but for its text.
const ANSWERS: usize = 64;
/// Intents that may wait until the console takes them.
const WAITING: usize = 4096;

/// Parameters that a client wants to hear of.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscription {
    /// Which (see [`crate::param::path::matches`]).
    pub pattern: String,
    /// How.
    pub view: View,
}

/// A client.
#[derive(Debug)]
pub struct Client {
    /// Who it is.
    pub peer: Peer,
    /// What it wants to hear.
    pub subscriptions: Vec<Subscription>,
    /// Whether it wants levels.
    pub wants_levels: bool,
    /// What it has to be told.
    pub due: BTreeSet<(ParamAddr, View)>,
    /// What it has moved lately, and when.
    pub moved: HashMap<ParamAddr, Instant>,
    /// What it wants to hear as a client of an X32.
    pub remote: Remote,
    /// When it was heard last.
    pub heard: Instant,
    way: Way,
    connection: Connection,
    answers_in: AnswerTo,
    answers: Receiver<Result<Answer, Refusal>>,
    waiting: VecDeque<Intent>,
    patterns: Pace,
    values: Pace,
    access: Access,
    is_lost: bool,
}

impl Client {
    /// A client that may do so much.
    ///
    /// # Errors
    /// The console is gone.
    pub fn new(
        (peer, way): (Peer, Way),
        access: Access,
        inbox: &Inbox,
        now: Instant,
    ) -> Result<Self, Closed> {
        let rights = match access {
            Access::Mix => Rights::Mix,
            Access::Bus(bus) => Rights::Bus(bus),
            Access::Watch | Access::None => Rights::Watch,
        };
        let name = format!("OSC {}", peer.address.ip().to_canonical());
        let connection = inbox.connect(Hello { name, rights })?;
        let (answers_in, answers) = bounded(ANSWERS);
        Ok(Self {
            peer,
            subscriptions: Vec::new(),
            wants_levels: false,
            due: BTreeSet::new(),
            moved: HashMap::new(),
            remote: Remote::default(),
            heard: now,
            way,
            connection,
            answers_in,
            answers,
            waiting: VecDeque::new(),
            patterns: Pace::new(PATTERNS_PER_SECOND, now),
            values: Pace::new(VALUES_PER_SECOND, now),
            access,
            is_lost: false,
        })
    }

    /// True where it may change everything.
    pub fn may_mix(&self) -> bool {
        self.access == Access::Mix
    }

    /// True where it changes nothing.
    pub fn only_watches(&self) -> bool {
        self.access == Access::Watch
    }

    /// True where it may ask one more question that means many parameters.
    pub fn may_search(&mut self, now: Instant) -> bool {
        self.patterns.admits(1, now)
    }

    /// True where it may be answered with so many values.
    pub fn may_hear(&mut self, values: usize, now: Instant) -> bool {
        self.values.admits(values, now)
    }

    /// Tells it something.
    pub fn say(&mut self, message: &Message) {
        self.send(message.encode());
    }

    /// Tells it several things that belong together.
    pub fn say_all(&mut self, messages: &[Message]) {
        for packet in bundles(messages, SENT_DATAGRAM) {
            self.send(packet);
        }
    }

    /// Sends packets that others get, too.
    pub fn send_all(&mut self, packets: &[Vec<u8>]) {
        for packet in packets {
            self.send(packet.clone());
        }
    }

    fn send(&mut self, packet: Vec<u8>) {
        self.is_lost |= !self.way.send(packet);
    }

    /// Asks the console for something, now or as soon as it takes it. A newer value takes the place of an
    /// older one of the same parameter that still waits.
    pub fn want(&mut self, intent: Intent) {
        if intent == Intent::Panic {
            // It overtakes what waits.
            self.waiting.push_front(intent);
            self.hand_over();
            return;
        }
        if let Intent::Set(addr, _) = intent {
            self.waiting
                .retain(|known| !matches!(known, Intent::Set(other, _) if *other == addr));
        }
        if self.waiting.len() < WAITING {
            self.waiting.push_back(intent);
        }
        self.hand_over();
    }

    /// Hands over what waits, as far as the console takes it.
    pub fn hand_over(&mut self) {
        while let Some(intent) = self.waiting.pop_front() {
            match self.connection.offer(intent, &self.answers_in) {
                Ok(None) => {}
                Ok(Some(intent)) => {
                    self.waiting.push_front(intent);
                    return;
                }
                Err(Closed) => self.is_lost = true,
            }
        }
    }

    /// What the console has refused since this was asked last.
    pub fn refusals(&mut self) -> Vec<Refusal> {
        self.answers.try_iter().filter_map(Result::err).collect()
    }

    /// Says why the console did not do what was asked, and how what was moved stands.
    pub fn say_refusals(&mut self, refusals: &[Refusal]) {
        for refusal in refusals {
            let text = refusal.to_string();
            self.say(&Message::new("/error", vec![Arg::Text(text)]));
            self.moved.clear();
        }
    }

    /// Notes that something was heard of it: its subscriptions hold on.
    pub fn renew(&mut self, now: Instant) {
        self.heard = now;
    }

    /// Adds a subscription. False where it has as many as it may.
    pub fn subscribe(&mut self, subscription: Subscription) -> bool {
        let is_known = self.subscriptions.contains(&subscription);
        if !is_known && self.subscriptions.len() >= SUBSCRIPTIONS {
            return false;
        }
        if !is_known {
            self.subscriptions.push(subscription);
        }
        true
    }

    /// Ends what was not renewed.
    pub fn expire(&mut self, mirror: &Mirror, now: Instant) {
        if now.saturating_duration_since(self.heard) >= LEASE {
            self.subscriptions.clear();
            self.wants_levels = false;
            self.due.clear();
        }
        // A control that still rises to where it was moved would seem to fall back.
        self.moved.retain(|addr, at| {
            let rests = now.saturating_duration_since(*at);
            rests < REST || (rests < LONGEST_RISE && mirror.goal(*addr).is_some())
        });
    }

    /// True where its place may be given to another client.
    pub fn is_idle(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.heard) >= IDLE
    }

    /// True once it does not read what it is told, or the console is gone.
    pub fn is_lost(&self) -> bool {
        self.is_lost
    }
}
