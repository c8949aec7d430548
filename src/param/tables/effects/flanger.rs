//! The flanger of an FX bus.

use super::note::Note;
use crate::param::row::Unit;

section! {
    /// Rows of a flanger.
    FlangerParam
    /// The flanger.
    FLANGER {
        /// The middle of the delay.
        Delay = log("flanger/delay", "Flanger delay", Unit::Millisecond, (0.2, 10.0), 2.0);
        /// How far the delay goes from there.
        Depth = linear("flanger/depth", "Flanger depth", Unit::Percent, (0.0, 100.0), 70.0);
        /// From one turn to the next, as a note of the tempo; or by rate.
        Note = choice("flanger/note", "Flanger note", Note::Time.among());
        /// Turns per second, where no note says it.
        Rate = log("flanger/rate", "Flanger rate", Unit::Hertz, (0.02, 10.0), 0.2);
        /// What comes back; turned over below 0 %.
        Feedback = linear("flanger/feedback", "Flanger feedback", Unit::Percent, (-95.0, 95.0), 40.0);
        /// How far right goes behind left.
        Spread = linear("flanger/spread", "Flanger spread", Unit::Degree, (0.0, 180.0), 0.0);
        /// What is late overtakes the sound itself, which is as late as the middle of the delay.
        ThroughZero = switch("flanger/through-zero", "Flanger through zero");
        /// How much of what is late, and how little of the sound itself.
        Mix = linear("flanger/mix", "Flanger mix", Unit::Percent, (0.0, 100.0), 50.0);
    }
}
