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
        /// How the mix would be heard elsewhere, on speakers and headphones alike.
        Translation = choice("translation", "Heard as on", Translation::Off.among()).never_recalled();
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
