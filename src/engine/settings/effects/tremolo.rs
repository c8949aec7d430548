//! The tremolo of an FX bus.

use super::rate_hz;
use crate::dsp::tremolo::TremoloSettings;
use crate::engine::settings::values::Values;
use crate::param::spec::TremoloParam;

/// The settings of the tremolo, at a tempo in beats per minute.
pub fn settings(values: &Values<TremoloParam>, tempo_bpm: f32) -> TremoloSettings {
    TremoloSettings {
        rate_hz: rate_hz(values, (TremoloParam::Note, TremoloParam::Rate), tempo_bpm),
        depth_percent: values.number(TremoloParam::Depth),
        shape_percent: values.number(TremoloParam::Shape),
        spread_degrees: values.number(TremoloParam::Spread),
    }
}
