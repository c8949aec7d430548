//! A plucked string: a burst of noise in a loop that loses its highs first (K. Karplus and
//! A. Strong, 1983; D. Jaffe and J. Smith, 1983).

use super::noise::white;
use super::tone::{fall, hertz};
use crate::dsp::random::Random;

/// The lowest note that a string can play.
const LOWEST: f32 = 26.0;

/// How a string is played.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pluck {
    /// The note.
    pub(super) note: f32,
    /// How hard, up to 1.
    pub(super) velocity: f32,
    /// Frames until the finger lets go.
    pub(super) hold: u32,
    /// Frames until it begins.
    pub(super) wait: u32,
}

/// How a string sounds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Material {
    /// Seconds for 60 dB while it rings freely.
    pub(super) ring: f32,
    /// Seconds for 60 dB once a hand lies on it.
    pub(super) damped: f32,
    /// What the loop keeps of the highs, 0 to 1.
    pub(super) bright: f32,
}

/// A string.
#[derive(Debug)]
pub(super) struct Plucked {
    rate: f32,
    material: Material,
    next: Option<Pluck>,
    random: Random,
    ring: Box<[f32]>,
    write: usize,
    whole: usize,
    all_pass: f32,
    past_in: f32,
    past_out: f32,
    past: f32,
    loss: f32,
    damped: f32,
    hold: u32,
    burst: u32,
    force: f32,
    soft: f32,
    noise: f32,
    loudest: f32,
    rings: bool,
}

impl Plucked {
    pub(super) fn new(material: Material, seed: u64, rate: f32) -> Self {
        let longest = (rate / hertz(LOWEST)) as usize + 4;
        Self {
            rate,
            material,
            next: None,
            random: Random::new(seed),
            ring: vec![0.0; longest].into_boxed_slice(),
            write: 0,
            whole: 2,
            all_pass: 0.0,
            past_in: 0.0,
            past_out: 0.0,
            past: 0.0,
            loss: 0.0,
            damped: 0.0,
            hold: 0,
            burst: 0,
            force: 0.0,
            soft: 1.0,
            noise: 0.0,
            loudest: 0.0,
            rings: false,
        }
    }

    /// Plucks it, now or a little later.
    pub(super) fn play(&mut self, pluck: Pluck) {
        self.next = Some(pluck);
    }

    fn begin(&mut self, pluck: Pluck) {
        let pitch = hertz(if pluck.note > LOWEST {
            pluck.note
        } else {
            LOWEST
        });
        // The loop's low-pass delays by 1 − bright frames, the all-pass by 0.1 to 1.1.
        let length = self.rate / pitch - (1.0 - self.material.bright) - 0.1;
        self.whole = (length as usize).min(self.ring.len() - 1);
        let part = length - self.whole as f32 + 0.1;
        self.all_pass = (1.0 - part) / (1.0 + part);
        // Decays are per frame, losses per round.
        let round = |seconds: f32| fall(seconds, pitch);
        let ring = self.material.ring * 110.0 / (80.0 + pitch);
        self.loss = round(ring);
        self.damped = round(self.material.damped);
        self.hold = pluck.hold;
        self.burst = length as u32;
        self.force = pluck.velocity;
        self.soft = 0.25 + 0.6 * pluck.velocity;
        self.rings = true;
        self.loudest = 1.0;
    }

    pub(super) fn tick(&mut self) -> f32 {
        if let Some(pluck) = &mut self.next {
            if pluck.wait == 0 {
                let pluck = *pluck;
                self.next = None;
                self.begin(pluck);
            } else {
                pluck.wait -= 1;
            }
        }
        if !self.rings {
            return 0.0;
        }
        let read = self.write + self.ring.len() - self.whole;
        let x = self.ring[if read < self.ring.len() {
            read
        } else {
            read - self.ring.len()
        }];
        let dull = self.material.bright * x + (1.0 - self.material.bright) * self.past;
        self.past = x;
        let tuned = self.all_pass * (dull - self.past_out) + self.past_in;
        self.past_in = dull;
        self.past_out = tuned;
        let kept = if self.hold > 0 {
            self.loss
        } else {
            self.damped
        };
        self.hold = self.hold.saturating_sub(1);
        self.ring[self.write] = tuned * kept + self.excitation();
        self.write += 1;
        if self.write == self.ring.len() {
            self.write = 0;
        }
        let size = if tuned < 0.0 { -tuned } else { tuned };
        self.loudest = if size > self.loudest {
            size
        } else {
            self.loudest * 0.9995
        };
        tuned
    }

    /// One round of noise, the softer the stroke the duller.
    fn excitation(&mut self) -> f32 {
        if self.burst == 0 {
            return 0.0;
        }
        self.burst -= 1;
        self.noise += self.soft * (white(&mut self.random) - self.noise);
        self.noise * self.force
    }

    /// Comes to rest once nothing is heard any more.
    pub(super) fn settle(&mut self) {
        if self.rings && self.loudest < 2e-5 {
            self.rings = false;
            self.ring.fill(0.0);
            (self.past, self.past_in, self.past_out, self.noise) = (0.0, 0.0, 0.0, 0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MATERIAL: Material = Material {
        ring: 4.0,
        damped: 0.1,
        bright: 0.6,
    };

    fn play(note: f32, hold: u32) -> Vec<f32> {
        let mut string = Plucked::new(MATERIAL, 1, 48_000.0);
        string.play(Pluck {
            note,
            velocity: 1.0,
            hold,
            wait: 0,
        });
        (0..96_000)
            .map(|n| {
                if n % 32 == 0 {
                    string.settle();
                }
                string.tick()
            })
            .collect()
    }

    /// How much of a frequency there is.
    fn part(signal: &[f32], hertz: f32) -> f64 {
        let angle = |n: usize| std::f64::consts::TAU * f64::from(hertz) * n as f64 / 48_000.0;
        let sum = |f: fn(f64) -> f64| -> f64 {
            let products = signal.iter().enumerate();
            products.map(|(n, x)| f64::from(*x) * f(angle(n))).sum()
        };
        sum(f64::sin).hypot(sum(f64::cos))
    }

    #[test]
    fn strings_are_in_tune_within_five_cents() {
        for note in [28.0, 40.0, 55.0, 69.0] {
            let sound = play(note, 96_000);
            let at = |cents: f32| part(&sound[9_600..57_600], hertz(note + cents / 100.0));
            let best = (-40..=40_i8)
                .map(f32::from)
                .max_by(|a, b| at(*a).total_cmp(&at(*b)));
            assert!(best.unwrap().abs() <= 5.0, "{note}: {best:?} cents");
        }
    }

    #[test]
    fn a_hand_ends_the_sound_completely() {
        let sound = play(50.0, 4_800);
        assert!(sound[2_000..4_000].iter().any(|x| x.abs() > 0.05));
        assert!(sound[50_000..].iter().all(|x| *x == 0.0));
    }
}
