//! What a strip or bus adds to main, as main's mix adds it up.

use crate::dsp::sample::{LANES, Lanes, Sample};
use crate::dsp::smoother::Smoother;
use crate::engine::Engine;
use crate::engine::bank::POST_FADER;
use crate::engine::mix::Mix;
use crate::param::NodeId;

/// Most channels of a strip or bus.
const MOST: usize = 2;

/// The way of a node into main. It reads what main's mix reads, with the same gains: those that it took over at the mark, and
/// stepped frame by frame from there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    bank: usize,
    /// The first lane of the node, and how many it has.
    lane: usize,
    lanes: usize,
    /// Gains of each lane into those of main.
    gains: [Smoother<Lanes>; MOST],
}

impl Share {
    /// Once per mark, behind the mixes' own work.
    pub fn mark(&mut self, engine: &Engine) {
        let Some(mix) = engine.main_mix() else {
            return;
        };
        for (number, gains) in self.gains[..self.lanes].iter_mut().enumerate() {
            *gains = mix.route(Mix::slot(self.bank, self.lane + number, POST_FADER));
        }
    }

    /// What comes next into each lane of main, at a frame of the block.
    pub fn next(&mut self, engine: &Engine, frame: usize) -> Lanes {
        let planar = engine.banks[self.bank].planar(POST_FADER);
        let mut sum = Lanes::default();
        for (number, gains) in self.gains[..self.lanes].iter_mut().enumerate() {
            sum += Lanes::splat(planar.0[self.lane + number][frame]) * gains.next();
        }
        sum
    }
}

impl Engine {
    /// The way of a strip or bus into main; none of main itself, and of what is not there.
    pub(super) fn share_of(&self, node: NodeId) -> Option<Share> {
        let found = self.wiring.nodes.iter().find(|known| known.id == node)?;
        let fits = found.channels <= MOST && found.lane + found.channels <= LANES;
        (fits && node != NodeId::MAIN).then(|| Share {
            bank: found.bank,
            lane: found.lane,
            lanes: found.channels,
            gains: [Smoother::new(0.0, 0.0); MOST],
        })
    }

    /// The mix into main.
    fn main_mix(&self) -> Option<&Mix> {
        let main = self.wiring.nodes.get(self.wiring.main)?;
        self.mixes
            .get(main.bank.checked_sub(self.wiring.strip_banks)?)
    }
}
