//! Gain sharing between open microphones: a strip's place in it, and the groups.

use super::Section;
use crate::param::spec::{AutomixGroupParam, AutomixParam, Param, ParamSpec, Unit};

/// The groups of every console, by number.
pub const AUTOMIX_GROUPS: std::ops::RangeInclusive<u16> = 1..=4;
/// The group of a strip: none, or one of [`AUTOMIX_GROUPS`].
const GROUPS: &[&str] = &["none", "1", "2", "3", "4"];

/// Strips.
pub const AUTOMIX: Section = &[
    ParamSpec::choice(
        Param::Automix(AutomixParam::Group),
        "automix/group",
        "Automix group",
        GROUPS,
        0,
    ),
    ParamSpec::linear(
        Param::Automix(AutomixParam::Weight),
        "automix/weight",
        "Automix weight",
        Unit::Decibel,
        (-15.0, 15.0),
        0.0,
    ),
    ParamSpec::switch(
        Param::Automix(AutomixParam::Override),
        "automix/override",
        "Automix override",
    ),
];

/// A group's own controls.
pub const AUTOMIX_GROUP: Section = &[
    ParamSpec::switch(
        Param::AutomixGroup(AutomixGroupParam::On),
        "on",
        "Gain sharing",
    )
    .default(1.0),
    ParamSpec::log(
        Param::AutomixGroup(AutomixGroupParam::Release),
        "release",
        "Release",
        Unit::Millisecond,
        (50.0, 2000.0),
        120.0,
    ),
];
