//! The spare microphone of a strip: makes no sound by itself. That a spare stands in is in no scene: a
//! recall must not bring a dead microphone back.

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
    )
    .undo_only(),
];
