//! Flanger: the sound beside itself, late by a short time that moves, with feedback. Together they make a comb
//! whose notches lie at (2k + 1)/(2·delay).
//!
//! ```text
//! in ─┬→ (+) → line, moved ─┬→ × power → wet        dry: in, or through zero in as late as the middle
//!     │   └─ × feedback ←───┘
//!     └→ dry
//! ```
//! Through zero, the wet sound overtakes the dry one: the notches go up beyond all hearing and come back.

use super::effect::{Silence, clean, go_on, tiny_to_zero};
use super::lfo::StereoLfo;
use super::math::one_pole_coefficient;
use super::processor::{Processor, Stereo};
use super::ring::Ring;
use super::smoother::Smoother;

/// The longest middle of the delay, in ms.
const LONGEST_MS: f32 = 10.0;
/// The shortest middle of the delay, in ms.
const SHORTEST_MS: f32 = 0.2;
/// Where the delay turns at the latest on its way down, in ms.
const LEAST_MS: f64 = 0.05;
/// The same in frames: what is read has to be written.
const LEAST_FRAMES: f64 = 2.0;
/// The most that comes back, in per cent.
const MOST_FEEDBACK: f32 = 95.0;
/// Time constant of each one-pole that moves delays, in seconds.
const GLIDE_SECONDS: f64 = 0.05;
/// Time constant of each one-pole that smooths levels, in seconds.
const SMOOTHING_SECONDS: f64 = 0.01;
/// After so much silence the next sound begins at the start of the period, in seconds.
const PAUSE_SECONDS: f64 = 1.0;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlangerSettings {
    /// The middle of the delay, in ms.
    pub delay_ms: f32,
    /// How far the delay goes from there, 0 to 100 % of it.
    pub depth_percent: f32,
    /// How often it goes up and down, in Hz.
    pub rate_hz: f32,
    /// What comes back, in percent.
    pub feedback_percent: f32,
    /// How far right goes behind left, 0 to 180 degrees.
    pub spread_degrees: f32,
    /// The dry sound is as late as the middle of the delay.
    pub through_zero: bool,
    /// What is late alone at 100 %, nothing of it at 0 %.
    pub mix_percent: f32,
}

/// A flanger of two sides.
///
/// Legend: `middle` and `depth` are frames; `power` keeps the power of noise whatever the feedback: √(1 − f²).
#[derive(Debug)]
pub struct Flanger {
    settings: Option<FlangerSettings>,
    lines: [Ring; 2],
    /// What comes in, for the dry sound through zero.
    dry: [Ring; 2],
    lfo: StereoLfo,
    middle: Smoother<f32>,
    depth: Smoother<f32>,
    feedback: Smoother<f32>,
    power: Smoother<f32>,
    /// 0 as it comes in, 1 through zero.
    through: Smoother<f32>,
    mix: Smoother<f32>,
    silence: Silence,
    rate: f64,
}

impl Processor<Stereo> for Flanger {
    type Settings = FlangerSettings;

    fn new(rate: f64) -> Self {
        let longest = (2.0 * f64::from(LONGEST_MS) * 1e-3 * rate) as usize + 8;
        let pause = (PAUSE_SECONDS * rate) as usize;
        let glide = one_pole_coefficient(GLIDE_SECONDS, rate);
        let smoothing = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        Self {
            settings: None,
            lines: std::array::from_fn(|_| Ring::new(longest)),
            dry: std::array::from_fn(|_| Ring::new(longest)),
            lfo: StereoLfo::new(rate),
            middle: Smoother::new(glide, (2e-3 * rate) as f32),
            depth: Smoother::new(glide, 0.0),
            feedback: Smoother::new(smoothing, 0.0),
            power: Smoother::new(smoothing, 1.0),
            through: Smoother::new(smoothing, 0.0),
            mix: Smoother::new(smoothing, 0.0),
            silence: Silence::new(longest + pause),
            rate,
        }
    }

    fn set(&mut self, _lane: usize, settings: FlangerSettings) {
        self.settings = Some(settings);
        self.lfo.set(settings.rate_hz, settings.spread_degrees);
        let share = |percent: f32| percent * 0.01;
        let feedback = share(
            settings
                .feedback_percent
                .clamp(-MOST_FEEDBACK, MOST_FEEDBACK),
        );
        self.feedback.set_target(0, feedback);
        self.power.set_target(0, (1.0 - feedback * feedback).sqrt());
        let through = f32::from(u8::from(settings.through_zero));
        self.through.set_target(0, through);
        self.mix.set_target(0, share(settings.mix_percent));
        self.set_delay(settings);
    }

    fn snap_lane(&mut self, _lane: usize) {
        self.lfo.snap();
        self.smoothers().into_iter().for_each(Smoother::snap);
    }

    #[inline(always)]
    fn mark(&mut self) {
        for smoother in self.smoothers() {
            smoother.settle();
        }
        self.silence.mark();
        self.lfo.mark();
        if self.silence.is_complete() {
            self.lfo.restart();
            self.snap_lane(0);
        }
    }

