//! Feedback suspects: lines of a spectrum that rise as only a loop lets them rise, and stay.
//!
//! | file | what |
//! |---|---|
//! | `frame` | one spectrum: its prominent lines, and whether they have harmonics |
//! | `track` | one line over time: how it has grown, and whether it stays |
//!
//! A loop whose gain is above 1 grows by the same factor on every turn: its level in dB rises along a straight line,
//! at one frequency, without harmonics. The features are those of T. van Waterschoot and M. Moonen, "Fifty Years of
//! Acoustic Feedback Control: State of the Art and Future Challenges", Proc. IEEE 99 (2011): the peak against its
//! neighbours (PNPR), against its harmonics (PHPR), its persistence (IPMP), and how evenly its magnitude moves from
//! frame to frame (IMSD), which that paper's comparison finds to be the most telling alone. Notes fail the last one:
//! an attack is steep at first and then level, a swell has harmonics, a voice wavers.

mod frame;
mod track;

use super::transform::{Past, Transform};
use super::waiting;
use crate::rt::capture::{CaptureReader, FRAMES};
use frame::Frame;
use track::Track;

/// The length of a transform in seconds, at least: 4096 frames at 44.1 and 48 kHz.
const SECONDS: f64 = 0.06;
/// Transforms that each sample lies in: they come every 21 ms.
const OVERLAP: usize = 4;
/// Two frequencies are one where they lie closer than a third of a semitone.
const SAME: f32 = 1.0194;

/// A line that may be feedback.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suspicion {
    /// Its frequency in Hz.
    pub hz: f32,
    /// Its level in dBFS, the highest so far.
    pub level: f32,
    /// How likely it is feedback, in percent.
    pub confidence: f32,
    /// It still sounds.
    pub sounds: bool,
}

/// True for frequencies that count as one.
pub fn is_same(a: f32, b: f32) -> bool {
    (a / b).max(b / a) < SAME
}

/// Watches one strip, bus or main.
#[derive(Debug)]
pub struct Watch {
    rate: u32,
    transform: Transform,
    past: Past,
    waiting: usize,
    powers: Vec<f32>,
    tracks: Vec<Track>,
}

impl Watch {
    /// Silence so far, at a sample rate in Hz.
    pub fn new(rate: u32) -> Self {
        let length = ((SECONDS * f64::from(rate)) as usize).next_power_of_two();
        Self {
            rate,
            transform: Transform::new(length),
            past: Past::new(length),
            waiting: 0,
            powers: vec![0.0; length / 2 + 1],
            tracks: Vec::new(),
        }
    }

    /// Watches what waits.
    pub fn read(&mut self, reader: &mut CaptureReader) {
        waiting::take(reader, |captured| self.add(captured.channels));
    }

    /// Watches what the channels hold next: their mean.
    pub fn add(&mut self, channels: &[[f32; FRAMES]]) {
        let share = 1.0 / channels.len().max(1) as f32;
        for n in 0..FRAMES {
            let sum: f32 = channels.iter().map(|channel| channel[n]).sum();
            self.past.push(sum * share);
        }
        self.waiting += FRAMES;
        if self.waiting * OVERLAP >= self.transform.window().len() {
            self.waiting = 0;
            self.follow();
        }
    }

    /// Follows every line into a new spectrum.
    fn follow(&mut self) {
        let scale = self.transform.tone_scale() as f32;
        let lines = self.transform.powers(self.past.iter());
        for (power, line) in self.powers.iter_mut().zip(lines) {
            *power = scale * line;
        }
        let step_hz = self.rate as f32 / self.transform.window().len() as f32;
        let frame = Frame::new(&self.powers, step_hz);
        let mut lines = frame.prominent();
        for track in &mut self.tracks {
            let near = lines.iter().position(|line| track.is_near(line));
            track.follow(near.map(|at| lines.swap_remove(at)), &frame);
        }
        self.tracks.retain(Track::is_alive);
        self.tracks.extend(lines.into_iter().map(Track::new));
    }

    /// What is suspected now, the most likely first.
    pub fn suspicions(&self) -> Vec<Suspicion> {
        let suspected = self.tracks.iter().filter_map(|track| {
            let (hz, level, confidence) = track.suspicion()?;
            let sounds = track.sounds();
            Some(Suspicion {
                hz,
                level,
                confidence,
                sounds,
            })
        });
        let mut suspected: Vec<Suspicion> = suspected.collect();
        suspected.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        suspected
    }
}

#[cfg(test)]
mod tests;
