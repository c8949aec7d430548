//! The compressor of four bands on buses and main.

use crate::param::row::{Each, INFINITE_RATIO, Unit};

section! {
    /// Rows of the compressor of four bands; those of a band exist once per band, from the lowest on.
    MultibandParam
    /// All of it.
    MULTIBAND {
        /// In or out.
        On = switch("multiband/on", "Multiband");
        /// Between the first and the second band.
        Lower = log("multiband/lower", "Multiband lower crossover", Unit::Hertz, (40.0, 400.0), 120.0);
        /// Between the second and the third band.
        Middle = log("multiband/middle", "Multiband middle crossover", Unit::Hertz, (500.0, 3000.0), 1000.0);
        /// Between the third and the fourth band.
        Upper = log("multiband/upper", "Multiband upper crossover", Unit::Hertz, (3500.0, 14_000.0), 5000.0);
    }
    /// One band.
    MULTIBAND_BAND {
        /// Whether it compresses; its gain counts either way.
        BandOn = switch("multiband/*/on", "Multiband band").default(1.0).each(Each::MultibandBand);
        /// Level of the band from which on it compresses.
        BandThreshold = linear("multiband/*/threshold", "Multiband threshold", Unit::Decibel, (-60.0, 0.0), -20.0).each(Each::MultibandBand);
        /// dB of band per dB of output above the threshold.
        BandRatio = log("multiband/*/ratio", "Multiband ratio", Unit::Ratio, (1.0, INFINITE_RATIO), 2.0).each(Each::MultibandBand);
        /// Time in which the reduction rises.
        BandAttack = log("multiband/*/attack", "Multiband attack", Unit::Millisecond, (0.5, 200.0), 20.0).each(Each::MultibandBand);
        /// Time in which the reduction falls.
        BandRelease = log("multiband/*/release", "Multiband release", Unit::Millisecond, (5.0, 2000.0), 150.0).each(Each::MultibandBand);
        /// Gain of the band.
        BandGain = linear("multiband/*/gain", "Multiband gain", Unit::Decibel, (-18.0, 12.0), 0.0).each(Each::MultibandBand);
    }
}
