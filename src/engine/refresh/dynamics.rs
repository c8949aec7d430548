//! The gate, the compressor in one of two places, and what they hear.

use crate::dsp::processor::Processor;
use crate::engine::dynamics::{AFTER_EQ, BEFORE_EQ, KeyUser};
use crate::engine::settings::{compressor, gate};
use crate::engine::{Engine, KeySource};
use crate::param::NodeId;
use crate::param::curve::Key;
use crate::param::spec::{CompressorParam, GateParam};

impl Engine {
    pub(super) fn refresh_gate(&mut self, at: usize) {
        let values = self.values_of(&self.wiring.nodes[at].params.gate);
        let key = Key::from_plain(values.plain(GateParam::Key));
        self.refresh_key(at, KeyUser::Gate, key);
        let node = &self.wiring.nodes[at];
        let mut settings = gate::settings(&values);
        settings.on &= !node.bypassed;
        let listens = values.is_on(GateParam::KeyListen) && !node.bypassed;
        // The filters run where somebody hears the key, so that they start from silence whatever the
        // neighbours do.
        let mut filter = gate::key_filter(&values);
        filter.on &= settings.on || listens;
        let gate = &mut self.banks[node.bank].gate;
        for lane in node.lanes() {
            gate.set(lane, settings);
            gate.filter.set(lane, filter);
            gate.listen.set_target(lane, f32::from(u8::from(listens)));
        }
    }

    /// The compressor is off at the place where it is not: its order changes by a cross-fade, and the
    /// one that comes in takes along what the other one knows.
    pub(super) fn refresh_compressor(&mut self, at: usize) {
        let values = self.values_of(&self.wiring.nodes[at].params.compressor);
        let key = Key::from_plain(values.plain(CompressorParam::Key));
        self.refresh_key(at, KeyUser::Compressor, key);
        let node = &self.wiring.nodes[at];
        let parted = values.is_on(CompressorParam::MidSide);
        let parts = [
            compressor::settings(&values),
            compressor::side_settings(&values),
        ];
        let is_on = parts[0].on && !node.bypassed;
        let listens = values.is_on(CompressorParam::KeyListen) && !node.bypassed;
        let here = if compressor::is_first(&values) {
            BEFORE_EQ
        } else {
            AFTER_EQ
        };
        let mut filter = compressor::key_filter(&values);
        filter.on &= is_on || listens;
        let bank = &mut self.banks[node.bank];
        for compressor in &mut bank.compressors {
            compressor.part(node.lane, parted);
        }
        for (channel, lane) in node.lanes().enumerate() {
            let moves = bank.has_compressor(lane, AFTER_EQ - here) && is_on;
            let part = if parted { channel % 2 } else { 0 };
            for (place, compressor) in bank.compressors.iter_mut().enumerate() {
                let is_here = place == here;
                let (mut settings, mut filter) = (parts[part], filter);
                settings.on = is_on && is_here;
                filter.on &= is_here;
                let listen = f32::from(u8::from(listens && is_here));
                compressor.set(lane, settings);
                compressor.filter.set(lane, filter);
                compressor.listen.set_target(lane, listen);
            }
            if moves {
                bank.hand_over_compressor(lane, here);
            }
        }
    }

    /// A key that names nothing on this console, or a bus that would hear itself, means the own
    /// signal.
    fn refresh_key(&mut self, at: usize, user: KeyUser, key: Key) {
        let node = &self.wiring.nodes[at];
        let id = match key {
            Key::Own => None,
            Key::Strip(number) => Some(NodeId::strip(number)),
            Key::Bus(number) => Some(NodeId::bus(number)),
        };
        let source = id
            .filter(|id| *id != node.id)
            .and_then(|id| self.wiring.nodes.iter().find(|node| node.id == id));
        let keys = &mut self.keys[node.bank][user as usize];
        for (channel, lane) in node.lanes().enumerate() {
            keys[lane] = source.map(|source| KeySource {
                bank: source.bank,
                lane: source.lane + channel.min(source.channels - 1),
                late: source.bank >= self.wiring.strip_banks,
            });
        }
        let external = keys.iter().any(Option::is_some);
        self.banks[node.bank].has_external_keys[user as usize] = external;
        self.taps_stale = true;
    }

    /// True while somebody listens to a key of a node.
    pub(super) fn hears_key(&self, at: usize) -> bool {
        let node = &self.wiring.nodes[at];
        let listens = self.is_on(node.params.gate[GateParam::KeyListen])
            || self.is_on(node.params.compressor[CompressorParam::KeyListen]);
        listens && !node.bypassed
    }
}
