//! The delay of an FX bus.

use super::late_ms;
use crate::dsp::tap_delay::TapDelaySettings;
use crate::engine::settings::values::Values;
use crate::param::spec::TapDelayParam;

/// The settings of the delay: its echoes come by the note of a tempo in beats per minute, or by the time.
pub fn settings(values: &Values<TapDelayParam>, tempo_bpm: f32) -> TapDelaySettings {
    let note = values.chosen(TapDelayParam::Note);
    TapDelaySettings {
        time_ms: late_ms(note, tempo_bpm, values.number(TapDelayParam::Time)),
        feedback_percent: values.number(TapDelayParam::Feedback),
        low_cut_hz: values.number(TapDelayParam::LowCut),
        high_cut_hz: values.number(TapDelayParam::HighCut),
        ping_pong: values.is_on(TapDelayParam::PingPong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::spec::Note;

    #[test]
    fn a_delay_goes_by_the_note_or_by_the_time() {
        let values = Values::defaults();
        let time = |note| settings(&values.choosing(TapDelayParam::Note, note), 100.0).time_ms;
        assert!((time(Note::Quarter) - 600.0).abs() < 0.01);
        assert!((time(Note::DottedEighth) - 450.0).abs() < 0.01);
        assert_eq!(time(Note::Time), 350.0);
    }
}
