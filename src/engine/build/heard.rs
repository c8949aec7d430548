//! Where the parameters of monitor, talkback, oscillator, DCAs and mute groups are.

use super::must;
use crate::engine::wiring::{DcaParams, LanePlace, MonitorParams, MuteGroupParams, OwnSource};
use crate::param::spec::{
    DcaParam, MonitorParam, MuteGroupParam, OscillatorParam, Param, PhonesParam, SpeakerParam,
    TalkbackParam,
};
use crate::param::{Layout, NodeId, ParamIndex};
use std::collections::HashMap;

/// What the engineer hears.
pub(super) fn monitor_params(layout: &Layout) -> MonitorParams {
    let of = |row: MonitorParam| must(layout, NodeId::MONITOR, Param::Monitor(row));
    let speaker = |node: NodeId| must(layout, node, Param::Speaker(SpeakerParam::Trim));
    MonitorParams {
        source: of(MonitorParam::Source),
        level: of(MonitorParam::Level),
        dim: of(MonitorParam::Dim),
        dim_level: of(MonitorParam::DimLevel),
        mono: of(MonitorParam::Mono),
        cut: of(MonitorParam::Cut),
        polarity: of(MonitorParam::Polarity),
        speakers: of(MonitorParam::Speakers),
        solo_trim: of(MonitorParam::SoloTrim),
        trims: [NodeId::MONITOR_A, NodeId::MONITOR_B].map(speaker),
        phones: must(layout, NodeId::PHONES, Param::Phones(PhonesParam::Level)),
        talkback_dim: must(
            layout,
            NodeId::TALKBACK,
            Param::Talkback(TalkbackParam::Dim),
        ),
        wave: must(
            layout,
            NodeId::OSCILLATOR,
            Param::Oscillator(OscillatorParam::Wave),
        ),
        freq: must(
            layout,
            NodeId::OSCILLATOR,
            Param::Oscillator(OscillatorParam::Freq),
        ),
    }
}

/// Talkback, at its place.
pub(super) fn talkback(
    layout: &Layout,
    place: LanePlace,
    position: &HashMap<NodeId, usize>,
) -> OwnSource {
    let of = |row: TalkbackParam| must(layout, NodeId::TALKBACK, Param::Talkback(row));
    let to_bus = Param::Talkback(TalkbackParam::Bus);
    OwnSource {
        place,
        on: of(TalkbackParam::On),
        level: of(TalkbackParam::Level),
        to: destinations(
            layout,
            NodeId::TALKBACK,
            (of(TalkbackParam::Main), to_bus),
            position,
        ),
    }
}

/// The oscillator, at its place.
pub(super) fn oscillator(
    layout: &Layout,
    place: LanePlace,
    position: &HashMap<NodeId, usize>,
) -> OwnSource {
    let of = |row: OscillatorParam| must(layout, NodeId::OSCILLATOR, Param::Oscillator(row));
    let to_bus = Param::Oscillator(OscillatorParam::Bus);
    OwnSource {
        place,
        on: of(OscillatorParam::On),
        level: of(OscillatorParam::Level),
        to: destinations(
            layout,
            NodeId::OSCILLATOR,
            (of(OscillatorParam::Main), to_bus),
            position,
        ),
    }
}

fn destinations(
    layout: &Layout,
    source: NodeId,
    (main, to_bus): (ParamIndex, Param),
    position: &HashMap<NodeId, usize>,
) -> Vec<(usize, ParamIndex)> {
    let buses = layout.topology().buses.iter();
    let to_buses = buses.filter_map(|bus| {
        let index = layout.index(source.param_of(to_bus, bus.number as u8))?;
        Some((position[&NodeId::bus(bus.number)], index))
    });
    std::iter::once((position[&NodeId::MAIN], main))
        .chain(to_buses)
        .collect()
}

/// A DCA, and the DCAs that it may be in.
pub(super) fn dca_params(layout: &Layout, number: u16) -> DcaParams {
    let node = NodeId::dca(number);
    let of = |row: DcaParam| must(layout, node, Param::Dca(row));
    let dcas = layout.topology().dcas.iter().enumerate();
    let member_of = dcas.filter_map(|(at, dca)| Some((at, layout.index(node.dca_member(*dca))?)));
    DcaParams {
        fader: of(DcaParam::Fader),
        mute: of(DcaParam::Mute),
        solo: of(DcaParam::Solo),
        member_of: member_of.collect(),
    }
}

/// A mute group.
pub(super) fn group_params(layout: &Layout, number: u16) -> MuteGroupParams {
    let of = |row: MuteGroupParam| must(layout, NodeId::mute_group(number), Param::MuteGroup(row));
    MuteGroupParams {
        on: of(MuteGroupParam::On),
        dim: of(MuteGroupParam::Dim),
    }
}
