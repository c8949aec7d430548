//! The tape: recorded tracks in place of the live inputs of strips, at the same point, by the transport.
//!
//! A thread of its own reads the files into rings; the audio thread plays them by one clock, which the transport
//! starts. `console/tape` is the switch, `ch/N/tape` says which strips take part; neither is in a scene. What was on
//! tape when the console ended is on tape when it begins again, and stands still then: nobody hears a microphone open
//! that was shut. While it is not known what is on the tape, strips on tape are silent.

mod kept;
mod opening;
mod watching;
mod wishes;

use super::automation::Place;
use super::core::Core;
use super::feed::TapeStatus;
use super::gliding::SetRequest;
use super::intent::{Intent, Refusal};
use super::journal::Cause;
use super::set::turns_on;
use super::tape_orders::{TapeFacts, TapeOrder, TapeTrack};
use crate::engine::MARK;
use crate::engine::command::{Command, TapeSet};
use crate::param::spec::{ConsoleParam, Param, TapeParam};
use crate::param::{Layout, NodeId, NodeKind, ParamAddr, Plain, Topology, Width};
use crate::rt::tape::{Course, RUN_UP, TapeClock, TrackView, Way, track};
use kept::{Kept, Question};
use std::sync::Arc;
use std::time::Instant;

/// What waits in a ring, in seconds: a disk may sleep so long.
const WAITING_SECONDS: usize = 3;
/// The document of the journal.
const DOCUMENT: &str = "tape";

/// A strip that can hear the tape.
#[derive(Debug)]
struct OnTape {
    node: NodeId,
    view: TrackView,
    /// When something came in live last, and when that was said.
    sounded: Option<Instant>,
    said: Option<Instant>,
}

/// What a strip of a set hears while it is on tape.
#[derive(Debug)]
enum Hears {
    /// Its track.
    Track(TapeTrack),
    /// Silence: it is not known what is on the tape.
    Silence,
    /// It could be on tape before, and goes live.
    Live,
}

/// A strip of a set.
#[derive(Debug)]
struct Wanted {
    node: NodeId,
    width: Width,
    hears: Hears,
}

/// The way that the clock was sent last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Followed {
    place: Place,
    way: Way,
}

/// The tape.
#[derive(Debug, Default)]
pub(super) struct Tape {
    /// The tape that was opened last; it may be missing.
    pub(super) kept: Kept,
    pub(super) facts: Option<TapeFacts>,
    /// The question to which no answer has come, and the number of the last one.
    question: Option<Question>,
    number: u64,
    /// When a question was open last.
    asked: Option<Instant>,
    /// How many questions were answered.
    answers: u32,
    /// The layout for which the tape was opened.
    layout: Option<Arc<Layout>>,
    strips: Vec<OnTape>,
    clock: TapeClock,
    followed: Option<Followed>,
    /// The engine needs another set; the first one of a stream.
    needs_set: bool,
    begins: bool,
    late: u32,
    complained: Option<Instant>,
    /// What was on when it was looked at last: the tape, and safe start.
    before: (bool, bool),
    told: Option<(Instant, Arc<TapeStatus>)>,
}

impl Tape {
    /// The tape as the console left it.
    pub fn restore(&mut self, core: &Core) {
        let json = core.journal.document(DOCUMENT);
        if let Some(kept) = json.and_then(|json| serde_json::from_str(json).ok()) {
            self.kept = kept;
        }
        self.before = (is_on(core), is_safe(core));
        if !self.kept.path.is_empty() {
            self.open(core, self.kept.clone());
        }
    }

    /// There is none any more: whoever hears it is live again.
    pub fn eject(&mut self, core: &mut Core, now: Instant) {
        switch_off(core, now);
        (self.kept, self.facts, self.question) = (Kept::default(), None, None);
        self.needs_set = true;
        core.journal.forget(DOCUMENT);
        self.told = None;
    }

    /// A stream opens: the tape goes there.
    pub fn begin_stream(&mut self) {
        (self.needs_set, self.begins) = (true, true);
        self.strips.clear();
    }

    /// Before an intent that lets strips hear it.
    ///
    /// # Errors
    /// There is nothing to hear.
    pub fn prepare(&self, core: &Core, intent: &Intent) -> Result<(), Refusal> {
        if is_on(core) || self.facts.is_some() || !turns_on(intent, switch()) {
            return Ok(());
        }
        if self.is_looked_at() {
            let text = "the tape is still being looked at; try again in a moment";
            return Err(Refusal::Tape(text.to_owned()));
        }
        let lacks = match self.kept.path.as_str() {
            "" => "no tape is open".to_owned(),
            path => format!("the tape {path} is missing"),
        };
        Err(Refusal::Tape(format!(
            "{lacks}, so strips would be silent; open one: headroom tape FOLDER, or the last recording: headroom tape \
             last"
        )))
    }

    /// What is to be done between events.
    pub fn tick(&mut self, core: &mut Core, place: Place, now: Instant) {
        if core.wires().tape.is_none() {
            return;
        }
        let is_other = |layout: &Arc<Layout>| !Arc::ptr_eq(layout, core.layout());
        if self.layout.as_ref().is_some_and(is_other) && self.question.is_none() {
            if self.facts.is_some() {
                self.open(core, self.kept.clone());
            }
            self.needs_set = true;
            self.layout = Some(core.layout().clone());
        }
        self.look_again(core, place, now);
        if core.has_stream() && core.status().rate != 0 {
            self.give_set(core, place);
            self.follow(core, place);
            self.watch(core, now);
        }
        self.say_switch(core);
        self.tell(core, now);
    }

