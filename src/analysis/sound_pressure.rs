//! The level in the room, as far as it follows from what leaves the console: weighted, and averaged over minutes.

use super::units::power_db;
use super::weighting::Weighting;
use std::collections::VecDeque;

/// Seconds that are kept: the longest window.
const LONGEST: usize = 3600;
/// A sine of full scale has this mean square.
const FULL_SCALE_SINE: f64 = 0.5;

/// Measures the mean of all channels.
#[derive(Clone, Debug)]
pub struct SoundPressure {
    weightings: Vec<Weighting>,
    /// Frames in a second.
    rate: u32,
    /// What is gathered of the second that runs, by A and C, and its frames.
    sums: [f64; 2],
    frames: u32,
    /// The mean squares of the last seconds, by A and C; the newest last.
    seconds: VecDeque<[f64; 2]>,
}

impl SoundPressure {
    /// For a number of channels at a sample rate in Hz.
    pub fn new(channels: usize, rate: u32) -> Self {
        Self {
            weightings: vec![Weighting::new(rate); channels],
            rate,
            sums: [0.0; 2],
            frames: 0,
            seconds: VecDeque::new(),
        }
    }

    /// Takes the next samples of every channel, as many of each and no more than a second.
    pub fn add<'p>(&mut self, channels: impl Iterator<Item = &'p [f32]>) {
        let mut frames = 0;
        for (weighting, samples) in self.weightings.iter_mut().zip(channels) {
            let powers = weighting.powers(samples);
            self.sums = [self.sums[0] + powers[0], self.sums[1] + powers[1]];
            frames = samples.len() as u32;
        }
        self.frames += frames;
        if self.frames >= self.rate {
            let samples = f64::from(self.frames) * self.weightings.len().max(1) as f64;
            if self.seconds.len() == LONGEST {
                self.seconds.pop_front();
            }
            self.seconds.push_back(self.sums.map(|sum| sum / samples));
            (self.sums, self.frames) = ([0.0; 2], 0);
        }
    }

    /// The mean level of the last minutes by the A and the C curve, in dB where a sine of full scale in all
    /// channels is 0. What lies before the start does not count.
    pub fn level_db(&self, minutes: f64) -> [f64; 2] {
        let window = ((minutes * 60.0).round() as usize).clamp(1, LONGEST);
        let count = window.min(self.seconds.len());
        let newest = self.seconds.iter().rev().take(count);
        let sums = newest.fold([0.0, 0.0], |sums, second| {
            [sums[0] + second[0], sums[1] + second[1]]
        });
        sums.map(|sum| power_db(sum / count.max(1) as f64 / FULL_SCALE_SINE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 8000;

    /// A second of 1 kHz at a level in dBFS, in both channels.
    fn second(meter: &mut SoundPressure, level_db: f64) {
        let amplitude = 10_f64.powf(level_db / 20.0);
        let step = std::f64::consts::TAU * 1000.0 / f64::from(RATE);
        let tone: Vec<f32> = (0..RATE)
            .map(|n| (amplitude * (step * f64::from(n)).sin()) as f32)
            .collect();
        meter.add([&tone[..], &tone[..]].into_iter());
    }

    #[test]
    fn the_mean_is_of_energy_and_of_the_window_alone() {
        let mut meter = SoundPressure::new(2, RATE);
        assert_eq!(meter.level_db(1.0), [f64::NEG_INFINITY; 2]);
        (0..60).for_each(|_| second(&mut meter, -20.0));
        for level in meter.level_db(1.0) {
            assert!((level + 20.0).abs() < 0.05, "{level}");
        }
        // Half a minute 10 dB louder: 10·log((0.01 + 0.1) / 2) = −12.6 dB.
        (0..30).for_each(|_| second(&mut meter, -10.0));
        assert!((meter.level_db(1.0)[0] + 12.596).abs() < 0.05);
        // Over two minutes there is as much as there was.
        let all = power_db((60.0 * 0.01 + 30.0 * 0.1) / 90.0);
        assert!((meter.level_db(2.0)[0] - all).abs() < 0.05);
        // A minute after the filters have come to rest.
        (0..61).for_each(|_| second(&mut meter, f64::NEG_INFINITY));
        assert!(meter.level_db(1.0)[0] < -100.0);
    }
}
