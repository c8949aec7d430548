//! The chorus of an FX bus.

use super::rate_hz;
use crate::dsp::chorus::ChorusSettings;
use crate::engine::settings::values::Values;
use crate::param::spec::{ChorusParam, Voices};

/// The settings of the chorus, at a tempo in beats per minute.
pub fn settings(values: &Values<ChorusParam>, tempo_bpm: f32) -> ChorusSettings {
    let voices: Voices = values.chosen(ChorusParam::Voices);
    ChorusSettings {
        voices: voices as usize + 1,
        delay_ms: values.number(ChorusParam::Delay),
        depth_ms: values.number(ChorusParam::Depth),
        rate_hz: rate_hz(values, (ChorusParam::Note, ChorusParam::Rate), tempo_bpm),
        voice_spread_percent: values.number(ChorusParam::VoiceSpread),
        spread_degrees: values.number(ChorusParam::Spread),
        mix_percent: values.number(ChorusParam::Mix),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Choice;

    #[test]
    fn a_chorus_has_as_many_voices_as_its_choice_says() {
        for voices in Voices::ALL {
            let values = Values::defaults().choosing(ChorusParam::Voices, *voices);
            let word = Voices::WORDS[*voices as usize];
            assert_eq!(settings(&values, 120.0).voices.to_string(), word);
        }
    }
}
