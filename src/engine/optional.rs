//! Parameters that not every node or console has, and those that exist once: where they are.

use super::build::must;
use super::dynamics_params::LimiterParams;
use super::wiring::{
    AutomixGroupParams, AutomixParams, ConsoleParams, ImageParams, SurroundParams,
};
use crate::param::spec::{
    AutomixGroupParam, AutomixParam, ConsoleParam, ImageParam, Param, SurroundParam,
};
use crate::param::tables::AUTOMIX_GROUPS;
use crate::param::{Layout, NodeId};

/// What exists once.
// not real-time: found when an engine is built.
pub(super) fn console(layout: &Layout) -> ConsoleParams {
    let console = |row: ConsoleParam| must(layout, NodeId::CONSOLE, Param::Console(row));
    ConsoleParams {
        safe_start: console(ConsoleParam::SafeStart),
        panic: console(ConsoleParam::Panic),
        pan_law: console(ConsoleParam::PanLaw),
        solo_mode: console(ConsoleParam::SoloMode),
        meter: console(ConsoleParam::Meter),
        meter_tap: console(ConsoleParam::MeterTap),
        bus_meter_tap: console(ConsoleParam::BusMeterTap),
        limiter: LimiterParams::of(layout, NodeId::MAIN)
            .unwrap_or_else(|| unreachable!("main lacks a limiter")),
    }
}

/// A strip's place in gain sharing.
pub(super) fn automix(layout: &Layout, node: NodeId) -> Option<AutomixParams> {
    let of = |row: AutomixParam| layout.index(node.param(Param::Automix(row)));
    Some(AutomixParams {
        group: of(AutomixParam::Group)?,
        weight: of(AutomixParam::Weight)?,
        override_on: of(AutomixParam::Override)?,
    })
}

/// The groups of gain sharing, by number.
// not real-time: found when an engine is built.
pub(super) fn automix_groups(layout: &Layout) -> Vec<AutomixGroupParams> {
    let group = |number| {
        let node = NodeId::automix(number);
        let of = |row: AutomixGroupParam| layout.index(node.param(Param::AutomixGroup(row)));
        Some(AutomixGroupParams {
            on: of(AutomixGroupParam::On)?,
            release: of(AutomixGroupParam::Release)?,
        })
    };
    AUTOMIX_GROUPS.filter_map(group).collect()
}

/// The image of a stereo main.
pub(super) fn image(layout: &Layout, node: NodeId) -> Option<ImageParams> {
    let of = |row: ImageParam| layout.index(node.param(Param::Image(row)));
    Some(ImageParams {
        width: of(ImageParam::Width)?,
        bass_mono: of(ImageParam::BassMono)?,
        bass_mono_freq: of(ImageParam::BassMonoFreq)?,
    })
}

/// The place in a main of more than two channels.
pub(super) fn surround(layout: &Layout, node: NodeId) -> SurroundParams {
    let of = |row: SurroundParam| layout.index(node.param(Param::Surround(row)));
    SurroundParams {
        azimuth: of(SurroundParam::Azimuth),
        divergence: of(SurroundParam::Divergence),
        lfe: of(SurroundParam::Lfe),
    }
}
