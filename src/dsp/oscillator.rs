//! The oscillator: a sine, pink or white noise, for lining up levels and speakers.
//!
//! The sine has a phase that is summed up and our own sine of it, so nothing drifts. Noise comes from
//! Marsaglia's xorshift (2003), the same on every machine; pink noise is that through Paul Kellet's
//! filter of seven one-poles (1999), within 0.3 dB of −3 dB per octave above rate / 2000. All three have
//! the energy of a sine of amplitude 1.

use super::math::{one_pole_coefficient, sin_f64};
use super::smoother::Smoother;
use std::f64::consts::TAU;

/// What it plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wave {
    /// A sine.
    Sine,
    /// Noise of equal energy per octave.
    Pink,
    /// Noise of equal energy per hertz.
    White,
}

/// Its settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OscillatorSettings {
    /// What it plays.
    pub wave: Wave,
    /// Frequency of the sine in Hz, 20 … 20 000.
    pub freq_hz: f32,
}

/// Poles and input gains of the pink filter.
const PINK: [(f32, f32); 6] = [
    (0.998_86, 0.055_517_9),
    (0.993_32, 0.075_075_9),
    (0.969, 0.153_852),
    (0.866_5, 0.310_485_6),
    (0.55, 0.532_952_2),
    (-0.761_6, -0.016_898),
];
/// What passes straight, and one frame late.
const DIRECT: f32 = 0.536_2;
const LATE: f32 = 0.115_926;
/// White noise between ±this has the energy of a sine: √(3/2).
const WHITE: f32 = 1.224_744_9;
/// Frames after which the slowest pole has rung out.
const RING: usize = 20_000;
/// Time constants of gains and of the frequency, in seconds.
const GAIN_SECONDS: f64 = 0.002;
const FREQ_SECONDS: f64 = 0.005;
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The filter that makes white noise pink.
///
/// Legend: `poles` the states of the one-poles, `late` the last input times its gain.
#[derive(Clone, Copy, Debug, Default)]
struct PinkFilter {
    poles: [f32; PINK.len()],
    late: f32,
}

impl PinkFilter {
    #[inline(always)]
    fn next(&mut self, white: f32) -> f32 {
        let mut sum = white * DIRECT + self.late;
        for (state, (pole, gain)) in self.poles.iter_mut().zip(PINK) {
            *state = pole * *state + gain * white;
            sum += *state;
        }
        self.late = white * LATE;
        sum
    }
}

/// The generator, one channel.
///
/// Legend: `phase` 0…1 of the sine's period; `freq` in periods per frame; `waves` the gains of sine, pink
/// and white; `noise` the state of the generator of numbers; `pink_gain` brings pink noise to its level.
#[derive(Clone, Debug)]
pub struct Oscillator {
    rate: f32,
    phase: f64,
    freq: Smoother<f32>,
    waves: [Smoother<f32>; 3],
    noise: u64,
    pink: PinkFilter,
    pink_gain: f32,
}

impl Oscillator {
    /// A sine of 1 kHz at rest.
    pub fn new(rate: f64) -> Self {
        let gain = |value| Smoother::new(one_pole_coefficient(GAIN_SECONDS, rate), value);
        let mut filter = PinkFilter::default();
        let energy = (0..RING).fold(0.0, |sum, n| {
            let y = filter.next(if n == 0 { 1.0 } else { 0.0 });
            sum + f64::from(y) * f64::from(y)
        });
        Self {
            rate: rate as f32,
            phase: 0.0,
            freq: Smoother::new(
                one_pole_coefficient(FREQ_SECONDS, rate),
                1000.0 / rate as f32,
            ),
            waves: [gain(1.0), gain(0.0), gain(0.0)],
            noise: SEED,
            pink: PinkFilter::default(),
            pink_gain: (1.0 / energy.sqrt()) as f32,
        }
    }

    /// Where it shall go.
    pub fn set(&mut self, settings: OscillatorSettings) {
        self.freq.set_target(0, settings.freq_hz / self.rate);
        let waves = [Wave::Sine, Wave::Pink, Wave::White];
        for (gain, wave) in self.waves.iter_mut().zip(waves) {
            gain.set_target(0, if wave == settings.wave { 1.0 } else { 0.0 });
        }
    }

    /// There at once.
    pub fn snap(&mut self) {
        self.freq.snap();
        self.waves.iter_mut().for_each(Smoother::snap);
    }

    /// Once per mark.
    pub fn mark(&mut self) {
        self.freq.settle();
        for gain in &mut self.waves {
            gain.settle();
        }
    }

    /// Goes on where another one is, towards its own settings.
    pub fn adopt(&mut self, old: &Self) {
        self.phase = old.phase;
        self.freq.copy_lane_from(0, &old.freq, 0);
        for (gain, old) in self.waves.iter_mut().zip(&old.waves) {
            gain.copy_lane_from(0, old, 0);
        }
        self.noise = old.noise;
        self.pink = old.pink;
    }

