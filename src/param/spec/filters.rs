//! Rows of filters and equalisers.

use serde::{Deserialize, Serialize};

section!(
    /// Rows of the high-pass filter.
    HighPassParam {
        /// In or out.
        On,
        /// Corner frequency (−3 dB).
        Freq,
        /// Steepness.
        Slope,
    }
);
section!(
    /// Rows of the low-pass filter.
    LowPassParam {
        /// In or out.
        On,
        /// Corner frequency (−3 dB).
        Freq,
        /// Steepness.
        Slope,
    }
);
section!(
    /// Rows of the parametric equaliser; those of a band exist once per band.
    EqParam {
        /// All bands in, or none.
        On,
        /// One band in or out.
        BandOn,
        /// What a band does.
        BandType,
        /// Its frequency.
        BandFreq,
        /// The gain of a bell or shelf.
        BandGain,
        /// How narrow it is.
        BandQ,
    }
);
section!(
    /// Rows of the graphic equaliser.
    GraphicParam {
        /// All bands in, or none.
        On,
        /// The gain of one third of an octave.
        Gain,
    }
);
section!(
    /// Rows of a notch.
    NotchParam {
        /// In or out.
        On,
        /// Its frequency.
        Freq,
        /// How far it lowers that.
        Gain,
        /// How narrow it is.
        Q,
    }
);
