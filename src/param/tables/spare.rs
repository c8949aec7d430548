//! The spare microphone of a strip: makes no sound by itself. That a spare stands in is in no scene: a
//! recall must not bring a dead microphone back.

section! {
    /// Rows of a strip's spare.
    SpareParam
    /// The spare section: strips only.
    SPARE {
        /// The strip that stands in when this one's microphone fails; its own key for none.
        Strip = key("spare/strip", "Spare strip (own: none)").control_only();
        /// The spare stands in now: it carries this strip's settings and name.
        InUse = switch("spare/in-use", "Spare stands in").setting().control_only();
    }
}
