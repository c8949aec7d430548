//! Where the channels of each node lie among the levels that the engine measures.

use super::node::NodeId;
use super::topology::Topology;
use super::width::Width;
use std::ops::Range;

/// What is measured besides strips, buses and main: both sets of speakers, and the headphones.
pub const HEARD: [NodeId; 3] = [NodeId::MONITOR_A, NodeId::MONITOR_B, NodeId::PHONES];

impl Topology {
    /// Every node whose level is measured, with its channels, in the order of measurement: strips, buses,
    /// main, then what is heard.
    pub fn metered(&self) -> Vec<(NodeId, Range<usize>)> {
        let mut next = 0;
        let nodes = self.audio_nodes().into_iter().chain(HEARD);
        nodes
            .map(|node| {
                let first = next;
                next += self.width(node).map_or(0, Width::channels);
                (node, first..next)
            })
            .collect()
    }

    /// The channels of a node among them; none for one that is not measured.
    pub fn levels_of(&self, node: NodeId) -> Range<usize> {
        let metered = self.metered().into_iter();
        let found = metered
            .filter(|(id, _)| *id == node)
            .map(|(_, range)| range)
            .next();
        found.unwrap_or_default()
    }

    /// How many levels are measured.
    pub fn levels(&self) -> usize {
        let last = self.metered().pop();
        last.map_or(0, |(_, channels)| channels.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_follow_one_another_and_what_is_heard_comes_last() {
        let metered = Topology::default().metered();
        let mut next = 0;
        for (node, range) in &metered {
            assert_eq!(range.start, next, "{node}");
            assert!(!range.is_empty(), "{node}");
            next = range.end;
        }
        assert_eq!(metered[1], (NodeId::strip(2), 1..2));
        assert_eq!(
            metered.last().map(|(node, range)| (*node, range.len())),
            Some((NodeId::PHONES, 2))
        );
    }
}
