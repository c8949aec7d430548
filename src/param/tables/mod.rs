//! The tables: which sections each kind of node has, and in what order.

/// The rows of a group of a section's table, as parameters of the console.
macro_rules! rows {
    ($section:ident, $group:expr) => {
        rows!(|row| Param::$section(row), $group)
    };
    (|$row:ident| $param:expr, $group:expr) => {{
        const GROUP: Section = &{
            let $row = $group[0].param;
            let mut rows = [$group[0].named($param); $group.len()];
            let mut at = 1;
            while at < rows.len() {
                let $row = $group[at].param;
                rows[at] = $group[at].named($param);
                at += 1;
            }
            rows
        };
        GROUP
    }};
}

pub mod automation;
pub mod automix;
pub mod compressor;
pub mod console;
pub mod crossover;
pub mod de_esser;
pub mod dynamic_eq;
pub mod effects;
pub mod eq;
pub mod gate;
pub mod graphic;
pub mod groups;
pub mod high_pass;
pub mod image;
pub mod input;
pub mod insert;
mod key_filter;
pub mod level;
pub mod limiter;
pub mod link;
pub mod loudness;
pub mod low_pass;
pub mod monitor;
pub mod multiband;
pub mod recall;
pub mod record;
pub mod saturation;
pub mod send;
pub mod solo;
pub mod spare;
pub mod spectrum;
pub mod surround;
pub mod talkback;
pub mod tape;

pub use automix::AUTOMIX_GROUPS;
pub use eq::band_default;

use super::node::NodeKind;
use super::spec::{Param, ParamSpec};
use super::topology::BusRole;

/// The rows of one group.
pub type Section = &'static [ParamSpec];

const INPUT: Section = rows!(Input, input::INPUT);
const HIGH_PASS: Section = rows!(HighPass, high_pass::HIGH_PASS);
const LOW_PASS: Section = rows!(LowPass, low_pass::LOW_PASS);
const GATE: Section = rows!(Gate, gate::GATE);
const INSERT: Section = rows!(Insert, insert::INSERT);
const EQ: Section = rows!(Eq, eq::EQ);
const BAND: Section = rows!(Eq, eq::BAND);
const DYNAMIC_EQ: Section = rows!(DynamicEq, dynamic_eq::DYNAMIC_EQ);
const DYNAMIC_BAND: Section = rows!(DynamicEq, dynamic_eq::DYNAMIC_BAND);
const CROSSOVER: Section = rows!(Crossover, crossover::CROSSOVER);
const GRAPHIC: Section = rows!(Graphic, graphic::GRAPHIC);
const NOTCH: Section = rows!(Notch, graphic::NOTCH);
const COMPRESSOR: Section = rows!(Compressor, compressor::COMPRESSOR);
const COMPRESSOR_TYPE: Section = rows!(Compressor, compressor::COMPRESSOR_TYPE);
const AUTO_MAKEUP: Section = rows!(Compressor, compressor::AUTO_MAKEUP);
const MULTIBAND: Section = rows!(Multiband, multiband::MULTIBAND);
const MULTIBAND_BAND: Section = rows!(Multiband, multiband::MULTIBAND_BAND);
const DE_ESSER: Section = rows!(DeEsser, de_esser::DE_ESSER);
const SATURATION: Section = rows!(Saturation, saturation::SATURATION);
const FX: Section = rows!(Fx, effects::FX);

