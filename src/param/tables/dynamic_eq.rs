//! The dynamic equaliser.

use crate::param::row::{Each, INFINITE_RATIO, Unit};

choice! {
    /// The side of the threshold on which a band of a dynamic equaliser moves.
    DynamicSide {
        /// Where its level is above.
        Above = "above",
        /// Where its level is below.
        Below = "below",
    }
}

section! {
    /// Rows of the dynamic equaliser; those of a band exist once per band.
    DynamicEqParam
    /// All of it.
    DYNAMIC_EQ {
        /// In or out.
        On = switch("deq/on", "Dynamic EQ");
    }
    /// One band.
    DYNAMIC_BAND {
        /// In or out.
        BandOn = switch("deq/*/on", "Dynamic EQ band").each(Each::DynamicBand);
        /// Centre of the band.
        Freq = log("deq/*/freq", "Dynamic EQ frequency", Unit::Hertz, (20.0, 20_000.0), 1000.0).each(Each::DynamicBand);
        /// Its quality.
        Q = log("deq/*/q", "Dynamic EQ Q", Unit::Q, (0.3, 10.0), 2.0).each(Each::DynamicBand);
        /// Whether the gain moves where the band is louder than the threshold, or where it is softer.
        Side = choice("deq/*/side", "Dynamic EQ side", DynamicSide::Above.among()).each(Each::DynamicBand);
        /// Level of the band at which the gain begins to move.
        Threshold = linear("deq/*/threshold", "Dynamic EQ threshold", Unit::Decibel, (-60.0, 0.0), -24.0).each(Each::DynamicBand);
        /// How far it moves: by 1 − 1/ratio dB per dB.
        Ratio = log("deq/*/ratio", "Dynamic EQ ratio", Unit::Ratio, (1.0, INFINITE_RATIO), 3.0).each(Each::DynamicBand);
        /// The largest change of gain: negative turns the band down, positive up.
        Range = linear("deq/*/range", "Dynamic EQ range", Unit::Decibel, (-18.0, 18.0), -6.0).each(Each::DynamicBand);
        /// Time in which the gain moves.
        Attack = log("deq/*/attack", "Dynamic EQ attack", Unit::Millisecond, (0.5, 200.0), 10.0).each(Each::DynamicBand);
        /// Time in which it comes back.
        Release = log("deq/*/release", "Dynamic EQ release", Unit::Millisecond, (5.0, 2000.0), 120.0).each(Each::DynamicBand);
    }
}
