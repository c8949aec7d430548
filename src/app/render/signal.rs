//! Test signals, frame by frame, the same bits on every machine: the functions are those of
//! `dsp/math.rs`, everything else is plain arithmetic.

use super::random::Random;
use crate::dsp::math::{exp2_f64, gain_from_db_f64, log2_f64, sin_f64};
use crate::show::session_file::NoiseColor;
use std::f64::consts::TAU;

/// A mono signal.
pub type Mono = Box<dyn FnMut() -> f32>;

/// The sine of whole turns and what is beyond them.
fn sine(turns: f64) -> f64 {
    let part = turns - turns.round();
    sin_f64(TAU * part)
}

/// A sine that starts at phase 0; `level_db` is its peak.
pub fn tone(hertz: f64, level_db: f64, rate: u32) -> Mono {
    let (peak, rate) = (gain_from_db_f64(level_db), f64::from(rate));
    let mut n = 0.0;
    Box::new(move || {
        // The remainder is exact, so that a tone does not drift in hours.
        let turns = (n * hertz) % rate / rate;
        n += 1.0;
        (peak * sine(turns)) as f32
    })
}

/// A sine that runs evenly in octaves (A. Farina, 2000): at part x of `frames` its frequency is
/// f₁·(f₂/f₁)ˣ, its phase the integral of that. `level_db` is its peak.
pub fn sweep((from_hertz, to_hertz): (f64, f64), level_db: f64, frames: u64, rate: u32) -> Mono {
    let octaves = log2_f64(to_hertz / from_hertz);
    if octaves == 0.0 {
        return tone(from_hertz, level_db, rate);
    }
    let peak = gain_from_db_f64(level_db);
    let seconds = frames as f64 / f64::from(rate);
    let turns_per_ratio = from_hertz * seconds / (octaves * std::f64::consts::LN_2);
    let mut n = 0.0;
    Box::new(move || {
        let ratio = exp2_f64(octaves * n / frames as f64);
        n += 1.0;
        (peak * sine(turns_per_ratio * (ratio - 1.0))) as f32
    })
}

/// Random noise. White is even between ± the level, so its RMS lies 4.8 dB below. Pink has its RMS
/// 12 dB below the level (the crest factor of test noise) and is clipped at the level, which happens to
/// a few samples per second.
pub fn noise(color: NoiseColor, level_db: f64, seed: u32) -> Mono {
    let peak = gain_from_db_f64(level_db);
    let mut random = Random::new(u64::from(seed));
    match color {
        NoiseColor::White => Box::new(move || (peak * random.bipolar()) as f32),
        NoiseColor::Pink => {
            let mut pink = Pink::default();
            Box::new(move || {
                let x = pink.filter(random.bipolar()) * PINK_GAIN;
                (peak * x.clamp(-1.0, 1.0)) as f32
            })
        }
    }
}

/// Poles and gains of P. Kellet's pink filter (music-dsp list, 1999; musicdsp.org no. 76, "refined"):
/// −3 dB per octave within 0.05 dB above 9.2 Hz at 44.1 kHz, and in proportion at other rates.
const PINK: [(f64, f64); 6] = [
    (0.998_86, 0.055_517_9),
    (0.993_32, 0.075_075_9),
    (0.969, 0.153_852),
    (0.866_5, 0.310_485_6),
    (0.55, 0.532_952_2),
    (-0.761_6, -0.016_898),
];
/// The gains of its input, now and one frame late.
const PINK_DIRECT: (f64, f64) = (0.536_2, 0.115_926);
/// Makes the RMS of filtered white noise one quarter: 12.04 dB below 1.
const PINK_GAIN: f64 = 0.141_853_823;

/// The state of the pink filter.
#[derive(Default)]
struct Pink {
    poles: [f64; 6],
    late: f64,
}

