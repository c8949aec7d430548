//! The largest value between the samples of a channel (ITU-R BS.1770-4, annex 2).

use std::f64::consts::PI;

/// Taps of a phase of the interpolator, at four times the rate; twice as many at two times.
const TAPS: usize = 12;
/// Samples that are judged together.
const BLOCK: usize = 32;
/// Values between them that are made side by side.
const LANES: usize = 16;

/// Measures one channel.
#[derive(Debug)]
pub struct TruePeak {
    /// A filter per position between two samples; none where the rate is high enough by itself.
    phases: Vec<Vec<f32>>,
    /// The interpolator never gives more than so many times its largest input.
    largest_gain: f32,
    /// The samples before the next one, then a block.
    samples: Vec<f32>,
    peak: f32,
}

impl TruePeak {
    /// A meter: four times oversampled, twice from 96 kHz on, not at all from 192 kHz on.
    pub fn new(rate: u32) -> Self {
        let factor = match rate {
            0..96_000 => 4,
            96_000..192_000 => 2,
            _ => 1,
        };
        // The samples themselves are no phase.
        let phases: Vec<Vec<f32>> = (1..factor).map(|phase| taps(phase, factor)).collect();
        let gain = |taps: &Vec<f32>| taps.iter().map(|tap| tap.abs()).sum();
        let before = phases.first().map_or(0, Vec::len);
        Self {
            largest_gain: phases.iter().map(gain).fold(1.0, f32::max),
            phases,
            samples: vec![0.0; before + BLOCK],
            peak: 0.0,
        }
    }

    /// Measures what comes next.
    pub fn add(&mut self, samples: &[f32]) {
        for block in samples.chunks(BLOCK) {
            let before = self.samples.len() - BLOCK;
            self.samples[before..][..block.len()].copy_from_slice(block);
            self.judge(block.len());
            self.samples.copy_within(block.len().., 0);
        }
    }

    /// The largest magnitude so far, of the samples and between them.
    pub fn peak(&self) -> f32 {
        self.peak
    }

    /// Looks at a block of so many samples.
    fn judge(&mut self, count: usize) {
        let before = self.samples.len() - BLOCK;
        let largest = largest(&self.samples[..before + count]);
        self.peak = self.peak.max(largest);
        // Most blocks of music are too quiet to reach the peak, whatever lies between their samples.
        if largest * self.largest_gain <= self.peak {
            return;
        }
        for taps in &self.phases {
            self.peak = self.peak.max(largest_between(taps, &self.samples, count));
        }
    }
}

fn largest(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |peak, x| peak.max(x.abs()))
}

/// The largest magnitude that a phase of the interpolator gives, for the first `count` samples of a block behind
/// what came before it.
fn largest_between(taps: &[f32], samples: &[f32], count: usize) -> f32 {
    let mut peak = 0.0;
    for first in (0..count).step_by(LANES) {
        let mut sums = [0.0; LANES];
        for (at, tap) in taps.iter().enumerate() {
            if let Some(samples) = samples[first + at + 1..].first_chunk::<LANES>() {
                for (sum, x) in sums.iter_mut().zip(samples) {
                    *sum += tap * x;
                }
            }
        }
        peak = largest(&sums[..LANES.min(count - first)]).max(peak);
    }
    peak
}

/// A phase of a sinc under a Hann window of 48 intervals, the latest sample last.
fn taps(phase: usize, factor: usize) -> Vec<f32> {
    let count = 4 * TAPS / factor;
    let tap = |at: usize| {
        let place = (at * factor + phase) as f64;
        let window = 0.5 * (1.0 - (2.0 * PI * place / (4 * TAPS) as f64).cos());
        let x = PI * (place - (2 * TAPS) as f64) / factor as f64;
        (window * x.sin() / x) as f32
    };
    (0..count).rev().map(tap).collect()
}

#[cfg(test)]
mod tests {
    use super::super::random::Random;
    use super::*;
    use ebur128::{EbuR128, Mode};

    /// Noise that rises and falls, so that most blocks are skipped.
    fn noise(seed: u64, frames: usize) -> Vec<f32> {
        let mut random = Random::new(seed);
        let rise = |n: usize| 0.2 + 0.8 * (n as f64 / 5000.0).sin().abs();
        (0..frames)
            .map(|n| (random.bipolar() * rise(n)) as f32)
            .collect()
    }

    fn peak(rate: u32, samples: &[f32], piece: usize) -> f32 {
        let mut meter = TruePeak::new(rate);
        samples.chunks(piece).for_each(|piece| meter.add(piece));
        meter.peak()
    }

    #[test]
    fn it_agrees_with_another_meter_however_the_signal_is_cut() {
        for (rate, seed) in [
            (8000, 1),
            (44_100, 2),
            (48_000, 3),
            (96_000, 4),
            (192_000, 5),
        ] {
            let samples = noise(seed, 30_000);
            let mut theirs = EbuR128::new(1, rate, Mode::TRUE_PEAK).unwrap();
            theirs.add_frames_f32(&samples).unwrap();
            let largest = samples.iter().fold(0.0, |peak: f32, x| peak.max(x.abs()));
            let expected = theirs.true_peak(0).unwrap().max(f64::from(largest));
            for piece in [1, 31, 480, 30_000] {
                let found = f64::from(peak(rate, &samples, piece));
                let close = (found / expected - 1.0).abs() < 1e-6;
                assert!(
                    close,
                    "{rate} Hz, pieces of {piece}: {found}, not {expected}"
                );
            }
        }
    }

    #[test]
    fn a_tone_between_its_samples() {
        // A quarter of the rate at 45 degrees has samples at −3 dB.
        let tone = |n: usize| (std::f64::consts::FRAC_PI_2 * (n as f64 + 0.5)).sin() as f32;
        let fade = |n: usize| (n as f32 / 2000.0).min(1.0);
        let samples: Vec<f32> = (0..10_000).map(|n| tone(n) * fade(n)).collect();
        let found = 20.0 * peak(48_000, &samples, 100).log10();
        assert!(found.abs() < 0.1, "{found} dBTP");
    }
}
