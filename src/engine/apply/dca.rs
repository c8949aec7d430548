//! DCAs: dB, mutes and solos for their members.

use super::stale::{self, FADER, MUTE};
use crate::engine::Engine;
use crate::param::spec::DcaParam;

impl Engine {
    pub(super) fn apply_dca(&mut self, dca: usize, row: DcaParam) {
        for node in 0..self.wiring.nodes.len() {
            if self.value(self.wiring.nodes[node].params.dcas[dca]).is_on() {
                match row {
                    DcaParam::Fader => self.stale.mark(node, FADER),
                    DcaParam::Mute => self.stale.mark(node, MUTE),
                    DcaParam::Solo => self.stale.mark_once(stale::SOLO),
                }
            }
        }
    }
}
