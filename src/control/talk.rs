//! The talk key: it latches, and lets go by itself.

use super::core::Core;
use super::feed::Severity;
use super::gliding::SetRequest;
use super::journal::Cause;
use crate::param::spec::{Param, TalkbackParam};
use crate::param::{NodeId, Plain};
use std::time::{Duration, Instant};

/// How long a latched key talks.
const LONGEST_TALK: Duration = Duration::from_secs(30);

/// The talk key.
#[derive(Debug, Default)]
pub(super) struct Talk {
    /// When a latched key lets go.
    until: Option<Instant>,
}

impl Talk {
    /// Ends talking that somebody has forgotten. A console that comes back while it talks begins to
    /// count anew.
    pub fn tick(&mut self, core: &mut Core, now: Instant) {
        let key = NodeId::TALKBACK.param(Param::Talkback(TalkbackParam::On));
        if !core.values().is_on(key) {
            self.until = None;
            return;
        }
        let until = *self.until.get_or_insert(now + LONGEST_TALK);
        let Some(index) = core.layout().index(key).filter(|_| now >= until) else {
            return;
        };
        core.act_for_itself(Cause::Hand, now);
        core.change([SetRequest::now(index, Plain::switch(false))]);
        self.until = None;
        core.tell(Severity::Info, "talkback ended by itself after 30 s");
    }
}
