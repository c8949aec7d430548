//! The de-esser.

use crate::param::row::Unit;

choice! {
    /// What a de-esser turns down.
    DeEsserMode {
        /// The band of sibilance.
        Split = "split",
        /// The whole signal.
        Wide = "wide",
    }
}

section! {
    /// Rows of the de-esser.
    DeEsserParam
    /// The de-esser section.
    DE_ESSER {
        /// In or out.
        On = switch("deess/on", "De-esser");
        /// What it turns down.
        Mode = choice("deess/mode", "De-esser mode", DeEsserMode::Split.among());
        /// Centre of the band.
        Freq = log("deess/freq", "De-esser frequency", Unit::Hertz, (2000.0, 12_000.0), 6500.0);
        /// How strong the band may be beside the whole signal.
        Threshold = linear("deess/threshold", "De-esser threshold", Unit::Decibel, (-24.0, 0.0), -12.0);
        /// The deepest cut.
        Range = linear("deess/range", "De-esser range", Unit::Decibel, (0.0, 20.0), 10.0);
    }
}
