//! The transport follows that of the JACK server.

use super::{Automation, refused};
use crate::control::core::Core;
use crate::control::intent::{Refusal, TransportOrder};
use crate::control::journal::Cause;
use crate::control::transport::micros_of;
use crate::param::NodeId;
use crate::param::spec::{ConsoleParam, Param};
use crate::rt::external::ServerTransport;
use std::time::Instant;

/// True where the transport follows that of the server.
pub(super) fn follows(core: &Core) -> bool {
    let row = NodeId::CONSOLE.param(Param::Console(ConsoleParam::FollowJack));
    core.values().is_on(row)
}

impl Automation {
    /// Does what the transport of the server does, where that is wanted and something new.
    pub(super) fn follow_server(&mut self, core: &mut Core, now: Instant) {
        if !follows(core) {
            self.server = None;
            return;
        }
        let seen = core.wires().load.external().read();
        let before = std::mem::replace(&mut self.server, seen);
        if seen == before || core.status().rate == 0 || !core.has_stream() {
            return;
        }
        core.act_for_itself(Cause::Automation, now);
        match seen {
            Some(ServerTransport::Rolling(behind)) => self.roll(core, behind, now),
            Some(ServerTransport::Stopped(place)) => {
                let at = micros_of(place, core.status().rate);
                self.rest_at(core, at, before.is_some(), now);
            }
            None => {}
        }
    }

    pub(super) fn roll(&mut self, core: &mut Core, behind: i64, now: Instant) {
        if self.run.is_some() {
            self.halt(core, now);
        }
        let start = self.next_start(core);
        let place = start.saturating_add_signed(behind.saturating_neg());
        self.begin(core, micros_of(place, core.status().rate), now);
    }

    /// `moves`: it was followed before. What it is found at first moves nothing.
    pub(super) fn rest_at(&mut self, core: &mut Core, at: u64, moves: bool, now: Instant) {
        if self.run.is_some() {
            self.halt(core, now);
        }
        let is_elsewhere = std::mem::replace(&mut self.rest, at) != at;
        if moves && is_elsewhere {
            self.chase(core);
        }
        self.note_rest(core);
    }

    /// Somebody else moves a transport that follows.
    pub(super) fn check_leads(&self, core: &Core, order: &TransportOrder) -> Result<(), Refusal> {
        let moves = !matches!(
            order,
            TransportOrder::Loop(..)
                | TransportOrder::ToggleLoop
                | TransportOrder::Mark(..)
                | TransportOrder::Unmark(_)
        );
        if moves && follows(core) {
            return Err(refused(
                "the transport follows JACK: move it there, or turn console/transport/follow-jack off",
            ));
        }
        if moves && self.is_chasing(core) {
            return Err(refused(
                "the transport follows MTC: move it there, or turn console/transport/follow-mtc off",
            ));
        }
        Ok(())
    }
}