macro_rules! effect_sections {
    ($($(#[$doc:meta])* $effect:ident = $word:literal, $rows:ident($row:ident) in $table:path;)*) => {
        $(impl From<effects::$row> for Param {
            fn from(row: effects::$row) -> Self {
                Self::Effect(row.into())
            }
        })*

        /// The rows of every effect.
        const EFFECTS: &[Section] = &{
            use effects::*;
            [$(rows!(|row| Param::Effect(EffectParam::$rows(row)), $table)),*]
        };
    };
}
effects::effects!(effect_sections);

const LEVEL: Section = rows!(Level, level::LEVEL);
const TO_MAIN: Section = rows!(Level, level::TO_MAIN);
const FOLLOW_MUTE: Section = rows!(Level, level::FOLLOW_MUTE);
const WIDTH: Section = rows!(Image, image::WIDTH);
const IMAGE: Section = rows!(Image, image::IMAGE);
const SURROUND: Section = rows!(Surround, surround::SURROUND);
const AUTOMIX: Section = rows!(Automix, automix::AUTOMIX);
const SOLO: Section = rows!(Solo, solo::SOLO);
const SOLO_SAFE: Section = rows!(Solo, solo::SOLO_SAFE);
const RECALL: Section = rows!(Recall, recall::RECALL);
const AUTOMATION: Section = rows!(Automation, automation::AUTOMATION);
const RECORD: Section = rows!(Record, record::RECORD);
const LINK: Section = rows!(Link, link::LINK);
const DCA_MEMBER: Section = rows!(Member, groups::DCA_MEMBER);
const MUTE_GROUP_MEMBER: Section = rows!(Member, groups::MUTE_GROUP_MEMBER);
const SEND: Section = rows!(Send, send::SEND);
const TAPE: Section = rows!(Tape, tape::TAPE);
const SPARE: Section = rows!(Spare, spare::SPARE);
const MAIN_LIMITER: Section = rows!(Limiter, limiter::MAIN_LIMITER);
const MATRIX_LIMITER: Section = rows!(Limiter, limiter::MATRIX_LIMITER);
const WEDGE_LIMITER: Section = rows!(Limiter, limiter::WEDGE_LIMITER);
const IN_EAR_LIMITER: Section = rows!(Limiter, limiter::IN_EAR_LIMITER);

const STRIP: &[Section] = &[
    INPUT,
    HIGH_PASS,
    LOW_PASS,
    GATE,
    INSERT,
    EQ,
    BAND,
    DYNAMIC_EQ,
    DYNAMIC_BAND,
    COMPRESSOR,
    AUTO_MAKEUP,
    DE_ESSER,
    SATURATION,
    AUTOMIX,
    LEVEL,
    WIDTH,
    TO_MAIN,
    SURROUND,
    SOLO,
    SOLO_SAFE,
    RECALL,
    AUTOMATION,
    RECORD,
    TAPE,
    LINK,
    DCA_MEMBER,
    MUTE_GROUP_MEMBER,
    SEND,
    SPARE,
];
const BUS: &[Section] = &[
    INPUT,
    HIGH_PASS,
    LOW_PASS,
    GATE,
    INSERT,
    EQ,
    BAND,
    DYNAMIC_EQ,
    DYNAMIC_BAND,
    COMPRESSOR,
    COMPRESSOR_TYPE,
    MULTIBAND,
    MULTIBAND_BAND,
    DE_ESSER,
    SATURATION,
    LEVEL,
    WIDTH,
    TO_MAIN,
    SURROUND,
    FOLLOW_MUTE,
    SOLO,
    SOLO_SAFE,
    RECALL,
    AUTOMATION,
    RECORD,
    DCA_MEMBER,
    MUTE_GROUP_MEMBER,
    SEND,
];
const MAIN: &[Section] = &[
    INPUT,
    HIGH_PASS,
    LOW_PASS,
    GATE,
    INSERT,
    EQ,
    BAND,
    DYNAMIC_EQ,
    DYNAMIC_BAND,
    GRAPHIC,
    NOTCH,
    COMPRESSOR,
    COMPRESSOR_TYPE,
    AUTO_MAKEUP,
    MULTIBAND,
    MULTIBAND_BAND,
    DE_ESSER,
    SATURATION,
    LEVEL,
    IMAGE,
    MAIN_LIMITER,
    SOLO,
    RECALL,
    AUTOMATION,
    RECORD,
    DCA_MEMBER,
    MUTE_GROUP_MEMBER,
    SEND,
];
const DCA: &[Section] = &[rows!(Dca, groups::DCA), RECALL, AUTOMATION, DCA_MEMBER];
const MUTE_GROUPS: &[Section] = &[rows!(MuteGroup, groups::MUTE_GROUP)];
const AUTOMIX_KIND: &[Section] = &[rows!(AutomixGroup, automix::AUTOMIX_GROUP)];
const CONSOLE: &[Section] = &[rows!(Console, console::CONSOLE)];
const MONITOR: &[Section] = &[rows!(Monitor, monitor::MONITOR)];
const SPEAKER: &[Section] = &[rows!(Speaker, monitor::SPEAKER)];
const LOUDNESS: &[Section] = &[rows!(Loudness, loudness::LOUDNESS)];
const SPECTRUM: &[Section] = &[rows!(Spectrum, spectrum::SPECTRUM)];
const PHONES: &[Section] = &[rows!(Phones, monitor::PHONES)];
const TALKBACK: &[Section] = &[
    rows!(Talkback, talkback::TALKBACK),
    rows!(Talkback, talkback::TALKBACK_TO),
];
const OSCILLATOR: &[Section] = &[
    rows!(Oscillator, talkback::OSCILLATOR),
    rows!(Oscillator, talkback::OSCILLATOR_TO),
];

/// What buses have besides, by their role.
const WEDGE: &[Section] = &[WEDGE_LIMITER, GRAPHIC, NOTCH];
const IN_EAR: &[Section] = &[IN_EAR_LIMITER, GRAPHIC, NOTCH];
const MATRIX: &[Section] = &[AUTO_MAKEUP, GRAPHIC, NOTCH, CROSSOVER, MATRIX_LIMITER];
/// An FX bus has [`EFFECTS`] too.
const FX_BUS: &[Section] = &[AUTO_MAKEUP, FX];
const OTHER_BUS: &[Section] = &[AUTO_MAKEUP];
/// Every such section once, whatever the role: what a path may name. [`EFFECTS`] come behind them.
const ANY_BUS: &[Section] = &[IN_EAR_LIMITER, AUTO_MAKEUP, GRAPHIC, NOTCH, CROSSOVER, FX];

/// The sections that every node of a kind has.
fn common(kind: NodeKind) -> &'static [Section] {
    match kind {
        NodeKind::Strip => STRIP,
        NodeKind::Bus => BUS,
        NodeKind::Main => MAIN,
        NodeKind::Dca => DCA,
        NodeKind::MuteGroup => MUTE_GROUPS,
        NodeKind::Automix => AUTOMIX_KIND,
        NodeKind::Console => CONSOLE,
        NodeKind::Monitor => MONITOR,
        NodeKind::MonitorA | NodeKind::MonitorB => SPEAKER,
        NodeKind::Phones => PHONES,
        NodeKind::Talkback => TALKBACK,
        NodeKind::Oscillator => OSCILLATOR,
        NodeKind::Loudness => LOUDNESS,
        NodeKind::Spectrum => SPECTRUM,
    }
}

/// The sections of a node of a kind, and of a role if it is a bus.
pub fn sections(kind: NodeKind, role: Option<BusRole>) -> impl Iterator<Item = Section> {
    let by_role = match role {
        None => &[],
        Some(BusRole::Wedge) => WEDGE,
        Some(BusRole::InEar) => IN_EAR,
        Some(BusRole::Matrix) => MATRIX,
        Some(BusRole::Fx) => FX_BUS,
        Some(_) => OTHER_BUS,
    };
    let effects = match role {
        Some(BusRole::Fx) => EFFECTS,
        _ => &[],
    };
    common(kind).iter().chain(by_role).chain(effects).copied()
}

/// The rows that nodes of a kind may have, in order. Defaults and protection may differ by role: a
/// layout knows them.
pub fn rows(kind: NodeKind) -> impl Iterator<Item = &'static ParamSpec> {
    let (by_role, effects) = match kind {
        NodeKind::Bus => (ANY_BUS, EFFECTS),
        _ => Default::default(),
    };
    let sections = common(kind).iter().chain(by_role).chain(effects);
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
