//! Fader, mute, pan and assignment to main.

use super::Section;
use crate::param::spec::{LevelParam, Param, ParamSpec, Unit};

/// What every strip, bus and main has on its output side.
pub const LEVEL: Section = &[
    ParamSpec::level(Param::Level(LevelParam::Fader), "fader", "Fader"),
    ParamSpec::switch(Param::Level(LevelParam::Mute), "mute", "Mute"),
    ParamSpec::linear(
        Param::Level(LevelParam::Pan),
        "pan",
        "Pan",
        Unit::Pan,
        (-100.0, 100.0),
        0.0,
    ),
];

/// Assignment to main: strips, and buses that main does not feed.
pub const TO_MAIN: Section =
    &[ParamSpec::switch(Param::Level(LevelParam::MainOn), "main/on", "To main").default(1.0)];

/// Buses only.
pub const FOLLOW_MUTE: Section = &[ParamSpec::switch(
    Param::Level(LevelParam::FollowMute),
    "follow-mute",
    "Sources' mutes silence this bus",
)
.default(1.0)];