    #[inline(always)]
    fn process(&mut self, run: &mut [Stereo]) {
        for frame in run {
            self.silence.note(*frame != [0.0; 2]);
            let sines = self.lfo.next();
            let (middle, depth) = (self.middle.next(), self.depth.next());
            let (feedback, power) = (self.feedback.next(), self.power.next());
            let (through, mix) = (self.through.next(), self.mix.next());
            for side in [0, 1] {
                let x = clean(frame[side]);
                let delay = f64::from(middle) + f64::from(depth * sines[side]);
                let late = self.turn(side, x, delay, feedback);
                let dry = x + through * (self.late_dry(side, x, middle, through) - x);
                frame[side] = dry + mix * (late * power - dry);
            }
        }
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let delays = self.middle.is_settled() && self.depth.is_settled();
        let loops = self.feedback.is_settled() && self.power.is_settled();
        let levels = self.through.is_settled() && self.mix.is_settled();
        self.silence.is_complete() && self.lfo.is_settled() && delays && loops && levels
    }

    /// Nothing is copied.
    fn adopt_lane(&mut self, _lane: usize, other: &mut Self, _other_lane: usize) {
        go_on(self, other, |own| (own.rate, own.settings));
    }

    fn clear_lane(&mut self, _lane: usize) {
        let lines = self.lines.iter_mut();
        lines.chain(&mut self.dry).for_each(Ring::clear);
        self.lfo.restart();
        self.silence.complete();
    }
}

impl Flanger {
    #[inline(always)]
    fn smoothers(&mut self) -> [&mut Smoother<f32>; 6] {
        [
            &mut self.middle,
            &mut self.depth,
            &mut self.feedback,
            &mut self.power,
            &mut self.through,
            &mut self.mix,
        ]
    }

    /// Where the delay goes. Through zero, its middle is whole frames, so that the dry sound keeps its highs.
    fn set_delay(&mut self, settings: FlangerSettings) {
        let per_ms = self.rate * 1e-3;
        let asked = f64::from(settings.delay_ms.clamp(SHORTEST_MS, LONGEST_MS)) * per_ms;
        let middle = if settings.through_zero {
            (asked + 0.5) as usize as f64
        } else {
            asked
        };
        let least = (LEAST_MS * per_ms).max(LEAST_FRAMES);
        let share = f64::from(settings.depth_percent) * 0.01;
        let depth = (share * middle).min(middle - least);
        self.middle.set_target(0, middle as f32);
        self.depth.set_target(0, depth as f32);
    }

    /// What comes out of a line; what goes in is written.
    #[inline(always)]
    fn turn(&mut self, side: usize, x: f32, delay: f64, feedback: f32) -> f32 {
        // Rounding might take it a little below.
        let delay = if delay > LEAST_FRAMES {
            delay
        } else {
            LEAST_FRAMES
        };
        let late = self.lines[side].between(delay);
        let back = tiny_to_zero(x + feedback * late);
        self.lines[side].write_one(back);
        self.silence.note(back != 0.0);
        late
    }

