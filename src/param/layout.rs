//! Dense indices for one topology: which parameters exist, and where each lies.

use super::addr::ParamAddr;
use super::curve::Plain;
use super::node::{NodeId, NodeKind};
use super::row::Choice;
use super::spec::{
    CompressorParam, DYNAMIC_BANDS, EQ_BANDS, Each, EqParam, LevelParam, LimiterParam,
    MULTIBAND_BANDS, NOTCHES, Param, ParamSpec, SendParam, SurroundParam, THIRDS,
};
use super::tables;
use super::tables::send::Tap;
use super::topology::{BusRole, Topology};
use super::width::{Side, Width};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A parameter's place in flat arrays. Dies with its [`Layout`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ParamIndex(u32);

impl ParamIndex {
    /// The index of a slot.
    pub const fn new(slot: usize) -> Self {
        Self(slot as u32)
    }
    /// The slot in a flat array.
    pub fn slot(self) -> usize {
        self.0 as usize
    }
}

/// Every parameter of one topology, in order: strips, buses, main, DCAs, mute groups, automix groups,
/// monitor, speakers, headphones, talkback, oscillator, console.
#[derive(Clone, Debug)]
pub struct Layout {
    topology: Topology,
    entries: Vec<Entry>,
    by_addr: HashMap<ParamAddr, ParamIndex, BuildHasherDefault<AddrHasher>>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    addr: ParamAddr,
    spec: &'static ParamSpec,
    default: Plain,
}

/// A few multiplications instead of a hash that withstands attacks: addresses are looked up by the million, and a table
/// gives them, nobody else.
#[derive(Clone, Copy, Debug, Default)]
struct AddrHasher(u64);

impl AddrHasher {
    /// An odd number whose bits are as good as random.
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

    fn mix(&mut self, x: u64) {
        self.0 = (self.0.rotate_left(5) ^ x).wrapping_mul(Self::FACTOR);
    }
}

impl Hasher for AddrHasher {
    fn finish(&self) -> u64 {
        // Tables look at the low bits, and the high ones have seen the most.
        self.0.rotate_left(26)
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.mix(u64::from(*byte));
        }
    }
    fn write_u8(&mut self, x: u8) {
        self.mix(u64::from(x));
    }
    fn write_u16(&mut self, x: u16) {
        self.mix(u64::from(x));
    }
    fn write_u64(&mut self, x: u64) {
        self.mix(x);
    }
    fn write_isize(&mut self, x: isize) {
        self.mix(x as u64);
    }
}

impl Layout {
    /// The layout of a topology that has been validated.
    pub fn new(topology: Topology) -> Self {
        let mut entries = Vec::new();
        for node in nodes(&topology) {
            push_node(&topology, node, &mut entries);
        }
        let by_addr = entries
            .iter()
            .enumerate()
            .map(|(slot, entry)| (entry.addr, ParamIndex::new(slot)))
            .collect();
        Self {
            topology,
            entries,
            by_addr,
        }
    }

    /// The switch of a node's limiter, where that guards people: main's, a wedge's, an in-ear mix's. It is on from the
    /// start.
    pub fn guarding_limiter(&self, node: NodeId) -> Option<ParamAddr> {
        let limiter = node.param(Param::Limiter(LimiterParam::On));
        let index = self.index(limiter)?;
        self.default(index).is_on().then_some(limiter)
    }

