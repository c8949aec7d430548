//! Parameters on their way: where each of them stands now, and where it goes.
//!
//! What is heard is the truth. The engine moves a parameter that glides; control computes the same
//! value with the engine's own law and frame count, and keeps it in the store. So a hand, a surface, a
//! scene, undo, the journal and the screen all see the *present value*, and the goal is only where it goes.

use crate::engine::MARK;
use crate::engine::glide::{self, Glide};
use crate::param::carry::keeps_meaning;
use crate::param::{Curve, Layout, ParamIndex, Plain};
use std::collections::BTreeMap;

/// How a parameter takes a new value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// At the next mark.
    AtOnce,
    /// Evenly on its control, over so many frames; what is counted, not measured, changes at once.
    Over(u32),
    /// What is counted, not measured, changes when so many frames are over.
    After(u32),
    /// Under a hand that moves a fader: a level rises as fast as a hand throws one.
    Hand,
    /// By a jump: an encoder, a knob, a program. A level rises slowly.
    Jump,
}

/// A value that somebody wants a parameter to have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SetRequest {
    /// Which parameter.
    pub index: ParamIndex,
    /// Its value in the end.
    pub value: Plain,
    /// How it gets there.
    pub pace: Pace,
}

impl SetRequest {
    /// A value at the next mark.
    pub fn now(index: ParamIndex, value: Plain) -> Self {
        Self {
            index,
            value,
            pace: Pace::AtOnce,
        }
    }
}

/// Who moves a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mover {
    /// A hand or a program: where it sends it counts as reached.
    Hand,
    /// An undo, or a redo: where it sends it counts as reached, and a hand takes it out of it.
    Undo,
    /// A recall: it is where it stands, and a hand takes it out of the fade.
    Recall,
}

/// One parameter on its way.
#[derive(Clone, Copy, Debug)]
struct Moving {
    glide: Glide,
    goal: Plain,
    by: Mover,
    /// Where it stood when it began.
    from: Plain,
    /// The glide that this one replaced.
    before: Option<Glide>,
    /// The command that carries it to the engine; nothing once the engine has begun.
    command: Option<u64>,
}

/// A glide to be begun.
#[derive(Clone, Copy, Debug)]
pub struct Begin {
    /// Which parameter.
    pub index: ParamIndex,
    /// How its range lies on a control.
    pub curve: Curve,
    /// Where it stands.
    pub from: Plain,
    /// Where it goes.
    pub goal: Plain,
    /// The frame now.
    pub frame: u64,
    /// Frames it takes; more than 0.
    pub over: u32,
    /// Who moves it.
    pub by: Mover,
}

/// All parameters on their way.
#[derive(Debug, Default)]
pub struct Gliding {
    moving: BTreeMap<ParamIndex, Moving>,
}

impl Gliding {
    /// True where nothing moves.
    pub fn is_empty(&self) -> bool {
        self.moving.is_empty()
    }

    /// Where a parameter goes; nothing for one that rests.
    pub fn goal(&self, index: ParamIndex) -> Option<Plain> {
        self.moving.get(&index).map(|moving| moving.goal)
    }

    /// Where a parameter that moves stands at a frame.
    pub fn value_at(&self, index: ParamIndex, frame: u64) -> Option<Plain> {
        let moving = self.moving.get(&index)?;
        Some(moving.glide.value(frame).0)
    }

    /// Where a hand, a program or an undo sends a parameter; nothing for one that rests, or that a recall moves.
    pub fn set_goal(&self, index: ParamIndex) -> Option<Plain> {
        let moving = self.moving.get(&index)?;
        (moving.by != Mover::Recall).then_some(moving.goal)
    }

    /// True while a recall or an undo moves a parameter, and no hand.
    pub fn fades(&self, index: ParamIndex) -> bool {
        let moving = self.moving.get(&index);
        moving.is_some_and(|moving| moving.by != Mover::Hand)
    }

    /// What moves there is moved by an undo.
    pub fn by_undo(&mut self, indices: impl Iterator<Item = ParamIndex>) {
        for index in indices {
            if let Some(moving) = self.moving.get_mut(&index) {
                moving.by = Mover::Undo;
            }
        }
    }

    /// A parameter begins to move, in place of how it moved before.
    pub fn begin(&mut self, begin: &Begin) {
        let before = self.moving.get(&begin.index).map(|moving| moving.glide);
        let start = glide::start(begin.frame, before.is_some());
        let ends = (begin.from, begin.goal);
        let moving = Moving {
            glide: Glide::new(begin.index, begin.curve, ends, start, begin.over),
            goal: begin.goal,
            by: begin.by,
            from: begin.from,
            before,
            command: None,
        };
        self.moving.insert(begin.index, moving);
    }

    /// The command that carries a glide to the engine: until it is acknowledged, its start is a guess.
    pub fn sent(&mut self, index: ParamIndex, command: Option<u64>) {
        if let Some(moving) = self.moving.get_mut(&index) {
            moving.command = command;
        }
    }

    /// The engine has taken a command at a mark: its glides began there, from where the engine stood.
    pub fn acknowledge(&mut self, index: ParamIndex, command: u64, frame: u64) {
        let Some(moving) = self.moving.get_mut(&index) else {
            return;
        };
        if moving.command != Some(command) {
            return;
        }
        moving.command = None;
        let stood = |before: Glide| before.value(frame.saturating_sub(MARK as u64)).0;
        let from = moving.before.map_or(moving.from, stood);
        let start = glide::start(frame, moving.before.is_some());
        moving.glide = moving.glide.anew((from, moving.goal), start);
        moving.before = None;
    }

