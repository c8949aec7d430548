//! The limiters: on main with look-ahead, on wedges and in-ears without.

use super::stale::LIMITER;
use crate::dsp::limiter::LimiterSettings;
use crate::dsp::monitor_limiter::MonitorLimiterSettings;
use crate::engine::Engine;
use crate::engine::outputs::Limiters;
use crate::param::spec::LimiterParam;

impl Engine {
    pub(super) fn apply_limiter(&mut self, node: usize, row: LimiterParam) {
        match row {
            LimiterParam::On | LimiterParam::Ceiling | LimiterParam::Release => {
                self.stale.mark(node, LIMITER);
            }
        }
    }

    pub(super) fn refresh_limiter(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let Some(after) = node.bank.checked_sub(self.wiring.strip_banks) else {
            return;
        };
        let params = match node.params.limiter {
            Some(params) => params,
            None => self.wiring.console.limiter,
        };
        let on = self.value(params.on).is_on();
        let ceiling_db = self.value(params.ceiling).0;
        let release_ms = self.value(params.release).0;
        match &mut self.outputs[after].limiters {
            Limiters::Main(limiter) if at == self.wiring.main => limiter.set(LimiterSettings {
                on,
                ceiling_db,
                release_ms,
                channels: node.channels,
            }),
            Limiters::Monitor(limiter) if node.params.limiter.is_some() => {
                for lane in node.lanes() {
                    limiter.set(
                        lane,
                        MonitorLimiterSettings {
                            on,
                            ceiling_db,
                            release_ms,
                        },
                    );
                }
            }
            _ => {}
        }
    }
}
