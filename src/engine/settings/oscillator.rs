//! The oscillator.

use super::values::Values;
use crate::dsp::oscillator::{OscillatorSettings, Wave};
use crate::param::spec::OscillatorParam;
use crate::param::tables::talkback::Wave as Chosen;

/// The settings of the oscillator.
pub fn settings(values: &Values<OscillatorParam>) -> OscillatorSettings {
    OscillatorSettings {
        wave: match values.chosen(OscillatorParam::Wave) {
            Chosen::Sine => Wave::Sine,
            Chosen::Pink => Wave::Pink,
            Chosen::White => Wave::White,
        },
        freq_hz: values.number(OscillatorParam::Freq),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_settings() {
        let values = Values::defaults().with(OscillatorParam::Freq, 440.0);
        assert_eq!(settings(&values).freq_hz, 440.0);
        let pink = settings(&values.choosing(OscillatorParam::Wave, Chosen::Pink));
        assert_eq!(pink.wave, Wave::Pink);
    }
}
