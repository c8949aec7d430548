//! Filters of a third of an octave, running: class 1 of IEC 61260-1:2014 for every band whose upper edge lies below
//! `HIGHEST` of the sample rate; what reaches higher is cut there, and what begins higher reads nothing.
//!
//! Each band is a Butterworth prototype of fourth order, turned into a band-pass of eighth order between the edges
//! of the band (A. V. Oppenheim, R. W. Schafer, "Discrete-Time Signal Processing", 7.3) and then into four
//! state-variable filters. Eight bands run side by side.

use crate::dsp::sample::{LANES, Lanes, Sample};
use crate::dsp::svf::{Svf, SvfCoefficients, SvfFactors};
use crate::dsp::third_octave::{GRAPHIC_BANDS, band_freq_hz};
use std::array::from_fn;
use std::f64::consts::PI;

/// Bands, 20 Hz to 20 kHz.
pub const BANDS: usize = GRAPHIC_BANDS;
/// The highest edge of a band, as a part of the sample rate.
const HIGHEST: f64 = 0.48;
/// Second-order filters of a band.
const STAGES: usize = 4;
/// Groups of eight bands.
const GROUPS: usize = BANDS.div_ceil(LANES);

/// The bands of one channel.
#[derive(Clone, Debug)]
pub struct ThirdOctaves {
    factors: [[SvfFactors<Lanes>; STAGES]; GROUPS],
    filters: [[Svf<Lanes>; STAGES]; GROUPS],
}

impl ThirdOctaves {
    /// Silence, for a sample rate in Hz.
    pub fn new(rate: u32) -> Self {
        let bands: [[Stage; STAGES]; BANDS] = from_fn(|band| stages(band, f64::from(rate)));
        let lanes = |group: usize, stage: usize, of: fn(&Stage) -> f64| {
            Lanes::from_lanes(from_fn(|lane| {
                let band = bands.get(group * LANES + lane);
                band.map_or(1.0, |stages| of(&stages[stage])) as f32
            }))
        };
        let zero = Lanes::splat(0.0);
        let factors = |group: usize, stage: usize| {
            let coefficients = SvfCoefficients {
                g: lanes(group, stage, |stage| stage.g),
                k: lanes(group, stage, |stage| stage.k),
                m0: zero,
                m1: lanes(group, stage, |stage| stage.gain),
                m2: zero,
            };
            coefficients.solved()
        };
        Self {
            factors: from_fn(|group| from_fn(|stage| factors(group, stage))),
            filters: [[Svf::default(); STAGES]; GROUPS],
        }
    }

    /// The mean power of each band over some samples. A few at a time: the sum is one of `f32`.
    pub fn powers(&mut self, samples: &[f32]) -> [f32; BANDS] {
        let mut sums = [Lanes::splat(0.0); GROUPS];
        let groups = self.filters.iter_mut().zip(&self.factors);
        for ((filters, factors), sum) in groups.zip(&mut sums) {
            for &x in samples {
                let stages = filters.iter_mut().zip(factors);
                let y = stages.fold(Lanes::splat(x), |x, (filter, f)| filter.band_pass(x, f));
                *sum += y * y;
            }
        }
        let count = samples.len().max(1) as f32;
        from_fn(|band| sums[band / LANES][band % LANES] / count)
    }
}

/// One second-order filter of a band.
#[derive(Clone, Copy, Debug)]
struct Stage {
    /// Its frequency on the bilinear axis: tan(π·f/rate).
    g: f64,
    /// Its damping.
    k: f64,
    /// What its band-pass is multiplied by.
    gain: f64,
}

/// The filters of a band.
fn stages(band: usize, rate: f64) -> [Stage; STAGES] {
    let (middle, half) = (band_freq_hz(band), 10_f64.powf(0.05));
    let (low, high) = (middle / half, (middle * half).min(HIGHEST * rate));
    if low >= HIGHEST * rate {
        let none = Stage {
            g: 1.0,
            k: 1.0,
            gain: 0.0,
        };
        return [none; STAGES];
    }
    let edge = |hz: f64| (PI * hz / rate).tan();
    let (low, high) = (edge(low), edge(high));
    let (square, width) = (low * high, high - low);
    let mut stages = [0, 1].map(|pair| split_pole(pair, square, width)).concat();
    // The band passes its middle unchanged.
    let middle = square.sqrt();
    let passed: f64 = stages.iter().map(|stage| stage.at(middle)).product();
    stages[0].gain /= passed;
    from_fn(|stage| stages[stage])
}

