//! What the console writes into its show by itself.

use crate::param::{NodeId, Topology};
use crate::show::console_file::{ConsoleFile, Label};
use crate::show::point::PatchPoint;
use crate::show::reference::Reference;
use std::collections::BTreeMap;

/// What the console writes by itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Other strips and buses.
    pub topology: Option<Topology>,
    /// Other connections.
    pub patch: Option<Vec<(PatchPoint, Vec<String>)>>,
    /// Other names and colours.
    pub labels: BTreeMap<NodeId, Label>,
    /// Another reference track, or none.
    pub reference: Option<Option<Reference>>,
}

impl Changes {
    /// Takes over what these changes leave open.
    pub fn add_older(&mut self, older: &Self) {
        if self.topology.is_none() {
            self.topology.clone_from(&older.topology);
        }
        if self.patch.is_none() {
            self.patch.clone_from(&older.patch);
        }
        for (node, label) in &older.labels {
            self.labels.entry(*node).or_insert_with(|| label.clone());
        }
        if self.reference.is_none() {
            self.reference.clone_from(&older.reference);
        }
    }

    /// True where sections change that say what the console consists of, and what it is called.
    pub(super) fn change_nodes(&self) -> bool {
        self.topology.is_some() || !self.labels.is_empty()
    }

    /// The console with these changes.
    pub(super) fn applied_to(&self, mut console: ConsoleFile) -> ConsoleFile {
        if let Some(topology) = &self.topology {
            console.topology = topology.clone();
        }
        if let Some(patch) = &self.patch {
            console.patch.clone_from(patch);
        }
        for (node, label) in &self.labels {
            if *label == Label::default() {
                console.labels.remove(node);
            } else {
                console.labels.insert(*node, label.clone());
            }
        }
        if let Some(reference) = &self.reference {
            console.reference.clone_from(reference);
        }
        console
    }

    /// True where a hand has changed what these changes are about.
    pub(super) fn collide(&self, before: &ConsoleFile, now: &ConsoleFile) -> bool {
        let topology = self.topology.is_some() && before.topology != now.topology;
        let patch = self.patch.is_some() && before.patch != now.patch;
        let reference = self.reference.is_some() && before.reference != now.reference;
        let other = |node| before.labels.get(node) != now.labels.get(node);
        topology || patch || reference || self.labels.keys().any(other)
    }
}
