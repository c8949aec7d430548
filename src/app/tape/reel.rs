//! A file of a tape while it is read: mark by mark into the rings of the strips that hear it.

use crate::control::tape_orders::TapeTrack;
use crate::disk::{SoundFile, Track, Unreadable};
use crate::rt::fade::{FADE, FRAMES, ease};
use crate::rt::tape::{RUN_UP, TrackWriter, Way};
use std::path::{Path, PathBuf};

/// Marks by which a track that is late begins again ahead of where the others are.
const LEAP: u64 = 150;
/// Frames over which what stands at the end of a file decays: a file may break off in the middle of a sound.
const DECAY: u64 = 512;
/// Longest file whose length nobody says, in seconds.
const LONGEST: u64 = 86_400;

/// Frames of a mark, where places may lie before the beginning.
#[expect(clippy::cast_possible_wrap, reason = "it is 32")]
const STEP: i64 = FRAMES as i64;

/// One channel between two marks.
type Piece = [f32; FRAMES];

/// A way through the tape, in frames of the stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cue {
    /// Its number.
    pub way: Way,
    /// Where it begins.
    pub from: u64,
    /// Where the loop begins, and where it goes back.
    pub cycle: Option<(u64, u64)>,
}

impl Cue {
    /// Where it goes back, and to where, once it has come there.
    fn looped(&self) -> Option<(i64, i64)> {
        let looped = self.cycle.filter(|(_, end)| self.from < *end);
        looped.map(|(begin, end)| (begin.cast_signed(), end.cast_signed()))
    }

    /// The frame of a tick: before its beginning, the run-up.
    pub fn frame(&self, tick: u64) -> i64 {
        let ahead = tick.cast_signed() - RUN_UP.cast_signed();
        let frame = self.from.cast_signed() + ahead * STEP;
        match self.looped() {
            Some((begin, end)) if frame >= end => begin + (frame - end) % (end - begin),
            _ => frame,
        }
    }
}

/// Where the sound of a file goes.
#[derive(Debug)]
struct Outlet {
    writer: TrackWriter,
    /// The channel of the file for each channel of the ring.
    channels: Vec<usize>,
}

/// A file, and how far it was read.
#[derive(Debug)]
pub struct Reel {
    path: PathBuf,
    rate: u32,
    outlets: Vec<Outlet>,
    /// None once it could not be read any more.
    track: Option<Track>,
    /// Frames of the stream up to the end of the file.
    end: i64,
    cue: Cue,
    /// What comes next: its tick, and its frame of the stream.
    tick: u64,
    at: i64,
    piece: Vec<Piece>,
    /// What comes behind the end of the loop, mark by mark, while it fades out; and how much of it has.
    tail: Vec<Vec<Piece>>,
    faded: usize,
    /// The last sample of each channel, once the file has ended.
    last: Option<Vec<f32>>,
}

impl Reel {
    /// A file of a tape for a stream of a rate in Hz.
    ///
    /// # Errors
    /// It cannot be read: a sentence that goes on behind its name.
    pub fn open(path: &Path, rate: u32) -> Result<Self, Unreadable> {
        let mut reel = Self {
            path: path.to_owned(),
            rate,
            outlets: Vec::new(),
            track: None,
            end: 0,
            cue: Cue::default(),
            tick: 0,
            at: 0,
            piece: Vec::new(),
            tail: Vec::new(),
            faded: 0,
            last: None,
        };
        reel.reopen()?;
        Ok(reel)
    }

    fn reopen(&mut self) -> Result<(), Unreadable> {
        let file = SoundFile::open(&self.path)?;
        let own = u64::from(file.rate());
        let frames = file.frames().unwrap_or(LONGEST * own);
        let end = u128::from(frames) * u128::from(self.rate) / u128::from(own.max(1));
        self.end = end as i64;
        self.piece = vec![[0.0; FRAMES]; file.channels()];
        self.track = Some(Track::new(file, frames, self.rate)?);
        Ok(())
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A strip that hears it.
    pub fn add(&mut self, track: &TapeTrack, writer: TrackWriter) {
        let most = self.piece.len().saturating_sub(1);
        let known = track.channels.iter().map(|channel| usize::from(*channel));
        let known: Vec<usize> = known.map(|channel| channel.min(most)).collect();
        let last = known.last().copied().unwrap_or(0);
        let channel = |number: usize| known.get(number).copied().unwrap_or(last);
        let channels = (0..writer.channels()).map(channel).collect();
        self.outlets.push(Outlet { writer, channels });
    }

    /// Goes on elsewhere. A file that could not be read any more is tried anew.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn cue(&mut self, cue: Cue) -> Result<(), Unreadable> {
        self.cue = cue;
        self.go_to_tick(0)
    }

    fn go_to_tick(&mut self, tick: u64) -> Result<(), Unreadable> {
        self.tick = tick;
        self.tail.clear();
        if self.track.is_none() {
            self.reopen()?;
        }
        let outcome = self.go_to(self.cue.frame(tick));
        self.note(outcome)
    }

