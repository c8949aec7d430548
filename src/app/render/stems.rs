//! Stems: what strips, buses and the members of DCAs add to main, and what stands at taps, taken out of the engine in the one
//! pass that makes everything else. All of them are as late as main is, so that they lie under it frame by frame.

use super::options::MAX_PERIOD;
use crate::engine::MARK;
use crate::engine::command::{CapturePoint, CaptureSource, Captures};
use crate::engine::plan::{Plan, latency_to_main};
use crate::param::{NodeId, NodeKind, Plain, Width};
use crate::rt::capture::{CaptureReader, capture};
use crate::show::SessionFile;
use crate::show::session_file::{Output, Place};
use anyhow::{Context, Result, ensure};

/// Marks that wait at most: those of a callback, and one that began before it.
const WAITING: usize = MAX_PERIOD / MARK + 2;

/// All stems of a session.
#[derive(Debug, Default)]
pub struct Stems {
    stems: Vec<Stem>,
}

#[derive(Debug)]
struct Stem {
    channels: usize,
    parts: Vec<Part>,
}

/// What a node gives to a stem.
#[derive(Debug)]
struct Part {
    reader: CaptureReader,
    /// What waits for other parts, by channel.
    waiting: Vec<Vec<f32>>,
}

impl Stems {
    /// The stems among the outputs of a session, in their order, and what the engine is to capture for them.
    ///
    /// # Errors
    /// The console has a ring of feeds.
    pub fn of(session: &SessionFile, plan: &Plan) -> Result<(Self, Captures)> {
        let (mut stems, mut set) = (Self::default(), Captures::default());
        let mut number = 0;
        for output in session.outputs.iter().filter(|output| output.is_stem()) {
            let mut parts = Vec::new();
            for node in nodes(output, plan) {
                number += 1;
                let (source, channels) = source(session, output, node);
                let (writer, reader) = capture(channels, WAITING);
                set.add(number, (source, channels), Some(writer));
                let late = latency_to_main(&session.console.topology, session.rate, node);
                let late = late.context("the console cannot be built")? as usize;
                parts.push(Part {
                    reader,
                    waiting: vec![vec![0.0; late]; channels],
                });
            }
            let (_, channels) = source(session, output, output.node);
            stems.stems.push(Stem { channels, parts });
        }
        Ok((stems, set))
    }

    /// What has come of each, by channel.
    ///
    /// # Errors
    /// Something is missing: a fault of ours.
    pub fn take(&mut self) -> Result<Vec<Vec<Vec<f32>>>> {
        self.stems.iter_mut().map(Stem::take).collect()
    }
}

impl Stem {
    fn take(&mut self) -> Result<Vec<Vec<f32>>> {
        for part in &mut self.parts {
            part.read()?;
        }
        let waiting = self.parts.iter().map(|part| part.waiting[0].len());
        let count = waiting.min().unwrap_or(0);
        let mut sums = vec![vec![0.0; count]; self.channels];
        for part in &mut self.parts {
            for (sum, waiting) in sums.iter_mut().zip(&mut part.waiting) {
                let taken = waiting.drain(..count);
                sum.iter_mut().zip(taken).for_each(|(sum, x)| *sum += x);
            }
        }
        Ok(sums)
    }
}

impl Part {
    fn read(&mut self) -> Result<()> {
        while let Some(captured) = self.reader.read() {
            ensure!(
                captured.missed == 0,
                "a stem has a gap of {} frames; please report it with the session",
                captured.missed
            );
            for (waiting, channel) in self.waiting.iter_mut().zip(captured.channels) {
                waiting.extend_from_slice(channel);
            }
        }
        Ok(())
    }
}

/// Where a node's part of a stem is taken, and its channels.
fn source(session: &SessionFile, output: &Output, node: NodeId) -> (CaptureSource, usize) {
    let topology = &session.console.topology;
    let (point, width) = match output.place {
        Place::Tap(tap) => (CapturePoint::Tap(tap), topology.width(node)),
        Place::Share | Place::Leaves => (CapturePoint::Share, Some(topology.main)),
    };
    let channels = width.map_or(1, Width::channels);
    (CaptureSource { node, point }, channels)
}

/// Who gives something to a stem: the members of a DCA, as they are at the beginning.
fn nodes(output: &Output, plan: &Plan) -> Vec<NodeId> {
    match output.node.kind {
        NodeKind::Dca => members(plan, output.node.number),
        _ => vec![output.node],
    }
}

/// The strips and buses in a DCA, and in the DCAs that are in it.
pub fn members(plan: &Plan, number: u16) -> Vec<NodeId> {
    let layout = &plan.layout;
    let value = |addr| layout.index(addr).map(|index| plan.values[index.slot()]);
    let is_on = |addr| value(addr).is_some_and(Plain::is_on);
    let mut nodes = layout.topology().audio_nodes();
    nodes.retain(|node| *node != NodeId::MAIN && layout.dcas_over(*node, is_on).contains(&number));
    nodes
}

/// True for a switch that is on at the beginning.
pub fn is_on(plan: &Plan, path: &str) -> bool {
    let index = plan.layout.find(path);
    index.is_ok_and(|index| plan.values[index.slot()].is_on())
}
