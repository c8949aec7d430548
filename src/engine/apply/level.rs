//! Fader, mute, pan, assignment to main.

use super::stale::{BALANCE, FADER, LISTEN, MUTE};
use crate::dsp::math::gain_from_db_f64;
use crate::dsp::pan;
use crate::engine::Engine;
use crate::param::ParamIndex;
use crate::param::spec::LevelParam;

/// A level in dB, and what it is at the next mark where it glides.
#[derive(Clone, Copy)]
pub(super) struct Level {
    pub(super) now: f64,
    next: Option<f64>,
}

impl Level {
    /// Leaves everything as it is.
    pub(super) const UNITY: Self = Self {
        now: 0.0,
        next: None,
    };

    /// Two levels one after the other.
    fn plus(self, other: Self) -> Self {
        let glides = self.next.is_some() || other.next.is_some();
        let next = |level: Self| level.next.unwrap_or(level.now);
        Self {
            now: self.now + other.now,
            next: glides.then(|| next(self) + next(other)),
        }
    }

    /// The gains now and at the next mark.
    pub(super) fn gains(self) -> (f32, Option<f32>) {
        let gain = |db| gain_from_db_f64(db) as f32;
        (gain(self.now), self.next.map(gain))
    }
}

impl Engine {
    /// A level as it is, and as it will be.
    pub(super) fn level(&self, index: ParamIndex) -> Level {
        Level {
            now: f64::from(self.value(index).0),
            next: self.coming(index).map(|value| f64::from(value.0)),
        }
    }

    /// A pan as it is, and as it will be at the next mark where it glides.
    pub(super) fn place(&self, index: ParamIndex) -> (f32, Option<f32>) {
        (self.value(index).0, self.coming(index).map(|pan| pan.0))
    }

    pub(super) fn apply_level(&mut self, node: usize, row: LevelParam) {
        match row {
            LevelParam::Fader => self.stale.mark(node, FADER),
            LevelParam::Mute => self.stale.mark(node, MUTE),
            LevelParam::Pan => {
                self.stale.mark(node, BALANCE | LISTEN);
                self.stale.mark_routes(node);
            }
            LevelParam::MainOn => self.stale.mark_to_main(node),
            LevelParam::FollowMute => self.mark_routes_into(node),
        }
    }

    /// The fader and the faders of all DCAs that the node is in: dB add up, off stays off.
    pub(super) fn refresh_fader(&mut self, at: usize) {
        let node = &self.wiring.nodes[at];
        let mut db = self.level(node.params.fader);
        let over = self.dcas_over(at);
        for (number, dca) in self.wiring.dcas.iter().enumerate() {
            if over & (1 << number) != 0 {
                db = db.plus(self.level(dca.fader));
            }
        }
        let (gain, next) = db.gains();
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
        let (pan, next) = self.place(node.params.pan);
        let width = node.params.width.map_or(100.0, |index| self.value(index).0);
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
