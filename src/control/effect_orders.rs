//! Which order of an effect counts for each bus.

use crate::param::NodeId;
use std::collections::BTreeMap;

/// What has been ordered on this stream.
#[derive(Debug, Default)]
pub struct EffectOrders {
    /// Number of the last order.
    last: u64,
    /// The one that counts for each bus.
    of: BTreeMap<NodeId, u64>,
}

impl EffectOrders {
    /// The number of a new order for a bus; an older one is void.
    pub fn order(&mut self, bus: NodeId) -> u64 {
        self.last += 1;
        self.of.insert(bus, self.last);
        self.last
    }

    /// True while no newer order for the bus was made.
    pub fn counts(&self, bus: NodeId, number: u64) -> bool {
        self.of.get(&bus) == Some(&number)
    }
}
