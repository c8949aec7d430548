//! The compressor.

use super::values::Values;
use crate::dsp::compressor::{CompressorSettings, Detector};
use crate::dsp::key_filter::KeyFilterSettings;
use crate::param::spec::CompressorParam;
use crate::param::tables::compressor::{CompressorType, Detector as Measured, Order};

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
        rms_ms: values.number(CompressorParam::RmsTime),
        hold_ms: values.number(CompressorParam::Hold),
        auto_release: values.is_on(CompressorParam::AutoRelease),
        link_percent: values.number(CompressorParam::Link),
        feedback: values.chosen::<CompressorType>(CompressorParam::Type)
            == CompressorType::Feedback,
    }
}

/// The same for the side of a pair that is compressed as middle and side.
pub fn side_settings(values: &Values<CompressorParam>) -> CompressorSettings {
    CompressorSettings {
        threshold_db: values.number(CompressorParam::SideThreshold),
        ratio: values.plain(CompressorParam::SideRatio).ratio(),
        makeup_db: values.number(CompressorParam::SideMakeup),
        ..settings(values)
    }
}

/// The highest gain of what lies below the threshold.
pub fn quiet_gain(values: &Values<CompressorParam>) -> f32 {
    let gain = settings(values).quiet_gain();
    if values.is_on(CompressorParam::MidSide) {
        gain.max(side_settings(values).quiet_gain())
    } else {
        gain
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
        let side = values
            .on(CompressorParam::MidSide)
            .with(CompressorParam::SideThreshold, -9.0)
            .with(CompressorParam::SideRatio, 1.5)
            .with(CompressorParam::SideMakeup, 6.0);
        let set = side_settings(&side);
        assert_eq!(
            (set.threshold_db, set.ratio, set.makeup_db),
            (-9.0, 1.5, 6.0)
        );
        assert_eq!(set.detector, Detector::Peak);
        assert!(quiet_gain(&side) >= set.quiet_gain());
        let key = key_filter(&values);
        assert!(key.on);
        assert_eq!((key.high_pass_hz, key.low_pass_hz), (100.0, 900.0));
    }
}
