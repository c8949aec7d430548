//! The low-pass of a strip: Butterworth, 6 to 24 dB per octave, matched to its analogue prototype also
//! near half the sample rate, as the bands of the equaliser are (see `band_design`): the poles by their
//! impulse response, the zeros by the magnitude at 0 Hz, at the cut-off and at one frequency beside it.

use super::band_design::{Place, Polynomial};
use super::cut_filter::{CutFilter, Section, Shape};
use std::f64::consts::PI;

pub use super::cut_filter::{CutSettings as LowPassSettings, Slope};

/// A low-pass per channel, 1 to 20 kHz.
pub type LowPass<S> = CutFilter<S, High>;

/// Takes out what lies above.
#[derive(Clone, Debug)]
pub struct High;

/// Where a low-pass is matched beside its cut-off, in radians per sample: 20 kHz at 48 kHz.
const UPPER_MATCH: f64 = 0.83 * PI;
/// From here on that is too near, and the place lies below the cut-off.
const LOWER_FROM: f64 = 0.65 * PI;
/// By so much.
const LOWER_SHARE: f64 = 0.7;

/// The two frequencies at which a section is matched.
#[derive(Clone, Copy, Debug)]
pub struct Matched {
    cut_off: Place,
    beside: Place,
    /// The square of their ratio.
    square: f64,
}

impl Shape for High {
    /// (s+1)/(s+1)².
    const FIRST_ORDER: Section = Section {
        k: 2.0,
        m0: 0.0,
        m1: 1.0,
        m2: 1.0,
    };

    type Frequency = Matched;

    #[inline(always)]
    fn frequency(half_turn: f64) -> Matched {
        let w = 2.0 * half_turn;
        let lower = w * LOWER_SHARE;
        let beside = if w < LOWER_FROM { UPPER_MATCH } else { lower };
        Matched {
            cut_off: Place::new(w),
            beside: Place::new(beside),
            square: (beside / w) * (beside / w),
        }
    }

    #[inline(always)]
    fn design(at: Matched, section: Section) -> [f64; 5] {
        let Section { k, m0, m1, m2 } = section;
        let (band, low) = (m0 * k + m1, m0 + m2);
        // The prototype's power at the square of a frequency, relative to the cut-off.
        let analogue = |square: f64| {
            let (over, under) = (low - m0 * square, 1.0 - square);
            (over * over + band * band * square) / (under * under + k * k * square)
        };
        let poles = Polynomial::with_poles(0.5 * k, at.cut_off.w);
        let dc = poles.dc * low;
        let power = poles.power(at.cut_off) * analogue(1.0);
        let power_beside = poles.power(at.beside) * analogue(at.square);
        // The squared magnitude of the zeros is dc²·(1−φ) + nyquist²·φ + c·φ·(1−φ): two places give c
        // and nyquist.
        let share =
            |place: Place, power: f64| (power - dc * dc * place.rest) / (place.phi * place.rest);
        let nyquist_squared = (share(at.cut_off, power) - share(at.beside, power_beside))
            / (1.0 / at.cut_off.rest - 1.0 / at.beside.rest);
        let nyquist = if nyquist_squared > 0.0 {
            nyquist_squared.sqrt()
        } else {
            0.0
        };
        let zeros = Polynomial::through(dc, nyquist, at.cut_off, power);
        let [g, k, over, turn, rest] = zeros.over(poles);
        // What passes everything does so exactly.
        let open = m0 == 1.0 && m1 == 0.0 && m2 == 0.0;
        [
            g,
            k,
            if open { 1.0 } else { over },
            if open { 0.0 } else { turn },
            if open { 0.0 } else { rest },
        ]
    }

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
    use crate::dsp::response::Response;
    use crate::dsp::sample::Sample;
    use crate::dsp::testing::conformance::{Frame, Subject, conforms};
    use crate::dsp::testing::cuts::{self, SLOPES, off, on, run};
    use crate::dsp::testing::*;

    fn settled(settings: LowPassSettings) -> LowPass<f32> {
        cuts::settled(settings)
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
    fn responses_follow_the_analogue_prototype_up_to_20_kilohertz() {
        for (rate, limit) in [(44_100.0, 1.5), (48_000.0, 0.75), (96_000.0, 0.3)] {
            let mut worst = 0.0_f64;
            for (slope, order) in SLOPES {
                for freq in [
                    1000.0_f32, 2500.0, 4000.0, 8000.0, 12_000.0, 15_500.0, 20_000.0,
                ] {
                    let h = Response::from_cut_filter::<High>(on(freq, slope), rate);
                    for step in 0..100 {
                        let f = 20.0 * 1000_f64.powf(f64::from(step) / 99.0);
                        let expected =
                            -10.0 * (1.0 + (f / f64::from(freq)).powi(2 * order)).log10();
                        let error = (h.db(f) - expected).abs();
                        assert!(
                            expected < -80.0 || error < limit,
                            "{slope:?} {freq} at {f}, {rate}: {error}"
                        );
                        worst = worst.max(if expected < -80.0 { 0.0 } else { error });
                    }
                }
            }
            println!("{rate} Hz: {worst:.2} dB from the prototype");
        }
    }

    #[test]
    fn what_is_drawn_is_what_is_heard() {
        for (slope, _) in SLOPES {
            let settings = on(12_000.0, slope);
            let (h, drawn) = (
                response(settings),
                Response::from_cut_filter::<High>(settings, RATE),
            );
            for f in [100.0, 5000.0, 12_000.0, 18_000.0, 20_000.0] {
                assert!((magnitude_db(&h, f) - drawn.db(f)).abs() < 0.02, "{f}");
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
    fn no_change_is_louder_than_before_and_after() {
        cuts::assert_no_burst::<LowPass<f32>>([1000.0, 1200.0, 5000.0, 12_000.0]);
    }

    impl<S: Frame + Sample> Subject<S> for LowPass<S> {
        const OFF: Option<LowPassSettings> = Some(LowPassSettings {
            on: false,
            freq_hz: 8000.0,
            slope: Slope::Eighteen,
        });

        fn any(random: &mut Random) -> LowPassSettings {
            LowPassSettings {
                on: true,
                freq_hz: random.octaves(1000.0, 20_000.0),
                slope: random.pick(&SLOPES).0,
            }
        }
    }
    conforms!(LowPass);
}
