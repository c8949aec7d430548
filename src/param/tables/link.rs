//! Links: strips that move together.

choice! {
    /// How linked strips move.
    LinkMode {
        /// To the same values.
        Absolute = "absolute",
        /// At the same distance.
        Relative = "relative",
    }
}

section! {
    /// Rows of a strip's link.
    LinkParam
    /// What a strip moves with. Trim, polarity and pan are each strip's own.
    LINK {
        /// The strip that it moves with.
        To = link("link", "Moves with").control_only();
        /// Same values, or same distance.
        Mode = choice("link-mode", "Linked values", LinkMode::Absolute.among()).control_only();
    }
}
