//! Mute: the OR of all causes. Clearing one never opens another. And DCAs: which acts on what.

use crate::engine::Engine;
use crate::engine::rise::{self, Gains};
use crate::engine::settings::level::Level;
use crate::param::ParamIndex;
use crate::param::silence::{self, Cause};
use crate::param::spec::MuteGroupParam;

impl Engine {
    /// Which DCAs are in which has changed.
    pub(super) fn refresh_nesting(&mut self) {
        let mut reach = std::mem::take(&mut self.reach);
        silence::nest(&mut reach, |dca, above| {
            for (number, member) in &self.wiring.dcas[dca].member_of {
                if self.value(*member).is_on() {
                    above(*number);
                }
            }
        });
        self.reach = reach;
    }

    /// True for a member of a mute group.
    pub(super) fn is_in_mute_group(&self, node: usize, group: usize) -> bool {
        let member: ParamIndex = self.wiring.nodes[node].params.mute_groups[group];
        self.value(member).is_on()
    }

    pub(in crate::engine) fn refresh_mute(&mut self, at: usize) {
        let gains = self.mute_gains(at);
        let node = &self.wiring.nodes[at];
        let (gain, next) = if rise::is_guarded(node) {
            self.rises.mute(at, gains, self.frame)
        } else {
            gains
        };
        for lane in node.lanes() {
            self.banks[node.bank].mute.go(lane, gain, next);
        }
        // They hear it by way of their sends.
        self.stale.mark_ways(at, self.rises.guarded(at));
    }

    /// What mute and mute groups leave of a node.
    pub(super) fn mute_gains(&self, at: usize) -> Gains {
        if self.is_muted(at) || self.leaving[at] {
            (0.0, None)
        } else {
            self.group_level(at).gains()
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
        let solo = &self.solo;
        let mut causes = silence::causes(self, solo.cuts, &solo.soloed, at);
        causes.any(Cause::silences)
    }
}
