//! The compressor.

use super::values::Values;
use crate::dsp::compressor::{CompressorSettings, Detector};
use crate::dsp::key_filter::KeyFilterSettings;
use crate::param::spec::CompressorParam;
use crate::param::tables::compressor::{Detector as Measured, Order};

/// The settings of the compressor.
pub fn settings(values: &Values<CompressorParam>) -> CompressorSettings {
    CompressorSettings {
        on: values.is_on(CompressorParam::On),
        threshold_db: values.number(CompressorParam::Threshold),
        ratio: values.plain(CompressorParam::Ratio).ratio(),
        knee_db: values.number(CompressorParam::Knee),
        attack_ms: values.number(CompressorParam::Attack),
        release_ms: values.number(CompressorParam::Release),
        makeup_db: values.number(CompressorParam::Makeup),
        auto_makeup: values.is_on(CompressorParam::AutoMakeup),
        mix_percent: values.number(CompressorParam::Mix),
        detector: match values.chosen(CompressorParam::Detector) {
            Measured::Peak => Detector::Peak,
            Measured::Rms => Detector::Rms,
        },
    }
}

/// The filters of its key.
pub fn key_filter(values: &Values<CompressorParam>) -> KeyFilterSettings {
    KeyFilterSettings {
        on: values.is_on(CompressorParam::KeyFilterOn),
        high_pass_hz: values.number(CompressorParam::KeyHighPass),
        low_pass_hz: values.number(CompressorParam::KeyLowPass),
    }
}

/// True where it stands before the equaliser.
pub fn is_first(values: &Values<CompressorParam>) -> bool {
    values.chosen::<Order>(CompressorParam::Order) == Order::CompressorFirst
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::spec::INFINITE_RATIO;

    #[test]
    fn values_become_settings() {
        let values = Values::defaults();
        assert!(!settings(&values).on && !is_first(&values));
        assert_eq!(settings(&values).detector, Detector::Rms);
        let values = values
            .on(CompressorParam::On)
            .on(CompressorParam::AutoMakeup)
            .with(CompressorParam::Ratio, INFINITE_RATIO)
            .with(CompressorParam::Threshold, -31.0)
            .choosing(CompressorParam::Detector, Measured::Peak)
            .choosing(CompressorParam::Order, Order::CompressorFirst)
            .on(CompressorParam::KeyFilterOn)
            .with(CompressorParam::KeyLowPass, 900.0);
        let set = settings(&values);
        assert!(set.on && set.auto_makeup && is_first(&values));
        assert_eq!((set.ratio, set.threshold_db), (f32::INFINITY, -31.0));
        assert_eq!(set.detector, Detector::Peak);
        let key = key_filter(&values);
        assert!(key.on);
        assert_eq!((key.high_pass_hz, key.low_pass_hz), (100.0, 900.0));
    }
}