    /// Who hears it from here on, in place of who did.
    fn give_set(&mut self, core: &mut Core, place: Place) {
        let is_on = is_on(core);
        if !std::mem::take(&mut self.needs_set) {
            return;
        }
        let wanted = self.wanted(core, is_on);
        if wanted.is_empty() && self.strips.is_empty() {
            self.begins = false;
            return;
        }
        // What plays now fades out.
        let way = self.clock.course().way.wrapping_add(1);
        self.clock.set(Course { way, start: None });
        self.clock = TapeClock::default();
        self.followed = None;
        let rate = core.status().rate;
        let begins = std::mem::take(&mut self.begins);
        let mut set = TapeSet::new(self.clock.clone(), rate, begins);
        let (mut strips, mut tracks) = (Vec::new(), Vec::new());
        for Wanted { node, width, hears } in wanted {
            let view = TrackView::default();
            let can_hear = !matches!(hears, Hears::Live);
            view.set_heard(can_hear && takes_part(core, node));
            let found = match hears {
                Hears::Track(found) => Some(found),
                Hears::Silence | Hears::Live => None,
            };
            let reader = found.map(|found| {
                let marks = WAITING_SECONDS * rate as usize / MARK;
                let (writer, mut reader) = track(width.channels(), marks, view.clone());
                if place.start.is_some() {
                    reader.join();
                }
                tracks.push((found, writer));
                Box::new(reader)
            });
            set.add(node, view.clone(), reader);
            strips.push(OnTape {
                node,
                view,
                sounded: None,
                said: None,
            });
        }
        (self.strips, self.late) = (strips, 0);
        core.command(Command::Tape(Box::new(set)));
        let folder = self.facts.as_ref().map(|facts| facts.folder.clone());
        send(
            core,
            TapeOrder::Stream {
                clock: self.clock.clone(),
                rate,
                folder: folder.unwrap_or_default(),
                tracks,
            },
        );
    }

    /// The strips of the set.
    fn wanted(&self, core: &Core, is_on: bool) -> Vec<Wanted> {
        let topology = core.layout().topology();
        let wanted = strips_of(topology).filter_map(|node| {
            let width = topology.width(node)?;
            let was_there = self.strips.iter().any(|strip| strip.node == node);
            let hears = match &self.facts {
                None if is_on => Hears::Silence,
                Some(facts) if has_track(Some(facts), node) => {
                    let mut tracks = facts.tracks.iter();
                    Hears::Track(tracks.find(|track| track.node == node)?.clone())
                }
                _ if was_there => Hears::Live,
                _ => return None,
            };
            Some(Wanted { node, width, hears })
        });
        wanted.collect()
    }

    /// The clock goes as the transport does.
    fn follow(&mut self, core: &mut Core, place: Place) {
        if self.strips.is_empty() {
            return;
        }
        let before = self.followed;
        if before.is_some_and(|before| before.place == place) {
            return;
        }
        let start = |start: u64| (start / MARK as u64).saturating_sub(RUN_UP);
        let start = place.start.map(start);
        // What was read ahead at rest begins here.
        let goes_on = before.filter(|before| {
            let rested = before.place.start.is_none() && place.start.is_some();
            rested && (before.place.from, before.place.cycle) == (place.from, place.cycle)
        });
        let way = goes_on.map_or_else(
            || self.clock.course().way.wrapping_add(1),
            |before| before.way,
        );
        self.clock.set(Course { way, start });
        if goes_on.is_none() {
            let (from, cycle) = (place.from, place.cycle);
            send(core, TapeOrder::Cue { way, from, cycle });
        }
        self.followed = Some(Followed { place, way });
    }
}

/// The strips, in the order of the desk.
fn strips_of(topology: &Topology) -> impl Iterator<Item = NodeId> {
    let nodes = topology.audio_nodes().into_iter();
    nodes.filter(|node| node.kind == NodeKind::Strip)
}

fn has_track(facts: Option<&TapeFacts>, node: NodeId) -> bool {
    let mut tracks = facts.into_iter().flat_map(|facts| &facts.tracks);
    tracks.any(|track| track.node == node)
}

pub(super) fn switch() -> ParamAddr {
    NodeId::CONSOLE.param(Param::Console(ConsoleParam::Tape))
}

pub(super) fn is_on(core: &Core) -> bool {
    core.values().is_on(switch())
}

fn is_safe(core: &Core) -> bool {
    let row = NodeId::CONSOLE.param(Param::Console(ConsoleParam::SafeStart));
    core.values().is_on(row)
}

/// A strip takes part, and the switch is on.
fn takes_part(core: &Core, node: NodeId) -> bool {
    is_on(core)
        && core
            .values()
            .is_on(node.param(Param::Tape(TapeParam::Hears)))
}

fn switch_off(core: &mut Core, now: Instant) {
    if let Some(index) = core.layout().index(switch()) {
        core.act_for_itself(Cause::Hand, now);
        core.change([SetRequest::now(index, Plain::switch(false))]);
    }
}

fn send(core: &Core, order: TapeOrder) {
    if let Some(player) = &core.wires().tape {
        // Who reads has ended: so does the console.
        let _ = player.send(order);
    }
}
