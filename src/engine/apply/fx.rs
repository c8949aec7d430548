//! The effects of FX buses.

use super::stale::FX;
use crate::dsp::reverb::ReverbSettings;
use crate::dsp::tap_delay::{TapDelaySettings, echo_ms};
use crate::engine::Engine;
use crate::engine::fx::Effect;
use crate::engine::wiring::{ReverbParams, TapDelayParams};
use crate::param::Choice;
use crate::param::spec::{FxParam, ReverbParam, TapDelayParam};
use crate::param::tables::fx::Note;

impl Engine {
    pub(super) fn apply_fx(&mut self, node: usize, row: FxParam) {
        match row {
            FxParam::Type => self.stale.mark(node, FX),
        }
    }

    pub(super) fn apply_reverb(&mut self, node: usize, row: ReverbParam) {
        match row {
            ReverbParam::PreDelay
            | ReverbParam::Decay
            | ReverbParam::LowDecay
            | ReverbParam::LowFreq
            | ReverbParam::Damping
            | ReverbParam::Size
            | ReverbParam::Modulation
            | ReverbParam::Freeze => self.stale.mark(node, FX),
        }
    }

    pub(super) fn apply_tap_delay(&mut self, node: usize, row: TapDelayParam) {
        match row {
            // A tap becomes a tempo before anything comes here.
            TapDelayParam::Tap => {}
            TapDelayParam::Note
            | TapDelayParam::Tempo
            | TapDelayParam::Time
            | TapDelayParam::Feedback
            | TapDelayParam::LowCut
            | TapDelayParam::HighCut
            | TapDelayParam::PingPong => self.stale.mark(node, FX),
        }
    }

    pub(super) fn refresh_fx(&mut self, node: usize) {
        const EFFECTS: [Effect; 3] = [Effect::None, Effect::Reverb, Effect::Delay];
        let node = &self.wiring.nodes[node];
        let Some(params) = node.params.fx else { return };
        let effect = EFFECTS[self.value(params.kind).choice().min(EFFECTS.len() - 1)];
        let reverb = self.reverb_settings(&params.reverb);
        let delay = self.tap_delay_settings(&params.tap_delay);
        let (bypassed, lane) = (node.bypassed, node.lane);
        let mut slots = self.banks[node.bank].effects.iter_mut();
        if let Some(slot) = slots.find(|slot| slot.lane() == lane) {
            slot.set(effect, bypassed, reverb, delay);
        }
    }

    fn reverb_settings(&self, params: &ReverbParams) -> ReverbSettings {
        ReverbSettings {
            pre_delay_ms: self.value(params.pre_delay).0,
            decay_s: self.value(params.decay).0 * 1e-3,
            low_ratio: self.value(params.low_decay).0 * 0.01,
            low_freq_hz: self.value(params.low_freq).0,
            damping_hz: self.value(params.damping).0,
            size_percent: self.value(params.size).0,
            modulation_percent: self.value(params.modulation).0,
            freeze: self.value(params.freeze).is_on(),
        }
    }

    fn tap_delay_settings(&self, params: &TapDelayParams) -> TapDelaySettings {
        let time_ms = match Note::of(self.value(params.note)).quarters() {
            Some(quarters) => echo_ms(self.value(params.tempo).0, quarters),
            None => self.value(params.time).0,
        };
        TapDelaySettings {
            time_ms,
            feedback_percent: self.value(params.feedback).0,
            low_cut_hz: self.value(params.low_cut).0,
            high_cut_hz: self.value(params.high_cut).0,
            ping_pong: self.value(params.ping_pong).is_on(),
        }
    }
}
