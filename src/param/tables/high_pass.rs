//! The high-pass filter.

use super::Section;
use crate::param::spec::{HighPassParam, Param, ParamSpec, Unit};

/// Steepness of a cut filter.
pub const SLOPES: &[&str] = &["6 dB/oct", "12 dB/oct", "18 dB/oct", "24 dB/oct"];

/// The high-pass section.
pub const HIGH_PASS: Section = &[
    ParamSpec::switch(Param::HighPass(HighPassParam::On), "hpf/on", "High-pass"),
    ParamSpec::log(
        Param::HighPass(HighPassParam::Freq),
        "hpf/freq",
        "High-pass frequency",
        Unit::Hertz,
        (16.0, 1000.0),
        80.0,
    ),
    ParamSpec::choice(
        Param::HighPass(HighPassParam::Slope),
        "hpf/slope",
        "High-pass slope",
        SLOPES,
        2,
    ),
];
