//! A singer: a pulsing glottis and breath through five resonances, after the way of G. Fant's source
//! and filter (1960) and D. Klatt's parallel synthesiser (1980).

use super::noise::{slip, white};
use super::tone::{Decay, Filter, Glide, Phase, hertz, sine};
use crate::dsp::random::Random;

/// Resonances of a mouth.
const RESONANCES: usize = 5;
/// Frames from one adjustment of the mouth to the next.
pub(super) const ADJUST: u64 = 32;

/// What is sung.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vowel {
    /// As in father.
    A,
    /// As in bed.
    E,
    /// As in see.
    I,
    /// As in more.
    O,
    /// As in moon.
    U,
    /// Nothing: air goes in.
    Breath,
}

/// Middle in Hz, width in Hz and level of each resonance of a mouth.
type Mouth = [(f32, f32, f32); RESONANCES];

impl Vowel {
    /// Rounded means of a high male voice.
    fn mouth(self) -> Mouth {
        match self {
            Self::A => [
                (680.0, 120.0, 1.0),
                (1120.0, 90.0, 0.55),
                (2650.0, 120.0, 0.42),
                (3000.0, 130.0, 0.36),
                (3400.0, 160.0, 0.16),
            ],
            Self::E => [
                (440.0, 130.0, 0.9),
                (1700.0, 90.0, 0.3),
                (2600.0, 120.0, 0.34),
                (3150.0, 140.0, 0.3),
                (3500.0, 170.0, 0.12),
            ],
            Self::I => [
                (320.0, 130.0, 0.9),
                (1950.0, 100.0, 0.24),
                (2750.0, 130.0, 0.28),
                (3250.0, 150.0, 0.24),
                (3600.0, 180.0, 0.1),
            ],
            Self::O => [
                (450.0, 130.0, 0.9),
                (830.0, 80.0, 0.42),
                (2550.0, 110.0, 0.2),
                (2900.0, 130.0, 0.22),
                (3300.0, 150.0, 0.08),
            ],
            Self::U => [
                (360.0, 130.0, 0.9),
                (650.0, 70.0, 0.2),
                (2500.0, 110.0, 0.1),
                (2850.0, 130.0, 0.12),
                (3300.0, 150.0, 0.05),
            ],
            Self::Breath => [
                (600.0, 500.0, 0.5),
                (1400.0, 500.0, 0.9),
                (2700.0, 700.0, 0.9),
                (3600.0, 900.0, 0.7),
                (4800.0, 1200.0, 0.6),
            ],
        }
    }
}

/// A note to be sung.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sung {
    /// The note.
    pub(super) note: f32,
    /// How loud, up to 1.
    pub(super) velocity: f32,
    /// Frames.
    pub(super) hold: u32,
    /// The vowel.
    pub(super) vowel: Vowel,
}

/// One resonance, on its way to the next vowel.
#[derive(Debug)]
struct Resonance {
    hertz: Glide,
    width: Glide,
    level: Glide,
    filter: Filter,
}

/// A singer.
#[derive(Debug)]
pub(super) struct Voice {
    rate: f32,
    random: Random,
    phase: Phase,
    turns: f32,
    pitch: Glide,
    vibrato: Phase,
    depth: Glide,
    drift: Glide,
    loud: Glide,
    air: Glide,
    consonant: Decay,
    hiss: Filter,
    soft: Filter,
    resonances: [Resonance; RESONANCES],
    hold: u32,
    sung: u32,
}

impl Voice {
    /// A singer of their own by `seed`.
    pub(super) fn new(seed: u64, rate: f32) -> Self {
        let often = rate / ADJUST as f32;
        let resonance = |(middle, width, level)| Resonance {
            hertz: Glide::new(middle, 0.028, often),
            width: Glide::new(width, 0.028, often),
            level: Glide::new(level, 0.028, often),
            filter: Filter::new_band(middle, middle / width, rate),
        };
        Self {
            rate,
            random: Random::new(seed),
            phase: Phase::default(),
            turns: 0.005,
            pitch: Glide::new(62.0, 0.022, often),
            vibrato: Phase::default(),
            depth: Glide::new(0.0, 0.25, often),
            drift: Glide::new(0.0, 0.12, often),
            loud: Glide::new(0.0, 0.022, rate),
            air: Glide::new(0.0, 0.06, rate),
            consonant: Decay::new(0.09, rate),
            hiss: Filter::new_band(5600.0, 1.0, rate),
            soft: Filter::new_low(3800.0, 0.6, rate),
            resonances: Vowel::O.mouth().map(resonance),
            hold: 0,
            sung: 0,
        }
    }

