//! The compressor: feed-forward, in the log domain, with a smooth decoupled detector (D. Giannoulis,
//! M. Massberg and J. Reiss, "Digital Dynamic Range Compressor Design", JAES 60, 2012). What channels have beyond that
//! (hold, automatic release, a link in part, feedback) stands in `following` and runs where some channel has it.
//!
//! Levels are octaves of power and reductions octaves of gain, so that nothing has to be scaled
//! between logarithm, curve and power. With a foreign key it is a ducker.
//!
//! A compressor that is switched on warms up first and is heard when it knows its reduction, else its make-up
//! would be there before it. How much of it is heard counts in octaves, so that two that take turns, each
//! with the same reduction, never turn down less than one.
//!
//! Attack and release concern signals, not a hand on a knob: other settings hold at once, with the reduction that
//! the level which made the present one has by them (see `change`); what they change in all is heard as one glide
//! from the gain before to the gain after, so that no make-up runs ahead of its reduction.

mod change;
mod curve;
mod following;
mod gain_computer;
mod level_detector;
mod meter;
mod parts;
mod settings;

pub use settings::{CompressorSettings, Detector, RMS_MS};

use super::FRAMES_PER_MARK;
use super::math::one_pole_coefficient;
use super::processor::{Keyed, Processor};
use super::sample::Sample;
use super::smoother::Smoother;
use change::Change;
use curve::Curve;
use following::Following;
use gain_computer::GainComputer;
use level_detector::LevelDetector;

/// Time constant of each one-pole that smooths the settings and switching on and off, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;
/// How long a compressor warms up before it is heard, in seconds: half a period of 20 Hz.
const WARMING_SECONDS: f64 = 0.025;
/// Powers beyond this are no sound, and no past to keep.
const LARGEST_POWER: f32 = 1e30;

/// A compressor per channel.
#[derive(Clone, Debug)]
pub struct Compressor<S> {
    /// The detector.
    detector: LevelDetector<S>,
    /// Curve and timing.
    computer: GainComputer<S>,
    /// 1 in channels that are switched on, else 0.
    wanted: S,
    /// Marks for which each channel still only warms up.
    warming: S,
    /// What the reduction goes per frame in channels that are heard.
    attack: S,
    /// The curve that is set, on its way to be the one in use.
    change: Change<S>,
    /// No setting of any channel moves, and none only warms up.
    settled: bool,
    /// The level of each frame of a run: room to work in.
    levels: [S; FRAMES_PER_MARK],
    /// Frames per second.
    rate: f64,
}

impl<S: Sample> Processor<S> for Compressor<S> {
    type Settings = CompressorSettings;

    fn new(rate: f64) -> Self {
        let coefficient = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        let zero = S::splat(0.0);
        let at = |value| Smoother::new(coefficient, value);
        Self {
            detector: LevelDetector {
                kept: at(0.0),
                taken: at(1.0),
                link: zero,
                power: zero,
            },
            computer: GainComputer {
                curve: Curve::flat(),
                on: at(0.0),
                bridge: at(1.0),
                attack: zero,
                release: zero,
                released: zero,
                reduction: zero,
                deepest: zero,
                following: Following::none(coefficient),
            },
            wanted: zero,
            warming: zero,
            attack: zero,
            change: Change::none(),
            settled: true,
            levels: [zero; FRAMES_PER_MARK],
            rate,
        }
    }

    fn set(&mut self, lane: usize, settings: CompressorSettings) {
        let (kept, taken) = settings.detector.weights(settings.rms_ms, self.rate);
        self.switch(lane, settings.on);
        self.detector.kept.set_target(lane, kept as f32);
        self.detector.taken.set_target(lane, taken as f32);
        let curve = settings.curve().map(|x| x as f32);
        self.change.aim(lane, curve);
        let speed = |ms: f32| one_pole_coefficient(f64::from(ms) * 1e-3, self.rate);
        let (attack, release) = (speed(settings.attack_ms), speed(settings.fast_release_ms()));
        self.attack.set_lane(lane, attack as f32);
        self.choose_attack();
        self.computer.release.set_lane(lane, (1.0 - release) as f32);
        let slow = self.computer.following.set(lane, &settings, self.rate);
        self.computer.release_from(lane, slow);
        self.settled = false;
    }

    #[inline(always)]
    fn snap_lane(&mut self, lane: usize) {
        self.warm_up(lane, 0.0);
        self.computer.on.snap_lane(lane);
        self.snap_settings(lane);
    }

    #[inline(always)]
    fn is_idle(&self) -> bool {
        self.settled && self.is_neutral()
    }

    /// Once per mark, before its first frame. A channel that is off and has faded out is at its
    /// settings and has no past.
    #[inline(always)]
    fn mark(&mut self) {
        if self.is_idle() {
            return;
        }
        if !self.settled {
            self.settle();
        }
        self.tidy();
    }

