//! A slow oscillator for effects: a point that goes round a circle, so that no sine is computed per frame.

use super::FRAMES_PER_MARK;
use super::math::{cos_f64, one_pole_coefficient, sin_f64};
use super::smoother::Smoother;
use std::f64::consts::TAU;

/// Time constant of each of the two one-poles of the rate, in seconds.
const RATE_SECONDS: f64 = 0.02;
/// Time constant of each of the two one-poles that move right against left, in seconds.
const APART_SECONDS: f64 = 0.01;
/// The share of the rate at which it has arrived.
const ARRIVED: f64 = 1e-6;

/// A sine and its quadrature.
///
/// Legend: `point` is (cos, sin) of where it stands, `turn` the same of what it goes per frame; `hz` are the two
/// one-poles of the rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lfo {
    point: [f64; 2],
    turn: [f64; 2],
    hz: [f64; 2],
    target_hz: f64,
    /// Sample rate in Hz.
    rate: f64,
    /// What a one-pole goes per mark.
    way: f64,
}

impl Lfo {
    /// At the start of its period, standing still; for a sample rate in Hz.
    pub fn new(rate: f64) -> Self {
        Self {
            point: [1.0, 0.0],
            turn: [1.0, 0.0],
            hz: [0.0; 2],
            target_hz: 0.0,
            rate,
            way: one_pole_coefficient(RATE_SECONDS, rate / FRAMES_PER_MARK as f64),
        }
    }

    /// Comes to go at `hz`, from where it stands.
    pub fn set_rate(&mut self, hz: f32) {
        self.target_hz = f64::from(hz);
    }

    /// Goes at its rate at once.
    pub fn snap(&mut self) {
        self.hz = [self.target_hz; 2];
        self.aim();
    }

    fn aim(&mut self) {
        let angle = TAU * self.hz[1] / self.rate;
        self.turn = [cos_f64(angle), sin_f64(angle)];
    }

    /// True when it goes at its rate.
    pub fn is_settled(&self) -> bool {
        self.hz == [self.target_hz; 2]
    }

    /// At the start of its period.
    pub fn restart(&mut self) {
        self.point = [1.0, 0.0];
    }

    /// Once per mark.
    #[inline(always)]
    pub fn mark(&mut self) {
        if !self.is_settled() {
            self.step();
        }
        // Rounding has moved the point off the circle by some 1e-15.
        let [cos, sin] = self.point;
        let scale = 1.5 - 0.5 * (cos * cos + sin * sin);
        self.point = [cos * scale, sin * scale];
    }

    fn step(&mut self) {
        let [first, second] = &mut self.hz;
        *first += self.way * (self.target_hz - *first);
        *second += self.way * (*first - *second);
        let near = |hz: f64| (hz - self.target_hz).abs() < ARRIVED * self.target_hz;
        if near(*first) && near(*second) {
            self.hz = [self.target_hz; 2];
        }
        self.aim();
    }

    /// (cos, sin) of this frame; goes on to the next one.
    #[inline(always)]
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> [f32; 2] {
        let ([cos, sin], [turn_cos, turn_sin]) = (self.point, self.turn);
        self.point = [
            cos * turn_cos - sin * turn_sin,
            sin * turn_cos + cos * turn_sin,
        ];
        [cos as f32, sin as f32]
    }
}

/// A sine for each side: right goes behind left.
///
/// Legend: `apart` is (cos, sin) of how far.
#[derive(Clone, Copy, Debug)]
pub struct StereoLfo {
    lfo: Lfo,
    apart: [Smoother<f32>; 2],
}

impl StereoLfo {
    /// At the start of its period, standing still, both sides alike; for a sample rate in Hz.
    pub fn new(rate: f64) -> Self {
        let smoothing = one_pole_coefficient(APART_SECONDS, rate);
        Self {
            lfo: Lfo::new(rate),
            apart: [1.0, 0.0].map(|value| Smoother::new(smoothing, value)),
        }
    }

    /// Comes to go at `hz`, with right `degrees` behind left: 0 to 180.
    pub fn set(&mut self, hz: f32, degrees: f32) {
        self.lfo.set_rate(hz);
        let apart = f64::from(degrees).to_radians();
        self.apart[0].set_target(0, cos_f64(apart) as f32);
        self.apart[1].set_target(0, sin_f64(apart) as f32);
    }

    /// Goes as it is set, at once.
    pub fn snap(&mut self) {
        self.lfo.snap();
        self.apart.iter_mut().for_each(Smoother::snap);
    }

    /// At the start of its period.
    pub fn restart(&mut self) {
        self.lfo.restart();
    }

    /// True when it goes as it is set.
    pub fn is_settled(&self) -> bool {
        self.lfo.is_settled() && self.apart.iter().all(Smoother::is_settled)
    }

    /// Once per mark.
    #[inline(always)]
    pub fn mark(&mut self) {
        self.apart[0].settle();
        self.apart[1].settle();
        self.lfo.mark();
    }

    /// The sines of this frame, left and right; goes on to the next one.
    #[inline(always)]
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> [f32; 2] {
        let [cos, sin] = self.lfo.next();
        let [apart_cos, apart_sin] = [self.apart[0].next(), self.apart[1].next()];
        [sin, sin * apart_cos - cos * apart_sin]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::RATE;

    #[test]
    fn it_is_a_sine_for_hours() {
        for hz in [0.05, 0.7, 20.0] {
            let mut lfo = Lfo::new(RATE);
            lfo.set_rate(hz);
            lfo.snap();
            let frames = 48_000 * 600;
            for n in 0..frames {
                if n % FRAMES_PER_MARK == 0 {
                    lfo.mark();
                }
                let [cos, sin] = lfo.next();
                if n % 9973 == 0 {
                    let angle = TAU * f64::from(hz) * n as f64 / RATE;
                    assert!((f64::from(sin) - angle.sin()).abs() < 1e-5, "{hz} Hz, {n}");
                    assert!((f64::from(cos) - angle.cos()).abs() < 1e-5, "{hz} Hz, {n}");
                }
            }
        }
    }
}
