//! The monitor: its source, and the gains of speakers and headphones.

use super::stale::{self, LISTEN};
use crate::dsp::math::gain_from_db_f64;
use crate::engine::Engine;
use crate::engine::monitor::{PHONES, SOLO, SOURCE};
use crate::param::ParamIndex;
use crate::param::spec::{MonitorParam, PhonesParam, SpeakerParam};

impl Engine {
    pub(super) fn apply_monitor(&mut self, row: MonitorParam) {
        match row {
            MonitorParam::Source => {
                for node in 0..self.wiring.nodes.len() {
                    self.stale.mark(node, LISTEN);
                }
            }
            MonitorParam::Level
            | MonitorParam::Dim
            | MonitorParam::DimLevel
            | MonitorParam::Mono
            | MonitorParam::Cut
            | MonitorParam::Polarity
            | MonitorParam::Speakers
            | MonitorParam::SoloTrim => self.stale.mark_once(stale::MONITOR),
        }
    }

    pub(super) fn apply_speaker(&mut self, row: SpeakerParam) {
        match row {
            SpeakerParam::Trim => self.stale.mark_once(stale::MONITOR),
        }
    }

    pub(super) fn apply_phones(&mut self, row: PhonesParam) {
        match row {
            PhonesParam::Level => self.stale.mark_once(stale::MONITOR),
        }
    }

    /// Talking dims as the dim key does. The solo mix instead of the source while something is soloed; level, dim and cut of the
    /// speakers that play, and of the headphones; mono and polarity of both.
    pub(super) fn refresh_monitor(&mut self) {
        let params = self.wiring.monitor;
        let heard = self.solo.is_heard;
        let trim = self.gain(params.solo_trim);
        let bank = &mut self.banks[self.wiring.monitor_bank()];
        for side in 0..2 {
            let (source, solo) = if heard { (0.0, trim) } else { (1.0, 0.0) };
            bank.fader.set_target(SOURCE + side, source);
            bank.fader.set_target(SOLO + side, solo);
        }
        let playing = self.value(params.speakers).choice();
        for (set, trim) in params.trims.into_iter().enumerate() {
            let gain = if set == playing {
                self.speaker_gain() * self.gain(trim)
            } else {
                0.0
            };
            self.set_pair(2 * set, gain);
        }
        self.set_pair(PHONES, self.gain(params.phones));
    }

    fn speaker_gain(&self) -> f32 {
        let params = &self.wiring.monitor;
        if self.value(params.cut).is_on() {
            return 0.0;
        }
        let level = self.gain(params.level);
        let talks =
            self.value(self.wiring.talkback.on).is_on() && self.value(params.talkback_dim).is_on();
        if talks || self.value(params.dim).is_on() {
            level * self.gain(params.dim_level)
        } else {
            level
        }
    }

    fn gain(&self, level: ParamIndex) -> f32 {
        gain_from_db_f64(f64::from(self.value(level).0)) as f32
    }

    /// A pair of outputs. Mono is the mean of both sides: what is the same on both keeps its level.
    fn set_pair(&mut self, first: usize, gain: f32) {
        let params = &self.wiring.monitor;
        let mono = self.value(params.mono).is_on();
        let right = if self.value(params.polarity).is_on() {
            -gain
        } else {
            gain
        };
        let (left_out, right_out) = if mono {
            let both = (0.5 * gain, 0.5 * right);
            (both, both)
        } else {
            ((gain, 0.0), (0.0, right))
        };
        self.monitor.set(first, left_out);
        self.monitor.set(first + 1, right_out);
    }
}
