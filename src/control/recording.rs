//! Recording: while `console/record` is on, everything that is armed is captured, and a thread of its own writes it.
//!
//! Strips and talkback are captured at their ports, before trim; what comes back at insert points as it comes; buses and
//! main as they leave. Panic, scenes and terminals do not
//! concern it; a lost server ends a take, and the next stream begins another one. Whether it is on outlives a crash.
//! Where the disk takes no more of it, the take ends and the switch is off. What gets another width goes on in a file of
//! its own: it is captured with both from before the change, and each is silent while the other one counts.

mod pre_roll;
mod sources;

use super::captures::CaptureSet;
use super::core::Core;
use super::engines::Engines;
use super::feed::{News, RecordingStatus, Severity};
use super::gliding::SetRequest;
use super::intent::{Answer, Intent, Refusal};
use super::journal::Cause;
use super::set::turns_on;
use super::setup::{Record, RecordSound};
use crate::engine::command::{CapturePoint, CaptureSource};
use crate::param::printable::printable;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::tables::console::RecordFormat;
use crate::param::{Choice, Layout, NodeId, ParamAddr, Plain, Width, counted};
use crate::show::cue::{Cue, CueRecord};
use pre_roll::PreRoll;
use sources::armed;
use std::sync::Arc;
use std::time::Instant;

/// Of how little room is warned, in seconds of recording.
const SOON_FULL: [f32; 3] = [60.0, 600.0, 3600.0];
/// Longest name of a marker, in characters.
const LONGEST_MARKER: usize = 60;
const NOTHING_ARMED: &str =
    "nothing is armed, so nothing is recorded; arm a strip: headroom set ch/1/record on";

/// The recording.
#[derive(Debug, Default)]
pub(super) struct Recording {
    running: Option<Running>,
    pre_roll: PreRoll,
    /// The number of the take that was asked for last.
    number: u32,
    status: RecordingStatus,
    /// Of which room it was warned last.
    warned: Option<f32>,
}

/// The take that runs.
#[derive(Debug)]
struct Running {
    tracks: Vec<Captured>,
    /// The layout whose widths it knows.
    layout: Arc<Layout>,
}

/// A track of the take.
#[derive(Debug)]
struct Captured {
    source: CaptureSource,
    /// The widths that it had, and the numbers of their captures.
    parts: Vec<(Width, u64)>,
    /// The console has such a node.
    is_there: bool,
}

impl Recording {
    /// A stream opens: what was captured before is over.
    pub fn begin_stream(&mut self, core: &Core) {
        if self.running.take().is_some() {
            send(core, Record::End);
        }
        if let Some(over) = self.pre_roll.forget() {
            send(core, over);
        }
    }

    /// True for an intent that may begin a recording.
    pub fn may_begin(intent: &Intent) -> bool {
        turns_on(intent, switch())
    }

    /// Before an intent that may begin a recording.
    ///
    /// # Errors
    /// Nothing is armed.
    pub fn prepare(core: &Core, intent: &Intent) -> Result<(), Refusal> {
        let begins = !core.values().is_on(switch()) && core.wires().records.is_some();
        // Who sets many values may arm something with them.
        let is_alone = !matches!(intent, Intent::SetMany(_));
        if begins && is_alone && armed(core).is_empty() {
            return Err(Refusal::Recording(NOTHING_ARMED.to_owned()));
        }
        Ok(())
    }

    /// After it: true until the files are open, or cannot be.
    pub fn is_opening(&self, core: &Core) -> bool {
        let is_known = self.running.is_some() && self.status.number == self.number;
        let opens = core.wires().records.is_some() && core.has_stream() && !is_known;
        opens && core.values().is_on(switch())
    }

    /// After it: what more there is to say, while there is no audio or it runs already.
    pub fn words(&self, core: &Core) -> String {
        if !core.values().is_on(switch()) || core.wires().records.is_none() {
            String::new()
        } else if !core.has_stream() {
            "; no audio runs, so recording begins when it does".to_owned()
        } else if self.is_opening(core) {
            String::new()
        } else {
            format!("; recording already into {}", self.status.folder)
        }
    }

