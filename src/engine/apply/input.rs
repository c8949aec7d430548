//! Trim, polarity and alignment.

use super::stale::{DELAY, TRIM};
use crate::engine::Engine;
use crate::param::spec::InputParam;

impl Engine {
    pub(super) fn apply_input(&mut self, node: usize, row: InputParam) {
        match row {
            InputParam::Trim | InputParam::Polarity => self.stale.mark(node, TRIM),
            InputParam::Delay => self.stale.mark(node, DELAY),
        }
    }

    /// Trim and polarity are one gain: a change of polarity passes through zero.
    pub(super) fn refresh_trim(&mut self, node: usize) {
        let node = &self.wiring.nodes[node];
        let (gain, next) = self.level(node.params.trim).gains();
        let turned = self.value(node.params.polarity).is_on();
        let signed = |gain: f32| if turned { -gain } else { gain };
        for lane in node.lanes() {
            let trim = &mut self.banks[node.bank].trim;
            trim.go(lane, signed(gain), next.map(signed));
        }
    }

    /// A strip is delayed at its input, a bus or main at its outputs.
    pub(super) fn refresh_delay(&mut self, node: usize) {
        let node = &self.wiring.nodes[node];
        let ms = self.value(node.params.delay).0;
        let lanes = node.lanes();
        match node.bank.checked_sub(self.wiring.strip_banks) {
            None => {
                for lane in lanes {
                    self.input_delays[node.bank].set(lane, ms);
                }
            }
            Some(after) => {
                for port in &mut self.outputs[after].ports {
                    if lanes.contains(&port.lane) {
                        port.delay.set(ms);
                    }
                }
            }
        }
    }
}
