//! The reverb of an FX bus.

use crate::param::row::Unit;

choice! {
    /// What kind of room a reverb is.
    ReverbRoom {
        /// A hall.
        Hall = "hall",
        /// A room.
        Room = "room",
        /// An echo chamber.
        Chamber = "chamber",
    }
}

section! {
    /// Rows of a reverb.
    ReverbParam
    /// The reverb.
    REVERB {
        /// What kind of room: how far apart its walls are, and how its first reflections come.
        Room = choice("reverb/room", "Reverb room", ReverbRoom::Hall.among());
        /// How loud the first reflections are.
        Early = linear("reverb/early", "Reverb first reflections", Unit::Percent, (0.0, 100.0), 50.0);
        /// Time before the first reflection.
        PreDelay = linear("reverb/pre-delay", "Reverb pre-delay", Unit::Millisecond, (0.0, 200.0), 20.0);
        /// T60 of the mids.
        Decay = log("reverb/decay", "Reverb decay", Unit::Millisecond, (300.0, 8000.0), 2000.0);
        /// T60 of the lows, over that of the mids.
        LowDecay = log("reverb/low-decay", "Reverb decay of lows", Unit::Percent, (25.0, 250.0), 125.0);
        /// Where the lows end.
        LowFreq = log("reverb/low-freq", "Reverb lows end at", Unit::Hertz, (50.0, 1000.0), 200.0);
        /// Where T60 is half that of the mids.
        Damping = log("reverb/damping", "Reverb damping", Unit::Hertz, (1500.0, 20_000.0), 6000.0);
        /// Size of the room.
        Size = linear("reverb/size", "Reverb size", Unit::Percent, (50.0, 150.0), 100.0);
        /// How far the lines move.
        Modulation = linear("reverb/modulation", "Reverb modulation", Unit::Percent, (0.0, 100.0), 30.0);
        /// What rings goes on for ever.
        Freeze = switch("reverb/freeze", "Reverb freeze");
    }
}
