//! Parameters reach the signal path here: one file per section, each matching its rows
//! exhaustively.
//!
//! An arm says what has become stale; once all commands of a mark are taken, each stale part is
//! brought in line with the values, once ([`Engine::refresh_stale`]). What moves then, moves per
//! sample in the processors.

mod console;
mod dca;
mod gate;
mod high_pass;
mod input;
mod level;
mod limiter;
mod monitor;
mod mute;
mod send;
mod solo;
pub mod stale;
mod talkback;

use super::Engine;
use crate::param::spec::LinkParam;
use crate::param::{NodeKind, Param, ParamIndex};

/// What brings a part of a node in line, and the bit of the part.
type Refresher = (u32, fn(&mut Engine, usize));

impl Engine {
    /// Says what the new value of one parameter concerns.
    pub(super) fn apply(&mut self, index: ParamIndex) {
        let target = self.wiring.targets[index.slot()];
        let owner = target.owner;
        match target.param {
            Param::Input(row) => self.apply_input(owner, row),
            Param::HighPass(row) => self.apply_high_pass(owner, row),
            Param::Gate(row) => self.apply_gate(owner, row),
            Param::Level(row) => self.apply_level(owner, row),
            Param::Member(_) if target.kind == NodeKind::Dca => self.apply_nesting(),
            Param::Member(row) => self.apply_member(owner, row),
            Param::Send(row) => self.apply_send(owner, target.send, row),
            Param::Limiter(row) => self.apply_limiter(row),
            Param::Dca(row) => self.apply_dca(owner, row),
            Param::MuteGroup(row) => self.apply_mute_group(owner, row),
            Param::Console(row) => self.apply_console(row),
            Param::Solo(row) => self.apply_solo(owner, row),
            Param::Monitor(row) => self.apply_monitor(row),
            Param::Speaker(row) => self.apply_speaker(row),
            Param::Phones(row) => self.apply_phones(row),
            Param::Talkback(row) => self.apply_talkback(row),
            Param::Oscillator(row) => self.apply_oscillator(row),
            // What moves with what is decided before anything comes here.
            Param::Link(LinkParam::To | LinkParam::Mode) => {}
        }
    }

    /// Brings everything stale in line with the values.
    pub(super) fn refresh_stale(&mut self) {
        if !self.stale.take_any() {
            return;
        }
        if self.stale.take_once(stale::NESTING) {
            self.refresh_nesting();
        }
        if self.stale.take_once(stale::SOLO) {
            // First: it makes parts of nodes stale.
            self.refresh_solo();
        }
        for node in 0..self.wiring.nodes.len() {
            self.refresh_parts(node);
            self.refresh_routes(node);
        }
        if self.stale.take_once(stale::LIMITER) {
            self.refresh_limiter();
        }
        if self.stale.take_once(stale::HOLD) {
            self.refresh_hold();
        }
        if self.stale.take_once(stale::MONITOR) {
            self.refresh_monitor();
        }
        if self.stale.take_once(stale::TALKBACK) {
            self.refresh_talkback();
        }
        if self.stale.take_once(stale::OSCILLATOR) {
            self.refresh_oscillator();
        }
    }

    fn refresh_parts(&mut self, node: usize) {
        let parts = self.stale.take_parts(node);
        if parts == 0 {
            return;
        }
        let refreshers: [Refresher; 7] = [
            (stale::TRIM, Self::refresh_trim),
            (stale::HIGH_PASS, Self::refresh_high_pass),
            (stale::GATE, Self::refresh_gate),
            (stale::FADER, Self::refresh_fader),
            (stale::MUTE, Self::refresh_mute),
            (stale::BALANCE, Self::refresh_balance),
            (stale::LISTEN, Self::refresh_listen),
        ];
        for (part, refresh) in refreshers {
            if parts & part != 0 {
                refresh(self, node);
            }
        }
    }
}
