//! True peaks: what a signal reaches between its samples (ITU-R BS.1770, annex 2, which asks for points at
//! a quarter of a sample; here they lie at an eighth).

use super::math::sin_f64;
use super::sample::{LANES, Lanes, Sample};
use std::f64::consts::PI;

/// Interpolated points per frame, the frame itself included.
const PHASES: usize = 8;
/// Samples that a point is made of.
pub const TAPS: usize = 48;
/// Frames from a sample to the newest that the points after it are made of.
pub const DELAY: usize = TAPS / 2;
/// The samples that eight frames' points are made of.
pub const WINDOW: usize = TAPS - 1 + LANES;
/// The shape of the Kaiser window: steep, so that what lies closely below half the sample rate is seen, at the cost
/// of a ripple of hundredths of a dB.
const KAISER_BETA: f64 = 5.0;
/// Points beside the middle one, as pairs that mirror each other.
const PAIRS: usize = PHASES / 2 - 1;

/// The taps of two samples as far from the middle as each other, oldest samples first.
#[derive(Clone, Copy, Debug, Default)]
struct Taps {
    /// Of the points at ⅛, ¼ and ⅜: what their sum counts, and in the mirrored points too.
    even: [f32; PAIRS],
    /// What their difference counts, and counts against in the mirrored points.
    odd: [f32; PAIRS],
    /// Of the point at ½.
    middle: f32,
}

/// Eight-fold interpolation: a windowed sinc as wide as 48 samples, of which the phase in step with the
/// samples is a pure delay and is left out.
#[derive(Clone, Debug)]
pub struct Interpolator {
    taps: [Taps; TAPS / 2],
    /// No point is further from zero than the largest of its samples times this.
    bound: f32,
}

impl Default for Interpolator {
    fn default() -> Self {
        Self::new()
    }
}

impl Interpolator {
    /// Computes the taps.
    pub fn new() -> Self {
        let mut taps = [Taps::default(); TAPS / 2];
        for (age, taps) in taps.iter_mut().enumerate() {
            let mirrored = TAPS - 1 - age;
            for pair in 0..PAIRS {
                let (own, other) = (tap(pair + 1, age), tap(pair + 1, mirrored));
                taps.even[pair] = (0.5 * (own + other)) as f32;
                taps.odd[pair] = (0.5 * (own - other)) as f32;
            }
            taps.middle = tap(PHASES / 2, age) as f32;
        }
        let sum = |phase: usize| (0..TAPS).map(|age| tap(phase, age).abs()).sum::<f64>();
        let highest = (1..PHASES).map(sum).fold(0.0, f64::max);
        Self {
            taps,
            // More than what rounding may add.
            bound: (highest * 1.0001) as f32,
        }
    }

    /// True when none of the points of [`Self::points`] can lie above `limit`.
    #[inline(always)]
    pub fn cannot_exceed(&self, limit: f32, samples: &[f32; WINDOW]) -> bool {
        let (eights, _) = samples.as_chunks();
        let mut largest = Lanes::default();
        for eight in eights {
            largest = largest.larger(Lanes(*eight).magnitude());
        }
        if let Some(last) = samples.last_chunk() {
            largest = largest.larger(Lanes(*last).magnitude());
        }
        largest.all(|x| x * self.bound <= limit)
    }

    /// Of eight frames side by side, the highest magnitudes of the seven points after each. The first
    /// frame is the one at [`DELAY`] − 1 of the samples, which come oldest first.
    #[inline(always)]
    pub fn points(&self, samples: &[f32; WINDOW]) -> Lanes {
        let at = |age: usize| Lanes(std::array::from_fn(|frame| samples[age + frame]));
        let mut even = [Lanes::default(); PAIRS];
        let mut odd = [Lanes::default(); PAIRS];
        let mut middle = Lanes::default();
        for (age, taps) in self.taps.iter().enumerate() {
            let (before, after) = (at(age), at(TAPS - 1 - age));
            let (sum, difference) = (before + after, before - after);
            middle += sum * Lanes::splat(taps.middle);
            for pair in 0..PAIRS {
                even[pair] += sum * Lanes::splat(taps.even[pair]);
                odd[pair] += difference * Lanes::splat(taps.odd[pair]);
            }
        }
        let mut highest = middle.magnitude();
        for (even, odd) in even.into_iter().zip(odd) {
            // The larger of |even + odd| and |even − odd|.
            highest = highest.larger(even.magnitude() + odd.magnitude());
        }
        highest
    }
}

/// What the sample of an age counts in the point of a phase: ages run from the oldest of the samples on,
/// and the point lies after the one at [`DELAY`] − 1.
fn tap(phase: usize, age: usize) -> f64 {
    let whole = DELAY as f64 - 1.0 - age as f64;
    let t = whole + phase as f64 / PHASES as f64;
    // Samples that are whole frames apart have the same sine but for its sign.
    let sine = sin_f64(PI * phase as f64 / PHASES as f64);
    let signed = if age % 2 == DELAY % 2 { -sine } else { sine };
    let ratio = t / DELAY as f64;
    let window = bessel_i0(KAISER_BETA * (1.0 - ratio * ratio).sqrt()) / bessel_i0(KAISER_BETA);
    signed / (PI * t) * window
}

