//! What a delay line of a reverb loses per turn: a gain, and a one-pole that makes highs decay faster.

use super::math::cos_f64;
use std::f64::consts::TAU;

/// Where mids are measured, in Hz.
const MID_HZ: f64 = 1000.0;

/// Cosines of two frequencies: of that at which T60 is half, and of mids.
#[derive(Clone, Copy, Debug)]
pub struct Bands {
    high: f64,
    mid: f64,
}

impl Bands {
    /// For highs that decay twice as fast at `damping_hz`, below half the sample rate.
    #[inline(always)]
    pub fn new(damping_hz: f64, rate: f64) -> Self {
        let mid = if 0.25 * damping_hz < MID_HZ {
            0.25 * damping_hz
        } else {
            MID_HZ
        };
        Self {
            high: cos_f64(TAU * damping_hz / rate),
            mid: cos_f64(TAU * mid / rate),
        }
    }
}

/// What a line does per turn.
#[derive(Clone, Copy, Debug)]
pub struct Loss {
    /// The gain before the one-pole.
    pub gain: f64,
    /// What the one-pole goes per frame.
    pub way: f64,
}

impl Loss {
    /// For a line that keeps `kept` of its mids per turn, and the square of that where T60 is half
    /// (F. Adriaensen's zita-rev1: p = m − √(m² − 1), m = (1 − g²·cos w)/(1 − g²)). What the one-pole takes of
    /// the mids the gain gives back.
    #[inline(always)]
    pub fn of(kept: f64, bands: &Bands) -> Self {
        let square = kept * kept;
        let m = (1.0 - square * bands.high) / (1.0 - square);
        let way = 1.0 - (m - (m * m - 1.0).sqrt());
        let loss = Self { gain: 1.0, way };
        let gain = kept / loss.power(bands.mid).sqrt();
        Self { gain, way }
    }

    /// The power that is kept per turn at the frequency of a cosine.
    #[inline(always)]
    pub fn power(&self, cosine: f64) -> f64 {
        let pole = 1.0 - self.way;
        let kept = self.gain * self.way;
        kept * kept / (1.0 - 2.0 * pole * cosine + pole * pole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mids_keep_what_they_shall_and_highs_its_square() {
        let rate = 48_000.0;
        for kept in [0.03, 0.3, 0.9, 0.99, 0.999] {
            for damping_hz in [1500.0, 6000.0, 20_000.0] {
                let loss = Loss::of(kept, &Bands::new(damping_hz, rate));
                let mid = f64::min(1000.0, 0.25 * damping_hz);
                let at = |hz: f64| loss.power((TAU * hz / rate).cos()).sqrt();
                assert!((at(mid) / kept - 1.0).abs() < 1e-9);
                let (high, dc) = (at(damping_hz), loss.gain);
                assert!((high / dc / kept - 1.0).abs() < 1e-6, "{kept} {damping_hz}");
                assert!(dc < 1.0);
            }
        }
    }
}
