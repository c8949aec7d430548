//! The transport goes with a time that comes from outside: MTC.

use super::{Automation, Chase, refused};
use crate::control::core::Core;
use crate::control::feed::Severity;
use crate::control::intent::{Answer, Refusal};
use crate::control::journal::Cause;
use crate::control::transport::{frame_of, micros_of};
use crate::param::NodeId;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::timecode::exact;
use crate::param::timeline::LATEST;
use std::time::{Duration, Instant};

/// Without news for this long, the time outside stands.
const LOST: Duration = Duration::from_millis(250);
/// How far the transport may be from the time outside, in microseconds: two frames.
const APART: u64 = 80_000;
/// Times in a row that have to say so: one alone may have waited on its way.
const AGREE: u8 = 3;

/// True where the transport goes with a time outside.
fn wants(core: &Core) -> bool {
    let row = NodeId::CONSOLE.param(Param::Console(ConsoleParam::FollowMtc));
    core.values().is_on(row)
}

impl Automation {
    /// True while the transport goes with a time outside.
    pub(super) fn is_chasing(&self, core: &Core) -> bool {
        self.time_outside.heard.is_some() && wants(core)
    }

    /// The time outside runs, and is here now.
    pub fn roll_with(&mut self, core: &mut Core, at: u64, now: Instant) -> Result<Answer, Refusal> {
        if !wants(core) {
            return Ok(Answer::default());
        }
        if super::following::follows(core) {
            return Err(refused(
                "the transport follows JACK, and not MTC: turn console/transport/follow-jack off",
            ));
        }
        if !core.has_stream() || core.status().rate == 0 || at > LATEST {
            return Ok(Answer::default());
        }
        let is_first = self.time_outside.heard.replace(now).is_none();
        let apart = self.run.as_ref().map(|run| {
            let (start, from) = run.origin();
            let passed = core.frame().cast_signed() - start.cast_signed();
            let place = from.saturating_add_signed(passed);
            micros_of(place, run.rate()).abs_diff(at)
        });
        self.time_outside.apart = match apart {
            Some(apart) if apart <= APART => 0,
            Some(_) => self.time_outside.apart + 1,
            None => AGREE,
        };
        if self.time_outside.apart >= AGREE || is_first && self.time_outside.apart > 0 {
            self.time_outside.apart = 0;
            core.act_for_itself(Cause::Automation, now);
            let behind =
                core.frame().cast_signed() - frame_of(at, core.status().rate).cast_signed();
            self.roll(core, behind, now);
        }
        Ok(Answer::default())
    }

    /// The time outside stands here.
    pub fn stand_with(&mut self, core: &mut Core, at: u64, now: Instant) {
        if !wants(core) || super::following::follows(core) || at > LATEST {
            return;
        }
        self.time_outside = Chase::default();
        core.act_for_itself(Cause::Automation, now);
        self.rest_at(core, at, true, now);
    }

    /// A time outside that is not heard any more stands.
    pub(super) fn mind_chase(&mut self, core: &mut Core, now: Instant) {
        let is_lost = |then: Instant| now.saturating_duration_since(then) > LOST;
        if !self.time_outside.heard.is_some_and(is_lost) {
            return;
        }
        self.time_outside = Chase::default();
        if self.run.is_some() && wants(core) {
            core.act_for_itself(Cause::Automation, now);
            self.halt(core, now);
            let text = format!(
                "MTC is not heard any more: the transport stops at {}",
                exact(self.rest)
            );
            core.tell(Severity::Info, text);
        }
    }
}
