//! The tables: which sections each kind of node has, and in what order.

mod automix;
mod compressor;
mod console;
mod de_esser;
mod eq;
mod fx;
mod gate;
mod graphic;
mod groups;
mod high_pass;
mod image;
mod input;
mod insert;
mod key_filter;
mod level;
mod limiter;
mod link;
mod low_pass;
mod monitor;
mod saturation;
mod send;
mod solo;
mod spare;
mod surround;
mod talkback;

pub use automix::AUTOMIX_GROUPS;
pub use eq::band_default;
pub use fx::NOTE_QUARTERS;
pub use send::{POST_FADER_TAP, PRE_FADER_TAP, TAP_NAMES};

use super::addr::NodeKind;
use super::spec::{Param, ParamSpec};
use super::topology::BusRole;

/// The rows of one section.
pub type Section = &'static [ParamSpec];

const STRIP: &[Section] = &[
    input::INPUT,
    high_pass::HIGH_PASS,
    low_pass::LOW_PASS,
    gate::GATE,
    insert::INSERT,
    eq::EQ,
    eq::BAND,
    compressor::COMPRESSOR,
    compressor::AUTO_MAKEUP,
    de_esser::DE_ESSER,
    saturation::SATURATION,
    automix::AUTOMIX,
    level::LEVEL,
    image::WIDTH,
    level::TO_MAIN,
    surround::SURROUND,
    solo::SOLO,
    solo::SOLO_SAFE,
    link::LINK,
    groups::MEMBER,
    send::SEND,
    spare::SPARE,
];
const BUS: &[Section] = &[
    input::INPUT,
    high_pass::HIGH_PASS,
    low_pass::LOW_PASS,
    gate::GATE,
    insert::INSERT,
    eq::EQ,
    eq::BAND,
    compressor::COMPRESSOR,
    de_esser::DE_ESSER,
    saturation::SATURATION,
    level::LEVEL,
    image::WIDTH,
    level::TO_MAIN,
    surround::SURROUND,
    level::FOLLOW_MUTE,
    solo::SOLO,
    solo::SOLO_SAFE,
    groups::MEMBER,
    send::SEND,
];
const MAIN: &[Section] = &[
    input::INPUT,
    high_pass::HIGH_PASS,
    low_pass::LOW_PASS,
    gate::GATE,
    insert::INSERT,
    eq::EQ,
    eq::BAND,
    graphic::GRAPHIC,
    graphic::NOTCH,
    compressor::COMPRESSOR,
    compressor::AUTO_MAKEUP,
    de_esser::DE_ESSER,
    saturation::SATURATION,
    level::LEVEL,
    image::IMAGE,
    limiter::MAIN_LIMITER,
    solo::SOLO,
    groups::MEMBER,
    send::SEND,
];
const DCA: &[Section] = &[groups::DCA, groups::DCA_MEMBER];
const MUTE_GROUP: &[Section] = &[groups::MUTE_GROUP];
const AUTOMIX: &[Section] = &[automix::AUTOMIX_GROUP];
const CONSOLE: &[Section] = &[console::CONSOLE];
const MONITOR: &[Section] = &[monitor::MONITOR];
const SPEAKER: &[Section] = &[monitor::SPEAKER];
const PHONES: &[Section] = &[monitor::PHONES];
const TALKBACK: &[Section] = &[talkback::TALKBACK, talkback::TALKBACK_TO];
const OSCILLATOR: &[Section] = &[talkback::OSCILLATOR, talkback::OSCILLATOR_TO];

