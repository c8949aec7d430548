//! The band limit of the low-frequency effects channel of a 5.1 or 7.1 main: a Butterworth low-pass of the
//! fourth order at 120 Hz. What is sent there beyond it would be lost or heard from the wrong place; the
//! 10 dB by which the channel is played louder belong to the loudspeakers.

use super::math::tan_f64;
use super::processor::Processor;
use super::svf::{Svf, SvfCoefficients, SvfFactors};
use std::f64::consts::PI;

/// Where it is 3 dB down, in Hz.
pub const LFE_HZ: f64 = 120.0;
/// Dampings 1/Q of the two sections: 2·cos(π/8) and 2·cos(3·π/8).
const DAMPINGS: [f32; 2] = [1.847_759_1, 0.765_366_85];

/// The filter of one channel.
#[derive(Clone, Debug)]
pub struct LfeFilter {
    sections: [(Svf<f32>, SvfFactors<f32>); 2],
}

impl Processor<f32> for LfeFilter {
    type Settings = ();

    fn new(rate: f64) -> Self {
        let section = |k: f32| {
            let low_pass = SvfCoefficients {
                g: tan_f64(PI * LFE_HZ / rate) as f32,
                k,
                m0: 0.0,
                m1: 0.0,
                m2: 1.0,
            };
            (Svf::default(), low_pass.solved())
        };
        Self {
            sections: DAMPINGS.map(section),
        }
    }

    fn set(&mut self, _lane: usize, (): ()) {}

    fn snap_lane(&mut self, _lane: usize) {}

    /// Once per mark: forgets what is too quiet to matter.
    #[inline(always)]
    fn mark(&mut self) {
        self.sections.iter_mut().for_each(|(svf, _)| svf.flush());
    }

    #[inline(always)]
    fn process(&mut self, run: &mut [f32]) {
        for x in run {
            *x = self.tick(*x);
        }
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.sections.iter().all(|(svf, _)| svf.is_at_rest())
    }

    fn adopt_lane(&mut self, _lane: usize, other: &mut Self, _other_lane: usize) {
        for ((svf, _), (old, _)) in self.sections.iter_mut().zip(&other.sections) {
            *svf = *old;
        }
    }

    fn clear_lane(&mut self, _lane: usize) {
        self.sections
            .iter_mut()
            .for_each(|(svf, _)| svf.clear_lane(0));
    }
}

impl LfeFilter {
    /// The output for one frame.
    #[inline(always)]
    fn tick(&mut self, x: f32) -> f32 {
        let pass = |x, (svf, factors): &mut (Svf<f32>, SvfFactors<f32>)| svf.tick(x, factors);
        self.sections.iter_mut().fold(x, pass)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::*;

    fn impulse_response() -> Vec<f32> {
        let mut filter = LfeFilter::new(RATE);
        let tick = |n: usize| {
            if n.is_multiple_of(FRAMES_PER_MARK) {
                filter.mark();
            }
            filter.tick(if n == 0 { 1.0 } else { 0.0 })
        };
        (0..32_768).map(tick).collect()
    }

    #[test]
    fn it_is_a_butterworth_of_the_fourth_order_at_120_hz() {
        let response = impulse_response();
        for freq in [20.0, 40.0, 80.0, 100.0, 120.0, 150.0, 240.0, 480.0, 960.0] {
            let expected = -10.0 * (1.0 + (freq / 120.0_f64).powi(8)).log10();
            let found = magnitude_db(&response, freq);
            assert!((found - expected).abs() < 0.06, "{freq} Hz: {found}");
        }
    }

    impl Subject<f32> for LfeFilter {
        const OFF: Option<()> = None;

        fn any(_random: &mut Random) {}
    }
    conforms!(LfeFilter, f32);
}
