//! What is measured off the audio thread: main and a chosen mix are captured, and what comes back is news. The
//! level in the room is compared with the venue's limit.

use super::captures::CaptureSet;
use super::core::Core;
use super::feed::{LoudnessReading, News, Severity};
use super::intent::Answer;
use super::setup::{Listen, Measure, Venue};
use crate::engine::command::{CapturePoint, CaptureSource};
use crate::param::spec::{LoudnessParam, MonitorParam, Param};
use crate::param::tables::loudness::Weighting;
use crate::param::{Choice, NodeId, ParamAddr, Width};
use crate::rt::capture::FRAMES;

/// How far below the limit the level has to fall before it is no longer too loud, in dB.
const RELIEF_DB: f32 = 0.5;
/// What one signal on two sides is louder than on one.
const BOTH_SIDES_LU: f32 = 3.01;
/// What may wait to be measured, in seconds.
const WAITING_SECONDS: usize = 2;

/// True for the key that begins loudness anew.
pub(super) fn is_reset(addr: ParamAddr) -> bool {
    addr.param == Param::Loudness(LoudnessParam::Reset)
}

/// What is measured.
#[derive(Debug, Default)]
pub(super) struct Measuring {
    listened: Vec<Listened>,
    /// What the measuring thread was told last.
    venue: Option<Venue>,
    is_too_loud: bool,
    /// The recent loudness of each mix that is measured.
    recent: Vec<(NodeId, f32)>,
}

/// A mix that is measured.
#[derive(Clone, Copy, Debug)]
struct Listened {
    node: NodeId,
    width: Width,
    /// Of its capture.
    number: u64,
}

impl Measuring {
    /// A stream opens: everything has to be captured anew.
    pub fn begin_stream(&mut self) {
        self.listened.clear();
    }

    /// Brings what is measured in line with the values.
    pub fn tick(&mut self, core: &mut Core, captures: &mut CaptureSet) {
        if core.wires().measures.is_none() {
            return;
        }
        let venue = venue(core);
        if self.venue != Some(venue) {
            self.venue = Some(venue);
            send(core, Measure::Venue(venue));
        }
        if core.has_stream() {
            self.listen(core, captures);
        }
    }

    /// Main, the chosen mix, and what the monitor hears, where those are others.
    fn listen(&mut self, core: &Core, captures: &mut CaptureSet) {
        let mut nodes = vec![NodeId::MAIN];
        for more in [source(core), heard(core)] {
            if !nodes.contains(&more) {
                nodes.push(more);
            }
        }
        let width = |node: NodeId| Some((node, core.layout().topology().width(node)?));
        let wanted: Vec<(NodeId, Width)> = nodes.into_iter().filter_map(width).collect();
        let known = self.listened.iter().map(|known| (known.node, known.width));
        if known.eq(wanted.iter().copied()) {
            return;
        }
        let before = std::mem::take(&mut self.listened);
        let mut told = Vec::new();
        for (node, width) in wanted {
            let mut known = before.iter().copied();
            let known = known.find(|known| (known.node, known.width) == (node, width));
            told.push(self.listen_to((core, captures), (node, width), known));
        }
        for gone in before {
            if !self
                .listened
                .iter()
                .any(|known| known.number == gone.number)
            {
                captures.stop(gone.number);
            }
        }
        send(core, Measure::Listen(told));
    }

    fn listen_to(
        &mut self,
        (core, captures): (&Core, &mut CaptureSet),
        (node, width): (NodeId, Width),
        known: Option<Listened>,
    ) -> Listen {
        let rate = core.status().rate;
        let source = CaptureSource {
            node,
            point: CapturePoint::Output,
        };
        let marks = WAITING_SECONDS * rate as usize / FRAMES;
        let (number, reader) = if let Some(known) = known {
            (known.number, None)
        } else {
            let (number, reader) = captures.start(source, width.channels(), marks);
            (number, Some(reader))
        };
        self.listened.push(Listened {
            node,
            width,
            number,
        });
        Listen {
            node,
            width,
            rate,
            reader,
        }
    }

