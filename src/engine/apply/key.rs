//! What gates and compressors hear.

use super::stale::{self, LISTEN};
use crate::dsp::key_filter::KeyFilterSettings;
use crate::engine::dynamics::KeyUser;
use crate::engine::dynamics_params::KeyFilterParams;
use crate::engine::{Engine, KeySource};
use crate::param::curve::Key;
use crate::param::{NodeId, ParamIndex};

impl Engine {
    /// A key that names nothing on this console, or a bus that would hear itself, means the own
    /// signal.
    pub(super) fn refresh_key(&mut self, at: usize, user: KeyUser, key: ParamIndex) {
        let node = &self.wiring.nodes[at];
        let id = match Key::from_plain(self.value(key)) {
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

    /// Somebody begins or ends to listen to the key of a processor: the monitor hears it then.
    pub(super) fn listen_to_key(&mut self, node: usize, processor: u32) {
        self.stale.mark(node, processor | LISTEN);
        self.stale.mark_once(stale::SOLO);
    }

    /// True while somebody listens to a key of a node.
    pub(super) fn hears_key(&self, at: usize) -> bool {
        let node = &self.wiring.nodes[at];
        let filters = [
            node.params.gate.key_filter,
            node.params.compressor.key_filter,
        ];
        let mut listens = filters.iter().map(|filter| self.value(filter.listen));
        !node.bypassed && listens.any(crate::param::Plain::is_on)
    }

    /// The filters of a key. They run where somebody hears the key, so that they start from silence
    /// whatever the neighbours do.
    pub(super) fn key_filter(&self, params: KeyFilterParams, is_heard: bool) -> KeyFilterSettings {
        KeyFilterSettings {
            on: is_heard && self.value(params.on).is_on(),
            high_pass_hz: self.value(params.high_pass).0,
            low_pass_hz: self.value(params.low_pass).0,
        }
    }
}
