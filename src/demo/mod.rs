//! The demo band: sixteen channels of a song, synthesised frame by frame, the same samples on every
//! machine.
//!
//! ```text
//! song, melody ── rows ──► conductor ── cues ──► players ── dry ──► stage ──► sixteen channels
//!                          (seeded misses)       drums string strings       (microphones, bleed,
//!                                                keys voice                  hum, rumble)
//! ```
//! A song of two minutes that begins anew for ever, never twice with the same strokes. Frames come
//! one by one, so it does not matter how many are asked for at a time. No recording is involved, and
//! no function that a machine may compute in its own way.

mod conductor;
mod drums;
mod keys;
mod melody;
mod noise;
mod song;
mod stage;
mod string;
mod strings;
mod tone;
mod voice;

use conductor::{Conductor, Cue, Piece};
use drums::{Click, Cymbal, Kick, Shaker, Snare, Tom};
use keys::Keys;
use song::Chord;
use stage::{Dry, Stage};
use strings::{Bass, Guitar, Stroke};
use voice::{ADJUST, Sung, Voice};

/// How many channels the band has.
pub const COUNT: usize = 16;

/// The names of the channels, in order.
pub const CHANNELS: [&str; COUNT] = [
    "kick",
    "snare",
    "hats",
    "tom-hi",
    "tom-lo",
    "overheads-left",
    "overheads-right",
    "bass",
    "guitar-left",
    "guitar-right",
    "keys-left",
    "keys-right",
    "lead",
    "backing",
    "click",
    "shaker",
];

/// The seeds of the voices; each sings on in a way of its own.
const LEAD: u64 = 501;
const OTHERS: [u64; 2] = [502, 503];

/// The band at the desk's sample rate.
#[derive(Debug)]
pub struct Band {
    frame: u64,
    rate: f32,
    conductor: Conductor,
    players: Players,
    stage: Stage,
}

impl Band {
    /// A band that waits for its first frame, for a sample rate in Hz.
    pub fn new(rate: u32) -> Self {
        let rate = rate.max(8_000);
        Self {
            frame: 0,
            rate: rate as f32,
            conductor: Conductor::new(rate),
            players: Players::new(rate as f32),
            stage: Stage::new(rate as f32),
        }
    }

    /// The next frame of every channel, in the order of [`CHANNELS`].
    pub fn next_frame(&mut self) -> [f32; COUNT] {
        while let Some(cue) = self.conductor.cue(self.frame) {
            self.players.follow(cue, self.rate);
        }
        if self.frame.is_multiple_of(ADJUST) {
            self.players.settle();
            self.stage.settle();
        }
        self.frame += 1;
        let dry = self.players.tick();
        self.stage.hear(&dry)
    }
}

/// Everybody on stage.
#[derive(Debug)]
struct Players {
    kick: Kick,
    snare: Snare,
    hat: Cymbal,
    tom_hi: Tom,
    tom_lo: Tom,
    crash: Cymbal,
    ride: Cymbal,
    shaker: Shaker,
    click: Click,
    bass: Bass,
    clean: Guitar,
    loud: Guitar,
    keys: Keys,
    lead: Voice,
    others: [Voice; 2],
}

impl Players {
    fn new(rate: f32) -> Self {
        Self {
            kick: Kick::new(rate),
            snare: Snare::new(rate),
            hat: Cymbal::new(1.0, 6800.0, 0.1, 0.45, rate),
            tom_hi: Tom::new(146.0, 0.55, 103, rate),
            tom_lo: Tom::new(89.0, 0.75, 104, rate),
            crash: Cymbal::new(1.35, 2600.0, 2.6, 0.75, rate),
            ride: Cymbal::new(1.2, 4200.0, 0.9, 0.2, rate),
            shaker: Shaker::new(rate),
            click: Click::new(rate),
            bass: Bass::new(rate),
            clean: Guitar::new_clean(rate),
            loud: Guitar::new_loud(rate),
            keys: Keys::new(rate),
            lead: Voice::new(LEAD, rate),
            others: OTHERS.map(|seed| Voice::new(seed, rate)),
        }
    }

    fn follow(&mut self, cue: Cue, rate: f32) {
        match cue {
            Cue::Hit(piece, velocity) => self.hit(piece, velocity, rate),
            Cue::Bass(pluck) => self.bass.play(pluck),
            Cue::Strum(chord, stroke, velocity, hold) => {
                self.clean.strum(chord.guitar, stroke, velocity, hold);
            }
            Cue::Riff(pluck) => self.loud.play(pluck),
            Cue::Power(chord, velocity, hold) => {
                let [root, fifth] = chord.power;
                let notes = [0, root, fifth, root + 12, 0];
                self.loud.strum(notes, Stroke::Down, velocity, hold);
            }
            Cue::Key(note, velocity, hold) => self.keys.play(note, velocity, hold),
            Cue::Lead(sung) => self.lead.sing(sung),
            Cue::Backing(chord, sung) => self.sing_along(chord, sung),
        }
    }

    fn sing_along(&mut self, chord: &Chord, sung: Sung) {
        for (voice, note) in self.others.iter_mut().zip(chord.voices) {
            voice.sing(Sung {
                note: f32::from(note),
                ..sung
            });
        }
    }

    fn hit(&mut self, piece: Piece, velocity: f32, rate: f32) {
        match piece {
            Piece::Kick => self.kick.hit(velocity),
            Piece::Snare => self.snare.hit(velocity),
            Piece::Hat => {
                self.hat.close(0.08 + 0.06 * velocity, rate);
                self.hat.hit(velocity);
            }
            Piece::OpenHat => {
                self.hat.close(0.6, rate);
                self.hat.hit(velocity);
            }
            Piece::TomHi => self.tom_hi.hit(velocity),
            Piece::TomLo => self.tom_lo.hit(velocity),
            Piece::Crash => self.crash.hit(velocity),
            Piece::Ride => self.ride.hit(velocity),
            Piece::Shaker => self.shaker.hit(velocity),
            Piece::Click => self.click.hit(velocity),
        }
    }

    fn tick(&mut self) -> Dry {
        Dry {
            kick: 0.6 * self.kick.tick(),
            snare: 0.74 * self.snare.tick(),
            hat: 0.45 * self.hat.tick(),
            tom_hi: self.tom_hi.tick(),
            tom_lo: self.tom_lo.tick(),
            crash: 0.38 * self.crash.tick(),
            ride: 0.36 * self.ride.tick(),
            bass: self.bass.tick(),
            clean: 0.6 * self.clean.tick(),
            loud: self.loud.tick(),
            keys: self.keys.tick(),
            lead: self.lead.tick(),
            backing: 0.6 * self.others.iter_mut().map(Voice::tick).sum::<f32>(),
            click: 0.3 * self.click.tick(),
            shaker: self.shaker.tick(),
        }
    }

    /// Every [`ADJUST`] frames.
    fn settle(&mut self) {
        self.kick.settle();
        self.snare.settle();
        self.tom_hi.settle();
        self.tom_lo.settle();
        for cymbal in [&mut self.hat, &mut self.crash, &mut self.ride] {
            cymbal.settle();
        }
        self.shaker.settle();
        self.bass.settle();
        self.clean.settle();
        self.loud.settle();
        self.lead.settle();
        self.others.iter_mut().for_each(Voice::settle);
    }
}
