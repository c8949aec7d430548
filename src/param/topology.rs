//! What a console consists of: strips, buses, main, DCAs, mute groups, and which bus feeds which.
//!
//! A topology is fixed while a show runs; changing it means a new engine.

mod error;
mod ports;
mod validity;

pub use error::TopologyError;
pub use ports::{MIDI_PAIRS, PortKind};

use super::node::NodeId;
pub use super::width::Width;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Most input strips of one console.
pub const MAX_STRIPS: usize = 128;
/// Most buses of one console.
pub const MAX_BUSES: usize = 32;
/// Most DCAs of one console.
pub const MAX_DCAS: usize = 24;
/// Most mute groups of one console.
pub const MAX_MUTE_GROUPS: usize = 24;
/// Largest number of a strip.
pub const LAST_STRIP_NUMBER: u16 = 999;
/// Largest number of a bus, DCA or mute group.
pub const LAST_GROUP_NUMBER: u16 = 99;

/// What a bus is for: decides how sends into it start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BusRole {
    /// A subgroup: assigned on or off at 0 dB, after the fader.
    Group,
    /// A stage wedge: before the fader.
    Wedge,
    /// An in-ear mix: before the fader, following pan.
    InEar,
    /// The way into an effect: after the fader.
    Fx,
    /// A recording or broadcast mix: after the fader.
    Record,
    /// An output mixed from buses and main, time-aligned with main.
    Matrix,
}

impl BusRole {
    /// Every role.
    pub const ALL: [Self; 6] = [
        Self::Group,
        Self::Wedge,
        Self::InEar,
        Self::Fx,
        Self::Record,
        Self::Matrix,
    ];

    /// The word for it in files and on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Wedge => "wedge",
            Self::InEar => "in-ear",
            Self::Fx => "fx",
            Self::Record => "record",
            Self::Matrix => "matrix",
        }
    }
    /// The role of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
    /// True where sends start before the fader: monitor mixes.
    pub fn is_pre_fader(self) -> bool {
        matches!(self, Self::Wedge | Self::InEar)
    }
    /// True where loudspeakers or ears hang on the bus.
    pub fn is_output(self) -> bool {
        matches!(self, Self::Wedge | Self::InEar | Self::Matrix)
    }
    /// True where the bus itself starts assigned to main.
    pub fn goes_to_main(self) -> bool {
        matches!(self, Self::Group | Self::Fx)
    }
}

/// One input strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StripDef {
    /// Its lasting number.
    pub number: u16,
    /// Mono or stereo.
    pub width: Width,
}

/// One bus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusDef {
    /// Its lasting number.
    pub number: u16,
    /// Mono or stereo.
    pub width: Width,
    /// What it is for.
    pub role: BusRole,
    /// Numbers of the buses it may feed.
    pub feeds: Vec<u16>,
}

/// What a console consists of. The order of the lists is the order on the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topology {
    /// Input strips.
    pub strips: Vec<StripDef>,
    /// Buses.
    pub buses: Vec<BusDef>,
    /// Width of main.
    pub main: Width,
    /// Numbers of the buses that main may feed (matrices).
    pub main_feeds: Vec<u16>,
    /// Numbers of the DCAs.
    pub dcas: Vec<u16>,
    /// Numbers of the mute groups.
    pub mute_groups: Vec<u16>,
    /// The strips, buses and main that have an insert point.
    #[serde(default)]
    pub inserts: BTreeSet<NodeId>,
}

impl Default for Topology {
    /// Sixteen mono strips, a stereo main, eight DCAs, six mute groups, no bus.
    fn default() -> Self {
        let strip = |number| StripDef {
            number,
            width: Width::Mono,
        };
        Self {
            strips: (1..=16).map(strip).collect(),
            buses: Vec::new(),
            main: Width::Stereo,
            main_feeds: Vec::new(),
            dcas: (1..=8).collect(),
            mute_groups: (1..=6).collect(),
            inserts: BTreeSet::new(),
        }
    }
}

impl Topology {
    /// A bus by number.
    pub fn bus(&self, number: u16) -> Option<&BusDef> {
        self.buses.iter().find(|bus| bus.number == number)
    }

