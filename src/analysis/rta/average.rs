//! Averages over time: exponential ones, or from one reading to the next.

/// The averages of a number of values.
#[derive(Clone, Debug)]
pub(super) struct Average {
    values: Vec<f32>,
    /// Frames since it began.
    frames: usize,
    /// What comes next begins anew, where it is no exponential average.
    is_read: bool,
}

impl Average {
    /// Of `count` values, all 0.
    pub fn new(count: usize) -> Self {
        Self {
            values: vec![0.0; count],
            frames: 0,
            is_read: false,
        }
    }

    /// Adds what holds for some frames. `time`: the time constant in frames; none for a mean since the last reading.
    /// An exponential average is a mean at first, so that it need not rise from nothing.
    pub fn add(&mut self, new: impl Iterator<Item = f32>, frames: usize, time: Option<f64>) {
        if time.is_none() && std::mem::take(&mut self.is_read) {
            self.frames = 0;
        }
        self.frames = self.frames.saturating_add(frames);
        let mean = frames as f64 / self.frames.max(1) as f64;
        let part = time.map_or(0.0, |time| 1.0 - (-(frames as f64) / time).exp());
        let part = part.max(mean) as f32;
        for (value, new) in self.values.iter_mut().zip(new) {
            *value += part * (new - *value);
        }
    }

    /// They were read.
    pub fn begin(&mut self) {
        self.is_read = true;
    }

    /// The averages.
    pub fn values(&self) -> impl Iterator<Item = &f32> {
        self.values.iter()
    }
}
