//! Trim and polarity.

use super::stale::TRIM;
use crate::dsp::math::gain_from_db_f64;
use crate::engine::Engine;
use crate::param::spec::InputParam;

impl Engine {
    pub(super) fn apply_input(&mut self, node: usize, row: InputParam) {
        match row {
            InputParam::Trim | InputParam::Polarity => self.stale.mark(node, TRIM),
        }
    }

    /// Trim and polarity are one gain: a change of polarity passes through zero.
    pub(super) fn refresh_trim(&mut self, node: usize) {
        let node = &self.wiring.nodes[node];
        let gain = gain_from_db_f64(f64::from(self.value(node.params.trim).0)) as f32;
        let signed = if self.value(node.params.polarity).is_on() {
            -gain
        } else {
            gain
        };
        for lane in node.lanes() {
            self.banks[node.bank].trim.set_target(lane, signed);
        }
    }
}
