//! Parameters reach the signal path here: one file per section, each matching its rows
//! exhaustively.
//!
//! An arm says what has become stale; once all commands of a mark are taken, each stale part is
//! brought in line with the values, once ([`Engine::refresh_stale`]). What moves then, moves per
//! sample in the processors.

mod automix;
mod compressor;
mod console;
mod cut_filter;
mod dca;
mod de_esser;
mod eq;
mod fx;
mod gate;
mod image;
mod input;
mod insert;
mod key;
mod legs;
mod level;
mod limiter;
mod monitor;
mod mute;
mod saturation;
mod send;
mod solo;
pub mod stale;
mod surround;
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
            Param::LowPass(row) => self.apply_low_pass(owner, row),
            Param::Eq(row) => self.apply_eq(owner, row),
            Param::Graphic(row) => self.apply_graphic(owner, row),
            Param::Notch(row) => self.apply_notch(owner, row),
            Param::Gate(row) => self.apply_gate(owner, row),
            Param::Insert(row) => self.apply_insert(owner, row),
            Param::Compressor(row) => self.apply_compressor(owner, row),
            Param::DeEsser(row) => self.apply_de_esser(owner, row),
            Param::Saturation(row) => self.apply_saturation(owner, row),
            Param::Fx(row) => self.apply_fx(owner, row),
            Param::Reverb(row) => self.apply_reverb(owner, row),
            Param::TapDelay(row) => self.apply_tap_delay(owner, row),
            Param::Level(row) => self.apply_level(owner, row),
            Param::Member(_) if target.kind == NodeKind::Dca => self.apply_nesting(),
            Param::Member(row) => self.apply_member(owner, row),
            Param::Send(row) => self.apply_send(owner, target.send, row),
            Param::Automix(row) => self.apply_automix(owner, row),
            Param::AutomixGroup(row) => self.apply_automix_group(owner, row),
            Param::Image(row) => self.apply_image(owner, row),
            Param::Surround(row) => self.apply_surround(owner, row),
            Param::Limiter(row) => self.apply_limiter(owner, row),
            Param::Dca(row) => self.apply_dca(owner, row),
            Param::MuteGroup(row) => self.apply_mute_group(owner, row),
            Param::Console(row) => self.apply_console(row),
            Param::Solo(row) => self.apply_solo(owner, row),
            Param::Monitor(row) => self.apply_monitor(row),
            Param::Speaker(row) => self.apply_speaker(row),
            Param::Phones(row) => self.apply_phones(row),
            Param::Talkback(row) => self.apply_talkback(row),
            Param::Oscillator(row) => self.apply_oscillator(row),
            // Which strip stands in for which, and what moves with what, is decided before anything
            // comes here.
            Param::Spare(_) | Param::Link(LinkParam::To | LinkParam::Mode) => {}
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
        if self.stale.take_once(stale::HOLD) {
            self.refresh_hold();
            self.refresh_meters();
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
        let refreshers: [Refresher; 19] = [
            (stale::TRIM, Self::refresh_trim),
            (stale::HIGH_PASS, Self::refresh_high_pass),
            (stale::LOW_PASS, Self::refresh_low_pass),
            (stale::GATE, Self::refresh_gate),
            (stale::INSERT, Self::refresh_insert),
            (stale::EQ, Self::refresh_eq),
            (stale::GRAPHIC, Self::refresh_graphic),
            (stale::COMPRESSOR, Self::refresh_compressor),
            (stale::DE_ESSER, Self::refresh_de_esser),
            (stale::FADER, Self::refresh_fader),
            (stale::MUTE, Self::refresh_mute),
            (stale::BALANCE, Self::refresh_balance),
            (stale::LISTEN, Self::refresh_listen),
            (stale::IMAGE, Self::refresh_image),
            (stale::AUTOMIX, Self::refresh_automix),
            (stale::LIMITER, Self::refresh_limiter),
            (stale::DELAY, Self::refresh_delay),
            (stale::SATURATION, Self::refresh_saturation),
            (stale::FX, Self::refresh_fx),
        ];
        for (part, refresh) in refreshers {
            if parts & part != 0 {
                refresh(self, node);
            }
        }
    }
}
