//! How the reduction of a compressor follows what is wanted, beyond attack and release: hold, automatic release,
//! a pair that is linked in part, and feedback.

use super::curve::Curve;
use super::settings::CompressorSettings;
use crate::dsp::math::one_pole_coefficient;
use crate::dsp::mid_side;
use crate::dsp::sample::Sample;
use crate::dsp::smoother::Smoother;

/// Release of what lasts while it is automatic, in seconds.
pub(super) const SLOW_RELEASE_SECONDS: f64 = 1.2;
/// Time in which a reduction comes to count as one that lasts, in seconds.
pub(super) const CHARGE_SECONDS: f64 = 0.3;
/// The largest loop gain of feedback is that of a ratio of 100:1.
const LEAST_RATIO: f32 = 0.01;

/// What channels have beyond attack and release; neutral in those that have none of it.
///
/// *Automatic release*: two in parallel, of which the larger reduction counts. A short peak falls fast, what lasted
/// falls slowly, as with the two time constants of the Fairchild 670 (R. Narma, 1959), positions 5 and 6.
///
/// *Feedback*: the detector hears the output. In the log domain the loop is closed without a delay: with G the steady
/// reduction, r the present one and R the ratio of the curve where the key is, the output asks for
/// r + R·(G − r), and never for less than nothing (J. S. Abel and D. P. Berners, "On Peak-Detecting and RMS Feedback
/// and Feedforward Compressors", AES 115, 2003). So the curve is the same, the attack R times as fast, and so
/// is a release to a level that is still above the threshold. The mean of squares stays outside of the loop,
/// which is of first order then and cannot ring; a foreign key passes through the same reduction.
///
/// Legend: `hold` are frames for which a reduction does not fall after its last rise, `held` what is left of
/// them; `charge` is what the slow reduction of an automatic release rises per frame towards the fast one, `slow_kept`
/// what is left of it per frame, `slow` is that reduction in octaves of gain; `linked` is 1 in pairs, `parted`
/// 1 in those that are middle and side, which are not linked, and `united` 1 in those that are about to change over,
/// which are; `link` is how much of the larger reduction of a pair both take, `partial` 1 where that is not all;
/// `feedback` is how much of the reduction comes from feedback.
#[derive(Clone, Copy, Debug)]
pub(super) struct Following<S> {
    hold: S,
    held: S,
    charge: S,
    slow_kept: S,
    slow: S,
    linked: S,
    parted: S,
    united: S,
    partial: S,
    pub link: Smoother<S>,
    pub feedback: Smoother<S>,
    /// Some channel that is heard has any of it.
    pub in_use: bool,
}

/// A reduction on its way, as in [`super::gain_computer::GainComputer`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Reduction<S> {
    pub released: S,
    pub reduction: S,
}

impl<S: Sample> Following<S> {
    /// Nothing of all this.
    pub fn none(coefficient: f64) -> Self {
        let zero = S::splat(0.0);
        Self {
            hold: zero,
            held: zero,
            charge: zero,
            slow_kept: S::splat(1.0),
            slow: zero,
            linked: zero,
            parted: zero,
            united: zero,
            partial: zero,
            link: Smoother::new(coefficient, 1.0),
            feedback: Smoother::new(coefficient, 0.0),
            in_use: false,
        }
    }

    /// Sends channel `lane` to settings. What the release has to fall from, where it is not automatic any more.
    pub fn set(&mut self, lane: usize, settings: &CompressorSettings, rate: f64) -> f32 {
        let frames = f64::from(settings.hold_ms) * 1e-3 * rate;
        let hold = (frames + 0.5) as i32 as f32;
        self.hold.set_lane(lane, hold);
        self.held.set_lane(lane, self.held.lane(lane).smaller(hold));
        self.link.set_target(lane, settings.link_percent / 100.0);
        let feedback = f32::from(u8::from(settings.feedback));
        self.feedback.set_target(lane, feedback);
        if settings.auto_release {
            let share = |seconds| one_pole_coefficient(seconds, rate);
            self.charge.set_lane(lane, share(CHARGE_SECONDS) as f32);
            let kept = 1.0 - share(SLOW_RELEASE_SECONDS);
            self.slow_kept.set_lane(lane, kept as f32);
            return 0.0;
        }
        self.charge.set_lane(lane, 0.0);
        self.slow_kept.set_lane(lane, 1.0);
        let slow = self.slow.lane(lane);
        self.slow.set_lane(lane, 0.0);
        slow
    }