/// What buses have besides, by their role.
const WEDGE: &[Section] = &[limiter::WEDGE_LIMITER, graphic::GRAPHIC, graphic::NOTCH];
const IN_EAR: &[Section] = &[limiter::IN_EAR_LIMITER, graphic::GRAPHIC, graphic::NOTCH];
const MATRIX: &[Section] = &[compressor::AUTO_MAKEUP, graphic::GRAPHIC, graphic::NOTCH];
const FX: &[Section] = &[compressor::AUTO_MAKEUP, fx::FX, fx::REVERB, fx::TAP_DELAY];
const OTHER_BUS: &[Section] = &[compressor::AUTO_MAKEUP];
/// Every such section once, whatever the role: what a path may name.
const ANY_BUS: &[Section] = &[
    limiter::IN_EAR_LIMITER,
    compressor::AUTO_MAKEUP,
    graphic::GRAPHIC,
    graphic::NOTCH,
    fx::FX,
    fx::REVERB,
    fx::TAP_DELAY,
];

/// The sections that every node of a kind has.
fn common(kind: NodeKind) -> &'static [Section] {
    match kind {
        NodeKind::Strip => STRIP,
        NodeKind::Bus => BUS,
        NodeKind::Main => MAIN,
        NodeKind::Dca => DCA,
        NodeKind::MuteGroup => MUTE_GROUP,
        NodeKind::Automix => AUTOMIX,
        NodeKind::Console => CONSOLE,
        NodeKind::Monitor => MONITOR,
        NodeKind::MonitorA | NodeKind::MonitorB => SPEAKER,
        NodeKind::Phones => PHONES,
        NodeKind::Talkback => TALKBACK,
        NodeKind::Oscillator => OSCILLATOR,
    }
}

/// The sections of a node of a kind, and of a role if it is a bus.
pub fn sections(kind: NodeKind, role: Option<BusRole>) -> impl Iterator<Item = Section> {
    let by_role = match role {
        None => &[],
        Some(BusRole::Wedge) => WEDGE,
        Some(BusRole::InEar) => IN_EAR,
        Some(BusRole::Matrix) => MATRIX,
        Some(BusRole::Fx) => FX,
        Some(_) => OTHER_BUS,
    };
    common(kind).iter().chain(by_role).copied()
}

/// The rows that nodes of a kind may have, in order. Defaults and protection may differ by role: a
/// layout knows them.
pub fn rows(kind: NodeKind) -> impl Iterator<Item = &'static ParamSpec> {
    let by_role = match kind {
        NodeKind::Bus => ANY_BUS,
        _ => &[],
    };
    let sections = common(kind).iter().chain(by_role);
    sections.flat_map(|section| section.iter())
}

/// The row of one parameter on a kind of node, if that kind has it.
pub fn row(kind: NodeKind, param: Param) -> Option<&'static ParamSpec> {
    rows(kind).find(|spec| spec.param == param)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{Curve, Each, Plain, Unit};
    use std::collections::HashSet;

    #[test]
    fn every_row_has_its_own_path_and_parameter_and_an_allowed_default() {
        for kind in NodeKind::ALL {
            let (mut paths, mut params) = (HashSet::new(), HashSet::new());
            for spec in rows(kind) {
                assert!(paths.insert(spec.path), "{kind:?} {}", spec.path);
                assert!(params.insert(spec.param), "{kind:?} {:?}", spec.param);
                assert!(spec.curve.allows(spec.default), "{kind:?} {}", spec.path);
                assert_eq!(
                    spec.path.contains('*'),
                    spec.each != Each::Once,
                    "{}",
                    spec.path
                );
            }
        }
    }

    #[test]
    fn unknown_is_silent_every_level_starts_off() {
        for kind in NodeKind::ALL
            .into_iter()
            .filter(|kind| *kind != NodeKind::Dca)
        {
            for spec in rows(kind).filter(|spec| spec.curve == Curve::Fader) {
                assert_eq!(spec.default, Plain::OFF, "{kind:?} {}", spec.path);
                assert_eq!(spec.unit, Unit::Decibel);
            }
        }
        let dca = rows(NodeKind::Dca)
            .find(|spec| spec.path == "fader")
            .unwrap();
        assert_eq!(dca.default, Plain(0.0));
        let safe = rows(NodeKind::Console)
            .find(|spec| spec.path == "safe-start")
            .unwrap();
        assert!(safe.default.is_on());
    }
}
