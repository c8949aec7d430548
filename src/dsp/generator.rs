//! The test signals of a console: a sine, pink and white noise; faded in and out.
//!
//! A level means the same for all: noise has the power of the sine whose peak has that level.

use super::math::{gain_from_db_f64, one_pole_coefficient, sin_f64};
use super::sample::Sample;
use super::smoother::Smoother;
use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// Time constant of each one-pole that smooths level and switching, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;
/// Pairs of a pole and a zero that tilt white noise; the last one takes away what sampling adds to
/// the highest octave.
const PAIRS: usize = 11;
/// The zero of the last pair.
const LAST_ZERO: f64 = -0.09;
/// The lowest pole, in Hz.
const LOWEST_POLE_HZ: f64 = 4.0;
/// From one pole to the next, as a factor; the zero stands half way between.
const POLE_RATIO: f64 = 2.6;
/// The power of even white noise between ±1 is a third.
const WHITE_TO_POWER: f64 = 1.732_050_807_568_877_2;

/// What sounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// A pure tone.
    #[default]
    Sine,
    /// Noise with the same power in every octave.
    Pink,
    /// Noise with the same power at every frequency.
    White,
}

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GeneratorSettings {
    /// Off is silent.
    pub on: bool,
    /// What sounds.
    pub source: Source,
    /// The tone, 20 to 20 000 Hz.
    pub freq_hz: f32,
    /// The peak of the sine, −60 to 0 dBFS.
    pub level_db: f32,
}

impl Default for GeneratorSettings {
    fn default() -> Self {
        Self {
            on: false,
            source: Source::Sine,
            freq_hz: 1000.0,
            level_db: -20.0,
        }
    }
}

/// White noise tilted by 3 dB per octave: poles and zeros in turn on a logarithmic scale.
#[derive(Clone, Copy, Debug)]
struct Tilt {
    poles: [f64; PAIRS],
    zeros: [f64; PAIRS],
    /// The last input of each pair.
    inputs: [f64; PAIRS],
    /// The last output of each pair.
    outputs: [f64; PAIRS],
    /// What makes its power that of a sine of peak 1.
    scale: f64,
}

impl Tilt {
    fn new(rate: f64) -> Self {
        let mut tilt = Self {
            poles: [0.0; PAIRS],
            zeros: [0.0; PAIRS],
            inputs: [0.0; PAIRS],
            outputs: [0.0; PAIRS],
            scale: 1.0,
        };
        let mut freq_hz = LOWEST_POLE_HZ;
        let place = |freq_hz: f64| 1.0 - one_pole_coefficient(1.0 / (TAU * freq_hz), rate);
        for pair in 0..PAIRS - 1 {
            tilt.poles[pair] = place(freq_hz);
            tilt.zeros[pair] = place(freq_hz * POLE_RATIO.sqrt());
            freq_hz *= POLE_RATIO;
        }
        tilt.zeros[PAIRS - 1] = LAST_ZERO;
        tilt.scale = FRAC_1_SQRT_2 / tilt.response_power().sqrt();
        tilt
    }

    /// The power that white noise of power 1 comes out with: the sum of the squared impulse
    /// response, until it has decayed.
    fn response_power(&self) -> f64 {
        let mut fresh = *self;
        let mut power = 0.0;
        for n in 0..1 << 18 {
            let y = fresh.tick(if n == 0 { 1.0 } else { 0.0 });
            power += y * y;
        }
        power
    }

    #[inline(always)]
    fn tick(&mut self, mut x: f64) -> f64 {
        for pair in 0..PAIRS {
            let y =
                x - self.zeros[pair] * self.inputs[pair] + self.poles[pair] * self.outputs[pair];
            self.inputs[pair] = x;
            self.outputs[pair] = y;
            x = y;
        }
        x
    }
}

/// A generator of one channel.
#[derive(Clone, Debug)]
pub struct Generator {
    settings: GeneratorSettings,
    /// What sounds now; another source waits until this one has faded out.
    source: Source,
    /// The gain, 0 when off.
    level: Smoother<f32>,
    /// The place in the turn of the sine, 0..1.
    phase: f64,
    /// What the phase goes per frame.
    step: f64,
    /// The state of the random numbers; never 0.
    random: u64,
    tilt: Tilt,
    rate: f64,
}

impl Generator {
    /// A generator that is off, for a sample rate in Hz. `seed` picks the row of its noise.
    pub fn new(rate: f64, seed: u64) -> Self {
        let smoothing = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        let mut generator = Self {
            settings: GeneratorSettings::default(),
            source: Source::Sine,
            level: Smoother::new(smoothing, 0.0),
            phase: 0.0,
            step: 0.0,
            random: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            tilt: Tilt::new(rate),
            rate,
        };
        generator.set(GeneratorSettings::default());
        generator
    }