    /// A parameter rests where it is set. True where it moved.
    pub fn stop(&mut self, index: ParamIndex) -> bool {
        self.moving.remove(&index).is_some()
    }

    /// What each of them has come to; what has arrived rests.
    pub fn advance(&mut self, frame: u64) -> Vec<(ParamIndex, Plain)> {
        let mut values = Vec::with_capacity(self.moving.len());
        self.moving.retain(|index, moving| {
            let (value, arrived) = moving.glide.value(frame);
            // The engine has the last word on when it began.
            values.push((*index, value));
            !(arrived && moving.command.is_none())
        });
        values
    }

    /// Everything goes on from where it stands now, in what was left of its time: for an engine that
    /// knows nothing of it. `scale`: its frames to those of before.
    pub fn restart(&mut self, frame: u64, scale: f64, present: impl Fn(ParamIndex) -> Plain) {
        for (index, moving) in &mut self.moving {
            let over = f64::from(moving.glide.remaining(frame)) * scale;
            let over = (over as u32).max(1);
            moving.from = present(*index);
            moving.before = None;
            moving.command = None;
            moving.glide = moving
                .glide
                .anew((moving.from, moving.goal), frame)
                .lasting(over);
        }
    }

    /// Everything that moves, with the frames left.
    pub fn remaining(&self, frame: u64) -> Vec<(ParamIndex, Plain, u32)> {
        let left = |(index, moving): (&ParamIndex, &Moving)| {
            (*index, moving.goal, moving.glide.remaining(frame).max(1))
        };
        self.moving.iter().map(left).collect()
    }

    /// The same on another layout; what it lacks is gone. What rests from here on because it means
    /// something else there.
    pub fn relayout(&mut self, before: &Layout, now: &Layout) -> Vec<ParamIndex> {
        let mut stopped = Vec::new();
        for (index, moving) in std::mem::take(&mut self.moving) {
            let addr = before.addr(index);
            let Some(index) = now.index(addr) else {
                continue;
            };
            if keeps_meaning(before.topology(), now.topology(), addr) {
                let glide = moving.glide.at(index);
                self.moving.insert(index, Moving { glide, ..moving });
            } else {
                stopped.push(index);
            }
        }
        stopped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: ParamIndex = ParamIndex::new(3);

    fn begin(from: f32, goal: f32, frame: u64, over: u32) -> Begin {
        Begin {
            index: INDEX,
            curve: Curve::Linear {
                min: -100.0,
                max: 100.0,
            },
            from: Plain(from),
            goal: Plain(goal),
            frame,
            over,
            by: Mover::Recall,
        }
    }

    #[test]
    fn it_moves_evenly_and_arrives_exactly() {
        let mut gliding = Gliding::default();
        gliding.begin(&begin(0.0, 10.0, 64, 640));
        assert_eq!(gliding.advance(64 + 320), [(INDEX, Plain(5.0))]);
        assert_eq!(gliding.goal(INDEX), Some(Plain(10.0)));
        assert_eq!(gliding.advance(64 + 640), [(INDEX, Plain(10.0))]);
        assert!(gliding.is_empty());
    }

    #[test]
    fn the_engine_says_when_it_began() {
        let mut gliding = Gliding::default();
        gliding.begin(&begin(0.0, 10.0, 64, 640));
        gliding.sent(INDEX, Some(7));
        // Not taken yet: it is not over.
        assert_eq!(gliding.advance(2000), [(INDEX, Plain(10.0))]);
        gliding.acknowledge(INDEX, 6, 96);
        gliding.acknowledge(INDEX, 7, 1984);
        assert_eq!(gliding.advance(1984 + 160), [(INDEX, Plain(2.5))]);
    }

    #[test]
    fn one_that_replaces_another_goes_on_from_the_mark_before() {
        let mut gliding = Gliding::default();
        gliding.begin(&begin(0.0, 64.0, 0, 64 * 32));
        gliding.acknowledge(INDEX, 0, 0);
        gliding.begin(&begin(9.5, 0.0, 310, 320));
        gliding.sent(INDEX, Some(2));
        gliding.acknowledge(INDEX, 2, 320);
        // The engine stood at 9 after the mark at 288.
        assert_eq!(gliding.advance(288), [(INDEX, Plain(9.0))]);
        assert_eq!(gliding.advance(288 + 160), [(INDEX, Plain(4.5))]);
    }

    #[test]
    fn it_goes_on_in_the_time_that_was_left() {
        let mut gliding = Gliding::default();
        gliding.begin(&begin(0.0, 10.0, 0, 1000));
        assert_eq!(gliding.remaining(400), [(INDEX, Plain(10.0), 600)]);
        gliding.restart(400, 0.5, |_| Plain(4.0));
        assert_eq!(gliding.advance(400), [(INDEX, Plain(4.0))]);
        assert_eq!(gliding.advance(550), [(INDEX, Plain(7.0))]);
        assert_eq!(gliding.remaining(550), [(INDEX, Plain(10.0), 150)]);
    }
}
