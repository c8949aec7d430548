//! Meters of what the engine captures of itself.

use super::histogram::ABSOLUTE_GATE;
use super::level::LevelMeter;
use super::sound_pressure::SoundPressure;
use super::units::{loudness, power};
use super::waiting;
use crate::param::Width;
use crate::rt::capture::CaptureReader;
use std::collections::VecDeque;

/// Seconds between two points of the history.
pub const HISTORY_SECONDS: u64 = 5;
/// Points that are kept: ten minutes.
const HISTORY_POINTS: usize = 120;

/// Blocks of sound that recent loudness is made of: ten seconds of it.
const RECENT_BLOCKS: usize = 100;
/// Pieces of the loudness meter between two of them.
const RECENT_STEP: u64 = 10;
/// Blocks that lie so far below the mean do not count, in LU (BS.1770).
const RELATIVE_GATE: f64 = -10.0;

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
    /// The power of the last blocks in which there was sound, and whether there was at both of their ends.
    recent: VecDeque<(f64, bool)>,
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
            recent: VecDeque::new(),
        }
    }

    /// True for a meter that measures what is as wide, at the same rate.
    pub fn fits(&self, width: Width, rate: u32) -> bool {
        (self.width, self.rate) == (width, rate)
    }

    /// Measures what waits. False when nothing did.
    pub fn read(&mut self, reader: &mut CaptureReader) -> bool {
        waiting::take(reader, |captured| {
            self.missed += captured.missed;
            self.add(captured.channels);
        })
    }

    fn add<const N: usize>(&mut self, channels: &[[f32; N]]) {
        let samples: Vec<&[f32]> = channels.iter().map(|channel| &channel[..]).collect();
        let before = self.level.loudness().pieces();
        self.level.add(&samples);
        self.note_recent(before);
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

    /// Every tenth of a second a block of 400 ms, if there is sound in it.
    fn note_recent(&mut self, before: u64) {
        let meter = self.level.loudness();
        let is_whole = meter.pieces() >= 4 * RECENT_STEP;
        if !is_whole || before / RECENT_STEP == meter.pieces() / RECENT_STEP {
            return;
        }
        let momentary = meter.momentary();
        if momentary > ABSOLUTE_GATE {
            if self.recent.len() == RECENT_BLOCKS {
                self.recent.pop_front();
            }
            self.recent.push_back((power(momentary), meter.is_whole()));
        }
    }

    /// The loudness of the last ten seconds in which there was sound, gated as integrated loudness is, in LUFS; minus
    /// infinity where there was none. A pause between two songs changes nothing: blocks with the end of the one or the
    /// beginning of the other count only where there are no others.
    pub fn recent(&self) -> f64 {
        let any_whole = self.recent.iter().any(|(_, is_whole)| *is_whole);
        let counts = |block: &&(f64, bool)| block.1 || !any_whole;
        let powers: Vec<f64> = self
            .recent
            .iter()
            .filter(counts)
            .map(|block| block.0)
            .collect();
        let gate = power(loudness(mean(&powers)) + RELATIVE_GATE);
        let loud: Vec<f64> = powers.into_iter().filter(|power| *power >= gate).collect();
        loudness(mean(&loud))
    }

    /// Begins anew. The level in the room goes on: what was heard was heard.
    pub fn reset(&mut self) {
        *self = Self {
            sound_pressure: self.sound_pressure.clone(),
            recent: std::mem::take(&mut self.recent),
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

fn mean(powers: &[f64]) -> f64 {
    powers.iter().sum::<f64>() / powers.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::TAU;

    /// A tone of 1 kHz at a level, in pieces as they are captured.
    fn play(meter: &mut LiveMeter, level_db: f32, seconds: f32) {
        let amplitude = 10_f32.powf(level_db / 20.0);
        for piece in 0..(seconds * 1500.0) as usize {
            let sample = |n: usize| amplitude * (TAU * (piece * 32 + n) as f32 / 48.0).sin();
            let samples = std::array::from_fn::<f32, 32, _>(sample);
            meter.add(&[samples, samples]);
        }
    }

    #[test]
    fn recent_loudness_is_that_of_the_last_sound_whatever_pause_follows() {
        let mut meter = LiveMeter::new(Width::Stereo, 48_000);
        assert_eq!(meter.recent(), f64::NEG_INFINITY);
        let near = |meter: &LiveMeter, expected: f64| {
            let found = meter.recent();
            // Blocks that end in a quieter passage are quieter themselves.
            assert!((found - expected).abs() < 0.15, "{found}, not {expected}");
        };
        play(&mut meter, -20.0, 1.0);
        near(&meter, -20.0);
        play(&mut meter, f32::NEG_INFINITY, 5.0);
        near(&meter, -20.0);
        play(&mut meter, -30.0, 11.0);
        near(&meter, -30.0);
        // A quiet passage within the gate counts, one below it does not.
        play(&mut meter, -50.0, 5.0);
        near(&meter, -30.0);
        meter.reset();
        near(&meter, -30.0);
    }

    #[test]
    fn sounds_between_pauses_have_a_loudness_too() {
        let mut meter = LiveMeter::new(Width::Stereo, 48_000);
        for _ in 0..5 {
            play(&mut meter, -20.0, 0.1);
            play(&mut meter, f32::NEG_INFINITY, 0.5);
        }
        assert!(
            (-27.0..-24.0).contains(&meter.recent()),
            "{}",
            meter.recent()
        );
    }
}
