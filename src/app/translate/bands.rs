//! How much of a sound file lies in which band.

use crate::disk::SoundFile;
use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::cut_filter::{CutSettings, Slope};
use crate::dsp::high_pass::HighPass;
use crate::dsp::low_pass::LowPass;
use crate::dsp::processor::Processor;
use anyhow::{Result, anyhow};
use std::path::Path;

/// The bands, in Hz: sub and bass, lower middle, middle, presence, air.
pub const BANDS: [(f64, f64); 5] = [
    (20.0, 120.0),
    (120.0, 500.0),
    (500.0, 2000.0),
    (2000.0, 8000.0),
    (8000.0, 20_000.0),
];
/// A band of less power than this, on average, holds nothing: −90 dBFS.
const NOTHING: f64 = 1e-9;

/// The mean power of each band.
#[derive(Clone, Debug)]
pub struct Bands([f64; BANDS.len()]);

/// One channel through one band.
struct Filter {
    high_pass: HighPass<f32>,
    low_pass: LowPass<f32>,
}

impl Filter {
    fn new(rate: f64, (low, high): (f64, f64)) -> Self {
        let cut = |freq_hz: f64, on| CutSettings {
            on,
            freq_hz: freq_hz as f32,
            slope: Slope::TwentyFour,
        };
        let (mut high_pass, mut low_pass) = (HighPass::new(rate), LowPass::new(rate));
        high_pass.set(0, cut(low, low > 20.0));
        low_pass.set(0, cut(high, high < 20_000.0));
        high_pass.snap_lane(0);
        low_pass.snap_lane(0);
        Self {
            high_pass,
            low_pass,
        }
    }

    /// The energy of a run inside one mark.
    fn energy(&mut self, samples: &[f32]) -> f64 {
        let mut room = [0.0; FRAMES_PER_MARK];
        let run = &mut room[..samples.len()];
        run.copy_from_slice(samples);
        self.high_pass.mark();
        self.low_pass.mark();
        self.high_pass.process(run);
        self.low_pass.process(run);
        run.iter().map(|x| f64::from(*x) * f64::from(*x)).sum()
    }
}

impl Bands {
    /// Those of a file.
    pub fn of(path: &Path) -> Result<Self> {
        let unreadable = |error| anyhow!("{} {error}", path.display());
        let mut file = SoundFile::open(path).map_err(unreadable)?;
        let rate = f64::from(file.rate());
        let channel = || BANDS.map(|band| Filter::new(rate, band));
        let mut channels: Vec<_> = (0..file.channels()).map(|_| channel()).collect();
        let (mut energies, mut frames) = ([0.0; BANDS.len()], 0_u64);
        let mut samples = [0.0; FRAMES_PER_MARK];
        loop {
            let count = file.advance(FRAMES_PER_MARK).map_err(unreadable)?;
            if count == 0 {
                break;
            }
            frames += count as u64;
            for (number, filters) in channels.iter_mut().enumerate() {
                file.copy(number, &mut samples[..count]);
                for (energy, filter) in energies.iter_mut().zip(filters) {
                    *energy += filter.energy(&samples[..count]);
                }
            }
        }
        let all = (frames * channels.len() as u64).max(1) as f64;
        Ok(Self(energies.map(|energy| energy / all)))
    }

    /// What each band has more than in another file, in dB; none where that has nothing, or this.
    pub fn over(&self, other: &Self) -> Vec<Option<f64>> {
        let over = |(here, there): (&f64, &f64)| {
            (*there > NOTHING && *here > NOTHING * 1e-3).then(|| 10.0 * (here / there).log10())
        };
        self.0.iter().zip(&other.0).map(over).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_lies_in_its_band() {
        const RATE: f64 = 48_000.0;
        for (wanted, freq_hz) in [60.0, 250.0, 1000.0, 4000.0, 12_000.0]
            .into_iter()
            .enumerate()
        {
            let tone = |n: u32| (f64::from(n) * freq_hz / RATE * std::f64::consts::TAU).sin();
            let samples: Vec<f32> = (0..24_000).map(|n| tone(n) as f32).collect();
            let mut filters = BANDS.map(|band| Filter::new(RATE, band));
            let energies = filters.each_mut().map(|filter| {
                let runs = samples.chunks(FRAMES_PER_MARK);
                runs.map(|run| filter.energy(run)).sum::<f64>()
            });
            for (band, energy) in energies.iter().enumerate() {
                let is_most = *energy > 0.5 * energies.iter().sum::<f64>();
                assert_eq!(is_most, band == wanted, "{freq_hz} Hz: {energies:?}");
            }
        }
    }
}
