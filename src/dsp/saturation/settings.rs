//! What a person sets of saturation.

/// The curve, and what stands around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SaturationKind {
    /// A hyperbolic tangent: odd harmonics that come slowly.
    #[default]
    Soft,
    /// A cubic with a flat top: third harmonic only, until it clips.
    Cubic,
    /// A hyperbolic tangent off its middle: even harmonics too.
    Tube,
    /// Highs saturate first: emphasis before the curve, its mirror after it.
    Tape,
}

/// The rate at which a signal meets the curve. Twice costs half, and folds back more of a hard drive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Oversampling {
    /// Twice the sample rate.
    Twice,
    /// Four times the sample rate.
    #[default]
    FourTimes,
}

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SaturationSettings {
    /// Off passes everything.
    pub on: bool,
    /// The curve.
    pub kind: SaturationKind,
    /// The rate at which it works.
    pub oversampling: Oversampling,
    /// The gain into the curve, 0 to 36 dB; half of it is taken back after it.
    pub drive_db: f32,
    /// How much of the result is driven, 0 to 100 %.
    pub mix_percent: f32,
}

impl Default for SaturationSettings {
    fn default() -> Self {
        Self {
            on: false,
            kind: SaturationKind::Soft,
            oversampling: Oversampling::FourTimes,
            drive_db: 6.0,
            mix_percent: 100.0,
        }
    }
}