    #[inline(always)]
    fn process(&mut self, run: &mut [S]) {
        self.run(run, None);
    }

    /// True when every compressor is off and has faded out.
    #[inline(always)]
    fn is_neutral(&self) -> bool {
        let on = &self.computer.on;
        on.is_settled() && on.target().larger(self.wanted) == S::splat(0.0)
    }

    /// True when zeros in give zeros out and change nothing for ever: each compressor is off, or has
    /// recovered from all it heard.
    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let past = self.detector.power.larger(self.computer.past());
        let zero = S::splat(0.0);
        self.settled && self.computer.on.target().select_gt(zero, past, zero) == zero
    }

    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        let marks = if other.is_wanted(other_lane) {
            other.warming.lane(other_lane)
        } else if other.is_silent(other_lane) {
            self.warming_marks()
        } else {
            0.0
        };
        self.warm_up(lane, marks * self.wanted.lane(lane));
        let on = &other.computer.on;
        self.computer.on.copy_lane_from(lane, on, other_lane);
        for (own, theirs) in self.smoothers_mut().into_iter().zip(other.smoothers()) {
            own.copy_lane_from(lane, theirs, other_lane);
        }
        let (own, theirs) = (&mut self.computer, &other.computer);
        own.curve.copy_lane_from(lane, &theirs.curve, other_lane);
        own.following
            .adopt_part(lane, &theirs.following, other_lane);
        self.change.copy_lane_from(lane, &other.change, other_lane);
        self.copy_past(lane, other, other_lane);
        self.settled = false;
    }

    #[inline(always)]
    fn clear_lane(&mut self, lane: usize) {
        self.detector.power.set_lane(lane, 0.0);
        self.computer.clear_past(lane);
    }

    fn link(&mut self, lane: usize, linked: bool) {
        self.computer.following.link(lane, linked);
        self.settled = false;
    }
}

impl<S: Sample> Keyed<S> for Compressor<S> {
    #[inline(always)]
    fn process_keyed(&mut self, run: &mut [S], key: &[S]) {
        self.run(run, Some(key));
    }

    fn meet(&mut self, lane: usize) -> bool {
        self.meet_in_pair(lane)
    }

    fn part(&mut self, lane: usize, mid_side: bool) {
        self.part_pair(lane, mid_side);
    }
}

impl<S: Sample> Compressor<S> {
    /// Switches channel `lane` on or off; one of which nothing is heard warms up first.
    fn switch(&mut self, lane: usize, on: bool) {
        let was_on = self.is_wanted(lane);
        self.wanted.set_lane(lane, f32::from(u8::from(on)));
        if !on {
            self.warm_up(lane, 0.0);
        } else if self.is_silent(lane) && !was_on {
            self.clear_lane(lane);
            self.warm_up(lane, self.warming_marks());
        } else {
            self.aim(lane);
        }
    }

    /// Channel `lane` goes where it is switched, unless it only warms up.
    #[inline(always)]
    fn aim(&mut self, lane: usize) {
        let is_heard = self.wanted.lane(lane) > 0.0 && self.warming.lane(lane) == 0.0;
        let target = f32::from(u8::from(is_heard));
        self.computer.on.set_target(lane, target);
    }

    /// Who only warms up comes to its reduction at once.
    #[inline(always)]
    fn choose_attack(&mut self) {
        let (zero, one) = (S::splat(0.0), S::splat(1.0));
        self.computer.attack = self.warming.select_gt(zero, one, self.attack);
    }

    /// True while nothing is heard of channel `lane`.
    fn is_silent(&self, lane: usize) -> bool {
        self.computer.on.distance_from(0.0).lane(lane) == 0.0
    }

    /// True while channel `lane` is switched on.
    pub fn is_wanted(&self, lane: usize) -> bool {
        self.wanted.lane(lane) > 0.0
    }

    /// Channel `lane`, switched on and not heard yet, goes on with what `other`'s knows, which is being
    /// switched off: the same reduction at another place.
    /// True if it was so.
    pub fn take_over(&mut self, lane: usize, other: &Self) -> bool {
        let only_warms_up = self.warming.lane(lane) > 0.0;
        if only_warms_up {
            self.copy_past(lane, other, lane);
            self.warm_up(lane, 0.0);
        }
        only_warms_up
    }

    /// Channel `lane` only warms up for so many marks.
    fn warm_up(&mut self, lane: usize, marks: f32) {
        self.warming.set_lane(lane, marks);
        self.choose_attack();
        self.aim(lane);
    }

    /// For how many marks a channel that is switched on only warms up.
    fn warming_marks(&self) -> f32 {
        1.0 + (WARMING_SECONDS * self.rate / FRAMES_PER_MARK as f64) as u32 as f32
    }