    /// Whether channel `lane` is one of a pair.
    pub fn link(&mut self, lane: usize, linked: bool) {
        self.linked.set_lane(lane, f32::from(u8::from(linked)));
    }

    /// At a mark: what is in use in channels of which something is, or will be, heard. 1 for those that are
    /// linked altogether: their detectors are.
    #[inline(always)]
    pub fn mark(&mut self, heard: S) -> S {
        let (zero, one) = (S::splat(0.0), S::splat(1.0));
        let apart = self.link.away_from(1.0);
        let linked = self.parted.select_gt(zero, zero, self.linked);
        let partial = apart.select_gt(zero, linked, zero);
        self.partial = self.united.select_gt(zero, zero, partial);
        // Who has no use for a link is where it is set.
        self.link.snap_unless(self.partial);
        let automatic = one - self.slow_kept;
        let used = self.hold.larger(automatic).larger(self.partial);
        let used = used.larger(self.feedback.away_from(0.0));
        self.in_use = heard.select_gt(zero, used, zero) != zero;
        self.united.larger(linked - partial)
    }

    /// Whether channel `lane` does the same as the one beside it, because both are about to change over.
    pub fn unite(&mut self, lane: usize, united: bool) {
        self.united.set_lane(lane, f32::from(u8::from(united)));
    }

    /// True where it does.
    pub fn is_united(&self, lane: usize) -> bool {
        self.united.lane(lane) > 0.0
    }

    /// Channel `lane` is a middle or a side from here on, or one of left and right: those come from a full link.
    pub fn part(&mut self, lane: usize, parted: bool) {
        self.unite(lane, false);
        self.parted.set_lane(lane, f32::from(u8::from(parted)));
        if !parted {
            self.link.start_from(lane, 1.0);
        }
    }

    /// True where channel `lane` is a middle or a side.
    pub fn is_parted(&self, lane: usize) -> bool {
        self.parted.lane(lane) > 0.0
    }

    /// Both of a pair hold, and fall slowly, as the larger one.
    pub fn level(&mut self, lane: usize) {
        self.held = mid_side::with_larger(self.held, lane);
        self.slow = mid_side::with_larger(self.slow, lane);
    }

    /// Channel `lane` is what `other`'s channel `other_lane` was: one of a pair, or a middle or side.
    pub fn adopt_part(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.parted.set_lane(lane, other.parted.lane(other_lane));
        self.united.set_lane(lane, other.united.lane(other_lane));
    }

    /// What the output asks for of the level of each channel: a reduction, and the steepness of the curve there, dB
    /// of output per dB of key. Pairs take their share of the larger one.
    #[inline(always)]
    pub fn asked(&mut self, curve: &Curve<S>, bend: S, level: S) -> (S, S) {
        let (wanted, steepness) = (curve.reduction(bend, level), curve.steepness(bend, level));
        let share = self.link.next() * self.partial;
        let larger = wanted.larger(wanted.swap_pairs());
        let flatter = steepness.smaller(steepness.swap_pairs());
        (
            wanted + share * (larger - wanted),
            S::splat(LEAST_RATIO).larger(steepness + share * (flatter - steepness)),
        )
    }

    /// A frame on: the reduction follows what is asked for. Channels that have nothing of all this compute the
    /// bits of attack and release alone.
    #[inline(always)]
    pub fn step(&mut self, now: &mut Reduction<S>, asked: (S, S), attack: S, release: S) {
        let zero = S::splat(0.0);
        let (wanted, steepness) = asked;
        let Reduction {
            released,
            reduction,
        } = *now;
        let decayed = wanted + release * (released - wanted);
        let forward = wanted.larger(self.held.select_gt(zero, released, decayed));
        let back = self.fed_back(reduction, wanted, steepness, (attack, release));
        let feedback = self.feedback.next();
        let fast = forward + feedback * (back - forward);
        self.follow_slowly(fast, wanted);
        let counted = zero.larger(self.held - S::splat(1.0));
        self.held = released.select_gt(wanted, counted, self.hold);
        let ahead = reduction + attack * (forward.larger(self.slow) - reduction);
        let back = back.larger(self.slow);
        now.reduction = ahead + feedback * (back - ahead);
        now.released = forward + feedback * (now.reduction - forward);
    }