impl Pink {
    fn filter(&mut self, x: f64) -> f64 {
        let mut sum = PINK_DIRECT.0 * x + self.late;
        for (state, (pole, gain)) in self.poles.iter_mut().zip(PINK) {
            *state = pole * *state + gain * x;
            sum += *state;
        }
        self.late = PINK_DIRECT.1 * x;
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(mut signal: Mono, frames: usize) -> Vec<f64> {
        (0..frames).map(|_| f64::from(signal())).collect()
    }

    fn rms_db(signal: &[f64]) -> f64 {
        let square = signal.iter().map(|x| x * x).sum::<f64>() / signal.len() as f64;
        10.0 * square.log10()
    }

    fn peak(signal: &[f64]) -> f64 {
        signal.iter().fold(0.0, |peak, x| peak.max(x.abs()))
    }

    /// Power around `hertz`, by a resonance of quality 4.
    fn band_db(signal: &[f64], hertz: f64) -> f64 {
        let g = (std::f64::consts::PI * hertz / 48_000.0).tan();
        let k = 0.25;
        let (mut s1, mut s2) = (0.0, 0.0);
        let band = signal.iter().map(|x| {
            let high = (x - (k + g) * s1 - s2) / (1.0 + g * (g + k));
            let band = g * high + s1;
            let low = g * band + s2;
            s1 = g * high + band;
            s2 = g * band + low;
            band
        });
        rms_db(&band.collect::<Vec<f64>>())
    }

    #[test]
    fn a_tone_is_a_sine_also_after_hours() {
        let mut tone = tone(997.0, -6.0, 48_000);
        let hour = 48_000 * 600;
        for n in 0..hour + 1000_u64 {
            let x = f64::from(tone());
            if n < 1000 || n >= hour {
                let expected =
                    10_f64.powf(-0.3) * (TAU * ((n * 997 % 48_000) as f64) / 48_000.0).sin();
                assert!((x - expected).abs() < 1e-7, "{n}: {x} {expected}");
            }
        }
    }

    #[test]
    fn a_sweep_runs_evenly_in_octaves() {
        // 20 Hz to 20480 Hz is ten octaves: after 3 of 10 seconds it passes 160 Hz.
        let sweep = take(sweep((20.0, 20_480.0), 0.0, 480_000, 48_000), 480_000);
        for (second, hertz) in [(3.0, 160.0), (5.0, 640.0), (9.0, 10_240.0)] {
            let around = (second - 0.05) * 48_000.0;
            let piece = &sweep[around as usize..][..4800];
            let crossings = piece
                .windows(2)
                .filter(|w| w[0] < 0.0 && w[1] >= 0.0)
                .count();
            let expected: f64 = hertz * 0.1;
            assert!(
                (crossings as f64 - expected).abs() <= 1.0 + expected * 0.002,
                "{second}"
            );
        }
        assert!((peak(&sweep) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn white_noise_is_even_within_its_level() {
        let noise = take(noise(NoiseColor::White, -20.0, 7), 480_000);
        assert!(peak(&noise) <= 0.1 && peak(&noise) > 0.0999);
        assert!((rms_db(&noise) + 24.77).abs() < 0.05, "{}", rms_db(&noise));
    }

    #[test]
    fn pink_noise_has_the_same_power_in_every_octave_twelve_decibels_below_its_level() {
        let noise = take(noise(NoiseColor::Pink, 0.0, 7), 4_800_000);
        assert!(peak(&noise) <= 1.0);
        assert!((rms_db(&noise) + 12.04).abs() < 0.1, "{}", rms_db(&noise));
        let clipped = noise.iter().filter(|x| x.abs() == 1.0).count();
        assert!(clipped < 1000, "{clipped} of 4800000 clipped");
        let reference = band_db(&noise, 1000.0);
        for hertz in [63.0, 125.0, 250.0, 500.0, 2000.0, 4000.0] {
            let level = band_db(&noise, hertz) - reference;
            assert!(level.abs() < 0.5, "{hertz} Hz: {level}");
        }
    }

    #[test]
    fn the_gain_of_pink_noise_follows_from_its_filter() {
        // Noise even in ±1 has a power of one third; the filter multiplies it by Σh².
        let mut pink = Pink::default();
        let impulse = std::iter::once(1.0).chain(std::iter::repeat_n(0.0, 50_000));
        let power: f64 = impulse.map(|x| pink.filter(x).powi(2)).sum::<f64>() / 3.0;
        let gain = 0.25 / power.sqrt();
        assert!((PINK_GAIN / gain - 1.0).abs() < 1e-6, "write {gain:.9}");
    }

    #[test]
    fn seeds_give_different_noises_and_one_seed_the_same() {
        for color in [NoiseColor::White, NoiseColor::Pink] {
            let of = |seed| take(noise(color, 0.0, seed), 100);
            assert_eq!(of(1), of(1));
            assert_ne!(of(1), of(2));
        }
    }
}