/// The modified Bessel function of the first kind of order zero, by its power series.
fn bessel_i0(x: f64) -> f64 {
    let mut sum = 1.0;
    for n in (1..40).rev() {
        let half = x / (2.0 * f64::from(n));
        sum = 1.0 + sum * half * half;
    }
    sum
}

/// The true peak of one channel so far.
#[derive(Clone, Debug)]
pub struct TruePeak {
    interpolator: Interpolator,
    /// The last samples, oldest first; those up to `waiting` after the first `TAPS − 1` are not read yet.
    samples: [f32; WINDOW],
    waiting: usize,
    highest: f32,
}

impl Default for TruePeak {
    fn default() -> Self {
        Self {
            interpolator: Interpolator::new(),
            samples: [0.0; WINDOW],
            waiting: 0,
            highest: 0.0,
        }
    }
}

impl TruePeak {
    /// Takes the next sample.
    #[inline(always)]
    pub fn add(&mut self, x: f32) {
        self.highest = self.highest.larger(x.magnitude());
        self.samples[TAPS - 1 + self.waiting] = x;
        self.waiting += 1;
        if self.waiting == LANES {
            self.read();
        }
    }

    /// The highest magnitude so far, at and between samples.
    pub fn highest(&self) -> f32 {
        self.highest
    }

    /// The highest magnitude since it was last taken.
    pub fn take_highest(&mut self) -> f32 {
        std::mem::take(&mut self.highest)
    }

    fn read(&mut self) {
        if !self.interpolator.cannot_exceed(self.highest, &self.samples) {
            let points = self.interpolator.points(&self.samples);
            self.highest = points.0.into_iter().fold(self.highest, f32::larger);
        }
        self.samples.copy_within(LANES.., 0);
        self.waiting = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::*;

    fn read(signal: &[f32]) -> f64 {
        let mut meter = TruePeak::default();
        for x in signal.iter().chain(&[0.0; TAPS + LANES]) {
            meter.add(*x);
        }
        f64::from(meter.highest())
    }

    /// EBU Tech 3341, cases 15 to 19, each with its fades.
    #[test]
    fn the_tones_of_the_standard_read_within_its_tolerance() {
        for (part, amplitude, degrees, expected) in [
            (4.0, 0.5, 0.0, -6.0),
            (4.0, 0.5, 45.0, -6.0),
            (6.0, 0.5, 60.0, -6.0),
            (8.0, 0.5, 67.5, -6.0),
            (4.0, 1.41, 45.0, 3.0),
        ] {
            let mut tone = sine(RATE / part, amplitude, f64::to_radians(degrees), 9600);
            for n in 0..480 {
                let fade = n as f32 / 480.0;
                tone[n] *= fade;
                tone[9599 - n] *= fade;
            }
            let level = db(read(&tone));
            assert!(
                (expected - 0.4..=expected + 0.2).contains(&level),
                "{part}: {level}"
            );
        }
    }

    #[test]
    fn it_reads_as_the_sixteen_fold_reference() {
        for (name, signal) in [
            ("noise", noise(1, 0.5, 9600)),
            (
                "one sample",
                [vec![0.0; 60], vec![0.7], vec![0.0; 60]].concat(),
            ),
            (
                "a step",
                [vec![0.0; 100], vec![0.5; 400], vec![0.0; 100]].concat(),
            ),
            ("high tone", sine(0.42 * RATE, 0.9, 0.3, 4800)),
        ] {
            let padded = [vec![0.0; TAPS], signal.clone(), vec![0.0; TAPS]].concat();
            let (ours, reference) = (db(read(&signal)), db(true_peak(&padded)));
            assert!(
                (-0.2..0.1).contains(&(ours - reference)),
                "{name}: {ours} for {reference}"
            );
        }
    }

    #[test]
    fn what_is_skipped_could_not_have_been_higher() {
        let interpolator = Interpolator::new();
        let mut random = Random::new(3);
        for _ in 0..2000 {
            let samples: [f32; WINDOW] = std::array::from_fn(|_| random.bipolar() as f32);
            let highest = interpolator
                .points(&samples)
                .0
                .into_iter()
                .fold(0.0, f32::max);
            assert!(!interpolator.cannot_exceed(0.999 * highest, &samples));
        }
        let worst: [f32; WINDOW] = std::array::from_fn(|age| tap(4, age.min(47)).signum() as f32);
        let highest = interpolator.points(&worst).0[0];
        assert!(highest > 0.99 * interpolator.bound && highest <= interpolator.bound);
    }
}