    /// All that glides but `on`.
    #[inline(always)]
    fn smoothers_mut(&mut self) -> [&mut Smoother<S>; 5] {
        [
            &mut self.detector.kept,
            &mut self.detector.taken,
            &mut self.computer.bridge,
            &mut self.computer.following.link,
            &mut self.computer.following.feedback,
        ]
    }

    /// All that glides but `on`, to be read.
    #[inline(always)]
    fn smoothers(&self) -> [&Smoother<S>; 5] {
        [
            &self.detector.kept,
            &self.detector.taken,
            &self.computer.bridge,
            &self.computer.following.link,
            &self.computer.following.feedback,
        ]
    }

    /// The past of channel `lane` becomes that of `other`'s channel `other_lane`.
    fn copy_past(&mut self, lane: usize, other: &Self, other_lane: usize) {
        let power = other.detector.power.lane(other_lane);
        self.detector.power.set_lane(lane, power);
        self.computer.copy_past(lane, &other.computer, other_lane);
    }

    #[inline(always)]
    fn snap_settings(&mut self, lane: usize) {
        for smoother in self.smoothers_mut() {
            smoother.snap_lane(lane);
        }
        self.change.snap_lane(lane, &mut self.computer.curve);
    }

    #[inline(always)]
    fn settle(&mut self) {
        if self.warming != S::splat(0.0) {
            self.warm_on();
        }
        let heard = self.computer.on.distance_from(0.0);
        let marks = self.warming_marks();
        let changed = self.change.mark(&mut self.computer, heard, marks);
        let mut settled = self.computer.on.settle() && self.warming == S::splat(0.0) && changed;
        for smoother in self.smoothers_mut() {
            smoother.snap_unless(heard);
            settled &= smoother.settle();
        }
        let heard = self.computer.on.value().larger(self.wanted);
        self.detector.link = self.computer.following.mark(heard);
        self.settled = settled;
    }

    /// Who has warmed up is heard.
    #[inline(always)]
    fn warm_on(&mut self) {
        self.warming = S::splat(0.0).larger(self.warming - S::splat(1.0));
        self.choose_attack();
        for lane in 0..S::WIDTH {
            self.aim(lane);
        }
    }

    /// An inaudible past becomes none, and so does an impossible one, and that of channels that are
    /// off.
    #[inline(always)]
    fn tidy(&mut self) {
        let zero = S::splat(0.0);
        let on = self.computer.on.value().larger(self.wanted);
        let power = self.detector.power.flush_tiny();
        let power = S::splat(LARGEST_POWER).select_gt_in_place(power, power, zero);
        self.detector.power = on.select_gt_in_place(zero, power, zero);
        self.computer.tidy(on);
    }

    #[inline(always)]
    fn run(&mut self, buffer: &mut [S], key: Option<&[S]>) {
        if self.is_neutral() {
            // Nothing is heard of any of them.
        } else if self.settled {
            self.run_frames::<false>(buffer, key);
        } else {
            self.run_frames::<true>(buffer, key);
        }
    }

    /// Two short loops, whose constants stay in registers. `MOVING` where settings glide: channels
    /// that do not move compute the same bits either way.
    #[inline(always)]
    fn run_frames<const MOVING: bool>(&mut self, buffer: &mut [S], key: Option<&[S]>) {
        let levels = &mut self.levels[..buffer.len()];
        let key = match key {
            Some(key) => key,
            None => &*buffer,
        };
        if self.detector.link == S::splat(0.0) {
            self.detector.run::<MOVING, false>(key, levels);
        } else {
            self.detector.run::<MOVING, true>(key, levels);
        }
        if MOVING && self.change.is_waiting() {
            self.change.note(levels);
        }
        if self.computer.following.in_use {
            // What does not move computes the same bits either way.
            self.computer.run::<true, true>(buffer, levels);
        } else {
            self.computer.run::<MOVING, false>(buffer, levels);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::sample::{LANES, Lanes};
    use crate::dsp::testing::conformance::{Frame, Subject, conforms};
    use crate::dsp::testing::*;
    use std::f64::consts::PI;

    fn settings() -> CompressorSettings {
        CompressorSettings { on: true, ..OFF }
    }

    fn settled(settings: CompressorSettings) -> Compressor<f32> {
        let mut compressor = Compressor::new(RATE);
        compressor.set(0, settings);
        compressor.snap_lane(0);
        compressor
    }

    /// Compresses `signal` by `key` mark by mark, with settings taken at their frames.
    fn run(
        compressor: &mut Compressor<f32>,
        signal: &mut [f32],
        key: &[f32],
        changes: &[(usize, CompressorSettings)],
    ) {
        let segments = signal.chunks_mut(FRAMES_PER_MARK);
        for (index, (segment, key)) in segments.zip(key.chunks(FRAMES_PER_MARK)).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                compressor.set(0, *settings);
            }
            compressor.mark();
            compressor.process_keyed(segment, key);
        }
    }

