//! The low-pass of a strip: Butterworth, 6 to 24 dB per octave. Designed by the bilinear transform, it
//! is exact at its frequency and takes out the more above it the nearer half the sample rate comes.

use super::cut_filter::{CutFilter, Section, Shape};

pub use super::cut_filter::{CutSettings as LowPassSettings, Slope};

/// A low-pass per channel, 1 to 20 kHz.
pub type LowPass<S> = CutFilter<S, High>;

/// Takes out what lies above.
#[derive(Clone, Debug)]
pub struct High;

impl Shape for High {
    const FREQ_RANGE_HZ: (f32, f32) = (1000.0, 20_000.0);

    /// (s+1)/(s+1)².
    const FIRST_ORDER: Section = Section {
        k: 2.0,
        m0: 0.0,
        m1: 1.0,
        m2: 1.0,
    };

    /// 1/(s² + s/q + 1).
    fn second_order(q: f64) -> Section {
        Section {
            k: 1.0 / q,
            m0: 0.0,
            m1: 0.0,
            m2: 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::testing::*;
    use std::f64::consts::PI;

    const SLOPES: [(Slope, i32); 4] = [
        (Slope::Six, 1),
        (Slope::Twelve, 2),
        (Slope::Eighteen, 3),
        (Slope::TwentyFour, 4),
    ];

    fn on(freq_hz: f32, slope: Slope) -> LowPassSettings {
        LowPassSettings {
            on: true,
            freq_hz,
            slope,
        }
    }

    fn off(settings: LowPassSettings) -> LowPassSettings {
        LowPassSettings {
            on: false,
            ..settings
        }
    }

    fn settled(settings: LowPassSettings) -> LowPass<f32> {
        let mut filter = LowPass::new(RATE);
        filter.set(0, settings);
        filter.snap_lane(0);
        filter
    }

    fn run(filter: &mut LowPass<f32>, signal: &mut [f32], changes: &[(usize, LowPassSettings)]) {
        for (index, segment) in signal.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                filter.set(0, *settings);
            }
            filter.mark();
            filter.process(segment);
        }
    }

    fn response(settings: LowPassSettings) -> Vec<f32> {
        let mut signal = vec![0.0; 16_384];
        signal[0] = 1.0;
        run(&mut settled(settings), &mut signal, &[]);
        signal
    }

    #[test]
    fn every_slope_is_three_decibels_down_at_its_frequency() {
        for (slope, _) in SLOPES {
            for freq in [1000.0, 2500.0, 8000.0, 16_000.0, 20_000.0] {
                let level = magnitude_db(&response(on(freq, slope)), f64::from(freq));
                assert!((level + 3.0103).abs() < 0.02, "{slope:?} {freq}: {level}");
            }
        }
    }

    #[test]
    fn responses_are_butterworth_on_the_bilinear_frequency_axis() {
        for (slope, order) in SLOPES {
            for freq in [1000.0, 4000.0, 12_000.0, 20_000.0] {
                let h = response(on(freq, slope));
                for step in 0..40 {
                    let f = 20.0 * 1000_f64.powf(f64::from(step) / 39.0);
                    let w = (PI * f / RATE).tan() / (PI * f64::from(freq) / RATE).tan();
                    let expected = -10.0 * (1.0 + w.powi(2 * order)).log10();
                    let level = magnitude_db(&h, f);
                    assert!(
                        expected < -80.0 || (level - expected).abs() < 0.02,
                        "{slope:?} {freq} at {f}: {level} for {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn switching_slopes_and_jumps_of_frequency_are_clean() {
        let steep = on(1000.0, Slope::TwentyFour);
        let cases = [
            ("on and off", steep, off(steep)),
            ("off and on at 4 k", off(steep), on(4000.0, Slope::Twelve)),
            ("6 and 24", on(2000.0, Slope::Six), steep),
            ("1 and 20 kHz", steep, on(20_000.0, Slope::TwentyFour)),
            (
                "12 and 18",
                on(1500.0, Slope::Twelve),
                on(1500.0, Slope::Eighteen),
            ),
        ];
        for (name, a, b) in cases {
            let mut worst = f64::NEG_INFINITY;
            for step in 0..8 {
                let mut tone = sine(1000.0, 0.5, f64::from(step) * 0.785, 60_000);
                let changes = [(24_000, b), (36_000, a), (36_320, b)];
                run(&mut settled(a), &mut tone, &changes);
                worst = worst.max(residue_above_8k(&tone, 12_000));
            }
            println!("{name}: {worst:.1} dBFS");
            assert!(worst < -80.0, "{name}: {worst} dBFS");
        }
    }

    #[test]
    fn off_is_exactly_the_input_also_after_having_been_on() {
        let input = noise(5, 0.5, 48_000);
        let mut output = input.clone();
        let settings = on(3000.0, Slope::TwentyFour);
        let mut filter = settled(off(settings));
        run(
            &mut filter,
            &mut output,
            &[(9600, settings), (19_200, off(settings))],
        );
        assert_eq!(bits(&output[..9600]), bits(&input[..9600]));
        assert_ne!(bits(&output[9600..24_000]), bits(&input[9600..24_000]));
        assert_eq!(bits(&output[36_000..]), bits(&input[36_000..]));
        assert!(filter.is_neutral() && filter.is_at_rest());
    }
}
