//! The noise gate and expander: a peak detector, a switch with hysteresis and hold, and a gain that
//! opens with the attack and closes with the release. A gate closes down to its range at once; an
//! expander the further, the further the key is below the threshold. A ducker is a gate turned round: it goes down
//! to its range while the key is above the threshold, with the attack, and comes back with the release.

mod attack;
mod expansion;
mod state;

use super::FRAMES_PER_MARK;
use super::math::{gain_from_db_f64, log2_f64, one_pole_coefficient};
use super::processor::{Keyed, Processor};
use super::sample::Sample;
use super::smoother::Smoother;
use attack::Attack;
use expansion::Expansion;
use state::{Factors, State};

/// How long the detector takes to fall by 63 %, in seconds.
const DETECTOR_SECONDS: f64 = 0.005;
/// Time constant of each one-pole that smooths the range and switching on and off, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;
/// A gate whose settings have just changed opens no faster than in this time: nobody played.
const CAUTIOUS_ATTACK_MS: f32 = 1.0;
/// For how long that holds after a change, in seconds: the filters of a key have come to rest by then.
const CAUTION_SECONDS: f64 = 0.05;
/// Two equal one-poles of time constant τ reach 63.2 % after 2.146·τ: (1 + t/τ)·e^(−t/τ) = 1/e.
const TWO_POLE_FACTOR: f64 = 2.146_193_220_620_583;
/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GateSettings {
    /// Off passes everything.
    pub on: bool,
    /// The level of the key that opens, in dB.
    pub threshold_db: f32,
    /// How far below the threshold the key must fall to close, in dB.
    pub hysteresis_db: f32,
    /// The attenuation when closed, for an expander at the most, in dB.
    pub range_db: f32,
    /// dB of output per dB of key below the threshold, 1 to infinity: a gate. Nothing, to a ducker.
    pub ratio: f32,
    /// Down while the key is above the threshold, instead of below.
    pub ducks: bool,
    /// The time to open by 63 %, or for a ducker to go down, in ms.
    pub attack_ms: f32,
    /// How long the gate stays open after the key has fallen, in ms.
    pub hold_ms: f32,
    /// The time to close by 63 %, in ms.
    pub release_ms: f32,
}

/// A gate or expander per channel.
#[derive(Clone, Debug)]
pub struct Gate<S> {
    /// What the settings become.
    factors: Factors<S>,
    /// Detector, switch and gain.
    state: State<S>,
    /// The gain when closed.
    range: Smoother<S>,
    /// How expanders close.
    expansion: Expansion<S>,
    /// How fast gates open.
    attack: Attack<S>,
    /// How much of the gate is heard: 0 off, 1 on.
    on: Smoother<S>,
    /// The gain of the last frame.
    gain: S,
    /// The lowest gain since it was last taken.
    lowest: S,
    /// Every channel is off and forgot its past at a mark.
    tidy: bool,
    /// Frames per second.
    rate: f64,
}

impl<S: Sample> Processor<S> for Gate<S> {
    type Settings = GateSettings;

    fn new(rate: f64) -> Self {
        let zero = S::splat(0.0);
        let smoothing = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        let marks = CAUTION_SECONDS * rate / FRAMES_PER_MARK as f64;
        Self {
            attack: Attack {
                set: zero,
                gentle: S::splat(speed(CAUTIOUS_ATTACK_MS, rate)),
                caution: zero,
                marks: marks as u32 as f32,
            },
            factors: Factors {
                opens_above: zero,
                stays_above: zero,
                hold: zero,
                attack: zero,
                release: zero,
                decay: S::splat(1.0 - one_pole_coefficient(DETECTOR_SECONDS, rate) as f32),
                link: zero,
                threshold: zero,
            },
            state: State::closed(S::splat(1.0)),
            range: Smoother::new(smoothing, 1.0),
            expansion: Expansion {
                slope: Smoother::new(smoothing, 0.0),
                share: Smoother::new(smoothing, 0.0),
                duck: Smoother::new(smoothing, 0.0),
            },
            on: Smoother::new(smoothing, 0.0),
            gain: S::splat(1.0),
            lowest: S::splat(1.0),
            tidy: false,
            rate,
        }
    }

