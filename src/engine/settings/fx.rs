//! The effects of FX buses.

use super::values::Values;
use crate::dsp::reverb::ReverbSettings;
use crate::dsp::tap_delay::{TapDelaySettings, echo_ms};
use crate::param::spec::{ReverbParam, TapDelayParam};
use crate::param::tables::fx::Note;

/// The settings of the reverb.
pub fn reverb(values: &Values<ReverbParam>) -> ReverbSettings {
    ReverbSettings {
        pre_delay_ms: values.number(ReverbParam::PreDelay),
        decay_s: values.number(ReverbParam::Decay) * 1e-3,
        low_ratio: values.number(ReverbParam::LowDecay) * 0.01,
        low_freq_hz: values.number(ReverbParam::LowFreq),
        damping_hz: values.number(ReverbParam::Damping),
        size_percent: values.number(ReverbParam::Size),
        modulation_percent: values.number(ReverbParam::Modulation),
        freeze: values.is_on(ReverbParam::Freeze),
    }
}

/// The settings of the delay: its echoes come by the note, or by the time.
pub fn tap_delay(values: &Values<TapDelayParam>) -> TapDelaySettings {
    let note: Note = values.chosen(TapDelayParam::Note);
    TapDelaySettings {
        time_ms: match note.quarters() {
            Some(quarters) => echo_ms(values.number(TapDelayParam::Tempo), quarters),
            None => values.number(TapDelayParam::Time),
        },
        feedback_percent: values.number(TapDelayParam::Feedback),
        low_cut_hz: values.number(TapDelayParam::LowCut),
        high_cut_hz: values.number(TapDelayParam::HighCut),
        ping_pong: values.is_on(TapDelayParam::PingPong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reverb_decays_in_seconds_and_its_lows_in_shares_of_that() {
        let set = reverb(&Values::defaults().with(ReverbParam::Decay, 1500.0));
        assert!((set.decay_s - 1.5).abs() < 1e-6 && (set.low_ratio - 1.25).abs() < 1e-6);
        assert!(!set.freeze);
    }

    #[test]
    fn a_delay_goes_by_the_note_or_by_the_time() {
        let values = Values::defaults().with(TapDelayParam::Tempo, 100.0);
        let time = |note| tap_delay(&values.choosing(TapDelayParam::Note, note)).time_ms;
        assert!((time(Note::Quarter) - 600.0).abs() < 0.01);
        assert!((time(Note::DottedEighth) - 450.0).abs() < 0.01);
        assert_eq!(time(Note::Time), 350.0);
    }
}
