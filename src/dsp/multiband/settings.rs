//! What a person sets of a compressor of four bands.

/// Bands.
pub const BANDS: usize = 4;
/// Crossovers between them.
pub const CROSSOVERS: usize = BANDS - 1;

/// What a person sets of a band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandSettings {
    /// Whether it compresses; its gain counts either way.
    pub on: bool,
    /// The level of the band from which on it compresses, in dB.
    pub threshold_db: f32,
    /// dB of band per dB of output above the threshold, 1 to infinity.
    pub ratio: f32,
    /// The time in which the reduction rises by 63 %, in ms.
    pub attack_ms: f32,
    /// The time in which the reduction falls by 63 %, in ms.
    pub release_ms: f32,
    /// The gain of the band, in dB.
    pub gain_db: f32,
}

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MultibandSettings {
    /// Off passes everything.
    pub on: bool,
    /// The crossovers, in Hz, rising.
    pub crossovers_hz: [f32; CROSSOVERS],
    /// The bands, from the lowest on.
    pub bands: [BandSettings; BANDS],
}

impl MultibandSettings {
    /// Off, and nothing compressed.
    pub const OFF: Self = Self {
        on: false,
        crossovers_hz: [120.0, 1000.0, 5000.0],
        bands: [BandSettings {
            on: false,
            threshold_db: -20.0,
            ratio: 2.0,
            attack_ms: 20.0,
            release_ms: 150.0,
            gain_db: 0.0,
        }; BANDS],
    };
}
