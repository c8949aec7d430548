//! DCAs: dB, mutes and solos for their members, and for what is in DCAs that are members.

use super::stale::{self, FADER, MUTE};
use crate::engine::Engine;
use crate::param::spec::DcaParam;

impl Engine {
    pub(super) fn apply_dca(&mut self, dca: usize, row: DcaParam) {
        for node in 0..self.wiring.nodes.len() {
            if self.dcas_over(node) & (1 << dca) != 0 {
                match row {
                    DcaParam::Fader => self.stale.mark(node, FADER),
                    DcaParam::Mute => self.stale.mark(node, MUTE),
                    DcaParam::Solo => self.stale.mark_once(stale::SOLO),
                }
            }
        }
    }

    pub(super) fn apply_nesting(&mut self) {
        self.stale.mark_once(stale::NESTING | stale::SOLO);
        for node in 0..self.wiring.nodes.len() {
            self.stale.mark(node, FADER | MUTE);
        }
    }

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
}
