//! The high-pass and the low-pass filter.

use super::stale::{HIGH_PASS, LOW_PASS};
use crate::dsp::cut_filter::{CutSettings, Slope};
use crate::engine::Engine;
use crate::engine::wiring::CutParams;
use crate::param::spec::{HighPassParam, LowPassParam};

impl Engine {
    pub(super) fn apply_high_pass(&mut self, node: usize, row: HighPassParam) {
        match row {
            HighPassParam::On | HighPassParam::Freq | HighPassParam::Slope => {
                self.stale.mark(node, HIGH_PASS);
            }
        }
    }

    pub(super) fn apply_low_pass(&mut self, node: usize, row: LowPassParam) {
        match row {
            LowPassParam::On | LowPassParam::Freq | LowPassParam::Slope => {
                self.stale.mark(node, LOW_PASS);
            }
        }
    }

    pub(super) fn refresh_high_pass(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let settings = self.cut_settings(node.params.high_pass, node.bypassed);
        for lane in node.lanes() {
            self.banks[node.bank].high_pass.set(lane, settings);
        }
    }

    pub(super) fn refresh_low_pass(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let settings = self.cut_settings(node.params.low_pass, node.bypassed);
        for lane in node.lanes() {
            self.banks[node.bank].low_pass.set(lane, settings);
        }
    }

    fn cut_settings(&self, params: CutParams, bypassed: bool) -> CutSettings {
        const SLOPES: [Slope; 4] = [
            Slope::Six,
            Slope::Twelve,
            Slope::Eighteen,
            Slope::TwentyFour,
        ];
        let slope = self.value(params.slope).choice();
        CutSettings {
            on: self.value(params.on).is_on() && !bypassed,
            freq_hz: self.ahead(params.freq),
            slope: SLOPES[slope.min(SLOPES.len() - 1)],
        }
    }
}
