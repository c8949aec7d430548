//! The insert point.

use super::stale::INSERT;
use crate::engine::Engine;
use crate::param::spec::InsertParam;

impl Engine {
    pub(super) fn apply_insert(&mut self, node: usize, row: InsertParam) {
        match row {
            InsertParam::On | InsertParam::Connected => self.stale.mark(node, INSERT),
        }
    }

    /// A return that nothing is connected to, or of a node that failed, is not heard.
    pub(super) fn refresh_insert(&mut self, node: usize) {
        let node = &self.wiring.nodes[node];
        let Some(params) = node.params.insert else {
            return;
        };
        let is_heard =
            self.value(params.on).is_on() && self.value(params.connected).is_on() && !node.bypassed;
        let wet = if is_heard { 1.0 } else { 0.0 };
        if let Some(insert) = &mut self.banks[node.bank].insert {
            node.lanes()
                .for_each(|lane| insert.wet.set_target(lane, wet));
        }
    }
}