    /// What the console consists of.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }
    /// How many parameters there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }
    /// True for a console without parameters (there is none; clippy asks for it beside `len`).
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
    /// Every index, in order.
    pub fn indices(&self) -> impl Iterator<Item = ParamIndex> + use<> {
        (0..self.entries.len()).map(ParamIndex::new)
    }
    /// Every node, in order.
    pub fn nodes(&self) -> Vec<NodeId> {
        nodes(&self.topology)
    }
    /// The index of an address, where this console has it.
    pub fn index(&self, addr: ParamAddr) -> Option<ParamIndex> {
        self.by_addr.get(&addr).copied()
    }
    /// The address at an index.
    pub fn addr(&self, index: ParamIndex) -> ParamAddr {
        self.entries[index.slot()].addr
    }
    /// True unless the value names a strip or bus that this console lacks.
    pub fn has_named(&self, index: ParamIndex, value: Plain) -> bool {
        let named = self.spec(index).curve.names(value);
        named.is_none_or(|node| self.topology.width(node).is_some())
    }
    /// The DCAs that act on a node, its own and those that these are in, each once and in order, where
    /// `is_on` knows the switches. A ring of DCAs ends where it closes.
    pub fn dcas_over(&self, node: NodeId, is_on: impl Fn(ParamAddr) -> bool) -> Vec<u16> {
        let mut over = Vec::new();
        let mut open = vec![node];
        while let Some(member) = open.pop() {
            for number in &self.topology.dcas {
                let new = !over.contains(number) && NodeId::dca(*number) != node;
                if new && is_on(member.dca_member(*number)) {
                    over.push(*number);
                    open.push(NodeId::dca(*number));
                }
            }
        }
        let place = |number: &u16| self.topology.dcas.iter().position(|dca| dca == number);
        over.sort_by_key(place);
        over
    }
    /// True for a node that a soloed DCA acts on, where `is_on` knows the switches.
    pub fn is_soloed_by_dca(&self, node: NodeId, is_on: impl Fn(ParamAddr) -> bool) -> bool {
        let over = self.dcas_over(node, &is_on);
        over.into_iter()
            .any(|number| is_on(NodeId::dca(number).solo()))
    }
    /// The row of an index.
    pub fn spec(&self, index: ParamIndex) -> &'static ParamSpec {
        self.entries[index.slot()].spec
    }
    /// The default of an index: the row's, or what the role of the bus asks for.
    pub fn default(&self, index: ParamIndex) -> Plain {
        self.entries[index.slot()].default
    }
}

fn nodes(topology: &Topology) -> Vec<NodeId> {
    let mut nodes = topology.audio_nodes();
    nodes.extend(topology.dcas.iter().map(|number| NodeId::dca(*number)));
    nodes.extend(
        topology
            .mute_groups
            .iter()
            .map(|number| NodeId::mute_group(*number)),
    );
    nodes.extend(tables::AUTOMIX_GROUPS.map(NodeId::automix));
    nodes.extend([
        NodeId::MONITOR,
        NodeId::MONITOR_A,
        NodeId::MONITOR_B,
        NodeId::PHONES,
        NodeId::TALKBACK,
        NodeId::OSCILLATOR,
        NodeId::LOUDNESS,
        NodeId::SPECTRUM,
        NodeId::CONSOLE,
    ]);
    nodes
}

/// Appends a node's parameters; rows that repeat over the same things stay together by thing
/// (all rows of the send to bus 1, then bus 2 …).
fn push_node(topology: &Topology, node: NodeId, entries: &mut Vec<Entry>) {
    let role = topology.bus(node.number).map(|bus| bus.role);
    let role = role.filter(|_| node.kind == NodeKind::Bus);
    for section in tables::sections(node.kind, role) {
        let each = section[0].each;
        for number in repeats(topology, node, each) {
            for spec in section.iter().filter(|spec| spec.each == each) {
                push_row(topology, node.param_of(spec.param, number), spec, entries);
            }
        }
        for spec in section.iter().filter(|spec| spec.each != each) {
            for number in repeats(topology, node, spec.each) {
                push_row(topology, node.param_of(spec.param, number), spec, entries);
            }
        }
    }
}

fn push_row(
    topology: &Topology,
    addr: ParamAddr,
    spec: &'static ParamSpec,
    entries: &mut Vec<Entry>,
) {
    let into_itself = addr.kind == NodeKind::Dca && u16::from(addr.each) == addr.number;
    if !into_itself && has(topology, addr.node(), spec.param) {
        entries.push(Entry {
            addr,
            spec,
            default: default_of(addr, spec, |number| {
                topology.bus(number).map(|bus| bus.role)
            }),
        });
    }
}

