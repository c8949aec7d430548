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

/// Level of a sine in dBFS (a full-scale sine is 0).
pub fn sine_level(signal: &[f32]) -> f64 {
    let square: f64 = signal.iter().map(|x| f64::from(*x).powi(2)).sum();
    10.0 * (2.0 * square / signal.len() as f64).log10()
}

/// What is above 8 kHz, by an eighth-order Butterworth high-pass at 48 kHz.
pub fn above_8k(signal: &[f32]) -> Vec<f64> {
    let mut out: Vec<f64> = signal.iter().map(|x| f64::from(*x)).collect();
    for section in 0..4 {
        let angle = std::f64::consts::PI * (2.0 * f64::from(section) + 1.0) / 16.0;
        let q = 1.0 / (2.0 * angle.cos());
        let g = (std::f64::consts::PI * 8000.0 / 48_000.0).tan();
        let k = 1.0 / q;
        let (mut s1, mut s2) = (0.0, 0.0);
        for x in &mut out {
            let high = (*x - (k + g) * s1 - s2) / (1.0 + g * (g + k));
            let band = g * high + s1;
            let low = g * band + s2;
            s1 = g * high + band;
            s2 = g * band + low;
            *x = high;
        }
    }
    out
}

/// The loudest of what is above 8 kHz, in dBFS, after `skip` frames.
pub fn click_db(signal: &[f32], skip: usize) -> f64 {
    let loudest = above_8k(signal)[skip..]
        .iter()
        .fold(0.0_f64, |peak, x| peak.max(x.abs()));
    20.0 * loudest.max(1e-12).log10()
}
