//! The de-esser.

use super::values::Values;
use crate::dsp::de_esser::DeEsserSettings;
use crate::param::spec::DeEsserParam;
use crate::param::tables::de_esser::DeEsserMode;

/// The settings of the de-esser.
pub fn settings(values: &Values<DeEsserParam>) -> DeEsserSettings {
    DeEsserSettings {
        wide: values.chosen::<DeEsserMode>(DeEsserParam::Mode) == DeEsserMode::Wide,
        on: values.is_on(DeEsserParam::On),
        freq_hz: values.number(DeEsserParam::Freq),
        threshold_db: values.number(DeEsserParam::Threshold),
        range_db: values.number(DeEsserParam::Range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_settings() {
        let set = settings(&Values::defaults());
        assert!(!set.on);
        assert_eq!(
            (set.freq_hz, set.threshold_db, set.range_db),
            (6500.0, -12.0, 10.0)
        );
        let values = Values::defaults()
            .on(DeEsserParam::On)
            .with(DeEsserParam::Range, 3.0);
        assert!(settings(&values).on);
        assert_eq!(settings(&values).range_db, 3.0);
    }
}
