//! DCAs and mute groups: their own controls, and membership in them.

use super::Section;
use crate::param::spec::{DcaParam, Each, MemberParam, MuteGroupParam, Param, ParamSpec};

/// Membership of strips, buses and main.
pub const MEMBER: Section = &[
    ParamSpec::switch(Param::Member(MemberParam::Dca), "dca/*", "In DCA").each(Each::Dca),
    ParamSpec::switch(
        Param::Member(MemberParam::MuteGroup),
        "mute-group/*",
        "In mute group",
    )
    .each(Each::MuteGroup),
];

/// A DCA's own controls. It adds dB and never moves a strip's fader.
pub const DCA: Section = &[
    ParamSpec::level(Param::Dca(DcaParam::Fader), "fader", "Fader").default(0.0),
    ParamSpec::switch(Param::Dca(DcaParam::Mute), "mute", "Mute"),
    ParamSpec::switch(Param::Dca(DcaParam::Solo), "solo", "Solo").never_recalled(),
];

/// A DCA may be in other DCAs: their dB add up.
pub const DCA_MEMBER: Section =
    &[ParamSpec::switch(Param::Member(MemberParam::Dca), "dca/*", "In DCA").each(Each::Dca)];

/// A mute group's own controls. With a dim level it lowers its members instead of muting them.
pub const MUTE_GROUP: Section = &[
    ParamSpec::switch(Param::MuteGroup(MuteGroupParam::On), "on", "Mute group"),
    ParamSpec::attenuation(Param::MuteGroup(MuteGroupParam::Dim), "dim", "Dim level"),
];
