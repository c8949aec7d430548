//! Gain sharing between open microphones.

use crate::dsp::automix::share;
use crate::dsp::processor::Processor;
use crate::engine::Engine;
use crate::engine::settings::automix;
use crate::param::spec::AutomixParam;

impl Engine {
    /// The group that a strip has chosen, as a position among the groups.
    pub(super) fn chosen_group(&self, node: usize) -> Option<usize> {
        automix::chosen_group(&self.values_of(&self.wiring.nodes[node].params.automix))
    }

    pub(super) fn refresh_automix(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        if !node.params.automix.has(AutomixParam::Group) {
            return;
        }
        let strip = self.values_of(&node.params.automix);
        let chosen = automix::chosen_group(&strip);
        let group = chosen.map(|group| self.values_of(&self.wiring.automix_groups[group]));
        let mut settings = automix::settings(&strip, group.as_ref());
        settings.on &= !node.bypassed;
        for lane in node.lanes() {
            self.banks[node.bank].automix.set(lane, settings);
        }
        self.shares[at] = chosen.filter(|_| settings.on).map(|group| group as u8);
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