    /// Begins and ends takes, as the switch says.
    pub fn tick(
        &mut self,
        core: &mut Core,
        captures: &mut CaptureSet,
        engines: &Engines,
        now: Instant,
    ) {
        if core.wires().records.is_none() {
            return;
        }
        let is_wanted = core.values().is_on(switch());
        if is_wanted && self.running.is_none() && core.has_stream() {
            self.begin(core, captures, now);
        } else if !is_wanted {
            self.end(core, captures);
        }
        if self.running.is_none()
            && let Some(keep) = self.pre_roll.follow(core, captures, now)
        {
            send(core, keep);
        }
        if let Some(running) = &mut self.running {
            let next = engines
                .pending
                .as_ref()
                .and_then(|pending| pending.next.as_ref());
            let next = next.map(|(layout, _)| layout.clone());
            running.follow(core, captures, next);
        }
    }

    fn begin(&mut self, core: &mut Core, captures: &mut CaptureSet, now: Instant) {
        let sources = armed(core);
        if sources.is_empty() {
            turn_off(core, now);
            core.tell(Severity::Warning, NOTHING_ARMED);
            return;
        }
        let (mut kept, mut tracks) = (Vec::new(), Vec::new());
        for (source, width) in sources {
            let (number, sound) = match self.pre_roll.take(source, width) {
                Some(number) => (number, RecordSound::Kept(number)),
                None => begun(core, captures, (source, width)),
            };
            kept.push(Captured {
                source,
                parts: vec![(width, number)],
                is_there: true,
            });
            tracks.push(sources::track(core, (source, width), sound));
        }
        self.pre_roll.end(captures);
        self.number += 1;
        self.warned = None;
        self.running = Some(Running {
            tracks: kept,
            layout: core.layout().clone(),
        });
        let (number, rate, format) = (self.number, core.status().rate, format(core));
        let begin = Record::Begin {
            number,
            tracks,
            rate,
            format,
        };
        send(core, begin);
    }

    fn end(&mut self, core: &mut Core, captures: &mut CaptureSet) {
        let Some(running) = self.running.take() else {
            return;
        };
        for (_, number) in running.tracks.into_iter().flat_map(|track| track.parts) {
            captures.stop(number);
        }
        send(core, Record::End);
        // Whoever waits for a take that never began need not wait any longer.
        let ended = Refusal::Recording("the recording was ended before it began".to_owned());
        core.answers.recording_began(&Err(ended));
    }

    /// How it stands becomes news; that the disk is soon full is told in time. A take that is over switches off.
    pub fn take(&mut self, core: &mut Core, status: &RecordingStatus, now: Instant) {
        self.status = status.clone();
        core.subscribers.tell(News::Recording(status.clone()));
        if status.number != self.number {
            return;
        }
        match &status.stopped {
            Some(why) => {
                let refusal = Refusal::Recording(format!("nothing is recorded: {why}"));
                core.answers.recording_began(&Err(refusal));
                if self.running.is_some() {
                    turn_off(core, now);
                }
            }
            None if !status.folder.is_empty() => {
                let tracks = counted(usize::from(status.tracks), "track");
                let text = format!("recording {tracks} into {}", status.folder);
                core.answers.recording_began(&Ok(text));
                self.warn_of_room(core, status);
            }
            None => {}
        }
    }

    fn warn_of_room(&mut self, core: &mut Core, status: &RecordingStatus) {
        let left = status.seconds_left.unwrap_or(f32::INFINITY);
        let reached = SOON_FULL.into_iter().find(|limit| left < *limit);
        let is_news = |limit: &f32| self.warned.is_none_or(|warned| *limit < warned);
        let Some(limit) = reached.filter(is_news) else {
            return;
        };
        self.warned = Some(limit);
        let severity = if limit > 600.0 {
            Severity::Warning
        } else {
            Severity::Error
        };
        let left = if left < 60.0 {
            format!("{:.0} s", left.floor())
        } else {
            format!("{:.0} min", (left / 60.0).floor())
        };
        let text = format!(
            "the disk has room for {left} of this recording ({}), then it ends; make room",
            status.folder
        );
        core.tell(severity, text);
    }

