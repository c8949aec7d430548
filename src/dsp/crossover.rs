//! One way of a loudspeaker crossover: a high-pass and a low-pass of Linkwitz and Riley.
//!
//! Where the low-pass of one way and the high-pass of the next have the same frequency and slope, both are 6 dB down
//! there and in phase, and their sum is flat; with 12 dB per octave the sum is flat where one of both ways is inverted.

use super::cut_filter::CutFilter;
use super::high_pass::Low;
use super::linkwitz_riley::{FILTERS, Half, sections};
use super::processor::Processor;
use super::sample::Sample;

pub use super::linkwitz_riley::Slope as CrossoverSlope;

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

/// What a person sets for one way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CrossoverSettings {
    /// What lies below is taken out.
    pub high_pass: EdgeSettings,
    /// What lies above is taken out.
    pub low_pass: EdgeSettings,
}

/// A way of a crossover per channel.
#[derive(Clone, Debug)]
pub struct Crossover<S> {
    /// The filters of the high-pass, and of the low-pass. Both are bilinear: only of the same kind do they add up.
    filters: [[CutFilter<S, Low>; FILTERS]; 2],
}

impl<S: Sample> Processor<S> for Crossover<S> {
    type Settings = CrossoverSettings;

    fn new(rate: f64) -> Self {
        Self {
            filters: [(); 2].map(|()| [(); FILTERS].map(|()| CutFilter::new(rate))),
        }
    }

    fn set(&mut self, lane: usize, settings: CrossoverSettings) {
        let edges = [
            (Half::High, settings.high_pass),
            (Half::Low, settings.low_pass),
        ];
        for (filters, (half, edge)) in self.filters.iter_mut().zip(edges) {
            let sections = sections(half, edge.on.then_some(edge.slope));
            for (filter, sections) in filters.iter_mut().zip(sections) {
                filter.send(lane, edge.freq_hz, sections);
            }
        }
    }

    fn snap_lane(&mut self, lane: usize) {
        for filter in self.filters.as_flattened_mut() {
            filter.snap_lane(lane);
        }
    }

    #[inline(always)]
    fn mark(&mut self) {
        for filter in self.filters.as_flattened_mut() {
            filter.mark();
        }
    }

    #[inline(always)]
    fn is_idle(&self) -> bool {
        self.is_neutral()
    }

    #[inline(always)]
    fn process(&mut self, run: &mut [S]) {
        for filter in self.filters.as_flattened_mut() {
            filter.process(run);
        }
    }

    #[inline(always)]
    fn is_neutral(&self) -> bool {
        self.filters
            .as_flattened()
            .iter()
            .all(CutFilter::is_neutral)
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.filters
            .as_flattened()
            .iter()
            .all(CutFilter::is_at_rest)
    }

    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        let others = other.filters.as_flattened_mut();
        for (own, theirs) in self.filters.as_flattened_mut().iter_mut().zip(others) {
            own.adopt_lane(lane, theirs, other_lane);
        }
    }

    fn clear_lane(&mut self, lane: usize) {
        for filter in self.filters.as_flattened_mut() {
            filter.clear_lane(lane);
        }
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
