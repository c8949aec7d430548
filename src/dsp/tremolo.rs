//! Tremolo: the level goes up and down. Between two sides that go apart, it is an auto-pan.

use super::effect::{Silence, take_over};
use super::lfo::StereoLfo;
use super::math::one_pole_coefficient;
use super::processor::{Processor, Stereo};
use super::smoother::Smoother;

/// Time constant of each one-pole that smooths settings, in seconds.
const SMOOTHING_SECONDS: f64 = 0.01;
/// How steep the squarest shape is: its middle, over that of a sine.
const STEEPEST: f32 = 8.0;
/// The same times the rate in Hz: a faster edge would click.
const FASTEST: f32 = 70.0;
/// After so much silence the next sound begins at the start of the period, in seconds.
const PAUSE_SECONDS: f64 = 1.0;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TremoloSettings {
    /// How often the level goes down and up, in Hz.
    pub rate_hz: f32,
    /// How far it goes down, in percent.
    pub depth_percent: f32,
    /// From a sine, 0 %, to nearly on and off, 100 %.
    pub shape_percent: f32,
    /// How far right goes behind left, 0 to 180 degrees: at 180 the sound moves from side to side.
    pub spread_degrees: f32,
}

/// A tremolo of two sides.
#[derive(Debug)]
pub struct Tremolo {
    settings: Option<TremoloSettings>,
    lfo: StereoLfo,
    depth: Smoother<f32>,
    /// The steepness of the shape, from 1.
    shape: Smoother<f32>,
    silence: Silence,
}

/// A sine made steeper in its middle; what is 1 stays 1.
#[inline(always)]
fn shaped(sine: f32, steepness: f32) -> f32 {
    let more = steepness * steepness - 1.0;
    sine * steepness / (1.0 + more * sine * sine).sqrt()
}

impl Processor<Stereo> for Tremolo {
    type Settings = TremoloSettings;

    fn new(rate: f64) -> Self {
        let pause = (PAUSE_SECONDS * rate) as usize;
        let smoother = |value| Smoother::new(one_pole_coefficient(SMOOTHING_SECONDS, rate), value);
        Self {
            settings: None,
            lfo: StereoLfo::new(rate),
            depth: smoother(0.0),
            shape: smoother(1.0),
            silence: Silence::new(pause),
        }
    }

    fn set(&mut self, _lane: usize, settings: TremoloSettings) {
        self.settings = Some(settings);
        self.lfo.set(settings.rate_hz, settings.spread_degrees);
        let share = |percent: f32| percent * 0.01;
        self.depth.set_target(0, share(settings.depth_percent));
        let steepest = STEEPEST.min(FASTEST / settings.rate_hz);
        let steepness = 1.0 + (steepest - 1.0) * share(settings.shape_percent);
        self.shape.set_target(0, steepness);
    }

    fn snap_lane(&mut self, _lane: usize) {
        self.lfo.snap();
        self.depth.snap();
        self.shape.snap();
    }

    #[inline(always)]
    fn mark(&mut self) {
        self.depth.settle();
        self.shape.settle();
        self.silence.mark();
        self.lfo.mark();
        if self.silence.is_complete() {
            self.lfo.restart();
        }
    }

    #[inline(always)]
    fn process(&mut self, run: &mut [Stereo]) {
        for frame in run {
            self.silence.note(*frame != [0.0; 2]);
            let [left, right] = self.lfo.next();
            let (depth, shape) = (self.depth.next(), self.shape.next());
            let gain = |sine: f32| 1.0 - 0.5 * depth * (1.0 - shaped(sine, shape));
            *frame = [frame[0] * gain(left), frame[1] * gain(right)];
        }
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let settled = self.lfo.is_settled() && self.depth.is_settled() && self.shape.is_settled();
        self.silence.is_complete() && settled
    }

    fn adopt_lane(&mut self, _lane: usize, other: &mut Self, _other_lane: usize) {
        let settings = self.settings;
        take_over(self, other, settings);
    }

