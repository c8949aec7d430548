//! Meters of what the engine captures of itself.

use super::level::LevelMeter;
use super::sound_pressure::SoundPressure;
use crate::param::Width;
use crate::rt::capture::CaptureReader;
use std::collections::VecDeque;

/// Seconds between two points of the history.
pub const HISTORY_SECONDS: u64 = 5;
/// Points that are kept: ten minutes.
const HISTORY_POINTS: usize = 120;

/// Measures one bus or main while it plays.
#[derive(Clone, Debug)]
pub struct LiveMeter {
    width: Width,
    rate: u32,
    level: LevelMeter,
    sound_pressure: SoundPressure,
    /// The loudest short-term loudness of each [`HISTORY_SECONDS`], in LUFS, the newest last.
    history: VecDeque<f64>,
    /// The same of those that run.
    loudest: f64,
    frames: u64,
    missed: u64,
}

impl LiveMeter {
    /// A meter for what is as wide as this, at a sample rate in Hz.
    pub fn new(width: Width, rate: u32) -> Self {
        Self {
            width,
            rate,
            level: LevelMeter::new(width, rate),
            sound_pressure: SoundPressure::new(width.channels(), rate),
            history: VecDeque::new(),
            loudest: f64::NEG_INFINITY,
            frames: 0,
            missed: 0,
        }
    }

    /// True for a meter that measures what is as wide, at the same rate.
    pub fn fits(&self, width: Width, rate: u32) -> bool {
        (self.width, self.rate) == (width, rate)
    }

    /// Measures everything that waits. False when nothing did.
    pub fn read(&mut self, reader: &mut CaptureReader) -> bool {
        let mut any = false;
        while let Some(captured) = reader.read() {
            self.missed += captured.missed;
            self.add(captured.channels);
            any = true;
        }
        any
    }

    fn add<const N: usize>(&mut self, channels: &[[f32; N]]) {
        let samples: Vec<&[f32]> = channels.iter().map(|channel| &channel[..]).collect();
        self.level.add(&samples);
        self.sound_pressure.add(samples.into_iter());
        self.frames += N as u64;
        self.loudest = self.loudest.max(self.level.loudness().short_term());
        let every = HISTORY_SECONDS * u64::from(self.rate);
        if self.frames / every != (self.frames - N as u64) / every {
            if self.history.len() == HISTORY_POINTS {
                self.history.pop_front();
            }
            self.history.push_back(self.loudest);
            self.loudest = f64::NEG_INFINITY;
        }
    }

    /// Begins anew. The level in the room goes on: what was heard was heard.
    pub fn reset(&mut self) {
        *self = Self {
            sound_pressure: self.sound_pressure.clone(),
            ..Self::new(self.width, self.rate)
        };
    }

    /// Levels and loudness since the last reset.
    pub fn level(&self) -> &LevelMeter {
        &self.level
    }

    /// The level in the room.
    pub fn sound_pressure(&self) -> &SoundPressure {
        &self.sound_pressure
    }

    /// The loudest short-term loudness of each [`HISTORY_SECONDS`] of the last ten minutes, in LUFS.
    pub fn history(&self) -> impl Iterator<Item = f64> + '_ {
        self.history.iter().copied()
    }

    /// Seconds measured since the last reset, and seconds that were missed.
    pub fn seconds(&self) -> (f64, f64) {
        let seconds = |frames: u64| frames as f64 / f64::from(self.rate);
        (seconds(self.frames), seconds(self.missed))
    }
}
