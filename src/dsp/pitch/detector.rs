//! How high a voice sings: the method of P. `McLeod` and G. Wyvill ("A smarter way to find pitch", 2005).
//!
//! ```text
//! voice → low-pass → 32 ms of it → similarity of every lag, every few samples → the first high peak
//!                                                    similarity around it, every sample → period
//! ```
//! The search is spread over the marks of a hop, so that no mark works much more than another. It runs beside the
//! sound: nothing is late for it.

use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::math::one_pole_coefficient;
use std::f64::consts::TAU;

/// What is looked at, in seconds: 2.2 periods of the lowest voice.
const WINDOW_SECONDS: f64 = 0.032;
/// The lowest and the highest voice, in Hz.
const LOWEST_HZ: f64 = 70.0;
const HIGHEST_HZ: f64 = 1100.0;
/// The search first looks about so often a second.
const COARSE_RATE: f64 = 12_000.0;
/// Where the low-pass begins, in Hz: four one-poles.
const LOW_PASS_HZ: f64 = 1200.0;
/// Marks of a hop.
pub const HOP: usize = 8;
/// Periods at the end that say how long they are: of a high voice fewer than the window holds, so that what is found is
/// not old.
const PERIODS: usize = 4;
/// A peak counts that has this share of the highest.
const CHOSEN: f32 = 0.9;
/// A voice is at least so similar to itself a period later.
const VOICED: f32 = 0.8;
/// A voice is at least so loud: the power of −50 dBFS.
const AUDIBLE: f32 = 1e-5;

/// Finds the period of a voice.
///
/// Legend: `past` is a ring of what the low-pass gave; `window` a copy of its last 32 ms, `coarse` every few
/// samples of that; `energies` the sums of squares of `coarse` from its start; `similar` the similarity of each lag.
#[derive(Debug)]
pub struct PitchDetector {
    poles: [f32; 4],
    way: f32,
    past: Box<[f32]>,
    next: usize,
    window: Box<[f32]>,
    coarse: Box<[f32]>,
    energies: Box<[f32]>,
    similar: Box<[f32]>,
    /// Samples from one coarse sample to the next.
    every: usize,
    /// Lags of a mark.
    slice: usize,
    mark: usize,
    shortest: f32,
    period: Option<f32>,
    /// It has heard something since it was made or cleared.
    is_collecting: bool,
}

/// Two sums at once: of the products of a signal with itself `lag` samples later, and of both their squares.
#[inline(always)]
fn products(signal: &[f32], lag: usize) -> (f32, f32) {
    let count = signal.len() - lag;
    let (now, later) = (&signal[..count], &signal[lag..]);
    let (mut both, mut squares) = ([0.0_f32; 8], [0.0_f32; 8]);
    for (a, b) in now.chunks_exact(8).zip(later.chunks_exact(8)) {
        for k in 0..8 {
            both[k] += a[k] * b[k];
            squares[k] += a[k] * a[k] + b[k] * b[k];
        }
    }
    let rest = count - count % 8;
    for (k, (a, b)) in now[rest..].iter().zip(&later[rest..]).enumerate() {
        both[k] += a * b;
        squares[k] += a * a + b * b;
    }
    (both.iter().sum(), squares.iter().sum())
}

/// The sum of the products of a signal with itself `lag` samples later.
#[inline(always)]
fn product(signal: &[f32], lag: usize) -> f32 {
    let count = signal.len() - lag;
    let (now, later) = (&signal[..count], &signal[lag..]);
    let mut sums = [0.0_f32; 8];
    for (a, b) in now.chunks_exact(8).zip(later.chunks_exact(8)) {
        for k in 0..8 {
            sums[k] += a[k] * b[k];
        }
    }
    let rest = count - count % 8;
    for (k, (a, b)) in now[rest..].iter().zip(&later[rest..]).enumerate() {
        sums[k] += a * b;
    }
    sums.iter().sum()
}

/// Where the top of a parabola through three neighbours lies, from the middle one, −½ to ½.
fn top(before: f32, here: f32, after: f32) -> f32 {
    let bend = before - 2.0 * here + after;
    if bend < 0.0 {
        (0.5 * (before - after) / bend).clamp(-0.5, 0.5)
    } else {
        0.0
    }
}

