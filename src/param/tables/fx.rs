//! The effect of an FX bus: which one, and the rows of each. All stay where they are when another
//! effect is chosen.

use super::Section;
use crate::param::spec::{FxParam, Param, ParamSpec, ReverbParam, TapDelayParam, Unit};

const TYPES: &[&str] = &["none", "reverb", "delay"];
const NOTES: &[&str] = &[
    "time", "1/2", "1/4.", "1/4", "1/4t", "1/8.", "1/8", "1/8t", "1/16",
];
/// The length of each note in quarters; 0 where the time counts instead.
pub const NOTE_QUARTERS: [f64; NOTES.len()] =
    [0.0, 2.0, 1.5, 1.0, 2.0 / 3.0, 0.75, 0.5, 1.0 / 3.0, 0.25];

const fn reverb(param: ReverbParam) -> Param {
    Param::Reverb(param)
}
const fn tap_delay(param: TapDelayParam) -> Param {
    Param::TapDelay(param)
}

/// The slot. Without an effect the bus passes what is sent to it; an effect is heard alone.
pub const FX: Section = &[ParamSpec::choice(
    Param::Fx(FxParam::Type),
    "fx/type",
    "Effect",
    TYPES,
    0,
)];

/// The reverb.
pub const REVERB: Section = &[
    ParamSpec::linear(
        reverb(ReverbParam::PreDelay),
        "reverb/pre-delay",
        "Reverb pre-delay",
        Unit::Millisecond,
        (0.0, 200.0),
        20.0,
    ),
    ParamSpec::log(
        reverb(ReverbParam::Decay),
        "reverb/decay",
        "Reverb decay",
        Unit::Millisecond,
        (300.0, 8000.0),
        2000.0,
    ),
    ParamSpec::log(
        reverb(ReverbParam::LowDecay),
        "reverb/low-decay",
        "Reverb decay of lows",
        Unit::Percent,
        (25.0, 250.0),
        125.0,
    ),
    ParamSpec::log(
        reverb(ReverbParam::LowFreq),
        "reverb/low-freq",
        "Reverb lows end at",
        Unit::Hertz,
        (50.0, 1000.0),
        200.0,
    ),
    ParamSpec::log(
        reverb(ReverbParam::Damping),
        "reverb/damping",
        "Reverb damping",
        Unit::Hertz,
        (1500.0, 20_000.0),
        6000.0,
    ),
    ParamSpec::linear(
        reverb(ReverbParam::Size),
        "reverb/size",
        "Reverb size",
        Unit::Percent,
        (50.0, 150.0),
        100.0,
    ),
    ParamSpec::linear(
        reverb(ReverbParam::Modulation),
        "reverb/modulation",
        "Reverb modulation",
        Unit::Percent,
        (0.0, 100.0),
        30.0,
    ),
    ParamSpec::switch(
        reverb(ReverbParam::Freeze),
        "reverb/freeze",
        "Reverb freeze",
    ),
];

/// The delay.
pub const TAP_DELAY: Section = &[
    ParamSpec::switch(
        tap_delay(TapDelayParam::Tap),
        "tap-delay/tap",
        "Tap the tempo",
    )
    .never_recalled(),
    ParamSpec::choice(
        tap_delay(TapDelayParam::Note),
        "tap-delay/note",
        "Delay note",
        NOTES,
        3,
    ),
    ParamSpec::log(
        tap_delay(TapDelayParam::Tempo),
        "tap-delay/tempo",
        "Delay tempo",
        Unit::Tempo,
        (30.0, 300.0),
        120.0,
    ),
    ParamSpec::log(
        tap_delay(TapDelayParam::Time),
        "tap-delay/time",
        "Delay time",
        Unit::Millisecond,
        (1.0, 4000.0),
        350.0,
    ),
    ParamSpec::linear(
        tap_delay(TapDelayParam::Feedback),
        "tap-delay/feedback",
        "Delay feedback",
        Unit::Percent,
        (0.0, 110.0),
        30.0,
    ),
    ParamSpec::log(
        tap_delay(TapDelayParam::LowCut),
        "tap-delay/low-cut",
        "Delay low cut",
        Unit::Hertz,
        (20.0, 2000.0),
        100.0,
    ),
    ParamSpec::log(
        tap_delay(TapDelayParam::HighCut),
        "tap-delay/high-cut",
        "Delay high cut",
        Unit::Hertz,
        (1000.0, 20_000.0),
        6000.0,
    ),
    ParamSpec::switch(
        tap_delay(TapDelayParam::PingPong),
        "tap-delay/ping-pong",
        "Delay ping-pong",
    ),
];
