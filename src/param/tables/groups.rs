//! DCAs and mute groups: their own controls, and membership in them.

use crate::param::row::Each;

section! {
    /// Membership rows, one per DCA or mute group.
    MemberParam
    /// Membership in DCAs: of strips, buses and main, and of DCAs in others, whose dB add up.
    DCA_MEMBER {
        /// Member of a DCA.
        Dca = switch("dca/*", "In DCA").each(Each::Dca);
    }
    /// Membership in mute groups.
    MUTE_GROUP_MEMBER {
        /// Member of a mute group.
        MuteGroup = switch("mute-group/*", "In mute group").each(Each::MuteGroup);
    }
}

section! {
    /// Rows of a DCA.
    DcaParam
    /// A DCA's own controls. It adds dB and never moves a strip's fader.
    DCA {
        /// Gain added to every member.
        Fader = level("fader", "Fader").default(0.0);
        /// Mutes every member.
        Mute = switch("mute", "Mute");
        /// Solos every member.
        Solo = switch("solo", "Solo").momentary();
    }
}

section! {
    /// Rows of a mute group.
    MuteGroupParam
    /// A mute group's own controls. With a dim level it lowers its members instead of muting them.
    MUTE_GROUP {
        /// Mutes or dims every member.
        On = switch("on", "Mute group");
        /// By how much it lowers its members; off mutes them.
        Dim = attenuation("dim", "Dim level");
    }
}
