//! Automation: lanes are played while the transport runs, and written by hands.
//!
//! What is played is sent ahead of time and taken by the engine at exact marks; control computes the same values.
//! A hand wins: what it touches is left to it until it lets go or rests, and comes back over a moment.

mod chasing;
mod following;
mod hands;
mod keeping;
mod lanes;
mod orders;
mod running;
mod writing;

use super::core::Core;
use super::intent::{ClientId, Refusal};
use super::lane_player::{Due, LanePlayer};
use super::take::Take;
use super::transport::{Run, frame_of, loop_frames};
use crate::param::lane::Lane;
use crate::param::spec::{AutomationParam, ConsoleParam, Param};
use crate::param::tables::automation::{AutomationMode, NodeAutomation};
use crate::param::timeline::Timeline;
use crate::param::{Choice as _, NodeId, ParamAddr};
use crate::rt::external::ServerTransport;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A hand that does nothing for this long has let go.
const IDLE: Duration = Duration::from_millis(500);
/// What comes back to its lane takes at least this long, in microseconds.
const RETURN: u64 = 200_000;

/// What becomes of a lane in a mode.
fn is_written(mode: AutomationMode) -> bool {
    !matches!(mode, AutomationMode::Off | AutomationMode::Read)
}

/// A lane that is played.
#[derive(Debug)]
struct Playing {
    player: LanePlayer,
    /// When the hand that has it moved last; nothing while the lane has it.
    held: Option<Instant>,
}

/// What is being written of one parameter.
#[derive(Debug)]
struct Writing {
    take: Take,
    /// When the hand moved last.
    moved: Instant,
}

/// What was written since the transport plays: one step of undo.
#[derive(Debug, Default)]
struct Pass {
    /// The lanes as they were.
    before: BTreeMap<ParamAddr, Option<Arc<Lane>>>,
    /// Lanes that a hand has moved as a whole: behind the end of the pass they are as before.
    trimmed: BTreeSet<ParamAddr>,
    /// Whose hand it was.
    client: Option<ClientId>,
}

/// What the journal has and the file not yet.
#[derive(Debug, Default)]
struct Unsaved {
    lanes: BTreeSet<ParamAddr>,
    /// Markers and loop.
    head: bool,
    /// The number of the last change.
    number: u64,
    /// The file has been read, so that it may be written.
    is_loaded: bool,
}

/// How a time outside is followed.
#[derive(Debug, Default)]
struct Chase {
    /// When it was heard last.
    heard: Option<Instant>,
    /// Times in a row that were elsewhere.
    apart: u8,
}

/// Transport and lanes. Lives on the control thread.
#[derive(Debug, Default)]
pub(super) struct Automation {
    timeline: Timeline,
    /// What is played; nothing while the transport stands.
    run: Option<Run>,
    /// Where the transport stands, in microseconds.
    rest: u64,
    players: BTreeMap<ParamAddr, Playing>,
    takes: BTreeMap<ParamAddr, Writing>,
    pass: Pass,
    /// Everything up to this engine frame is known.
    horizon: u64,
    /// What is known and did not fit yet.
    outbox: VecDeque<Due>,
    /// What the core counts as the generation of engine and stream when all that was sent.
    generation: u64,
    /// The rows of modes were changed.
    modes_changed: bool,
    /// When the journal was told last how automated values stand.
    noted: Option<Instant>,
    unsaved: Unsaved,
    /// What the transport of the audio server did when it was followed last.
    server: Option<ServerTransport>,
    /// How a time outside is followed.
    time_outside: Chase,
}

/// Where the transport is, for who plays along, in frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The engine frame at which it began to play; none at rest.
    pub start: Option<u64>,
    /// The frame of the transport at which it began, or rests.
    pub from: u64,
    /// Where the loop begins, and where it goes back.
    pub cycle: Option<(u64, u64)>,
}

impl Automation {
    /// Where the transport is, for who plays along.
    pub fn place(&self, core: &Core) -> Place {
        if let Some(run) = &self.run {
            let (start, from) = run.origin();
            return Place {
                start: Some(start),
                from,
                cycle: run.cycle(),
            };
        }
        let (rate, cycle) = (core.status().rate.max(1), self.timeline.cycle);
        Place {
            start: None,
            from: frame_of(self.rest, rate),
            cycle: cycle.and_then(|cycle| loop_frames(cycle, rate)),
        }
    }

    /// The mode of a parameter.
    fn mode(core: &Core, addr: ParamAddr) -> AutomationMode {
        let values = core.values();
        let console = NodeId::CONSOLE.param(Param::Console(ConsoleParam::Automation));
        let console = values
            .get(console)
            .map_or(AutomationMode::Read, AutomationMode::of);
        let own = addr.node().param(Param::Automation(AutomationParam::Mode));
        let own = values
            .get(own)
            .map_or(NodeAutomation::Console, NodeAutomation::of);
        own.mode(console)
    }

    fn lane(&self, addr: ParamAddr) -> Option<&Arc<Lane>> {
        self.timeline.lanes.get(&addr)
    }

    /// Where the transport is, in microseconds.
    fn position(&self, core: &Core) -> u64 {
        let run = self.run.as_ref();
        run.map_or(self.rest, |run| run.micros(core.frame()))
    }
}

/// Something about transport or lanes is not possible.
fn refused(text: impl Into<String>) -> Refusal {
    Refusal::Transport(text.into())
}
