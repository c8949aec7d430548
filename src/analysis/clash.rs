//! Where one strip hides another: thirds of an octave in which it cannot be heard beside the other.
//!
//! A sound hides others in its own critical band and, less, in those beside it, upwards more than downwards: the
//! spreading function of M. R. Schroeder, B. S. Atal and J. L. Hall, "Optimizing digital speech coders by exploiting
//! masking properties of the human ear", JASA 66 (1979), over the Bark scale of H. Traunmüller, JASA 88 (1990). What
//! lies more than 5.5 dB below that is hidden: the threshold of a tone beside noise (J. D. Johnston, "Transform
//! Coding of Audio Signals Using Perceptual Noise Criteria", IEEE JSAC 6, 1988). Levels are means over two seconds,
//! as the strips are mixed; where each is panned does not count.

use super::third_octaves::{BANDS, ThirdOctaves};
use super::waiting;
use crate::dsp::third_octave::band_freq_hz;
use crate::rt::capture::{CaptureReader, FRAMES};
use std::array::from_fn;

/// The time constant of the means, in seconds.
const SECONDS: f64 = 2.0;
/// How far below the spread power of a sound others are hidden, in dB.
const OFFSET_DB: f64 = 5.5;
/// Bands that lie so far below a strip's loudest one are not missed, in dB.
const MATTERS_DB: f64 = 25.0;
/// What is quieter counts as silence, in dBFS of a sine.
const QUIET_DB: f64 = -70.0;
/// What the mean power of a sine of full scale lacks to 1.
const SINE_DB: f64 = 3.0103;
/// How far a strip has to be hidden to be told, in dB.
const TOLD_DB: f64 = 1.0;

/// A band in which a strip is hidden.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hidden {
    /// The band, 0 for 20 Hz.
    pub band: usize,
    /// The place of who hides it among those it was compared with.
    pub by: usize,
    /// How far it lies below what can be heard beside the other, in dB.
    pub hidden_db: f32,
    /// The other's level in this band less its own, in dB.
    pub louder_db: f32,
    /// Its own level in the band, in dBFS of a sine.
    pub level: f32,
}

/// The mean power of each band of a strip.
#[derive(Debug)]
pub struct BandMeter {
    filters: ThirdOctaves,
    powers: [f64; BANDS],
    part: f64,
}

impl BandMeter {
    /// Silence, at a sample rate in Hz.
    pub fn new(rate: u32) -> Self {
        let marks = SECONDS * f64::from(rate) / FRAMES as f64;
        Self {
            filters: ThirdOctaves::new(rate),
            powers: [0.0; BANDS],
            part: 1.0 - (-1.0 / marks).exp(),
        }
    }

    /// Measures what waits.
    pub fn read(&mut self, reader: &mut CaptureReader) {
        waiting::take(reader, |captured| self.add(captured.channels));
    }

    /// Measures what the channels hold next: their mean.
    pub fn add(&mut self, channels: &[[f32; FRAMES]]) {
        let share = 1.0 / channels.len().max(1) as f32;
        let sum = |n: usize| channels.iter().map(|channel| channel[n]).sum::<f32>() * share;
        let powers = self.filters.powers(&from_fn::<f32, FRAMES, _>(sum));
        for (mean, power) in self.powers.iter_mut().zip(powers) {
            *mean += self.part * (f64::from(power) - *mean);
        }
    }

    /// The mean powers.
    pub fn powers(&self) -> &[f64; BANDS] {
        &self.powers
    }
}

/// The bands in which a strip is hidden by any of the others, the worst first.
pub fn hidden(own: &[f64; BANDS], others: &[&[f64; BANDS]]) -> Vec<Hidden> {
    let loudest = db(own.iter().copied().fold(0.0, f64::max));
    let own_threshold = threshold(own);
    let thresholds: Vec<[f64; BANDS]> = others.iter().map(|other| threshold(other)).collect();
    let mut found: Vec<Hidden> = (0..BANDS)
        .filter(|band| {
            let level = db(own[*band]);
            // What a strip's own sound hides is not heard without the others either.
            level > (loudest - MATTERS_DB).max(QUIET_DB) && own[*band] > own_threshold[*band]
        })
        .filter_map(|band| {
            let hides = |by: &usize| 10.0 * (thresholds[*by][band] / own[band]).log10();
            let by = (0..others.len()).max_by(|a, b| hides(a).total_cmp(&hides(b)))?;
            let hidden = hides(&by);
            let louder = 10.0 * (others[by][band] / own[band]).log10();
            (hidden >= TOLD_DB).then(|| Hidden {
                band,
                by,
                hidden_db: hidden as f32,
                louder_db: louder as f32,
                level: db(own[band]) as f32,
            })
        })
        .collect();
    found.sort_by(|a, b| b.hidden_db.total_cmp(&a.hidden_db));
    found
}