    /// The reduction in dB of each frame for a key.
    fn reductions(compressor: &mut Compressor<f32>, key: &[f32]) -> Vec<f64> {
        let mut ones = vec![1.0; key.len()];
        run(compressor, &mut ones, key, &[]);
        ones.into_iter().map(|x| -db(f64::from(x))).collect()
    }

    /// The output level of a steady input level, in dB: the static curve of the paper.
    fn curve(x: f64, threshold: f64, ratio: f64, knee: f64) -> f64 {
        let d = x - threshold;
        if 2.0 * d < -knee {
            x
        } else if 2.0 * d.abs() <= knee && knee > 0.0 {
            x + (1.0 / ratio - 1.0) * (d + knee / 2.0).powi(2) / (2.0 * knee)
        } else {
            threshold + d / ratio
        }
    }

    #[test]
    fn the_curve_of_these_tests_gives_the_published_values() {
        for (knee, x, y) in [
            (0.0, -10.0, -17.5),
            (0.0, 0.0, -15.0),
            (0.0, -18.0, -19.5),
            (6.0, -23.0, -23.0),
            (6.0, -22.0, -22.062),
            (6.0, -20.0, -20.562),
            (6.0, -18.0, -19.562),
            (6.0, -17.0, -19.25),
        ] {
            assert!((curve(x, -20.0, 4.0, knee) - y).abs() < 1e-3, "{knee} {x}");
        }
        for (x, y) in [(-22.0, -22.083), (-20.0, -20.75), (-18.0, -20.083)] {
            assert!((curve(x, -20.0, f64::INFINITY, 6.0) - y).abs() < 1e-3);
        }
    }

    #[test]
    fn a_steady_tone_is_turned_down_by_the_curve() {
        for (detector, freq_hz, tolerance_db) in
            [(Detector::Rms, 1000.0, 0.1), (Detector::Peak, 5000.0, 0.3)]
        {
            for (threshold_db, ratio, knee_db) in [
                (-20.0, 4.0, 6.0),
                (-40.0, 1.5, 0.0),
                (-30.0, f32::INFINITY, 24.0),
                (-60.0, 20.0, 12.0),
            ] {
                let mut compressor = settled(CompressorSettings {
                    threshold_db,
                    ratio,
                    knee_db,
                    detector,
                    ..settings()
                });
                for step in 0..=60 {
                    let level = -60.0 + f64::from(step);
                    let tone = sine(freq_hz, gain(level), 0.3, 24_000);
                    let reduction = reductions(&mut compressor, &tone);
                    let mean = reduction[23_040..].iter().sum::<f64>() / 960.0;
                    let expected = curve(level, threshold_db.into(), ratio.into(), knee_db.into());
                    let error = (level - mean) - expected;
                    assert!(
                        error.abs() < tolerance_db,
                        "{detector:?} {threshold_db} {ratio} {knee_db}: {level} dB off by {error}"
                    );
                }
            }
        }
    }

    /// A full-scale key after silence, and silence after that.
    fn step_response(attack_ms: f32, release_ms: f32) -> Vec<f64> {
        let mut compressor = settled(CompressorSettings {
            threshold_db: -12.0,
            ratio: f32::INFINITY,
            knee_db: 0.0,
            attack_ms,
            release_ms,
            detector: Detector::Peak,
            ..settings()
        });
        let mut key = vec![0.01; 4800];
        key.resize(4800 + 144_000, 1.0);
        key.resize(4800 + 288_000, 0.01);
        reductions(&mut compressor, &key).split_off(4800)
    }

    #[test]
    fn the_reduction_rises_with_the_attack() {
        for attack_ms in [0.1, 1.0, 10.0, 200.0] {
            let reduction = step_response(attack_ms, 100.0);
            assert!((reduction[143_999] - 12.0).abs() < 0.01);
            let wanted = 12.0 * (1.0 - (-1.0_f64).exp());
            let reached = reduction.iter().position(|&r| r >= wanted).unwrap() as f64;
            let attack = f64::from(attack_ms) * 48.0;
            assert!(
                (reached + 1.0 - attack).abs() <= 0.05 * attack + 1.0,
                "{reached}"
            );
        }
    }

    #[test]
    fn the_reduction_falls_with_the_release_of_the_decoupled_detector() {
        // Attack and release in series: (τr·e^(−t/τr) − τa·e^(−t/τa)) / (τr − τa).
        for (attack_ms, release_ms, published_ms) in [
            (10.0, 100.0, 110.5),
            (1.0, 50.0, 51.0),
            (30.0, 300.0, 331.6),
        ] {
            let reduction = step_response(attack_ms, release_ms).split_off(144_000);
            let reached = reduction
                .iter()
                .position(|&r| r <= 12.0 / 1.0_f64.exp())
                .unwrap();
            let reached_ms = reached as f64 / 48.0;
            assert!(
                (reached_ms / published_ms - 1.0).abs() < 0.05,
                "{reached_ms}"
            );
            let (a, r) = (f64::from(attack_ms) * 48.0, f64::from(release_ms) * 48.0);
            for n in [480, 2400, 9600] {
                let t = (n + 1) as f64;
                let expected = 12.0 * (r * (-t / r).exp() - a * (-t / a).exp()) / (r - a);
                assert!(
                    (reduction[n] - expected).abs() < 0.05,
                    "{n}: {}",
                    reduction[n]
                );
            }
        }
    }