    fn set(&mut self, lane: usize, settings: GateSettings) {
        let threshold = f64::from(settings.threshold_db);
        let hysteresis = f64::from(settings.hysteresis_db);
        let range = f64::from(settings.range_db);
        let hold_frames = f64::from(settings.hold_ms) * 1e-3 * self.rate;
        let speed = |ms: f32| speed(ms, self.rate);
        let f = &mut self.factors;
        let opens_above = gain_from_db_f64(threshold);
        f.threshold.set_lane(lane, log2_f64(opens_above) as f32);
        f.opens_above.set_lane(lane, opens_above as f32);
        f.stays_above
            .set_lane(lane, gain_from_db_f64(threshold - hysteresis) as f32);
        f.hold
            .set_lane(lane, 1.0 + (hold_frames + 0.5) as i32 as f32);
        let attack = speed(settings.attack_ms);
        self.attack.set.set_lane(lane, attack);
        self.attack.caution.set_lane(lane, self.attack.marks);
        f.attack = self.attack.now();
        f.release.set_lane(lane, speed(settings.release_ms));
        self.tidy = false;
        self.range.set_target(lane, gain_from_db_f64(-range) as f32);
        self.on.set_target(lane, f32::from(u8::from(settings.on)));
        let ducks = f32::from(u8::from(settings.ducks));
        self.expansion.duck.set_target(lane, ducks);
        let ratio = if settings.ducks {
            f32::INFINITY
        } else {
            settings.ratio
        };
        self.set_ratio(lane, ratio);
    }

    /// Puts channel `lane` at its settings at once, closed.
    fn snap_lane(&mut self, lane: usize) {
        self.tidy = false;
        self.attack.caution.set_lane(lane, 0.0);
        self.factors.attack = self.attack.now();
        self.on.snap_lane(lane);
        self.range.snap_lane(lane);
        self.expansion.snap_lane(lane);
        let closed = State::closed(self.silent_goal());
        self.state.copy_lane_from(lane, &closed, lane);
    }

    #[inline(always)]
    fn is_idle(&self) -> bool {
        self.tidy
    }

    #[inline(always)]
    fn mark(&mut self) {
        if self.is_idle() {
            return;
        }
        if self.attack.caution != S::splat(0.0) {
            self.attack.calm_down();
            self.factors.attack = self.attack.now();
        }
        self.range.settle();
        self.on.settle();
        self.state.settle();
        // What is off forgets its past, whatever its neighbours do.
        let heard = self.on.distance_from(0.0);
        self.range.snap_unless(heard);
        if !self.expansion.settle() {
            self.expansion.snap_unless(heard);
        }
        self.gain = heard.select_gt_in_place(S::splat(0.0), self.gain, S::splat(1.0));
        self.state.open_unless(heard);
        self.tidy = self.is_neutral() && self.range.is_settled() && self.expansion.is_settled();
    }

    #[inline(always)]
    fn process(&mut self, run: &mut [S]) {
        let keyed = run.iter_mut().map(|x| {
            let key = *x;
            (x, key)
        });
        self.run(keyed);
    }

    /// True when every gate is off and has faded out.
    #[inline(always)]
    fn is_neutral(&self) -> bool {
        self.on.is_settled() && self.on.target() == S::splat(0.0)
    }

