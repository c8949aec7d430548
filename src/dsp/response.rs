//! Curves to draw: what filters do to each frequency once their settings have been reached.

use super::cut_filter::{CutFilter, Shape};
use super::equalizer::Equalizer;
use super::math::{cos_f64, log2_f64, sin_f64};
use super::processor::Processor;
use super::svf::SvfCoefficients;
use std::f64::consts::PI;

// What a curve is drawn from.
pub use super::cut_filter::{CutSettings, Slope};
pub use super::equalizer::{BandKind, BandSettings, EQ_BANDS};
pub use super::high_pass::Low as HighPassShape;
pub use super::low_pass::High as LowPassShape;
pub use super::multiband::{BANDS as MULTIBANDS, MultibandSettings, response_db as multiband_db};

/// 10·log10(2): decibels per octave of power.
const DB_PER_OCTAVE_OF_POWER: f64 = 3.010_299_956_639_812;

/// The magnitude over frequency of filters in series.
#[derive(Clone, Debug)]
pub struct Response {
    /// Filters in series.
    filters: [SvfCoefficients<f32>; EQ_BANDS],
    /// Sample rate in Hz.
    rate: f64,
}

impl Response {
    /// The response of an equaliser at a sample rate in Hz.
    pub fn from_equalizer(bands: &[BandSettings; EQ_BANDS], rate: f64) -> Self {
        let mut eq = Equalizer::<f32>::new(rate);
        eq.set(0, *bands);
        eq.snap_lane(0);
        let filters = eq.designed();
        Self { filters, rate }
    }

    /// The response of a high-pass or low-pass at a sample rate in Hz.
    pub fn from_cut_filter<K: Shape>(settings: CutSettings, rate: f64) -> Self {
        let mut filter = CutFilter::<f32, K>::new(rate);
        filter.set(0, settings);
        filter.snap_lane(0);
        let [first, second] = filter.designed();
        let mut filters = [SvfCoefficients::neutral(); EQ_BANDS];
        (filters[0], filters[1]) = (first, second);
        Self { filters, rate }
    }

    /// The gain in dB at `freq_hz`, which counts as half the sample rate where it lies above.
    pub fn db(&self, freq_hz: f64) -> f64 {
        let w = PI * freq_hz / self.rate;
        let w = if w < PI / 2.0 { w } else { PI / 2.0 };
        let power = self
            .filters
            .iter()
            .fold(1.0, |power, filter| power * power_at(filter, w));
        db_of_power(power)
    }
}

/// A power in dB.
pub(super) fn db_of_power(power: f64) -> f64 {
    DB_PER_OCTAVE_OF_POWER * log2_f64(power)
}

/// The power gain at half a frequency's turn per sample: |H(s)|² for s = j·tan(w)/g, times cos⁴ above
/// and below.
pub(super) fn power_at(filter: &SvfCoefficients<f32>, w: f64) -> f64 {
    let [g, k, m0, m1, m2] = [filter.g, filter.k, filter.m0, filter.m1, filter.m2].map(f64::from);
    let (cosine, sine) = (cos_f64(w), sin_f64(w) / g);
    let level = cosine * cosine - sine * sine;
    let turn = cosine * sine;
    let over = [m0 * level + m2 * cosine * cosine, (m0 * k + m1) * turn];
    let under = [level, k * turn];
    let power = |[real, imaginary]: [f64; 2]| real * real + imaginary * imaginary;
    power(over) / power(under)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::equalizer::BandKind;
    use crate::dsp::high_pass::{Low, Slope};
    use crate::dsp::testing::{RATE, db};

    #[test]
    fn an_equaliser_is_drawn_as_its_analogue_prototype() {
        let mut bands = [BandSettings::OFF; EQ_BANDS];
        let (f0, q, gain_db) = (800.0, 2.0, 9.0);
        bands[2] = BandSettings {
            on: true,
            kind: BandKind::Bell,
            freq_hz: 800.0,
            gain_db: 9.0,
            q: 2.0,
        };
        bands[4] = BandSettings {
            on: true,
            kind: BandKind::HighPass,
            freq_hz: 100.0,
            gain_db: 0.0,
            q: 1.0,
        };
        let response = Response::from_equalizer(&bands, RATE);
        for step in 0..60 {
            let f = 20.0 * 500_f64.powf(f64::from(step) / 59.0);
            let (w, a) = (f / f0, 10_f64.powf(gain_db / 40.0));
            let bell = (1.0 - w * w).hypot(a * w / q) / (1.0 - w * w).hypot(w / (a * q));
            let v: f64 = f / 100.0;
            let pass = v * v / (1.0 - v * v).hypot(v);
            let expected = db(bell * pass);
            let drawn = response.db(f);
            assert!(
                (drawn - expected).abs() < 0.03,
                "{f}: {drawn} for {expected}"
            );
        }
    }

    #[test]
    fn a_high_pass_is_drawn_as_butterworth_and_off_is_flat() {
        let mut settings = CutSettings {
            on: true,
            freq_hz: 200.0,
            slope: Slope::TwentyFour,
        };
        let response = Response::from_cut_filter::<Low>(settings, RATE);
        for f in [50.0, 100.0, 200.0, 400.0, 5000.0] {
            let expected = -10.0 * (1.0 + (200.0_f64 / f).powi(8)).log10();
            assert!((response.db(f) - expected).abs() < 0.02, "{f}");
        }
        settings.on = false;
        let flat = Response::from_cut_filter::<Low>(settings, RATE);
        for f in [20.0, 1000.0, 24_000.0, 30_000.0] {
            assert!(flat.db(f).abs() < 1e-9);
        }
    }
}
