//! Which topologies are possible.

use super::error::TopologyError;
use super::{
    LAST_GROUP_NUMBER, LAST_STRIP_NUMBER, MAX_BUSES, MAX_DCAS, MAX_MUTE_GROUPS, MAX_STRIPS,
    Topology, Width,
};
use crate::param::node::NodeId;
use std::collections::HashSet;

impl Topology {
    /// Checks numbers, counts and feeds.
    ///
    /// # Errors
    /// The first thing that makes the console impossible.
    pub fn validate(&self) -> Result<(), TopologyError> {
        let strips: Vec<u16> = self.strips.iter().map(|strip| strip.number).collect();
        let buses: Vec<u16> = self.buses.iter().map(|bus| bus.number).collect();
        check_numbers("ch", "strips", &strips, MAX_STRIPS, LAST_STRIP_NUMBER)?;
        check_numbers("bus", "buses", &buses, MAX_BUSES, LAST_GROUP_NUMBER)?;
        check_numbers("dca", "DCAs", &self.dcas, MAX_DCAS, LAST_GROUP_NUMBER)?;
        let mute_groups = &self.mute_groups;
        check_numbers(
            "mute-group",
            "mute groups",
            mute_groups,
            MAX_MUTE_GROUPS,
            LAST_GROUP_NUMBER,
        )?;
        self.check_widths()?;
        self.check_feeds()?;
        self.check_inserts()?;
        self.ranks().map(|_| ())
    }

    fn check_inserts(&self) -> Result<(), TopologyError> {
        let nodes = self.audio_nodes();
        match self.inserts.iter().find(|node| !nodes.contains(node)) {
            None => Ok(()),
            Some(node) => Err(TopologyError::UnknownInsert {
                node: node.to_string(),
            }),
        }
    }

    fn check_widths(&self) -> Result<(), TopologyError> {
        let is_wide = |node: &NodeId| {
            *node != NodeId::MAIN && self.width(*node).is_some_and(Width::is_surround)
        };
        match self.audio_nodes().into_iter().find(is_wide) {
            None => Ok(()),
            Some(node) => Err(TopologyError::TooWide {
                node: node.to_string(),
                width: self.width(node).map_or("", Width::word),
            }),
        }
    }

    fn check_feeds(&self) -> Result<(), TopologyError> {
        let bus_nodes = self.buses.iter().map(|bus| NodeId::bus(bus.number));
        for node in bus_nodes.chain([NodeId::MAIN]) {
            let mut seen = HashSet::new();
            for to in self.feeds(node) {
                if self.bus(to).is_none() {
                    return Err(TopologyError::UnknownFeed {
                        from: node.to_string(),
                        to,
                    });
                }
                if !seen.insert(to) {
                    return Err(TopologyError::Twice {
                        what: "feed to bus",
                        number: to,
                    });
                }
            }
        }
        Ok(())
    }
}

fn check_numbers(
    what: &'static str,
    plural: &'static str,
    numbers: &[u16],
    limit: usize,
    last: u16,
) -> Result<(), TopologyError> {
    if numbers.len() > limit {
        return Err(TopologyError::TooMany {
            what: plural,
            found: numbers.len(),
            limit,
        });
    }
    let mut seen = HashSet::new();
    for &number in numbers {
        if number == 0 || number > last {
            return Err(TopologyError::Number { what, number, last });
        }
        if !seen.insert(number) {
            return Err(TopologyError::Twice { what, number });
        }
    }
    Ok(())
}