    /// The dry sound as late as the middle of the delay, where it is heard.
    #[inline(always)]
    fn late_dry(&mut self, side: usize, x: f32, middle: f32, through: f32) -> f32 {
        self.dry[side].write_one(x);
        if through == 0.0 {
            0.0
        } else {
            self.dry[side].between_before(1, f64::from(middle))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::*;
    use std::f64::consts::TAU;

    const SET: FlangerSettings = FlangerSettings {
        delay_ms: 2.0,
        depth_percent: 0.0,
        rate_hz: 0.5,
        feedback_percent: 0.0,
        spread_degrees: 90.0,
        through_zero: false,
        mix_percent: 50.0,
    };

    fn settled(settings: FlangerSettings) -> Flanger {
        let mut flanger = Flanger::new(RATE);
        flanger.set(0, settings);
        flanger.snap_lane(0);
        flanger
    }

    fn response(settings: FlangerSettings, frames: usize) -> [Vec<f32>; 2] {
        let mut impulse = vec![0.0; frames];
        impulse[0] = 1.0;
        run_sides(&mut settled(settings), [&impulse, &impulse], &[])
    }

    /// The lowest point near a frequency, and how deep it is.
    fn notch(response: &[f32], near_hz: f64) -> (f64, f64) {
        let points = (-500..=500).map(|step| near_hz * (1.0 + f64::from(step) * 1e-4));
        let levels = points.map(|hz| (hz, magnitude_db(response, hz)));
        levels.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap()
    }

    #[test]
    fn a_still_flanger_has_its_notches_at_odd_halves_of_its_delay() {
        for delay_ms in [0.2, 0.37, 1.0, 2.0, 5.13, 10.0] {
            let set = FlangerSettings { delay_ms, ..SET };
            for side in response(set, 1024) {
                for k in 0..3 {
                    let expected = (2.0 * f64::from(k) + 1.0) / (2.0 * f64::from(delay_ms) * 1e-3);
                    if expected < 8000.0 {
                        let (hz, depth_db) = notch(&side, expected);
                        let error = (hz / expected - 1.0).abs();
                        assert!(error < 0.01, "{delay_ms} ms: {hz}, not {expected} Hz");
                        assert!(depth_db < -30.0, "{delay_ms} ms, {hz} Hz: {depth_db} dB");
                    }
                }
            }
        }
    }

    #[test]
    fn feedback_makes_the_peaks_of_its_formula() {
        for feedback in [-0.95_f64, -0.5, 0.5, 0.95] {
            let set = FlangerSettings {
                delay_ms: 1.0,
                feedback_percent: feedback as f32 * 100.0,
                mix_percent: 100.0,
                ..SET
            };
            let [left, _] = response(set, 48_000);
            for hz in [100.0, 250.0, 500.0, 730.0, 1000.0, 1500.0] {
                let turn = TAU * hz * 1e-3;
                let (re, im) = (1.0 - feedback * turn.cos(), feedback * turn.sin());
                let expected = db((1.0 - feedback * feedback).sqrt() / re.hypot(im));
                let found = magnitude_db(&left, hz);
                assert!(
                    (found - expected).abs() < 0.05,
                    "{feedback}, {hz}: {found}, {expected}"
                );
            }
        }
    }

    #[test]
    fn the_delay_moves_by_its_formula_through_zero_too() {
        for (through_zero, depth, spread) in [
            (false, 100.0, 90.0),
            (true, 100.0, 0.0),
            (true, 60.0, 180.0),
        ] {
            let set = FlangerSettings {
                depth_percent: depth,
                rate_hz: 2.0,
                spread_degrees: spread,
                through_zero,
                ..SET
            };
            let tone = |n: f64| 0.5 * (TAU * 500.0 * n / RATE).sin();
            let signal = sine(500.0, 0.5, 0.0, 48_000);
            let sides = run_sides(&mut settled(set), [&signal, &signal], &[]);
            let middle = 96.0;
            let swing = (middle * f64::from(depth) * 0.01).min(middle - 2.4);
            for (side, heard) in sides.iter().enumerate() {
                let behind = f64::from(spread).to_radians() * side as f64;
                for n in 4800..48_000 {
                    let theta = TAU * 2.0 * n as f64 / RATE - behind;
                    let late = tone(n as f64 - middle - swing * theta.sin());
                    let dry = tone(n as f64 - if through_zero { middle } else { 0.0 });
                    let error = f64::from(heard[n]) - 0.5 * (dry + late);
                    assert!(error.abs() < 3e-5, "{through_zero}, {side}, {n}: {error:e}");
                }
            }
        }
    }

    #[test]
    fn the_most_feedback_stays_bounded() {
        for feedback_percent in [-95.0, 95.0] {
            let set = FlangerSettings {
                depth_percent: 100.0,
                delay_ms: 10.0,
                rate_hz: 10.0,
                feedback_percent,
                mix_percent: 100.0,
                ..SET
            };
            let signals = [noise(1, 1.0, 48_000 * 20), noise(2, 1.0, 48_000 * 20)];
            let heard = run_sides(&mut settled(set), [&signals[0], &signals[1]], &[]);
            let highest = db(peak(&heard[0]));
            assert!((-12.0..=12.0).contains(&highest), "{highest} dB");
        }
    }

    #[test]
    fn changes_make_no_click() {
        let base = FlangerSettings {
            depth_percent: 50.0,
            feedback_percent: 30.0,
            ..SET
        };
        let changed = |change: fn(&mut FlangerSettings)| {
            let mut set = base;
            change(&mut set);
            set
        };
        let changes: [(&str, f64, FlangerSettings); 7] = [
            ("delay", -60.0, changed(|set| set.delay_ms = 8.0)),
            ("depth", -80.0, changed(|set| set.depth_percent = 100.0)),
            ("rate", -80.0, changed(|set| set.rate_hz = 10.0)),
            (
                "feedback",
                -80.0,
                changed(|set| set.feedback_percent = -95.0),
            ),
            ("spread", -80.0, changed(|set| set.spread_degrees = 180.0)),
            (
                "through zero",
                -80.0,
                changed(|set| set.through_zero = true),
            ),
            ("mix", -80.0, changed(|set| set.mix_percent = 0.0)),
        ];
        no_change_clicks::<Flanger>(base, &changes);
    }

    impl Subject<Stereo> for Flanger {
        const OFF: Option<FlangerSettings> = None;
        const TOGETHER: usize = 2;
        const SET: usize = 1;

        fn any(random: &mut Random) -> FlangerSettings {
            FlangerSettings {
                delay_ms: random.octaves(0.2, 10.0),
                depth_percent: random.between(0.0, 100.0),
                rate_hz: random.octaves(0.02, 10.0),
                feedback_percent: random.between(-95.0, 95.0),
                spread_degrees: random.between(0.0, 180.0),
                through_zero: random.flip(),
                mix_percent: random.between(0.0, 100.0),
            }
        }
    }
    conforms!(Flanger, Stereo);
}
