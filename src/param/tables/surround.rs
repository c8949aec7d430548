//! Where a strip or bus stands in a main of more than two channels.

use super::Section;
use crate::param::spec::{Param, ParamSpec, SurroundParam, Unit};

const fn surround(param: SurroundParam) -> Param {
    Param::Surround(param)
}

/// The surround section. `pan` moves a source between the front loudspeakers, around the azimuth.
pub const SURROUND: Section = &[
    ParamSpec::linear(
        surround(SurroundParam::Azimuth),
        "surround/azimuth",
        "Azimuth",
        Unit::Degree,
        (-180.0, 180.0),
        0.0,
    ),
    ParamSpec::linear(
        surround(SurroundParam::Divergence),
        "surround/divergence",
        "Divergence",
        Unit::Percent,
        (0.0, 100.0),
        0.0,
    ),
    ParamSpec::level(surround(SurroundParam::Lfe), "surround/lfe", "LFE level"),
];
