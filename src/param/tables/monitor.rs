//! The monitor: what the engineer hears on speakers and headphones. Levels start off, and no scene
//! holds them.

use crate::param::row::Unit;

choice! {
    /// A set of speakers.
    SpeakerSet {
        /// The first.
        A = "a",
        /// The second.
        B = "b",
    }
}

section! {
    /// Rows of the monitor: what speakers and headphones hear.
    MonitorParam
    /// The monitor section.
    MONITOR {
        /// Which mix is heard while nothing is soloed.
        Source = source("source", "Monitor source");
        /// Level of the speakers.
        Level = level("level", "Speaker level").never_recalled();
        /// Lowers the speakers for a while.
        Dim = switch("dim", "Dim").never_recalled();
        /// By how much.
        DimLevel = linear("dim-level", "Dim level", Unit::Decibel, (-60.0, 0.0), -20.0);
        /// Both sides as one.
        Mono = switch("mono", "Mono");
        /// Silences the speakers.
        Cut = switch("cut", "Cut").never_recalled();
        /// Inverts the right side.
        Polarity = switch("polarity", "Right side inverted");
        /// Which set of speakers plays.
        Speakers = choice("speakers", "Speakers", SpeakerSet::A.among());
        /// Gain of the solo mix.
        SoloTrim = linear("solo-trim", "Solo trim", Unit::Decibel, (-20.0, 20.0), 0.0);
    }
}

section! {
    /// Rows of a set of speakers.
    SpeakerParam
    /// A set of speakers.
    SPEAKER {
        /// Matches its level with that of the other set.
        Trim = linear("trim", "Speaker trim", Unit::Decibel, (-20.0, 0.0), 0.0);
    }
}

section! {
    /// Rows of the headphones.
    PhonesParam
    /// The headphones.
    PHONES {
        /// Their level.
        Level = level("level", "Phones level").never_recalled();
    }
}
