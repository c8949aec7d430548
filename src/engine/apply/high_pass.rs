//! The high-pass filter.

use super::stale::HIGH_PASS;
use crate::dsp::high_pass::{HighPassSettings, Slope};
use crate::engine::Engine;
use crate::param::spec::HighPassParam;

impl Engine {
    pub(super) fn apply_high_pass(&mut self, node: usize, row: HighPassParam) {
        match row {
            HighPassParam::On | HighPassParam::Freq | HighPassParam::Slope => {
                self.stale.mark(node, HIGH_PASS);
            }
        }
    }

    pub(super) fn refresh_high_pass(&mut self, node: usize) {
        const SLOPES: [Slope; 4] = [
            Slope::Six,
            Slope::Twelve,
            Slope::Eighteen,
            Slope::TwentyFour,
        ];
        let node = &self.wiring.nodes[node];
        let params = node.params.high_pass;
        let slope = self.value(params.slope).choice();
        let settings = HighPassSettings {
            on: self.value(params.on).is_on() && !node.bypassed,
            freq_hz: self.value(params.freq).0,
            slope: SLOPES[slope.min(SLOPES.len() - 1)],
        };
        for lane in node.lanes() {
            self.banks[node.bank].high_pass.set(lane, settings);
        }
    }
}
