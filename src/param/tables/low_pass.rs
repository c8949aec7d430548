//! The low-pass filter.

use super::Section;
use super::high_pass::SLOPES;
use crate::param::spec::{LowPassParam, Param, ParamSpec, Unit};

/// The low-pass section.
pub const LOW_PASS: Section = &[
    ParamSpec::switch(Param::LowPass(LowPassParam::On), "lpf/on", "Low-pass"),
    ParamSpec::log(
        Param::LowPass(LowPassParam::Freq),
        "lpf/freq",
        "Low-pass frequency",
        Unit::Hertz,
        (1000.0, 20_000.0),
        12_000.0,
    ),
    ParamSpec::choice(
        Param::LowPass(LowPassParam::Slope),
        "lpf/slope",
        "Low-pass slope",
        SLOPES,
        1,
    ),
];
