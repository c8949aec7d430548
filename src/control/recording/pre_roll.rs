//! The pre-roll: while nothing is recorded, everything that is armed is captured all the same, and who records keeps the last
//! seconds of it. A recording that begins takes these captures over.

use super::sources;
use crate::control::captures::CaptureSet;
use crate::control::core::Core;
use crate::control::setup::Record;
use crate::engine::command::CaptureSource;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::{NodeId, Width};
use std::time::{Duration, Instant};

/// How often it is looked whether something else is armed.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Everything that is kept.
#[derive(Debug, Default)]
pub struct PreRoll {
    kept: Vec<Kept>,
    /// How far back it goes, in seconds; as it was told last.
    seconds: f32,
    looked: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Kept {
    source: CaptureSource,
    width: Width,
    /// That of its capture.
    number: u64,
}

impl PreRoll {
    /// A stream opens or has gone: nothing is captured any more. What is to be told.
    pub fn forget(&mut self) -> Option<Record> {
        let ended: Vec<u64> = self.kept.drain(..).map(|kept| kept.number).collect();
        self.looked = None;
        (!ended.is_empty()).then_some(Record::Keep {
            captures: Vec::new(),
            ended,
            seconds: 0.0,
            rate: 1,
        })
    }

    /// While nothing is recorded: captures what is armed, and ends what is no longer. What is to be told.
    pub fn follow(
        &mut self,
        core: &Core,
        captures: &mut CaptureSet,
        now: Instant,
    ) -> Option<Record> {
        let is_early = |looked: Instant| now.saturating_duration_since(looked) < LOOK_EVERY;
        if self.looked.is_some_and(is_early) {
            return None;
        }
        self.looked = Some(now);
        let seconds = seconds(core);
        let wanted = if seconds > 0.0 && core.has_stream() {
            sources::armed(core)
        } else {
            Vec::new()
        };
        let is_wanted = |kept: &Kept| wanted.contains(&(kept.source, kept.width));
        let ended: Vec<Kept> = self
            .kept
            .iter()
            .filter(|kept| !is_wanted(kept))
            .copied()
            .collect();
        for kept in &ended {
            captures.stop(kept.number);
        }
        self.kept.retain(is_wanted);
        let mut begun = Vec::new();
        for (source, width) in wanted {
            let is_kept = |kept: &Kept| (kept.source, kept.width) == (source, width);
            if !self.kept.iter().any(is_kept) {
                let (number, reader) = sources::capture(core, captures, (source, width));
                self.kept.push(Kept {
                    source,
                    width,
                    number,
                });
                begun.push((number, reader));
            }
        }
        let is_same = begun.is_empty() && ended.is_empty();
        if is_same && (self.seconds == seconds || self.kept.is_empty()) {
            return None;
        }
        self.seconds = seconds;
        Some(Record::Keep {
            captures: begun,
            ended: ended.iter().map(|kept| kept.number).collect(),
            seconds,
            rate: core.status().rate,
        })
    }

    /// The capture of a source that is kept, for a recording that begins.
    pub fn take(&mut self, source: CaptureSource, width: Width) -> Option<u64> {
        let is_it = |kept: &Kept| (kept.source, kept.width) == (source, width);
        let at = self.kept.iter().position(is_it)?;
        Some(self.kept.remove(at).number)
    }

    /// A recording has begun with what it wanted: the rest is captured no longer.
    pub fn end(&mut self, captures: &mut CaptureSet) {
        for kept in self.kept.drain(..) {
            captures.stop(kept.number);
        }
        self.looked = None;
    }
}

/// How far back a recording is to go.
fn seconds(core: &Core) -> f32 {
    let row = NodeId::CONSOLE.param(Param::Console(ConsoleParam::PreRoll));
    core.values().get(row).map_or(0.0, |plain| plain.0 / 1000.0)
}
