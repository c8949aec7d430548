//! A windowed Fourier transform of one channel, and where between two lines a tone lies.

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};
use std::fmt;
use std::sync::Arc;

/// The share of a signal's power that the Hann window leaves.
pub const HANN_POWER: f64 = 3.0 / 8.0;
/// The share of a tone's amplitude that the Hann window leaves (its coherent gain).
const HANN_GAIN: f64 = 0.5;

/// Transforms stretches of one length under a Hann window.
pub struct Transform {
    plan: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    room: Vec<f32>,
    lines: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Transform {
    /// For stretches of `length` frames, a power of two.
    pub fn new(length: usize) -> Self {
        let plan = RealFftPlanner::new().plan_fft_forward(length);
        let angle = |n: usize| std::f64::consts::TAU * n as f64 / length as f64;
        Self {
            window: (0..length)
                .map(|n| (0.5 - 0.5 * angle(n).cos()) as f32)
                .collect(),
            room: plan.make_input_vec(),
            lines: plan.make_output_vec(),
            scratch: plan.make_scratch_vec(),
            plan,
        }
    }

    /// The window.
    pub fn window(&self) -> &[f32] {
        &self.window
    }

    /// The squared magnitude of each line of a stretch of as many samples as the window has.
    pub fn powers<'s>(
        &mut self,
        samples: impl Iterator<Item = &'s f32>,
    ) -> impl Iterator<Item = f32> {
        for ((room, x), window) in self.room.iter_mut().zip(samples).zip(&self.window) {
            *room = x * window;
        }
        // It cannot fail: its lengths are those that it made itself.
        let (room, lines) = (&mut self.room, &mut self.lines);
        let _ = self
            .plan
            .process_with_scratch(room, lines, &mut self.scratch);
        self.lines.iter().map(Complex::norm_sqr)
    }

    /// What a squared magnitude is multiplied by to be the squared amplitude of a tone: 1 for full scale.
    pub fn tone_scale(&self) -> f64 {
        let amplitude = 2.0 / (self.window.len() as f64 * HANN_GAIN);
        amplitude * amplitude
    }
}

impl fmt::Debug for Transform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transform")
            .field("length", &self.window.len())
            .finish_non_exhaustive()
    }
}

/// The last samples of a channel, for one transform after another.
#[derive(Clone, Debug)]
pub struct Past {
    samples: Vec<f32>,
    /// Where the oldest one is.
    oldest: usize,
}

impl Past {
    /// Silence of `length` frames.
    pub fn new(length: usize) -> Self {
        Self {
            samples: vec![0.0; length],
            oldest: 0,
        }
    }

    /// The next sample takes the place of the oldest one.
    pub fn push(&mut self, sample: f32) {
        self.samples[self.oldest] = sample;
        self.oldest = (self.oldest + 1) % self.samples.len();
    }

    /// All of them, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &f32> {
        let (newer, older) = self.samples.split_at(self.oldest);
        older.iter().chain(newer)
    }
}

/// The tone at a line that is higher than those beside it, from the powers of all three: how far from the line it
/// lies, −0.5…0.5, and what its own power is. Exact for a tone alone under a Hann window (T. Grandke, "Interpolation
/// Algorithms for Discrete Fourier Transforms of Weighted Signals", IEEE Trans. IM 32, 1983).
pub fn tone([below, middle, above]: [f32; 3]) -> (f32, f32) {
    let (beside, sign) = if above > below {
        (above, 1.0)
    } else {
        (below, -1.0)
    };
    if middle <= 0.0 {
        return (0.0, middle);
    }
    let ratio = (beside / middle).sqrt();
    let offset = ((2.0 * ratio - 1.0) / (ratio + 1.0)).clamp(0.0, 0.5);
    let angle = std::f32::consts::PI * offset;
    let lost = if offset > 0.0 {
        angle.sin() / (angle * (1.0 - offset * offset))
    } else {
        1.0
    };
    (sign * offset, middle / (lost * lost))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_between_two_lines_is_found_with_its_frequency_and_its_level() {
        let mut transform = Transform::new(4096);
        let scale = transform.tone_scale() as f32;
        for at in [100.0, 100.1, 333.25, 800.5, 1500.49] {
            let turn = std::f64::consts::TAU * at / 4096.0;
            let tone: Vec<f32> = (0..4096)
                .map(|n| (0.1 * (turn * f64::from(n)).sin()) as f32)
                .collect();
            let powers: Vec<f32> = transform.powers(tone.iter()).collect();
            let line = at.round() as usize;
            let (offset, power) = super::tone([powers[line - 1], powers[line], powers[line + 1]]);
            assert!((line as f64 + f64::from(offset) - at).abs() < 0.01, "{at}");
            let level = 10.0 * (scale * power).log10();
            assert!((level + 20.0).abs() < 0.01, "{at}: {level}");
        }
    }

    #[test]
    fn the_past_is_read_in_order() {
        let mut past = Past::new(4);
        (1..=6_u8).for_each(|n| past.push(f32::from(n)));
        assert!(past.iter().eq(&[3.0, 4.0, 5.0, 6.0]));
    }
}
