//! Trim, polarity and alignment.

use crate::param::row::Unit;

section! {
    /// Rows of the input section.
    InputParam
    /// The input section.
    INPUT {
        /// Digital gain before everything.
        Trim = linear("trim", "Trim", Unit::Decibel, (-18.0, 18.0), 0.0);
        /// Inverts the signal.
        Polarity = switch("polarity", "Polarity");
        /// Alignment: of a strip at its input, of a bus or main at its outputs.
        Delay = linear("delay", "Delay", Unit::Delay, (0.0, 500.0), 0.0);
    }
}
