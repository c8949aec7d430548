//! Hands effects to the engine at the frames at which a session chooses them.

use crate::engine::MARK;
use crate::engine::command::{Command, EffectChange, Sequenced, Timed};
use crate::engine::link::ControlEnd;
use crate::param::spec::{Effect, FxParam, Param};
use crate::param::{Choice, Layout, NodeId};
use anyhow::anyhow;

/// A bus gets another effect.
#[derive(Clone, Copy, Debug)]
struct Choose {
    /// The mark at which it does.
    frame: u64,
    bus: NodeId,
    effect: Effect,
}

/// The effects to come, in order of frames.
#[derive(Debug)]
pub struct Effects {
    coming: std::vec::IntoIter<Choose>,
    rate: u32,
}

impl Effects {
    /// Those that are among the moves of a session. As any choice, one that is given time comes at its end.
    pub fn of(moves: &[Timed], layout: &Layout, rate: u32) -> Self {
        let choose = |timed: &Timed| {
            let addr = layout.addr(timed.change.index);
            let frame = timed.frame + u64::from(timed.change.over);
            (addr.param == Param::Fx(FxParam::Type)).then(|| Choose {
                frame: frame.next_multiple_of(MARK as u64),
                bus: addr.node(),
                effect: Effect::of(timed.change.value),
            })
        };
        let mut coming: Vec<Choose> = moves.iter().filter_map(choose).collect();
        coming.sort_by_key(|choose| choose.frame);
        Self {
            coming: coming.into_iter(),
            rate,
        }
    }

    /// Sends what is due at `frame`; the number of frames that may run before the next call.
    ///
    /// # Errors
    /// More at one moment than the engine takes.
    pub fn feed(&mut self, link: &mut ControlEnd, frame: u64) -> anyhow::Result<u64> {
        while let Some(next) = self.coming.as_slice().first() {
            if next.frame > frame {
                return Ok(next.frame - frame);
            }
            let change = EffectChange::new(next.bus, next.effect, f64::from(self.rate));
            let command = Sequenced {
                sequence: 0,
                command: Command::Effect(change),
            };
            link.send(command)
                .map_err(|_| anyhow!("more effects are chosen at once than the engine takes"))?;
            self.coming.next();
        }
        Ok(u64::MAX)
    }
}
