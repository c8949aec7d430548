//! The parametric equaliser: six bands, each of any type. In from the start, flat and spread.

use super::Section;
use crate::param::curve::Plain;
use crate::param::spec::{Each, EqParam, Param, ParamSpec, Unit};

/// What a band does, in the order of its choices.
const TYPES: &[&str] = &[
    "bell",
    "low-shelf",
    "high-shelf",
    "notch",
    "high-pass",
    "low-pass",
];

const fn eq(param: EqParam) -> Param {
    Param::Eq(param)
}

/// All of it.
pub const EQ: Section = &[ParamSpec::switch(eq(EqParam::On), "eq/on", "Equaliser").default(1.0)];

/// One band. Defaults of `type`, `freq` and `q` differ from band to band.
pub const BAND: Section = &[
    ParamSpec::switch(eq(EqParam::BandOn), "eq/*/on", "Band")
        .default(1.0)
        .each(Each::EqBand),
    ParamSpec::choice(eq(EqParam::BandType), "eq/*/type", "Band type", TYPES, 0).each(Each::EqBand),
    ParamSpec::log(
        eq(EqParam::BandFreq),
        "eq/*/freq",
        "Band frequency",
        Unit::Hertz,
        (20.0, 20_000.0),
        1000.0,
    )
    .each(Each::EqBand),
    ParamSpec::linear(
        eq(EqParam::BandGain),
        "eq/*/gain",
        "Band gain",
        Unit::Decibel,
        (-18.0, 18.0),
        0.0,
    )
    .each(Each::EqBand),
    ParamSpec::log(
        eq(EqParam::BandQ),
        "eq/*/q",
        "Band Q",
        Unit::Q,
        (0.1, 16.0),
        1.0,
    )
    .each(Each::EqBand),
];

/// The default of a row in band `band` (1…6), where it is not that of all bands: a shelf at either end,
/// bells between.
pub fn band_default(row: EqParam, band: u8) -> Option<Plain> {
    let (kind, freq_hz, q) = match band {
        1 => (1.0, 80.0, 0.7),
        2 => (0.0, 200.0, 1.0),
        3 => (0.0, 500.0, 1.0),
        4 => (0.0, 1200.0, 1.0),
        5 => (0.0, 3500.0, 1.0),
        6 => (2.0, 10_000.0, 0.7),
        _ => return None,
    };
    match row {
        EqParam::BandType => Some(Plain(kind)),
        EqParam::BandFreq => Some(Plain(freq_hz)),
        EqParam::BandQ => Some(Plain(q)),
        EqParam::On | EqParam::BandOn | EqParam::BandGain => None,
    }
}
