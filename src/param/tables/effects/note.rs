//! Times as notes.

choice! {
    /// A time, as a note of the tempo.
    Note {
        /// No note: the time counts.
        Time = "time",
        /// A half note.
        Half = "1/2",
        /// A dotted quarter note.
        DottedQuarter = "1/4.",
        /// A quarter note.
        Quarter = "1/4",
        /// A quarter-note triplet.
        QuarterTriplet = "1/4t",
        /// A dotted eighth note.
        DottedEighth = "1/8.",
        /// An eighth note.
        Eighth = "1/8",
        /// An eighth-note triplet.
        EighthTriplet = "1/8t",
        /// A sixteenth note.
        Sixteenth = "1/16",
    }
}

impl Note {
    /// Its length in quarter notes; none where the time counts instead.
    pub fn quarters(self) -> Option<f64> {
        match self {
            Self::Time => None,
            Self::Half => Some(2.0),
            Self::DottedQuarter => Some(1.5),
            Self::Quarter => Some(1.0),
            Self::QuarterTriplet => Some(2.0 / 3.0),
            Self::DottedEighth => Some(0.75),
            Self::Eighth => Some(0.5),
            Self::EighthTriplet => Some(1.0 / 3.0),
            Self::Sixteenth => Some(0.25),
        }
    }
}
