//! The graphic equaliser and the notches of main, wedges, in-ears and matrices.

use crate::param::row::{Each, Unit};

section! {
    /// Rows of the graphic equaliser.
    GraphicParam
    /// The graphic equaliser: in from the start, and flat.
    GRAPHIC {
        /// All bands in, or none.
        On = switch("geq/on", "Graphic equaliser").default(1.0);
        /// The gain of one third of an octave.
        Gain = linear("geq/*", "Graphic band gain", Unit::Decibel, (-15.0, 15.0), 0.0).each(Each::Third);
    }
}

section! {
    /// Rows of a notch.
    NotchParam
    /// One notch against howling.
    NOTCH {
        /// In or out.
        On = switch("notch/*/on", "Notch").each(Each::Notch);
        /// Its frequency.
        Freq = log("notch/*/freq", "Notch frequency", Unit::Hertz, (20.0, 20_000.0), 1000.0).each(Each::Notch);
        /// How far it lowers that.
        Gain = linear("notch/*/gain", "Notch gain", Unit::Decibel, (-18.0, 0.0), -6.0).each(Each::Notch);
        /// How narrow it is.
        Q = log("notch/*/q", "Notch Q", Unit::Q, (4.0, 116.0), 30.0).each(Each::Notch);
    }
}
