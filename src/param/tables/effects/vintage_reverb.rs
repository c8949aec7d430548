//! The vintage reverb of an FX bus.

use crate::param::row::Unit;

section! {
    /// Rows of a vintage reverb.
    VintageReverbParam
    /// The reverb.
    VINTAGE_REVERB {
        /// Time before the first reflection.
        PreDelay = linear("vintage-reverb/pre-delay", "Vintage reverb pre-delay", Unit::Millisecond, (0.0, 200.0), 0.0);
        /// T60 of the mids.
        Decay = log("vintage-reverb/decay", "Vintage reverb decay", Unit::Millisecond, (300.0, 8000.0), 1500.0);
        /// Where T60 is half that of the mids.
        Damping = log("vintage-reverb/damping", "Vintage reverb damping", Unit::Hertz, (1500.0, 20_000.0), 5000.0);
        /// What rings goes on for ever.
        Freeze = switch("vintage-reverb/freeze", "Vintage reverb freeze");
    }
}
