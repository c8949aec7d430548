//! From floats to whole numbers, for files of 16 and 24 bits: with triangular dither (S. P. Lipshitz, R. A. Wannamaker
//! and J. Vanderkooy 1992), whose noise does not depend on the signal.

use super::random::Random;

/// Exact silence stays silent from this time on: dithered, it would show on meters and never compress.
const BLANK_SECONDS: f64 = 0.5;

/// How samples become whole numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dither {
    /// Noise of ±1 step, triangular, is added before rounding.
    #[default]
    Triangular,
    /// They are rounded: the error sounds like distortion.
    Off,
}

/// One channel on its way to whole numbers. Each needs a seed of its own: equal noise in two channels would sound
/// in the middle, and louder.
#[derive(Clone, Debug)]
pub struct Quantizer {
    dither: Dither,
    random: Random,
    /// Full scale, in steps.
    full: f64,
    /// Frames of exact silence in a row, and how many of them are dithered.
    silent: u64,
    blank: u64,
    /// Samples that lay beyond full scale.
    clipped: u64,
}

impl Quantizer {
    /// For so many bits (16 or 24), at a sample rate in Hz. The same seed gives the same numbers.
    pub fn new(bits: u32, dither: Dither, rate: f64, seed: u64) -> Self {
        Self {
            dither,
            random: Random::new(seed),
            full: f64::from(1_u32 << (bits - 1)),
            silent: 0,
            blank: (BLANK_SECONDS * rate) as u64,
            clipped: 0,
        }
    }

    /// The next sample, where 1 is full scale. What is no number is silence.
    pub fn next(&mut self, x: f32) -> i32 {
        let x = if x.is_finite() { f64::from(x) } else { 0.0 };
        self.silent = if x == 0.0 { self.silent + 1 } else { 0 };
        let is_blank = self.silent > self.blank;
        let noise = match self.dither {
            Dither::Triangular if !is_blank => {
                0.5 * (self.random.bipolar() + self.random.bipolar())
            }
            _ => 0.0,
        };
        self.clipped += u64::from(x.abs() > 1.0);
        let place = (x * self.full + noise + 0.5).clamp(-self.full, self.full - 1.0);
        // The whole number below: what is cut off is cut off towards zero.
        let cut = place as i32;
        cut - i32::from(f64::from(cut) > place)
    }

    /// Samples beyond full scale so far: they were limited to it.
    pub fn clipped(&self) -> u64 {
        self.clipped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: f64 = 48_000.0;
    const FRAMES: usize = 1 << 18;

    /// The errors of a sine of `level_db`, in steps, and the power of its fifth harmonic against that of the error.
    fn error_of_a_sine(bits: u32, dither: Dither, level_db: f64) -> (f64, f64) {
        let full = f64::from(1_u32 << (bits - 1));
        let mut quantizer = Quantizer::new(bits, dither, RATE, 1);
        // A whole number of periods, so that the harmonics are exact.
        let turns = (997.0 / RATE * FRAMES as f64).round() / FRAMES as f64;
        let gain = 10_f64.powf(level_db / 20.0);
        let phase = |n: usize, harmonic: f64| std::f64::consts::TAU * turns * harmonic * n as f64;
        let errors: Vec<f64> = (0..FRAMES)
            .map(|n| {
                let x = (gain * phase(n, 1.0).sin()) as f32;
                f64::from(quantizer.next(x)) - f64::from(x) * full
            })
            .collect();
        let power = errors.iter().map(|e| e * e).sum::<f64>() / FRAMES as f64;
        let part = |f: fn(f64) -> f64| {
            let sum = errors.iter().enumerate().map(|(n, e)| e * f(phase(n, 5.0)));
            2.0 * sum.sum::<f64>() / FRAMES as f64
        };
        let fifth = 0.5 * part(f64::sin).hypot(part(f64::cos)).powi(2);
        (power, fifth / power)
    }

    /// 1/12 for rounding and 1/6 for the noise make 1/4 of a step squared, whatever the signal is.
    #[test]
    fn the_noise_is_a_quarter_of_a_step_squared_at_every_level() {
        for bits in [16, 24] {
            for level_db in [-1.0, -30.0, -60.0, -90.0] {
                let (power, fifth) = error_of_a_sine(bits, Dither::Triangular, level_db);
                assert!(
                    (power - 0.25).abs() < 0.003,
                    "{bits} bits, {level_db} dB: {power}"
                );
                assert!(fifth < 1e-3, "{bits} bits, {level_db} dB: {fifth}");
            }
        }
        // Without dither a quiet sine of 16 bits becomes a row of steps.
        let (_, fifth) = error_of_a_sine(16, Dither::Off, -90.0);
        assert!(fifth > 0.02, "{fifth}");
    }

    #[test]
    fn silence_becomes_exact_after_half_a_second_and_sound_ends_it() {
        let mut quantizer = Quantizer::new(16, Dither::Triangular, RATE, 3);
        let values: Vec<i32> = (0..40_000).map(|_| quantizer.next(0.0)).collect();
        let count = |wanted: i32| values[..24_000].iter().filter(|x| **x == wanted).count();
        assert_eq!(count(-1) + count(0) + count(1), 24_000);
        assert!((count(0) as f64 / 24_000.0 - 0.75).abs() < 0.02);
        assert!(values[24_000..].iter().all(|x| *x == 0));
        assert_ne!(
            (0..20).map(|_| quantizer.next(1e-9)).fold(0, |a, x| a | x),
            0
        );
    }

    #[test]
    fn what_lies_beyond_full_scale_is_limited_and_counted() {
        let mut quantizer = Quantizer::new(24, Dither::Off, RATE, 1);
        let found = [1.5, 1.0, -1.0, -2.0, f32::NAN, f32::INFINITY].map(|x| quantizer.next(x));
        let full = 1 << 23;
        assert_eq!(found, [full - 1, full - 1, -full, -full, 0, 0]);
        assert_eq!(quantizer.clipped(), 2);
    }

    #[test]
    fn a_seed_gives_the_same_numbers_and_two_seeds_others() {
        let run = |seed| {
            let mut quantizer = Quantizer::new(16, Dither::Triangular, RATE, seed);
            (0..1000)
                .map(|_| quantizer.next(1e-6))
                .collect::<Vec<i32>>()
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }
}
