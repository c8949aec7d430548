//! The high-pass of a strip: Butterworth, 6 to 24 dB per octave.

use super::cut_filter::{CutFilter, Section, Shape};
use super::math::tan_f64;

pub use super::cut_filter::{CutSettings as HighPassSettings, Slope};

/// A high-pass per channel.
pub type HighPass<S> = CutFilter<S, Low>;

/// Takes out what lies below.
#[derive(Clone, Debug)]
pub struct Low;

impl Shape for Low {
    /// s·(s+1)/(s+1)².
    const FIRST_ORDER: Section = Section {
        k: 2.0,
        m0: 1.0,
        m1: -1.0,
        m2: -1.0,
    };

    /// g of the bilinear transform: so far below half the sample rate it is as good as a matched design.
    type Frequency = f64;

    #[inline(always)]
    fn frequency(half_turn: f64) -> f64 {
        tan_f64(half_turn)
    }

    #[inline(always)]
    fn design(g: f64, section: Section) -> [f64; 5] {
        [g, section.k, section.m0, section.m1, section.m2]
    }

    /// s²/(s² + s/q + 1).
    fn second_order(q: f64) -> Section {
        let k = 1.0 / q;
        Section {
            k,
            m0: 1.0,
            m1: -k,
            m2: -1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::sample::Sample;
    use crate::dsp::testing::conformance::{Frame, Subject, conforms};
    use crate::dsp::testing::cuts::{self, SLOPES, off, on, run};
    use crate::dsp::testing::*;
    use std::f64::consts::PI;

    fn settled(settings: HighPassSettings) -> HighPass<f32> {
        cuts::settled(settings)
    }

    fn response(settings: HighPassSettings) -> Vec<f32> {
        let mut signal = vec![0.0; 65_536];
        signal[0] = 1.0;
        run(&mut settled(settings), &mut signal, &[]);
        signal
    }

    /// |H| of a Butterworth high-pass: 1/√(1 + (fc/f)^2n), in dB.
    fn butterworth_db(f: f64, fc: f64, order: i32) -> f64 {
        -10.0 * (1.0 + (fc / f).powi(2 * order)).log10()
    }

    #[test]
    fn every_slope_is_three_decibels_down_at_its_frequency() {
        for (slope, _) in SLOPES {
            for freq in [40.0, 100.0, 400.0, 1000.0] {
                let level = magnitude_db(&response(on(freq, slope)), f64::from(freq));
                assert!((level + 3.0103).abs() < 0.02, "{slope:?} {freq}: {level}");
            }
        }
    }

    #[test]
    fn twenty_four_decibels_per_octave_is_what_it_says() {
        for freq in [40.0, 80.0, 150.0, 400.0] {
            let level = magnitude_db(
                &response(on(freq, Slope::TwentyFour)),
                f64::from(freq) / 2.0,
            );
            assert!((level + 24.1).abs() < 0.1, "{freq}: {level}");
        }
    }

    #[test]
    fn responses_follow_the_analogue_prototype_up_to_ten_kilohertz() {
        for (slope, order) in SLOPES {
            for freq in [20.0, 100.0, 300.0, 1000.0] {
                let h = response(on(freq, slope));
                for step in 0..40 {
                    let f = 20.0 * 500_f64.powf(f64::from(step) / 39.0);
                    let expected = butterworth_db(f, f64::from(freq), order);
                    let level = magnitude_db(&h, f);
                    assert!(
                        expected < -60.0 || (level - expected).abs() < 0.05,
                        "{slope:?} {freq} at {f}: {level} for {expected}"
                    );
                }
            }
        }
    }

    /// A bilinear Butterworth of order 4 in direct form and `f64`.
    fn reference(signal: &[f32], fc: f64) -> Vec<f64> {
        let mut y: Vec<f64> = signal.iter().map(|&x| f64::from(x)).collect();
        for q in [0.541_196_100_146_197, 1.306_562_964_876_376_5] {
            let w = 2.0 * PI * fc / RATE;
            let alpha = w.sin() / (2.0 * q);
            let (b, a0) = (0.5 * (1.0 + w.cos()), 1.0 + alpha);
            let (mut s1, mut s2) = (0.0, 0.0);
            for sample in &mut y {
                let x = *sample;
                let out = b / a0 * x + s1;
                s1 = -2.0 * b / a0 * x + 2.0 * w.cos() / a0 * out + s2;
                s2 = b / a0 * x - (1.0 - alpha) / a0 * out;
                *sample = out;
            }
        }
        y
    }

    #[test]
    fn single_precision_is_enough() {
        for freq in [30.0, 80.0, 400.0, 1000.0] {
            let input = noise(3, 0.17, 96_000);
            let expected = reference(&input, f64::from(freq));
            let mut ours = input.clone();
            run(&mut settled(on(freq, Slope::TwentyFour)), &mut ours, &[]);
            let power = |x: f64| x * x;
            let error: f64 = (0..ours.len())
                .map(|n| power(f64::from(ours[n]) - expected[n]))
                .sum();
            let signal: f64 = expected.iter().map(|&x| power(x)).sum();
            let relative = 10.0 * (error / signal).log10();
            println!("{freq} Hz: error {relative:.1} dB");
            assert!(relative < -100.0, "{freq}: {relative} dB");
        }
    }

    #[test]
    fn switching_slopes_and_jumps_of_frequency_are_clean() {
        let steep = on(1000.0, Slope::TwentyFour);
        let cases = [
            ("on and off", steep, off(steep)),
            ("off and on at 200", off(steep), on(200.0, Slope::Twelve)),
            ("6 and 24", on(1000.0, Slope::Six), steep),
            (
                "12 and 18",
                on(500.0, Slope::Twelve),
                on(500.0, Slope::Eighteen),
            ),
            ("20 and 1000 Hz", on(20.0, Slope::TwentyFour), steep),
            (
                "20 and 1000 Hz",
                on(20.0, Slope::Twelve),
                on(1000.0, Slope::Twelve),
            ),
        ];
        for (name, a, b) in cases {
            let mut worst = f64::NEG_INFINITY;
            for step in 0..8 {
                let mut tone = sine(1000.0, 0.5, f64::from(step) * 0.785, 60_000);
                let mut filter = settled(a);
                run(
                    &mut filter,
                    &mut tone,
                    &[(24_000, b), (36_000, a), (36_320, b)],
                );
                worst = worst.max(residue_above_8k(&tone, 12_000));
            }
            println!("{name}: {worst:.1} dBFS");
            assert!(worst < -80.0, "{name}: {worst} dBFS");
        }
    }

    #[test]
    fn no_change_is_louder_than_before_and_after() {
        cuts::assert_no_burst::<HighPass<f32>>([16.0, 19.0, 80.0, 1000.0]);
    }

    impl<S: Frame + Sample> Subject<S> for HighPass<S> {
        const OFF: Option<HighPassSettings> = Some(HighPassSettings {
            on: false,
            freq_hz: 80.0,
            slope: Slope::Eighteen,
        });

        fn any(random: &mut Random) -> HighPassSettings {
            HighPassSettings {
                on: true,
                freq_hz: random.octaves(16.0, 1000.0),
                slope: random.pick(&SLOPES).0,
            }
        }
    }
    conforms!(HighPass);
}
