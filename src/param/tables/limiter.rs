//! The limiters: on main with look-ahead, on wedges and in-ears without.

use super::Section;
use crate::param::spec::{LimiterParam, Param, ParamSpec, Unit};

const ON: ParamSpec =
    ParamSpec::switch(Param::Limiter(LimiterParam::On), "limiter/on", "Limiter").default(1.0);

const CEILING: ParamSpec = ParamSpec::linear(
    Param::Limiter(LimiterParam::Ceiling),
    "limiter/ceiling",
    "Limiter ceiling",
    Unit::Decibel,
    (-30.0, 0.0),
    -1.0,
);

const RELEASE: ParamSpec = ParamSpec::log(
    Param::Limiter(LimiterParam::Release),
    "limiter/release",
    "Limiter release",
    Unit::Millisecond,
    (20.0, 500.0),
    100.0,
);

/// The limiter of main: on from the start, and protected.
pub const MAIN_LIMITER: Section = &[ON.protected(), CEILING.protected(), RELEASE.protected()];

/// The limiter of an in-ear mix: on from the start, low, and protected.
pub const IN_EAR_LIMITER: Section = &[
    ON.protected(),
    CEILING.default(-12.0).protected(),
    RELEASE.protected(),
];

/// The limiter of a wedge: on from the start.
pub const WEDGE_LIMITER: Section = &[ON, CEILING.default(-3.0), RELEASE];
