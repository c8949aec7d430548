//! The consoles on which every row of every table stands somewhere, and what tells two rows apart.

use crate::common::consoles::{bus_into as bus, strip};
use headroom::param::spec::{Each, LevelParam, Param};
use headroom::param::{BusDef, BusRole, Layout, NodeId, NodeKind, ParamIndex, Topology, Width};

/// The consoles: the first with everything, the others for what a wider main brings.
pub fn consoles() -> Vec<Topology> {
    vec![full(), wide(Width::FiveOne), wide(Width::Lcr)]
}

/// A bus of every role, strips of both widths, nested DCAs, and feeds of every kind.
fn full() -> Topology {
    Topology {
        strips: vec![strip(1, Width::Mono), strip(2, Width::Stereo)],
        buses: vec![
            bus(1, BusRole::Group, Width::Stereo, &[2]),
            bus(2, BusRole::Fx, Width::Stereo, &[]),
            bus(3, BusRole::Matrix, Width::Stereo, &[]),
            bus(4, BusRole::InEar, Width::Stereo, &[]),
            bus(5, BusRole::Wedge, Width::Mono, &[]),
            bus(6, BusRole::Record, Width::Stereo, &[]),
        ],
        main_feeds: vec![3],
        inserts: [NodeId::strip(1), NodeId::MAIN]
            .into_iter()
            .chain((1..=6).map(NodeId::bus))
            .collect(),
        dcas: vec![1, 2],
        mute_groups: vec![1],
        ..Topology::default()
    }
}

/// A main of more than two channels, and what each role has only if it feeds something.
fn wide(main: Width) -> Topology {
    let feeding = (1..).zip(BusRole::ALL);
    let mut buses: Vec<BusDef> = feeding
        .map(|(number, role)| bus(number, role, Width::Stereo, &[7]))
        .collect();
    buses.push(bus(7, BusRole::Group, Width::Stereo, &[]));
    // Where the balance of a wide main is heard.
    buses.push(bus(8, BusRole::Matrix, Width::Stereo, &[]));
    Topology {
        strips: vec![strip(1, Width::Mono), strip(2, Width::Stereo)],
        buses,
        main_feeds: vec![8],
        main,
        dcas: vec![],
        mute_groups: vec![],
        ..Topology::default()
    }
}

/// What tells two parameters apart as far as clicks are concerned. Two of one class run through the
/// same code; one of them is walked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Class {
    pub kind: NodeKind,
    pub role: Option<BusRole>,
    pub row: &'static str,
    /// Which band, slider or destination, where that makes a difference.
    each: u8,
    /// Width of the node, where that makes a difference.
    stereo: Option<bool>,
    /// Width of main, where that makes a difference.
    main: Option<&'static str>,
}

impl Class {
    pub fn of(layout: &Layout, index: ParamIndex) -> Self {
        let (addr, spec) = (layout.addr(index), layout.spec(index));
        let (node, topology) = (addr.node(), layout.topology());
        let is_panned = matches!(
            spec.param,
            Param::Level(LevelParam::Pan) | Param::Send(_) | Param::Surround(_)
        );
        Self {
            kind: node.kind,
            role: role(topology, node),
            row: spec.path,
            each: match spec.each {
                Each::EqBand | Each::Third | Each::Bus => addr.each,
                Each::Once
                | Each::Dca
                | Each::MuteGroup
                | Each::Notch
                | Each::MultibandBand
                | Each::DynamicBand => 0,
            },
            stereo: is_panned.then(|| topology.width(node) == Some(Width::Stereo)),
            main: matches!(
                spec.param,
                Param::Level(LevelParam::Pan) | Param::Surround(_)
            )
            .then(|| topology.main.word()),
        }
    }
}

/// The role of a bus.
pub fn role(topology: &Topology, node: NodeId) -> Option<BusRole> {
    let bus = topology.bus(node.number).map(|bus| bus.role);
    bus.filter(|_| node.kind == NodeKind::Bus)
}

/// The first parameter of every class, with the number of its console.
pub fn representatives() -> Vec<(usize, ParamIndex, Class)> {
    let mut seen = std::collections::HashSet::new();
    let mut found = Vec::new();
    for (console, topology) in consoles().into_iter().enumerate() {
        let layout = Layout::new(topology);
        for index in layout.indices() {
            let class = Class::of(&layout, index);
            if seen.insert(class.clone()) {
                found.push((console, index, class));
            }
        }
    }
    found
}
