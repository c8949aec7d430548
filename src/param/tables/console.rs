//! What exists once on the console.

use super::Section;
use crate::param::spec::{ConsoleParam, Param, ParamSpec};

const METERS: &[&str] = &["peak", "rms", "ppm-1", "ppm-2", "vu"];
const PAN_LAWS: &[&str] = &["-3 dB", "-4.5 dB", "-6 dB", "0 dB"];

/// The console section. A fresh console holds its outputs under safe start.
pub const CONSOLE: Section = &[
    ParamSpec::switch(
        Param::Console(ConsoleParam::SafeStart),
        "safe-start",
        "Safe start",
    )
    .default(1.0)
    .never_recalled()
    .protected(),
    ParamSpec::switch(Param::Console(ConsoleParam::Panic), "panic", "Panic")
        .never_recalled()
        .protected(),
    ParamSpec::choice(
        Param::Console(ConsoleParam::PanLaw),
        "pan-law",
        "Pan law",
        PAN_LAWS,
        0,
    ),
    ParamSpec::choice(
        Param::Console(ConsoleParam::Meter),
        "meter",
        "Meters show",
        METERS,
        0,
    )
    .never_recalled(),
    ParamSpec::choice(
        Param::Console(ConsoleParam::MeterTap),
        "meter-tap",
        "Strips' meters show",
        super::TAP_NAMES,
        0,
    )
    .never_recalled(),
    ParamSpec::switch(
        Param::Console(ConsoleParam::SafePreamp),
        "safe/preamp",
        "Recalls leave preamps",
    )
    .default(1.0)
    .never_recalled(),
    ParamSpec::switch(
        Param::Console(ConsoleParam::SafeOutputs),
        "safe/outputs",
        "Recalls leave outputs",
    )
    .default(1.0)
    .never_recalled(),
];
