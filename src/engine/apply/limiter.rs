//! The limiter on main.

use super::stale;
use crate::dsp::limiter::LimiterSettings;
use crate::engine::Engine;
use crate::param::spec::LimiterParam;

impl Engine {
    pub(super) fn apply_limiter(&mut self, row: LimiterParam) {
        match row {
            LimiterParam::On | LimiterParam::Ceiling | LimiterParam::Release => {
                self.stale.mark_once(stale::LIMITER);
            }
        }
    }

    pub(super) fn refresh_limiter(&mut self) {
        let console = &self.wiring.console;
        let settings = LimiterSettings {
            channels: self.wiring.nodes[self.wiring.main].channels,
            on: self.value(console.limiter_on).is_on(),
            ceiling_db: self.value(console.limiter_ceiling).0,
            release_ms: self.value(console.limiter_release).0,
        };
        for output in &mut self.outputs {
            if let Some(limiter) = &mut output.limiter {
                limiter.set(settings);
            }
        }
    }
}