    /// The reduction of a loop: R times as fast towards the steady one, but never faster than one without a key
    /// falls.
    #[inline(always)]
    fn fed_back(&self, reduction: S, wanted: S, steepness: S, (attack, release): (S, S)) -> S {
        let (zero, one) = (S::splat(0.0), S::splat(1.0));
        let fall = one - release;
        let speed = wanted.select_gt(reduction, attack, fall);
        // The implicit step of the loop: stable, and never past the steady reduction.
        let share = speed.over(steepness + speed * (one - steepness));
        let step = (share * (wanted - reduction)).larger(-(fall * reduction));
        reduction + self.held.select_gt(zero, step.larger(zero), step)
    }

    /// The slow reduction of an automatic release: it charges from the fast one and falls by itself.
    #[inline(always)]
    fn follow_slowly(&mut self, fast: S, wanted: S) {
        let slow = self.slow;
        let charged = slow + self.charge * (fast - slow);
        let fallen = wanted + self.slow_kept * (slow - wanted);
        let fallen = self.held.select_gt(S::splat(0.0), slow, fallen);
        self.slow = fast.select_gt(slow, charged, fallen);
    }

    /// The slow reduction of each channel.
    #[inline(always)]
    pub fn slow(&self) -> S {
        self.slow
    }

    /// What decayed becomes zero: where `reduction` is not above `least`.
    #[inline(always)]
    pub fn tidy(&mut self, reduction: S, least: S) {
        self.slow = reduction.select_gt_in_place(least, self.slow, S::splat(0.0));
    }

    /// The slow reduction of channel `lane`, if it has one, becomes so much larger.
    pub fn carry(&mut self, lane: usize, more: f32) {
        let slow = self.slow.lane(lane);
        if slow > 0.0 {
            self.slow.set_lane(lane, 0.0_f32.larger(slow + more));
        }
    }

    /// The past of channel `lane` becomes that of `other`'s channel `other_lane`. What the release has to fall from,
    /// where it is not automatic here.
    #[inline(always)]
    pub fn copy_past(&mut self, lane: usize, other: &Self, other_lane: usize) -> f32 {
        let held = other.held.lane(other_lane).smaller(self.hold.lane(lane));
        self.held.set_lane(lane, held);
        let slow = other.slow.lane(other_lane);
        let is_automatic = self.charge.lane(lane) > 0.0;
        self.slow
            .set_lane(lane, if is_automatic { slow } else { 0.0 });
        if is_automatic { 0.0 } else { slow }
    }

