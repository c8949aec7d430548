//! One way of a loudspeaker crossover: a high-pass and a low-pass of Linkwitz and Riley (S. Linkwitz, 1976).
//!
//! Each is a Butterworth filter twice. Where the low-pass of one way and the high-pass of the next have the same
//! frequency and slope, both are 6 dB down there and in phase, and their sum is flat; with 12 dB per octave the sum
//! is flat where one of both ways is inverted.

use super::cut_filter::{CutFilter, CutSettings, Section, Shape, Slope};
use super::high_pass::Low;
use super::math::tan_f64;
use super::processor::Processor;
use super::sample::Sample;

/// How steep a filter of a crossover is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CrossoverSlope {
    /// 12 dB per octave.
    Twelve,
    /// 24 dB per octave.
    #[default]
    TwentyFour,
    /// 48 dB per octave.
    FortyEight,
}

impl CrossoverSlope {
    /// That of each of both filters in a row.
    fn half(self) -> Slope {
        match self {
            Self::Twelve => Slope::Six,
            Self::TwentyFour => Slope::Twelve,
            Self::FortyEight => Slope::TwentyFour,
        }
    }
}

/// One side of a way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EdgeSettings {
    /// Off passes everything.
    pub on: bool,
    /// The frequency of −6 dB in Hz.
    pub freq_hz: f32,
    /// How steep it falls.
    pub slope: CrossoverSlope,
}

impl EdgeSettings {
    fn half(self) -> CutSettings {
        CutSettings {
            on: self.on,
            freq_hz: self.freq_hz,
            slope: self.slope.half(),
        }
    }
}

/// What a person sets for one way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CrossoverSettings {
    /// What lies below is taken out.
    pub high_pass: EdgeSettings,
    /// What lies above is taken out.
    pub low_pass: EdgeSettings,
}

/// A low-pass by the bilinear transform, as [`Low`] is: only of the same kind do both add up.
#[derive(Clone, Debug)]
struct High;

impl Shape for High {
    /// (s+1)/(s+1)².
    const FIRST_ORDER: Section = Section {
        k: 2.0,
        m0: 0.0,
        m1: 1.0,
        m2: 1.0,
    };

    type Frequency = f64;

    #[inline(always)]
    fn frequency(half_turn: f64) -> f64 {
        tan_f64(half_turn)
    }

    #[inline(always)]
    fn design(g: f64, section: Section) -> [f64; 5] {
        [g, section.k, section.m0, section.m1, section.m2]
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

/// A way of a crossover per channel.
#[derive(Clone, Debug)]
pub struct Crossover<S> {
    high_pass: [CutFilter<S, Low>; 2],
    low_pass: [CutFilter<S, High>; 2],
}

impl<S: Sample> Processor<S> for Crossover<S> {
    type Settings = CrossoverSettings;

    fn new(rate: f64) -> Self {
        Self {
            high_pass: [(); 2].map(|()| CutFilter::new(rate)),
            low_pass: [(); 2].map(|()| CutFilter::new(rate)),
        }
    }

    fn set(&mut self, lane: usize, settings: CrossoverSettings) {
        for filter in &mut self.high_pass {
            filter.set(lane, settings.high_pass.half());
        }
        for filter in &mut self.low_pass {
            filter.set(lane, settings.low_pass.half());
        }
    }

    fn snap_lane(&mut self, lane: usize) {
        self.high_pass
            .iter_mut()
            .for_each(|filter| filter.snap_lane(lane));
        self.low_pass
            .iter_mut()
            .for_each(|filter| filter.snap_lane(lane));
    }

    #[inline(always)]
    fn mark(&mut self) {
        for filter in &mut self.high_pass {
            filter.mark();
        }
        for filter in &mut self.low_pass {
            filter.mark();
        }
    }

    #[inline(always)]
    fn is_idle(&self) -> bool {
        self.is_neutral()
    }

    #[inline(always)]
    fn process(&mut self, run: &mut [S]) {
        for filter in &mut self.high_pass {
            filter.process(run);
        }
        for filter in &mut self.low_pass {
            filter.process(run);
        }
    }

    #[inline(always)]
    fn is_neutral(&self) -> bool {
        let [a, b] = &self.high_pass;
        let [c, d] = &self.low_pass;
        a.is_neutral() && b.is_neutral() && c.is_neutral() && d.is_neutral()
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let [a, b] = &self.high_pass;
        let [c, d] = &self.low_pass;
        a.is_at_rest() && b.is_at_rest() && c.is_at_rest() && d.is_at_rest()
    }

    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        for (own, theirs) in self.high_pass.iter_mut().zip(&mut other.high_pass) {
            own.adopt_lane(lane, theirs, other_lane);
        }
        for (own, theirs) in self.low_pass.iter_mut().zip(&mut other.low_pass) {
            own.adopt_lane(lane, theirs, other_lane);
        }
    }

    fn clear_lane(&mut self, lane: usize) {
        self.high_pass
            .iter_mut()
            .for_each(|filter| filter.clear_lane(lane));
        self.low_pass
            .iter_mut()
            .for_each(|filter| filter.clear_lane(lane));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::testing::conformance::{Frame, Subject, conforms};
    use crate::dsp::testing::*;

    const SLOPES: [CrossoverSlope; 3] = [
        CrossoverSlope::Twelve,
        CrossoverSlope::TwentyFour,
        CrossoverSlope::FortyEight,
    ];
    const OFF: EdgeSettings = EdgeSettings {
        on: false,
        freq_hz: 100.0,
        slope: CrossoverSlope::TwentyFour,
    };

    fn edge(freq_hz: f32, slope: CrossoverSlope) -> EdgeSettings {
        EdgeSettings {
            on: true,
            freq_hz,
            slope,
        }
    }

    fn below(freq_hz: f32, slope: CrossoverSlope) -> CrossoverSettings {
        CrossoverSettings {
            high_pass: OFF,
            low_pass: edge(freq_hz, slope),
        }
    }

    fn above(freq_hz: f32, slope: CrossoverSlope) -> CrossoverSettings {
        CrossoverSettings {
            high_pass: edge(freq_hz, slope),
            low_pass: OFF,
        }
    }

    fn run(way: &mut Crossover<f32>, signal: &mut [f32], changes: &[(usize, CrossoverSettings)]) {
        for (index, segment) in signal.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                way.set(0, *settings);
            }
            way.mark();
            way.process(segment);
        }
    }