    /// The next frames.
    #[inline(always)]
    pub fn process(&mut self, out: &mut [f32]) {
        for out in out {
            let white = self.next_noise() * WHITE;
            let pink = self.pink.next(white) * self.pink_gain;
            let sine = sin_f64(TAU * self.phase) as f32;
            self.phase += f64::from(self.freq.next());
            if self.phase >= 1.0 {
                self.phase -= 1.0;
            }
            let [a, b, c] = &mut self.waves;
            *out = sine * a.next() + pink * b.next() + white * c.next();
        }
    }

    /// Evenly distributed over −1 … 1.
    #[inline(always)]
    fn next_noise(&mut self) -> f32 {
        self.noise ^= self.noise << 13;
        self.noise ^= self.noise >> 7;
        self.noise ^= self.noise << 17;
        // The upper 24 bits are a whole number that fits a float exactly.
        (self.noise >> 40) as f32 * (2.0 / 16_777_216.0) - 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::testing::{RATE, db, residue_above_8k};

    fn settings(wave: Wave, freq_hz: f32) -> OscillatorSettings {
        OscillatorSettings { wave, freq_hz }
    }

    fn played(settings: &[(usize, OscillatorSettings)], frames: usize) -> Vec<f32> {
        let mut oscillator = Oscillator::new(RATE);
        oscillator.set(settings[0].1);
        oscillator.snap();
        let mut out = vec![0.0; frames];
        for (n, run) in out.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for (at, settings) in settings {
                if *at == n * FRAMES_PER_MARK {
                    oscillator.set(*settings);
                }
            }
            oscillator.mark();
            oscillator.process(run);
        }
        out
    }

    fn rms(signal: &[f32]) -> f64 {
        let sum: f64 = signal.iter().map(|x| f64::from(*x).powi(2)).sum();
        (sum / signal.len() as f64).sqrt()
    }

    #[test]
    fn the_sine_is_a_sine_after_minutes_too() {
        let signal = played(&[(0, settings(Wave::Sine, 997.0))], 48_000 * 60);
        // The frequency is kept in single precision: what it really is.
        let step = f64::from(997.0_f32 / RATE as f32);
        for n in (0..1000).chain(48_000 * 60 - 1000..48_000 * 60) {
            let expected = (TAU * (step * n as f64).fract()).sin();
            assert!((f64::from(signal[n]) - expected).abs() < 1e-4, "{n}");
        }
    }

    #[test]
    fn all_waves_have_the_energy_of_the_sine() {
        for wave in [Wave::Sine, Wave::Pink, Wave::White] {
            let signal = played(&[(0, settings(wave, 1000.0))], 48_000 * 40);
            let level = db(rms(&signal)) + 3.0103;
            assert!(level.abs() < 0.15, "{wave:?}: {level} dB");
        }
    }

    #[test]
    fn pink_falls_by_3_db_per_octave_within_1_db_in_every_third() {
        let mut filter = PinkFilter::default();
        let response: Vec<f64> = (0..1 << 15)
            .map(|n| f64::from(filter.next(if n == 0 { 1.0 } else { 0.0 })))
            .collect();
        let magnitude = |freq: f64| {
            let (mut re, mut im) = (0.0, 0.0);
            for (n, x) in response.iter().enumerate() {
                let angle = TAU * freq / RATE * n as f64;
                re += x * angle.cos();
                im -= x * angle.sin();
            }
            re * re + im * im
        };
        // Energy of a third, which is the same for all of them.
        let third = |centre: f64| {
            let points = (0..9).map(|k| centre * 2_f64.powf((f64::from(k) - 4.0) / 27.0));
            points.map(|freq| magnitude(freq) * freq).sum::<f64>() / 9.0
        };
        let middle = third(1000.0);
        for k in -15..=12 {
            let centre = 1000.0 * 2_f64.powf(f64::from(k) / 3.0);
            let off = 10.0 * (third(centre) / middle).log10();
            assert!(off.abs() < 1.0, "{centre} Hz: {off} dB");
        }
    }

    #[test]
    fn a_change_of_frequency_does_not_click() {
        let moves = [
            (0, settings(Wave::Sine, 500.0)),
            (9600, settings(Wave::Sine, 1000.0)),
            (19_200, settings(Wave::Sine, 400.0)),
        ];
        let residue = residue_above_8k(&played(&moves, 28_800), 4800);
        assert!(residue < -80.0, "{residue}");
    }

    #[test]
    fn one_that_adopts_goes_on_bit_for_bit() {
        let reference = played(&[(0, settings(Wave::Pink, 700.0))], 640);
        let mut old = Oscillator::new(RATE);
        old.set(settings(Wave::Pink, 700.0));
        old.snap();
        let mut out = vec![0.0; 640];
        old.process(&mut out[..320]);
        let mut new = Oscillator::new(RATE);
        new.set(settings(Wave::Pink, 700.0));
        new.adopt(&old);
        new.process(&mut out[320..]);
        assert_eq!(out, reference);
    }
}
