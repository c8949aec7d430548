//! Test signals and measurements for the processors' own tests, in `f64` with std's maths, so that
//! they share nothing with what they measure.

pub mod conformance;
pub mod cuts;
pub mod decay;
pub mod tails;

pub use super::random::Random;

use super::FRAMES_PER_MARK;
use super::processor::{Processor, Stereo};
use super::sample::{LANES, Lanes, Sample};
use std::f64::consts::PI;

/// The sample rate of most tests, in Hz.
pub const RATE: f64 = 48_000.0;

impl Random {
    /// True half of the time.
    pub fn flip(&mut self) -> bool {
        self.below(2) == 0
    }
    /// One of several.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
    /// A number within a range; its ends more often than others.
    pub fn between(&mut self, lowest: f32, highest: f32) -> f32 {
        match self.below(10) {
            0 => lowest,
            1 => highest,
            _ => lowest + (highest - lowest) * (0.5 + 0.5 * self.bipolar()) as f32,
        }
    }
    /// A number within a range, each octave as often.
    pub fn octaves(&mut self, lowest: f32, highest: f32) -> f32 {
        self.between(lowest.ln(), highest.ln())
            .exp()
            .clamp(lowest, highest)
    }
    /// A number within a range above 1, or infinity.
    pub fn ratio(&mut self) -> f32 {
        if self.flip() {
            f32::INFINITY
        } else {
            self.octaves(1.0, 100.0)
        }
    }
}

/// The linear gain of a level in dB.
pub fn gain(db: f64) -> f64 {
    10_f64.powf(db / 20.0)
}

/// The level in dB of a gain.
pub fn db(gain: f64) -> f64 {
    20.0 * gain.abs().max(1e-30).log10()
}

/// White noise, uniform between plus and minus `amplitude`.
pub fn noise(seed: u64, amplitude: f64, frames: usize) -> Vec<f32> {
    let mut random = Random::new(seed);
    (0..frames)
        .map(|_| (amplitude * random.bipolar()) as f32)
        .collect()
}

/// A sine of `freq_hz` at [`RATE`], from phase `phase` (radians).
pub fn sine(freq_hz: f64, amplitude: f64, phase: f64, frames: usize) -> Vec<f32> {
    (0..frames)
        .map(|n| (amplitude * (2.0 * PI * freq_hz * n as f64 / RATE + phase).sin()) as f32)
        .collect()
}

/// A sung vowel of some seconds: harmonics of 1/k, shaped by formants at 700, 1200
/// and 2600 Hz; its peak is `amplitude` or a little less.
pub fn voice(hz: f64, rate: f64, amplitude: f64, seconds: f64) -> Vec<f32> {
    let formants = |freq: f64| {
        let near = |middle: f64| 1.0 / (1.0 + ((freq - middle) / 150.0).powi(2));
        0.1 + near(700.0) + 0.5 * near(1200.0) + 0.2 * near(2600.0)
    };
    let partials: Vec<(f64, f64)> = (1..1000)
        .map(|k| f64::from(k) * hz)
        .take_while(|freq| *freq < 8000.0)
        .map(|freq| (freq, hz / freq * formants(freq)))
        .collect();
    let sum: f64 = partials.iter().map(|(_, gain)| gain).sum();
    let frames = (seconds * rate) as usize;
    let at = |n: usize| {
        let turn = 2.0 * PI * n as f64 / rate;
        let partials = partials.iter();
        let sound: f64 = partials
            .map(|(freq, gain)| gain * (freq * turn).sin())
            .sum();
        (amplitude * sound / sum) as f32
    };
    (0..frames).map(at).collect()
}

/// The largest magnitude.
pub fn peak(signal: &[f32]) -> f64 {
    signal
        .iter()
        .fold(0.0, |peak: f64, &x| peak.max(f64::from(x).abs()))
}

