//! What is captured because somebody looks at it, or because feedback is watched for. Nothing is captured when
//! nobody looks.

use super::captures::CaptureSet;
use super::core::Core;
use super::feed::{ClashReading, News, SpectrumReading};
use super::intent::{Answer, ClientId, Look, LookFor, Refusal};
use super::setup::{Heard, Measure, Purpose, SpectrumHow};
use super::watching::{self, row};
use crate::engine::command::{CapturePoint, CaptureSource};
use crate::param::spec::{Param, SpectrumParam};
use crate::param::tables::send::Tap;
use crate::param::tables::spectrum::{PeakHold, SpectrumAverage, SpectrumTap};
use crate::param::{Choice, NodeId, NodeKind, ParamAddr, Width};
use crate::rt::capture::FRAMES;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Objects whose spectra are measured at a time, whoever looks at them.
const SPECTRA: usize = 4;
/// Strips that are compared at a time.
const COMPARED: usize = 32;
/// How often it is looked which strips are open.
const CHECK_EVERY: Duration = Duration::from_secs(1);
/// What may wait to be measured, in seconds.
const WAITING_SECONDS: usize = 1;

/// True for the key that clears held peaks.
pub(super) fn is_clear(addr: ParamAddr) -> bool {
    addr.param == Param::Spectrum(SpectrumParam::Reset)
}

/// What somebody looks at, and what is captured for it.
#[derive(Debug, Default)]
pub(super) struct Looking {
    looks: BTreeMap<ClientId, Look>,
    captured: Vec<Captured>,
    /// Open strips that are not compared.
    left_out: u16,
    /// What the measuring thread was told last.
    how: Option<SpectrumHow>,
    /// The settings by which was chosen what is captured.
    chosen_by: Option<(SpectrumTap, bool)>,
    /// Somebody looks at something else.
    is_changed: bool,
    /// When it was looked last which strips are open.
    checked: Option<Instant>,
}

/// Something to be captured.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Wanted {
    node: NodeId,
    point: CapturePoint,
    width: Width,
    purpose: Purpose,
}

/// What is captured.
#[derive(Clone, Copy, Debug)]
struct Captured {
    what: Wanted,
    number: u64,
}

impl Looking {
    /// A stream opens: everything has to be captured anew.
    pub fn begin_stream(&mut self) {
        self.captured.clear();
        self.is_changed = true;
    }

    /// Somebody looks at something, or no longer.
    ///
    /// # Errors
    /// It is not there, or as many things are looked at as can be.
    pub fn look(
        &mut self,
        core: &mut Core,
        client: ClientId,
        look: Option<Look>,
    ) -> Result<Answer, Refusal> {
        self.is_changed = true;
        self.looks.remove(&client);
        core.subscribers.look(client, look.is_some());
        let Some(look) = look else {
            if self.looks.is_empty() {
                core.subscribers.tell(News::Spectra(Vec::new()));
                core.subscribers.tell(News::Clashes(Vec::new()));
            }
            return Ok(Answer::default());
        };
        let is_there = core.layout().topology().width(look.node).is_some();
        let is_strip = look.node.kind == NodeKind::Strip;
        if !is_there || (look.what == LookFor::Clashes && !is_strip) {
            let what = match look.what {
                LookFor::Spectrum => "no strip, bus or main: it has no spectrum",
                LookFor::Clashes => "no strip: strips are compared with strips",
            };
            return Err(Refusal::Spectrum(format!("{} is {what}", look.node)));
        }
        let known = self.looked_at(LookFor::Spectrum);
        if !known.contains(&look.node) && known.len() >= SPECTRA {
            let nodes: Vec<String> = known.iter().map(ToString::to_string).collect();
            return Err(Refusal::Spectrum(format!(
                "{SPECTRA} spectra are looked at already: {}; leave one of them first",
                nodes.join(" ")
            )));
        }
        self.looks.insert(client, look);
        Ok(Answer::said(format!("Looking at {}", look.node)))
    }

    /// A client is gone.
    pub fn part(&mut self, client: ClientId) {
        self.is_changed |= self.looks.remove(&client).is_some();
    }