    /// True when zeros in give zeros out and change nothing for ever: each gate is off, or closed
    /// with nothing left to do.
    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        if self.is_neutral() {
            return self.tidy;
        }
        let (zero, state) = (S::splat(0.0), &self.state);
        let left = state.first_left.magnitude() + state.second_left.magnitude();
        let further = (state.goal - self.silent_goal()).magnitude() + left;
        let waits = state.open + state.hold + state.envelope + further;
        self.on.is_settled()
            && self.range.is_settled()
            && self.expansion.is_settled()
            && self.on.target().select_gt(zero, waits, zero) == zero
    }

    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        self.tidy = false;
        let caution = other.attack.caution.lane(other_lane);
        self.attack.caution.set_lane(lane, caution);
        self.factors.attack = self.attack.now();
        self.state.copy_lane_from(lane, &other.state, other_lane);
        self.range.copy_lane_from(lane, &other.range, other_lane);
        let (own, theirs) = (&mut self.expansion, &other.expansion);
        if own.share.target().lane(lane) == 0.0 {
            // A gate keeps the slope of the expander that it was, which may still fade out.
            let slope = theirs.slope.target().lane(other_lane);
            own.slope.set_target(lane, slope);
        }
        own.slope.copy_lane_from(lane, &theirs.slope, other_lane);
        own.share.copy_lane_from(lane, &theirs.share, other_lane);
        own.duck.copy_lane_from(lane, &theirs.duck, other_lane);
        self.on.copy_lane_from(lane, &other.on, other_lane);
        self.gain.set_lane(lane, other.gain.lane(other_lane));
        self.lowest.set_lane(lane, other.lowest.lane(other_lane));
    }

    #[inline(always)]
    fn clear_lane(&mut self, lane: usize) {
        self.state.copy_lane_from(lane, &State::open(), lane);
    }

    fn link(&mut self, lane: usize, linked: bool) {
        self.factors
            .link
            .set_lane(lane, f32::from(u8::from(linked)));
    }
}

impl<S: Sample> Keyed<S> for Gate<S> {
    #[inline(always)]
    fn process_keyed(&mut self, run: &mut [S], key: &[S]) {
        let keyed = run.iter_mut().zip(key).map(|(x, &key)| (x, key));
        self.run(keyed);
    }
}

impl<S: Sample> Gate<S> {
    /// A gate that becomes an expander has its slope at once, and fades over to it.
    fn set_ratio(&mut self, lane: usize, ratio: f32) {
        let expands = ratio < f32::INFINITY;
        let Expansion { slope, share, .. } = &mut self.expansion;
        if expands {
            let ratio = if ratio > 1.0 { ratio } else { 1.0 };
            slope.set_target(lane, ratio - 1.0);
            if share.distance_from(0.0).lane(lane) == 0.0 {
                slope.snap_lane(lane);
            }
        }
        share.set_target(lane, f32::from(u8::from(expands)));
    }

    /// Where the gains of closed channels are after a long silence.
    #[inline(always)]
    fn silent_goal(&self) -> S {
        let range = self.range.value();
        if self.expansion.is_neutral() {
            return range;
        }
        let threshold = self.factors.threshold;
        self.expansion.closed(S::splat(0.0), threshold, range)
    }

    #[inline(always)]
    fn run<'a>(&mut self, keyed: impl Iterator<Item = (&'a mut S, S)>) {
        if self.is_neutral() {
            // Nothing is heard of any of them.
        } else if !self.expansion.is_neutral() {
            self.run_frames::<true, true, true>(keyed);
        } else if !self.on.is_settled() || !self.range.is_settled() {
            self.run_frames::<true, false, true>(keyed);
        } else if self.factors.link == S::splat(0.0) {
            self.run_frames::<false, false, false>(keyed);
        } else {
            self.run_frames::<false, false, true>(keyed);
        }
    }

    /// Gates frames by their keys; range, switch and expansion are on their way or not, and there are
    /// expanders and linked pairs among the gates or not.
    #[inline(always)]
    fn run_frames<'a, const MOVING: bool, const EXPANDS: bool, const LINKED: bool>(
        &mut self,
        keyed: impl Iterator<Item = (&'a mut S, S)>,
    ) {
        let (mut state, mut range, mut on) = (self.state, self.range, self.on);
        let (mut gain, mut lowest) = (self.gain, self.lowest);
        for (x, key) in keyed {
            if EXPANDS {
                self.expansion.slope.next();
                self.expansion.share.next();
                self.expansion.duck.next();
            }
            let (range, expansion) = (range.step::<MOVING>(), &self.expansion);
            let gated = state.tick::<EXPANDS, LINKED>(key, range, &self.factors, expansion);
            let on = on.step::<MOVING>();
            gain = gated * on + (S::splat(1.0) - on);
            lowest = lowest.smaller(gain);
            *x *= gain;
        }
        (self.state, self.range, self.on) = (state, range, on);
        (self.gain, self.lowest) = (gain, lowest);
    }

    /// The lowest gain of each channel since [`Self::take_lowest_gain`].
    #[inline(always)]
    pub fn lowest_gain(&self) -> S {
        self.lowest
    }

    /// The lowest gain of each channel since the last call, for meters.
    #[inline(always)]
    pub fn take_lowest_gain(&mut self) -> S {
        std::mem::replace(&mut self.lowest, self.gain)
    }
}

