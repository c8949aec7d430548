//! The oscillator at its place in the engine: it plays into a lane as if it were a port.

use super::MARK;
use super::segment::Segment;
use crate::dsp::math::raised_cosine;
use crate::dsp::oscillator::{Oscillator, OscillatorSettings};

/// The generator, and what it has played.
///
/// Legend: `out` the frames of this mark; `asleep` while nobody can hear it; `waking` in the first mark in
/// which somebody can: it rises, because its lane is late and the fader has risen a little when it arrives.
#[derive(Debug)]
pub struct OscillatorLane {
    generator: Oscillator,
    out: [f32; MARK],
    asleep: bool,
    waking: bool,
}

impl OscillatorLane {
    /// At rest. Allocates nothing.
    pub fn new(rate: f64) -> Self {
        Self {
            generator: Oscillator::new(rate),
            out: [0.0; MARK],
            asleep: true,
            waking: false,
        }
    }

    /// Where it shall go.
    pub fn set(&mut self, settings: OscillatorSettings) {
        self.generator.set(settings);
    }

    /// There at once.
    pub fn snap(&mut self) {
        self.generator.snap();
    }

    /// Goes on where another one is.
    pub fn adopt(&mut self, old: &Self) {
        self.generator.adopt(&old.generator);
        self.asleep = old.asleep;
    }

    /// Once per mark; `audible`: its fader is not exactly at off.
    pub fn mark(&mut self, audible: bool) {
        if !audible {
            self.out = [0.0; MARK];
        }
        self.waking = self.asleep && audible;
        self.asleep = !audible;
        self.generator.mark();
    }

    /// Plays a segment.
    pub fn run(&mut self, segment: Segment) {
        if !self.asleep {
            self.generator.process(&mut self.out[segment.in_block()]);
        }
        if self.waking {
            for frame in segment.in_block() {
                self.out[frame] *= raised_cosine(frame as f32 / MARK as f32);
            }
        }
    }

    /// What it has played in this mark.
    pub fn block(&self) -> &[f32; MARK] {
        &self.out
    }
}
