//! Mute: the OR of all causes. Clearing one never opens another.

use super::level::Level;
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
            MuteGroupParam::On | MuteGroupParam::Dim => {
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
        let (gain, next) = if self.is_muted(at) || self.leaving[at] {
            (0.0, None)
        } else {
            self.group_level(at).gains()
        };
        let node = &self.wiring.nodes[at];
        for lane in node.lanes() {
            self.banks[node.bank].mute.go(lane, gain, next);
        }
    }

    /// Mute groups mute, or dim by their level; of several, the lowest counts.
    fn group_level(&self, at: usize) -> Level {
        let members = self.wiring.nodes[at].params.mute_groups.iter();
        let mut lowest = Level::UNITY;
        for (member, group) in members.zip(&self.wiring.mute_groups) {
            let dim = self.level(group.dim);
            let dims = self.value(*member).is_on() && self.value(group.on).is_on();
            if dims && dim.now < lowest.now {
                lowest = dim;
            }
        }
        lowest
    }

    fn is_muted(&self, at: usize) -> bool {
        let over = self.dcas_over(at);
        let mut dcas = self.wiring.dcas.iter().enumerate();
        self.value(self.wiring.nodes[at].params.mute).is_on()
            || dcas.any(|(number, dca)| over & (1 << number) != 0 && self.value(dca.mute).is_on())
            || self.is_cut_by_solo(at)
    }
}
