//! What a strip hears of a tape.

section! {
    /// Rows about the tape of a strip.
    TapeParam
    /// Every strip for which there is a track hears it while the console is on tape, unless somebody says no.
    TAPE {
        /// It hears its track in place of its input.
        Hears = switch("tape", "Hears its track on tape").default(1.0).listening().control_only();
    }
}