/// Whether a node has a row of its kind on this console: some need a way to main, two channels, a
/// main of more than two, or an insert point.
fn has(topology: &Topology, node: NodeId, param: Param) -> bool {
    let is_stereo = topology.width(node) == Some(Width::Stereo);
    let may_feed_main = topology.may_feed_main(node);
    let main = topology.main;
    match param {
        Param::Level(LevelParam::MainOn) => may_feed_main,
        Param::Insert(_) => topology.has_insert(node),
        Param::Image(_)
        | Param::Eq(EqParam::BandPart)
        | Param::Compressor(
            CompressorParam::MidSide
            | CompressorParam::SideThreshold
            | CompressorParam::SideRatio
            | CompressorParam::SideMakeup,
        ) => is_stereo,
        Param::Compressor(CompressorParam::Link) => {
            topology.width(node).is_some_and(Width::has_pair)
        }
        Param::Surround(SurroundParam::Azimuth) => {
            may_feed_main && main.is_surround() && main != Width::Lcr
        }
        // In a row of three loudspeakers, a stereo source stands at the outer two.
        Param::Surround(SurroundParam::Divergence) => {
            may_feed_main && main.is_surround() && !(main == Width::Lcr && is_stereo)
        }
        Param::Surround(SurroundParam::Lfe) => may_feed_main && main.sides().contains(&Side::Lfe),
        _ => true,
    }
}

/// The numbers that stand for the `*` of a repeated row (one 0 for rows that exist once).
fn repeats(topology: &Topology, node: NodeId, each: Each) -> Vec<u8> {
    let numbers = match each {
        Each::Once => return vec![0],
        Each::Bus => topology.feeds(node),
        Each::Dca => topology.dcas.clone(),
        Each::MuteGroup => topology.mute_groups.clone(),
        Each::EqBand => return (1..=EQ_BANDS).collect(),
        Each::Third => return (1..=THIRDS.len() as u8).collect(),
        Each::MultibandBand => return (1..=MULTIBAND_BANDS).collect(),
        Each::DynamicBand => return (1..=DYNAMIC_BANDS).collect(),
        Each::Notch => return (1..=NOTCHES).collect(),
    };
    numbers.into_iter().map(|number| number as u8).collect()
}

