//! The A and C curves of IEC 61672: what of a sound counts for its level in the room.

use std::f64::consts::PI;

/// The corners of both curves, in Hz, each twice.
const LOW: f64 = 20.598_997;
const HIGH: f64 = 12_194.217;
/// The further corners of the A curve, in Hz.
const MIDDLE: [f64; 2] = [107.652_65, 737.862_23];
/// Where both curves are 0 dB, in Hz.
const REFERENCE: f64 = 1000.0;

/// A filter of first order: each corner lies where the curve has it, at every sample rate.
#[derive(Clone, Copy, Debug)]
struct OnePole {
    /// tan(π·f/rate).
    corner: f64,
    is_high_pass: bool,
    input: f64,
    output: f64,
}

impl OnePole {
    fn new(hertz: f64, rate: f64, is_high_pass: bool) -> Self {
        // Close to half the rate a corner has no place; what lies above is not there anyway.
        let hertz = hertz.min(0.49 * rate);
        Self {
            corner: (PI * hertz / rate).tan(),
            is_high_pass,
            input: 0.0,
            output: 0.0,
        }
    }

    fn filter(&mut self, x: f64) -> f64 {
        let k = self.corner;
        let forward = if self.is_high_pass {
            x - self.input
        } else {
            k * (x + self.input)
        };
        self.output = (forward + (1.0 - k) * self.output) / (1.0 + k);
        self.input = x;
        self.output
    }

    /// Its gain at a frequency whose tan(π·f/rate) is `at`.
    fn gain(&self, at: f64) -> f64 {
        let passed = if self.is_high_pass { at } else { self.corner };
        passed / at.hypot(self.corner)
    }
}

/// Both curves for one channel.
#[derive(Clone, Debug)]
pub struct Weighting {
    /// What both curves share.
    common: [OnePole; 4],
    /// What makes the A curve of the C curve.
    further: [OnePole; 2],
    /// The gains that make 0 dB of 1 kHz, of A and C.
    gains: [f64; 2],
}

impl Weighting {
    /// For a sample rate in Hz.
    pub fn new(rate: u32) -> Self {
        let rate = f64::from(rate);
        let pole = |hertz, is_high_pass| OnePole::new(hertz, rate, is_high_pass);
        let common = [
            pole(LOW, true),
            pole(LOW, true),
            pole(HIGH, false),
            pole(HIGH, false),
        ];
        let further = MIDDLE.map(|hertz| pole(hertz, true));
        let at = (PI * REFERENCE / rate).tan();
        let gain = |poles: &[OnePole]| poles.iter().map(|pole| pole.gain(at)).product::<f64>();
        let c = gain(&common);
        Self {
            gains: [1.0 / (c * gain(&further)), 1.0 / c],
            common,
            further,
        }
    }

    /// The sums of the squares of the next samples, by the A and the C curve.
    pub fn powers(&mut self, samples: &[f32]) -> [f64; 2] {
        let mut sums = [0.0; 2];
        for x in samples {
            let filter = |x: f64, pole: &mut OnePole| pole.filter(x);
            let c = self.common.iter_mut().fold(f64::from(*x), filter);
            let a = self.further.iter_mut().fold(c, filter);
            sums = [sums[0] + a * a, sums[1] + c * c];
        }
        let [a, c] = self.gains;
        [sums[0] * a * a, sums[1] * c * c]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a tone reads against one of 1 kHz, by A and C, in dB.
    fn read(hertz: f64, rate: u32) -> [f64; 2] {
        let level = |hertz: f64| {
            let step = 2.0 * PI * hertz / f64::from(rate);
            let tone: Vec<f32> = (0..2 * rate)
                .map(|n| (step * f64::from(n)).sin() as f32)
                .collect();
            let mut weighting = Weighting::new(rate);
            weighting.powers(&tone[..rate as usize]);
            weighting.powers(&tone[rate as usize..])
        };
        let (here, reference) = (level(hertz), level(REFERENCE));
        [0, 1].map(|curve| 10.0 * (here[curve] / reference[curve]).log10())
    }

    /// The table of the standard, with its limits for class 1 at high frequencies.
    #[test]
    fn both_curves_are_those_of_the_standard() {
        for rate in [44_100, 48_000, 96_000] {
            for (hertz, a, c, above, below) in [
                (31.623, -39.4, -3.0, 0.2, 0.2),
                (63.096, -26.2, -0.8, 0.2, 0.2),
                (125.89, -16.1, -0.2, 0.2, 0.2),
                (251.19, -8.6, 0.0, 0.2, 0.2),
                (501.19, -3.2, 0.0, 0.2, 0.2),
                (1995.3, 1.2, -0.2, 0.2, 0.2),
                (3981.1, 1.0, -0.8, 0.5, 0.5),
                (7943.3, -1.1, -3.0, 1.5, 1.0),
                (12_589.0, -4.3, -6.2, 2.0, 5.0),
                (15_849.0, -6.6, -8.5, 2.5, 16.0),
            ] {
                for (read, expected) in read(hertz, rate).into_iter().zip([a, c]) {
                    let error = read - expected;
                    assert!(
                        (-below..above).contains(&error),
                        "{hertz} Hz at {rate}: {read}, not {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn one_kilohertz_keeps_its_level() {
        let tone: Vec<f32> = (0..96_000)
            .map(|n| (2.0 * PI * 1000.0 / 48_000.0 * f64::from(n)).sin() as f32)
            .collect();
        let mut weighting = Weighting::new(48_000);
        weighting.powers(&tone[..48_000]);
        for power in weighting.powers(&tone[48_000..]) {
            assert!((power / 24_000.0 - 1.0).abs() < 1e-3, "{power}");
        }
    }
}
