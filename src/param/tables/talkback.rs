//! Talkback and the oscillator: sources of the console itself. Both start off.

use super::Section;
use crate::param::spec::{Each, OscillatorParam, Param, ParamSpec, TalkbackParam, Unit};

const WAVES: &[&str] = &["sine", "pink", "white"];

const fn talkback(param: TalkbackParam) -> Param {
    Param::Talkback(param)
}

const fn oscillator(param: OscillatorParam) -> Param {
    Param::Oscillator(param)
}

/// Talkback. The key latches, and lets go by itself.
pub const TALKBACK: Section = &[
    ParamSpec::switch(talkback(TalkbackParam::On), "on", "Talk").never_recalled(),
    ParamSpec::level(talkback(TalkbackParam::Level), "level", "Talkback level"),
    ParamSpec::switch(talkback(TalkbackParam::Dim), "dim", "Talking dims speakers").default(1.0),
    ParamSpec::switch(talkback(TalkbackParam::Main), "main", "Talk to main"),
];

/// Who hears talkback.
pub const TALKBACK_TO: Section =
    &[ParamSpec::switch(talkback(TalkbackParam::Bus), "bus/*", "Talk to bus").each(Each::Bus)];

/// The oscillator: in no scene.
pub const OSCILLATOR: Section = &[
    ParamSpec::switch(oscillator(OscillatorParam::On), "on", "Oscillator").never_recalled(),
    ParamSpec::choice(
        oscillator(OscillatorParam::Wave),
        "type",
        "Oscillator type",
        WAVES,
        0,
    )
    .never_recalled(),
    ParamSpec::log(
        oscillator(OscillatorParam::Freq),
        "freq",
        "Oscillator frequency",
        Unit::Hertz,
        (20.0, 20_000.0),
        1000.0,
    )
    .never_recalled(),
    ParamSpec::level(
        oscillator(OscillatorParam::Level),
        "level",
        "Oscillator level",
    )
    .never_recalled(),
    ParamSpec::switch(
        oscillator(OscillatorParam::Main),
        "main",
        "Oscillator to main",
    )
    .never_recalled(),
];

/// Who hears the oscillator.
pub const OSCILLATOR_TO: Section = &[ParamSpec::switch(
    oscillator(OscillatorParam::Bus),
    "bus/*",
    "Oscillator to bus",
)
.each(Each::Bus)
.never_recalled()];
