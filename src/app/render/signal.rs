//! Test signals, frame by frame, the same bits on every machine: the functions are those of
//! `dsp/math.rs`, everything else is plain arithmetic.

use crate::dsp::math::{exp2_f64, gain_from_db_f64, log2_f64, sin_f64};
use crate::dsp::random::Random;
use crate::show::session_file::NoiseColor;
use std::f64::consts::TAU;

/// A mono signal: fills a block with what comes next.
pub type Fill = Box<dyn FnMut(&mut [f32])>;

/// Frames that are made side by side: nothing in them waits for the one before.
const SIDE_BY_SIDE: usize = 8;
/// Added and taken away, it leaves the nearest whole number of what is below 2^51.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// The sine of whole turns and what is beyond them, for turns that are not negative.
#[inline(always)]
fn sine(turns: f64) -> f64 {
    let part = turns - ((turns + ROUND) - ROUND);
    // Halves go upwards.
    sin_f64(TAU * if part == 0.5 { -0.5 } else { part })
}

/// A signal that is a function of the number of its frame.
fn of_frame(at: impl Fn(f64) -> f64 + 'static) -> Fill {
    let mut first = 0.0;
    let mut together = move |out: &mut [f32]| {
        let mut block = [0.0; SIDE_BY_SIDE];
        for (n, x) in block.iter_mut().enumerate() {
            *x = at(first + n as f64) as f32;
        }
        first += out.len() as f64;
        out.copy_from_slice(&block[..out.len()]);
    };
    Box::new(move |out| out.chunks_mut(SIDE_BY_SIDE).for_each(&mut together))
}

/// A sine that starts at phase 0; `level_db` is its peak.
pub fn tone(hertz: f64, level_db: f64, rate: u32) -> Fill {
    let (peak, rate) = (gain_from_db_f64(level_db), f64::from(rate));
    // The remainder is exact, so that a tone does not drift in hours.
    let signal = of_frame(move |n| peak * sine(remainder(n * hertz, rate) / rate));
    if hertz.fract() == 0.0 {
        repeated(signal, (rate / common_divisor(hertz, rate)) as usize)
    } else {
        signal
    }
}

/// A signal of this period: it is made once and copied from then on.
fn repeated(mut signal: Fill, period: usize) -> Fill {
    let mut table: Vec<f32> = Vec::new();
    let mut next = 0;
    Box::new(move |mut out| {
        while !out.is_empty() {
            let is_new = table.len() < period;
            let place = if is_new { table.len() } else { next };
            let count = out.len().min(period - place);
            let (now, later) = std::mem::take(&mut out).split_at_mut(count);
            if is_new {
                signal(now);
                table.extend_from_slice(now);
            } else {
                now.copy_from_slice(&table[place..][..count]);
                next = (place + count) % period;
            }
            out = later;
        }
    })
}

/// The greatest common divisor of whole numbers.
fn common_divisor(a: f64, b: f64) -> f64 {
    if b == 0.0 {
        a
    } else {
        common_divisor(b, a % b)
    }
}

/// What is left of `x` when whole `whole`s are taken away: exactly, for whole numbers `whole`, 0 ≤ x < 2^53 and
/// quotients below 2^51. The product is exact then, and so are the differences: whatever is left is a multiple of
/// the last digit of `x`.
#[inline(always)]
fn remainder(x: f64, whole: f64) -> f64 {
    let times = (x * (1.0 / whole) + ROUND) - ROUND;
    let left = x - times * whole;
    if left < 0.0 { left + whole } else { left }
}

/// A sine that runs evenly in octaves (A. Farina, 2000): at part x of `frames` its frequency is
/// f₁·(f₂/f₁)ˣ, its phase the integral of that. `level_db` is its peak.
pub fn sweep((from_hertz, to_hertz): (f64, f64), level_db: f64, frames: u64, rate: u32) -> Fill {
    let octaves = log2_f64(to_hertz / from_hertz);
    if octaves == 0.0 {
        return tone(from_hertz, level_db, rate);
    }
    let peak = gain_from_db_f64(level_db);
    let seconds = frames as f64 / f64::from(rate);
    let turns_per_ratio = from_hertz * seconds / (octaves * std::f64::consts::LN_2);
    of_frame(move |n| {
        let ratio = exp2_f64(octaves * n / frames as f64);
        peak * sine(turns_per_ratio * (ratio - 1.0))
    })
}

