//! What exists once: the hold on outputs, the pan law, what meters show.

use super::stale::{self, LISTEN};
use crate::dsp::ballistics::MeterKind;
use crate::dsp::pan::PanLaw;
use crate::engine::Engine;
use crate::engine::bank::{OUTPUT, POST_FADER};
use crate::param::spec::ConsoleParam;

impl Engine {
    pub(super) fn apply_console(&mut self, row: ConsoleParam) {
        match row {
            ConsoleParam::SafeStart
            | ConsoleParam::Panic
            | ConsoleParam::Meter
            | ConsoleParam::MeterTap
            | ConsoleParam::BusMeterTap => self.stale.mark_once(stale::HOLD),
            // What recalls and solo keys may change is decided before anything comes here.
            ConsoleParam::SafePreamp
            | ConsoleParam::SafeOutputs
            | ConsoleParam::SafeMonitor
            | ConsoleParam::SoloExclusive
            | ConsoleParam::SoloLock
            | ConsoleParam::SoloClear => {}
            ConsoleParam::SoloMode => self.stale.mark_once(stale::SOLO),
            ConsoleParam::PanLaw => {
                for node in 0..self.wiring.nodes.len() {
                    self.stale.mark_routes(node);
                    self.stale.mark(node, LISTEN);
                }
            }
        }
    }

    pub(super) fn refresh_hold(&mut self) {
        let safe_start = self.value(self.wiring.console.safe_start).is_on();
        let panic = self.value(self.wiring.console.panic).is_on();
        self.hold.set_safe_start(safe_start);
        self.hold.set_panic(panic);
    }

    pub(super) fn refresh_meters(&mut self) {
        const KINDS: [MeterKind; 5] = [
            MeterKind::Peak,
            MeterKind::Rms,
            MeterKind::PpmOne,
            MeterKind::PpmTwo,
            MeterKind::Vu,
        ];
        let choice = |index| self.value(index).choice();
        let kind = choice(self.wiring.console.meter).min(KINDS.len() - 1);
        let tap = choice(self.wiring.console.meter_tap).min(POST_FADER);
        let bus_tap = match choice(self.wiring.console.bus_meter_tap) {
            tap @ ..=POST_FADER => tap,
            _ => OUTPUT,
        };
        self.set_meters(KINDS[kind], [tap, bus_tap]);
    }

    pub(super) fn pan_law(&self) -> PanLaw {
        const LAWS: [PanLaw; 4] = [
            PanLaw::MinusThree,
            PanLaw::MinusFourPointFive,
            PanLaw::MinusSix,
            PanLaw::Zero,
        ];
        LAWS[self
            .value(self.wiring.console.pan_law)
            .choice()
            .min(LAWS.len() - 1)]
    }
}
