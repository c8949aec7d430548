//! One way of a loudspeaker crossover.

use super::values::Values;
use crate::dsp::crossover::{CrossoverSettings, CrossoverSlope, EdgeSettings};
use crate::param::spec::CrossoverParam;
use crate::param::tables::crossover::CrossoverSlope as Chosen;

/// The settings of a way.
pub fn settings(values: &Values<CrossoverParam>) -> CrossoverSettings {
    use CrossoverParam as Row;
    CrossoverSettings {
        high_pass: edge(
            values,
            [Row::HighPass, Row::HighPassFreq, Row::HighPassSlope],
        ),
        low_pass: edge(values, [Row::LowPass, Row::LowPassFreq, Row::LowPassSlope]),
    }
}

fn edge(values: &Values<CrossoverParam>, [on, freq, slope]: [CrossoverParam; 3]) -> EdgeSettings {
    EdgeSettings {
        on: values.is_on(on),
        freq_hz: values.number(freq),
        slope: match values.chosen(slope) {
            Chosen::Twelve => CrossoverSlope::Twelve,
            Chosen::TwentyFour => CrossoverSlope::TwentyFour,
            Chosen::FortyEight => CrossoverSlope::FortyEight,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_settings() {
        let values = Values::defaults()
            .on(CrossoverParam::LowPass)
            .with(CrossoverParam::LowPassFreq, 90.0)
            .choosing(CrossoverParam::LowPassSlope, Chosen::FortyEight);
        let set = settings(&values);
        assert!(set.low_pass.on && !set.high_pass.on);
        assert_eq!((set.low_pass.freq_hz, set.high_pass.freq_hz), (90.0, 100.0));
        assert_eq!(set.low_pass.slope, CrossoverSlope::FortyEight);
        assert_eq!(set.high_pass.slope, CrossoverSlope::TwentyFour);
    }
}