/// The magnitude in dB of an impulse response at `freq_hz`, by its Fourier transform.
pub fn magnitude_db(impulse_response: &[f32], freq_hz: f64) -> f64 {
    let (mut real, mut imaginary) = (0.0, 0.0);
    for (n, &x) in impulse_response.iter().enumerate() {
        let angle = 2.0 * PI * freq_hz * n as f64 / RATE;
        real += f64::from(x) * angle.cos();
        imaginary -= f64::from(x) * angle.sin();
    }
    db(real.hypot(imaginary))
}

/// The amplitude of the component at `freq_hz`; exact when whole periods fit.
pub fn amplitude_at(signal: &[f32], freq_hz: f64) -> f64 {
    gain(magnitude_db(signal, freq_hz)) * 2.0 / signal.len() as f64
}

/// What a click test hears: the peak in dBFS above 8 kHz (an eighth-order Butterworth high-pass),
/// from frame `from` on.
pub fn residue_above_8k(signal: &[f32], from: usize) -> f64 {
    let mut y: Vec<f64> = signal.iter().map(|&x| f64::from(x)).collect();
    let w = 2.0 * PI * 8000.0 / RATE;
    for section in 0..4_i32 {
        let q = 0.5 / (f64::from(2 * section + 1) * PI / 16.0).cos();
        let alpha = w.sin() / (2.0 * q);
        let b = 0.5 * (1.0 + w.cos()) / (1.0 + alpha);
        let (a1, a2) = (
            -2.0 * w.cos() / (1.0 + alpha),
            (1.0 - alpha) / (1.0 + alpha),
        );
        let (mut x1, mut x2, mut y1, mut y2) = (0.0, 0.0, 0.0, 0.0);
        for sample in &mut y {
            let x = *sample;
            let out = b * (x - 2.0 * x1 + x2) - a1 * y1 - a2 * y2;
            (x2, x1, y2, y1) = (x1, x, y1, out);
            *sample = out;
        }
    }
    db(y[from..].iter().fold(0.0, |peak: f64, x| peak.max(x.abs())))
}

/// Lengths that cut each mark's 32 frames of `frames` in random places, never across a mark.
pub fn random_runs(random: &mut Random, frames: usize) -> Vec<usize> {
    let mut runs = Vec::new();
    let mut done = 0;
    while done < frames {
        let to_mark = FRAMES_PER_MARK - done % FRAMES_PER_MARK;
        let run = (1 + random.below(to_mark)).min(frames - done);
        runs.push(run);
        done += run;
    }
    runs
}

/// Eight planar channels as frames of lanes.
pub fn interleave(channels: &[Vec<f32>; LANES]) -> Vec<Lanes> {
    (0..channels[0].len())
        .map(|n| {
            let mut frame = Lanes::default();
            for lane in 0..LANES {
                frame.set_lane(lane, channels[lane][n]);
            }
            frame
        })
        .collect()
}

/// Channel `lane` of frames of lanes.
pub fn channel(frames: &[Lanes], lane: usize) -> Vec<f32> {
    frames.iter().map(|frame| frame[lane]).collect()
}

/// A processor of what is one channel, or is set as one, at its settings.
pub fn settled<P: Processor<S>, S: Copy>(settings: P::Settings) -> P {
    let mut processor = P::new(RATE);
    processor.set(0, settings);
    processor.snap_lane(0);
    processor
}

/// Processes a run of both sides of an effect.
pub fn process_sides(effect: &mut impl Processor<Stereo>, left: &mut [f32], right: &mut [f32]) {
    let mut run: Vec<Stereo> = left.iter().zip(&*right).map(|(l, r)| [*l, *r]).collect();
    effect.process(&mut run);
    for (n, [l, r]) in run.into_iter().enumerate() {
        (left[n], right[n]) = (l, r);
    }
}

