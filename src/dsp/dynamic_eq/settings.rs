//! What a person sets for one band.

/// What a person sets for one band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DynamicBandSettings {
    /// In or out.
    pub on: bool,
    /// The centre, in Hz.
    pub freq_hz: f32,
    /// Its quality: the centre over the width between the points of −3 dB of the band-pass.
    pub q: f32,
    /// The level at which the gain begins to move, in dB: a sine at the centre has that of its peak.
    pub threshold_db: f32,
    /// 1 leaves everything as it is; infinity holds the band at the threshold.
    pub ratio: f32,
    /// The largest change of gain, in dB: negative turns down, positive up.
    pub range_db: f32,
    /// How fast the gain moves away from 0 dB: 63 % in so many ms.
    pub attack_ms: f32,
    /// How fast it comes back.
    pub release_ms: f32,
    /// The gain moves where the level is below the threshold, in place of above.
    pub below: bool,
}
