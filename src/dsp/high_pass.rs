//! The high-pass of a strip: Butterworth, 6 to 24 dB per octave.

use super::cut_filter::{CutFilter, Section, Shape};
use super::math::tan_f64;

pub use super::cut_filter::{CutSettings as HighPassSettings, Slope};

/// A high-pass per channel, 16 to 1000 Hz.
pub type HighPass<S> = CutFilter<S, Low>;

/// Takes out what lies below.
#[derive(Clone, Debug)]
pub struct Low;

impl Shape for Low {
    const FREQ_RANGE_HZ: (f32, f32) = (16.0, 1000.0);

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
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::sample::{LANES, Lanes, Sample};
    use crate::dsp::testing::*;
    use std::f64::consts::PI;

    const SLOPES: [(Slope, i32); 4] = [
        (Slope::Six, 1),
        (Slope::Twelve, 2),
        (Slope::Eighteen, 3),
        (Slope::TwentyFour, 4),
    ];

    fn on(freq_hz: f32, slope: Slope) -> HighPassSettings {
        HighPassSettings {
            on: true,
            freq_hz,
            slope,
        }
    }

    fn off(settings: HighPassSettings) -> HighPassSettings {
        HighPassSettings {
            on: false,
            ..settings
        }
    }

    fn settled(settings: HighPassSettings) -> HighPass<f32> {
        let mut filter = HighPass::new(RATE);
        filter.set(0, settings);
        filter.snap_lane(0);
        filter
    }

    /// Processes in runs that end at marks, with settings taken at their frames.
    fn run(filter: &mut HighPass<f32>, signal: &mut [f32], changes: &[(usize, HighPassSettings)]) {
        for (index, segment) in signal.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                filter.set(0, *settings);
            }
            filter.mark();
            filter.process(segment);
        }
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
    fn off_is_exactly_the_input_also_after_having_been_on() {
        let input = noise(5, 0.5, 48_000);
        let mut output = input.clone();
        let settings = on(300.0, Slope::Eighteen);
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

    #[test]
    fn after_silence_it_rests() {
        let mut signal = noise(5, 0.5, 4800);
        signal.resize(120_000, 0.0);
        let mut filter = settled(on(20.0, Slope::TwentyFour));
        run(&mut filter, &mut signal[..4800], &[]);
        assert!(!filter.is_at_rest());
        run(&mut filter, &mut signal[4800..], &[]);
        assert!(filter.is_at_rest() && !filter.is_neutral());
    }

    /// Different settings and changes in each channel, at frames that are multiples of a mark.
    fn settings_at(lane: usize, mark: usize) -> Option<HighPassSettings> {
        let (slope, _) = SLOPES[(lane + mark / 40) % 4];
        let freq = 30.0 + 100.0 * lane as f32 + mark as f32;
        match (mark % (40 + lane), lane) {
            (0, 3) => Some(off(on(freq, slope))),
            (0, _) if mark / 40 % 3 == 2 => Some(off(on(freq, slope))),
            (0, _) => Some(on(freq, slope)),
            _ => None,
        }
    }

    /// All eight channels at once, in runs of the given lengths.
    fn run_eight(inputs: &[Vec<f32>; LANES], runs: &[usize]) -> Vec<Lanes> {
        let mut filter = HighPass::<Lanes>::new(RATE);
        let mut frames = interleave(inputs);
        let mut done = 0;
        for &run in runs {
            if done % FRAMES_PER_MARK == 0 {
                for lane in 0..LANES {
                    if let Some(settings) = settings_at(lane, done / FRAMES_PER_MARK) {
                        filter.set(lane, settings);
                    }
                }
                filter.mark();
            }
            filter.process(&mut frames[done..done + run]);
            done += run;
        }
        frames
    }

    #[test]
    fn eight_channels_match_one_bit_for_bit_in_any_runs() {
        let inputs: [Vec<f32>; LANES] =
            std::array::from_fn(|lane| noise(40 + lane as u64, 0.5, 16_000));
        let mut random = Random::new(11);
        let whole = run_eight(&inputs, &[FRAMES_PER_MARK; 500]);
        let split = run_eight(&inputs, &random_runs(&mut random, 16_000));
        for lane in 0..LANES {
            let changes: Vec<_> = (0..500)
                .filter_map(|mark| Some((mark * FRAMES_PER_MARK, settings_at(lane, mark)?)))
                .collect();
            let mut one = inputs[lane].clone();
            run(&mut HighPass::new(RATE), &mut one, &changes);
            assert_eq!(bits(&channel(&whole, lane)), bits(&one), "lane {lane}");
            assert_eq!(bits(&channel(&split, lane)), bits(&one), "lane {lane}");
        }
    }

    #[test]
    fn an_adopted_channel_goes_on_bit_for_bit() {
        let target = on(700.0, Slope::TwentyFour);
        let mut old = settled(on(50.0, Slope::Six));
        let mut signal = noise(8, 0.5, 9600);
        let (before, after) = signal.split_at_mut(640);
        run(&mut old, before, &[(320, target)]);
        let mut new = HighPass::<Lanes>::new(RATE);
        new.set(6, target);
        let mut source = HighPass::<Lanes>::new(RATE);
        source.set(2, on(50.0, Slope::Six));
        source.snap_lane(2);
        let mut warm = noise(8, 0.5, 640);
        for (index, segment) in warm.chunks_mut(FRAMES_PER_MARK).enumerate() {
            if index == 10 {
                source.set(2, target);
            }
            source.mark();
            let mut frames: Vec<Lanes> = segment.iter().map(|&x| Lanes::splat(x)).collect();
            source.process(&mut frames);
        }
        new.copy_lane_from(6, &source, 2);
        let mut frames: Vec<Lanes> = after.iter().map(|&x| Lanes::splat(x)).collect();
        for segment in frames.chunks_mut(FRAMES_PER_MARK) {
            new.mark();
            new.process(segment);
        }
        run(&mut old, after, &[]);
        assert_eq!(bits(&channel(&frames, 6)), bits(after));
    }

    #[test]
    fn a_cleared_channel_forgets() {
        let mut filter = settled(on(100.0, Slope::Twelve));
        run(&mut filter, &mut noise(2, 0.5, 640), &[]);
        filter.clear_lane(0);
        assert!(filter.is_at_rest());
    }
}
