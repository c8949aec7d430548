//! The bass and the two guitars, with their amplifiers.

use super::noise::slip;
use super::string::{Material, Pluck, Plucked};
use super::tone::{Filter, Glide, Phase, bend, hertz, sine};
use crate::dsp::random::Random;

/// A bass guitar straight into the desk.
#[derive(Debug)]
pub(super) struct Bass {
    rate: f32,
    string: Plucked,
    turns: f32,
    phase: Phase,
    weight: Glide,
    hold: u32,
    body: Filter,
    floor: Filter,
}

impl Bass {
    pub(super) fn new(rate: f32) -> Self {
        let material = Material {
            ring: 5.0,
            damped: 0.12,
            bright: 0.55,
        };
        Self {
            rate,
            string: Plucked::new(material, 301, rate),
            turns: 0.0,
            phase: Phase::default(),
            weight: Glide::new(0.0, 0.03, rate),
            hold: 0,
            body: Filter::new_low(1900.0, 0.8, rate),
            floor: Filter::new_high(32.0, 0.7, rate),
        }
    }

    pub(super) fn play(&mut self, pluck: Pluck) {
        self.string.play(pluck);
        self.turns = hertz(pluck.note) / self.rate;
        self.weight.target = 0.34 * pluck.velocity;
        self.hold = pluck.hold;
    }

    pub(super) fn tick(&mut self) -> f32 {
        self.hold = self.hold.saturating_sub(1);
        if self.hold == 0 {
            self.weight.target = 0.0;
        }
        let low = sine(self.phase.step(self.turns)) * self.weight.tick();
        let string = self.body.tick(self.string.tick());
        self.floor.tick(0.6 * bend(1.1 * string + 1.2 * low))
    }

    pub(super) fn settle(&mut self) {
        self.string.settle();
        self.weight.settle();
        self.body.settle();
        self.floor.settle();
    }
}

/// What a guitar goes through.
#[derive(Debug)]
struct Amplifier {
    drive: f32,
    level: f32,
    tight: Filter,
    cone: [Filter; 2],
    presence: Filter,
}

impl Amplifier {
    fn new(drive: f32, level: f32, highest: f32, rate: f32) -> Self {
        Self {
            drive,
            level,
            tight: Filter::new_high(110.0, 0.7, rate),
            cone: [
                Filter::new_low(highest, 0.9, rate),
                Filter::new_low(highest, 0.6, rate),
            ],
            presence: Filter::new_band(2400.0, 1.2, rate),
        }
    }

    fn tick(&mut self, x: f32) -> f32 {
        let loud = bend(self.drive * self.tight.tick(x));
        let [first, second] = &mut self.cone;
        let cone = second.tick(first.tick(loud));
        self.level * (cone + 0.5 * self.presence.tick(cone))
    }

    fn settle(&mut self) {
        self.tight.settle();
        self.cone.iter_mut().for_each(Filter::settle);
        self.presence.settle();
    }
}

/// How a chord is struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stroke {
    /// From the lowest string.
    Down,
    /// From the highest string, and not all of them.
    Up,
    /// With the left hand lying on the strings.
    Dead,
}

/// Strings of the guitars that play at once.
pub(super) const STRINGS: usize = 5;

/// A guitar and its amplifier.
#[derive(Debug)]
pub(super) struct Guitar {
    strings: [Plucked; STRINGS],
    amplifier: Amplifier,
    random: Random,
    /// Frames from string to string.
    stagger: f32,
}

impl Guitar {
    /// A clean one for chords.
    pub(super) fn new_clean(rate: f32) -> Self {
        let material = Material {
            ring: 3.2,
            damped: 0.09,
            bright: 0.72,
        };
        Self::new(material, Amplifier::new(1.1, 0.75, 5200.0, rate), 320, rate)
    }

    /// One with its amplifier turned up.
    pub(super) fn new_loud(rate: f32) -> Self {
        let material = Material {
            ring: 6.0,
            damped: 0.14,
            bright: 0.66,
        };
        Self::new(
            material,
            Amplifier::new(14.0, 0.21, 3600.0, rate),
            340,
            rate,
        )
    }

    fn new(material: Material, amplifier: Amplifier, seed: u64, rate: f32) -> Self {
        let string = |at: usize| Plucked::new(material, seed + at as u64, rate);
        Self {
            strings: std::array::from_fn(string),
            amplifier,
            random: Random::new(seed - 1),
            stagger: 0.006 * rate,
        }
    }

    /// One note, on the string that nothing else uses.
    pub(super) fn play(&mut self, pluck: Pluck) {
        self.strings[0].play(pluck);
    }

    /// Several strings, one after the other; a note of 0 is not played.
    pub(super) fn strum(&mut self, notes: [u8; STRINGS], stroke: Stroke, velocity: f32, hold: u32) {
        let mut reached = 0.0;
        for turn in 0..STRINGS {
            let at = if stroke == Stroke::Up {
                STRINGS - 1 - turn
            } else {
                turn
            };
            let left_out = stroke == Stroke::Up && at == 0;
            if notes[at] == 0 || left_out {
                continue;
            }
            let uneven = 1.0 + 0.2 * slip(&mut self.random);
            self.strings[at].play(Pluck {
                note: f32::from(notes[at]),
                velocity: velocity * uneven * if stroke == Stroke::Dead { 0.5 } else { 1.0 },
                hold: if stroke == Stroke::Dead { 0 } else { hold },
                wait: reached as u32,
            });
            reached += self.stagger * uneven * if stroke == Stroke::Up { 0.6 } else { 1.0 };
        }
    }

    pub(super) fn tick(&mut self) -> f32 {
        let sum = self.strings.iter_mut().map(Plucked::tick).sum::<f32>();
        self.amplifier.tick(sum)
    }

    pub(super) fn settle(&mut self) {
        self.strings.iter_mut().for_each(Plucked::settle);
        self.amplifier.settle();
    }
}
