//! A change of the settings of a compressor: what is set becomes what is in use.

use super::curve::{Curve, LOUDEST};
use super::gain_computer::GainComputer;
use crate::dsp::sample::Sample;

/// The curve that each channel is set to.
///
/// Legend: `waits` are the marks for which a channel still waits before its curve is used, and `loudest` is the
/// highest level since then, in octaves of power.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change<S> {
    aim: Curve<S>,
    waits: S,
    loudest: S,
    /// Channels whose curve in use may be another, one bit each.
    due: u8,
}

impl<S: Sample> Change<S> {
    pub fn none() -> Self {
        Self {
            aim: Curve::flat(),
            waits: S::splat(0.0),
            loudest: S::splat(0.0),
            due: 0,
        }
    }

    /// Sends channel `lane` to a curve.
    pub fn aim(&mut self, lane: usize, curve: Curve<f32>) {
        self.aim.set_lane(lane, curve);
        self.due |= 1 << lane;
    }

    /// Channel `lane` uses the curve that it is set to, at once.
    pub fn snap_lane(&mut self, lane: usize, used: &mut Curve<S>) {
        used.copy_lane_from(lane, &self.aim, lane);
        self.waits.set_lane(lane, 0.0);
        self.due &= !(1 << lane);
    }

    /// True while the curve in use of channel `lane` may be another than the one that it is set to.
    pub fn is_due(&self, lane: usize) -> bool {
        self.due & 1 << lane != 0
    }

    /// True while a channel waits before its curve is used.
    #[inline(always)]
    pub fn is_waiting(&self) -> bool {
        self.waits != S::splat(0.0)
    }

    /// Notes the loudest of these levels.
    #[inline(always)]
    pub fn note(&mut self, levels: &[S]) {
        for level in levels {
            self.loudest = self.loudest.larger(*level);
        }
    }

    /// At a mark: curves that are due come into use, but in channels of which the reduction of the level at hand
    /// is not known yet; at once where nothing is `heard`. True when none is due any more.
    #[inline(always)]
    pub fn mark(&mut self, computer: &mut GainComputer<S>, heard: S, waiting_marks: f32) -> bool {
        if self.due == 0 {
            return true;
        }
        let before = computer.gain();
        let mut changed = 0_u8;
        for lane in 0..S::WIDTH {
            if self.due & 1 << lane == 0 {
                continue;
            }
            let is_same = computer.curve.lane(lane) == self.aim.lane(lane);
            if is_same || heard.lane(lane) == 0.0 {
                self.snap_lane(lane, &mut computer.curve);
            } else if self.is_ready(lane, computer, waiting_marks) {
                self.carry(lane, computer);
                self.snap_lane(lane, &mut computer.curve);
                changed |= 1 << lane;
            }
        }
        let ratio = before.over(computer.gain());
        for lane in 0..S::WIDTH {
            if changed & 1 << lane != 0 {
                computer.bridge.scale_lane(lane, ratio.lane(lane));
            }
        }
        self.due == 0
    }

    /// True when it is known which level made the reduction of channel `lane`, or does not matter. Else it waits
    /// until it is.
    fn is_ready(&mut self, lane: usize, computer: &GainComputer<S>, waiting_marks: f32) -> bool {
        let (used, aim) = (computer.curve.lane(lane), self.aim.lane(lane));
        if used.reduces_as(&aim) || computer.released_from(lane) > 0.0 {
            return true;
        }
        let waits = self.waits.lane(lane);
        if waits == 0.0 {
            self.waits.set_lane(lane, waiting_marks);
            self.loudest.set_lane(lane, f32::MIN);
        } else {
            self.waits.set_lane(lane, waits - 1.0);
        }
        waits == 1.0
    }

    /// The reduction of channel `lane` becomes what it were if its curve had been this one: the level that made it
    /// is known by what it is released from, else by the loudest that was heard.
    fn carry(&self, lane: usize, computer: &mut GainComputer<S>) {
        let (used, aim) = (computer.curve.lane(lane), self.aim.lane(lane));
        if used.reduces_as(&aim) {
            return;
        }
        let released = computer.released_from(lane);
        let level = if released > 0.0 {
            used.level_of(released)
        } else {
            self.loudest.lane(lane)
        };
        // Nothing makes more of a reduction than this.
        let most = 0.0_f32.larger(aim.at(LOUDEST) - released);
        computer.carry(lane, most.smaller(aim.at(level) - used.at(level)));
    }

    /// Takes over how far `other`'s channel `other_lane` has come; to its own curve.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.waits.set_lane(lane, other.waits.lane(other_lane));
        self.loudest.set_lane(lane, other.loudest.lane(other_lane));
        self.due |= 1 << lane;
    }
}