    /// Sends the generator to `settings`. A tone goes on in phase at its new frequency.
    pub fn set(&mut self, settings: GeneratorSettings) {
        self.settings = settings;
        self.step = f64::from(settings.freq_hz.clamp(20.0, 20_000.0)) / self.rate;
        self.aim();
    }

    #[inline(always)]
    fn aim(&mut self) {
        let settings = &self.settings;
        let level_db = f64::from(settings.level_db.clamp(-60.0, 0.0));
        let sounds = settings.on && settings.source == self.source;
        let gain = if sounds {
            gain_from_db_f64(level_db) as f32
        } else {
            0.0
        };
        self.level.set_target(0, gain);
    }

    /// Once per mark, before its first frame.
    #[inline(always)]
    pub fn mark(&mut self) {
        self.level.settle();
        if self.is_neutral() && self.source != self.settings.source {
            self.source = self.settings.source;
            self.aim();
        }
    }

    /// Writes a run of frames inside one mark.
    #[inline(always)]
    pub fn process(&mut self, output: &mut [f32]) {
        if self.is_neutral() {
            output.fill(0.0);
            return;
        }
        for y in output {
            let x = match self.source {
                Source::Sine => self.turn(),
                Source::White => self.white() * WHITE_TO_POWER * FRAC_1_SQRT_2,
                Source::Pink => {
                    let white = self.white() * WHITE_TO_POWER;
                    self.tilt.tick(white) * self.tilt.scale
                }
            };
            *y = x as f32 * self.level.next();
        }
    }

    #[inline(always)]
    fn turn(&mut self) -> f64 {
        let x = sin_f64((self.phase - 0.5) * TAU);
        self.phase += self.step;
        if self.phase >= 1.0 {
            self.phase -= 1.0;
        }
        -x
    }

    /// Even between −1 and 1: xorshift64* (S. Vigna, 2016).
    #[inline(always)]
    fn white(&mut self) -> f64 {
        self.random ^= self.random >> 12;
        self.random ^= self.random << 25;
        self.random ^= self.random >> 27;
        let drawn = self.random.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11;
        drawn as f64 / (1_u64 << 52) as f64 - 1.0
    }

    /// True when it is off and has faded out.
    #[inline(always)]
    pub fn is_neutral(&self) -> bool {
        self.level.is_settled() && self.level.target().magnitude() == 0.0
    }

    /// Goes on from where `other` is, to its own settings.
    pub fn adopt_from(&mut self, other: &Self) {
        self.source = other.source;
        self.phase = other.phase;
        self.random = other.random;
        self.tilt = other.tilt;
        self.aim();
        self.level.copy_lane_from(0, &other.level, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::testing::*;

    fn settings(source: Source, level_db: f32) -> GeneratorSettings {
        GeneratorSettings {
            on: true,
            source,
            level_db,
            freq_hz: 1000.0,
        }
    }

    fn run(
        generator: &mut Generator,
        frames: usize,
        changes: &[(usize, GeneratorSettings)],
    ) -> Vec<f32> {
        let mut output = vec![9.0; frames];
        for (index, segment) in output.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                generator.set(*settings);
            }
            generator.mark();
            generator.process(segment);
        }
        output
    }

    fn sounding(source: Source, level_db: f32, frames: usize) -> Vec<f32> {
        let mut generator = Generator::new(RATE, 1);
        run(&mut generator, 9600, &[(0, settings(source, level_db))]);
        run(&mut generator, frames, &[])
    }

    #[test]
    fn the_tone_is_pure_and_has_its_level() {
        let tone = sounding(Source::Sine, -18.0, 48_000);
        assert!((db(amplitude_at(&tone, 1000.0)) + 18.0).abs() < 0.001);
        for harmonic in 2..20 {
            let level = db(amplitude_at(&tone, 1000.0 * f64::from(harmonic)));
            assert!(level < -150.0, "{harmonic}: {level}");
        }
    }

    #[test]
    fn noise_has_the_power_of_the_sine() {
        for source in [Source::Sine, Source::Pink, Source::White] {
            let signal = sounding(source, -18.0, 48_000 * 20);
            let power: f64 = signal.iter().map(|&x| f64::from(x).powi(2)).sum();
            let level = 10.0 * (2.0 * power / signal.len() as f64).log10();
            assert!((level + 18.0).abs() < 0.3, "{source:?}: {level}");
        }
    }