    /// The loudness of the last ten seconds of sound of what the monitor hears, on two sides, in LUFS.
    pub fn recent(&self, core: &Core) -> Option<f32> {
        let node = heard(core);
        let (_, recent) = self.recent.iter().find(|(known, _)| *known == node)?;
        // What has one side is heard on both.
        let is_mono = core.layout().topology().width(node) == Some(Width::Mono);
        let both = if is_mono { BOTH_SIDES_LU } else { 0.0 };
        recent.is_finite().then_some(recent + both)
    }

    /// What was measured becomes news; who is too loud is told, with the time in the log.
    pub fn take(&mut self, core: &mut Core, mut readings: Vec<LoudnessReading>) {
        let source = source(core);
        let recent = |reading: &LoudnessReading| (reading.node, reading.recent);
        self.recent = readings.iter().map(recent).collect();
        readings.retain(|reading| reading.node == NodeId::MAIN || reading.node == source);
        if let Some(reading) = readings.iter_mut().find(|reading| reading.node == source) {
            self.judge(core, reading);
        }
        core.subscribers.tell(News::Loudness(readings));
    }

    fn judge(&mut self, core: &mut Core, reading: &mut LoudnessReading) {
        let limit = number(core, LoudnessParam::LimitLevel);
        let is_on = core.values().is_on(addr(LoudnessParam::LimitOn));
        let relief = if self.is_too_loud { RELIEF_DB } else { 0.0 };
        reading.is_too_loud = is_on && reading.room_db >= limit - relief;
        if reading.is_too_loud == std::mem::replace(&mut self.is_too_loud, reading.is_too_loud) {
            return;
        }
        let venue = venue(core);
        let what = format!(
            "{:.1} dB({}) over {:.0} min",
            reading.room_db,
            Weighting::WORDS[venue.weighting as usize].to_uppercase(),
            venue.minutes
        );
        let (severity, text) = match (reading.is_too_loud, is_on) {
            (true, _) => (
                Severity::Warning,
                format!(
                    "too loud for the venue: {what}, the limit is {limit:.1} dB; lower {}",
                    reading.node
                ),
            ),
            (false, true) => (
                Severity::Info,
                format!("below the venue's limit again: {what}"),
            ),
            (false, false) => (Severity::Info, format!("the venue's limit is off: {what}")),
        };
        core.tell(severity, text);
    }

    /// Integrated loudness, range and true peak begin anew.
    pub fn reset(core: &Core) -> Answer {
        send(core, Measure::Reset);
        Answer::said("Loudness begins anew")
    }
}

fn addr(row: LoudnessParam) -> ParamAddr {
    NodeId::LOUDNESS.param(Param::Loudness(row))
}

fn number(core: &Core, row: LoudnessParam) -> f32 {
    core.values().get(addr(row)).map_or(0.0, |value| value.0)
}

/// The mix that is measured beside main, and compared with the venue's limit; main where it is gone.
fn source(core: &Core) -> NodeId {
    named(core, addr(LoudnessParam::Source))
}

/// The mix that a parameter names.
fn named(core: &Core, addr: ParamAddr) -> NodeId {
    let layout = core.layout();
    let index = layout.index(addr);
    let named = index.and_then(|index| layout.spec(index).curve.names(core.store().get(index)));
    let there = named.filter(|node| layout.topology().width(*node).is_some());
    there.unwrap_or(NodeId::MAIN)
}

/// What the monitor hears while nothing is soloed; main where it is gone.
fn heard(core: &Core) -> NodeId {
    named(
        core,
        NodeId::MONITOR.param(Param::Monitor(MonitorParam::Source)),
    )
}

fn venue(core: &Core) -> Venue {
    let weighting = core.values().get(addr(LoudnessParam::LimitWeighting));
    Venue {
        minutes: number(core, LoudnessParam::LimitWindow),
        weighting: weighting.map_or(Weighting::A, Weighting::of),
        calibration_db: number(core, LoudnessParam::LimitCalibration),
    }
}

fn send(core: &Core, measure: Measure) {
    if let Some(measures) = &core.wires().measures {
        // Who measures has ended: so does the console.
        let _ = measures.send(measure);
    }
}
