//! The talk key: it latches, and lets go by itself.

use super::console::Console;
use super::feed::Severity;
use super::gliding::Wish;
use super::intent::ClientId;
use super::journal::Cause;
use crate::param::spec::{Param, TalkbackParam};
use crate::param::{NodeId, Plain};
use std::time::{Duration, Instant};

/// How long a latched key talks.
const LONGEST_TALK: Duration = Duration::from_secs(30);

impl Console {
    /// Ends talking that somebody has forgotten. A console that comes back while it talks begins to
    /// count anew.
    pub(super) fn look_after_talkback(&mut self, now: Instant) {
        let key = NodeId::TALKBACK.param(Param::Talkback(TalkbackParam::On));
        if !self.values().is_on(key) {
            self.talk_until = None;
            return;
        }
        let until = *self.talk_until.get_or_insert(now + LONGEST_TALK);
        let Some(index) = self.layout.index(key).filter(|_| now >= until) else {
            return;
        };
        let console = ClientId::CONSOLE;
        let name = self.subscribers.name(console);
        self.journal.attribute(console, name, Cause::Hand, now);
        self.change([Wish::now(index, Plain::switch(false))]);
        self.talk_until = None;
        self.tell(Severity::Info, "talkback ended by itself after 30 s");
    }
}
