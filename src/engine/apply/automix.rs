//! Gain sharing between open microphones.

use super::stale::AUTOMIX;
use crate::dsp::automix::{AutomixSettings, share};
use crate::engine::Engine;
use crate::engine::wiring::AutomixParams;
use crate::param::spec::{AutomixGroupParam, AutomixParam};

impl Engine {
    pub(super) fn apply_automix(&mut self, node: usize, row: AutomixParam) {
        match row {
            AutomixParam::Group | AutomixParam::Weight | AutomixParam::Override => {
                self.stale.mark(node, AUTOMIX);
            }
        }
    }

    pub(super) fn apply_automix_group(&mut self, group: usize, row: AutomixGroupParam) {
        match row {
            AutomixGroupParam::On | AutomixGroupParam::Release => {
                for node in 0..self.wiring.nodes.len() {
                    if self.chosen_group(node) == Some(group) {
                        self.stale.mark(node, AUTOMIX);
                    }
                }
            }
        }
    }

    /// The group that a strip has chosen, as a position among the groups.
    fn chosen_group(&self, node: usize) -> Option<usize> {
        let params = self.wiring.nodes[node].params.automix?;
        let group = self.value(params.group).choice().checked_sub(1)?;
        (group < self.wiring.automix_groups.len()).then_some(group)
    }

    pub(super) fn refresh_automix(&mut self, at: usize) {
        let Some(params): Option<AutomixParams> = self.wiring.nodes[at].params.automix else {
            return;
        };
        let chosen = self.chosen_group(at);
        let group = chosen.map(|group| self.wiring.automix_groups[group]);
        let sharing = group.is_some_and(|group| self.value(group.on).is_on());
        let on = sharing && !self.wiring.nodes[at].bypassed;
        let release_ms = group.map(|group| self.value(group.release).0);
        let settings = AutomixSettings {
            on,
            weight_db: self.value(params.weight).0,
            override_on: self.value(params.override_on).is_on(),
            release_ms: release_ms.unwrap_or(AutomixSettings::default().release_ms),
        };
        let node = &self.wiring.nodes[at];
        for lane in node.lanes() {
            self.banks[node.bank].automix.set(lane, settings);
        }
        // A microphone in a group is heard all the time.
        self.banks[node.bank].has_automix = !self.banks[node.bank].automix.is_neutral();
        self.shares[at] = chosen.filter(|_| on).map(|group| group as u8);
        self.is_sharing = self.shares.iter().any(Option::is_some);
    }

    /// Once per mark: what each open microphone has of its group's gain. A muted one and one whose
    /// fader is down count for nothing.
    pub(in crate::engine) fn share_gains(&mut self) {
        if !self.is_sharing {
            return;
        }
        self.shared_power.fill(0.0);
        for at in 0..self.wiring.nodes.len() {
            if let Some(group) = self.shares[at] {
                self.shared_power[usize::from(group)] += self.open_power(at);
            }
        }
        for at in 0..self.wiring.nodes.len() {
            let Some(group) = self.shares[at] else {
                continue;
            };
            let share = share(self.open_power(at), self.shared_power[usize::from(group)]);
            let node = &self.wiring.nodes[at];
            for lane in node.lanes() {
                self.banks[node.bank].automix.set_share(lane, share);
            }
        }
    }

    /// What a microphone counts for: its weighted power, the mean of its channels; nothing when it is
    /// closed.
    fn open_power(&self, at: usize) -> f32 {
        let node = &self.wiring.nodes[at];
        let bank = &self.banks[node.bank];
        let (mute, fader) = (bank.mute.target(), bank.fader.target());
        if mute[node.lane] == 0.0 || fader[node.lane] == 0.0 {
            return 0.0;
        }
        let sum: f32 = node
            .lanes()
            .map(|lane| bank.automix.weighted_power(lane))
            .sum();
        sum / node.channels as f32
    }
}