    #[test]
    fn below_the_threshold_at_one_to_one_and_dry_it_is_exactly_the_input() {
        let input = noise(4, 0.05, 24_000);
        for transparent in [
            CompressorSettings {
                threshold_db: -20.0,
                knee_db: 0.0,
                ..settings()
            },
            CompressorSettings {
                threshold_db: -60.0,
                ratio: 1.0,
                ..settings()
            },
            CompressorSettings {
                threshold_db: -60.0,
                mix_percent: 0.0,
                makeup_db: 24.0,
                ..settings()
            },
        ] {
            let mut output = input.clone();
            run(&mut settled(transparent), &mut output, &input, &[]);
            assert_eq!(bits(&output), bits(&input), "{transparent:?}");
        }
    }

    #[test]
    fn only_the_key_turns_down() {
        let input = noise(5, 0.9, 9600);
        let mut ducker = settled(CompressorSettings {
            threshold_db: -40.0,
            ..settings()
        });
        let mut output = input.clone();
        run(&mut ducker, &mut output, &vec![0.0; 9600], &[]);
        assert_eq!(bits(&output), bits(&input));
        run(
            &mut ducker,
            &mut output,
            &sine(1000.0, gain(-10.0), 0.0, 9600),
            &[],
        );
        let expected = gain(-10.0 - curve(-10.0, -40.0, 3.0, 6.0));
        let ratio = f64::from(input[9599]) / f64::from(output[9599]);
        assert!((db(ratio / expected)).abs() < 0.1, "{ratio}");
    }

    #[test]
    fn make_up_is_added_and_half_of_the_full_reduction_when_automatic() {
        for (makeup_db, auto_makeup, knee_db, expected) in [
            (6.0, false, 6.0, 6.0),
            (0.0, true, 0.0, 7.5),
            (2.0, true, 6.0, 9.5),
            // Inside the knee: 0.75 · (20 + 12)² / (2 · 24) would be outside; 20 dB over is above.
            (0.0, true, 24.0, 7.5),
        ] {
            let mut compressor = settled(CompressorSettings {
                threshold_db: -20.0,
                ratio: 4.0,
                knee_db,
                makeup_db,
                auto_makeup,
                ..settings()
            });
            let reduction = reductions(&mut compressor, &[0.0; 320]);
            assert!(
                (reduction[319] + expected).abs() < 0.01,
                "{}",
                reduction[319]
            );
        }
        let mut inside = settled(CompressorSettings {
            threshold_db: -4.0,
            ratio: f32::INFINITY,
            knee_db: 24.0,
            auto_makeup: true,
            ..settings()
        });
        let expected = 0.5 * (4.0_f64 + 12.0).powi(2) / 48.0;
        assert!((reductions(&mut inside, &[0.0; 320])[319] + expected).abs() < 0.01);
    }

    #[test]
    fn mix_adds_the_dry_signal() {
        let tone = sine(1000.0, gain(-4.0), 0.0, 24_000);
        let wet = CompressorSettings {
            makeup_db: 3.0,
            ..settings()
        };
        let half = CompressorSettings {
            mix_percent: 40.0,
            ..wet
        };
        let wet = gain(-reductions(&mut settled(wet), &tone)[23_999]);
        let half = gain(-reductions(&mut settled(half), &tone)[23_999]);
        assert!((half - (0.4 * wet + 0.6)).abs() < 1e-4);
    }

    #[test]
    fn distortion_of_a_low_tone_is_small() {
        let tone = sine(100.0, 1.0, 0.0, 144_000);
        let mut output = tone.clone();
        let mut compressor = settled(CompressorSettings {
            threshold_db: -20.0,
            ratio: 4.0,
            knee_db: 0.0,
            attack_ms: 5.0,
            release_ms: 100.0,
            detector: Detector::Peak,
            ..settings()
        });
        run(&mut compressor, &mut output, &tone, &[]);
        let settled = &output[96_000..];
        let fundamental = amplitude_at(settled, 100.0);
        assert!((db(fundamental) + 15.0).abs() < 0.5, "{}", db(fundamental));
        let harmonics: f64 = (2..=20)
            .map(|k| amplitude_at(settled, 100.0 * f64::from(k)).powi(2))
            .sum();
        let distortion = harmonics.sqrt() / fundamental;
        assert!(distortion < 0.002, "{distortion}");
    }

