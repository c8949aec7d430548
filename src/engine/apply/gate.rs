//! The gate.

use super::stale::GATE;
use crate::dsp::gate::GateSettings;
use crate::engine::Engine;
use crate::engine::dynamics::KeyUser;
use crate::param::spec::GateParam;

impl Engine {
    pub(super) fn apply_gate(&mut self, node: usize, row: GateParam) {
        match row {
            GateParam::On
            | GateParam::Threshold
            | GateParam::Hysteresis
            | GateParam::Range
            | GateParam::Ratio
            | GateParam::Attack
            | GateParam::Hold
            | GateParam::Release
            | GateParam::Key
            | GateParam::KeyFilterOn
            | GateParam::KeyHighPass
            | GateParam::KeyLowPass => self.stale.mark(node, GATE),
            GateParam::KeyListen => self.listen_to_key(node, GATE),
        }
    }

    pub(super) fn refresh_gate(&mut self, at: usize) {
        let params = self.wiring.nodes[at].params.gate;
        self.refresh_key(at, KeyUser::Gate, params.key);
        let node = &self.wiring.nodes[at];
        let settings = GateSettings {
            on: self.value(params.on).is_on() && !node.bypassed,
            threshold_db: self.value(params.threshold).0,
            hysteresis_db: self.value(params.hysteresis).0,
            range_db: self.value(params.range).0,
            ratio: self.value(params.ratio).ratio(),
            attack_ms: self.value(params.attack).0,
            hold_ms: self.value(params.hold).0,
            release_ms: self.value(params.release).0,
        };
        let listens = self.value(params.key_filter.listen).is_on() && !node.bypassed;
        let filter = self.key_filter(params.key_filter, settings.on || listens);
        let gate = &mut self.banks[node.bank].dynamics.gate;
        for lane in node.lanes() {
            gate.processor.set(lane, settings);
            gate.filter.set(lane, filter);
            gate.listen.set_target(lane, f32::from(u8::from(listens)));
        }
    }
}
