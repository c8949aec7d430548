//! The saturation.

use super::Section;
use crate::param::spec::{Param, ParamSpec, SaturationParam, Unit};

const TYPES: &[&str] = &["soft", "cubic", "tube", "tape"];
const RATES: &[&str] = &["2x", "4x"];

const fn saturation(param: SaturationParam) -> Param {
    Param::Saturation(param)
}

/// The saturation section.
pub const SATURATION: Section = &[
    ParamSpec::switch(saturation(SaturationParam::On), "sat/on", "Saturation"),
    ParamSpec::choice(
        saturation(SaturationParam::Type),
        "sat/type",
        "Saturation type",
        TYPES,
        0,
    ),
    ParamSpec::linear(
        saturation(SaturationParam::Drive),
        "sat/drive",
        "Saturation drive",
        Unit::Decibel,
        (0.0, 36.0),
        6.0,
    ),
    ParamSpec::linear(
        saturation(SaturationParam::Mix),
        "sat/mix",
        "Saturation mix",
        Unit::Percent,
        (0.0, 100.0),
        100.0,
    ),
    ParamSpec::choice(
        saturation(SaturationParam::Oversampling),
        "sat/oversampling",
        "Saturation oversampling",
        RATES,
        1,
    ),
];