    /// Settings whose jumps have to be silent, with an attack and a release that do not distort.
    fn jumps() -> Vec<(CompressorSettings, CompressorSettings)> {
        let slow = CompressorSettings {
            attack_ms: 20.0,
            release_ms: 200.0,
            ..settings()
        };
        let with = |change: fn(&mut CompressorSettings)| {
            let mut changed = slow;
            change(&mut changed);
            changed
        };
        vec![
            (with(|s| s.on = false), slow),
            (
                with(|s| s.threshold_db = -60.0),
                with(|s| s.threshold_db = 0.0),
            ),
            (with(|s| s.ratio = 1.0), with(|s| s.ratio = f32::INFINITY)),
            (with(|s| s.knee_db = 0.0), with(|s| s.knee_db = 24.0)),
            (with(|s| s.makeup_db = 0.0), with(|s| s.makeup_db = 24.0)),
            (
                with(|s| s.mix_percent = 0.0),
                with(|s| s.mix_percent = 100.0),
            ),
            (with(|s| s.auto_makeup = true), slow),
            (with(|s| s.detector = Detector::Peak), slow),
            (with(|s| s.release_ms = 5.0), slow),
            (with(|s| s.hold_ms = 200.0), slow),
            (with(|s| s.auto_release = true), slow),
            (with(|s| s.rms_ms = 50.0), with(|s| s.rms_ms = 5.0)),
            (with(|s| s.feedback = true), slow),
            (
                with(|s| (s.feedback, s.threshold_db) = (true, -60.0)),
                with(|s| s.feedback = true),
            ),
        ]
    }

    #[test]
    fn every_jump_is_clean() {
        for (a, b) in jumps() {
            for step in 0..4 {
                let mut tone = sine(1000.0, 0.5, f64::from(step) * 0.8, 72_000);
                let key = tone.clone();
                let changes = [(24_000, b), (36_000, a), (48_000, b), (48_320, a)];
                run(&mut settled(a), &mut tone, &key, &changes);
                let residue = residue_above_8k(&tone, 19_200);
                assert!(residue < -80.0, "{a:?} to {b:?}: {residue} dBFS");
            }
        }
    }

    #[test]
    fn the_meter_reads_the_deepest_reduction_until_it_is_taken() {
        let mut compressor = settled(CompressorSettings {
            makeup_db: 12.0,
            ..settings()
        });
        reductions(&mut compressor, &sine(1000.0, 1.0, 0.0, 24_000));
        let expected = curve(0.0, -20.0, 3.0, 6.0);
        let read = db(f64::from(compressor.take_lowest_gain()));
        assert!((read - expected).abs() < 0.1, "{read}");
        reductions(&mut compressor, &vec![0.0; 96_000]);
        compressor.take_lowest_gain();
        assert!(db(f64::from(compressor.take_lowest_gain())).abs() < 0.01);
    }

    #[test]
    fn switched_on_it_is_heard_with_its_reduction_and_makes_no_burst() {
        for detector in [Detector::Peak, Detector::Rms] {
            for (freq_hz, attack_ms) in [(100.0, 0.1), (997.0, 30.0), (997.0, 200.0)] {
                let on = CompressorSettings {
                    threshold_db: -30.0,
                    ratio: 4.0,
                    makeup_db: 12.0,
                    attack_ms,
                    detector,
                    ..settings()
                };
                let off = CompressorSettings { on: false, ..on };
                let mut tone = sine(freq_hz, 0.25, 0.3, 96_000);
                let key = tone.clone();
                let changes = [(24_000, on), (60_000, off)];
                run(&mut settled(off), &mut tone, &key, &changes);
                let steady = peak(&tone[48_000..60_000]).max(0.25);
                let burst = db(peak(&tone)) - db(steady);
                assert!(
                    burst <= 0.5,
                    "{detector:?} {freq_hz} Hz {attack_ms}: {burst}"
                );
                assert!(residue_above_8k(&tone, 12_000) <= -80.0);
            }
        }
    }

