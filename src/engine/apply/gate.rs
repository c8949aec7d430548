//! The gate.

use super::stale::GATE;
use crate::dsp::gate::GateSettings;
use crate::engine::{Engine, KeySource};
use crate::param::NodeId;
use crate::param::curve::Key;
use crate::param::spec::GateParam;

impl Engine {
    pub(super) fn apply_gate(&mut self, node: usize, row: GateParam) {
        match row {
            GateParam::On
            | GateParam::Threshold
            | GateParam::Hysteresis
            | GateParam::Range
            | GateParam::Attack
            | GateParam::Hold
            | GateParam::Release
            | GateParam::Key => self.stale.mark(node, GATE),
        }
    }

    pub(super) fn refresh_gate(&mut self, node: usize) {
        self.refresh_key(node);
        let node = &self.wiring.nodes[node];
        let params = node.params.gate;
        let settings = GateSettings {
            on: self.value(params.on).is_on() && !node.bypassed,
            threshold_db: self.value(params.threshold).0,
            hysteresis_db: self.value(params.hysteresis).0,
            range_db: self.value(params.range).0,
            ratio: f32::INFINITY,
            attack_ms: self.value(params.attack).0,
            hold_ms: self.value(params.hold).0,
            release_ms: self.value(params.release).0,
        };
        for lane in node.lanes() {
            self.banks[node.bank].gate.set(lane, settings);
        }
    }

    /// A key that names nothing on this console, or a bus that would hear itself, means the own
    /// signal.
    fn refresh_key(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let id = match Key::from_plain(self.value(node.params.gate.key)) {
            Key::Own => None,
            Key::Strip(number) => Some(NodeId::strip(number)),
            Key::Bus(number) => Some(NodeId::bus(number)),
        };
        let source = id
            .filter(|id| *id != node.id)
            .and_then(|id| self.wiring.nodes.iter().find(|node| node.id == id));
        for (channel, lane) in node.lanes().enumerate() {
            let key = source.map(|source| KeySource {
                bank: source.bank,
                lane: source.lane + channel.min(source.channels - 1),
                late: source.bank >= self.wiring.strip_banks,
            });
            self.keys[node.bank][lane] = key;
        }
        let bank = node.bank;
        self.banks[bank].has_external_keys = self.keys[bank].iter().any(Option::is_some);
        self.taps_stale = true;
    }
}
