//! Fader, mute, pan, assignment to main.

use super::stale::{BALANCE, FADER, MUTE};
use crate::dsp::math::gain_from_db_f64;
use crate::dsp::pan;
use crate::engine::Engine;
use crate::param::spec::LevelParam;

impl Engine {
    pub(super) fn apply_level(&mut self, node: usize, row: LevelParam) {
        match row {
            LevelParam::Fader => self.stale.mark(node, FADER),
            LevelParam::Mute => self.stale.mark(node, MUTE),
            LevelParam::Pan => {
                self.stale.mark(node, BALANCE);
                self.stale.mark_routes(node);
            }
            LevelParam::MainOn => self.stale.mark_to_main(node),
            LevelParam::FollowMute => self.mark_routes_into(node),
        }
    }

    /// The fader and the faders of all DCAs that the node is in: dB add up, off stays off.
    pub(super) fn refresh_fader(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let mut db = f64::from(self.value(node.params.fader).0);
        for (member, dca) in node.params.dcas.iter().zip(&self.wiring.dcas) {
            if self.value(*member).is_on() {
                db += f64::from(self.value(dca.fader).0);
            }
        }
        let gain = gain_from_db_f64(db) as f32;
        for lane in node.lanes() {
            self.banks[node.bank].fader.set_target(lane, gain);
        }
    }

    /// Width and balance of a stereo bus or main at its own outputs.
    pub(super) fn refresh_balance(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let (bank, channels, lane) = (node.bank, node.channels, node.lane);
        if bank < self.wiring.strip_banks || channels != 2 {
            return;
        }
        let (left, right) = pan::stereo(self.value(node.params.pan).0);
        let width = node.params.width.map_or(100.0, |index| self.value(index).0);
        let (own, other) = pan::width(width / 100.0);
        let output = &mut self.outputs[bank - self.wiring.strip_banks];
        for (lane, balance) in [(lane, left), (lane + 1, right)] {
            output.balance.set_target(lane, own * balance);
            output.cross.set_target(lane, other * balance);
        }
    }
}
