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

choice! {
    /// Where else a mix may be heard.
    Translation {
        /// Nowhere else: as it is.
        Off = "off",
        /// One loudspeaker that lacks nothing.
        Mono = "mono",
        /// The loudspeaker of a telephone.
        Phone = "phone",
        /// A laptop.
        Laptop = "laptop",
        /// A small loudspeaker by itself.
        SmallSpeaker = "small-speaker",
        /// A car.
        Car = "car",
        /// A television set.
        Tv = "tv",
        /// A club: much bass, the same on both sides.
        Club = "club",
        /// The back of a hall.
        Hall = "hall",
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
        Level = level("level", "Speaker level").listening();
        /// Lowers the speakers for a while.
        Dim = switch("dim", "Dim").listening();
        /// By how much.
        DimLevel = linear("dim-level", "Dim level", Unit::Decibel, (-60.0, 0.0), -20.0);
        /// Both sides as one.
        Mono = switch("mono", "Mono");
        /// Silences the speakers.
        Cut = switch("cut", "Cut").listening();
        /// Inverts the right side.
        Polarity = switch("polarity", "Right side inverted");
        /// How the mix would be heard elsewhere, on speakers and headphones alike.
        Translation = choice("translation", "Heard as on", Translation::Off.among()).momentary();
        /// Which set of speakers plays.
        Speakers = choice("speakers", "Speakers", SpeakerSet::A.among());
        /// The reference track is heard instead of the source.
        Reference = switch("reference", "Reference track is heard").momentary();
        /// It is as loud as the mix.
        ReferenceMatch = switch("reference-match", "Reference as loud as the mix").default(1.0).setting().control_only();
        /// What it is louder than that; without the match, than it is.
        ReferenceOffset = linear("reference-offset", "Reference louder by", Unit::Decibel, (-20.0, 6.0), 0.0).setting().control_only();
        /// It begins again at its in point when it comes to its out point.
        ReferenceLoop = switch("reference-loop", "Reference plays in a loop").default(1.0).setting().control_only();
        /// The gain that makes it so loud.
        ReferenceGain = linear("reference-gain", "Reference gain", Unit::Decibel, (-60.0, 40.0), -60.0).read_only();
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
        Level = level("level", "Phones level").listening();
    }
}
