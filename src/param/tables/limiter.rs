//! The look-ahead limiter on main.

use super::Section;
use crate::param::spec::{LimiterParam, Param, ParamSpec, Unit};

/// The limiter section: on from the start, and protected.
pub const LIMITER: Section = &[
    ParamSpec::switch(Param::Limiter(LimiterParam::On), "limiter/on", "Limiter")
        .default(1.0)
        .protected(),
    ParamSpec::linear(
        Param::Limiter(LimiterParam::Ceiling),
        "limiter/ceiling",
        "Limiter ceiling",
        Unit::Decibel,
        (-30.0, 0.0),
        -1.0,
    )
    .protected(),
    ParamSpec::log(
        Param::Limiter(LimiterParam::Release),
        "limiter/release",
        "Limiter release",
        Unit::Millisecond,
        (20.0, 500.0),
        100.0,
    )
    .protected(),
];
