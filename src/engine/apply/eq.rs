//! The equalisers: parametric, graphic, notches. Bands that stand already where they are set cost
//! next to nothing, so one change sets them all.

use super::stale::{EQ, GRAPHIC};
use crate::dsp::equalizer::{BandKind, BandSettings};
use crate::dsp::graphic_eq::NotchSettings;
use crate::engine::Engine;
use crate::engine::wiring::BandParams;
use crate::param::ParamIndex;
use crate::param::spec::{EqParam, GraphicParam, NotchParam};

impl Engine {
    pub(super) fn apply_eq(&mut self, node: usize, row: EqParam) {
        match row {
            EqParam::On
            | EqParam::BandOn
            | EqParam::BandType
            | EqParam::BandFreq
            | EqParam::BandGain
            | EqParam::BandQ => self.stale.mark(node, EQ),
        }
    }

    pub(super) fn apply_graphic(&mut self, node: usize, row: GraphicParam) {
        match row {
            GraphicParam::On | GraphicParam::Gain => self.stale.mark(node, GRAPHIC),
        }
    }

    pub(super) fn apply_notch(&mut self, node: usize, row: NotchParam) {
        match row {
            NotchParam::On | NotchParam::Freq | NotchParam::Gain | NotchParam::Q => {
                self.stale.mark(node, GRAPHIC);
            }
        }
    }

    pub(super) fn refresh_eq(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let on = self.value(node.params.eq.on).is_on() && !node.bypassed;
        for (number, params) in node.params.eq.bands.iter().enumerate() {
            let settings = self.band_settings(params, on);
            for lane in node.lanes() {
                self.banks[node.bank].eq.set(number, lane, settings);
            }
        }
    }

    /// A filter's setting; one that glides as it will be when its design is heard, so that what is heard
    /// is where the glide stands.
    pub(super) fn ahead(&self, index: ParamIndex) -> f32 {
        let coming = self.glides.value_at(index, self.frame + self.filter_lag);
        coming.unwrap_or_else(|| self.value(index)).0
    }

    fn band_settings(&self, params: &BandParams, on: bool) -> BandSettings {
        const KINDS: [BandKind; 6] = [
            BandKind::Bell,
            BandKind::LowShelf,
            BandKind::HighShelf,
            BandKind::Notch,
            BandKind::HighPass,
            BandKind::LowPass,
        ];
        let kind = self.value(params.kind).choice();
        BandSettings {
            on: on && self.value(params.on).is_on(),
            kind: KINDS[kind.min(KINDS.len() - 1)],
            freq_hz: self.ahead(params.freq),
            gain_db: self.ahead(params.gain),
            q: self.ahead(params.q),
        }
    }

    pub(super) fn refresh_graphic(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let (values, glides) = (&self.values, &self.glides);
        let value = |index: ParamIndex| values[index.slot()];
        let heard = self.frame + self.filter_lag;
        let ahead = |index| glides.value_at(index, heard).unwrap_or(value(index)).0;
        let Some(params) = &node.params.graphic else {
            return;
        };
        let Some(graphic) = &mut self.banks[node.bank].graphic else {
            return;
        };
        let on = value(params.on).is_on() && !node.bypassed;
        for (band, gain) in params.gains.iter().enumerate() {
            for lane in node.lanes() {
                graphic.set(band, lane, on, ahead(*gain));
            }
        }
        for (number, notch) in params.notches.iter().enumerate() {
            let settings = NotchSettings {
                on: value(notch.on).is_on() && !node.bypassed,
                freq_hz: ahead(notch.freq),
                gain_db: ahead(notch.gain),
                q: ahead(notch.q),
            };
            for lane in node.lanes() {
                graphic.set_notch(number, lane, settings);
            }
        }
    }
}
