//! The rotary loudspeaker of an FX bus.

use crate::dsp::rotary::RotarySettings;
use crate::engine::settings::values::Values;
use crate::param::spec::{RotaryParam, Speed};

/// The settings of the rotary loudspeaker.
pub fn settings(values: &Values<RotaryParam>) -> RotarySettings {
    RotarySettings {
        horn_hz: match values.chosen(RotaryParam::Speed) {
            Speed::Stop => 0.0,
            Speed::Slow => values.number(RotaryParam::Slow),
            Speed::Fast => values.number(RotaryParam::Fast),
        },
        inertia_percent: values.number(RotaryParam::Inertia),
        distance_ms: values.number(RotaryParam::Distance),
        angle_degrees: values.number(RotaryParam::Angle),
        balance_percent: values.number(RotaryParam::Balance),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_horn_turns_as_its_speed_says() {
        let values = Values::defaults();
        let hz = |speed| settings(&values.choosing(RotaryParam::Speed, speed)).horn_hz;
        assert_eq!(
            [Speed::Stop, Speed::Slow, Speed::Fast].map(hz),
            [0.0, 0.8, 6.7]
        );
    }
}