    /// Goes to a frame of the stream; before the first one, its first sample stands there.
    fn go_to(&mut self, frame: i64) -> Result<(), Unreadable> {
        (self.at, self.last) = (frame, None);
        let Some(track) = &mut self.track else {
            return Ok(());
        };
        if frame < 0 {
            track.seek(0)?;
            track.fill(&mut self.piece)?;
            let first = self.piece.iter().map(|piece| piece[0]).collect();
            self.last = Some(first);
        }
        let ratio = track.ratio();
        track.seek((frame.max(0) as f64 * ratio).round() as u64)
    }

    /// Reads on by at most so many marks, as far as all rings take it. `now` is the tick that is heard, once the way
    /// has begun: what comes too late for it is left out. How many marks that were.
    ///
    /// # Errors
    /// The file cannot be read any more: a sentence that goes on behind its name. Its strips are silent.
    pub fn read(&mut self, now: Option<u64>, most: usize) -> Result<usize, Unreadable> {
        if self.track.is_none() {
            return Ok(0);
        }
        if let Some(now) = now.filter(|now| self.tick <= *now) {
            self.go_to_tick(now + LEAP)?;
        }
        let room = self.outlets.iter().map(|outlet| outlet.writer.room());
        let count = room.min().unwrap_or(0).min(most);
        for _ in 0..count {
            let outcome = self.next();
            self.note(outcome)?;
        }
        Ok(count)
    }

    fn note(&mut self, outcome: Result<(), Unreadable>) -> Result<(), Unreadable> {
        if outcome.is_err() {
            self.track = None;
        }
        outcome
    }

    /// Writes the next mark.
    fn next(&mut self) -> Result<(), Unreadable> {
        if let Some((begin, end)) = self.cue.looped()
            && self.at == end
        {
            self.turn_back(begin)?;
        }
        self.sound()?;
        self.fade_tail();
        for outlet in &mut self.outlets {
            let (piece, channels) = (&self.piece, &outlet.channels);
            let channel = |number: usize| &piece[channels[number]];
            outlet.writer.write(self.cue.way, self.tick, channel);
        }
        self.tick += 1;
        Ok(())
    }

    /// From the end of the loop to its beginning.
    fn turn_back(&mut self, begin: i64) -> Result<(), Unreadable> {
        self.tail.clear();
        for _ in 0..FADE {
            self.sound()?;
            self.tail.push(self.piece.clone());
        }
        self.faded = 0;
        self.go_to(begin)
    }

    /// What comes behind the end of the loop fades into its beginning.
    fn fade_tail(&mut self) {
        let Some(tail) = self.tail.get(self.faded) else {
            return;
        };
        let length = (FADE * FRAMES) as f32;
        for (piece, tail) in self.piece.iter_mut().zip(tail) {
            for (at, (x, before)) in piece.iter_mut().zip(tail).enumerate() {
                let gain = ease(((self.faded * FRAMES + at) as f32 + 0.5) / length);
                *x = before + (*x - before) * gain;
            }
        }
        self.faded += 1;
    }

    /// What the file has at this mark; behind its end what stood there decays.
    fn sound(&mut self) -> Result<(), Unreadable> {
        let at = self.at;
        self.at += STEP;
        if at < 0 {
            let first = self.last.as_deref().unwrap_or_default();
            for (piece, first) in self.piece.iter_mut().zip(first) {
                *piece = [*first; FRAMES];
            }
            if self.at >= 0 {
                self.last = None;
            }
            return Ok(());
        }
        if at < self.end {
            if let Some(track) = &mut self.track {
                track.fill(&mut self.piece)?;
            }
        } else if self.last.is_none() {
            self.piece.fill([0.0; FRAMES]);
            return Ok(());
        }
        let rest = self.end - at;
        if rest <= STEP {
            self.decay(rest);
        }
        Ok(())
    }

    /// The file ends so many frames after the beginning of this mark, or has ended.
    fn decay(&mut self, rest: i64) {
        if rest > 0 {
            let last = self.piece.iter().map(|piece| piece[rest as usize - 1]);
            self.last = Some(last.collect());
        }
        let last = self.last.as_deref().unwrap_or_default();
        for (piece, last) in self.piece.iter_mut().zip(last) {
            for (at, x) in piece.iter_mut().enumerate() {
                let behind = at.cast_signed() as i64 - rest;
                if behind >= 0 {
                    let part = (behind as f32 + 1.0) / DECAY as f32;
                    *x = last * (1.0 - ease(part.min(1.0)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_begins_with_its_run_up_and_goes_round_where_it_comes_to_the_end_of_the_loop() {
        let cue = Cue {
            way: 1,
            from: 3200,
            cycle: Some((1600, 6400)),
        };
        assert_eq!(cue.frame(0), 3200 - RUN_UP.cast_signed() * STEP);
        assert_eq!(cue.frame(RUN_UP), 3200);
        assert_eq!(cue.frame(RUN_UP + 99), 6400 - STEP);
        assert_eq!(cue.frame(RUN_UP + 100), 1600);
        assert_eq!(cue.frame(RUN_UP + 100 + 150), 1600);
        let behind = Cue { from: 6400, ..cue };
        assert_eq!(behind.frame(RUN_UP + 100), 9600);
    }
}
