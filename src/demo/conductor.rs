//! Who plays when: the song's rows become cues, late or early by what a hand misses.

use super::melody;
use super::noise::slip;
use super::song::{self, Chord, Part, Position, Row, STEPS_PER_BAR, STEPS_PER_BEAT, TEMPO};
use super::string::Pluck;
use super::strings::Stroke;
use super::voice::{Sung, Vowel};
use crate::dsp::random::Random;

/// Cues that may wait at once; a step has half as many at most.
const WAITING: usize = 64;
/// Every second step is late by this part of a step.
const SWING: f32 = 0.13;
/// Everybody is late by this many seconds, so that nobody has to be early.
const LEAD: f32 = 0.02;

/// What a player is told.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cue {
    /// A piece of the kit or the percussion is hit, this hard.
    Hit(Piece, f32),
    /// The bass plays a note.
    Bass(Pluck),
    /// The clean guitar strums.
    Strum(&'static Chord, Stroke, f32, u32),
    /// The loud guitar plays a note.
    Riff(Pluck),
    /// The loud guitar plays a chord.
    Power(&'static Chord, f32, u32),
    /// A key goes down: note, velocity, frames.
    Key(f32, f32, u32),
    /// The lead singer.
    Lead(Sung),
    /// The others, on the notes of a chord.
    Backing(&'static Chord, Sung),
}

/// What can be hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Kick,
    Snare,
    Hat,
    OpenHat,
    TomHi,
    TomLo,
    Crash,
    Ride,
    Shaker,
    Click,
}

/// Counts steps and hands out cues.
#[derive(Debug)]
pub(super) struct Conductor {
    rate: f32,
    whole_rate: u64,
    step: u64,
    waiting: [Option<(u64, Cue)>; WAITING],
    next: u64,
    random: Random,
}

impl Conductor {
    pub(super) fn new(rate: u32) -> Self {
        Self {
            rate: rate as f32,
            whole_rate: u64::from(rate),
            step: 0,
            waiting: [None; WAITING],
            next: 0,
            random: Random::new(1),
        }
    }

    /// The next cue of this frame, until there is none.
    #[inline]
    pub(super) fn cue(&mut self, frame: u64) -> Option<Cue> {
        if frame < self.next {
            return None;
        }
        while self.frame_of(self.step) <= frame {
            self.write_step(self.frame_of(self.step));
            self.step += 1;
        }
        self.take(frame)
    }

    fn take(&mut self, frame: u64) -> Option<Cue> {
        let mut next = self.frame_of(self.step);
        for place in &mut self.waiting {
            let Some((due, cue)) = *place else { continue };
            if due <= frame {
                *place = None;
                return Some(cue);
            }
            if due < next {
                next = due;
            }
        }
        self.next = next;
        None
    }

    /// The frame of a step by the click, never drifting.
    fn frame_of(&self, step: u64) -> u64 {
        step * self.whole_rate * 60 / (TEMPO * STEPS_PER_BEAT)
    }

    fn seconds_per_step() -> f32 {
        60.0 / (TEMPO * STEPS_PER_BEAT) as f32
    }

    /// Frames of a number of steps, a little less than all of them: players breathe.
    fn hold(&self, steps: f32) -> u32 {
        (steps * 0.93 * Self::seconds_per_step() * self.rate) as u32
    }

    /// Puts a cue down for a step, with a miss of up to so many seconds.
    fn put(&mut self, begin: u64, miss: f32, cue: Cue) {
        let swing = if self.step % 2 == 1 {
            SWING * Self::seconds_per_step()
        } else {
            0.0
        };
        let steady = matches!(cue, Cue::Hit(Piece::Click, _));
        let late = LEAD + if steady { 0.0 } else { swing } + miss * slip(&mut self.random);
        let due = begin + (late * self.rate) as u64;
        // There is room: a step has fewer cues than half the places, and all are due within two.
        if let Some(place) = self.waiting.iter_mut().find(|place| place.is_none()) {
            *place = Some((due, cue));
        }
    }

    /// A velocity from a digit, never twice the same.
    fn velocity(&mut self, digit: u8, part: Part) -> f32 {
        let effort = match part {
            Part::Intro => 0.84,
            Part::Verse => 0.82,
            Part::Chorus => 1.0,
            Part::Break => 0.86,
        };
        let meant = f32::from(digit - b'0') / 9.0;
        effort * meant * (1.0 + 0.14 * slip(&mut self.random))
    }

    /// Everything that begins with a step.
    fn write_step(&mut self, begin: u64) {
        let place = Position::of(self.step);
        self.write_click(begin, place);
        self.write_drums(begin, place);
        self.write_bass(begin, place);
        self.write_rhythm(begin, place);
        self.write_riff(begin, place);
        self.write_keys(begin, place);
        self.write_voices(begin, place);
    }

    fn write_click(&mut self, begin: u64, place: Position) {
        if place.step.is_multiple_of(4) {
            let velocity = if place.step == 0 { 1.0 } else { 0.7 };
            self.put(begin, 0.0, Cue::Hit(Piece::Click, velocity));
        }
    }

    fn write_drums(&mut self, begin: u64, place: Position) {
        let drums = song::drums(place);
        let rows: [(&Row, Piece, f32); 8] = [
            (drums.kick, Piece::Kick, 0.004),
            (drums.snare, Piece::Snare, 0.005),
            (drums.hat, Piece::Hat, 0.005),
            (drums.open_hat, Piece::OpenHat, 0.005),
            (drums.tom_hi, Piece::TomHi, 0.006),
            (drums.tom_lo, Piece::TomLo, 0.006),
            (drums.ride, Piece::Ride, 0.005),
            (drums.shaker, Piece::Shaker, 0.008),
        ];
        for (row, piece, miss) in rows {
            let digit = row[place.step];
            if digit.is_ascii_digit() {
                let velocity = self.velocity(digit, place.part);
                self.put(begin, miss, Cue::Hit(piece, velocity));
            }
        }
        if song::has_crash(place) {
            self.put(begin, 0.004, Cue::Hit(Piece::Crash, 0.95));
        }
    }

    fn write_bass(&mut self, begin: u64, place: Position) {
        let row = song::bass(place);
        let chord = place.chord();
        let note = match row[place.step] {
            b'R' | b'r' => chord.bass,
            b'O' | b'o' => chord.bass + 12,
            b'F' | b'f' => chord.fifth,
            b'A' => Position::of(self.step + held(row, place.step)).chord().bass - 1,
            _ => return,
        };
        let loud = row[place.step].is_ascii_uppercase();
        let pluck = Pluck {
            note: f32::from(note),
            velocity: self.velocity(if loud { b'8' } else { b'5' }, place.part),
            hold: self.hold(held(row, place.step) as f32),
            wait: 0,
        };
        self.put(begin, 0.006, Cue::Bass(pluck));
    }

    fn write_rhythm(&mut self, begin: u64, place: Position) {
        let row = song::rhythm(place);
        let (stroke, digit) = match row[place.step] {
            b'D' => (Stroke::Down, b'8'),
            b'U' => (Stroke::Up, b'6'),
            b'x' => (Stroke::Dead, b'5'),
            _ => return,
        };
        let velocity = self.velocity(digit, place.part);
        let hold = self.hold(held(row, place.step) as f32);
        self.put(
            begin,
            0.008,
            Cue::Strum(place.chord(), stroke, velocity, hold),
        );
    }

    fn write_riff(&mut self, begin: u64, place: Position) {
        if let Some((steps, note)) = melody::riff(place) {
            let pluck = Pluck {
                note: f32::from(note),
                velocity: self.velocity(b'8', place.part),
                hold: self.hold(f32::from(steps)),
                wait: 0,
            };
            self.put(begin, 0.01, Cue::Riff(pluck));
        }
        if let Some(steps) = melody::power(place) {
            let velocity = self.velocity(b'8', place.part);
            let hold = self.hold(f32::from(steps));
            self.put(begin, 0.008, Cue::Power(place.chord(), velocity, hold));
        }
    }

    fn write_keys(&mut self, begin: u64, place: Position) {
        let row = song::keys(place);
        let letter = row[place.step];
        let hold = self.hold(held(row, place.step) as f32);
        let notes = place.chord().keys;
        let (played, digit): (&[u8], u8) = match letter {
            b'C' => (&notes, b'7'),
            b'c' => (&notes, b'5'),
            b'1'..=b'4' => {
                let at = usize::from(letter - b'1');
                (&notes[at..=at], b'6')
            }
            _ => return,
        };
        for note in played {
            // Single notes lie an octave higher, above the chord.
            let up = if played.len() == 1 { 12.0 } else { 0.0 };
            let velocity = self.velocity(digit, place.part);
            self.put(
                begin,
                0.008,
                Cue::Key(f32::from(*note) + up, velocity, hold),
            );
        }
    }

    fn write_voices(&mut self, begin: u64, place: Position) {
        if let Some((steps, note, vowel)) = melody::lead(place) {
            let velocity = self.velocity(b'8', place.part);
            let sung = Sung {
                note: f32::from(note),
                velocity,
                hold: self.hold(f32::from(steps) * 1.05),
                vowel,
            };
            let miss = if vowel == Vowel::Breath { 0.0 } else { 0.012 };
            self.put(begin, miss, Cue::Lead(sung));
        }
        if let Some((steps, vowel)) = melody::backing(place) {
            let sung = Sung {
                note: 0.0,
                velocity: self.velocity(b'7', place.part),
                hold: self.hold(f32::from(steps)),
                vowel,
            };
            self.put(begin, 0.012, Cue::Backing(place.chord(), sung));
        }
    }
}

/// Steps that the note at `step` of a row is held: its own and the dashes after it.
fn held(row: &Row, step: usize) -> u64 {
    let after = row[(step + 1).min(STEPS_PER_BAR)..].iter();
    1 + after.take_while(|letter| **letter == b'-').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_gives_its_cues_once_and_none_is_lost() {
        let mut conductor = Conductor::new(48_000);
        let (mut clicks, mut kicks, mut most) = (Vec::new(), 0, 0);
        for frame in 0..48_000 * 121 {
            while let Some(cue) = conductor.cue(frame) {
                match cue {
                    Cue::Hit(Piece::Click, _) => clicks.push(frame),
                    Cue::Hit(Piece::Kick, _) => kicks += 1,
                    _ => {}
                }
                most = most.max(conductor.waiting.iter().flatten().count());
            }
        }
        // The last step of the second time is at 120 s; 104 beats per minute over 121 s.
        assert_eq!(clicks.len(), 210);
        let even = |pair: &[u64]| (27_691..=27_694).contains(&(pair[1] - pair[0]));
        assert!(clicks.windows(2).all(even));
        assert!(
            kicks > 150 && most < WAITING / 2,
            "{kicks} kicks, {most} waiting"
        );
    }

    #[test]
    fn notes_are_held_over_their_dashes() {
        let row = b"R--.r-..........";
        assert_eq!((held(row, 0), held(row, 4), held(row, 15)), (3, 2, 1));
    }
}
