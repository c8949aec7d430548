//! Which strips have carried a signal of late: an open microphone is missed when it goes, an empty one is not.

use crate::control::feed::Levels;
use crate::param::{NodeId, Topology};
use std::time::{Duration, Instant};

/// A signal counts for so long after it was there.
const RECENT: Duration = Duration::from_secs(10);
/// The lowest peak that is a signal: −50 dBFS.
const SIGNAL: f32 = 3.162e-3;

/// When each channel carried a signal last.
#[derive(Debug, Default)]
pub(in crate::control) struct Signals(Vec<Option<Instant>>);

impl Signals {
    /// Takes new levels.
    pub fn take(&mut self, levels: &Levels, now: Instant) {
        if self.0.len() != levels.channels.len() {
            self.0 = vec![None; levels.channels.len()];
        }
        for (last, level) in self.0.iter_mut().zip(&levels.channels) {
            if level.input_peak >= SIGNAL {
                *last = Some(now);
            }
        }
    }

    /// The nodes that have carried a signal of late.
    pub fn recent(&self, topology: &Topology, now: Instant) -> Vec<NodeId> {
        let is_recent = |at: usize| {
            let last = self.0.get(at).copied().flatten();
            last.is_some_and(|last| now.saturating_duration_since(last) <= RECENT)
        };
        let metered = topology.metered().into_iter();
        let recent = metered.filter(|(_, channels)| channels.clone().any(is_recent));
        recent.map(|(node, _)| node).collect()
    }
}
