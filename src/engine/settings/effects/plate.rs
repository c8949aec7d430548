//! The plate of an FX bus.

use crate::dsp::plate::PlateSettings;
use crate::engine::settings::values::Values;
use crate::param::spec::PlateParam;

/// The settings of the plate.
pub fn settings(values: &Values<PlateParam>) -> PlateSettings {
    PlateSettings {
        pre_delay_ms: values.number(PlateParam::PreDelay),
        decay_s: values.number(PlateParam::Decay) * 1e-3,
        damping_hz: values.number(PlateParam::Damping),
        modulation_percent: values.number(PlateParam::Modulation),
        freeze: values.is_on(PlateParam::Freeze),
    }
}
