//! Numbers of effects on their way from mark to mark.

use super::FRAMES_PER_MARK;

/// A number on its way to a target: two one-poles, stepped at marks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Follower {
    /// Where it goes.
    pub target: f64,
    first: f64,
    second: f64,
}

impl Follower {
    /// It stands at `place`.
    pub fn at(place: f64) -> Self {
        Self {
            target: place,
            first: place,
            second: place,
        }
    }

    /// It stands where it goes.
    pub fn snap(&mut self) {
        self.first = self.target;
        self.second = self.target;
    }

    /// Where it is.
    #[inline(always)]
    pub fn now(&self) -> f64 {
        self.second
    }

    /// One step, the share `way` of the way; `near` is the distance at which it has arrived.
    #[inline(always)]
    pub fn step(&mut self, way: f64, near: f64) {
        self.first += way * (self.target - self.first);
        self.second += way * (self.first - self.second);
        let left = |x: f64| x - self.target < near && self.target - x < near;
        if left(self.first) && left(self.second) {
            self.snap();
        }
    }

    /// True when it stands where it goes.
    #[inline(always)]
    pub fn is_settled(&self) -> bool {
        self.first == self.target && self.second == self.target
    }
}

/// A gain that goes in a straight line from mark to mark.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ramp {
    now: f32,
    step: f32,
}

impl Ramp {
    /// It stands.
    pub fn at(now: f32) -> Self {
        Self { now, step: 0.0 }
    }

    /// It stands at `from`, and is at `to` a mark later.
    #[inline(always)]
    pub fn between(from: f32, to: f32) -> Self {
        Self {
            now: from,
            step: (to - from) / FRAMES_PER_MARK as f32,
        }
    }

    /// The value of the next frame.
    #[inline(always)]
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> f32 {
        self.now += self.step;
        self.now
    }

    /// True when it stands at `value`.
    #[inline(always)]
    pub fn stands_at(self, value: f32) -> bool {
        self.step == 0.0 && self.now == value
    }
}

/// How far behind something is read, in frames, and how that goes on per frame.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    /// Frames behind.
    pub now: f64,
    /// What is added per frame.
    pub step: f64,
}

impl Place {
    /// It stands.
    pub fn at(now: f64) -> Self {
        Self { now, step: 0.0 }
    }

    /// Over the next mark it goes to `to`.
    #[inline(always)]
    pub fn go_to(&mut self, to: f64) {
        let left = to - self.now;
        if -1e-9 < left && left < 1e-9 {
            *self = Self::at(to);
        } else {
            self.step = left / FRAMES_PER_MARK as f64;
        }
    }

    /// It stands at a whole frame.
    #[inline(always)]
    pub fn stands(&self) -> bool {
        self.step == 0.0 && self.now == self.now as usize as f64
    }
}
