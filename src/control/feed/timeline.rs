//! What the console says of time: the transport, and what stands on its line.

use crate::param::ParamAddr;
use crate::param::lane::Lane;
use crate::param::timeline::{Loop, Marker};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Where the transport stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TransportStatus {
    /// It plays.
    pub is_playing: bool,
    /// Something is being written.
    pub is_writing: bool,
    /// Where it is, in microseconds from its start.
    pub at: u64,
    /// The loop, where one was set.
    pub cycle: Option<Loop>,
}

/// Markers and lanes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimelineView {
    /// The markers, by time.
    pub markers: Vec<Marker>,
    /// The lanes, by parameter.
    pub lanes: Vec<(ParamAddr, Arc<Lane>)>,
}

impl TimelineView {
    /// The lane of a parameter.
    pub fn lane(&self, addr: ParamAddr) -> Option<&Arc<Lane>> {
        let found = self.lanes.iter().find(|(known, _)| *known == addr);
        found.map(|(_, lane)| lane)
    }

    /// The last marker at or before a time.
    pub fn marker_at(&self, at: u64) -> Option<&Marker> {
        self.markers.iter().rev().find(|marker| marker.at <= at)
    }
}