/// Both sides of what an effect makes of two signals, with changes at frames that are marks.
pub fn run_sides<P: Processor<Stereo>>(
    effect: &mut P,
    signals: [&[f32]; 2],
    changes: &[(usize, P::Settings)],
) -> [Vec<f32>; 2] {
    let mut sides = signals.map(<[f32]>::to_vec);
    let frames = sides[0].len();
    for start in (0..frames).step_by(FRAMES_PER_MARK) {
        for (_, settings) in changes.iter().filter(|(at, _)| *at == start) {
            effect.set(0, *settings);
        }
        effect.mark();
        let end = (start + FRAMES_PER_MARK).min(frames);
        let [left, right] = &mut sides;
        process_sides(effect, &mut left[start..end], &mut right[start..end]);
    }
    sides
}

/// Ten changes, to one and back to the other, `every` so many frames.
pub fn back_and_forth<T: Copy>(from: usize, every: usize, settings: [T; 2]) -> Vec<(usize, T)> {
    let turns = settings.into_iter().cycle().take(10).enumerate();
    turns
        .map(|(turn, settings)| (from + every * turn, settings))
        .collect()
}

/// What an effect makes of a tone stays below a limit in dBFS above 8 kHz, while it is set from `base` to each of some
/// settings and back.
pub fn no_change_clicks<P: Processor<Stereo>>(
    base: P::Settings,
    changes: &[(&str, f64, P::Settings)],
) {
    let tone = sine(1000.0, 0.5, 0.3, 48_000 * 3);
    for (name, limit, other) in changes {
        let changes = back_and_forth(24_000, 12_000, [*other, base]);
        let mut effect = settled::<P, Stereo>(base);
        for side in run_sides(&mut effect, [&tone, &tone], &changes) {
            let residue = residue_above_8k(&side, 9600);
            assert!(residue <= *limit, "{name}: {residue}");
        }
    }
}

/// The bits of a signal, for exact comparison.
pub fn bits(signal: &[f32]) -> Vec<u32> {
    signal.iter().map(|x| x.to_bits()).collect()
}

/// The true peak of a signal: sixteen-fold interpolation by 64 taps per phase (a Kaiser window of
/// beta 10).
pub fn true_peak(signal: &[f32]) -> f64 {
    const PHASES: usize = 16;
    const TAPS: usize = 64;
    let half = (TAPS * PHASES) as f64 / 2.0;
    let tap = |phase: usize, k: usize| {
        let t = (k * PHASES + phase) as f64 - half;
        let x = PI * t / PHASES as f64;
        let sinc = if t == 0.0 { 1.0 } else { x.sin() / x };
        let ratio = t / half;
        sinc * bessel_i0(10.0 * (1.0 - ratio * ratio).max(0.0).sqrt()) / bessel_i0(10.0)
    };
    let table: Vec<Vec<f64>> = (0..PHASES)
        .map(|phase| (0..TAPS).map(|k| tap(phase, k)).collect())
        .collect();
    let mut highest: f64 = 0.0;
    for window in signal.windows(TAPS) {
        for taps in &table {
            let y: f64 = taps
                .iter()
                .zip(window.iter().rev())
                .map(|(h, &x)| h * f64::from(x))
                .sum();
            highest = highest.max(y.abs());
        }
    }
    highest
}

/// The modified Bessel function of the first kind of order zero, by its power series.
pub fn bessel_i0(x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for n in 1..60 {
        term *= (x / (2.0 * f64::from(n))).powi(2);
        sum += term;
    }
    sum
}

#[test]
fn the_click_test_hears_a_step_and_not_the_tone() {
    let mut tone = sine(1000.0, 0.5, 0.3, 48_000);
    assert!(residue_above_8k(&tone, 4800) < -110.0);
    for x in &mut tone[24_012..] {
        *x = 0.0;
    }
    assert!(residue_above_8k(&tone, 4800) > -30.0);
}

#[test]
fn the_true_peak_reference_reads_between_the_samples() {
    let tone = sine(RATE / 4.0, 1.0, PI / 4.0, 4800);
    assert!((db(peak(&tone)) + 3.01).abs() < 0.01);
    assert!(db(true_peak(&tone[..])).abs() < 0.03);
}