/// What each of two one-poles goes per frame to be 63 % of the way after `ms`.
fn speed(ms: f32, rate: f64) -> f32 {
    let seconds = f64::from(ms) * 1e-3 / TWO_POLE_FACTOR;
    one_pole_coefficient(seconds, rate) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::sample::{LANES, Lanes};
    use crate::dsp::testing::conformance::{Frame, Subject, conforms};
    use crate::dsp::testing::*;

    fn settings() -> GateSettings {
        GateSettings {
            on: true,
            threshold_db: -40.0,
            hysteresis_db: 3.0,
            range_db: 60.0,
            ratio: f32::INFINITY,
            ducks: false,
            attack_ms: 0.1,
            hold_ms: 10.0,
            release_ms: 20.0,
        }
    }

    fn settled(settings: GateSettings) -> Gate<f32> {
        let mut gate = Gate::new(RATE);
        gate.set(0, settings);
        gate.snap_lane(0);
        gate
    }

    /// Gates `signal` by `key` mark by mark, with settings taken at their frames.
    fn run(
        gate: &mut Gate<f32>,
        signal: &mut [f32],
        key: &[f32],
        changes: &[(usize, GateSettings)],
    ) {
        let segments = signal.chunks_mut(FRAMES_PER_MARK);
        for (index, (segment, key)) in segments.zip(key.chunks(FRAMES_PER_MARK)).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                gate.set(0, *settings);
            }
            gate.mark();
            gate.process_keyed(segment, key);
        }
    }

    /// The gain of each frame for a key.
    fn gains(gate: &mut Gate<f32>, key: &[f32]) -> Vec<f32> {
        let mut ones = vec![1.0; key.len()];
        run(gate, &mut ones, key, &[]);
        ones
    }

    #[test]
    fn a_change_of_settings_opens_no_faster_than_a_millisecond_and_a_key_as_fast_as_is_set() {
        let fast = GateSettings {
            attack_ms: 0.02,
            threshold_db: -20.0,
            ..settings()
        };
        let lower = GateSettings {
            threshold_db: -50.0,
            ..fast
        };
        // A steady key: only the change opens.
        let mut ones = vec![1.0; 9600];
        run(
            &mut settled(fast),
            &mut ones,
            &vec![0.03; 9600],
            &[(4800, lower)],
        );
        assert!(ones[4799] < 0.002);
        assert!(ones[4800 + 46] < 0.64, "after 1 ms: {}", ones[4846]);
        assert!(ones[4800 + 480] > 0.99);
        // A key that comes long after the change.
        let mut key = vec![0.0; 9600];
        key[7200..].fill(0.03);
        let mut ones = vec![1.0; 9600];
        run(&mut settled(fast), &mut ones, &key, &[(0, lower)]);
        assert!(ones[7199] < 0.002 && ones[7204] > 0.9);
    }

    /// A 1 kHz tone that holds each level for 100 ms.
    fn staircase(levels: impl Iterator<Item = f64>) -> (Vec<f64>, Vec<f32>) {
        let levels: Vec<f64> = levels.collect();
        let tone = sine(1000.0, 1.0, 0.2, 4800 * levels.len());
        let steps = tone
            .iter()
            .enumerate()
            .map(|(n, &x)| (f64::from(x) * gain(levels[n / 4800])) as f32)
            .collect();
        (levels, steps)
    }

    #[test]
    fn it_opens_at_the_threshold_and_closes_below_the_hysteresis() {
        for (threshold_db, hysteresis_db) in [(-40.0, 3.0), (-20.0, 6.0), (-60.0, 0.0)] {
            let mut gate = settled(GateSettings {
                threshold_db,
                hysteresis_db,
                ..settings()
            });
            let up = (0..=160).map(|step| -79.9 + 0.5 * f64::from(step));
            let down = (0..=160).map(|step| 0.1 - 0.5 * f64::from(step));
            let (levels, key) = staircase(up.chain(down));
            let gains = gains(&mut gate, &key);
            let open = |step: usize| gains[4800 * step + 4799] > 0.9;
            let opened = levels[(0..161).find(|&step| open(step)).unwrap()];
            let closed = levels[(161..322).find(|&step| !open(step)).unwrap()];
            let (threshold, hysteresis) = (f64::from(threshold_db), f64::from(hysteresis_db));
            assert!((opened - threshold).abs() <= 0.5, "{opened}");
            assert!((closed - (threshold - hysteresis)).abs() <= 0.5, "{closed}");
        }
    }

    #[test]
    fn it_holds_for_the_hold_time() {
        for hold_ms in [0.0, 10.0, 250.0] {
            let mut gate = settled(GateSettings {
                hold_ms,
                ..settings()
            });
            let mut key = sine(5000.0, gain(-10.0), 0.0, 4800);
            key.resize(48_000, 0.0);
            let gains = gains(&mut gate, &key);
            let closes = (4800..48_000).find(|&n| gains[n] < 0.9999).unwrap();
            // First the detector falls from −10 to −43 dB.
            let fall_ms = 5.0 * (gain(-10.0) / gain(-43.0)).ln();
            let held_ms = (closes - 4800) as f64 / 48.0 - fall_ms;
            assert!((held_ms - f64::from(hold_ms)).abs() < 1.0, "{held_ms}");
        }
    }

    #[test]
    fn closed_it_attenuates_by_its_range() {
        for range_db in [0.0, 6.0, 40.0, 90.0] {
            let mut gate = settled(GateSettings {
                range_db,
                ..settings()
            });
            let mut key = sine(1000.0, 0.5, 0.0, 4800);
            key.resize(48_000, 0.0);
            let gains = gains(&mut gate, &key);
            assert!((gains[4000] - 1.0).abs() < 1e-6);
            assert!((db(gains[47_999].into()) + f64::from(range_db)).abs() < 0.1);
        }
    }

    #[test]
    fn noise_around_the_threshold_does_not_chatter() {
        let tone = sine(1000.0, gain(-40.0), 0.0, 480_000);
        let hiss = noise(9, gain(-60.0), 480_000);
        for offset in [-1.0, -0.5, 0.0, 0.5, 1.0] {
            let key: Vec<f32> = tone
                .iter()
                .zip(&hiss)
                .map(|(&x, &n)| x * gain(offset) as f32 + n)
                .collect();
            let gains = gains(&mut settled(settings()), &key);
            let changes: Vec<usize> = (1..gains.len())
                .filter(|&n| (gains[n] > 0.5) != (gains[n - 1] > 0.5))
                .collect();
            assert!(changes.windows(2).all(|pair| pair[1] - pair[0] >= 480));
            assert!(changes.len() <= 1, "{offset}: {}", changes.len());
        }
    }

    #[test]
    fn attack_and_release_take_their_times() {
        for (attack_ms, release_ms) in [(1.0, 20.0), (10.0, 100.0), (100.0, 1000.0)] {
            let mut gate = settled(GateSettings {
                attack_ms,
                release_ms,
                hold_ms: 0.0,
                ..settings()
            });
            let mut key = vec![0.5; 96_000];
            key.resize(480_000, 0.0);
            let gains = gains(&mut gate, &key);
            let closed = gain(-60.0);
            let rise = closed + (1.0 - closed) * (1.0 - (-1.0_f64).exp());
            let opened = gains.iter().position(|&g| f64::from(g) >= rise).unwrap();
            let attack = f64::from(attack_ms) * 48.0;
            assert!(
                (opened as f64 - attack).abs() < 0.05 * attack + 1.5,
                "{opened}"
            );
            // Half the range in dB, on the response of two equal one-poles.
            let start = (96_000..480_000).find(|&n| gains[n] < 0.999_99).unwrap();
            let reached = (start..480_000)
                .find(|&n| f64::from(gains[n]) <= gain(-30.0))
                .unwrap();
            let share = (gain(-30.0) - closed) / (1.0 - closed);
            let tau = f64::from(release_ms) * 48.0 / 2.146;
            let mut t = 0.0_f64;
            while (1.0 + t) * (-t).exp() > share {
                t += 1e-3;
            }
            let ratio = (reached - start) as f64 / (t * tau);
            assert!((ratio - 1.0).abs() < 0.1, "{release_ms}: {ratio}");
        }
    }

    #[test]
    fn an_expander_follows_its_curve_down_to_its_range() {
        for (ratio, range_db) in [
            (1.0, 60.0),
            (1.5, 60.0),
            (2.0, 30.0),
            (4.0, 40.0),
            (20.0, 90.0),
        ] {
            let mut expander = settled(GateSettings {
                ratio,
                range_db,
                hysteresis_db: 0.0,
                ..settings()
            });
            for step in 0..=60 {
                let level = -80.0 + f64::from(step);
                let key = vec![gain(level) as f32; 9600];
                let found = db(gains(&mut expander, &key)[9599].into());
                let below = (-40.0 - level).max(0.0);
                let expected = -((f64::from(ratio) - 1.0) * below).min(range_db.into());
                assert!(
                    (found - expected).abs() < 0.1,
                    "{ratio} at {level}: {found}"
                );
            }
        }
        let mut expander = settled(GateSettings {
            ratio: 2.0,
            hysteresis_db: 0.0,
            release_ms: 200.0,
            ..settings()
        });
        let tone = sine(1000.0, gain(-50.0), 0.0, 96_000);
        let found = db(gains(&mut expander, &tone)[95_999].into());
        assert!((found + 10.0).abs() < 1.0, "{found}");
    }

    #[test]
    fn an_expander_of_one_to_one_is_exactly_the_input() {
        let input = noise(7, 0.001, 9600);
        let mut output = input.clone();
        let mut expander = settled(GateSettings {
            ratio: 1.0,
            ..settings()
        });
        run(&mut expander, &mut output, &input, &[]);
        assert!(bits(&output) == bits(&input));
    }

    #[test]
    fn an_expander_rises_with_its_attack_and_falls_with_its_release() {
        let mut expander = settled(GateSettings {
            ratio: 2.0,
            attack_ms: 20.0,
            release_ms: 200.0,
            ..settings()
        });
        // Both levels are below the threshold.
        let mut key = vec![gain(-60.0) as f32; 48_000];
        key.resize(96_000, gain(-46.0) as f32);
        key.resize(192_000, gain(-60.0) as f32);
        let gains = gains(&mut expander, &key);
        let (low, high) = (gain(-20.0), gain(-6.0));
        let part = (high - low) / 1.0_f64.exp();
        let rose = (48_000..gains.len()).find(|&n| f64::from(gains[n]) >= high - part);
        let fell = (96_000..gains.len()).find(|&n| f64::from(gains[n]) <= low + part);
        let attack_ms = (rose.unwrap() - 48_000) as f64 / 48.0;
        let release_ms = (fell.unwrap() - 96_000) as f64 / 48.0;
        assert!((attack_ms - 20.0).abs() < 1.0, "{attack_ms}");
        // The detector falls by 14 dB first, and the goal with it.
        assert!((190.0..215.0).contains(&release_ms), "{release_ms}");
    }

    #[test]
    fn switching_and_range_jumps_are_clean() {
        let open = GateSettings {
            threshold_db: 0.0,
            ..settings()
        };
        let off = GateSettings { on: false, ..open };
        let shallow = GateSettings {
            range_db: 0.0,
            ..open
        };
        let ducks = GateSettings {
            ducks: true,
            ..open
        };
        let ratio = |ratio| GateSettings {
            ratio,
            attack_ms: 20.0,
            release_ms: 200.0,
            ..open
        };
        for (a, b) in [
            (off, open),
            (open, off),
            (open, shallow),
            (shallow, open),
            (ratio(1.0), ratio(f32::INFINITY)),
            (ratio(f32::INFINITY), ratio(1.0)),
            (ratio(1.0), ratio(50.0)),
            (off, ratio(1.5)),
            (open, ducks),
            (ducks, ratio(1.5)),
            (off, ducks),
        ] {
            for step in 0..4 {
                let mut tone = sine(1000.0, 0.5, f64::from(step) * 0.8, 48_000);
                let key = tone.clone();
                let mut gate = settled(a);
                run(
                    &mut gate,
                    &mut tone,
                    &key,
                    &[(19_200, b), (28_800, a), (29_120, b)],
                );
                let residue = residue_above_8k(&tone, 9600);
                assert!(residue < -80.0, "{residue} dBFS");
            }
        }
    }

    /// Down by its range with the attack while its key is above the threshold; back with hold and release.
    #[test]
    fn a_ducker_goes_down_while_its_key_is_there() {
        let set = GateSettings {
            ducks: true,
            range_db: 20.0,
            attack_ms: 10.0,
            hold_ms: 100.0,
            release_ms: 50.0,
            // Of no account.
            ratio: 2.0,
            ..settings()
        };
        let mut gate = settled(set);
        let quiet = gains(&mut gate, &vec![0.001; 4800]);
        assert!(quiet.iter().all(|x| *x == 1.0), "below the threshold");
        let ducked = gains(&mut gate, &vec![0.5; 9600]);
        let after_attack = 1.0 - ducked[480];
        assert!((after_attack / 0.9 - 0.63).abs() < 0.03, "{after_attack}");
        assert!((db(ducked[9599].into()) + 20.0).abs() < 0.1);
        let back = gains(&mut gate, &vec![0.0; 48_000]);
        // The detector falls by 37 dB before the hold begins.
        let falls = (0.005 * gain(37.0).ln() * RATE) as usize;
        let closes = falls + 4800;
        assert!((db(back[closes - 100].into()) + 20.0).abs() < 0.1);
        let left = (1.0 - back[closes + 2400]) / 0.9;
        assert!((left - 0.37).abs() < 0.03, "{left}");
        assert_eq!(back[47_999], 1.0);
        assert!(gate.is_at_rest());
    }

    #[test]
    fn the_lowest_gain_is_kept_until_it_is_taken() {
        let mut gate = settled(settings());
        gains(&mut gate, &vec![0.0; 320]);
        gains(&mut gate, &vec![0.5; 9600]);
        assert!((db(gate.take_lowest_gain().into()) + 60.0).abs() < 0.1);
        gains(&mut gate, &vec![0.5; 320]);
        assert_eq!(gate.take_lowest_gain(), 1.0);
    }

    #[test]
    fn a_linked_pair_opens_together() {
        let mut gate = Gate::<Lanes>::new(RATE);
        for lane in 0..LANES {
            gate.set(lane, settings());
            gate.snap_lane(lane);
        }
        gate.link(2, true);
        gate.link(3, true);
        let tone = sine(1000.0, 0.5, 0.0, 4800);
        let mut lowest = Lanes::default();
        for chunk in tone.chunks(FRAMES_PER_MARK) {
            let key: Vec<Lanes> = chunk
                .iter()
                .map(|&x| Lanes([x, 0.0, 0.0, x, 0.0, 0.0, 0.0, 0.0]))
                .collect();
            gate.mark();
            gate.process_keyed(&mut vec![Lanes::splat(1.0); key.len()], &key);
            lowest = gate.take_lowest_gain();
        }
        let open: Vec<bool> = (0..LANES).map(|lane| lowest[lane] > 0.99).collect();
        assert_eq!(open, [true, false, true, true, false, false, false, false]);
    }

    const OFF: GateSettings = GateSettings {
        on: false,
        threshold_db: -40.0,
        hysteresis_db: 3.0,
        range_db: 40.0,
        ratio: f32::INFINITY,
        ducks: false,
        attack_ms: 1.0,
        hold_ms: 50.0,
        release_ms: 150.0,
    };

    impl<S: Frame + Sample> Subject<S> for Gate<S> {
        const OFF: Option<GateSettings> = Some(OFF);

        fn run(&mut self, run: &mut [S], key: Option<&[S]>) {
            match key {
                Some(key) => self.process_keyed(run, key),
                None => self.process(run),
            }
        }

        fn any(random: &mut Random) -> GateSettings {
            GateSettings {
                on: true,
                threshold_db: random.between(-80.0, 0.0),
                hysteresis_db: random.between(0.0, 12.0),
                range_db: random.between(0.0, 90.0),
                ratio: random.ratio(),
                ducks: random.below(4) == 0,
                attack_ms: random.octaves(0.02, 200.0),
                hold_ms: random.octaves(1.0, 2000.0),
                release_ms: random.octaves(5.0, 4000.0),
            }
        }
    }
    conforms!(Gate);
}
