//! The timeline of a show: markers, the loop, and the automation of parameters.

use super::addr::ParamAddr;
use super::lane::Lane;
use super::node::NodeKind;
use super::spec::{FxParam, MemberParam, Param, ParamSpec, Recall};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The latest time: a day, in microseconds.
pub const LATEST: u64 = 86_400_000_000;
/// Most markers.
pub const MOST_MARKERS: usize = 999;

/// A place with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// Microseconds from the start.
    pub at: u64,
    /// Its name.
    pub name: String,
}

/// Where a loop begins and ends, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loop {
    /// Where it begins.
    pub from: u64,
    /// Where it goes back to the beginning.
    pub to: u64,
    /// It is played.
    pub on: bool,
}

/// Everything that belongs to times.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// The markers, by time.
    pub markers: Vec<Marker>,
    /// The loop, where one was set.
    pub cycle: Option<Loop>,
    /// The lanes that say anything.
    pub lanes: BTreeMap<ParamAddr, Arc<Lane>>,
}

impl Timeline {
    /// The time of a marker, by its name; where several have it, the first one.
    pub fn marker(&self, name: &str) -> Option<u64> {
        let found = self.markers.iter().find(|marker| marker.name == name);
        found.map(|marker| marker.at)
    }

    /// The points of all lanes.
    pub fn count(&self) -> usize {
        self.lanes.values().map(|lane| lane.points().len()).sum()
    }
}

/// True for what may be automated: what scenes hold, but for what guards hearing or the PA, what is built off the
/// audio thread, and what says who a strip is.
pub fn is_automatable(addr: ParamAddr, spec: &ParamSpec) -> bool {
    let is_fixed = match addr.param {
        Param::Fx(row) => matches!(row, FxParam::Type | FxParam::Tap),
        Param::Spare(_) | Param::Link(_) => true,
        Param::Member(MemberParam::Dca) => addr.kind == NodeKind::Dca,
        _ => false,
    };
    spec.recall == Recall::Stored && !spec.protected && !spec.read_only && !is_fixed
}
