//! Twice the sample rate and back, for processors that make new frequencies.
//!
//! Two chains of all-passes, one per phase of the doubled rate: an elliptic half-band filter in
//! polyphase form (R. Valenzuela and A. Constantinides, 1983). Going up and straight back down is an
//! all-pass: every level survives exactly, no frame is lost. Its group delay is a latency like any other
//! (steep: 3.1 frames of the base rate for the way there and back, wide: 0.9): beside a signal that took
//! another way it counts.

use super::sample::Sample;

/// Coefficients of the steep filter, from the base rate: 99 dB, flat to 0.46 of the rate.
pub const STEEP: [f32; 8] = [
    0.040_633_46,
    0.150_505_13,
    0.300_757_06,
    0.460_774_5,
    0.609_524_3,
    0.738_503_8,
    0.849_223_8,
    0.949_742_8,
];
/// Coefficients of the wide filter, for a second doubling: 76 dB, flat to 0.38 of its rate.
pub const WIDE: [f32; 4] = [0.070_765_95, 0.257_853_1, 0.513_167_6, 0.817_317_37];

/// One direction of a filter with `N` coefficients.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HalfBand<S, const N: usize> {
    /// a of each all-pass (a + z⁻¹)/(1 + a·z⁻¹); even ones for the first phase, odd ones for the
    /// second.
    coefficients: [f32; N],
    /// The last input of each all-pass.
    inputs: [S; N],
    /// The last output of each all-pass.
    outputs: [S; N],
}

impl<S: Sample, const N: usize> HalfBand<S, N> {
    /// A silent filter.
    pub fn new(coefficients: [f32; N]) -> Self {
        Self {
            coefficients,
            inputs: [S::splat(0.0); N],
            outputs: [S::splat(0.0); N],
        }
    }

    /// The chain of one phase (0 or 1) for one frame.
    #[inline(always)]
    fn chain(&mut self, phase: usize, mut x: S) -> S {
        for at in (phase..N).step_by(2) {
            let y = self.inputs[at] + S::splat(self.coefficients[at]) * (x - self.outputs[at]);
            self.inputs[at] = x;
            self.outputs[at] = y;
            x = y;
        }
        x
    }

    /// One frame becomes two.
    #[inline(always)]
    pub fn up(&mut self, x: S) -> [S; 2] {
        [self.chain(0, x), self.chain(1, x)]
    }

    /// Two frames become one.
    #[inline(always)]
    pub fn down(&mut self, [first, second]: [S; 2]) -> S {
        S::splat(0.5) * (self.chain(0, second) + self.chain(1, first))
    }

    /// Once per mark: states too small to matter become exactly zero.
    #[inline(always)]
    pub fn flush(&mut self) {
        for x in self.inputs.iter_mut().chain(&mut self.outputs) {
            *x = x.flush_tiny();
        }
    }

    /// True when the states are exactly zero, so that zeros in give zeros out.
    #[inline(always)]
    pub fn is_at_rest(&self) -> bool {
        let mut states = self.inputs.iter().chain(&self.outputs);
        states.all(|x| *x == S::splat(0.0))
    }

    /// Forgets the past of channel `lane`.
    #[inline(always)]
    pub fn clear_lane(&mut self, lane: usize) {
        for x in self.inputs.iter_mut().chain(&mut self.outputs) {
            x.set_lane(lane, 0.0);
        }
    }

    /// Takes over the past of `other`'s channel `other_lane`.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        let own = self.inputs.iter_mut().chain(&mut self.outputs);
        for (x, from) in own.zip(other.inputs.iter().chain(&other.outputs)) {
            x.set_lane(lane, from.lane(other_lane));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::*;

    #[test]
    fn up_and_down_again_keeps_every_level() {
        let (mut up, mut down) = (HalfBand::new(STEEP), HalfBand::new(STEEP));
        let mut response = vec![0.0_f32; 8192];
        response[0] = 1.0;
        for x in &mut response {
            *x = down.down(up.up(*x));
        }
        for step in 1..=400 {
            let freq_hz = 50.0 * f64::from(step);
            let level = magnitude_db(&response, freq_hz);
            assert!(level.abs() <= 0.01, "{freq_hz} Hz: {level} dB");
        }
    }

    #[test]
    fn going_up_leaves_no_images_and_going_down_no_aliases() {
        let stop_band = |response: &[f32], from: f64, least: f64| {
            for step in 0..200 {
                let freq_hz = from + (24_000.0 - from) * f64::from(step) / 199.0;
                // Measured at the doubled rate, whose half is 24 kHz here.
                let level = magnitude_db(response, freq_hz);
                assert!(level <= least, "{freq_hz} Hz: {level} dB");
            }
        };
        let mut steep = HalfBand::new(STEEP);
        let mut response: Vec<f32> = (0..4096)
            .flat_map(|n| steep.up(f32::from(u8::from(n == 0))))
            .collect();
        stop_band(&response, 24_000.0 - 11_040.0, -93.0);
        let mut wide = HalfBand::new(WIDE);
        response = (0..4096)
            .flat_map(|n| wide.up(f32::from(u8::from(n == 0))))
            .collect();
        stop_band(&response, 24_000.0 - 9_120.0, -70.0);
    }
}
