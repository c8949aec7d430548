//! The past of one channel: what delays read.

/// The last samples of a channel.
#[derive(Clone, Debug)]
pub struct Ring {
    /// The samples; a power of two of them, so that places wrap by masking.
    samples: Box<[f32]>,
    /// Where the next sample goes.
    next: usize,
    /// How many of the last samples count; older ones are silence. So forgetting costs nothing.
    valid: usize,
}

impl Ring {
    /// A silent past of at least `frames` frames, all of it in memory. Allocates.
    pub fn new(frames: usize) -> Self {
        let length = frames.next_power_of_two();
        // Zeroed pages are only promised by the system and fetched on first use; these are used.
        let samples = (0..length).map(|_| std::hint::black_box(0.0)).collect();
        Self {
            samples,
            next: 0,
            valid: length,
        }
    }

    /// Adds a run of frames, no longer than the ring.
    #[inline(always)]
    pub fn write(&mut self, input: &[f32]) {
        let (start, end) = self.samples.split_at_mut(self.next);
        let first = end.len().min(input.len());
        let (now, wrapped) = input.split_at(first);
        for (to, from) in end.iter_mut().zip(now) {
            *to = *from;
        }
        for (to, from) in start.iter_mut().zip(wrapped) {
            *to = *from;
        }
        self.next = (self.next + input.len()) & self.mask();
        self.valid = (self.valid + input.len()).min(self.samples.len());
    }

    /// What stands `delay` frames before the next one to be written, and after it.
    #[inline(always)]
    pub fn read(&self, delay: usize, output: &mut [f32]) {
        let from = self.place(delay);
        let end = &self.samples[from..];
        let first = end.len().min(output.len());
        let (now, wrapped) = output.split_at_mut(first);
        for (to, from) in now.iter_mut().zip(end) {
            *to = *from;
        }
        for (to, from) in wrapped.iter_mut().zip(&*self.samples) {
            *to = *from;
        }
        if delay > self.valid {
            let silent = (delay - self.valid).min(output.len());
            output[..silent].fill(0.0);
        }
    }

    /// Adds one frame.
    #[inline(always)]
    pub fn write_one(&mut self, x: f32) {
        self.samples[self.next] = x;
        self.next = (self.next + 1) & self.mask();
        self.valid = (self.valid + 1).min(self.samples.len());
    }

    /// The sample `delay` frames before the next one to be written, between samples where `delay`
    /// is not whole: a cubic through four samples with their mean slopes (C. Hermite; E. Catmull
    /// and R. Rom, 1974). `delay` is at least 2 and exact where it is whole.
    #[inline(always)]
    pub fn between(&self, delay: f64) -> f32 {
        self.between_before(0, delay)
    }

    /// The same, before the frame that stands `back` frames before the next one to be written: one of a run
    /// that has been written already. Together with `back`, `delay` is at least 2.
    #[inline(always)]
    pub fn between_before(&self, back: usize, delay: f64) -> f32 {
        let whole = delay as usize;
        let t = (delay - whole as f64) as f32;
        // Time runs backwards here: a longer delay is an earlier sample.
        let at = |k: usize| {
            let back = back + whole + 2 - k;
            let x = self.samples[self.place(back)];
            if back > self.valid { 0.0 } else { x }
        };
        let (later, here, earlier, earliest) = (at(3), at(2), at(1), at(0));
        let c1 = 0.5 * (earlier - later);
        let c2 = later - 2.5 * here + 2.0 * earlier - 0.5 * earliest;
        let c3 = 0.5 * (earliest - later) + 1.5 * (here - earlier);
        ((c3 * t + c2) * t + c1) * t + here
    }

    /// Forgets everything, at once.
    #[inline(always)]
    pub fn clear(&mut self) {
        self.valid = 0;
    }

    #[inline(always)]
    fn place(&self, delay: usize) -> usize {
        self.next.wrapping_sub(delay) & self.mask()
    }

    #[inline(always)]
    fn mask(&self) -> usize {
        self.samples.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::{bits, noise};

    #[test]
    fn what_was_written_is_read_at_any_delay_and_over_the_end() {
        let input = noise(1, 1.0, 1000);
        let mut ring = Ring::new(100);
        for (run, chunk) in input.chunks(23).enumerate() {
            ring.write(chunk);
            let now = run * 23 + chunk.len();
            for delay in [chunk.len(), 40, 128] {
                if now >= delay {
                    let mut output = [0.0; 11];
                    ring.read(delay, &mut output[..delay.min(11)]);
                    let expected = &input[now - delay..][..delay.min(11)];
                    assert_eq!(bits(&output[..delay.min(11)]), bits(expected));
                    if delay < 127 {
                        assert_eq!(ring.between(delay as f64), expected[0]);
                    }
                }
            }
        }
    }

    #[test]
    fn between_samples_a_slow_sine_is_read_as_it_would_be_there() {
        let at = |n: f64| (std::f64::consts::TAU * 1000.0 * n / 48_000.0).sin();
        let mut ring = Ring::new(512);
        let input: Vec<f32> = (0..512).map(|n| at(f64::from(n)) as f32).collect();
        ring.write(&input);
        for step in 0..2000 {
            let delay = 3.0 + 0.1 * f64::from(step);
            let error = f64::from(ring.between(delay)) - at(512.0 - delay);
            // The sheet's −90 dB at 1 kHz.
            assert!(error.abs() < 4e-5, "{delay}: {error:e}");
        }
    }

    #[test]
    fn a_run_that_has_been_written_is_read_as_frame_by_frame() {
        let input = noise(3, 1.0, 300);
        let (mut pushed, mut written) = (Ring::new(64), Ring::new(64));
        for run in input.chunks(20) {
            written.write(run);
            for (at, x) in run.iter().enumerate() {
                pushed.write_one(*x);
                let delay = 5.37 + 0.1 * at as f64;
                let expected = pushed.between_before(1, delay);
                assert_eq!(written.between_before(run.len() - at, delay), expected);
            }
        }
    }

    #[test]
    fn cleared_it_is_silent() {
        let mut ring = Ring::new(16);
        ring.write(&[1.0; 16]);
        ring.clear();
        let mut output = [1.0; 16];
        ring.read(16, &mut output);
        assert_eq!(output, [0.0; 16]);
        ring.write(&[0.5; 3]);
        let mut output = [1.0; 5];
        ring.read(5, &mut output);
        assert_eq!(output, [0.0, 0.0, 0.5, 0.5, 0.5]);
        assert_eq!(ring.between(3.0), 0.5);
        assert_eq!(ring.between(9.5), 0.0);
    }
}
