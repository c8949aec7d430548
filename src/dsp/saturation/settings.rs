//! What a person sets of saturation.

/// The curve, and what stands around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaturationKind {
    /// A hyperbolic tangent: odd harmonics that come slowly.
    Soft,
    /// A cubic with a flat top: third harmonic only, until it clips.
    Cubic,
    /// A hyperbolic tangent off its middle: even harmonics too.
    Tube,
    /// Highs saturate first: emphasis before the curve, its mirror after it.
    Tape,
    /// A soft clipper: untouched up to 6 dB below its ceiling, which lies as far below full scale as the drive says.
    Clip,
}

/// The rate at which a signal meets the curve. Twice costs half, and folds back more of a hard drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oversampling {
    /// Twice the sample rate.
    Twice,
    /// Four times the sample rate.
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
    /// The gain into the curve, in dB; half of it is taken back after it, all of it by a clipper.
    pub drive_db: f32,
    /// How much of the result is driven, in percent.
    pub mix_percent: f32,
}

impl SaturationSettings {
    /// Off, and nothing driven.
    pub const OFF: Self = Self {
        on: false,
        kind: SaturationKind::Soft,
        oversampling: Oversampling::FourTimes,
        drive_db: 0.0,
        mix_percent: 100.0,
    };
}
