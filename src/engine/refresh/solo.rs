//! Solo: who is soloed, what the monitor hears of it, and what it silences.

use crate::engine::Engine;
use crate::engine::bank::{OUTPUT, POST_FADER, TAPS};
use crate::engine::mix::{Mix, PFL};
use crate::engine::monitor::{SOLO, SOURCE};
use crate::engine::settings::pan_matrix::PanMatrix;
use crate::engine::stale::{Once, Part};
use crate::param::silence::{self, SoloRole, Switches};
use crate::param::spec::{ConsoleParam, MonitorParam};
use crate::param::tables::console::SoloMode;
use crate::param::{Choice, Curve};

/// Lanes of each pair of the monitor.
const SIDES: usize = 2;

impl Engine {
    /// Who is soloed. What follows from it is stale then.
    pub(super) fn refresh_solo(&mut self) {
        let mode = SoloMode::of(self.read(self.wiring.console[ConsoleParam::SoloMode]));
        let new_mode = self.solo.mode != mode;
        self.solo.mode = mode;
        let mut heard = false;
        for at in 0..self.wiring.nodes.len() {
            let soloed = silence::is_soloed(self, at);
            if self.solo.soloed[at] != soloed || new_mode {
                self.solo.soloed[at] = soloed;
                self.stale.mark(at, Part::Listen);
            }
            heard |= self.listens(at);
        }
        let before = self.solo.cuts;
        self.solo.cuts = silence::cuts(self, &self.solo.soloed);
        self.solo.is_heard = heard;
        self.stale.mark_once(Once::Monitor);
        if before.strips || self.solo.cuts.strips {
            for at in 0..self.wiring.nodes.len() {
                self.stale.mark(at, Part::Mute);
            }
        }
    }

    /// True when the monitor hears a node in the solo mix: soloed, or by its key.
    fn listens(&self, at: usize) -> bool {
        let in_place = self.is_in_place() && self.part(at) != SoloRole::Other;
        self.hears_key(at) || self.solo.soloed[at] && !in_place
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