    /// The power in the third of an octave around `freq_hz`, from the tilt's response.
    fn third(tilt: &Tilt, freq_hz: f64) -> f64 {
        let at = |freq_hz: f64| {
            let w = TAU * freq_hz / RATE;
            (0..PAIRS)
                .map(|pair| {
                    let part = |r: f64| 1.0 - 2.0 * r * w.cos() + r * r;
                    part(tilt.zeros[pair]) / part(tilt.poles[pair])
                })
                .product::<f64>()
        };
        let (low, high) = (
            freq_hz * 2_f64.powf(-1.0 / 6.0),
            freq_hz * 2_f64.powf(1.0 / 6.0),
        );
        (0..100)
            .map(|step| at(low + (high - low) * (f64::from(step) + 0.5) / 100.0))
            .sum::<f64>()
            * (high - low)
    }

    #[test]
    fn pink_noise_has_the_same_power_in_every_third_of_an_octave() {
        let tilt = Tilt::new(RATE);
        let bands: Vec<f64> = (-17..=13)
            .map(|band| 1000.0 * 2_f64.powf(f64::from(band) / 3.0))
            .collect();
        let middle = 10.0 * third(&tilt, 1000.0).log10();
        for freq_hz in bands {
            let level = 10.0 * third(&tilt, freq_hz).log10() - middle;
            println!("{freq_hz:.0} Hz: {level:.2} dB");
            assert!(level.abs() <= 1.0, "{freq_hz} Hz: {level} dB");
        }
    }

    #[test]
    fn measured_noise_keeps_to_its_colour() {
        // Power density at pairs of octaves, by band-passes of two hundred averaged spectra.
        for (source, per_octave) in [(Source::White, 0.0), (Source::Pink, -3.01)] {
            let signal = sounding(source, -6.0, 4096 * 400);
            let density = |freq_hz: f64| {
                let spectra = signal.chunks(4096).map(|part| {
                    (0..4)
                        .map(|bin| {
                            let freq_hz = freq_hz + f64::from(bin) * RATE / 4096.0;
                            amplitude_at(part, freq_hz).powi(2)
                        })
                        .sum::<f64>()
                });
                10.0 * spectra.sum::<f64>().log10()
            };
            for freq_hz in [500.0, 2000.0, 8000.0] {
                let fall = density(2.0 * freq_hz) - density(freq_hz);
                assert!(
                    (fall - per_octave).abs() < 0.6,
                    "{source:?}, {freq_hz}: {fall}"
                );
            }
        }
    }

    #[test]
    fn switching_makes_no_click_and_off_is_silent() {
        let on = settings(Source::Sine, -6.0);
        let off = GeneratorSettings { on: false, ..on };
        let higher = GeneratorSettings {
            freq_hz: 1500.0,
            ..on
        };
        let mut generator = Generator::new(RATE, 1);
        let changes = [
            (9600, on),
            (24_000, off),
            (48_000, on),
            (72_000, higher),
            (90_000, off),
        ];
        let output = run(&mut generator, 120_000, &changes);
        assert!(output[..9600].iter().all(|&x| x == 0.0));
        assert_eq!(output[119_999], 0.0);
        assert!(generator.is_neutral());
        // A new frequency is a kink of the phase, which a tone cannot hide.
        assert!(residue_above_8k(&output[..70_000], 0) <= -80.0);
    }

    #[test]
    fn sources_change_behind_a_fade_and_rows_repeat() {
        let changes = [
            (0, settings(Source::Sine, -6.0)),
            (9600, settings(Source::Pink, -6.0)),
        ];
        let row = |seed| run(&mut Generator::new(RATE, seed), 48_000, &changes);
        assert_eq!(bits(&row(1)), bits(&row(1)));
        assert_ne!(bits(&row(1)), bits(&row(2)));
        let signal = row(1);
        let gap = 9600 + 5000;
        assert!(signal[9600..gap].windows(3).any(|part| peak(part) < 1e-3));

        let mut whole = Generator::new(RATE, 7);
        let expected = run(&mut whole, 48_000, &changes);
        let mut pieces = Generator::new(RATE, 7);
        let (mut output, mut done) = (vec![0.0; 48_000], 0);
        for run in random_runs(&mut Random::new(3), 48_000) {
            if done % FRAMES_PER_MARK == 0 {
                for (_, settings) in changes.iter().filter(|c| c.0 == done) {
                    pieces.set(*settings);
                }
                pieces.mark();
            }
            pieces.process(&mut output[done..done + run]);
            done += run;
        }
        assert_eq!(bits(&output), bits(&expected));
    }

    #[test]
    fn an_adopted_generator_goes_on_bit_for_bit() {
        let set = settings(Source::Pink, -12.0);
        let mut whole = Generator::new(RATE, 3);
        let expected = run(&mut whole, 9600, &[(0, set)]);
        let mut old = Generator::new(RATE, 3);
        run(&mut old, 4800, &[(0, set)]);
        let mut new = Generator::new(RATE, 3);
        new.set(set);
        new.adopt_from(&old);
        assert_eq!(bits(&run(&mut new, 4800, &[])), bits(&expected[4800..]));
    }
}
