//! Solo of strips, buses and main.

use super::Section;
use crate::param::spec::{Param, ParamSpec, SoloParam};

/// Solo: in no scene.
pub const SOLO: Section =
    &[ParamSpec::switch(Param::Solo(SoloParam::On), "solo", "Solo").never_recalled()];

/// Strips and buses: what solo in place leaves alone.
pub const SOLO_SAFE: Section = &[ParamSpec::switch(
    Param::Solo(SoloParam::Safe),
    "solo-safe",
    "Solo in place leaves it open",
)];
