//! The compressor, in one of two places.

use super::stale::COMPRESSOR;
use crate::dsp::compressor::{CompressorSettings, Detector};
use crate::engine::Engine;
use crate::engine::dynamics::{AFTER_EQ, BEFORE_EQ, KeyUser};
use crate::engine::dynamics_params::CompressorParams;
use crate::param::spec::CompressorParam;

impl Engine {
    pub(super) fn apply_compressor(&mut self, node: usize, row: CompressorParam) {
        match row {
            CompressorParam::On
            | CompressorParam::Threshold
            | CompressorParam::Ratio
            | CompressorParam::Knee
            | CompressorParam::Attack
            | CompressorParam::Release
            | CompressorParam::Makeup
            | CompressorParam::AutoMakeup
            | CompressorParam::Mix
            | CompressorParam::Detector
            | CompressorParam::Key
            | CompressorParam::KeyFilterOn
            | CompressorParam::KeyHighPass
            | CompressorParam::KeyLowPass
            | CompressorParam::Order => self.stale.mark(node, COMPRESSOR),
            CompressorParam::KeyListen => {
                self.listen_to_key(node, COMPRESSOR);
            }
        }
    }

    /// The compressor is off at the place where it is not: its order changes by a cross-fade, and the
    /// one that comes in takes along what the other one knows.
    pub(super) fn refresh_compressor(&mut self, at: usize) {
        let params = self.wiring.nodes[at].params.compressor;
        self.refresh_key(at, KeyUser::Compressor, params.key);
        let node = &self.wiring.nodes[at];
        let settings = self.compressor_settings(params, node.bypassed);
        let listens = self.value(params.key_filter.listen).is_on() && !node.bypassed;
        let is_first = self.value(params.order).choice() == 1;
        let here = if is_first { BEFORE_EQ } else { AFTER_EQ };
        let heard = settings.on || listens;
        let filters = [BEFORE_EQ, AFTER_EQ]
            .map(|place| self.key_filter(params.key_filter, heard && place == here));
        let dynamics = &mut self.banks[node.bank].dynamics;
        for lane in node.lanes() {
            let moves = dynamics.has_compressor(lane, AFTER_EQ - here) && settings.on;
            for (place, compressor) in dynamics.compressors.iter_mut().enumerate() {
                let is_here = place == here;
                let settings = CompressorSettings {
                    on: settings.on && is_here,
                    ..settings
                };
                let listen = f32::from(u8::from(listens && is_here));
                compressor.processor.set(lane, settings);
                compressor.filter.set(lane, filters[place]);
                compressor.listen.set_target(lane, listen);
            }
            if moves {
                dynamics.hand_over_compressor(lane, here);
            }
        }
    }

    fn compressor_settings(&self, params: CompressorParams, bypassed: bool) -> CompressorSettings {
        let auto_makeup = params.auto_makeup.map(|index| self.value(index));
        let detectors = [Detector::Peak, Detector::Rms];
        CompressorSettings {
            on: self.value(params.on).is_on() && !bypassed,
            threshold_db: self.value(params.threshold).0,
            ratio: self.value(params.ratio).ratio(),
            knee_db: self.value(params.knee).0,
            attack_ms: self.value(params.attack).0,
            release_ms: self.value(params.release).0,
            makeup_db: self.value(params.makeup).0,
            auto_makeup: auto_makeup.is_some_and(crate::param::Plain::is_on),
            mix_percent: self.value(params.mix).0,
            detector: detectors[self.value(params.detector).choice() % detectors.len()],
        }
    }
}
