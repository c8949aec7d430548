//! The live spectrum of one strip, bus or main: thirds of an octave, the lines of a Fourier transform, and the
//! picture of a goniometer.
//!
//! | file | what |
//! |---|---|
//! | `average` | averages over time |
//! | `hold` | highest levels, and how long they stand |
//! | `points` | the lines of a transform as points of a picture, and its highest tones |
//! | `scope` | the goniometer |
//!
//! Levels are in dBFS of a sine: one of full scale reads 0 everywhere. Of several channels the mean of their powers
//! counts, so that a signal that is the same on both sides reads what each of them reads.

mod average;
mod hold;
mod points;
mod scope;

pub use points::{POINTS, point_at, point_hz};

use super::third_octaves::{BANDS, ThirdOctaves};
use super::transform::{Past, Transform};
use super::waiting;
use crate::param::tables::spectrum::{PeakHold, SpectrumAverage};
use crate::rt::capture::{CaptureReader, FRAMES};
use average::Average;
use hold::Hold;
use scope::Scope;

/// The length of a transform in seconds, at least: 16 384 frames at 44.1 and 48 kHz, so that lines lie 2.9 Hz apart.
const SECONDS: f64 = 0.3;
/// Transforms that each sample lies in.
const OVERLAP: usize = 8;
/// What the mean power of a sine of full scale lacks to 1.
const SINE_DB: f32 = 3.0103;

/// How a spectrum is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RtaSettings {
    /// Over what time it is averaged.
    pub average: SpectrumAverage,
    /// How long its highest levels stand.
    pub hold: PeakHold,
}

/// What is read of a spectrum.
#[derive(Clone, Debug, PartialEq)]
pub struct RtaReading {
    /// The level over all frequencies.
    pub level: f32,
    /// The levels of the bands, 20 Hz to 20 kHz.
    pub bands: Vec<f32>,
    /// The highest levels of the bands; empty where none are held.
    pub held_bands: Vec<f32>,
    /// The levels of the points of [`point_hz`]: the highest line of each.
    pub points: Vec<f32>,
    /// The highest levels of the points; empty where none are held.
    pub held_points: Vec<f32>,
    /// The highest tones, the highest first: frequency in Hz, level.
    pub tones: Vec<(f32, f32)>,
    /// Points of the goniometer since the reading before: to the right, up; −127…127. Empty for a single channel.
    pub scope: Vec<(i8, i8)>,
}

/// Measures the spectrum of what is captured.
#[derive(Debug)]
pub struct Rta {
    rate: u32,
    settings: RtaSettings,
    channels: Vec<Channel>,
    transform: Transform,
    /// Frames since the last transform.
    waiting: usize,
    /// The powers of the bands; behind them that of everything.
    bands: Average,
    lines: Average,
    held_bands: Hold,
    held_points: Hold,
    scope: Scope,
    /// Frames since the last reading.
    frames: usize,
}

#[derive(Debug)]
struct Channel {
    filters: ThirdOctaves,
    past: Past,
}

impl Rta {
    /// Silence on some channels, at a sample rate in Hz.
    pub fn new(channels: usize, rate: u32, settings: RtaSettings) -> Self {
        let length = ((SECONDS * f64::from(rate)) as usize).next_power_of_two();
        let channel = || Channel {
            filters: ThirdOctaves::new(rate),
            past: Past::new(length),
        };
        Self {
            rate,
            settings,
            channels: std::iter::repeat_with(channel).take(channels).collect(),
            transform: Transform::new(length),
            waiting: 0,
            bands: Average::new(BANDS + 1),
            lines: Average::new(length / 2 + 1),
            held_bands: Hold::new(BANDS),
            held_points: Hold::new(POINTS),
            scope: Scope::default(),
            frames: 0,
        }
    }

    /// Measures otherwise from here on. What was held is forgotten.
    pub fn set(&mut self, settings: RtaSettings) {
        if self.settings != settings {
            self.settings = settings;
            self.clear();
        }
    }

    /// Forgets the highest levels.
    pub fn clear(&mut self) {
        self.held_bands = Hold::new(BANDS);
        self.held_points = Hold::new(POINTS);
    }

    /// Measures what waits. False when nothing did.
    pub fn read(&mut self, reader: &mut CaptureReader) -> bool {
        waiting::take(reader, |captured| self.add(captured.channels))
    }

    /// Measures what all channels hold next.
    pub fn add(&mut self, channels: &[[f32; FRAMES]]) {
        let seconds = self.seconds();
        let share = 1.0 / self.channels.len().max(1) as f32;
        let mut powers = [0.0; BANDS + 1];
        for (channel, samples) in self.channels.iter_mut().zip(channels) {
            for x in samples {
                channel.past.push(*x);
            }
            let bands = channel.filters.powers(samples);
            let all = samples.iter().map(|x| x * x).sum::<f32>() / FRAMES as f32;
            for (sum, power) in powers.iter_mut().zip(bands.into_iter().chain([all])) {
                *sum += power * share;
            }
        }
        self.bands.add(powers.into_iter(), FRAMES, seconds);
        self.scope.add(channels);
        self.frames += FRAMES;
        self.waiting += FRAMES;
        if self.waiting * OVERLAP >= self.transform.window().len() {
            self.measure_lines(share, seconds);
        }
    }

    /// The time constant of the averages, in frames; none where they run from reading to reading.
    fn seconds(&self) -> Option<f64> {
        let seconds = match self.settings.average {
            SpectrumAverage::Off => return None,
            SpectrumAverage::Fast => 0.125,
            SpectrumAverage::Slow => 1.0,
        };
        Some(seconds * f64::from(self.rate))
    }

    fn measure_lines(&mut self, share: f32, seconds: Option<f64>) {
        let mut powers = vec![0.0; self.transform.window().len() / 2 + 1];
        for channel in &self.channels {
            let lines = self.transform.powers(channel.past.iter());
            for (sum, power) in powers.iter_mut().zip(lines) {
                *sum += power * share;
            }
        }
        let waited = std::mem::take(&mut self.waiting);
        self.lines.add(powers.into_iter(), waited, seconds);
    }

    /// What is read now. The next reading begins here.
    pub fn reading(&mut self) -> RtaReading {
        let db = |power: &f32| 10.0 * power.log10();
        let mut bands: Vec<f32> = self.bands.values().map(|p| db(p) + SINE_DB).collect();
        let level = bands.pop().unwrap_or(f32::NEG_INFINITY);
        let lines: Vec<f32> = self.lines.values().copied().collect();
        let scale = self.transform.tone_scale() as f32;
        let step_hz = self.rate as f32 / self.transform.window().len() as f32;
        let lines = points::Lines::new(&lines, scale, step_hz);
        let points = lines.points();
        let passed = std::mem::take(&mut self.frames) as f32 / self.rate as f32;
        let hold = self.settings.hold;
        let reading = RtaReading {
            level,
            held_bands: self.held_bands.hold(&bands, hold, passed),
            held_points: self.held_points.hold(&points, hold, passed),
            tones: lines.tones(),
            scope: self.scope.take(passed),
            bands,
            points,
        };
        self.bands.begin();
        self.lines.begin();
        reading
    }
}

#[cfg(test)]
mod tests;
