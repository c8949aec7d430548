//! What exists once on the console.

use super::Section;
use crate::param::spec::{ConsoleParam, Param, ParamSpec};

const SOLO_MODES: &[&str] = &["pfl", "afl", "in-place"];
const METERS: &[&str] = &["peak", "rms", "ppm-1", "ppm-2", "vu"];
const BUS_TAPS: &[&str] = &[
    "input",
    "pre-eq",
    "post-eq",
    "pre-fader",
    "post-fader",
    "output",
];
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
    ParamSpec::choice(
        Param::Console(ConsoleParam::BusMeterTap),
        "bus-meter-tap",
        "Buses' and main's meters show",
        BUS_TAPS,
        5,
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
    ParamSpec::switch(
        Param::Console(ConsoleParam::SafeMonitor),
        "safe/monitor",
        "Recalls leave monitor and talkback",
    )
    .default(1.0)
    .never_recalled(),
    ParamSpec::choice(
        Param::Console(ConsoleParam::SoloMode),
        "solo/mode",
        "Solo mode",
        SOLO_MODES,
        0,
    )
    .never_recalled(),
    ParamSpec::switch(
        Param::Console(ConsoleParam::SoloExclusive),
        "solo/exclusive",
        "A new solo ends all others",
    )
    .never_recalled(),
    ParamSpec::switch(
        Param::Console(ConsoleParam::SoloLock),
        "solo/lock",
        "Solo in place is locked",
    )
    .default(1.0)
    .never_recalled(),
    ParamSpec::switch(
        Param::Console(ConsoleParam::SoloClear),
        "solo/clear",
        "On ends every solo",
    )
    .never_recalled(),
];
