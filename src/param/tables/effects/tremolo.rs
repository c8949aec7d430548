//! The tremolo of an FX bus.

use super::note::Note;
use crate::param::row::Unit;

section! {
    /// Rows of a tremolo.
    TremoloParam
    /// The tremolo.
    TREMOLO {
        /// From one dip to the next, as a note of the tempo; or by rate.
        Note = choice("tremolo/note", "Tremolo note", Note::Time.among());
        /// Dips per second, where no note says it.
        Rate = log("tremolo/rate", "Tremolo rate", Unit::Hertz, (0.05, 20.0), 5.0);
        /// How far the level goes down.
        Depth = linear("tremolo/depth", "Tremolo depth", Unit::Percent, (0.0, 100.0), 50.0);
        /// From a sine to nearly on and off.
        Shape = linear("tremolo/shape", "Tremolo shape", Unit::Percent, (0.0, 100.0), 0.0);
        /// How far right goes behind left.
        Spread = linear("tremolo/spread", "Tremolo spread", Unit::Degree, (0.0, 180.0), 0.0);
    }
}
