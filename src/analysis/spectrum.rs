//! The mean power of a signal by thirds of an octave: windowed transforms that overlap by half (P. D. Welch 1967), their
//! lines summed from edge to edge of each band (IEC 61260-1, base ten).

use super::transform::{HANN_POWER, Transform};
use super::units::power_db;
use crate::dsp::third_octave::{GRAPHIC_BANDS, band_freq_hz};

/// Bands of the spectrum, 20 Hz to 20 kHz.
pub const BANDS: usize = GRAPHIC_BANDS;
/// The longest transform in seconds: its lines lie close enough for the band at 20 Hz.
const SECONDS: f64 = 0.6;

/// Gathers one channel.
#[derive(Debug)]
pub struct Spectrum {
    transform: Transform,
    /// The last samples.
    past: Vec<f32>,
    /// The sum of the powers of each line.
    powers: Vec<f64>,
    transforms: u64,
    /// Hz from line to line.
    step: f64,
}

impl Spectrum {
    /// For a sample rate in Hz.
    pub fn new(rate: u32) -> Self {
        let length = ((SECONDS * f64::from(rate)) as usize).next_power_of_two();
        Self {
            transform: Transform::new(length),
            past: Vec::with_capacity(length),
            powers: vec![0.0; length / 2 + 1],
            transforms: 0,
            step: f64::from(rate) / length as f64,
        }
    }

    /// Takes what comes next.
    pub fn add(&mut self, samples: &[f32]) {
        let length = self.transform.window().len();
        let mut rest = samples;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(length - self.past.len()));
            self.past.extend_from_slice(now);
            rest = later;
            if self.past.len() == length {
                self.measure();
                self.past.drain(..length / 2);
            }
        }
    }

    /// The level of each band in dBFS, where a sine of full scale in it reads −3.01; minus infinity for nothing.
    pub fn levels_dbfs(mut self) -> [f64; BANDS] {
        let scale = if self.transforms == 0 {
            self.measure_short()
        } else {
            1.0 / self.transforms as f64
        };
        std::array::from_fn(|band| power_db(self.power(band) * scale))
    }

    /// Measures what is shorter than a transform, in the middle of one; what its power has to be multiplied with.
    fn measure_short(&mut self) -> f64 {
        let (length, count) = (self.transform.window().len(), self.past.len());
        let begin = (length - count) / 2;
        self.past.resize(length, 0.0);
        self.past.rotate_right(begin);
        self.measure();
        let squares = |window: &[f32]| window.iter().map(|w| f64::from(w * w)).sum::<f64>();
        let window = self.transform.window();
        let part = squares(&window[begin..begin + count]) / squares(window);
        if part > 0.0 { 1.0 / part } else { 0.0 }
    }

    fn measure(&mut self) {
        let lines = self.transform.powers(self.past.iter());
        for (power, line) in self.powers.iter_mut().zip(lines) {
            *power += f64::from(line);
        }
        self.transforms += 1;
    }

    /// The power of a band. Both halves of the spectrum count, and the window takes 3/8 of the power away.
    fn power(&self, band: usize) -> f64 {
        let middle = band_freq_hz(band);
        let edge = 10_f64.powf(0.05);
        let (low, high) = (middle / edge / self.step, middle * edge / self.step);
        // Each line stands for half a step to both sides of it.
        let part = |line: usize| {
            let (from, to) = (line as f64 - 0.5, line as f64 + 0.5);
            (to.min(high) - from.max(low)).clamp(0.0, 1.0)
        };
        let lines = self.powers.iter().enumerate();
        let sum: f64 = lines.map(|(line, power)| power * part(line)).sum();
        let length = self.transform.window().len() as f64;
        2.0 * sum / (length * length * HANN_POWER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(rate: u32, seconds: f64, sample: impl Fn(f64) -> f64) -> [f64; BANDS] {
        let frames = (seconds * f64::from(rate)) as usize;
        let samples: Vec<f32> = (0..frames)
            .map(|n| sample(n as f64 / f64::from(rate)) as f32)
            .collect();
        let mut spectrum = Spectrum::new(rate);
        for piece in samples.chunks(1000) {
            spectrum.add(piece);
        }
        spectrum.levels_dbfs()
    }

    /// A sine lies in its band alone, at the level of its power.
    #[test]
    fn a_sine_in_the_middle_of_a_band_reads_its_power_there() {
        for rate in [44_100, 48_000, 96_000] {
            for band in [3, 10, 17, 25, 29] {
                let turn = std::f64::consts::TAU * band_freq_hz(band);
                let found = levels(rate, 5.0, |t| 0.5 * (turn * t).sin());
                let wanted = 10.0 * (0.5_f64 * 0.25).log10();
                assert!(
                    (found[band] - wanted).abs() < 0.1,
                    "{rate} {band}: {}",
                    found[band]
                );
                let others = (0..BANDS).filter(|other| other.abs_diff(band) > 1);
                let highest = others
                    .map(|other| found[other])
                    .fold(f64::NEG_INFINITY, f64::max);
                assert!(highest < wanted - 50.0, "{rate} {band}: {highest}");
            }
        }
    }

    /// White noise has the same power per Hz: each band its width's share.
    #[test]
    fn white_noise_rises_by_a_decibel_from_band_to_band() {
        let mut random = crate::dsp::random::Random::new(5);
        let mut spectrum = Spectrum::new(48_000);
        let samples: Vec<f32> = (0..60 * 48_000).map(|_| random.bipolar() as f32).collect();
        spectrum.add(&samples);
        let found = spectrum.levels_dbfs();
        for band in 8..BANDS {
            let edge = 10_f64.powf(0.05);
            let width = band_freq_hz(band) * (edge - 1.0 / edge);
            let wanted = 10.0 * (width / 24_000.0 / 3.0).log10();
            assert!(
                (found[band] - wanted).abs() < 0.6,
                "{band}: {} {wanted}",
                found[band]
            );
        }
    }

    #[test]
    fn what_is_short_is_measured_and_nothing_is_nothing() {
        let nothing = Spectrum::new(48_000).levels_dbfs();
        assert!(nothing.iter().all(|level| *level == f64::NEG_INFINITY));
        let short = levels(48_000, 0.1, |t| (std::f64::consts::TAU * 1000.0 * t).sin());
        assert!((short[17] + 3.0).abs() < 0.5, "{}", short[17]);
    }
}
