//! Mute: the OR of all causes. Clearing one never opens another.

use super::stale::{self, FADER, MUTE};
use crate::engine::Engine;
use crate::param::spec::{MemberParam, MuteGroupParam};

impl Engine {
    pub(super) fn apply_member(&mut self, node: usize, row: MemberParam) {
        match row {
            MemberParam::Dca => {
                self.stale.mark(node, FADER | MUTE);
                self.stale.mark_once(stale::SOLO);
            }
            MemberParam::MuteGroup => self.stale.mark(node, MUTE),
        }
    }

    pub(super) fn apply_mute_group(&mut self, group: usize, row: MuteGroupParam) {
        match row {
            MuteGroupParam::On => {
                for node in 0..self.wiring.nodes.len() {
                    if self
                        .value(self.wiring.nodes[node].params.mute_groups[group])
                        .is_on()
                    {
                        self.stale.mark(node, MUTE);
                    }
                }
            }
        }
    }

    pub(in crate::engine) fn refresh_mute(&mut self, at: usize) {
        let gain = if self.is_muted(at) || self.leaving[at] {
            0.0
        } else {
            1.0
        };
        let node = &self.wiring.nodes[at];
        for lane in node.lanes() {
            self.banks[node.bank].mute.set_target(lane, gain);
        }
    }

    fn is_muted(&self, at: usize) -> bool {
        let params = &self.wiring.nodes[at].params;
        let by_group = || {
            let groups = params.mute_groups.iter().zip(&self.wiring.mute_groups);
            groups
                .into_iter()
                .any(|(member, on)| self.value(*member).is_on() && self.value(*on).is_on())
        };
        let by_dca = || {
            let dcas = params.dcas.iter().zip(&self.wiring.dcas);
            dcas.into_iter()
                .any(|(member, dca)| self.value(*member).is_on() && self.value(dca.mute).is_on())
        };
        self.value(params.mute).is_on() || by_group() || by_dca() || self.is_cut_by_solo(at)
    }
}
