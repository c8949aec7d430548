//! Where the values of nodes, groups and the monitor come from.

use crate::dsp::multiband::BANDS as MULTIBANDS;
use crate::engine::fx::EffectRows;
use crate::engine::rows::{Origin, Rows};
use crate::engine::settings::concern::concern;
use crate::engine::wiring::{
    Dca, GraphicParams, LanePlace, MonitorParams, NodeParams, OwnSource, ProcessorRows, Send,
    Target,
};
use crate::param::spec::{
    GraphicParam, MemberParam, MultibandParam, OscillatorParam, TalkbackParam,
};
use crate::param::tables::AUTOMIX_GROUPS;
use crate::param::{Layout, NodeId, NodeKind, Param, ParamIndex, Row};
use std::collections::HashMap;

/// The position of each strip, bus and main.
pub(super) type Positions = HashMap<NodeId, usize>;

/// The rows of a section that exist once on a node.
pub(super) fn rows<R: Row>(layout: &Layout, node: NodeId) -> Rows<R>
where
    Param: From<R>,
{
    Rows::of(layout, node, 0)
}

/// The rows of a section that repeats, by number from 1 on.
fn repeated<R: Row, const N: usize>(layout: &Layout, node: NodeId) -> [Rows<R>; N]
where
    Param: From<R>,
{
    std::array::from_fn(|place| Rows::of(layout, node, place as u8 + 1))
}

/// A strip, bus or main.
pub(super) fn node_params(layout: &Layout, node: NodeId, position: &Positions) -> NodeParams {
    let topology = layout.topology();
    let members = |row: MemberParam, numbers: &[u16]| {
        let of = |number: &u16| index(layout, node, Param::Member(row), *number);
        numbers.iter().map(of).collect()
    };
    NodeParams {
        input: rows(layout, node),
        processors: ProcessorRows::of(layout, node),
        gate: rows(layout, node),
        insert: rows(layout, node),
        eq: repeated(layout, node),
        dynamic_eq: Box::new(repeated(layout, node)),
        graphic: graphic(layout, node),
        crossover: Some(rows(layout, node)).filter(Rows::is_present),
        compressor: rows(layout, node),
        multiband: multiband(layout, node),
        limiter: rows(layout, node),
        fx: effects(layout, node),
        level: rows(layout, node),
        solo: rows(layout, node),
        automix: rows(layout, node),
        image: rows(layout, node),
        surround: rows(layout, node),
        dcas: members(MemberParam::Dca, &topology.dcas),
        mute_groups: members(MemberParam::MuteGroup, &topology.mute_groups),
        sends: topology
            .feeds(node)
            .into_iter()
            .map(|bus| Send {
                bus: position[&NodeId::bus(bus)],
                rows: Rows::of(layout, node, bus as u8),
            })
            .collect(),
    }
}

/// The index of a parameter that the tables give to every node of its kind.
fn index(layout: &Layout, node: NodeId, param: Param, each: u16) -> ParamIndex {
    layout
        .index(node.param_of(param, each as u8))
        .unwrap_or_else(|| unreachable!("{node} lacks {param:?} of {each}"))
}

fn graphic(layout: &Layout, node: NodeId) -> Option<Box<GraphicParams>> {
    let graphic: Rows<GraphicParam> = rows(layout, node);
    graphic.has(GraphicParam::On).then(|| {
        Box::new(GraphicParams {
            bands: repeated(layout, node),
            notches: repeated(layout, node),
        })
    })
}

fn multiband(layout: &Layout, node: NodeId) -> Option<Box<[Rows<MultibandParam>; MULTIBANDS]>> {
    let rows: Rows<MultibandParam> = rows(layout, node);
    let bands = || Box::new(repeated(layout, node));
    rows.has(MultibandParam::On).then(bands)
}

fn effects(layout: &Layout, node: NodeId) -> Option<Box<EffectRows>> {
    let rows = EffectRows::of(layout, node);
    rows.slot.is_present().then(|| Box::new(rows))
}

/// A DCA, and the DCAs that it may be in.
pub(super) fn dca(layout: &Layout, number: u16) -> Dca {
    let node = NodeId::dca(number);
    let dcas = layout.topology().dcas.iter().enumerate();
    let member_of = dcas.filter_map(|(at, dca)| Some((at, layout.index(node.dca_member(*dca))?)));
    Dca {
        rows: rows(layout, node),
        member_of: member_of.collect(),
    }
}

/// What the engineer hears and says.
pub(super) fn monitor(layout: &Layout) -> MonitorParams {
    MonitorParams {
        monitor: rows(layout, NodeId::MONITOR),
        speakers: [NodeId::MONITOR_A, NodeId::MONITOR_B].map(|set| rows(layout, set)),
        phones: rows(layout, NodeId::PHONES),
        talkback: rows(layout, NodeId::TALKBACK),
        oscillator: rows(layout, NodeId::OSCILLATOR),
    }
}

/// Talkback, at its place.
pub(super) fn talkback(layout: &Layout, place: LanePlace, position: &Positions) -> OwnSource {
    let (main, bus) = (TalkbackParam::Main, TalkbackParam::Bus);
    own_source(layout, NodeId::TALKBACK, place, (main, bus), position)
}

/// The oscillator, at its place.
pub(super) fn oscillator(layout: &Layout, place: LanePlace, position: &Positions) -> OwnSource {
    let (main, bus) = (OscillatorParam::Main, OscillatorParam::Bus);
    own_source(layout, NodeId::OSCILLATOR, place, (main, bus), position)
}

fn own_source<R: Row>(
    layout: &Layout,
    source: NodeId,
    place: LanePlace,
    (main, bus): (R, R),
    position: &Positions,
) -> OwnSource
where
    Param: From<R>,
{
    let origin = |row: R, number: u16| Rows::of(layout, source, number as u8)[row];
    let buses = layout.topology().buses.iter().map(|bus| bus.number);
    let to_buses = buses.map(|number| (position[&NodeId::bus(number)], origin(bus, number)));
    let to_main = (position[&NodeId::MAIN], origin(main, 0));
    let to = std::iter::once(to_main).chain(to_buses);
    OwnSource {
        place,
        to: to
            .filter(|(_, origin): &(usize, Origin)| origin.index().is_some())
            .collect(),
    }
}

/// What a parameter index means: what it concerns, and whose it is, as a position.
pub(super) fn target(layout: &Layout, index: ParamIndex, position: &Positions) -> Target {
    let addr = layout.addr(index);
    let topology = layout.topology();
    let at = |numbers: &[u16], number: u16| numbers.iter().position(|n| *n == number).unwrap_or(0);
    let owner = match addr.kind {
        NodeKind::Strip | NodeKind::Bus | NodeKind::Main => position[&addr.node()],
        NodeKind::Dca => at(&topology.dcas, addr.number),
        NodeKind::MuteGroup => at(&topology.mute_groups, addr.number),
        NodeKind::Automix => usize::from(addr.number - AUTOMIX_GROUPS.start()),
        NodeKind::Console
        | NodeKind::Monitor
        | NodeKind::MonitorA
        | NodeKind::MonitorB
        | NodeKind::Phones
        | NodeKind::Talkback
        | NodeKind::Oscillator
        | NodeKind::Loudness
        | NodeKind::Spectrum => 0,
    };
    Target {
        concern: concern(addr.kind, addr.param),
        owner,
        send: at(&topology.feeds(addr.node()), u16::from(addr.each)),
    }
}