    fn settled(settings: CrossoverSettings) -> Crossover<f32> {
        let mut way = Crossover::new(RATE);
        way.set(0, settings);
        way.snap_lane(0);
        way
    }

    fn impulse(settings: CrossoverSettings) -> Vec<f32> {
        let mut signal = vec![0.0; 65_536];
        signal[0] = 1.0;
        run(&mut settled(settings), &mut signal, &[]);
        signal
    }

    #[test]
    fn two_ways_add_up_to_something_flat_and_each_is_six_decibels_down_where_they_meet() {
        for slope in SLOPES {
            for freq_hz in [40.0, 100.0, 1200.0, 8000.0] {
                let (low, high) = (
                    impulse(below(freq_hz, slope)),
                    impulse(above(freq_hz, slope)),
                );
                for way in [&low, &high] {
                    let there = magnitude_db(way, freq_hz.into());
                    assert!(
                        (there + 6.0206).abs() < 0.01,
                        "{slope:?} {freq_hz}: {there}"
                    );
                }
                let sign = if slope == CrossoverSlope::Twelve {
                    -1.0
                } else {
                    1.0
                };
                let sum: Vec<f32> = low.iter().zip(&high).map(|(a, b)| a + sign * b).collect();
                for step in 0..60 {
                    let hz = 20.0 * 1000_f64.powf(f64::from(step) / 59.0);
                    let level = magnitude_db(&sum, hz);
                    assert!(level.abs() < 0.01, "{slope:?} {freq_hz} at {hz}: {level}");
                }
            }
        }
    }

    #[test]
    fn the_slope_is_what_it_says() {
        // |H| of a Butterworth filter twice: 1/(1 + w^2n), by bilinear frequencies.
        let warped = |hz: f64| (std::f64::consts::PI * hz / RATE).tan();
        for (slope, order) in SLOPES.into_iter().zip([1, 2, 4]) {
            for (way, w) in [
                (below(400.0, slope), warped(800.0) / warped(400.0)),
                (above(1600.0, slope), warped(1600.0) / warped(800.0)),
            ] {
                let found = magnitude_db(&impulse(way), 800.0);
                let expected = -db(1.0 + w.powi(2 * order));
                assert!((found - expected).abs() < 0.05, "{way:?}: {found}");
            }
        }
    }

    #[test]
    fn changes_are_clean() {
        let cases = [
            (
                "on and off",
                below(1000.0, CrossoverSlope::TwentyFour),
                CrossoverSettings {
                    high_pass: OFF,
                    low_pass: OFF,
                },
            ),
            (
                "24 and 48",
                below(800.0, CrossoverSlope::TwentyFour),
                below(800.0, CrossoverSlope::FortyEight),
            ),
            (
                "100 and 1000 Hz",
                above(100.0, CrossoverSlope::FortyEight),
                above(1000.0, CrossoverSlope::FortyEight),
            ),
        ];
        for (name, a, b) in cases {
            let mut worst = f64::NEG_INFINITY;
            for step in 0..8 {
                let mut tone = sine(1000.0, 0.5, f64::from(step) * 0.785, 60_000);
                run(
                    &mut settled(a),
                    &mut tone,
                    &[(24_000, b), (36_000, a), (36_320, b)],
                );
                worst = worst.max(residue_above_8k(&tone, 12_000));
            }
            assert!(worst < -70.0, "{name}: {worst} dBFS");
        }
    }

    impl<S: Frame + Sample> Subject<S> for Crossover<S> {
        const OFF: Option<CrossoverSettings> = Some(CrossoverSettings {
            high_pass: OFF,
            low_pass: OFF,
        });

        fn any(random: &mut Random) -> CrossoverSettings {
            let mut edge = || EdgeSettings {
                on: random.flip(),
                freq_hz: random.octaves(20.0, 20_000.0),
                slope: random.pick(&SLOPES),
            };
            CrossoverSettings {
                high_pass: edge(),
                low_pass: edge(),
            }
        }
    }
    conforms!(Crossover);
}
