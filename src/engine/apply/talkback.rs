//! Talkback and the oscillator: their levels, and where they go.

use super::stale;
use crate::dsp::math::gain_from_db_f64;
use crate::dsp::oscillator::{OscillatorSettings, Wave};
use crate::engine::Engine;
use crate::engine::bank::POST_FADER;
use crate::engine::mix::Mix;
use crate::engine::wiring::Wiring;
use crate::param::spec::{OscillatorParam, TalkbackParam};

impl Engine {
    pub(super) fn apply_talkback(&mut self, row: TalkbackParam) {
        match row {
            TalkbackParam::On | TalkbackParam::Dim => {
                self.stale.mark_once(stale::TALKBACK | stale::MONITOR);
            }
            TalkbackParam::Level | TalkbackParam::Main | TalkbackParam::Bus => {
                self.stale.mark_once(stale::TALKBACK);
            }
        }
    }

    pub(super) fn apply_oscillator(&mut self, row: OscillatorParam) {
        match row {
            OscillatorParam::On
            | OscillatorParam::Wave
            | OscillatorParam::Freq
            | OscillatorParam::Level
            | OscillatorParam::Main
            | OscillatorParam::Bus => self.stale.mark_once(stale::OSCILLATOR),
        }
    }

    pub(super) fn refresh_talkback(&mut self) {
        self.refresh_own_source(|wiring| &wiring.talkback);
    }

    pub(super) fn refresh_oscillator(&mut self) {
        const WAVES: [Wave; 3] = [Wave::Sine, Wave::Pink, Wave::White];
        let params = &self.wiring.monitor;
        let wave = self.value(params.wave).choice().min(WAVES.len() - 1);
        let freq_hz = self.value(params.freq).0;
        self.oscillator.set(OscillatorSettings {
            wave: WAVES[wave],
            freq_hz,
        });
        self.refresh_own_source(|wiring| &wiring.oscillator);
    }

    /// Level on the fader of its lane; a route at unity to both sides of each destination.
    fn refresh_own_source(&mut self, which: fn(&Wiring) -> &crate::engine::wiring::OwnSource) {
        let source = which(&self.wiring);
        let level = gain_from_db_f64(f64::from(self.value(source.level).0)) as f32;
        let gain = if self.value(source.on).is_on() {
            level
        } else {
            0.0
        };
        let place = source.place;
        self.banks[place.bank].fader.set_target(place.lane, gain);
        let slot = Mix::slot(place.bank, place.lane, POST_FADER);
        for (to, switch) in &source.to {
            let gain = if self.value(*switch).is_on() {
                1.0
            } else {
                0.0
            };
            let node = &self.wiring.nodes[*to];
            let mix = &mut self.mixes[node.bank - self.wiring.strip_banks];
            for lane in node.lanes() {
                mix.set(slot, lane, gain);
            }
        }
        self.taps_stale = true;
    }
}
