//! The flanger of an FX bus.

use super::rate_hz;
use crate::dsp::flanger::FlangerSettings;
use crate::engine::settings::values::Values;
use crate::param::spec::FlangerParam;

/// The settings of the flanger, at a tempo in beats per minute.
pub fn settings(values: &Values<FlangerParam>, tempo_bpm: f32) -> FlangerSettings {
    FlangerSettings {
        delay_ms: values.number(FlangerParam::Delay),
        depth_percent: values.number(FlangerParam::Depth),
        rate_hz: rate_hz(values, (FlangerParam::Note, FlangerParam::Rate), tempo_bpm),
        feedback_percent: values.number(FlangerParam::Feedback),
        spread_degrees: values.number(FlangerParam::Spread),
        through_zero: values.is_on(FlangerParam::ThroughZero),
        mix_percent: values.number(FlangerParam::Mix),
    }
}
