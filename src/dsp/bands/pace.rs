//! What all bands of one equaliser share.

use super::settings::FREQ_RANGE_HZ;
use crate::dsp::math::log2_f64;

/// What all bands of one equaliser share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// What a setting's one-poles go per mark.
    pub step: f64,
    /// 2π / sample rate.
    pub radians_per_hz: f64,
    /// log2 of the highest frequency in Hz.
    pub highest: f64,
    /// How long a change of kind takes at least, in seconds.
    pub kind_seconds: f64,
    /// Frames per second.
    pub rate: f64,
}

impl Pace {
    /// What a cross-fade of so many seconds goes per frame.
    pub fn per_frame(&self, seconds: f64) -> f32 {
        (1.0 / (seconds * self.rate)) as f32
    }

    /// log2 of a frequency in Hz, within what is possible.
    pub fn log2_freq(&self, freq_hz: f32) -> f64 {
        let log2_freq = log2_f64(f64::from(freq_hz.clamp(FREQ_RANGE_HZ.0, FREQ_RANGE_HZ.1)));
        if log2_freq < self.highest {
            log2_freq
        } else {
            self.highest
        }
    }
}
