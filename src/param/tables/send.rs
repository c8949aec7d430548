//! Sends: one set of rows per bus that the node may feed.

use crate::param::row::{Each, Unit};

choice! {
    /// Where a signal may be taken, in the order of the path.
    Tap {
        /// After trim and polarity.
        Input = "input",
        /// After the gate and the insert, before the equaliser and a compressor that stands before it.
        PreEq = "pre-eq",
        /// Right after the six bands, before a compressor that stands behind them.
        PostEq = "post-eq",
        /// After all processors.
        PreFader = "pre-fader",
        /// After the fader.
        PostFader = "post-fader",
    }
}

section! {
    /// Rows of a send, one set per bus.
    SendParam
    /// The sends. Defaults of `on`, `level` and `tap` depend on the role of the bus.
    SEND {
        /// In or out.
        On = switch("send/*/on", "Send").default(1.0).each(Each::Bus);
        /// Send level.
        Level = level("send/*/level", "Send level").each(Each::Bus);
        /// Pan into a stereo bus.
        Pan = linear("send/*/pan", "Send pan", Unit::Pan, (-100.0, 100.0), 0.0).each(Each::Bus);
        /// Whether the send uses the source's own pan instead.
        FollowPan = switch("send/*/follow-pan", "Send follows pan").default(1.0).each(Each::Bus);
        /// Where in the source the signal is taken.
        Tap = choice("send/*/tap", "Send tap", Tap::PostFader.among()).each(Each::Bus);
    }
}
