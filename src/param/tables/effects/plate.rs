//! The plate of an FX bus.

use crate::param::row::Unit;

section! {
    /// Rows of a plate.
    PlateParam
    /// The plate.
    PLATE {
        /// Time before the first reflection.
        PreDelay = linear("plate/pre-delay", "Plate pre-delay", Unit::Millisecond, (0.0, 200.0), 10.0);
        /// T60 of the mids.
        Decay = log("plate/decay", "Plate decay", Unit::Millisecond, (300.0, 8000.0), 1500.0);
        /// Where T60 is half that of the mids.
        Damping = log("plate/damping", "Plate damping", Unit::Hertz, (1500.0, 20_000.0), 8000.0);
        /// How far its all-passes move.
        Modulation = linear("plate/modulation", "Plate modulation", Unit::Percent, (0.0, 100.0), 30.0);
        /// What rings goes on for ever.
        Freeze = switch("plate/freeze", "Plate freeze");
    }
}
