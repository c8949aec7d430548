//! What a person sets on a band.

use crate::dsp::band_design::BandKind;

/// The furthest that a gain goes up or down, in dB: bells that neighbours pull at need more than is
/// dialled.
pub const FURTHEST_DB: f32 = 30.0;

/// The range of frequencies, in Hz.
pub const FREQ_RANGE_HZ: (f32, f32) = (20.0, 20_000.0);

/// What a person sets on one band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandSettings {
    /// Off passes everything.
    pub on: bool,
    /// What it does.
    pub kind: BandKind,
    /// Its frequency, 20 to 20 000 Hz, and never above 0.46 of the sample rate.
    pub freq_hz: f32,
    /// The gain of bells and shelves, in dB.
    pub gain_db: f32,
    /// How narrow it is, 0.1 to 330; shelves take the nearest from 0.1 to 1.4.
    pub q: f32,
}

impl BandSettings {
    /// A band that is off.
    pub const OFF: Self = Self {
        on: false,
        kind: BandKind::Bell,
        freq_hz: 1000.0,
        gain_db: 0.0,
        q: 1.0,
    };
}
