//! What a client wants to hear again and again, until ten seconds after it asked last.

use crate::osc::limits::{LEASE, SUBSCRIPTIONS};
use std::time::Instant;

/// The longest time between two messages, as the factor of a request: 99 times 50 ms.
const LONGEST: i32 = 99;

/// What is told.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// One leaf, in a message of its own.
    Leaf(usize),
    /// Several leaves, in one blob.
    Blob(Vec<usize>),
    /// Levels: which, and the two numbers of the request.
    Meters(u8, [i32; 2]),
}

/// One subscription.
#[derive(Clone, Debug)]
pub struct Stream {
    /// The address under which it is told.
    pub alias: String,
    /// What is told.
    pub what: What,
    every: u32,
    count: u32,
    until: Instant,
}

impl Stream {
    /// A subscription from now on; `factor` times 50 ms from message to message.
    pub fn new(alias: impl Into<String>, what: What, factor: i32, now: Instant) -> Self {
        let every = if (2..=LONGEST).contains(&factor) {
            factor as u32
        } else {
            1
        };
        Self {
            alias: alias.into(),
            what,
            every,
            count: 0,
            until: now + LEASE,
        }
    }

    /// True when it is told this time.
    pub fn is_due(&mut self) -> bool {
        self.count = (self.count + 1) % self.every;
        self.count == 0
    }
}

/// What a client of an X32 wants to hear.
#[derive(Debug, Default)]
pub struct Remote {
    pushed_until: Option<Instant>,
    streams: Vec<Stream>,
}

impl Remote {
    /// It hears of every change from now on.
    pub fn push(&mut self, now: Instant) {
        self.pushed_until = Some(now + LEASE);
    }

    /// True while it hears of every change.
    pub fn is_pushed(&self) -> bool {
        self.pushed_until.is_some()
    }

    /// Adds a subscription, in the place of one that it is.
    pub fn add(&mut self, stream: Stream) {
        self.streams.retain(|known| known.alias != stream.alias);
        if self.streams.len() < SUBSCRIPTIONS {
            self.streams.push(stream);
        }
    }

    /// Those of that name go on, or all.
    pub fn renew(&mut self, name: Option<&str>, now: Instant) {
        let named = |stream: &&mut Stream| name.is_none_or(|name| stream.alias == name);
        self.streams
            .iter_mut()
            .filter(named)
            .for_each(|stream| stream.until = now + LEASE);
    }

    /// Those of that name end, or everything.
    pub fn end(&mut self, name: Option<&str>) {
        self.streams
            .retain(|stream| name.is_some_and(|name| stream.alias != name));
        if name.is_none() {
            self.pushed_until = None;
        }
    }

    /// Ends what was not renewed.
    pub fn expire(&mut self, now: Instant) {
        self.pushed_until = self.pushed_until.filter(|until| now < *until);
        self.streams.retain(|stream| now < stream.until);
    }

    /// Takes all subscriptions out, to be told.
    pub fn take_streams(&mut self, now: Instant) -> Vec<Stream> {
        self.expire(now);
        std::mem::take(&mut self.streams)
    }

    /// Puts them back.
    pub fn put_back(&mut self, streams: Vec<Stream>) {
        self.streams = streams;
    }
}
