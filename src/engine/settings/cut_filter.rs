//! The high-pass and the low-pass filter.

use super::values::Values;
use crate::dsp::cut_filter::{CutSettings, Slope};
use crate::param::spec::{HighPassParam, LowPassParam};
use crate::param::tables::high_pass::Slope as Chosen;

/// The settings of the high-pass filter.
pub fn high_pass(values: &Values<HighPassParam>) -> CutSettings {
    CutSettings {
        on: values.is_on(HighPassParam::On),
        freq_hz: values.number(HighPassParam::Freq),
        slope: slope(values.chosen(HighPassParam::Slope)),
    }
}

/// The settings of the low-pass filter.
pub fn low_pass(values: &Values<LowPassParam>) -> CutSettings {
    CutSettings {
        on: values.is_on(LowPassParam::On),
        freq_hz: values.number(LowPassParam::Freq),
        slope: slope(values.chosen(LowPassParam::Slope)),
    }
}

fn slope(chosen: Chosen) -> Slope {
    match chosen {
        Chosen::Six => Slope::Six,
        Chosen::Twelve => Slope::Twelve,
        Chosen::Eighteen => Slope::Eighteen,
        Chosen::TwentyFour => Slope::TwentyFour,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_settings() {
        let set = high_pass(&Values::defaults().on(HighPassParam::On));
        assert!(set.on);
        assert_eq!((set.freq_hz, set.slope), (80.0, Slope::Eighteen));
        let values = Values::defaults()
            .with(LowPassParam::Freq, 5000.0)
            .choosing(LowPassParam::Slope, Chosen::Six);
        let set = low_pass(&values);
        assert!(!set.on);
        assert_eq!((set.freq_hz, set.slope), (5000.0, Slope::Six));
    }
}
