//! The chorus of an FX bus.

use super::note::Note;
use crate::param::row::Unit;

choice! {
    /// How many voices a chorus has.
    Voices {
        /// One.
        One = "1",
        /// Two.
        Two = "2",
        /// Three.
        Three = "3",
        /// Four.
        Four = "4",
    }
}

section! {
    /// Rows of a chorus.
    ChorusParam
    /// The chorus.
    CHORUS {
        /// How many voices.
        Voices = choice("chorus/voices", "Chorus voices", Voices::Two.among());
        /// The shortest delay of a voice.
        Delay = linear("chorus/delay", "Chorus delay", Unit::Millisecond, (7.0, 30.0), 12.0);
        /// How far the delay goes from its middle.
        Depth = linear("chorus/depth", "Chorus depth", Unit::Millisecond, (0.0, 10.0), 2.0);
        /// From one rise of the pitch to the next, as a note of the tempo; or by rate.
        Note = choice("chorus/note", "Chorus note", Note::Time.among());
        /// Rises of the pitch per second, where no note says it.
        Rate = log("chorus/rate", "Chorus rate", Unit::Hertz, (0.05, 8.0), 0.5);
        /// The voices: from all alike to evenly over the period.
        VoiceSpread = linear("chorus/voice-spread", "Chorus spread of voices", Unit::Percent, (0.0, 100.0), 100.0);
        /// How far right goes behind left.
        Spread = linear("chorus/spread", "Chorus spread", Unit::Degree, (0.0, 180.0), 90.0);
        /// How much of the voices, and how little of the sound itself.
        Mix = linear("chorus/mix", "Chorus mix", Unit::Percent, (0.0, 100.0), 50.0);
    }
}
