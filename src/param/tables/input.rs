//! Trim, polarity and alignment.

use super::Section;
use crate::param::spec::{InputParam, Param, ParamSpec, Unit};

/// The input section.
pub const INPUT: Section = &[
    ParamSpec::linear(
        Param::Input(InputParam::Trim),
        "trim",
        "Trim",
        Unit::Decibel,
        (-18.0, 18.0),
        0.0,
    ),
    ParamSpec::switch(Param::Input(InputParam::Polarity), "polarity", "Polarity"),
    ParamSpec::linear(
        Param::Input(InputParam::Delay),
        "delay",
        "Delay",
        Unit::Delay,
        (0.0, 500.0),
        0.0,
    ),
];
