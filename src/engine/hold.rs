//! The hold on all outputs: safe start, panic, and the ramp after a recovery.
//!
//! Closing takes a few milliseconds, opening as long as its reason asks for.

use super::MARK;
use super::segment::Segment;
use crate::dsp::sample::Sample;
use crate::dsp::smoother::Smoother;

/// Seconds in which outputs open after safe start or a recovery.
const RAMP_IN_SECONDS: f32 = 1.0;
/// Seconds in which outputs open after panic.
const PANIC_SECONDS: f32 = 2.0;

/// The gain that all outputs share.
///
/// Legend: `position` 0…1 along an opening, `step` its rise per frame, `gain` the smoothed square
/// of the position, `block` the gain of the frames of this mark.
#[derive(Clone, Debug)]
pub struct Hold {
    safe_start: bool,
    panic: bool,
    /// The stream is about to end.
    closing: bool,
    rate: f32,
    position: f32,
    step: f32,
    gain: Smoother<f32>,
    block: [f32; MARK],
}

impl Hold {
    /// Open, at once.
    pub fn new(rate: f32, coefficient: f64) -> Self {
        Self {
            safe_start: false,
            panic: false,
            closing: false,
            rate,
            position: 1.0,
            step: 0.0,
            gain: Smoother::new(coefficient, 1.0),
            block: [1.0; MARK],
        }
    }

    /// From silence: opens over one second unless something holds it.
    pub fn ramp_in(&mut self) {
        self.close_now();
        self.open_over(RAMP_IN_SECONDS);
    }

    /// Closed from the first frame if something holds it; open if not.
    pub fn snap(&mut self) {
        if self.is_held() {
            self.close_now();
        } else {
            self.position = 1.0;
            self.gain.set_target(0, 1.0);
            self.gain.snap();
        }
    }

    /// Holds or releases by safe start.
    pub fn set_safe_start(&mut self, on: bool) {
        self.change(|hold| hold.safe_start = on, RAMP_IN_SECONDS);
    }

    /// Holds or releases by panic.
    pub fn set_panic(&mut self, on: bool) {
        self.change(|hold| hold.panic = on, PANIC_SECONDS);
    }

    /// Closes, and never opens again.
    pub fn close_for_good(&mut self) {
        self.change(|hold| hold.closing = true, 0.0);
    }

    /// Goes on where another hold stands; its reasons stay its own.
    pub fn adopt(&mut self, old: &Self) {
        self.position = if self.is_held() { 0.0 } else { old.position };
        self.step = old.step;
        self.gain.copy_lane_from(0, &old.gain, 0);
        if !self.is_held() && old.is_held() {
            self.open_over(RAMP_IN_SECONDS);
        }
    }

    fn is_held(&self) -> bool {
        self.safe_start || self.panic || self.closing
    }

    fn close_now(&mut self) {
        self.position = 0.0;
        self.gain.set_target(0, 0.0);
        self.gain.snap();
    }

    fn change(&mut self, set: impl FnOnce(&mut Self), seconds: f32) {
        let was_held = self.is_held();
        set(self);
        match (was_held, self.is_held()) {
            (false, true) => self.position = 0.0,
            (true, false) => self.open_over(seconds),
            _ => {}
        }
    }

    fn open_over(&mut self, seconds: f32) {
        self.step = 1.0 / (seconds * self.rate);
    }

    /// Once per mark.
    pub fn mark(&mut self) {
        self.gain.set_target(0, self.position * self.position);
        self.gain.settle();
    }

    /// Computes the gain of the frames of a segment.
    pub fn run(&mut self, segment: Segment) {
        let opening = !self.is_held() && self.position < 1.0;
        if !opening && self.gain.is_settled() {
            self.block[segment.in_block()].fill(self.gain.value());
            return;
        }
        for frame in segment.in_block() {
            if opening {
                self.position = (self.position + self.step).smaller(1.0);
                self.gain.set_target(0, self.position * self.position);
            }
            self.block[frame] = self.gain.next();
        }
    }

    /// The gain of each frame of this mark.
    pub fn block(&self) -> &[f32; MARK] {
        &self.block
    }
}
