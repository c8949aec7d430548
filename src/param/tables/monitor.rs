//! The monitor: what the engineer hears on speakers and headphones. Levels start off, and no scene
//! holds them.

use super::Section;
use crate::param::spec::{MonitorParam, Param, ParamSpec, PhonesParam, SpeakerParam, Unit};

const SPEAKERS: &[&str] = &["a", "b"];

const fn monitor(param: MonitorParam) -> Param {
    Param::Monitor(param)
}

/// The monitor section.
pub const MONITOR: Section = &[
    ParamSpec::source(monitor(MonitorParam::Source), "source", "Monitor source"),
    ParamSpec::level(monitor(MonitorParam::Level), "level", "Speaker level").never_recalled(),
    ParamSpec::switch(monitor(MonitorParam::Dim), "dim", "Dim").never_recalled(),
    ParamSpec::linear(
        monitor(MonitorParam::DimLevel),
        "dim-level",
        "Dim level",
        Unit::Decibel,
        (-60.0, 0.0),
        -20.0,
    ),
    ParamSpec::switch(monitor(MonitorParam::Mono), "mono", "Mono"),
    ParamSpec::switch(monitor(MonitorParam::Cut), "cut", "Cut").never_recalled(),
    ParamSpec::switch(
        monitor(MonitorParam::Polarity),
        "polarity",
        "Right side inverted",
    ),
    ParamSpec::choice(
        monitor(MonitorParam::Speakers),
        "speakers",
        "Speakers",
        SPEAKERS,
        0,
    ),
    ParamSpec::linear(
        monitor(MonitorParam::SoloTrim),
        "solo-trim",
        "Solo trim",
        Unit::Decibel,
        (-20.0, 20.0),
        0.0,
    ),
];

/// A set of speakers.
pub const SPEAKER: Section = &[ParamSpec::linear(
    Param::Speaker(SpeakerParam::Trim),
    "trim",
    "Speaker trim",
    Unit::Decibel,
    (-20.0, 0.0),
    0.0,
)];

/// The headphones.
pub const PHONES: Section =
    &[
        ParamSpec::level(Param::Phones(PhonesParam::Level), "level", "Phones level")
            .never_recalled(),
    ];
