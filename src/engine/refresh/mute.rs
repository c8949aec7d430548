//! Mute: the OR of all causes. Clearing one never opens another. And DCAs: which acts on what.

use crate::engine::Engine;
use crate::engine::rows::Origin;
use crate::engine::settings::level::Level;
use crate::param::ParamIndex;
use crate::param::spec::{DcaParam, LevelParam, MuteGroupParam};

impl Engine {
    /// Each DCA reaches itself, what it is in, and what that is in. A set: a ring of DCAs, which only
    /// a file could make, ends where it closes.
    pub(super) fn refresh_nesting(&mut self) {
        let count = self.reach.len();
        for dca in 0..count {
            self.reach[dca] = 1 << dca;
        }
        for _ in 0..count {
            for dca in 0..count {
                for (above, member) in &self.wiring.dcas[dca].member_of {
                    if self.value(*member).is_on() {
                        self.reach[dca] |= self.reach[*above];
                    }
                }
            }
        }
    }

    /// The DCAs that act on a node, one bit each.
    pub(super) fn dcas_over(&self, node: usize) -> u32 {
        let members = self.wiring.nodes[node].params.dcas.iter();
        let mut over = 0;
        for (member, reach) in members.zip(&self.reach) {
            if self.value(*member).is_on() {
                over |= reach;
            }
        }
        over
    }

    /// True when a switch of a DCA that acts on a node is on.
    pub(super) fn is_on_above(&self, at: usize, row: DcaParam) -> bool {
        let over = self.dcas_over(at);
        let mut dcas = self.wiring.dcas.iter().enumerate();
        dcas.any(|(number, dca)| over & (1 << number) != 0 && self.is_on(dca.rows[row]))
    }

    /// True for a member of a mute group.
    pub(super) fn is_in_mute_group(&self, node: usize, group: usize) -> bool {
        let member: ParamIndex = self.wiring.nodes[node].params.mute_groups[group];
        self.value(member).is_on()
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
            let dim = self.level(group[MuteGroupParam::Dim]);
            let dims = self.value(*member).is_on() && self.is_on(group[MuteGroupParam::On]);
            if dims && dim.now < lowest.now {
                lowest = dim;
            }
        }
        lowest
    }

    fn is_muted(&self, at: usize) -> bool {
        let own: Origin = self.wiring.nodes[at].params.level[LevelParam::Mute];
        self.is_on(own) || self.is_on_above(at, DcaParam::Mute) || self.is_cut_by_solo(at)
    }
}