    /// Pairs of settings between which what compensates moves with what it compensates.
    fn recalls() -> Vec<(CompressorSettings, CompressorSettings)> {
        let at = |threshold_db, ratio, knee_db, makeup_db| CompressorSettings {
            threshold_db,
            ratio,
            knee_db,
            makeup_db,
            ..settings()
        };
        let automatic = |settings| CompressorSettings {
            auto_makeup: true,
            ..settings
        };
        let mixed = |mix_percent, settings| CompressorSettings {
            mix_percent,
            ..settings
        };
        let fed_back = |settings| CompressorSettings {
            feedback: true,
            ..settings
        };
        let automatically_released = |settings| CompressorSettings {
            auto_release: true,
            hold_ms: 50.0,
            ..settings
        };
        let soft = at(-40.0, 8.0, 6.0, 20.0);
        vec![
            (at(0.0, 8.0, 6.0, 0.0), soft),
            (at(0.0, 4.0, 0.0, 0.0), at(-30.0, 4.0, 0.0, 20.0)),
            (at(-40.0, 1.0, 6.0, 0.0), at(-40.0, 20.0, 6.0, 24.0)),
            (at(-20.0, 8.0, 0.0, 0.0), at(-20.0, 8.0, 24.0, 6.0)),
            (at(0.0, 8.0, 6.0, 0.0), automatic(at(-40.0, 8.0, 6.0, 0.0))),
            (
                at(-40.0, 1.0, 6.0, 0.0),
                automatic(at(-40.0, 8.0, 6.0, 0.0)),
            ),
            (mixed(0.0, at(0.0, 8.0, 6.0, 24.0)), soft),
            (mixed(30.0, at(0.0, 8.0, 6.0, 24.0)), mixed(100.0, soft)),
            (CompressorSettings { on: false, ..soft }, soft),
            (fed_back(at(0.0, 8.0, 6.0, 0.0)), fed_back(soft)),
            (soft, fed_back(soft)),
            (automatically_released(at(0.0, 8.0, 6.0, 0.0)), soft),
        ]
    }

    /// How much louder a tone gets while `a` becomes `b` than it is before and after, in dB, and the residue.
    fn burst(freq_hz: f64, a: CompressorSettings, b: CompressorSettings) -> (f64, f64) {
        let mut tone = sine(freq_hz, gain(-10.0), 0.3, 400_000);
        let key = tone.clone();
        run(&mut settled(a), &mut tone, &key, &[(192_000, b)]);
        let steady = peak(&tone[168_000..192_000]).max(peak(&tone[376_000..]));
        let burst = db(peak(&tone[168_000..])) - db(steady);
        (burst, residue_above_8k(&tone, 168_000))
    }

    #[test]
    fn make_up_does_not_run_ahead_of_the_reduction_that_it_makes_up_for() {
        let mut worst = f64::NEG_INFINITY;
        for (a, b) in recalls() {
            for detector in [Detector::Peak, Detector::Rms] {
                for (freq_hz, attack_ms, release_ms) in [
                    (60.0, 200.0, 500.0),
                    (997.0, 0.1, 50.0),
                    (997.0, 200.0, 50.0),
                ] {
                    let with = |settings| CompressorSettings {
                        attack_ms,
                        release_ms,
                        detector,
                        ..settings
                    };
                    for (from, to) in [(a, b), (b, a)] {
                        let (burst, residue) = burst(freq_hz, with(from), with(to));
                        worst = worst.max(burst);
                        assert!(
                            burst <= 1.0,
                            "{burst:.2} dB at {freq_hz} Hz: {:?} to {:?}",
                            with(from),
                            with(to)
                        );
                        assert!(
                            freq_hz < 100.0 || attack_ms < 1.0 || residue <= -80.0,
                            "{residue}"
                        );
                    }
                }
            }
        }
        println!("worst {worst:.2} dB");
    }

    #[test]
    fn a_hand_on_a_knob_is_followed_at_once() {
        let mut compressor = settled(CompressorSettings {
            attack_ms: 200.0,
            ..settings()
        });
        let mut tone = sine(997.0, gain(-10.0), 0.3, 96_000);
        for (mark, segment) in tone.chunks_mut(FRAMES_PER_MARK).enumerate() {
            let threshold_db = -20.0 - 20.0 * (mark as f32 / 1500.0 - 1.0).clamp(0.0, 1.0);
            compressor.set(
                0,
                CompressorSettings {
                    attack_ms: 200.0,
                    threshold_db,
                    ..settings()
                },
            );
            compressor.mark();
            compressor.process(segment);
        }
        for (frame, threshold) in [(47_000, -20.0), (72_000, -30.0), (95_000, -39.6)] {
            let level = db(peak(&tone[frame..][..480]));
            // A hundredth of a second behind the hand.
            let expected = curve(-10.0, threshold, 3.0, 6.0);
            assert!((level - expected).abs() < 0.35, "{level} for {expected}");
        }
    }

    #[test]
    fn a_compressor_that_moves_takes_its_reduction_along() {
        let on = CompressorSettings {
            threshold_db: -30.0,
            ratio: 8.0,
            attack_ms: 50.0,
            ..settings()
        };
        let off = CompressorSettings { on: false, ..on };
        let mut tone = sine(997.0, 0.25, 0.3, 48_000);
        let (mut first, mut second) = (settled(on), settled(off));
        for (mark, segment) in tone.chunks_mut(FRAMES_PER_MARK).enumerate() {
            if mark == 750 {
                first.set(0, off);
                second.set(0, on);
                assert!(second.take_over(0, &first));
            }
            for compressor in [&mut first, &mut second] {
                compressor.mark();
                compressor.process(segment);
            }
        }
        let steady = db(peak(&tone[12_000..24_000]));
        assert!((db(peak(&tone[24_000..])) - steady).abs() <= 1.0);
        assert!((db(peak(&tone[40_000..])) - steady).abs() <= 0.2);
        assert!(first.is_neutral() && !second.is_neutral());
    }