    /// Channel `lane` has turned nothing down.
    #[inline(always)]
    pub fn clear_past(&mut self, lane: usize) {
        self.held.set_lane(lane, 0.0);
        self.slow.set_lane(lane, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::compressor::settings::FAST_RELEASE_MS;
    use crate::dsp::compressor::{Compressor, Detector, RMS_MS};
    use crate::dsp::processor::{Keyed, Processor};
    use crate::dsp::sample::{LANES, Lanes};
    use crate::dsp::testing::{
        RATE, Random, bits, channel, db, gain, noise, residue_above_8k, sine,
    };

    const HARD: CompressorSettings = CompressorSettings {
        on: true,
        threshold_db: -12.0,
        ratio: f32::INFINITY,
        knee_db: 0.0,
        attack_ms: 0.1,
        release_ms: 100.0,
        makeup_db: 0.0,
        auto_makeup: false,
        mix_percent: 100.0,
        detector: Detector::Peak,
        rms_ms: RMS_MS,
        hold_ms: 0.0,
        auto_release: false,
        link_percent: 100.0,
        feedback: false,
    };

    /// The reduction in dB of each frame for levels in dB of a key, each for so many ms.
    fn reductions(settings: CompressorSettings, rate: f64, levels: &[(f64, f64)]) -> Vec<f64> {
        let mut compressor = Compressor::<f32>::new(rate);
        compressor.set(0, settings);
        compressor.snap_lane(0);
        let mut key = Vec::new();
        for (level, ms) in levels {
            let frames = (ms * rate / 1e3) as usize / FRAMES_PER_MARK * FRAMES_PER_MARK;
            key.resize(key.len() + frames, gain(*level) as f32);
        }
        let mut ones = vec![1.0; key.len()];
        for (run, key) in ones
            .chunks_mut(FRAMES_PER_MARK)
            .zip(key.chunks(FRAMES_PER_MARK))
        {
            compressor.mark();
            compressor.process_keyed(run, key);
        }
        ones.into_iter().map(|x| -db(f64::from(x))).collect()
    }

    /// Frames of so many ms, rounded as in [`reductions`].
    fn frames(ms: f64, rate: f64) -> usize {
        (ms * rate / 1e3) as usize / FRAMES_PER_MARK * FRAMES_PER_MARK
    }

    fn assert_near(found: f64, expected: f64, tolerance: f64, what: &str) {
        let error = (found - expected).abs();
        assert!(error <= tolerance, "{what}: {found} dB, not {expected} dB");
    }

    #[test]
    fn a_reduction_is_held_and_then_falls_with_the_release() {
        for rate in [44_100.0, 48_000.0, 96_000.0] {
            for hold_ms in [0.0_f32, 5.0, 100.0, 500.0] {
                for feedback in [false, true] {
                    let settings = CompressorSettings {
                        hold_ms,
                        feedback,
                        ..HARD
                    };
                    let levels = [(0.0, 200.0), (-60.0, 1000.0)];
                    let heard = reductions(settings, rate, &levels);
                    let end = frames(200.0, rate);
                    let held = (f64::from(hold_ms) * rate / 1e3).round() as usize;
                    for n in [0, held / 2, held.saturating_sub(2)] {
                        assert_near(heard[end + n], 12.0, 0.02, "held");
                    }
                    for after_ms in [20.0, 100.0, 300.0] {
                        let n = end + held + (after_ms * rate / 1e3) as usize;
                        let expected = 12.0 * (-after_ms / 100.0_f64).exp();
                        assert_near(heard[n], expected, 0.03, "after the hold");
                    }
                }
            }
        }
    }

    #[test]
    fn automatic_release_is_fast_after_a_peak_and_slow_after_what_lasts() {
        let settings = CompressorSettings {
            auto_release: true,
            ..HARD
        };
        for feedback in [false, true] {
            let settings = CompressorSettings {
                feedback,
                ..settings
            };
            for lasts_ms in [10.0, 300.0, 3000.0] {
                let heard = reductions(settings, RATE, &[(0.0, lasts_ms), (-60.0, 4000.0)]);
                let end = frames(lasts_ms, RATE);
                let lasted_ms = end as f64 * 1e3 / RATE;
                // What counts as lasting has charged for so long.
                let slow = 12.0 * (1.0 - (-lasted_ms / 1e3 / CHARGE_SECONDS).exp());
                for after_ms in [40.0, 80.0, 200.0, 600.0, 1200.0, 3000.0] {
                    let fast = 12.0 * (-after_ms / f64::from(FAST_RELEASE_MS)).exp();
                    // Meanwhile the slow one still charges, where it is the smaller one.
                    let n = end + (after_ms * RATE / 1e3) as usize;
                    let fallen = slow * (-after_ms / 1e3 / SLOW_RELEASE_SECONDS).exp();
                    let still_charged = 12.0 * f64::from(FAST_RELEASE_MS) / 1e3 / CHARGE_SECONDS;
                    let most = fast.max(fallen + still_charged * (1.0 - slow / 12.0)) + 0.05;
                    let least = fast.max(fallen) - 0.15;
                    assert!(
                        (least..=most).contains(&heard[n]),
                        "{lasts_ms} ms, {after_ms} ms after: {}, not {least} to {most}",
                        heard[n]
                    );
                }
            }
        }
    }

    #[test]
    fn the_mean_of_squares_takes_its_time() {
        for rms_ms in [5.0_f32, 10.0, 50.0] {
            let settings = CompressorSettings {
                detector: Detector::Rms,
                rms_ms,
                ..HARD
            };
            let heard = reductions(settings, RATE, &[(-120.0, 20.0), (0.0, 400.0)]);
            let start = frames(20.0, RATE);
            for after_ms in [2.0, 5.0, 20.0, 100.0, 390.0] {
                let n = start + (after_ms * RATE / 1e3) as usize;
                // A steady number of 1 is a sine's peak by its mean square of 1: 3 dB more.
                let mean = 2.0 * (1.0 - (-after_ms / f64::from(rms_ms)).exp());
                let expected = (10.0 * mean.log10() + 12.0).max(0.0);
                assert_near(heard[n], expected, 0.25, "after the step");
            }
        }
    }

    /// The lowest gains in dB of a pair that hears steady levels.
    fn pair(settings: CompressorSettings, levels: [f64; 2]) -> [f64; 2] {
        let mut compressor = Compressor::<Lanes>::new(RATE);
        for lane in 0..LANES {
            compressor.set(lane, settings);
            compressor.snap_lane(lane);
        }
        compressor.link(4, true);
        compressor.link(5, true);
        let mut key = Lanes::default();
        key[4] = gain(levels[0]) as f32;
        key[5] = gain(levels[1]) as f32;
        for _ in 0..1500 {
            compressor.mark();
            let mut run = [Lanes::splat(1.0); FRAMES_PER_MARK];
            compressor.process_keyed(&mut run, &[key; FRAMES_PER_MARK]);
        }
        compressor.take_lowest_gain();
        let lowest = compressor.take_lowest_gain();
        [4, 5].map(|lane| -db(f64::from(lowest[lane])))
    }

    #[test]
    fn a_pair_is_linked_as_far_as_it_is_set() {
        for feedback in [false, true] {
            for link_percent in [0.0_f32, 25.0, 50.0, 99.9, 100.0] {
                let settings = CompressorSettings {
                    ratio: 4.0,
                    link_percent,
                    feedback,
                    ..HARD
                };
                let [loud, quiet] = pair(settings, [0.0, -8.0]);
                let (most, own) = (12.0 * 0.75, 4.0 * 0.75);
                let share = f64::from(link_percent) / 100.0;
                assert_near(loud, most, 0.02, "the louder side");
                assert_near(quiet, own + share * (most - own), 0.02, "the other side");
            }
        }
    }

    #[test]
    fn feedback_has_the_same_curve() {
        for (ratio, knee_db) in [(2.0, 0.0), (4.0, 6.0), (20.0, 12.0), (f32::INFINITY, 24.0)] {
            let forward = CompressorSettings {
                threshold_db: -30.0,
                ratio,
                knee_db,
                ..HARD
            };
            let back = CompressorSettings {
                feedback: true,
                ..forward
            };
            for level in [-60.0, -40.0, -33.0, -30.0, -25.0, -10.0, 0.0] {
                let levels = [(level, 400.0)];
                let steady = |settings| *reductions(settings, RATE, &levels).last().unwrap();
                assert_near(steady(back), steady(forward), 0.01, "the steady reduction");
            }
        }
    }

    #[test]
    fn feedback_is_as_many_times_faster_as_the_ratio() {
        for rate in [44_100.0, 48_000.0, 96_000.0] {
            for ratio in [2.0_f32, 4.0, 10.0] {
                let settings = CompressorSettings {
                    threshold_db: -40.0,
                    ratio,
                    attack_ms: 100.0,
                    feedback: true,
                    ..HARD
                };
                let slope = 1.0 - 1.0 / f64::from(ratio);
                let heard = reductions(settings, rate, &[(-60.0, 20.0), (-20.0, 800.0)]);
                let start = frames(20.0, rate);
                for after_ms in [1.0, 5.0, 20.0, 60.0] {
                    let n = start + (after_ms * rate / 1e3) as usize;
                    let left = (-f64::from(ratio) * after_ms / 100.0).exp();
                    assert_near(heard[n], 20.0 * slope * (1.0 - left), 0.06, "the attack");
                }
            }
        }
    }

    #[test]
    fn feedback_is_released_by_what_is_left_of_the_key() {
        let settings = CompressorSettings {
            threshold_db: -40.0,
            ratio: 2.0,
            release_ms: 200.0,
            feedback: true,
            ..HARD
        };
        // From 10 dB to 6 dB: twice as fast; the output never asks for less than nothing.
        let heard = reductions(settings, RATE, &[(-20.0, 500.0), (-28.0, 1000.0)]);
        for after_ms in [20.0, 100.0, 300.0] {
            let n = frames(500.0, RATE) + (after_ms * RATE / 1e3) as usize;
            let expected = 6.0 + 4.0 * (-2.0 * after_ms / 200.0_f64).exp();
            assert_near(heard[n], expected, 0.05, "still above the threshold");
        }
        let heard = reductions(settings, RATE, &[(-20.0, 500.0), (-60.0, 1000.0)]);
        for after_ms in [20.0, 100.0, 300.0] {
            let n = frames(500.0, RATE) + (after_ms * RATE / 1e3) as usize;
            let expected = 10.0 * (-after_ms / 200.0_f64).exp();
            assert_near(heard[n], expected, 0.05, "below the threshold");
        }
    }

    #[test]
    fn channels_without_any_of_it_keep_their_bits_beside_others() {
        let input = noise(7, 0.7, 64 * FRAMES_PER_MARK);
        let play = |others: CompressorSettings| {
            let mut compressor = Compressor::<Lanes>::new(RATE);
            for lane in 0..LANES {
                let own = CompressorSettings {
                    detector: Detector::Rms,
                    knee_db: 6.0,
                    ratio: 3.0,
                    ..HARD
                };
                compressor.set(lane, if lane < 4 { own } else { others });
                compressor.snap_lane(lane);
            }
            for lane in [0, 1, 4, 5] {
                compressor.link(lane, true);
            }
            let mut heard = Vec::new();
            for run in input.chunks(FRAMES_PER_MARK) {
                let mut random = Random::new(run[0].to_bits().into());
                let mut frames: Vec<Lanes> = run
                    .iter()
                    .map(|x| Lanes::from_lanes([(); LANES].map(|()| x * random.bipolar() as f32)))
                    .collect();
                compressor.mark();
                compressor.process(&mut frames);
                heard.extend(frames);
            }
            (0..4)
                .map(|lane| bits(&channel(&heard, lane)))
                .collect::<Vec<_>>()
        };
        let alone = play(HARD);
        let beside = CompressorSettings {
            hold_ms: 20.0,
            auto_release: true,
            link_percent: 40.0,
            feedback: true,
            ..HARD
        };
        assert_eq!(play(beside), alone);
    }

    #[test]
    fn a_link_that_moves_under_a_tone_is_clean() {
        let settings = CompressorSettings {
            ratio: 8.0,
            attack_ms: 20.0,
            release_ms: 200.0,
            detector: Detector::Rms,
            threshold_db: -30.0,
            ..HARD
        };
        let mut compressor = Compressor::<Lanes>::new(RATE);
        for lane in 0..LANES {
            compressor.set(lane, settings);
            compressor.snap_lane(lane);
            compressor.link(lane, true);
        }
        let tone = sine(1000.0, 0.5, 0.3, 96_000);
        let mut heard = Vec::new();
        for (mark, run) in tone.chunks(FRAMES_PER_MARK).enumerate() {
            if mark % 500 == 400 {
                let link_percent = if mark % 1000 < 500 { 0.0 } else { 100.0 };
                for lane in 0..LANES {
                    let settings = CompressorSettings {
                        link_percent,
                        ..settings
                    };
                    compressor.set(lane, settings);
                }
            }
            let mut frames: Vec<Lanes> = run
                .iter()
                .map(|x| Lanes([*x, 0.1 * x, *x, 0.01 * x, 0.3 * x, *x, 0.0, *x]))
                .collect();
            compressor.mark();
            compressor.process(&mut frames);
            heard.extend(frames);
        }
        for lane in 0..LANES {
            let residue = residue_above_8k(&channel(&heard, lane), 9600);
            assert!(residue <= -80.0, "{lane}: {residue} dBFS");
        }
    }
}
