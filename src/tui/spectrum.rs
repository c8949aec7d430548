//! What pages need to show of a spectrum: its settings, and levels and frequencies in short words.

use super::model::Model;
use crate::param::spec::{Param, SpectrumParam};
use crate::param::tables::spectrum::Slope;
use crate::param::{Choice, NodeId, ParamAddr};

/// A row of the spectrum.
pub fn row(param: SpectrumParam) -> ParamAddr {
    NodeId::SPECTRUM.param(Param::Spectrum(param))
}

/// What the slope adds per octave, in dB.
pub fn slope(model: &Model) -> f32 {
    let slope = model.value(row(SpectrumParam::Slope));
    slope.map_or(0.0, |slope| Slope::of(slope).db_per_octave())
}

/// A level with one decimal; silence has none.
pub fn figure(level: f32) -> String {
    if level.is_finite() && level > -199.0 {
        format!("{level:.1}")
    } else {
        "-∞".to_owned()
    }
}

/// A frequency with three or four digits.
pub fn frequency(hz: f32) -> String {
    match hz {
        hz if hz < 99.95 => format!("{hz:.1} Hz"),
        hz if hz < 999.5 => format!("{hz:.0} Hz"),
        hz => format!("{:.2} kHz", hz / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short_and_silence_is_no_number() {
        assert_eq!(
            [62.5, 440.2, 999.6, 1267.0].map(frequency),
            ["62.5 Hz", "440 Hz", "1.00 kHz", "1.27 kHz"]
        );
        assert_eq!([-20.04, f32::NEG_INFINITY].map(figure), ["-20.0", "-∞"]);
    }
}