impl PitchDetector {
    /// For a sample rate in Hz. Allocates.
    pub fn new(rate: f64) -> Self {
        let every = ((rate / COARSE_RATE) as usize).max(1);
        let coarse = (WINDOW_SECONDS * rate) as usize / every;
        let window = coarse * every;
        let lags = (rate / LOWEST_HZ) as usize / every + 2;
        let zeros = |count: usize| vec![0.0; count].into_boxed_slice();
        Self {
            poles: [0.0; 4],
            way: one_pole_coefficient(1.0 / (TAU * LOW_PASS_HZ), rate) as f32,
            past: zeros((window + FRAMES_PER_MARK).next_power_of_two()),
            next: 0,
            window: zeros(window),
            coarse: zeros(coarse),
            energies: zeros(coarse + 1),
            similar: zeros(lags),
            every,
            slice: lags.div_ceil(HOP - 1),
            mark: 0,
            shortest: (rate / HIGHEST_HZ) as f32,
            period: None,
            is_collecting: false,
        }
    }

    /// Takes in one frame.
    #[inline(always)]
    pub fn take(&mut self, x: f32) {
        let mut x = x;
        for pole in &mut self.poles {
            *pole += self.way * (x - *pole);
            x = *pole;
        }
        self.past[self.next] = x;
        self.next = (self.next + 1) & (self.past.len() - 1);
    }

    /// The period in frames, where somebody sings.
    pub fn period(&self) -> Option<f32> {
        self.period
    }

    /// True unless it was made or cleared after the last mark.
    pub fn is_collecting(&self) -> bool {
        self.is_collecting
    }

    /// Once per mark, before its first frame. True when the period has been found anew.
    #[inline(always)]
    pub fn mark(&mut self) -> bool {
        self.is_collecting = true;
        for pole in &mut self.poles {
            *pole = if pole.abs() > 1e-15 { *pole } else { 0.0 };
        }
        if self.mark == 0 {
            self.look();
        }
        self.mark += 1;
        if self.mark < HOP {
            let from = (self.mark - 1) * self.slice;
            let to = (from + self.slice).min(self.similar.len());
            for lag in from..to {
                self.similar[lag] = self.similarity(lag);
            }
            return false;
        }
        self.mark = 0;
        self.period = self.find();
        true
    }

    /// Copies what is looked at.
    fn look(&mut self) {
        let start = self.next.wrapping_sub(self.window.len()) & (self.past.len() - 1);
        let (wrapped, first) = self.past.split_at(start);
        let past = first.iter().chain(wrapped);
        for (x, past) in self.window.iter_mut().zip(past) {
            *x = *past;
        }
        let mut energy = 0.0_f32;
        let every = self.window.iter().step_by(self.every);
        let places = self.coarse.iter_mut().zip(&mut self.energies[1..]);
        for ((coarse, sum), x) in places.zip(every) {
            *coarse = *x;
            energy += *x * *x;
            *sum = energy;
        }
    }

    /// 2·r/m of a lag of coarse samples: 1 for a signal that is the same after it.
    #[inline(always)]
    fn similarity(&self, lag: usize) -> f32 {
        let count = self.coarse.len() - lag;
        let all = self.energies[self.coarse.len()];
        let squares = self.energies[count] + all - self.energies[lag];
        let least = f32::MIN_POSITIVE;
        2.0 * product(&self.coarse, lag) / if squares > least { squares } else { least }
    }

    /// The period, if it is a voice's.
    fn find(&self) -> Option<f32> {
        let power = self.energies[self.coarse.len()] / self.coarse.len() as f32;
        let lag = self.chosen().filter(|_| power > AUDIBLE)?;
        let (period, similarity) = self.refined(lag * self.every);
        (similarity > VOICED && period > self.shortest).then_some(period)
    }