    /// Begins a note, or takes a breath.
    pub(super) fn sing(&mut self, sung: Sung) {
        self.hold = sung.hold;
        for (resonance, (hertz, width, level)) in self.resonances.iter_mut().zip(sung.vowel.mouth())
        {
            resonance.hertz.target = hertz;
            resonance.width.target = width;
            resonance.level.target = level;
        }
        if sung.vowel == Vowel::Breath {
            (self.loud.target, self.air.target) = (0.0, 0.05 * sung.velocity);
            return;
        }
        // After a rest, a note is met from a little below; within a phrase, from the note before.
        if self.loud.now < 0.02 {
            self.pitch.now = sung.note - 1.2;
            self.consonant.level = 0.6 * sung.velocity;
        } else if white(&mut self.random) > -0.2 {
            // A syllable begins: the lips close for a moment.
            self.loud.now *= 0.35;
            self.consonant.level = 0.35 * sung.velocity;
        }
        self.pitch.target = sung.note;
        self.depth.now = 0.0;
        self.sung = 0;
        (self.loud.target, self.air.target) = (sung.velocity, 0.012);
    }

    /// Every [`ADJUST`] frames: pitch, vibrato and mouth move on.
    pub(super) fn settle(&mut self) {
        self.sung += 1;
        let seconds = self.sung as f32 * ADJUST as f32 / self.rate;
        self.depth.target = if seconds > 0.28 { 0.32 } else { 0.03 };
        self.drift.target = 0.25 * slip(&mut self.random);
        let sway = sine(self.vibrato.step(5.4 * ADJUST as f32 / self.rate)) * self.depth.tick();
        self.turns = hertz(self.pitch.tick() + sway + self.drift.tick()) / self.rate;
        for resonance in &mut self.resonances {
            let (hertz, width) = (resonance.hertz.tick(), resonance.width.tick());
            resonance.level.tick();
            resonance.filter.move_band(hertz, hertz / width, self.rate);
            resonance.filter.settle();
        }
        self.loud.settle();
        self.air.settle();
        self.hiss.settle();
        self.soft.settle();
    }

    pub(super) fn tick(&mut self) -> f32 {
        self.hold = self.hold.saturating_sub(1);
        if self.hold == 0 {
            (self.loud.target, self.air.target) = (0.0, 0.0);
        }
        let (loud, air) = (self.loud.tick(), self.air.tick());
        let noise = white(&mut self.random);
        let consonant = self.hiss.tick(noise * self.consonant.tick());
        let pulse = self.pulse() * loud;
        let source = pulse + noise * air;
        let mut sum = 0.0;
        let mut sign = 1.0;
        for resonance in &mut self.resonances {
            // Neighbours meet in opposite phase, so that there is no hole between them.
            sum += sign * resonance.level.now * resonance.filter.tick(source);
            sign = -sign;
        }
        0.6 * sum + 0.05 * consonant
    }

    /// The flow through the glottis, changed into pressure: it opens slowly and closes at once.
    #[inline]
    fn pulse(&mut self) -> f32 {
        let phase = self.phase.step(self.turns);
        let saw = 1.0 - 2.0 * phase + self.corner(phase);
        self.soft.tick(saw)
    }

    /// Rounds the corner of the saw (V. Välimäki and A. Huovilainen, 2007), which would otherwise
    /// sound of the sample rate.
    #[inline]
    fn corner(&self, phase: f32) -> f32 {
        if phase < self.turns {
            let t = phase / self.turns;
            t + t - t * t - 1.0
        } else if phase > 1.0 - self.turns {
            let t = (phase - 1.0) / self.turns;
            t * t + t + t + 1.0
        } else {
            0.0
        }
    }
}
