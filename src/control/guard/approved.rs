//! The highest gain that was approved for each path in this show: it has stood and was heard, somebody has set it, or
//! somebody has allowed it. It is kept with the show: a document of the journal for each source.

use super::gains::{Gains, db_of, gain_of};
use super::paths::Paths;
use crate::control::core::Core;
use crate::param::NodeId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Documents about a source begin so; its path follows.
const APPROVED: &str = "approved/";
/// What is kept is rounded up to so many dB: a fader that is ridden a little writes nothing.
const GRAIN_DB: f32 = 0.5;

/// What is kept of a source.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// What it was called: another name means that it is something else.
    name: String,
    /// The gain in dB, by output and what the output is for.
    to: BTreeMap<String, f32>,
}

/// The highest approved gain of every path, linear; 0 where nothing is approved.
#[derive(Clone, Debug, Default)]
pub(super) struct Approved {
    gains: Vec<f32>,
    outputs: usize,
    /// Sources of which something is to be kept.
    changed: BTreeSet<usize>,
}

/// An output and what it is for: "bus/2 wedge". With another role it is another output.
fn called(paths: &Paths, output: usize, id: NodeId) -> String {
    match paths.role(output) {
        Some(role) => format!("{id} {}", role.word()),
        None => id.to_string(),
    }
}

fn name(core: &Core, source: NodeId) -> String {
    core.own_label(source)
        .map_or(String::new(), |label| label.name.clone())
}

impl Approved {
    /// What the journal knows.
    pub fn restore(core: &Core, paths: &Paths) -> Self {
        let mut approved = Self {
            gains: vec![0.0; paths.sources().len() * paths.outputs().len()],
            outputs: paths.outputs().len(),
            changed: BTreeSet::new(),
        };
        for (source, id) in paths.sources().enumerate() {
            let kept = core.journal.document(&format!("{APPROVED}{id}"));
            let kept: Option<Kept> = kept.and_then(|json| serde_json::from_str(json).ok());
            let Some(kept) = kept.filter(|kept| kept.name == name(core, id)) else {
                continue;
            };
            for (output, id) in paths.outputs().enumerate() {
                if let Some(db) = kept.to.get(&called(paths, output, id)) {
                    approved.gains[source * approved.outputs + output] = gain_of(*db);
                }
            }
        }
        approved
    }

    /// The approved gain of a path.
    pub fn get(&self, source: usize, output: usize) -> f32 {
        self.gains[source * self.outputs + output]
    }

    /// Approves what stands, where `counts` says so of a path.
    pub fn approve(&mut self, gains: &Gains, counts: impl Fn(usize, usize) -> bool) {
        for source in 0..self.gains.len() / self.outputs.max(1) {
            for (output, gain) in gains.of_source(source).iter().enumerate() {
                let known = &mut self.gains[source * self.outputs + output];
                if *gain > *known && counts(source, output) {
                    *known = *gain;
                    self.changed.insert(source);
                }
            }
        }
    }

    /// Hands over what is to be kept.
    pub fn keep(&mut self, core: &mut Core, paths: &Paths) {
        for source in std::mem::take(&mut self.changed) {
            let Some(id) = paths.sources().nth(source) else {
                continue;
            };
            let to = paths.outputs().enumerate().filter_map(|(output, id)| {
                let gain = self.get(source, output);
                let db = (db_of(gain) / GRAIN_DB).ceil() * GRAIN_DB;
                (gain > 0.0).then(|| (called(paths, output, id), db))
            });
            let kept = Kept {
                name: name(core, id),
                to: to.collect(),
            };
            // Names and numbers cannot fail to become JSON.
            let json = serde_json::to_string(&kept).unwrap_or_default();
            core.journal.note(&format!("{APPROVED}{id}"), json);
        }
    }
}
