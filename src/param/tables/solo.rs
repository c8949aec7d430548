//! Solo of strips, buses and main.

section! {
    /// Rows of solo on a strip, bus or main.
    SoloParam
    /// Solo: in no scene.
    SOLO {
        /// Soloed.
        On = switch("solo", "Solo").momentary();
    }
    /// Strips and buses: what solo in place leaves alone.
    SOLO_SAFE {
        /// Solo in place never mutes it.
        Safe = switch("solo-safe", "Solo in place leaves it open");
    }
}