/// One value, again and again.
pub fn impulse(level_db: f64) -> Fill {
    let peak = gain_from_db_f64(level_db) as f32;
    Box::new(move |out| out.fill(peak))
}

/// Random noise. White is even between ± the level, so its RMS lies 4.8 dB below. Pink has its RMS
/// 12 dB below the level (the crest factor of test noise) and is clipped at the level, which happens to
/// a few samples per second.
pub fn noise(color: NoiseColor, level_db: f64, seed: u32) -> Fill {
    let peak = gain_from_db_f64(level_db);
    let mut random = Random::new(u64::from(seed));
    match color {
        NoiseColor::White => Box::new(move |out| {
            out.fill_with(|| (peak * random.bipolar()) as f32);
        }),
        NoiseColor::Pink => {
            let mut pink = Pink::default();
            Box::new(move |out| {
                out.fill_with(|| {
                    let x = pink.filter(random.bipolar()) * PINK_GAIN;
                    (peak * x.clamp(-1.0, 1.0)) as f32
                });
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

    fn take(mut signal: Fill, frames: usize) -> Vec<f64> {
        let mut block = vec![0.0; frames];
        signal(&mut block);
        block.into_iter().map(f64::from).collect()
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
        let hour = 48_000 * 600;
        let tone = take(tone(997.0, -6.0, 48_000), hour + 1000);
        for (n, x) in tone.into_iter().enumerate() {
            if n < 1000 || n >= hour {
                let expected =
                    10_f64.powf(-0.3) * (TAU * ((n * 997 % 48_000) as f64) / 48_000.0).sin();
                assert!((x - expected).abs() < 1e-7, "{n}: {x} {expected}");
            }
        }
    }

    /// What the formulas give one frame after the other, with the remainder and the rounding of the platform.
    #[test]
    fn frames_side_by_side_are_those_one_after_the_other() {
        let sine = |turns: f64| sin_f64(TAU * (turns - turns.round()));
        for (hertz, rate) in [
            (997.0, 48_000_u32),
            (1.0, 8000),
            (0.3 * 44_100.0, 44_100),
            (12_000.0, 48_000),
            (95_999.0, 192_000),
        ] {
            let mut signal = tone(hertz, -6.0, rate);
            let whole = f64::from(rate);
            let mut first = 0;
            for length in [1, 7, 8, 9, 64, 1000, 60_000, 7] {
                let mut block = vec![0.0; length];
                signal(&mut block);
                for (at, x) in block.into_iter().enumerate() {
                    let turns = ((first + at) as f64 * hertz) % whole / whole;
                    let expected = (gain_from_db_f64(-6.0) * sine(turns)) as f32;
                    assert_eq!(
                        x.to_bits(),
                        expected.to_bits(),
                        "{hertz} Hz, frame {}",
                        first + at
                    );
                }
                first += length;
            }
        }
        for (from, to) in [(20.0, 20_000.0), (4000.0, 50.0)] {
            let found = take(sweep((from, to), 0.0, 48_000, 48_000), 48_000);
            let octaves = log2_f64(to / from);
            for (n, x) in found.into_iter().enumerate() {
                let ratio = exp2_f64(octaves * n as f64 / 48_000.0);
                let turns = from / (octaves * std::f64::consts::LN_2) * (ratio - 1.0);
                assert_eq!(x as f32, sine(turns) as f32, "frame {n}");
            }
        }
    }

    #[test]
    fn remainders_are_exact_also_where_whole_numbers_end() {
        for whole in [8000.0, 44_100.0, 48_000.0, 192_000.0] {
            let mut x = 0.0_f64;
            while x < 9e15 {
                let near = [
                    x,
                    x * 1.000_000_1,
                    x + 0.3,
                    (x / whole).round() * whole,
                    x / 3.0,
                ];
                for x in near {
                    assert_eq!(remainder(x, whole), x % whole, "{x} and {whole}");
                }
                x = x * 1.37 + 0.123;
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
