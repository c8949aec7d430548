//! The drum kit, each piece as its microphone hears it.

use super::noise::white;
use super::tone::{Decay, Filter, Phase, bend, fall, sine};
use crate::dsp::random::Random;

/// The bass drum: a sine that drops, and the beater.
#[derive(Debug)]
pub(super) struct Kick {
    rate: f32,
    phase: Phase,
    drop: Decay,
    body: Decay,
    beater: Decay,
    random: Random,
    slap: Filter,
}

impl Kick {
    pub(super) fn new(rate: f32) -> Self {
        Self {
            rate,
            phase: Phase::default(),
            drop: Decay::new(0.11, rate),
            body: Decay::new(0.38, rate),
            beater: Decay::new(0.025, rate),
            random: Random::new(101),
            slap: Filter::new_band(3200.0, 0.9, rate),
        }
    }

    pub(super) fn hit(&mut self, velocity: f32) {
        // From the zero of the sine, so that the beater is the only click.
        self.phase = Phase::default();
        self.drop.level = 0.6 + 0.4 * velocity;
        self.body.level = velocity;
        self.beater.level = velocity * velocity;
    }

    pub(super) fn tick(&mut self) -> f32 {
        let pitch = 49.0 + 210.0 * self.drop.tick();
        let body = sine(self.phase.step(pitch / self.rate)) * self.body.tick();
        let slap = white(&mut self.random) * self.beater.tick();
        0.62 * bend(1.6 * body) + 0.5 * self.slap.tick(slap)
    }

    pub(super) fn settle(&mut self) {
        self.slap.settle();
    }
}

/// The snare drum: two modes of the head, and the wires.
#[derive(Debug)]
pub(super) struct Snare {
    rate: f32,
    phases: [Phase; 2],
    drop: Decay,
    head: Decay,
    wires: Decay,
    stick: Decay,
    random: Random,
    bright: Filter,
    rattle: Filter,
}

impl Snare {
    pub(super) fn new(rate: f32) -> Self {
        Self {
            rate,
            phases: [Phase::default(); 2],
            drop: Decay::new(0.06, rate),
            head: Decay::new(0.2, rate),
            wires: Decay::new(0.24, rate),
            stick: Decay::new(0.012, rate),
            random: Random::new(102),
            bright: Filter::new_high(1400.0, 0.7, rate),
            rattle: Filter::new_band(4200.0, 0.6, rate),
        }
    }

    pub(super) fn hit(&mut self, velocity: f32) {
        self.phases = [Phase::default(); 2];
        self.drop.level = velocity;
        self.head.level = velocity;
        self.wires.level = velocity;
        self.wires.factor = fall(0.12 + 0.2 * velocity, self.rate);
        self.stick.level = velocity * velocity;
    }

    pub(super) fn tick(&mut self) -> f32 {
        let bent = 1.0 + 0.25 * self.drop.tick();
        let [low, high] = &mut self.phases;
        let low = sine(low.step(188.0 * bent / self.rate));
        let high = sine(high.step(331.0 * bent / self.rate));
        let head = (0.7 * low + 0.4 * high) * self.head.tick();
        let noise = white(&mut self.random);
        let wires = self.rattle.tick(noise * self.wires.tick());
        let stick = self.bright.tick(noise * self.stick.tick());
        0.42 * bend(1.3 * head + 1.5 * wires) + 0.3 * stick
    }

    pub(super) fn settle(&mut self) {
        self.bright.settle();
        self.rattle.settle();
    }
}

/// A tom: a sine that drops a little, a second mode, the stick.
#[derive(Debug)]
pub(super) struct Tom {
    turns: f32,
    phases: [Phase; 2],
    drop: Decay,
    body: Decay,
    stick: Decay,
    random: Random,
    tip: Filter,
}

impl Tom {
    pub(super) fn new(hertz: f32, seconds: f32, seed: u64, rate: f32) -> Self {
        Self {
            turns: hertz / rate,
            phases: [Phase::default(); 2],
            drop: Decay::new(0.25, rate),
            body: Decay::new(seconds, rate),
            stick: Decay::new(0.03, rate),
            random: Random::new(seed),
            tip: Filter::new_band(2200.0, 0.7, rate),
        }
    }

    pub(super) fn hit(&mut self, velocity: f32) {
        self.phases = [Phase::default(); 2];
        self.drop.level = velocity;
        self.body.level = velocity;
        self.stick.level = velocity * velocity;
    }