    /// What a bus is for; none for everything else.
    pub fn role(&self, node: NodeId) -> Option<BusRole> {
        let bus = self.bus(node.number);
        bus.filter(|_| node.kind == super::node::NodeKind::Bus)
            .map(|bus| bus.role)
    }

    /// Width of a node that carries audio or has ports.
    pub fn width(&self, node: NodeId) -> Option<Width> {
        use super::node::NodeKind::{Bus, Main, MonitorA, MonitorB, Phones, Strip, Talkback};
        match node.kind {
            Strip => self
                .strips
                .iter()
                .find(|s| s.number == node.number)
                .map(|s| s.width),
            Bus => self.bus(node.number).map(|bus| bus.width),
            Main => Some(self.main),
            MonitorA | MonitorB | Phones => Some(Width::Stereo),
            Talkback => Some(Width::Mono),
            _ => None,
        }
    }

    /// The nodes that carry audio: strips, buses, main, in desk order.
    pub fn audio_nodes(&self) -> Vec<NodeId> {
        let strips = self.strips.iter().map(|strip| NodeId::strip(strip.number));
        let buses = self.buses.iter().map(|bus| NodeId::bus(bus.number));
        strips.chain(buses).chain([NodeId::MAIN]).collect()
    }

    /// The numbers of the buses that a node may send to.
    pub fn feeds(&self, node: NodeId) -> Vec<u16> {
        use super::node::NodeKind::{Bus, Main, Oscillator, Strip, Talkback};
        match node.kind {
            Strip | Talkback | Oscillator => self.buses.iter().map(|bus| bus.number).collect(),
            Bus => self
                .bus(node.number)
                .map(|bus| bus.feeds.clone())
                .unwrap_or_default(),
            Main => self.main_feeds.clone(),
            _ => Vec::new(),
        }
    }

    /// True where a node has an insert point.
    pub fn has_insert(&self, node: NodeId) -> bool {
        self.inserts.contains(&node)
    }

    /// The buses that hear main, directly or over other buses. They cannot be assigned to main.
    pub fn after_main(&self) -> HashSet<u16> {
        let mut reached = HashSet::new();
        let mut open = self.main_feeds.clone();
        while let Some(number) = open.pop() {
            if reached.insert(number) {
                open.extend(self.feeds(NodeId::bus(number)));
            }
        }
        reached
    }

    /// True for a bus that feeds main by its role: a group or an effect.
    pub fn is_subgroup(&self, node: NodeId) -> bool {
        let bus = self.bus(node.number);
        node.kind == super::node::NodeKind::Bus && bus.is_some_and(|bus| bus.role.goes_to_main())
    }

    /// True where loudspeakers or ears hang on a node: main, wedges, in-ears and matrices.
    pub fn is_output(&self, node: NodeId) -> bool {
        use super::node::NodeKind::{Bus, Main};
        match node.kind {
            Main => true,
            Bus => self
                .bus(node.number)
                .is_some_and(|bus| bus.role.is_output()),
            _ => false,
        }
    }

    /// True where a node may be assigned to main.
    pub fn may_feed_main(&self, node: NodeId) -> bool {
        use super::node::NodeKind::{Bus, Strip};
        match node.kind {
            Strip => true,
            Bus => !self.after_main().contains(&node.number),
            _ => false,
        }
    }

    /// The rank of every node that carries audio: one more than the highest rank that feeds it.
    /// Strips have rank 0. Nodes of one rank never feed each other.
    ///
    /// # Errors
    /// A ring of feeds.
    pub fn ranks(&self) -> Result<HashMap<NodeId, usize>, TopologyError> {
        let mut ranks: HashMap<NodeId, usize> = self
            .strips
            .iter()
            .map(|strip| (NodeId::strip(strip.number), 0))
            .collect();
        for bus in &self.buses {
            self.rank_of(NodeId::bus(bus.number), &mut ranks, &mut Vec::new())?;
        }
        self.rank_of(NodeId::MAIN, &mut ranks, &mut Vec::new())?;
        Ok(ranks)
    }

