//! Where the parameters of the monitor are.

use super::must;
use crate::engine::wiring::MonitorParams;
use crate::param::spec::{MonitorParam, Param, PhonesParam, SpeakerParam};
use crate::param::{Layout, NodeId};

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
    }
}
