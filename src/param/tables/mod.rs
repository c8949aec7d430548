//! The tables: which sections each kind of node has, and in what order.

mod console;
mod gate;
mod groups;
mod high_pass;
mod input;
mod level;
mod limiter;
mod link;
mod monitor;
mod send;
mod solo;
mod talkback;

pub use send::TAP_NAMES;

use super::addr::NodeKind;
use super::spec::{Param, ParamSpec};

/// The rows of one section.
pub type Section = &'static [ParamSpec];

const STRIP: &[Section] = &[
    input::INPUT,
    high_pass::HIGH_PASS,
    gate::GATE,
    level::LEVEL,
    level::TO_MAIN,
    solo::SOLO,
    solo::SOLO_SAFE,
    link::LINK,
    groups::MEMBER,
    send::SEND,
];
const BUS: &[Section] = &[
    input::INPUT,
    high_pass::HIGH_PASS,
    gate::GATE,
    level::LEVEL,
    level::TO_MAIN,
    level::FOLLOW_MUTE,
    solo::SOLO,
    solo::SOLO_SAFE,
    groups::MEMBER,
    send::SEND,
];
const MAIN: &[Section] = &[
    input::INPUT,
    high_pass::HIGH_PASS,
    gate::GATE,
    level::LEVEL,
    limiter::LIMITER,
    solo::SOLO,
    groups::MEMBER,
    send::SEND,
];
const DCA: &[Section] = &[groups::DCA, groups::DCA_MEMBER];
const MUTE_GROUP: &[Section] = &[groups::MUTE_GROUP];
const CONSOLE: &[Section] = &[console::CONSOLE];
const MONITOR: &[Section] = &[monitor::MONITOR];
const SPEAKER: &[Section] = &[monitor::SPEAKER];
const PHONES: &[Section] = &[monitor::PHONES];
const TALKBACK: &[Section] = &[talkback::TALKBACK, talkback::TALKBACK_TO];
const OSCILLATOR: &[Section] = &[talkback::OSCILLATOR, talkback::OSCILLATOR_TO];

/// The sections of a kind of node.
pub fn sections(kind: NodeKind) -> &'static [Section] {
    match kind {
        NodeKind::Strip => STRIP,
        NodeKind::Bus => BUS,
        NodeKind::Main => MAIN,
        NodeKind::Dca => DCA,
        NodeKind::MuteGroup => MUTE_GROUP,
        NodeKind::Console => CONSOLE,
        NodeKind::Monitor => MONITOR,
        NodeKind::MonitorA | NodeKind::MonitorB => SPEAKER,
        NodeKind::Phones => PHONES,
        NodeKind::Talkback => TALKBACK,
        NodeKind::Oscillator => OSCILLATOR,
    }
}

/// The rows of a kind of node, in order.
pub fn rows(kind: NodeKind) -> impl Iterator<Item = &'static ParamSpec> {
    sections(kind).iter().flat_map(|section| section.iter())
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
