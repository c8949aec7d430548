//! Fader, mute, pan and assignment to main.

use crate::param::row::Unit;

section! {
    /// Rows of the output side of a strip, bus or main.
    LevelParam
    /// What every strip, bus and main has on its output side.
    LEVEL {
        /// The fader.
        Fader = level("fader", "Fader");
        /// Its own mute (one of several causes).
        Mute = switch("mute", "Mute");
        /// Pan of a mono node, balance of a stereo one.
        Pan = linear("pan", "Pan", Unit::Pan, (-100.0, 100.0), 0.0);
    }
    /// Assignment to main: strips, and buses that main does not feed.
    TO_MAIN {
        /// Assignment to main.
        MainOn = switch("main/on", "To main").default(1.0);
    }
    /// Buses only.
    FOLLOW_MUTE {
        /// Whether what feeds this bus is silenced by its source's mute.
        FollowMute = switch("follow-mute", "Sources' mutes silence this bus").default(1.0);
    }
}