    fn clear_lane(&mut self, _lane: usize) {
        self.lfo.restart();
        self.silence.complete();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::*;
    use std::f64::consts::PI;

    const SET: TremoloSettings = TremoloSettings {
        rate_hz: 5.0,
        depth_percent: 80.0,
        shape_percent: 0.0,
        spread_degrees: 90.0,
    };

    fn settled(settings: TremoloSettings) -> Tremolo {
        let mut tremolo = Tremolo::new(RATE);
        tremolo.set(0, settings);
        tremolo.snap_lane(0);
        tremolo
    }

    /// Both sides of what comes of `signal`, with changes at frames.
    fn run(
        tremolo: &mut Tremolo,
        signal: &[f32],
        changes: &[(usize, TremoloSettings)],
    ) -> [Vec<f32>; 2] {
        run_sides(tremolo, [signal; 2], changes)
    }

    #[test]
    fn the_level_follows_its_formula() {
        for (depth, spread, rate) in [(80.0, 90.0, 5.0), (100.0, 180.0, 0.5), (30.0, 0.0, 20.0)] {
            let set = TremoloSettings {
                rate_hz: rate,
                depth_percent: depth,
                spread_degrees: spread,
                ..SET
            };
            let sides = run(&mut settled(set), &vec![0.5; 96_000], &[]);
            for (side, behind) in sides.iter().zip([0.0, f64::from(spread).to_radians()]) {
                for (n, x) in side.iter().enumerate() {
                    let angle = 2.0 * PI * f64::from(rate) * n as f64 / RATE - behind;
                    let gain = 1.0 - 0.005 * f64::from(depth) * (1.0 - angle.sin());
                    let expected = 0.5 * gain;
                    assert!((f64::from(*x) - expected).abs() < 1e-5, "{n}: {x}");
                }
            }
        }
    }

    #[test]
    fn a_square_shape_stays_at_its_ends_and_never_goes_beyond_them() {
        let set = TremoloSettings {
            shape_percent: 100.0,
            depth_percent: 100.0,
            rate_hz: 2.0,
            ..SET
        };
        let [left, _] = run(&mut settled(set), &vec![1.0; 48_000], &[]);
        assert!(left.iter().all(|x| (0.0..=1.0).contains(x)));
        let near = |x: &&f32| **x < 0.05 || **x > 0.95;
        assert!(left.iter().filter(near).count() > 48_000 * 3 / 4);
    }

    #[test]
    fn neither_it_nor_its_changes_click() {
        let tone = sine(1000.0, 0.5, 0.3, 96_000);
        let hardest = TremoloSettings {
            rate_hz: 20.0,
            depth_percent: 100.0,
            shape_percent: 100.0,
            spread_degrees: 180.0,
        };
        let off = TremoloSettings {
            rate_hz: 0.05,
            depth_percent: 0.0,
            shape_percent: 0.0,
            spread_degrees: 0.0,
        };
        let changes: Vec<_> = (1..8)
            .map(|n| (n * 9600, if n % 2 == 0 { off } else { hardest }))
            .collect();
        for side in run(&mut settled(off), &tone, &changes) {
            let residue = residue_above_8k(&side, 4800);
            assert!(residue <= -80.0, "{residue}");
        }
    }

    #[test]
    fn after_silence_it_begins_anew() {
        let mut tremolo = settled(SET);
        run(&mut tremolo, &vec![0.5; 12_345], &[]);
        run(&mut tremolo, &vec![0.0; 60_000], &[]);
        assert!(tremolo.is_at_rest());
        let again = run(&mut tremolo, &vec![0.5; 9600], &[]);
        assert_eq!(again, run(&mut settled(SET), &vec![0.5; 9600], &[]));
    }

    impl Subject<Stereo> for Tremolo {
        const OFF: Option<TremoloSettings> = None;
        const TOGETHER: usize = 2;
        const SET: usize = 1;

        fn any(random: &mut Random) -> TremoloSettings {
            TremoloSettings {
                rate_hz: random.octaves(0.05, 20.0),
                depth_percent: random.between(0.0, 100.0),
                shape_percent: random.between(0.0, 100.0),
                spread_degrees: random.between(0.0, 180.0),
            }
        }
    }
    conforms!(Tremolo, Stereo);
}
