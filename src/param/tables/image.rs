//! Stereo width: of strips and buses, and the image of main.

use super::Section;
use crate::param::spec::{ImageParam, Param, ParamSpec, Unit};

/// Stereo strips and buses.
pub const WIDTH: Section = &[ParamSpec::linear(
    Param::Image(ImageParam::NodeWidth),
    "width",
    "Width",
    Unit::Percent,
    (0.0, 200.0),
    100.0,
)];

/// A stereo main.
pub const IMAGE: Section = &[
    ParamSpec::linear(
        Param::Image(ImageParam::Width),
        "image/width",
        "Image width",
        Unit::Percent,
        (0.0, 200.0),
        100.0,
    ),
    ParamSpec::switch(
        Param::Image(ImageParam::BassMono),
        "image/bass-mono",
        "Mono bass",
    ),
    ParamSpec::log(
        Param::Image(ImageParam::BassMonoFreq),
        "image/bass-mono-freq",
        "Mono bass below",
        Unit::Hertz,
        (60.0, 250.0),
        120.0,
    ),
];
