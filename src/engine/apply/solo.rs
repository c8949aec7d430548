//! Solo: who is soloed, what the monitor hears of it, and what it silences.

use super::legs::Legs;
use super::stale::{self, LISTEN, MUTE};
use crate::engine::Engine;
use crate::engine::bank::{OUTPUT, POST_FADER, TAPS};
use crate::engine::mix::{Mix, PFL};
use crate::engine::monitor::{SOLO, SOURCE};
use crate::engine::solo::SoloMode;
use crate::param::spec::SoloParam;
use crate::param::{Curve, Plain};

/// Lanes of each pair of the monitor.
const SIDES: usize = 2;

impl Engine {
    pub(super) fn apply_solo(&mut self, node: usize, row: SoloParam) {
        match row {
            SoloParam::On => self.stale.mark_once(stale::SOLO),
            SoloParam::Safe => self.stale.mark(node, MUTE),
        }
    }

    /// Who is soloed. What follows from it is stale then.
    pub(super) fn refresh_solo(&mut self) {
        let mode = SoloMode::from_choice(self.value(self.wiring.console.solo_mode).choice());
        let in_place = mode == SoloMode::InPlace;
        let new_mode = self.solo.mode != mode;
        self.solo.mode = mode;
        let (mut strips, mut subgroups, mut heard) = (false, false, false);
        for at in 0..self.wiring.nodes.len() {
            let soloed = self.is_soloed(at);
            if self.solo.soloed[at] != soloed || new_mode {
                self.solo.soloed[at] = soloed;
                self.stale.mark(at, LISTEN);
            }
            strips |= soloed && in_place && self.is_strip(at);
            subgroups |= soloed && in_place && self.wiring.nodes[at].is_subgroup;
            heard |= self.listens(at);
        }
        let cut = self.solo.cuts_strips || strips || subgroups;
        self.solo.cuts_strips = strips || subgroups;
        self.solo.cuts_subgroups = subgroups;
        self.solo.is_heard = heard;
        self.stale.mark_once(stale::MONITOR);
        if cut {
            for at in 0..self.wiring.nodes.len() {
                self.stale.mark(at, MUTE);
            }
        }
    }

    fn is_strip(&self, at: usize) -> bool {
        self.wiring.nodes[at].bank < self.wiring.strip_banks
    }

    /// Soloed by itself, or by a DCA that acts on it.
    fn is_soloed(&self, at: usize) -> bool {
        let over = self.dcas_over(at);
        let mut dcas = self.wiring.dcas.iter().enumerate();
        self.value(self.wiring.nodes[at].params.solo).is_on()
            || dcas.any(|(number, dca)| over & (1 << number) != 0 && self.value(dca.solo).is_on())
    }

    /// True when the monitor hears a node in the solo mix: soloed, or by its key.
    fn listens(&self, at: usize) -> bool {
        let in_place = self.solo.mode == SoloMode::InPlace
            && (self.is_strip(at) || self.wiring.nodes[at].is_subgroup);
        self.hears_key(at) || self.solo.soloed[at] && !in_place
    }

    /// True when solo in place silences a node.
    pub(super) fn is_cut_by_solo(&self, at: usize) -> bool {
        let node = &self.wiring.nodes[at];
        let safe = node.params.solo_safe;
        if self.solo.soloed[at] || safe.is_some_and(|safe| self.value(safe).is_on()) {
            return false;
        }
        if self.is_strip(at) {
            self.solo.cuts_strips && !self.feeds_soloed(at)
        } else {
            self.solo.cuts_subgroups && node.is_subgroup
        }
    }

    /// True for a strip that feeds a soloed subgroup.
    fn feeds_soloed(&self, at: usize) -> bool {
        let mut sends = self.wiring.nodes[at].params.sends.iter();
        sends.any(|send| {
            self.solo.soloed[send.bus]
                && self.wiring.nodes[send.bus].is_subgroup
                && self.value(send.on).is_on()
                && self.value(send.level) != Plain::OFF
        })
    }

    /// What the monitor hears of a node: as its source what leaves, and in the solo mix.
    pub(super) fn refresh_listen(&mut self, at: usize) {
        let source = self.value(self.wiring.monitor.source);
        let is_source = Curve::Source.names(source) == Some(self.wiring.nodes[at].id);
        // Balance and width are in what leaves.
        let legs = self.legs_unpanned(at);
        self.listen(at, SOURCE, OUTPUT, legs, is_source);
        let (tap, legs) = if self.solo.mode == SoloMode::Pfl || self.hears_key(at) {
            (PFL, legs)
        } else {
            (POST_FADER, self.legs_as_in_main(at))
        };
        self.listen(at, SOLO, tap, legs, self.listens(at));
    }

    /// Sets the gains from a node into a pair of the monitor's lanes: those of `tap` to the legs, all
    /// others to zero.
    fn listen(&mut self, at: usize, first: usize, tap: usize, legs: Legs, on: bool) {
        let on = on && !self.leaving[at];
        let source = &self.wiring.nodes[at];
        let mix = &mut self.mixes[self.wiring.monitor_bank() - self.wiring.strip_banks];
        for (channel, lane) in source.lanes().enumerate() {
            for (side, leg) in legs[channel].iter().take(SIDES).enumerate() {
                for each in 0..TAPS {
                    let gain = if on && each == tap { *leg } else { 0.0 };
                    mix.set(Mix::slot(source.bank, lane, each), first + side, gain);
                }
            }
        }
        self.taps_stale = true;
    }
}
