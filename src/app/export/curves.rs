//! How a mix goes over time, and where its power lies: what a report draws.

use crate::analysis::loudness::LoudnessMeter;
use crate::analysis::spectrum::{BANDS, Spectrum};
use crate::dsp::third_octave::band_freq_hz;
use crate::dsp::true_peak::TruePeak;
use crate::param::Width;
use serde::Serialize;

/// The most points of a curve.
const POINTS: u64 = 600;
/// The shortest time between two of them, in seconds.
const SHORTEST: f64 = 0.5;

/// Gathers the curves.
#[derive(Debug)]
pub struct Curves {
    true_peaks: Vec<TruePeak>,
    spectra: Vec<Spectrum>,
    /// Frames from point to point, and frames since the last one.
    step: u64,
    gathered: u64,
    /// Frames up to the last point.
    done: u64,
    loudest: f64,
    points: Vec<Point>,
    rate: u32,
}

/// A stretch of the mix. Minus infinity is `null` in the file.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Where it ends, in seconds.
    pub seconds: f64,
    /// The loudest 3 s that end in it, in LUFS.
    #[serde(serialize_with = "super::report::level")]
    pub short_term_lufs: f64,
    /// Its highest true peak, in dBTP.
    #[serde(serialize_with = "super::report::level")]
    pub true_peak_dbtp: f64,
}

/// A third of an octave.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Band {
    /// Its middle in Hz.
    pub hz: f64,
    /// The mean power of all channels in it, in dBFS.
    #[serde(serialize_with = "super::report::level")]
    pub dbfs: f64,
}

impl Curves {
    /// For so many frames of what is as wide as this.
    pub fn new(width: Width, rate: u32, frames: u64) -> Self {
        let shortest = (SHORTEST * f64::from(rate)) as u64;
        Self {
            true_peaks: vec![TruePeak::default(); width.channels()],
            spectra: (0..width.channels()).map(|_| Spectrum::new(rate)).collect(),
            step: (frames / POINTS).max(shortest),
            gathered: 0,
            done: 0,
            loudest: f64::NEG_INFINITY,
            points: Vec::new(),
            rate,
        }
    }

    /// Takes what comes next, and what is measured up to there.
    pub fn add(&mut self, channels: &[Vec<f32>], loudness: &LoudnessMeter) {
        for ((true_peak, spectrum), channel) in self
            .true_peaks
            .iter_mut()
            .zip(&mut self.spectra)
            .zip(channels)
        {
            for x in channel {
                true_peak.add(*x);
            }
            spectrum.add(channel);
        }
        self.gathered += channels.first().map_or(0, |channel| channel.len() as u64);
        self.loudest = self.loudest.max(loudness.short_term());
        if self.gathered >= self.step {
            self.point();
        }
    }

    fn point(&mut self) {
        let peaks = self.true_peaks.iter_mut().map(TruePeak::take_highest);
        self.done += self.gathered;
        self.points.push(Point {
            seconds: self.done as f64 / f64::from(self.rate),
            short_term_lufs: self.loudest,
            true_peak_dbtp: 20.0 * f64::from(peaks.fold(0.0, f32::max)).log10(),
        });
        self.gathered = 0;
        self.loudest = f64::NEG_INFINITY;
    }

    /// The curves of the whole mix.
    pub fn finish(mut self) -> (Vec<Point>, Vec<Band>) {
        if self.gathered > 0 {
            self.point();
        }
        let channels = self.spectra.len().max(1) as f64;
        let mut powers = [0.0; BANDS];
        for spectrum in self.spectra {
            for (power, level) in powers.iter_mut().zip(spectrum.levels_dbfs()) {
                *power += 10_f64.powf(level / 10.0) / channels;
            }
        }
        let bands = powers.iter().enumerate().map(|(band, power)| Band {
            hz: band_freq_hz(band),
            dbfs: 10.0 * power.log10(),
        });
        (self.points, bands.collect())
    }
}
