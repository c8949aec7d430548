//! The graphic equaliser and the notches of main, wedges, in-ears and matrices.

use super::Section;
use crate::param::spec::{Each, GraphicParam, NotchParam, Param, ParamSpec, Unit};

const fn notch(param: NotchParam) -> Param {
    Param::Notch(param)
}

/// The graphic equaliser: in from the start, and flat.
pub const GRAPHIC: Section = &[
    ParamSpec::switch(
        Param::Graphic(GraphicParam::On),
        "geq/on",
        "Graphic equaliser",
    )
    .default(1.0),
    ParamSpec::linear(
        Param::Graphic(GraphicParam::Gain),
        "geq/*",
        "Graphic band gain",
        Unit::Decibel,
        (-15.0, 15.0),
        0.0,
    )
    .each(Each::Third),
];

/// One notch against howling.
pub const NOTCH: Section = &[
    ParamSpec::switch(notch(NotchParam::On), "notch/*/on", "Notch").each(Each::Notch),
    ParamSpec::log(
        notch(NotchParam::Freq),
        "notch/*/freq",
        "Notch frequency",
        Unit::Hertz,
        (20.0, 20_000.0),
        1000.0,
    )
    .each(Each::Notch),
    ParamSpec::linear(
        notch(NotchParam::Gain),
        "notch/*/gain",
        "Notch gain",
        Unit::Decibel,
        (-18.0, 0.0),
        -6.0,
    )
    .each(Each::Notch),
    ParamSpec::log(
        notch(NotchParam::Q),
        "notch/*/q",
        "Notch Q",
        Unit::Q,
        (4.0, 116.0),
        30.0,
    )
    .each(Each::Notch),
];
