//! The low-pass filter.

use super::high_pass::Slope;
use crate::param::row::Unit;

section! {
    /// Rows of the low-pass filter.
    LowPassParam
    /// The low-pass section.
    LOW_PASS {
        /// In or out.
        On = switch("lpf/on", "Low-pass");
        /// Corner frequency (−3 dB).
        Freq = log("lpf/freq", "Low-pass frequency", Unit::Hertz, (1000.0, 20_000.0), 12_000.0);
        /// Steepness.
        Slope = choice("lpf/slope", "Low-pass slope", Slope::Twelve.among());
    }
}
