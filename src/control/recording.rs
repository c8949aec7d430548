//! Recording: while `console/record` is on, everything that is armed is captured, and a thread of its own writes it.
//!
//! Strips are captured at their ports, before trim; buses and main as they leave. Panic, scenes and terminals do not
//! concern it; a lost server ends a take, and the next stream begins another one. Whether it is on outlives a crash.

use super::captures::CaptureSet;
use super::core::Core;
use super::feed::{News, RecordingStatus, Severity};
use super::gliding::SetRequest;
use super::intent::{Answer, Refusal};
use super::journal::Cause;
use super::setup::{Record, RecordTrack};
use crate::engine::command::{CapturePoint, CaptureSource};
use crate::param::spec::{ConsoleParam, Param, RecordParam};
use crate::param::{NodeId, NodeKind, ParamAddr, Plain};
use crate::rt::capture::FRAMES;
use std::time::Instant;

/// What may wait for the disk, in seconds: it may sleep so long.
const WAITING_SECONDS: usize = 4;
/// Of how little room is warned, in seconds of recording.
const SOON_FULL: [f32; 3] = [60.0, 600.0, 3600.0];

/// The recording.
#[derive(Debug, Default)]
pub(super) struct Recording {
    /// The captures of the take that runs.
    running: Option<Vec<u64>>,
    status: RecordingStatus,
    /// Of which room it was warned last.
    warned: Option<f32>,
}

impl Recording {
    /// A stream opens: what was captured before is over.
    pub fn begin_stream(&mut self, core: &Core) {
        if self.running.take().is_some() {
            send(core, Record::End);
        }
    }

    /// Begins and ends takes, as the switch says.
    pub fn tick(&mut self, core: &mut Core, captures: &mut CaptureSet, now: Instant) {
        if core.wires().records.is_none() {
            return;
        }
        let is_wanted = core.values().is_on(switch());
        if is_wanted && self.running.is_none() && core.has_stream() {
            self.begin(core, captures, now);
        } else if let Some(numbers) = self.running.take_if(|_| !is_wanted) {
            for number in numbers {
                captures.stop(number);
            }
            send(core, Record::End);
        }
    }

    fn begin(&mut self, core: &mut Core, captures: &mut CaptureSet, now: Instant) {
        let nodes = armed(core);
        if nodes.is_empty() {
            turn_off(core, now);
            let text = "nothing is armed, so nothing is recorded; arm a strip: headroom set ch/1/record on";
            core.tell(Severity::Warning, text);
            return;
        }
        let rate = core.status().rate;
        let marks = WAITING_SECONDS * rate as usize / FRAMES;
        let (mut numbers, mut tracks) = (Vec::new(), Vec::new());
        for node in nodes {
            let Some(width) = core.layout().topology().width(node) else {
                continue;
            };
            let point = match node.kind {
                NodeKind::Strip => CapturePoint::Port,
                _ => CapturePoint::Output,
            };
            let source = CaptureSource { node, point };
            let (number, reader) = captures.start(source, width.channels(), marks);
            numbers.push(number);
            let label = core.own_label(node).map(|label| label.name.clone());
            tracks.push(RecordTrack {
                node,
                name: label.unwrap_or_default(),
                width,
                reader,
            });
        }
        (self.running, self.warned) = (Some(numbers), None);
        send(core, Record::Begin(tracks, rate));
    }

    /// How it stands becomes news; that the disk is soon full is told in time.
    pub fn take(&mut self, core: &mut Core, status: RecordingStatus) {
        let left = status.seconds_left.unwrap_or(f32::INFINITY);
        let reached = SOON_FULL.into_iter().find(|limit| left < *limit);
        if let Some(limit) =
            reached.filter(|limit| self.warned.is_none_or(|warned| *limit < warned))
        {
            self.warned = Some(limit);
            let severity = if limit > 600.0 {
                Severity::Warning
            } else {
                Severity::Error
            };
            let text = format!(
                "the disk has room for {:.0} min of this recording ({}); make room",
                (left / 60.0).floor(),
                status.folder
            );
            core.tell(severity, text);
        }
        self.status = status.clone();
        core.subscribers.tell(News::Recording(status));
    }

    /// Puts a marker where the recording is.
    pub fn mark(&self, core: &Core, name: Option<String>) -> Result<Answer, Refusal> {
        if self.running.is_none() {
            let text = "nothing is recorded; begin: headroom record start";
            return Err(Refusal::Recording(text.to_owned()));
        }
        send(core, Record::Mark(name));
        Ok(Answer::said("Marked in the recording"))
    }
}

fn switch() -> ParamAddr {
    NodeId::CONSOLE.param(Param::Console(ConsoleParam::Record))
}

fn turn_off(core: &mut Core, now: Instant) {
    if let Some(index) = core.layout().index(switch()) {
        core.act_for_itself(Cause::Hand, now);
        core.change([SetRequest::now(index, Plain::switch(false))]);
    }
}

/// What the next recording has, in the order of the desk.
fn armed(core: &Core) -> Vec<NodeId> {
    let mut nodes = core.layout().topology().audio_nodes();
    let is_on = |node: NodeId, row| core.values().is_on(node.param(Param::Record(row)));
    nodes.retain(|node| is_on(*node, RecordParam::Arm));
    nodes
}

fn send(core: &Core, record: Record) {
    if let Some(records) = &core.wires().records {
        // Who records has ended: so does the console.
        let _ = records.send(record);
    }
}