    fn rank_of(
        &self,
        node: NodeId,
        ranks: &mut HashMap<NodeId, usize>,
        trail: &mut Vec<NodeId>,
    ) -> Result<usize, TopologyError> {
        if let Some(rank) = ranks.get(&node) {
            return Ok(*rank);
        }
        if let Some(start) = trail.iter().position(|seen| *seen == node) {
            return Err(ring(&trail[start..], node));
        }
        trail.push(node);
        let mut rank = 1;
        for source in self.sources(node) {
            rank = rank.max(1 + self.rank_of(source, ranks, trail)?);
        }
        trail.pop();
        ranks.insert(node, rank);
        Ok(rank)
    }

    /// The buses and main that may feed `node`.
    fn sources(&self, node: NodeId) -> Vec<NodeId> {
        let buses = self.buses.iter().map(|bus| NodeId::bus(bus.number));
        if node == NodeId::MAIN {
            return buses.filter(|bus| self.may_feed_main(*bus)).collect();
        }
        buses
            .chain([NodeId::MAIN])
            .filter(|from| self.feeds(*from).contains(&node.number))
            .collect()
    }
}

/// A ring as text. The trail was walked against the feeds, so it is turned round.
fn ring(trail: &[NodeId], closing: NodeId) -> TopologyError {
    let mut names: Vec<String> = trail.iter().rev().map(ToString::to_string).collect();
    names.insert(0, closing.to_string());
    TopologyError::Ring {
        ring: names.join(" → "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bus(number: u16, role: BusRole, feeds: &[u16]) -> BusDef {
        BusDef {
            number,
            width: Width::Stereo,
            role,
            feeds: feeds.to_vec(),
        }
    }

    fn with_buses(buses: Vec<BusDef>, main_feeds: &[u16]) -> Topology {
        Topology {
            buses,
            main_feeds: main_feeds.to_vec(),
            ..Topology::default()
        }
    }

    #[test]
    fn ranks_follow_the_feeds() {
        let buses = vec![
            bus(1, BusRole::Group, &[2]),
            bus(2, BusRole::Group, &[]),
            bus(3, BusRole::Matrix, &[]),
        ];
        let ranks = with_buses(buses, &[3]).ranks().unwrap();
        assert_eq!(ranks[&NodeId::strip(1)], 0);
        assert_eq!(ranks[&NodeId::bus(1)], 1);
        assert_eq!(ranks[&NodeId::bus(2)], 2);
        assert_eq!(ranks[&NodeId::MAIN], 3);
        assert_eq!(ranks[&NodeId::bus(3)], 4);
    }

    #[test]
    fn a_ring_is_refused_by_name() {
        let buses = vec![bus(1, BusRole::Group, &[2]), bus(2, BusRole::Group, &[1])];
        let error = with_buses(buses, &[]).validate().unwrap_err();
        assert_eq!(
            error.to_string(),
            "feeds go round in a ring: bus/1 → bus/2 → bus/1; remove one of these feeds"
        );
    }

    #[test]
    fn what_hears_main_cannot_feed_main() {
        let buses = vec![bus(1, BusRole::Matrix, &[2]), bus(2, BusRole::Matrix, &[])];
        let topology = with_buses(buses, &[1]);
        assert!(topology.validate().is_ok());
        assert!(!topology.may_feed_main(NodeId::bus(2)));
    }

    #[test]
    fn numbers_are_unique_counted_and_bounded() {
        let twice = with_buses(
            vec![bus(1, BusRole::Fx, &[]), bus(1, BusRole::Fx, &[])],
            &[],
        );
        assert!(matches!(
            twice.validate(),
            Err(TopologyError::Twice { number: 1, .. })
        ));
        let zero = with_buses(vec![bus(0, BusRole::Fx, &[])], &[]);
        assert!(matches!(
            zero.validate(),
            Err(TopologyError::Number { number: 0, .. })
        ));
        let missing = with_buses(vec![bus(1, BusRole::Fx, &[7])], &[]);
        assert!(matches!(
            missing.validate(),
            Err(TopologyError::UnknownFeed { to: 7, .. })
        ));
        let strips = (1..=129)
            .map(|number| StripDef {
                number,
                width: Width::Mono,
            })
            .collect();
        let many = Topology {
            strips,
            ..Topology::default()
        };
        assert!(matches!(
            many.validate(),
            Err(TopologyError::TooMany { found: 129, .. })
        ));
    }
}
