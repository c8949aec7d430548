//! The de-esser.

use super::stale::DE_ESSER;
use crate::dsp::de_esser::DeEsserSettings;
use crate::engine::Engine;
use crate::param::spec::DeEsserParam;

impl Engine {
    pub(super) fn apply_de_esser(&mut self, node: usize, row: DeEsserParam) {
        match row {
            DeEsserParam::On
            | DeEsserParam::Freq
            | DeEsserParam::Threshold
            | DeEsserParam::Range => self.stale.mark(node, DE_ESSER),
        }
    }

    pub(super) fn refresh_de_esser(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let params = node.params.de_esser;
        let settings = DeEsserSettings {
            on: self.value(params.on).is_on() && !node.bypassed,
            freq_hz: self.value(params.freq).0,
            threshold_db: self.value(params.threshold).0,
            range_db: self.value(params.range).0,
        };
        for lane in node.lanes() {
            self.banks[node.bank].dynamics.de_esser.set(lane, settings);
        }
    }
}
