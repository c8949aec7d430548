//! The high-pass filter.

use crate::param::row::Unit;

choice! {
    /// Steepness of a high-pass or low-pass filter.
    Slope {
        /// 6 dB per octave.
        Six = "6 dB/oct",
        /// 12 dB per octave.
        Twelve = "12 dB/oct",
        /// 18 dB per octave.
        Eighteen = "18 dB/oct",
        /// 24 dB per octave.
        TwentyFour = "24 dB/oct",
    }
}

section! {
    /// Rows of the high-pass filter.
    HighPassParam
    /// The high-pass section.
    HIGH_PASS {
        /// In or out.
        On = switch("hpf/on", "High-pass");
        /// Corner frequency (−3 dB).
        Freq = log("hpf/freq", "High-pass frequency", Unit::Hertz, (16.0, 1000.0), 80.0);
        /// Steepness.
        Slope = choice("hpf/slope", "High-pass slope", Slope::Eighteen.among());
    }
}