    /// What somebody looks at, each once.
    fn looked_at(&self, what: LookFor) -> Vec<NodeId> {
        let looks = self.looks.values().filter(|look| look.what == what);
        let mut nodes: Vec<NodeId> = looks.map(|look| look.node).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// Brings what is captured in line with what is looked at.
    pub fn tick(&mut self, core: &mut Core, captures: &mut CaptureSet, now: Instant) {
        if core.wires().measures.is_none() || !core.has_stream() {
            return;
        }
        let how = how(core);
        if self.how != Some(how) {
            self.how = Some(how);
            send(core, Measure::Spectrum(how));
        }
        let chosen_by = (
            tap(core),
            core.values().is_on(row(SpectrumParam::FeedbackWatch)),
        );
        self.is_changed |= self.chosen_by.replace(chosen_by) != Some(chosen_by);
        let is_due = |at: Instant| now.saturating_duration_since(at) >= CHECK_EVERY;
        if !std::mem::take(&mut self.is_changed) && !self.checked.is_none_or(is_due) {
            return;
        }
        self.checked = Some(now);
        let wanted = self.wanted(core);
        if !self.captured.iter().map(|known| &known.what).eq(&wanted) {
            self.capture(core, captures, wanted);
        }
    }

    fn wanted(&mut self, core: &Core) -> Vec<Wanted> {
        let spectra = self.looked_at(LookFor::Spectrum).into_iter();
        let point = |node: NodeId| point(core, node);
        let mut wanted: Vec<(NodeId, CapturePoint, Purpose)> = spectra
            .map(|node| (node, point(node), Purpose::Spectrum))
            .collect();
        let chosen = self.looked_at(LookFor::Clashes);
        self.left_out = 0;
        if !chosen.is_empty() {
            let mut strips = chosen.clone();
            let open = watching::open_strips(core).into_iter();
            strips.extend(open.filter(|strip| !chosen.contains(strip)));
            self.left_out = strips.len().saturating_sub(COMPARED) as u16;
            strips.truncate(COMPARED);
            wanted.extend(strips.into_iter().map(|node| {
                let is_chosen = chosen.contains(&node);
                let point = CapturePoint::Tap(Tap::PostFader);
                (node, point, Purpose::Clashes { is_chosen })
            }));
        }
        let watched = watching::watched(core).into_iter();
        wanted.extend(watched.map(|(node, point)| (node, point, Purpose::Watch)));
        let topology = core.layout().topology();
        let there = wanted.into_iter().filter_map(|(node, point, purpose)| {
            let width = topology.width(node)?;
            Some(Wanted {
                node,
                point,
                width,
                purpose,
            })
        });
        there.collect()
    }

    fn capture(&mut self, core: &Core, captures: &mut CaptureSet, wanted: Vec<Wanted>) {
        let rate = core.status().rate;
        let marks = WAITING_SECONDS * rate as usize / FRAMES;
        let before = std::mem::take(&mut self.captured);
        let mut told = Vec::new();
        for what in wanted {
            let known = before.iter().find(|known| known.what == what);
            let (number, reader) = known.map_or_else(
                || {
                    let source = CaptureSource {
                        node: what.node,
                        point: what.point,
                    };
                    let (number, reader) = captures.start(source, what.width.channels(), marks);
                    (number, Some(reader))
                },
                |known| (known.number, None),
            );
            self.captured.push(Captured { what, number });
            told.push(Heard {
                number,
                node: what.node,
                purpose: what.purpose,
                channels: what.width.channels(),
                rate,
                reader,
            });
        }
        let goes_on = |gone: &Captured| self.captured.iter().any(|c| c.number == gone.number);
        for gone in before.iter().filter(|gone| !goes_on(gone)) {
            captures.stop(gone.number);
        }
        send(core, Measure::Hear(told));
    }

    /// What was measured becomes news for those who look.
    pub fn take(&self, core: &mut Core, spectra: Vec<SpectrumReading>) {
        if !self.looks.is_empty() {
            core.subscribers.tell(News::Spectra(spectra));
        }
    }

    /// Where strips hide one another becomes news for those who look.
    pub fn take_clashes(&self, core: &mut Core, mut clashes: Vec<ClashReading>) {
        for reading in &mut clashes {
            reading.left_out = self.left_out;
        }
        if !self.looks.is_empty() {
            core.subscribers.tell(News::Clashes(clashes));
        }
    }

    /// Held peaks are cleared.
    pub fn clear(core: &Core) -> Answer {
        send(core, Measure::ClearPeaks);
        Answer::said("Held peaks are cleared")
    }
}

/// Where the spectrum of a node is taken.
fn point(core: &Core, node: NodeId) -> CapturePoint {
    match tap(core) {
        SpectrumTap::PreEq => CapturePoint::Tap(Tap::PreEq),
        SpectrumTap::PostEq => CapturePoint::Tap(Tap::PostEq),
        SpectrumTap::Output if node.kind == NodeKind::Strip => CapturePoint::Tap(Tap::PostFader),
        SpectrumTap::Output => CapturePoint::Output,
    }
}

fn tap(core: &Core) -> SpectrumTap {
    let tap = core.values().get(row(SpectrumParam::Tap));
    tap.map_or(SpectrumTap::PostEq, SpectrumTap::of)
}

fn how(core: &Core) -> SpectrumHow {
    let value = |param| core.values().get(row(param));
    SpectrumHow {
        average: value(SpectrumParam::Average).map_or(SpectrumAverage::Fast, SpectrumAverage::of),
        hold: value(SpectrumParam::Hold).map_or(PeakHold::Off, PeakHold::of),
    }
}

fn send(core: &Core, measure: Measure) {
    if let Some(measures) = &core.wires().measures {
        // Who measures has ended: so does the console.
        let _ = measures.send(measure);
    }
}