    /// The first lag whose peak is nearly as high as the highest.
    fn chosen(&self) -> Option<usize> {
        let similar = &self.similar;
        let begin = similar.iter().position(|x| *x <= 0.0)?;
        let is_peak = |lag: &usize| {
            let (before, after) = (similar[lag - 1], similar[lag + 1]);
            similar[*lag] > 0.0 && similar[*lag] >= before && similar[*lag] > after
        };
        let peaks = || (begin.max(1)..similar.len() - 1).filter(is_peak);
        let highest = peaks().fold(0.0, |highest: f32, lag| highest.max(similar[lag]));
        peaks().find(|lag| similar[*lag] >= CHOSEN * highest)
    }

    /// The lag around `near` at which the window is most like itself, between samples, and how much it is.
    fn refined(&self, near: usize) -> (f32, f32) {
        let most = self.window.len() / 2;
        let looked_at = (PERIODS * near + self.every).min(self.window.len());
        let window = &self.window[self.window.len() - looked_at..];
        let similarity = |lag: usize| {
            let (both, squares) = products(window, lag.clamp(1, most.min(looked_at - 1)));
            2.0 * both / squares.max(f32::MIN_POSITIVE)
        };
        let (mut best, mut highest) = (near.max(2), similarity(near.max(2)));
        for lag in (near - self.every).max(2)..=near + self.every {
            let found = similarity(lag);
            if found > highest {
                (best, highest) = (lag, found);
            }
        }
        let off = top(similarity(best - 1), highest, similarity(best + 1));
        (best as f32 + off, highest)
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.poles = [0.0; 4];
        self.past.fill(0.0);
        self.period = None;
        self.mark = 0;
        self.is_collecting = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::*;

    /// What is found every hop.
    fn found(signal: &[f32], rate: f64) -> Vec<Option<f64>> {
        let mut detector = PitchDetector::new(rate);
        let mut found = Vec::new();
        for chunk in signal.chunks(FRAMES_PER_MARK) {
            if detector.mark() {
                found.push(detector.period().map(|period| rate / f64::from(period)));
            }
            for x in chunk {
                detector.take(*x);
            }
        }
        found
    }

    #[test]
    fn sung_vowels_are_found_within_a_cent_at_every_rate() {
        for rate in [44_100.0, 48_000.0, 96_000.0] {
            for hz in [
                75.0, 110.0, 155.6, 220.0, 330.0, 440.0, 660.0, 880.0, 1040.0,
            ] {
                let signal = voice(hz, rate, 0.2, 0.5);
                let found = found(&signal, rate);
                for hz_found in &found[20..] {
                    let hz_found = hz_found.unwrap_or_else(|| panic!("{hz} Hz is not found"));
                    let cents = 1200.0 * (hz_found / hz).log2();
                    assert!(cents.abs() < 1.0, "{hz} Hz at {rate}: {cents} cents");
                }
            }
        }
    }

    #[test]
    fn noise_and_silence_are_no_voice() {
        let noise = found(&noise(3, 0.5, 480_000), RATE);
        let voiced = noise.iter().flatten().count();
        assert!(voiced * 100 < noise.len(), "{voiced} of {}", noise.len());
        assert!(found(&vec![0.0; 48_000], RATE).iter().all(Option::is_none));
        let quiet = voice(220.0, RATE, 0.0005, 0.5);
        assert!(found(&quiet, RATE).iter().all(Option::is_none));
    }

    #[test]
    fn a_glide_over_three_octaves_is_followed_without_a_leap() {
        let frames = 480_000;
        let mut turns = 0.0_f64;
        let mut signal = Vec::new();
        let hz_at = |n: usize| 100.0 * 8_f64.powf(n as f64 / frames as f64);
        for n in 0..frames {
            turns += hz_at(n) / RATE;
            let partial = |k: i32| (TAU * turns * f64::from(k)).sin() / f64::from(k);
            signal.push(0.2 * (1..=8).map(partial).sum::<f64>() as f32);
        }
        for (hop, hz) in found(&signal, RATE).iter().enumerate().skip(20) {
            // The middle of what was looked at.
            let at = (hop + 1) * HOP * FRAMES_PER_MARK - 7 * FRAMES_PER_MARK - 768;
            let cents = 1200.0 * (hz.unwrap() / hz_at(at)).log2();
            assert!(cents.abs() < 30.0, "hop {hop}: {cents}");
        }
    }
}
