//! The limiters: on main with look-ahead, on wedges and in-ears without.

use super::values::Values;
use crate::dsp::limiter::LimiterSettings;
use crate::dsp::monitor_limiter::MonitorLimiterSettings;
use crate::param::spec::LimiterParam;

/// The settings of main's, for that many channels.
pub fn main(values: &Values<LimiterParam>, channels: usize) -> LimiterSettings {
    LimiterSettings {
        on: values.is_on(LimiterParam::On),
        ceiling_db: values.number(LimiterParam::Ceiling),
        release_ms: values.number(LimiterParam::Release),
        channels,
    }
}

/// The settings of that of a wedge or in-ear mix.
pub fn monitor(values: &Values<LimiterParam>) -> MonitorLimiterSettings {
    MonitorLimiterSettings {
        on: values.is_on(LimiterParam::On),
        ceiling_db: values.number(LimiterParam::Ceiling),
        release_ms: values.number(LimiterParam::Release),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_limiters_have_the_values_of_their_rows() {
        let values = Values::defaults().with(LimiterParam::Ceiling, -9.0);
        let (wide, wedge) = (main(&values, 6), monitor(&values));
        assert!(wide.on && wedge.on);
        assert_eq!(
            (wide.ceiling_db, wide.release_ms, wide.channels),
            (-9.0, 100.0, 6)
        );
        assert_eq!((wedge.ceiling_db, wedge.release_ms), (-9.0, 100.0));
    }
}
