//! Test signals and measurements, in f64 and independent of the code under test.

/// A sine of `hz` at `peak`, sampled at 48 kHz.
pub fn sine(hz: f64, peak: f64, frames: usize) -> Vec<f32> {
    (0..frames)
        .map(|n| (peak * (std::f64::consts::TAU * hz * n as f64 / 48_000.0).sin()) as f32)
        .collect()
}

/// A seeded generator (xorshift64*), for noise and random choices.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 16) as usize % limit
    }
    /// Even between 0 and 1.
    pub fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }
    /// White noise, ±peak.
    pub fn noise(&mut self, peak: f32, frames: usize) -> Vec<f32> {
        (0..frames)
            .map(|_| peak * (2.0 * self.unit() - 1.0))
            .collect()
    }
}

/// Largest magnitude.
pub fn peak(signal: &[f32]) -> f32 {
    signal.iter().fold(0.0, |peak, x| peak.max(x.abs()))
}

/// The amplitude of a tone of which whole periods fit into the signal.
pub fn amplitude(signal: &[f32], hertz: f64) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (n, x) in signal.iter().enumerate() {
        let angle = std::f64::consts::TAU * hertz * n as f64 / 48_000.0;
        re += f64::from(*x) * angle.cos();
        im += f64::from(*x) * angle.sin();
    }
    re.hypot(im) * 2.0 / signal.len() as f64
}

/// Level of a sine in dBFS (a full-scale sine is 0).
pub fn sine_level(signal: &[f32]) -> f64 {
    let square: f64 = signal.iter().map(|x| f64::from(*x).powi(2)).sum();
    10.0 * (2.0 * square / signal.len() as f64).log10()
}

/// Sections of the eighth-order Butterworth high-pass at 8 kHz, for 48 kHz, on `N` signals side by
/// side.
#[derive(Debug)]
struct Above8k<const N: usize> {
    /// The states of each section.
    states: [[[f64; N]; 2]; 4],
    /// 1/Q of each section.
    damping: [f64; 4],
    /// tan(π·8000/48000).
    g: f64,
}

impl<const N: usize> Above8k<N> {
    fn new() -> Self {
        let damping = |section: usize| {
            let angle = std::f64::consts::PI * (2.0 * section as f64 + 1.0) / 16.0;
            2.0 * angle.cos()
        };
        Self {
            states: [[[0.0; N]; 2]; 4],
            damping: std::array::from_fn(damping),
            g: (std::f64::consts::PI * 8000.0 / 48_000.0).tan(),
        }
    }

    fn next(&mut self, mut frame: [f64; N]) -> [f64; N] {
        let g = self.g;
        for ([s1, s2], k) in self.states.iter_mut().zip(self.damping) {
            for lane in 0..N {
                let high = (frame[lane] - (k + g) * s1[lane] - s2[lane]) / (1.0 + g * (g + k));
                let band = g * high + s1[lane];
                let low = g * band + s2[lane];
                s1[lane] = g * high + band;
                s2[lane] = g * band + low;
                frame[lane] = high;
            }
        }
        frame
    }
}

/// What is above 8 kHz.
pub fn above_8k(signal: &[f32]) -> Vec<f64> {
    let mut filter = Above8k::new();
    let next = |x: &f32| filter.next([f64::from(*x)])[0];
    signal.iter().map(next).collect()
}

/// The largest magnitude above 8 kHz in each `piece` frames of each of several signals of one
/// length.
pub fn loudest_above_8k(signals: &[Vec<f32>], piece: usize) -> Vec<Vec<f64>> {
    const SIDE_BY_SIDE: usize = 8;
    let mut loudest = Vec::new();
    for group in signals.chunks(SIDE_BY_SIDE) {
        let mut filter = Above8k::<SIDE_BY_SIDE>::new();
        let frames = group[0].len();
        let mut peaks = vec![vec![0.0_f64; frames.div_ceil(piece)]; group.len()];
        for start in (0..frames).step_by(piece) {
            let mut peak = [0.0_f64; SIDE_BY_SIDE];
            for at in start..(start + piece).min(frames) {
                let x = std::array::from_fn(|n| group.get(n).map_or(0.0, |x| f64::from(x[at])));
                for (peak, y) in peak.iter_mut().zip(filter.next(x)) {
                    *peak = peak.max(y.abs());
                }
            }
            for (peaks, peak) in peaks.iter_mut().zip(peak) {
                peaks[start / piece] = peak;
            }
        }
        loudest.append(&mut peaks);
    }
    loudest
}

/// The loudest of what is above 8 kHz, in dBFS, after `skip` frames.
pub fn click_db(signal: &[f32], skip: usize) -> f64 {
    let loudest = above_8k(signal)[skip..]
        .iter()
        .fold(0.0_f64, |peak, x| peak.max(x.abs()));
    20.0 * loudest.max(1e-12).log10()
}
