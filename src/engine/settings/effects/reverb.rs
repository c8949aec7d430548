//! The reverb of an FX bus.

use crate::dsp::reverb::{ReverbSettings, Room};
use crate::engine::settings::values::Values;
use crate::param::spec::{ReverbParam, ReverbRoom};

/// The settings of the reverb.
pub fn settings(values: &Values<ReverbParam>) -> ReverbSettings {
    ReverbSettings {
        room: match values.chosen(ReverbParam::Room) {
            ReverbRoom::Hall => Room::Hall,
            ReverbRoom::Room => Room::Room,
            ReverbRoom::Chamber => Room::Chamber,
        },
        early_percent: values.number(ReverbParam::Early),
        pre_delay_ms: values.number(ReverbParam::PreDelay),
        decay_s: values.number(ReverbParam::Decay) * 1e-3,
        low_ratio: values.number(ReverbParam::LowDecay) * 0.01,
        low_freq_hz: values.number(ReverbParam::LowFreq),
        damping_hz: values.number(ReverbParam::Damping),
        size_percent: values.number(ReverbParam::Size),
        modulation_percent: values.number(ReverbParam::Modulation),
        freeze: values.is_on(ReverbParam::Freeze),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reverb_decays_in_seconds_and_its_lows_in_shares_of_that() {
        let set = settings(&Values::defaults().with(ReverbParam::Decay, 1500.0));
        assert!((set.decay_s - 1.5).abs() < 1e-6 && (set.low_ratio - 1.25).abs() < 1e-6);
        assert!(!set.freeze);
    }
}