/// The power below which others are hidden, in each band.
fn threshold(powers: &[f64; BANDS]) -> [f64; BANDS] {
    let offset = 10_f64.powf(-OFFSET_DB / 10.0);
    from_fn(|band| {
        let here = bark(band_freq_hz(band));
        let spread = |(from, power): (usize, &f64)| {
            power * 10_f64.powf(spreading_db(here - bark(band_freq_hz(from))) / 10.0)
        };
        offset * powers.iter().enumerate().map(spread).sum::<f64>()
    })
}

/// What a sound comes to so many Bark above it, in dB.
fn spreading_db(bark: f64) -> f64 {
    let x = bark + 0.474;
    15.81 + 7.5 * x - 17.5 * (1.0 + x * x).sqrt()
}

/// A frequency in Bark.
fn bark(hz: f64) -> f64 {
    26.81 * hz / (1960.0 + hz) - 0.53
}

/// The level of a power in dBFS of a sine.
fn db(power: f64) -> f64 {
    10.0 * power.log10() + SINE_DB
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::random::Random;

    /// Powers of bands at levels in dB; the others are silent.
    fn bands(levels: &[(usize, f64)]) -> [f64; BANDS] {
        let mut powers = [0.0; BANDS];
        for (band, level) in levels {
            powers[*band] = 10_f64.powf(level / 10.0);
        }
        powers
    }

    #[test]
    fn who_is_louder_in_a_band_hides_what_lies_far_enough_below() {
        let own = bands(&[(17, -30.0)]);
        let quiet = bands(&[(17, -27.0)]);
        let loud = bands(&[(17, -10.0)]);
        assert_eq!(hidden(&own, &[&quiet]), []);
        let found = hidden(&own, &[&quiet, &loud]);
        assert_eq!((found.len(), found[0].band, found[0].by), (1, 17, 1));
        assert!((found[0].louder_db - 20.0).abs() < 0.01);
        // 20 dB louder, less 5.5; the spreading function is 0 dB at its own place.
        assert!((found[0].hidden_db - 14.5).abs() < 0.1, "{found:?}");
        assert!((found[0].level + 26.99).abs() < 0.01);
    }

    #[test]
    fn a_sound_hides_more_above_it_than_below() {
        let loud = bands(&[(17, -10.0)]);
        let below = hidden(&bands(&[(16, -26.0)]), &[&loud]);
        let above = hidden(&bands(&[(18, -26.0)]), &[&loud]);
        assert_eq!(below, []);
        assert_eq!(above.len(), 1);
    }

    #[test]
    fn two_noises_clash_where_both_are_and_the_worst_comes_first() {
        let mut random = Random::new(4);
        let [mut own, mut other] = [BandMeter::new(48_000), BandMeter::new(48_000)];
        let (mut slow, mut fast) = (0.0_f32, 0.0_f32);
        for _ in 0..4 * 1500 {
            // One has little above 1 kHz, the other all of it, 20 dB louder.
            let white: [f32; FRAMES] = from_fn(|_| 0.01 * random.bipolar() as f32);
            own.add(&[white.map(|x| {
                slow += 0.12 * (x - slow);
                slow
            })]);
            let white: [f32; FRAMES] = from_fn(|_| 0.1 * random.bipolar() as f32);
            other.add(&[white.map(|x| {
                fast += 0.12 * (x - fast);
                x - fast
            })]);
        }
        let found = hidden(own.powers(), &[other.powers()]);
        assert!(
            found
                .windows(2)
                .all(|pair| pair[0].hidden_db >= pair[1].hidden_db)
        );
        let bands: Vec<usize> = found.iter().map(|hidden| hidden.band).collect();
        assert!(bands.contains(&20) && !bands.contains(&5), "{bands:?}");
        assert_eq!(hidden(other.powers(), &[own.powers()]), []);
    }

    #[test]
    fn silence_is_hidden_by_nobody() {
        assert_eq!(hidden(&[0.0; BANDS], &[&bands(&[(17, 0.0)])]), []);
    }
}