    #[test]
    fn no_key_breaks_it_for_ever() {
        for bad in [f32::NAN, f32::INFINITY, 1e38] {
            let mut compressor = settled(settings());
            let mut key = vec![bad; 32];
            key.resize(96_000, 0.01);
            let mut signal = vec![1.0; key.len()];
            run(&mut compressor, &mut signal, &key, &[]);
            assert!((signal[95_999] - 1.0).abs() < 1e-3, "{bad}");
        }
    }

    #[test]
    fn a_linked_pair_is_turned_down_together() {
        let mut compressor = Compressor::<Lanes>::new(RATE);
        for lane in 0..LANES {
            compressor.set(lane, settings());
            compressor.snap_lane(lane);
        }
        compressor.link(2, true);
        compressor.link(3, true);
        for chunk in sine(1000.0, 1.0, 0.0, 9600).chunks(FRAMES_PER_MARK) {
            let key: Vec<Lanes> = chunk
                .iter()
                .map(|&x| Lanes([x, 0.0, 0.0, x, 0.0, 0.0, 0.0, 0.0]))
                .collect();
            compressor.mark();
            compressor.process_keyed(&mut vec![Lanes::splat(1.0); key.len()], &key);
        }
        let lowest = compressor.take_lowest_gain();
        let reduced: Vec<bool> = (0..LANES).map(|lane| lowest[lane] < 0.5).collect();
        assert_eq!(
            reduced,
            [true, false, true, true, false, false, false, false]
        );
        assert_eq!(lowest[2], lowest[3]);
    }

    #[test]
    fn the_published_ripple_of_a_low_tone_is_not_exceeded() {
        // 100 Hz, 5 and 100 ms, 15 dB of reduction, by peaks: 0.037 dB from crest to crest.
        let mut compressor = settled(CompressorSettings {
            ratio: 4.0,
            knee_db: 0.0,
            attack_ms: 5.0,
            release_ms: 100.0,
            detector: Detector::Peak,
            ..settings()
        });
        let key: Vec<f32> = (0..96_000)
            .map(|n| (2.0 * PI * 100.0 * f64::from(n) / RATE).sin() as f32)
            .collect();
        let reduction = reductions(&mut compressor, &key).split_off(72_000);
        let highest = reduction.iter().fold(f64::MIN, |a, &b| a.max(b));
        let lowest = reduction.iter().fold(f64::MAX, |a, &b| a.min(b));
        assert!(highest - lowest < 0.045, "{}", highest - lowest);
    }

    const OFF: CompressorSettings = CompressorSettings {
        on: false,
        threshold_db: -20.0,
        ratio: 3.0,
        knee_db: 6.0,
        attack_ms: 10.0,
        release_ms: 120.0,
        makeup_db: 0.0,
        auto_makeup: false,
        mix_percent: 100.0,
        detector: Detector::Rms,
        rms_ms: RMS_MS,
        hold_ms: 0.0,
        auto_release: false,
        link_percent: 100.0,
        feedback: false,
    };

    impl<S: Frame + Sample> Subject<S> for Compressor<S> {
        const OFF: Option<CompressorSettings> = Some(OFF);

        fn any_that_rests(random: &mut Random) -> CompressorSettings {
            CompressorSettings {
                release_ms: random.octaves(5.0, 500.0),
                ..Self::any(random)
            }
        }

        fn run(&mut self, run: &mut [S], key: Option<&[S]>) {
            match key {
                Some(key) => self.process_keyed(run, key),
                None => self.process(run),
            }
        }

        fn any(random: &mut Random) -> CompressorSettings {
            CompressorSettings {
                on: true,
                threshold_db: random.between(-60.0, 0.0),
                ratio: random.ratio(),
                knee_db: random.between(0.0, 24.0),
                attack_ms: random.octaves(0.1, 200.0),
                release_ms: random.octaves(5.0, 4000.0),
                makeup_db: random.between(0.0, 24.0),
                auto_makeup: random.flip(),
                mix_percent: random.between(0.0, 100.0),
                detector: random.pick(&[Detector::Peak, Detector::Rms]),
                rms_ms: random.octaves(5.0, 50.0),
                hold_ms: random.between(0.0, 100.0) * f32::from(u8::from(random.flip())),
                auto_release: random.flip(),
                link_percent: random.between(0.0, 100.0),
                feedback: random.flip(),
            }
        }
    }
    conforms!(Compressor);
}
