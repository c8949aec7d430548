//! The parametric equaliser: six bands, each of any type. In from the start, flat and spread.

use crate::param::curve::Plain;
use crate::param::row::{Choice, Each, Unit};

choice! {
    /// What a band does.
    BandType {
        /// Raises or lowers around its frequency.
        Bell = "bell",
        /// Raises or lowers what lies below.
        LowShelf = "low-shelf",
        /// Raises or lowers what lies above.
        HighShelf = "high-shelf",
        /// Takes its frequency out.
        Notch = "notch",
        /// Lets pass what lies above.
        HighPass = "high-pass",
        /// Lets pass what lies below.
        LowPass = "low-pass",
    }
}

choice! {
    /// What of a stereo signal a band hears.
    BandPart {
        /// Left and right.
        Stereo = "stereo",
        /// What both have in common.
        Mid = "mid",
        /// What they differ by.
        Side = "side",
    }
}

section! {
    /// Rows of the parametric equaliser; those of a band exist once per band.
    EqParam
    /// All of it.
    EQ {
        /// All bands in, or none.
        On = switch("eq/on", "Equaliser").default(1.0);
    }
    /// One band. Defaults of `type`, `freq` and `q` differ from band to band.
    BAND {
        /// One band in or out.
        BandOn = switch("eq/*/on", "Band").default(1.0).each(Each::EqBand);
        /// What a band does.
        BandType = choice("eq/*/type", "Band type", BandType::Bell.among()).each(Each::EqBand);
        /// Its frequency.
        BandFreq = log("eq/*/freq", "Band frequency", Unit::Hertz, (20.0, 20_000.0), 1000.0).each(Each::EqBand);
        /// The gain of a bell or shelf.
        BandGain = linear("eq/*/gain", "Band gain", Unit::Decibel, (-18.0, 18.0), 0.0).each(Each::EqBand);
        /// How narrow it is.
        BandQ = log("eq/*/q", "Band Q", Unit::Q, (0.1, 16.0), 1.0).each(Each::EqBand);
        /// What it hears, where there are a left and a right.
        BandPart = choice("eq/*/part", "Band hears", BandPart::Stereo.among()).each(Each::EqBand);
    }
}

/// The default of a row in band `band` (1…6), where it is not that of all bands: a shelf at either end,
/// bells between.
pub fn band_default(row: EqParam, band: u8) -> Option<Plain> {
    let (kind, freq_hz, q) = match band {
        1 => (BandType::LowShelf, 80.0, 0.7),
        2 => (BandType::Bell, 200.0, 1.0),
        3 => (BandType::Bell, 500.0, 1.0),
        4 => (BandType::Bell, 1200.0, 1.0),
        5 => (BandType::Bell, 3500.0, 1.0),
        6 => (BandType::HighShelf, 10_000.0, 0.7),
        _ => return None,
    };
    match row {
        EqParam::BandType => Some(kind.plain()),
        EqParam::BandFreq => Some(Plain(freq_hz)),
        EqParam::BandQ => Some(Plain(q)),
        EqParam::On | EqParam::BandOn | EqParam::BandGain | EqParam::BandPart => None,
    }
}
