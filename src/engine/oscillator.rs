//! The oscillator at its place in the engine: it plays into a lane as if it were a port.

use super::MARK;
use super::segment::Segment;
use crate::dsp::oscillator::{Oscillator, OscillatorSettings};

/// The generator, and what it has played.
///
/// Legend: `out` the frames of this mark; `asleep` while nobody can hear it.
#[derive(Debug)]
pub struct OscillatorLane {
    generator: Oscillator,
    out: [f32; MARK],
    asleep: bool,
}

impl OscillatorLane {
    /// At rest. Allocates nothing.
    pub fn new(rate: f64) -> Self {
        Self {
            generator: Oscillator::new(rate),
            out: [0.0; MARK],
            asleep: true,
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
    }

    /// Once per mark; `audible`: its fader is not exactly at off.
    pub fn mark(&mut self, audible: bool) {
        if !audible {
            self.out = [0.0; MARK];
        }
        self.asleep = !audible;
        self.generator.mark();
    }

    /// Plays a segment.
    pub fn run(&mut self, segment: Segment) {
        if !self.asleep {
            self.generator.process(&mut self.out[segment.in_block()]);
        }
    }

    /// What it has played in this mark.
    pub fn block(&self) -> &[f32; MARK] {
        &self.out
    }
}
