//! The rotary loudspeaker of an FX bus.

use crate::param::row::Unit;

choice! {
    /// How fast a rotary loudspeaker turns.
    Speed {
        /// It stands still.
        Stop = "stop",
        /// Slowly: chorale.
        Slow = "slow",
        /// Fast: tremolo.
        Fast = "fast",
    }
}

section! {
    /// Rows of a rotary loudspeaker.
    RotaryParam
    /// The rotary loudspeaker.
    ROTARY {
        /// How fast it turns.
        Speed = choice("rotary/speed", "Rotary speed", Speed::Slow.among());
        /// Turns of the horn per second when it is slow.
        Slow = log("rotary/slow", "Rotary turns when slow", Unit::Hertz, (0.3, 2.0), 0.8);
        /// Turns of the horn per second when it is fast.
        Fast = log("rotary/fast", "Rotary turns when fast", Unit::Hertz, (3.0, 10.0), 6.7);
        /// How long horn and drum take to another speed.
        Inertia = log("rotary/inertia", "Rotary inertia", Unit::Percent, (10.0, 400.0), 100.0);
        /// From the axis to the microphones.
        Distance = log("rotary/distance", "Rotary distance of microphones", Unit::Delay, (1.0, 9.0), 1.5);
        /// From microphone to microphone, seen from the axis.
        Angle = linear("rotary/angle", "Rotary angle of microphones", Unit::Degree, (0.0, 180.0), 90.0);
        /// From the drum alone, over both at 50 %, to the horn alone.
        Balance = linear("rotary/balance", "Rotary balance of horn", Unit::Percent, (0.0, 100.0), 50.0);
    }
}
