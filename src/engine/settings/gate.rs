//! The gate.

use super::values::Values;
use crate::dsp::gate::GateSettings;
use crate::dsp::key_filter::KeyFilterSettings;
use crate::param::spec::GateParam;
use crate::param::tables::gate::GateMode;

/// The settings of the gate.
pub fn settings(values: &Values<GateParam>) -> GateSettings {
    GateSettings {
        on: values.is_on(GateParam::On),
        threshold_db: values.number(GateParam::Threshold),
        hysteresis_db: values.number(GateParam::Hysteresis),
        range_db: values.number(GateParam::Range),
        ratio: values.plain(GateParam::Ratio).ratio(),
        ducks: values.chosen::<GateMode>(GateParam::Mode) == GateMode::Duck,
        attack_ms: values.number(GateParam::Attack),
        hold_ms: values.number(GateParam::Hold),
        release_ms: values.number(GateParam::Release),
    }
}

/// The filters of its key.
pub fn key_filter(values: &Values<GateParam>) -> KeyFilterSettings {
    KeyFilterSettings {
        on: values.is_on(GateParam::KeyFilterOn),
        high_pass_hz: values.number(GateParam::KeyHighPass),
        low_pass_hz: values.number(GateParam::KeyLowPass),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_settings() {
        let set = settings(&Values::defaults());
        assert!(!set.on);
        assert_eq!((set.threshold_db, set.ratio), (-40.0, f32::INFINITY));
        let values = Values::defaults()
            .on(GateParam::On)
            .with(GateParam::Ratio, 2.5)
            .with(GateParam::Hold, 7.0)
            .with(GateParam::KeyHighPass, 300.0);
        let set = settings(&values);
        assert!(set.on);
        assert_eq!((set.ratio, set.hold_ms, set.release_ms), (2.5, 7.0, 150.0));
        let key = key_filter(&values);
        assert!(!key.on);
        assert_eq!((key.high_pass_hz, key.low_pass_hz), (300.0, 10_000.0));
    }
}
