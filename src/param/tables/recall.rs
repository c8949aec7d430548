//! What a recall leaves alone.

section! {
    /// Rows about recalls of a strip, bus, main or DCA.
    RecallParam
    /// Strips, buses, main and DCAs.
    RECALL {
        /// Recalls leave all of it alone.
        Safe = switch("recall-safe", "Recalls leave it alone").setting().control_only();
    }
}
