//! Solo: who is soloed, what the monitor hears of it, and what it silences.

use crate::engine::Engine;
use crate::engine::bank::{OUTPUT, POST_FADER, TAPS};
use crate::engine::mix::{Mix, PFL};
use crate::engine::monitor::{SOLO, SOURCE};
use crate::engine::settings::pan_matrix::PanMatrix;
use crate::engine::stale::{Once, Part};
use crate::param::spec::{ConsoleParam, DcaParam, MonitorParam, SendParam, SoloParam};
use crate::param::tables::console::SoloMode;
use crate::param::{Choice, Curve, Plain};

/// Lanes of each pair of the monitor.
const SIDES: usize = 2;

impl Engine {
    /// Who is soloed. What follows from it is stale then.
    pub(super) fn refresh_solo(&mut self) {
        let mode = SoloMode::of(self.read(self.wiring.console[ConsoleParam::SoloMode]));
        let in_place = mode == SoloMode::InPlace;
        let new_mode = self.solo.mode != mode;
        self.solo.mode = mode;
        let (mut strips, mut subgroups, mut heard) = (false, false, false);
        for at in 0..self.wiring.nodes.len() {
            let soloed = self.is_soloed(at);
            if self.solo.soloed[at] != soloed || new_mode {
                self.solo.soloed[at] = soloed;
                self.stale.mark(at, Part::Listen);
            }
            strips |= soloed && in_place && self.is_strip(at);
            subgroups |= soloed && in_place && self.wiring.nodes[at].is_subgroup;
            heard |= self.listens(at);
        }
        let cut = self.solo.cuts_strips || strips || subgroups;
        self.solo.cuts_strips = strips || subgroups;
        self.solo.cuts_subgroups = subgroups;
        self.solo.is_heard = heard;
        self.stale.mark_once(Once::Monitor);
        if cut {
            for at in 0..self.wiring.nodes.len() {
                self.stale.mark(at, Part::Mute);
            }
        }
    }

    fn is_strip(&self, at: usize) -> bool {
        self.wiring.nodes[at].bank < self.wiring.strip_banks
    }

    /// Soloed by itself, or by a DCA that acts on it.
    fn is_soloed(&self, at: usize) -> bool {
        self.is_on(self.wiring.nodes[at].params.solo[SoloParam::On])
            || self.is_on_above(at, DcaParam::Solo)
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
        if self.solo.soloed[at] || self.is_on(node.params.solo[SoloParam::Safe]) {
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
                && self.is_on(send.rows[SendParam::On])
                && self.read(send.rows[SendParam::Level]) != Plain::OFF
        })
    }

    /// What the monitor hears of a node: as its source what leaves, and in the solo mix.
    pub(super) fn refresh_listen(&mut self, at: usize) {
        let source = self.read(self.wiring.monitor.monitor[MonitorParam::Source]);
        let is_source = Curve::Source.names(source) == Some(self.wiring.nodes[at].id);
        // Balance and width are in what leaves.
        let matrix = self.matrix_unpanned(at);
        self.listen(at, SOURCE, OUTPUT, matrix, is_source);
        let (tap, matrix) = if self.solo.mode == SoloMode::Pfl || self.hears_key(at) {
            (PFL, matrix)
        } else {
            (POST_FADER, self.matrix_as_in_main(at))
        };
        self.listen(at, SOLO, tap, matrix, self.listens(at));
    }

    /// Sets the gains from a node into a pair of the monitor's lanes: those of `tap` to the matrix, all
    /// others to zero.
    fn listen(&mut self, at: usize, first: usize, tap: usize, matrix: PanMatrix, on: bool) {
        let on = on && !self.leaving[at];
        let source = &self.wiring.nodes[at];
        let mix = &mut self.mixes[self.wiring.monitor_bank() - self.wiring.strip_banks];
        for (channel, lane) in source.lanes().enumerate() {
            for (side, share) in matrix[channel].iter().take(SIDES).enumerate() {
                for each in 0..TAPS {
                    let gain = if on && each == tap { *share } else { 0.0 };
                    mix.set(Mix::slot(source.bank, lane, each), first + side, gain);
                }
            }
        }
        self.taps_stale = true;
    }
}
