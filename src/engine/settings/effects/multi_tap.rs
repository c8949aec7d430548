//! The delay of several taps of an FX bus.

use super::late_ms;
use crate::dsp::multi_tap::{MultiTapSettings, TapSettings};
use crate::engine::settings::values::Values;
use crate::param::spec::{MultiTapParam, TAP_ROWS, Taps};

/// The settings of the delay, at a tempo in beats per minute.
pub fn settings(values: &Values<MultiTapParam>, tempo_bpm: f32) -> MultiTapSettings {
    let taps: Taps = values.chosen(MultiTapParam::Taps);
    MultiTapSettings {
        count: taps as usize + 1,
        taps: TAP_ROWS.map(|rows| TapSettings {
            time_ms: late_ms(
                values.chosen(rows.note),
                tempo_bpm,
                values.number(rows.time),
            ),
            gain: values.gain(rows.level),
            pan: values.number(rows.pan),
        }),
        feedback_percent: values.number(MultiTapParam::Feedback),
        low_cut_hz: values.number(MultiTapParam::LowCut),
        high_cut_hz: values.number(MultiTapParam::HighCut),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::spec::Note;
    use crate::param::{Choice, Plain};

    #[test]
    fn every_tap_goes_by_its_rows() {
        let values = Values::defaults()
            .choosing(MultiTapParam::SecondNote, Note::Time)
            .with(MultiTapParam::SecondTime, 321.0)
            .with(MultiTapParam::ThirdPan, -100.0)
            .with(MultiTapParam::FourthLevel, Plain::OFF.0);
        let set = settings(&values, 120.0);
        assert_eq!(
            set.taps.map(|tap| tap.time_ms),
            [250.0, 321.0, 750.0, 1000.0]
        );
        assert_eq!(set.taps.map(|tap| tap.pan), [-50.0, 50.0, -100.0, 25.0]);
        assert_eq!(set.taps[3].gain, 0.0);
        for taps in Taps::ALL {
            let values = values.choosing(MultiTapParam::Taps, *taps);
            let word = Taps::WORDS[*taps as usize];
            assert_eq!(settings(&values, 120.0).count.to_string(), word);
        }
    }
}