/// Two filters, for a pole of the prototype (with its conjugate): the poles of the band-pass are the solutions of
/// s² − p·B·s + ω₀² = 0, of which each has its conjugate, too.
fn split_pole(pair: usize, square: f64, width: f64) -> [Stage; 2] {
    let angle = PI / 2.0 + PI * (2 * pair + 1) as f64 / (2 * STAGES) as f64;
    let (re, im) = (width * angle.cos(), width * angle.sin());
    // The root of (p·B)² − 4·ω₀².
    let (a, b) = (re * re - im * im - 4.0 * square, 2.0 * re * im);
    let size = a.hypot(b);
    let (root_re, root_im) = (size.midpoint(a).sqrt(), size.midpoint(-a).sqrt());
    let root_im = root_im.copysign(b);
    [1.0, -1.0].map(|sign| {
        let (re, im) = (re.midpoint(sign * root_re), im.midpoint(sign * root_im));
        let g = re.hypot(im);
        let k = -2.0 * re / g;
        Stage { g, k, gain: k }
    })
}

impl Stage {
    /// Its gain at a frequency on the bilinear axis.
    fn at(&self, w: f64) -> f64 {
        let (x, y) = (self.g * self.g - w * w, self.k * self.g * w);
        self.gain * self.g * w / x.hypot(y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::random::Random;

    /// Limits of class 1 from the middle of a band outwards: the frequency as a part of the middle, the least and
    /// the most attenuation there, and the most between here and the next one (IEC 61260-1:2014, table 1).
    const CLASS_1: [(f64, f64, f64); 10] = [
        (1.0, -0.4, 0.4),
        (1.02667, -0.4, 0.5),
        (1.05575, -0.4, 0.7),
        (1.08746, -0.4, 1.4),
        (1.12201, -0.4, 5.3),
        (1.12203, 1.6, f64::INFINITY),
        (1.29437, 16.6, f64::INFINITY),
        (1.88173, 40.5, f64::INFINITY),
        (3.05365, 60.0, f64::INFINITY),
        (5.39195, 70.0, f64::INFINITY),
    ];

    /// What a band leaves of a tone, in dB, of the filters as they are designed.
    fn designed(band: usize, hz: f64, rate: f64) -> f64 {
        let w = (PI * hz / rate).tan();
        let gain: f64 = stages(band, rate).iter().map(|stage| stage.at(w)).product();
        20.0 * gain.log10()
    }

    #[test]
    fn every_band_is_class_1() {
        for rate in [44_100.0, 48_000.0, 96_000.0] {
            for band in 0..BANDS {
                if band_freq_hz(band) * 10_f64.powf(0.05) > HIGHEST * rate {
                    continue;
                }
                for (ratio, least, most) in CLASS_1 {
                    for hz in [band_freq_hz(band) * ratio, band_freq_hz(band) / ratio] {
                        if hz >= rate / 2.0 {
                            continue;
                        }
                        let taken = -designed(band, hz, rate);
                        assert!(
                            (least..=most).contains(&taken),
                            "{rate} Hz, band {band}: {taken:.2} dB at {ratio}"
                        );
                    }
                }
            }
        }
    }

    /// The power of every band over the second half of some seconds of sound.
    fn measured(rate: u32, seconds: usize, mut sample: impl FnMut(usize) -> f32) -> [f64; BANDS] {
        let mut filters = ThirdOctaves::new(rate);
        let pieces = seconds * rate as usize / 32;
        let mut sums = [0.0; BANDS];
        for piece in 0..pieces {
            let samples: [f32; 32] = from_fn(|n| sample(piece * 32 + n));
            let powers = filters.powers(&samples);
            if piece >= pieces / 2 {
                for (sum, power) in sums.iter_mut().zip(powers) {
                    *sum += f64::from(power);
                }
            }
        }
        sums.map(|sum| 10.0 * (sum / (pieces - pieces / 2) as f64).log10())
    }

    #[test]
    fn a_tone_at_the_middle_of_a_band_reads_its_level_within_a_tenth_of_a_db() {
        for (rate, bands) in [
            (48_000, vec![0, 1, 5, 17, 24, 30]),
            (96_000, vec![0, 17, 30]),
        ] {
            for band in bands {
                let turn = std::f64::consts::TAU * band_freq_hz(band) / f64::from(rate);
                let found = measured(rate, 4, |n| (0.1 * (turn * n as f64).sin()) as f32);
                let wanted = -23.01;
                assert!(
                    (found[band] - wanted).abs() < 0.1,
                    "{rate} {band}: {}",
                    found[band]
                );
                let far = (0..BANDS).filter(|other| other.abs_diff(band) >= 3);
                let highest = far.map(|other| found[other]).fold(f64::MIN, f64::max);
                assert!(highest < wanted - 40.5, "{rate} {band}: {highest}");
            }
        }
    }

    #[test]
    fn white_noise_rises_by_a_decibel_from_band_to_band() {
        let mut random = Random::new(5);
        let found = measured(48_000, 8, |_| random.bipolar() as f32);
        for band in 14..BANDS {
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
    fn a_band_beyond_the_rate_reads_nothing() {
        let mut filters = ThirdOctaves::new(32_000);
        let mut random = Random::new(5);
        let samples: Vec<f32> = (0..3200).map(|_| random.bipolar() as f32).collect();
        let powers = filters.powers(&samples);
        assert!(powers[28] > 0.0 && powers[30] == 0.0);
    }
}