/// Defaults that are not the row's: by the place of an equaliser's band, or by the role of the bus. A
/// group is assigned off at 0 dB; a wedge or an in-ear mix
/// starts before the fader, everything else after it; levels into them start off.
pub fn default_of(
    addr: ParamAddr,
    spec: &ParamSpec,
    role: impl Fn(u16) -> Option<BusRole>,
) -> Plain {
    match (spec.param, role(u16::from(addr.each))) {
        (Param::Eq(row), _) => tables::band_default(row, addr.each).unwrap_or(spec.default),
        (Param::Send(SendParam::On), Some(BusRole::Group)) => Plain::switch(false),
        (Param::Send(SendParam::Level), Some(BusRole::Group)) => Plain(0.0),
        (Param::Send(SendParam::Tap), Some(role)) if role.is_pre_fader() => Tap::PreFader.plain(),
        (Param::Level(LevelParam::MainOn), _) if addr.kind == NodeKind::Bus => {
            Plain::switch(role(addr.number).is_some_and(BusRole::goes_to_main))
        }
        (Param::Record(_), _) if addr.kind == NodeKind::Bus => Plain::switch(false),
        _ => spec.default,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::topology::BusDef;

    fn layout() -> Layout {
        let roles = BusRole::ALL.into_iter().zip(1..);
        let buses = roles
            .map(|(role, number)| BusDef {
                number,
                width: Width::Stereo,
                role,
                feeds: Vec::new(),
            })
            .collect();
        Layout::new(Topology {
            buses,
            main_feeds: vec![6],
            ..Topology::default()
        })
    }

    #[test]
    fn index_and_address_are_one_to_one() {
        let layout = layout();
        for index in layout.indices() {
            assert_eq!(layout.index(layout.addr(index)), Some(index));
        }
    }

    #[test]
    fn sends_start_as_their_role_says() {
        let layout = layout();
        let value = |path: &str| layout.default(layout.find(path).unwrap());
        assert!(!value("ch/1/send/1/on").is_on());
        assert_eq!(value("ch/1/send/1/level"), Plain(0.0));
        for bus in 2..=6 {
            assert_eq!(value(&format!("ch/1/send/{bus}/level")), Plain::OFF);
        }
        assert_eq!(value("ch/1/send/2/tap"), Plain(3.0));
        assert_eq!(value("ch/1/send/3/tap"), Plain(3.0));
        assert_eq!(value("ch/1/send/4/tap"), Plain(4.0));
        assert!(value("bus/1/main/on").is_on());
        assert!(!value("bus/2/main/on").is_on());
        assert!(value("ch/1/main/on").is_on());
    }

    #[test]
    fn a_graphic_equaliser_exists_where_loudspeakers_or_ears_hang() {
        let layout = layout();
        let count = |node: &str| {
            let rows = [
                "geq/on",
                "geq/20",
                "geq/1k",
                "geq/20k",
                "notch/1/on",
                "notch/12/q",
            ];
            let found = rows.map(|row| layout.find(&format!("{node}/{row}")).is_ok());
            found.into_iter().filter(|found| *found).count()
        };
        for (bus, role) in (1..).zip(BusRole::ALL) {
            let expected = if role.is_output() { 6 } else { 0 };
            assert_eq!(count(&format!("bus/{bus}")), expected, "{role:?}");
        }
        assert_eq!((count("main"), count("ch/1")), (6, 0));
    }

    #[test]
    fn an_equaliser_starts_flat_with_its_bands_spread() {
        let layout = layout();
        for node in ["ch/1", "bus/2", "main"] {
            let value = |row: &str| {
                let index = layout.find(&format!("{node}/eq/{row}")).unwrap();
                layout.spec(index).display(layout.default(index))
            };
            assert_eq!((value("on"), value("1/on")), ("on".into(), "on".into()));
            let types = [1, 2, 3, 4, 5, 6].map(|band| value(&format!("{band}/type")));
            let bell = "bell".to_owned();
            assert_eq!(
                (types[0].as_str(), types[5].as_str()),
                ("low-shelf", "high-shelf")
            );
            assert!(types[1..5].iter().all(|kind| *kind == bell));
            let freqs = [1, 2, 3, 4, 5, 6].map(|band| value(&format!("{band}/freq")));
            let spread = [
                "80 Hz",
                "200 Hz",
                "500 Hz",
                "1.20 kHz",
                "3.50 kHz",
                "10.00 kHz",
            ];
            assert_eq!(freqs, spread);
            assert!((1..=6).all(|band| value(&format!("{band}/gain")) == "0.0 dB"));
        }
    }

    #[test]
    fn only_fx_buses_have_effects() {
        let layout = layout();
        assert!(layout.find("bus/4/reverb/decay").is_ok());
        for path in ["bus/1/fx/type", "bus/2/reverb/decay", "bus/6/fx/tap"] {
            assert!(layout.find(path).is_err(), "{path}");
        }
    }

    #[test]
    fn monitor_mixes_have_a_limiter_and_no_automatic_make_up() {
        let layout = layout();
        for (bus, role) in (1..).zip(BusRole::ALL) {
            let monitor = role.is_pre_fader();
            let limiter = layout.find(&format!("bus/{bus}/limiter/on"));
            let drives_loudspeakers = monitor || role == BusRole::Matrix;
            assert_eq!(limiter.is_ok(), drives_loudspeakers, "{role:?}");
            assert_eq!(
                limiter.is_ok_and(|index| layout.spec(index).protected),
                role == BusRole::InEar
            );
            let makeup = layout.find(&format!("bus/{bus}/comp/auto-makeup"));
            assert_eq!(makeup.is_ok(), !monitor, "{role:?}");
        }
        let ceiling = |path: &str| layout.default(layout.find(path).unwrap()).0;
        assert_eq!(ceiling("bus/3/limiter/ceiling"), -12.0);
        assert_eq!(ceiling("bus/2/limiter/ceiling"), -3.0);
        assert!(layout.find("ch/1/limiter/on").is_err());
    }

    #[test]
    fn an_undeclared_route_has_no_parameter() {
        let layout = layout();
        assert!(layout.find("main/send/6/level").is_ok());
        assert!(layout.find("main/send/1/level").is_err());
        assert!(layout.find("bus/1/send/2/level").is_err());
        assert!(layout.find("bus/6/main/on").is_err());
    }

    #[test]
    fn insert_rows_exist_where_there_is_an_insert_point() {
        let inserts = [NodeId::strip(2), NodeId::MAIN];
        let layout = Layout::new(Topology {
            inserts: inserts.into(),
            ..Topology::default()
        });
        assert!(layout.find("ch/2/insert/on").is_ok());
        assert!(layout.find("main/insert/connected").is_ok());
        assert!(layout.find("ch/1/insert/on").is_err());
    }
}
