//! The saturation.

use crate::param::row::Unit;

choice! {
    /// The curve of a saturation.
    SaturationType {
        /// A hyperbolic tangent.
        Soft = "soft",
        /// A cubic polynomial.
        Cubic = "cubic",
        /// Even harmonics.
        Tube = "tube",
        /// Tape.
        Tape = "tape",
        /// A soft clipper, with its ceiling as far below full scale as the drive says; nothing below changes.
        Clip = "clip",
    }
}

choice! {
    /// The rate at which the curve works, over that of the console.
    Oversampling {
        /// Twice.
        Twice = "2x",
        /// Four times.
        FourTimes = "4x",
    }
}

section! {
    /// Rows of the saturation.
    SaturationParam
    /// The saturation section.
    SATURATION {
        /// In or out.
        On = switch("sat/on", "Saturation");
        /// The curve.
        Type = choice("sat/type", "Saturation type", SaturationType::Soft.among());
        /// Gain into the curve.
        Drive = linear("sat/drive", "Saturation drive", Unit::Decibel, (0.0, 36.0), 6.0);
        /// The driven share.
        Mix = linear("sat/mix", "Saturation mix", Unit::Percent, (0.0, 100.0), 100.0);
        /// The rate at which the curve works.
        Oversampling = choice("sat/oversampling", "Saturation oversampling", Oversampling::FourTimes.among());
    }
}
