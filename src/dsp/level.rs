//! Level measurement: what meters are drawn from.

use super::sample::Sample;

/// Peak and energy per channel since the last reading. Sums run frame by frame, so that readings do
/// not depend on how frames arrive in calls.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LevelMeter<S> {
    /// The largest magnitude.
    pub peak: S,
    /// The sum of the squares.
    pub sum_of_squares: S,
    /// How many frames were measured.
    pub frames: u32,
}

impl<S: Sample> LevelMeter<S> {
    /// Measures a run of frames.
    #[inline(always)]
    pub fn accumulate(&mut self, buffer: &[S]) {
        let mut meter = *self;
        for &x in buffer {
            meter.measure(x);
        }
        *self = meter;
        self.count(buffer.len());
    }

    /// Measures one frame, for loops that do more; they [`Self::count`] their frames at the end.
    #[inline(always)]
    pub fn measure(&mut self, x: S) {
        self.peak = self.peak.larger(x.magnitude());
        self.sum_of_squares += x * x;
    }

    /// Counts frames that [`Self::measure`] has measured.
    #[inline(always)]
    pub fn count(&mut self, frames: usize) {
        self.frames = self.frames.saturating_add(frames as u32);
    }

    /// What has been measured; starts anew.
    #[inline(always)]
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }

    /// The mean square of channel `lane`; 0 when nothing was measured.
    #[inline(always)]
    pub fn mean_square(&self, lane: usize) -> f32 {
        if self.frames == 0 {
            0.0
        } else {
            self.sum_of_squares.lane(lane) / self.frames as f32
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::sample::{LANES, Lanes};
    use crate::dsp::testing::{Random, interleave, noise, peak, random_runs, sine};

    #[test]
    fn a_sine_reads_its_peak_and_half_its_square() {
        let mut meter = LevelMeter::default();
        meter.accumulate(&sine(1000.0, 0.5, 0.0, 4800));
        assert!((meter.peak - 0.5).abs() < 1e-6);
        assert!((meter.mean_square(0) - 0.125).abs() < 1e-5);
        let taken = meter.take();
        assert_eq!(taken.frames, 4800);
        assert_eq!((meter.peak, meter.mean_square(0)), (0.0, 0.0));
    }

    #[test]
    fn eight_channels_match_one_bit_for_bit_in_any_runs() {
        let inputs: [Vec<f32>; LANES] = std::array::from_fn(|lane| noise(lane as u64, 1.0, 4000));
        let frames = interleave(&inputs);
        let mut eight = LevelMeter::<Lanes>::default();
        let mut done = 0;
        for run in random_runs(&mut Random::new(3), frames.len()) {
            eight.accumulate(&frames[done..done + run]);
            done += run;
        }
        for lane in 0..LANES {
            let mut one = LevelMeter::<f32>::default();
            one.accumulate(&inputs[lane]);
            assert_eq!(f64::from(one.peak), peak(&inputs[lane]));
            assert_eq!(eight.peak[lane].to_bits(), one.peak.to_bits());
            assert_eq!(
                eight.sum_of_squares[lane].to_bits(),
                one.sum_of_squares.to_bits()
            );
        }
    }
}
