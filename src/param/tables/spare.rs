//! The spare microphone of a strip: makes no sound by itself, and is in scenes, so that a recall from
//! before a swap brings everything back together.

use super::Section;
use crate::param::spec::{Param, ParamSpec, SpareParam};

/// The spare section: strips only.
pub const SPARE: Section = &[
    ParamSpec::key(
        Param::Spare(SpareParam::Strip),
        "spare/strip",
        "Spare strip (own: none)",
    ),
    ParamSpec::switch(
        Param::Spare(SpareParam::InUse),
        "spare/in-use",
        "Spare stands in",
    ),
];
