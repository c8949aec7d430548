//! What a client may ask of the server, so that none is in another's way.

use std::time::{Duration, Instant};

/// Most clients at once.
pub const CLIENTS: usize = 32;
/// Places among them that only clients get who may change things: no crowd that watches keeps these out.
pub const RESERVED: usize = 8;
/// Most subscriptions of a client.
pub const SUBSCRIPTIONS: usize = 64;
/// Messages of a client per second; what comes beyond is dropped.
pub const MESSAGES_PER_SECOND: u32 = 2000;
/// Longest datagram that is read, in bytes.
pub const DATAGRAM: usize = 8192;
/// Longest datagram that is sent, in bytes: what an Ethernet frame carries.
pub const SENT_DATAGRAM: usize = 1400;
/// Longest packet on TCP, in bytes.
pub const FRAME: usize = 65_536;
/// Packets that may wait to be written to a client on TCP; one that reads too slowly is dropped.
pub const WAITING: usize = 1024;
/// How long subscriptions hold without a word from their client.
pub const LEASE: Duration = Duration::from_secs(10);
/// A client that was silent for so long gives its place to a new one.
pub const IDLE: Duration = Duration::from_secs(10);
/// Most parameters that one question or subscription is answered with.
pub const ANSWERS: usize = 2000;
/// How far ahead a bundle's time may lie; what lies further is done at once.
pub const AHEAD: Duration = Duration::from_secs(3);
/// Bundles that may wait for their time.
pub const TIMED: usize = 256;

/// Questions of a client per second that mean many parameters: each is looked for in the whole console.
pub const PATTERNS_PER_SECOND: u32 = 200;
/// Values per second that such questions of a client are answered with.
pub const VALUES_PER_SECOND: u32 = 20_000;

/// Counts something of one client, such as its messages: so many per second, in bursts of at most as many.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    most: f32,
    left: f32,
    since: Instant,
    /// Something was dropped since it was last said.
    was_told: bool,
}

impl Pace {
    /// Nothing has come yet of `most` per second.
    pub fn new(most: u32, now: Instant) -> Self {
        Self {
            most: most as f32,
            left: most as f32,
            since: now,
            was_told: false,
        }
    }

    /// True where so many may come now.
    pub fn admits(&mut self, count: usize, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.since).as_secs_f32();
        self.left = (self.left + passed * self.most).min(self.most);
        self.since = now;
        let admitted = count as f32 <= self.left;
        if admitted {
            self.left -= count as f32;
        }
        admitted
    }

    /// True the first time.
    pub fn is_news(&mut self) -> bool {
        !std::mem::replace(&mut self.was_told, true)
    }

    /// When something came last.
    pub fn last(&self) -> Instant {
        self.since
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_may_send_so_many_messages_a_second_and_is_told_once() {
        let now = Instant::now();
        let mut pace = Pace::new(MESSAGES_PER_SECOND, now);
        let most = MESSAGES_PER_SECOND as usize;
        assert!(pace.admits(most, now));
        assert!(!pace.admits(1, now));
        assert!(pace.admits(most / 2, now + Duration::from_millis(500)));
        assert!(!pace.admits(100, now + Duration::from_millis(510)));
        assert!(pace.is_news());
        assert!(!pace.is_news());
    }

    #[test]
    fn what_patterns_cost_is_counted_apart() {
        let now = Instant::now();
        let mut patterns = Pace::new(PATTERNS_PER_SECOND, now);
        let mut values = Pace::new(VALUES_PER_SECOND, now);
        let admitted = (0..1000).filter(|_| patterns.admits(1, now)).count();
        assert_eq!(admitted, PATTERNS_PER_SECOND as usize);
        assert!(values.admits(ANSWERS, now) && !values.admits(VALUES_PER_SECOND as usize, now));
    }
}
