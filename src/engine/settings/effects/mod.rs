//! The effects of FX buses.

pub mod chorus;
pub mod flanger;
pub mod multi_tap;
pub mod phaser;
pub mod pitch;
pub mod plate;
pub mod reverb;
pub mod rotary;
pub mod tap_delay;
pub mod tremolo;
pub mod vintage_reverb;

use super::values::Values;
use crate::dsp::effect_output::EffectOutputSettings;
use crate::dsp::tap_delay::echo_ms;
use crate::param::spec::{FxParam, Note};
use crate::param::{Plain, Row};

/// What follows an effect.
pub fn output(values: &Values<FxParam>) -> EffectOutputSettings {
    EffectOutputSettings {
        width_percent: values.number(FxParam::Width),
        duck_db: values.number(FxParam::Duck),
        duck_threshold_db: values.number(FxParam::DuckThreshold),
        duck_release_ms: values.number(FxParam::DuckRelease),
        gate_on: values.is_on(FxParam::Gate),
        gate_threshold_db: values.number(FxParam::GateThreshold),
        gate_hold_ms: values.number(FxParam::GateHold),
        gate_release_ms: values.number(FxParam::GateRelease),
    }
}

/// Periods per second: one per note of a tempo in beats per minute, as far as the row of the rate goes; or what that
/// row says, where no note counts.
fn rate_hz<R: Row>(values: &Values<R>, (note, rate): (R, R), tempo_bpm: f32) -> f32 {
    match values.chosen::<Note>(note).quarters() {
        Some(quarters) => {
            let by_note = (f64::from(tempo_bpm) / 60.0 / quarters) as f32;
            rate.spec().curve.clamp(Plain(by_note)).0
        }
        None => values.number(rate),
    }
}

/// How late something is, in ms: a note of a tempo in beats per minute, or `time_ms` where no note counts.
fn late_ms(note: Note, tempo_bpm: f32, time_ms: f32) -> f32 {
    match note.quarters() {
        Some(quarters) => echo_ms(tempo_bpm, quarters),
        None => time_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::spec::PhaserParam;

    #[test]
    fn what_follows_an_effect_changes_nothing_at_first() {
        let first = output(&Values::defaults());
        assert!(!first.gate_on && first.width_percent == 100.0 && first.duck_db == 0.0);
        let gated = output(&Values::defaults().on(FxParam::Gate));
        assert!(gated.gate_on);
    }

    #[test]
    fn a_rate_goes_by_the_note_or_by_itself_within_the_range_of_its_row() {
        let rate = |note: Note, tempo_bpm: f32| {
            let values = Values::defaults()
                .choosing(PhaserParam::Note, note)
                .with(PhaserParam::Rate, 5.0);
            rate_hz(&values, (PhaserParam::Note, PhaserParam::Rate), tempo_bpm)
        };
        assert_eq!(rate(Note::Quarter, 120.0), 2.0);
        assert_eq!(rate(Note::EighthTriplet, 120.0), 6.0);
        assert_eq!(rate(Note::Time, 120.0), 5.0);
        assert_eq!(rate(Note::Sixteenth, 300.0), 8.0);
    }
}
