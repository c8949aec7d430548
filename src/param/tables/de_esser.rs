//! The de-esser.

use super::Section;
use crate::param::spec::{DeEsserParam, Param, ParamSpec, Unit};

/// The de-esser section.
pub const DE_ESSER: Section = &[
    ParamSpec::switch(Param::DeEsser(DeEsserParam::On), "deess/on", "De-esser"),
    ParamSpec::log(
        Param::DeEsser(DeEsserParam::Freq),
        "deess/freq",
        "De-esser frequency",
        Unit::Hertz,
        (2000.0, 12_000.0),
        6500.0,
    ),
    ParamSpec::linear(
        Param::DeEsser(DeEsserParam::Threshold),
        "deess/threshold",
        "De-esser threshold",
        Unit::Decibel,
        (-24.0, 0.0),
        -12.0,
    ),
    ParamSpec::linear(
        Param::DeEsser(DeEsserParam::Range),
        "deess/range",
        "De-esser range",
        Unit::Decibel,
        (0.0, 20.0),
        10.0,
    ),
];
