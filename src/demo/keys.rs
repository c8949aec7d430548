//! An electric piano in stereo: two sines per note, one bending the other (J. Chowning, 1973), and a
//! tremolo that wanders from side to side.

use super::tone::{Decay, Glide, Phase, fall, hertz, sine};

/// Notes that sound at once.
const NOTES: usize = 10;

/// One note.
#[derive(Clone, Copy, Debug)]
struct Note {
    turns: f32,
    carrier: Phase,
    modulator: Phase,
    tine: Phase,
    level: Decay,
    bark: Decay,
    ting: Decay,
    /// The hammer's way, so that a note does not begin with a click.
    attack: Glide,
    hold: u32,
    /// Low notes a little left, high ones a little right.
    right: f32,
}

impl Note {
    fn new(rate: f32) -> Self {
        Self {
            turns: 0.0,
            carrier: Phase::default(),
            modulator: Phase::default(),
            tine: Phase::default(),
            level: Decay::new(1.0, rate),
            bark: Decay::new(0.9, rate),
            ting: Decay::new(0.25, rate),
            attack: Glide::new(1.0, 0.0012, rate),
            hold: 0,
            right: 0.5,
        }
    }

    #[inline]
    fn tick(&mut self) -> f32 {
        let modulator = sine(self.modulator.step(self.turns));
        // 14 times a note of the piano stays far below half the rate only for low notes.
        let ting = if self.turns < 0.012 {
            self.ting.tick()
        } else {
            0.0
        };
        let tine = sine(
            self.tine
                .step(14.0 * self.turns * f32::from(self.turns < 0.07)),
        ) * ting;
        let bent =
            self.carrier.step(self.turns) + 0.24 * self.bark.tick() * modulator + 0.02 * tine;
        (sine(bent) + 0.05 * tine) * self.level.tick() * self.attack.tick()
    }
}

/// The piano.
#[derive(Debug)]
pub(super) struct Keys {
    rate: f32,
    notes: [Note; NOTES],
    next: usize,
    damped: f32,
    sway: Phase,
}

impl Keys {
    pub(super) fn new(rate: f32) -> Self {
        Self {
            rate,
            notes: [Note::new(rate); NOTES],
            next: 0,
            damped: fall(0.18, rate),
            sway: Phase::default(),
        }
    }

    /// A key goes down for `hold` frames. The note that began longest ago makes room.
    pub(super) fn play(&mut self, note: f32, velocity: f32, hold: u32) {
        let pitch = hertz(note);
        let place = &mut self.notes[self.next];
        self.next = (self.next + 1) % NOTES;
        *place = Note {
            turns: pitch / self.rate,
            hold,
            right: 0.5 + (note - 64.0) / 60.0,
            ..*place
        };
        place.level.factor = fall(4.5 * 262.0 / (120.0 + pitch), self.rate);
        place.level.level = velocity;
        place.bark.level = velocity * velocity * 1.1;
        place.ting.level = velocity;
        place.attack.now = 0.0;
        (place.carrier, place.modulator) = (Phase::default(), Phase::default());
    }

    /// Left and right.
    pub(super) fn tick(&mut self) -> (f32, f32) {
        let sway = 0.28 * sine(self.sway.step(4.6 / self.rate));
        let (mut left, mut right) = (0.0, 0.0);
        for note in &mut self.notes {
            if note.level.level == 0.0 {
                continue;
            }
            note.hold = note.hold.saturating_sub(1);
            if note.hold == 0 {
                note.level.factor = self.damped;
            }
            let x = note.tick();
            left += x * (1.0 - note.right);
            right += x * note.right;
        }
        (0.21 * left * (1.0 + sway), 0.21 * right * (1.0 - sway))
    }
}
