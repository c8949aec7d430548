//! The vintage reverb of an FX bus.

use crate::dsp::vintage_reverb::VintageReverbSettings;
use crate::engine::settings::values::Values;
use crate::param::spec::VintageReverbParam;

/// The settings of the vintage reverb.
pub fn settings(values: &Values<VintageReverbParam>) -> VintageReverbSettings {
    VintageReverbSettings {
        pre_delay_ms: values.number(VintageReverbParam::PreDelay),
        decay_s: values.number(VintageReverbParam::Decay) * 1e-3,
        damping_hz: values.number(VintageReverbParam::Damping),
        freeze: values.is_on(VintageReverbParam::Freeze),
    }
}
