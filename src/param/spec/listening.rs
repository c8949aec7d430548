//! Rows of solo, of what the engineer hears and says, and of links.

use serde::{Deserialize, Serialize};

section!(
    /// Rows of solo on a strip, bus or main.
    SoloParam {
        /// Soloed.
        On,
        /// Solo in place never mutes it.
        Safe,
    }
);
section!(
    /// Rows of the monitor: what speakers and headphones hear.
    MonitorParam {
        /// Which mix is heard while nothing is soloed.
        Source,
        /// Level of the speakers.
        Level,
        /// Lowers the speakers for a while.
        Dim,
        /// By how much.
        DimLevel,
        /// Both sides as one.
        Mono,
        /// Silences the speakers.
        Cut,
        /// Inverts the right side.
        Polarity,
        /// Which set of speakers plays.
        Speakers,
        /// Gain of the solo mix.
        SoloTrim,
    }
);
section!(
    /// Rows of a set of speakers.
    SpeakerParam {
        /// Matches its level with that of the other set.
        Trim,
    }
);
section!(
    /// Rows of talkback.
    TalkbackParam {
        /// The talk key.
        On,
        /// Level of the microphone.
        Level,
        /// Dims the speakers while it talks.
        Dim,
        /// Whether main hears it.
        Main,
        /// Whether a bus hears it.
        Bus,
    }
);
section!(
    /// Rows of the oscillator.
    OscillatorParam {
        /// Plays or not.
        On,
        /// What it plays.
        Wave,
        /// Frequency of the sine.
        Freq,
        /// Its level.
        Level,
        /// Whether main hears it.
        Main,
        /// Whether a bus hears it.
        Bus,
    }
);
section!(
    /// Rows of a strip's link.
    LinkParam {
        /// The strip that it moves with.
        To,
        /// Same values, or same distance.
        Mode,
    }
);
section!(
    /// Rows of the headphones.
    PhonesParam {
        /// Their level.
        Level,
    }
);
