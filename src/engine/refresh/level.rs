//! Trim, fader, and balance.

use crate::dsp::pan;
use crate::engine::Engine;
use crate::engine::rows::Origin;
use crate::engine::settings::level::Level;
use crate::param::Plain;
use crate::param::silence::Switches;
use crate::param::spec::{DcaParam, ImageParam, InputParam, LevelParam};

impl Engine {
    /// What a value is at the next mark; none for one that stands.
    fn coming_of(&self, origin: Origin) -> Option<Plain> {
        self.coming(origin.index()?)
    }

    /// A level as it is, and as it will be.
    pub(super) fn level(&self, origin: Origin) -> Level {
        Level {
            now: f64::from(self.read(origin).0),
            next: self.coming_of(origin).map(|value| f64::from(value.0)),
        }
    }

    /// A pan as it is, and as it will be at the next mark where it glides.
    pub(super) fn pan(&self, origin: Origin) -> (f32, Option<f32>) {
        (self.read(origin).0, self.coming_of(origin).map(|pan| pan.0))
    }

    /// Trim and polarity are one gain: a change of polarity passes through zero.
    pub(super) fn refresh_trim(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let (gain, next) = self.level(node.params.input[InputParam::Trim]).gains();
        let turned = self.is_on(node.params.input[InputParam::Polarity]);
        let signed = |gain: f32| if turned { -gain } else { gain };
        for lane in node.lanes() {
            let trim = &mut self.banks[node.bank].trim;
            trim.go(lane, signed(gain), next.map(signed));
        }
    }

    /// The fader and the faders of all DCAs that the node is in: dB add up, off stays off.
    pub(super) fn refresh_fader(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let mut db = self.level(node.params.level[LevelParam::Fader]);
        let over = self.dcas_over(at);
        for (number, dca) in self.wiring.dcas.iter().enumerate() {
            if over & (1 << number) != 0 {
                db = db.plus(self.level(dca.rows[DcaParam::Fader]));
            }
        }
        let (gain, next) = self.rises.fader((at, node), over, db.gains(), self.frame);
        for lane in node.lanes() {
            self.banks[node.bank].fader.go(lane, gain, next);
        }
    }

    /// Width and balance of a stereo bus or main at its own outputs.
    pub(super) fn refresh_balance(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let (bank, channels, lane) = (node.bank, node.channels, node.lane);
        if bank < self.wiring.strip_banks || channels != 2 {
            return;
        }
        let (pan, next) = self.pan(node.params.level[LevelParam::Pan]);
        let width = self.read(node.params.image[ImageParam::NodeWidth]).0;
        let (own, other) = pan::width(width / 100.0);
        let balance = pan::stereo(pan);
        let next = next.map(pan::stereo);
        let sides = [
            (lane, balance.0, next.map(|next| next.0)),
            (lane + 1, balance.1, next.map(|next| next.1)),
        ];
        let output = &mut self.outputs[bank - self.wiring.strip_banks];
        for (lane, balance, next) in sides {
            let share = |of: f32| next.map(|next| of * next);
            output.balance.go(lane, own * balance, share(own));
            output.cross.go(lane, other * balance, share(other));
        }
    }
}
