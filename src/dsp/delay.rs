//! A delay of a fixed, whole number of frames, for time alignment of planar signals.

/// Delays one channel by a fixed number of frames, exactly.
#[derive(Clone, Debug)]
pub struct FixedDelay {
    /// The last samples; as many as the delay has frames.
    ring: Box<[f32]>,
    /// Where the oldest sample is.
    oldest: usize,
    /// Zeros in a row that were written last; at most the length of the ring.
    zeros: usize,
}

impl FixedDelay {
    /// A silent delay of `frames` frames.
    pub fn new(frames: usize) -> Self {
        Self {
            ring: vec![0.0; frames].into_boxed_slice(),
            oldest: 0,
            zeros: frames,
        }
    }

    /// The delay in frames.
    pub fn frames(&self) -> usize {
        self.ring.len()
    }

    /// Delays a run of frames in place.
    #[inline(always)]
    pub fn process(&mut self, buffer: &mut [f32]) {
        if self.ring.is_empty() {
            return;
        }
        for x in buffer {
            self.zeros = if *x == 0.0 { self.zeros + 1 } else { 0 };
            std::mem::swap(x, &mut self.ring[self.oldest]);
            self.oldest += 1;
            if self.oldest == self.ring.len() {
                self.oldest = 0;
            }
        }
        self.zeros = self.zeros.min(self.ring.len());
    }

    /// True when it holds zeros only.
    #[inline(always)]
    pub fn is_at_rest(&self) -> bool {
        self.zeros >= self.ring.len()
    }

    /// Changes places with `other`, past and length: nothing is copied.
    pub fn swap_with(&mut self, other: &mut Self) {
        std::mem::swap(self, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::{Random, bits, noise, random_runs};

    #[test]
    fn every_sample_comes_back_after_exactly_its_delay() {
        let input = noise(1, 1.0, 5000);
        let mut random = Random::new(2);
        for frames in [0, 1, 31, 32, 480] {
            let mut delay = FixedDelay::new(frames);
            assert_eq!(delay.frames(), frames);
            let mut output = input.clone();
            let mut done = 0;
            for run in random_runs(&mut random, input.len()) {
                delay.process(&mut output[done..done + run]);
                done += run;
            }
            assert!(output[..frames].iter().all(|&x| x == 0.0));
            assert_eq!(bits(&output[frames..]), bits(&input[..5000 - frames]));
        }
    }

    #[test]
    fn it_rests_once_it_holds_zeros_only() {
        let mut delay = FixedDelay::new(100);
        assert!(delay.is_at_rest());
        delay.process(&mut [0.5]);
        delay.process(&mut [0.0; 99]);
        assert!(!delay.is_at_rest());
        let mut last = [0.0];
        delay.process(&mut last);
        assert_eq!(last, [0.5]);
        assert!(delay.is_at_rest());
    }

    #[test]
    fn swapping_hands_the_past_over() {
        let (mut old, mut new) = (FixedDelay::new(4), FixedDelay::new(4));
        old.process(&mut [1.0, 2.0]);
        new.swap_with(&mut old);
        let mut output = [3.0, 4.0, 5.0, 6.0];
        new.process(&mut output);
        assert_eq!(output, [0.0, 0.0, 1.0, 2.0]);
        assert!(old.is_at_rest());
    }
}
