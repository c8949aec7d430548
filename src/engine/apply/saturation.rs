//! The saturation.

use super::stale::SATURATION;
use crate::dsp::saturation::{Oversampling, SaturationKind, SaturationSettings};
use crate::engine::Engine;
use crate::param::spec::SaturationParam;

impl Engine {
    pub(super) fn apply_saturation(&mut self, node: usize, row: SaturationParam) {
        match row {
            SaturationParam::On
            | SaturationParam::Type
            | SaturationParam::Drive
            | SaturationParam::Mix
            | SaturationParam::Oversampling => self.stale.mark(node, SATURATION),
        }
    }

    pub(super) fn refresh_saturation(&mut self, node: usize) {
        const KINDS: [SaturationKind; 4] = [
            SaturationKind::Soft,
            SaturationKind::Cubic,
            SaturationKind::Tube,
            SaturationKind::Tape,
        ];
        const RATES: [Oversampling; 2] = [Oversampling::Twice, Oversampling::FourTimes];
        let node = &self.wiring.nodes[node];
        let params = node.params.saturation;
        let settings = SaturationSettings {
            on: self.value(params.on).is_on() && !node.bypassed,
            kind: KINDS[self.value(params.kind).choice().min(KINDS.len() - 1)],
            oversampling: RATES[self
                .value(params.oversampling)
                .choice()
                .min(RATES.len() - 1)],
            drive_db: self.value(params.drive).0,
            mix_percent: self.value(params.mix).0,
        };
        for lane in node.lanes() {
            self.banks[node.bank].saturation.set(lane, settings);
        }
    }
}
