//! What the console writes into its show by itself.

use crate::param::Topology;
use crate::show::console_file::ConsoleFile;
use crate::show::point::PatchPoint;

/// What the console writes by itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Other strips and buses.
    pub topology: Option<Topology>,
    /// Other connections.
    pub patch: Option<Vec<(PatchPoint, Vec<String>)>>,
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
    }

    /// The console with these changes.
    pub(super) fn applied_to(&self, mut console: ConsoleFile) -> ConsoleFile {
        if let Some(topology) = &self.topology {
            console.topology = topology.clone();
        }
        if let Some(patch) = &self.patch {
            console.patch.clone_from(patch);
        }
        console
    }

    /// True where a hand has changed what these changes are about.
    pub(super) fn collide(&self, before: &ConsoleFile, now: &ConsoleFile) -> bool {
        let topology = self.topology.is_some() && before.topology != now.topology;
        topology || self.patch.is_some() && before.patch != now.patch
    }
}
