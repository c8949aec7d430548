//! Talkback and the oscillator: sources of the console itself. Both start off.

use crate::param::row::{Each, Unit};

choice! {
    /// What the oscillator plays.
    Wave {
        /// A sine.
        Sine = "sine",
        /// Pink noise.
        Pink = "pink",
        /// White noise.
        White = "white",
    }
}

section! {
    /// Rows of talkback.
    TalkbackParam
    /// Talkback. The key latches, and lets go by itself.
    TALKBACK {
        /// The talk key.
        On = switch("on", "Talk").momentary();
        /// Level of the microphone.
        Level = level("level", "Talkback level");
        /// Dims the speakers while it talks.
        Dim = switch("dim", "Talking dims speakers").default(1.0);
        /// Whether main hears it.
        Main = switch("main", "Talk to main");
        /// The next recording has a track of the microphone, whether the key is on or not.
        Record = switch("record", "Talkback is recorded").setting().control_only();
    }
    /// Who hears talkback.
    TALKBACK_TO {
        /// Whether a bus hears it.
        Bus = switch("bus/*", "Talk to bus").each(Each::Bus);
    }
}

section! {
    /// Rows of the oscillator.
    OscillatorParam
    /// The oscillator: in no scene.
    OSCILLATOR {
        /// Plays or not.
        On = switch("on", "Oscillator").momentary();
        /// What it plays.
        Wave = choice("type", "Oscillator type", Wave::Sine.among()).setting();
        /// Frequency of the sine.
        Freq = log("freq", "Oscillator frequency", Unit::Hertz, (20.0, 20_000.0), 1000.0).setting();
        /// Its level.
        Level = level("level", "Oscillator level").momentary();
        /// Whether main hears it.
        Main = switch("main", "Oscillator to main").momentary();
    }
    /// Who hears the oscillator.
    OSCILLATOR_TO {
        /// Whether a bus hears it.
        Bus = switch("bus/*", "Oscillator to bus").each(Each::Bus).momentary();
    }
}