    pub(super) fn tick(&mut self) -> f32 {
        let turns = self.turns * (1.0 + 0.45 * self.drop.tick());
        let [first, second] = &mut self.phases;
        let modes = sine(first.step(turns)) + 0.25 * sine(second.step(1.59 * turns));
        let tip = white(&mut self.random) * self.stick.tick();
        0.5 * bend(1.2 * modes * self.body.tick()) + 0.3 * self.tip.tick(tip)
    }

    pub(super) fn settle(&mut self) {
        self.tip.settle();
    }
}

/// Frequencies of a cymbal's squares, in no simple proportion.
const PLATE: [f32; 6] = [263.0, 400.0, 421.0, 474.0, 587.0, 845.0];

/// A cymbal: squares multiplied in pairs, and noise, behind a high-pass.
#[derive(Debug)]
pub(super) struct Cymbal {
    turns: [f32; 6],
    phases: [Phase; 6],
    level: Decay,
    ping: Decay,
    noise: f32,
    random: Random,
    high: [Filter; 2],
}

impl Cymbal {
    /// A cymbal of a size (1: a hi-hat), a lowest frequency, a duration and a share of noise.
    pub(super) fn new(size: f32, hertz: f32, seconds: f32, noise: f32, rate: f32) -> Self {
        Self {
            turns: PLATE.map(|hertz| 2.9 * hertz / size / rate),
            phases: [Phase::default(); 6],
            level: Decay::new(seconds, rate),
            ping: Decay::new(0.05, rate),
            noise,
            random: Random::new(200 + u64::from(size.to_bits())),
            high: [Filter::new_high(hertz, 0.8, rate); 2],
        }
    }

    /// A stroke; it never takes away what rings already.
    pub(super) fn hit(&mut self, velocity: f32) {
        if self.level.level < velocity {
            self.level.level = velocity;
        }
        self.ping.level = velocity;
    }

    /// From now on it falls by 60 dB in this time: a hand or a foot.
    pub(super) fn close(&mut self, seconds: f32, rate: f32) {
        self.level.factor = fall(seconds, rate);
    }

    pub(super) fn tick(&mut self) -> f32 {
        let (level, ping) = (self.level.tick(), self.ping.tick());
        let mut sum = 0.0;
        if level > 0.0 {
            let mut sign = [1.0; 6];
            for at in 0..6 {
                let phase = self.phases[at].step(self.turns[at]);
                sign[at] = if phase < 0.5 { 1.0 } else { -1.0 };
            }
            let metal = sign[0] * sign[1] + sign[2] * sign[3] + sign[4] * sign[5];
            let noise = white(&mut self.random);
            sum = (0.33 * metal * (1.0 - self.noise) + noise * self.noise) * level
                + 0.5 * noise * ping;
        }
        let [first, second] = &mut self.high;
        second.tick(first.tick(sum))
    }

    pub(super) fn settle(&mut self) {
        self.high.iter_mut().for_each(Filter::settle);
    }
}

/// A shaker: noise that swells for a moment and stops.
#[derive(Debug)]
pub(super) struct Shaker {
    swell: Decay,
    stop: Decay,
    random: Random,
    beads: Filter,
}

impl Shaker {
    pub(super) fn new(rate: f32) -> Self {
        Self {
            swell: Decay::new(0.05, rate),
            stop: Decay::new(0.13, rate),
            random: Random::new(107),
            beads: Filter::new_band(6800.0, 1.1, rate),
        }
    }

    pub(super) fn hit(&mut self, velocity: f32) {
        self.swell.level = velocity;
        self.stop.level = velocity;
    }

    pub(super) fn tick(&mut self) -> f32 {
        // The difference of two decays begins at 0.
        let level = self.stop.tick() - self.swell.tick();
        self.beads.tick(white(&mut self.random) * level)
    }

    pub(super) fn settle(&mut self) {
        self.beads.settle();
    }
}

/// The click in the drummer's ears.
#[derive(Debug)]
pub(super) struct Click {
    rate: f32,
    hertz: f32,
    phase: Phase,
    level: Decay,
}

impl Click {
    pub(super) fn new(rate: f32) -> Self {
        Self {
            rate,
            hertz: 0.0,
            phase: Phase::default(),
            level: Decay::new(0.04, rate),
        }
    }

    /// A beat; the first of a bar is higher.
    pub(super) fn hit(&mut self, velocity: f32) {
        self.hertz = if velocity > 0.9 { 1760.0 } else { 1174.0 };
        self.phase = Phase::default();
        self.level.level = velocity;
    }

    pub(super) fn tick(&mut self) -> f32 {
        let level = self.level.tick();
        sine(self.phase.step(self.hertz / self.rate)) * level
    }
}
