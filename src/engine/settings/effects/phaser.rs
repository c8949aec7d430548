//! The phaser of an FX bus.

use super::rate_hz;
use crate::dsp::phaser::{PhaserSettings, STAGES};
use crate::engine::settings::values::Values;
use crate::param::spec::{PhaserParam, Stages};

/// The settings of the phaser, at a tempo in beats per minute.
pub fn settings(values: &Values<PhaserParam>, tempo_bpm: f32) -> PhaserSettings {
    let stages: Stages = values.chosen(PhaserParam::Stages);
    PhaserSettings {
        stages: STAGES[stages as usize],
        centre_hz: values.number(PhaserParam::Centre),
        depth_percent: values.number(PhaserParam::Depth),
        rate_hz: rate_hz(values, (PhaserParam::Note, PhaserParam::Rate), tempo_bpm),
        feedback_percent: values.number(PhaserParam::Feedback),
        spread_degrees: values.number(PhaserParam::Spread),
        mix_percent: values.number(PhaserParam::Mix),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Choice;

    #[test]
    fn every_choice_of_stages_is_a_length_of_the_chain() {
        for stages in Stages::ALL {
            let values = Values::defaults().choosing(PhaserParam::Stages, *stages);
            let word = Stages::WORDS[*stages as usize];
            assert_eq!(settings(&values, 120.0).stages.to_string(), word);
        }
    }
}
