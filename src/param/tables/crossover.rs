//! One way of a loudspeaker crossover.

use crate::param::row::Unit;

choice! {
    /// Steepness of a filter of a crossover (Linkwitz and Riley).
    CrossoverSlope {
        /// 12 dB per octave; the next way wants another polarity.
        Twelve = "12 dB/oct",
        /// 24 dB per octave.
        TwentyFour = "24 dB/oct",
        /// 48 dB per octave.
        FortyEight = "48 dB/oct",
    }
}

section! {
    /// Rows of a crossover.
    CrossoverParam
    /// The crossover of an output to a loudspeaker.
    CROSSOVER {
        /// Whether what lies below is taken out.
        HighPass = switch("xover/hpf/on", "Crossover high-pass");
        /// Where it is 6 dB down.
        HighPassFreq = log("xover/hpf/freq", "Crossover high-pass frequency", Unit::Hertz, (20.0, 20_000.0), 100.0);
        /// How steep it falls.
        HighPassSlope = choice("xover/hpf/slope", "Crossover high-pass slope", CrossoverSlope::TwentyFour.among());
        /// Whether what lies above is taken out.
        LowPass = switch("xover/lpf/on", "Crossover low-pass");
        /// Where it is 6 dB down.
        LowPassFreq = log("xover/lpf/freq", "Crossover low-pass frequency", Unit::Hertz, (20.0, 20_000.0), 100.0);
        /// How steep it falls.
        LowPassSlope = choice("xover/lpf/slope", "Crossover low-pass slope", CrossoverSlope::TwentyFour.among());
    }
}