    /// What a cue does with the recording, in words for who lets it go. Where that is not possible, it is said and the cue
    /// goes all the same: a show does not wait for its recording.
    pub fn by_cue(core: &mut Core, cue: &Cue) -> String {
        let runs = core.values().is_on(switch());
        match cue.record {
            _ if core.wires().records.is_none() => String::new(),
            CueRecord::Keep => String::new(),
            CueRecord::Start if runs => "recording already".to_owned(),
            CueRecord::Start if armed(core).is_empty() => {
                core.tell(Severity::Warning, NOTHING_ARMED);
                "nothing is armed to record".to_owned()
            }
            CueRecord::Start => {
                turn(core, true);
                "recording begins".to_owned()
            }
            CueRecord::Stop if !runs => "nothing was recorded".to_owned(),
            CueRecord::Stop => {
                turn(core, false);
                "recording ends".to_owned()
            }
            CueRecord::Mark if !runs => "nothing is recorded that could be marked".to_owned(),
            CueRecord::Mark => {
                let called = printable(&cue.called()).into_owned();
                send(
                    core,
                    Record::Mark(Some(called.chars().take(LONGEST_MARKER).collect())),
                );
                "recording marked".to_owned()
            }
        }
    }

    /// Puts a marker where the recording is.
    pub fn mark(&self, core: &Core, name: Option<&str>) -> Result<Answer, Refusal> {
        if self.running.is_none() {
            let text = "nothing is recorded; begin: headroom record start";
            return Err(Refusal::Recording(text.to_owned()));
        }
        let name = name.map(|name| printable(name).trim().to_owned());
        if name
            .as_ref()
            .is_some_and(|name| name.is_empty() || name.chars().count() > LONGEST_MARKER)
        {
            let text = format!("a marker has a name of 1 to {LONGEST_MARKER} characters, or none");
            return Err(Refusal::Recording(text));
        }
        let text = match &name {
            Some(name) => format!("Marked in the recording: {name}"),
            None => "Marked in the recording".to_owned(),
        };
        send(core, Record::Mark(name));
        Ok(Answer::said(text))
    }
}

impl Running {
    /// What has another width now, or will have with the engine that is on its way, goes on in a file of its own.
    fn follow(&mut self, core: &mut Core, captures: &mut CaptureSet, next: Option<Arc<Layout>>) {
        let is_known = |layout: &Arc<Layout>| Arc::ptr_eq(layout, &self.layout);
        let layout = next.unwrap_or_else(|| core.layout().clone());
        if is_known(&layout) {
            return;
        }
        for (place, track) in self.tracks.iter_mut().enumerate() {
            let node = track.source.node;
            let width = layout.topology().width(node);
            let has_place = !is_insert(track.source) || layout.topology().has_insert(node);
            let width = width.filter(|_| has_place);
            if width.is_none() && track.is_there {
                let what = if is_insert(track.source) {
                    "insert point of "
                } else {
                    ""
                };
                let text = format!(
                    "{what}{} goes: its track of the recording is silent from here on",
                    core.called(node)
                );
                core.tell(Severity::Warning, text);
            }
            track.is_there = width.is_some();
            let is_new = |width: &Width| track.parts.iter().all(|(known, _)| known != width);
            if let Some(width) = width.filter(is_new) {
                let (number, sound) = begun(core, captures, (track.source, width));
                track.parts.push((width, number));
                let part = track.parts.len();
                let track = sources::track(core, (track.source, width), sound);
                send(core, Record::GoOn { place, part, track });
            }
        }
        self.layout = layout;
    }
}

/// Begins to capture a source that is so wide.
fn begun(
    core: &Core,
    captures: &mut CaptureSet,
    source: (CaptureSource, Width),
) -> (u64, RecordSound) {
    let (number, reader) = sources::capture(core, captures, source);
    (number, RecordSound::New(reader))
}

fn is_insert(source: CaptureSource) -> bool {
    source.point == CapturePoint::InsertReturn
}

/// How the next recording is stored.
fn format(core: &Core) -> RecordFormat {
    let row = NodeId::CONSOLE.param(Param::Console(ConsoleParam::RecordFormat));
    let stored = core.values().get(row);
    stored.map_or(RecordFormat::Float, RecordFormat::of)
}

fn switch() -> ParamAddr {
    NodeId::CONSOLE.param(Param::Console(ConsoleParam::Record))
}

fn turn_off(core: &mut Core, now: Instant) {
    core.act_for_itself(Cause::Hand, now);
    turn(core, false);
}

fn turn(core: &mut Core, is_on: bool) {
    if let Some(index) = core.layout().index(switch()) {
        core.change([SetRequest::now(index, Plain::switch(is_on))]);
    }
}

fn send(core: &Core, record: Record) {
    if let Some(records) = &core.wires().records {
        // Who records has ended: so does the console.
        let _ = records.send(record);
    }
}
