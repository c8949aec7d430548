//! Automatic gain sharing between open microphones: each gets the share of one full gain that its
//! level has in the level of all (after D. Dugan, US 3,992,584, expired 1993).
//!
//! Per frame each microphone's power in the speech band is followed, quickly up and slowly down. At
//! marks the shares of a group are found ([`share`]); they add up to 1, always, and are smoothed by
//! the same two one-poles, so that the smoothed ones add up to 1 as well. A microphone's gain is the
//! root of its share.

use super::math::{gain_from_db_f64, one_pole_coefficient, tan_f64};
use super::processor::Processor;
use super::sample::Sample;
use super::smoother::Smoother;
use super::svf::{Svf, SvfCoefficients, SvfFactors};
use std::f64::consts::{FRAC_1_SQRT_2, PI, SQRT_2};

/// The speech band in Hz.
const BAND_HZ: (f64, f64) = (100.0, 8000.0);
/// Time constant of a rising power, in seconds.
const ATTACK_SECONDS: f64 = 0.005;
/// Time constants in which a power falls by 60 dB: 6·ln(10).
const FALL: f64 = 13.815_510_557_964_274;
/// Time constant of each of the two one-poles that smooth the shares, in seconds.
const SHARE_SECONDS: f64 = 0.001_5;
/// Time constant of each of the two one-poles that smooth joining, leaving and overriding, in
/// seconds.
const SWITCH_SECONDS: f64 = 0.005;
/// What every open microphone counts for at least: a power of −80 dBFS, so that in silence all of a
/// group share alike.
pub const FLOOR: f32 = 1e-8;

/// What a person sets for one microphone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AutomixSettings {
    /// It is in a group.
    pub on: bool,
    /// How much louder than it is it counts, in dB.
    pub weight_db: f32,
    /// Full gain for it whatever the others do; they go on sharing as if it had no privilege.
    pub override_on: bool,
    /// How long its power takes to fall by 60 dB, in ms.
    pub release_ms: f32,
}

/// The share of a microphone with the weighted power `power` in a group whose powers add up to
/// `sum`; both with their [`FLOOR`]s. Their sum is 1.
#[inline(always)]
pub fn share(power: f32, sum: f32) -> f32 {
    if sum > 0.0 { power / sum } else { 0.0 }
}

/// The followers and gains of the microphones.
#[derive(Clone, Debug)]
pub struct Automix<S> {
    /// The lower end of the speech band.
    low_cut: Svf<S>,
    /// The upper end of the speech band.
    high_cut: Svf<S>,
    /// The factors of both ends.
    band: [SvfFactors<S>; 2],
    /// The power of each channel in the speech band: mean squares.
    power: S,
    /// What a rising power goes per frame.
    attack: S,
    /// What a falling power goes per frame.
    release: S,
    /// What a channel's power counts for, as a factor.
    weight: S,
    /// The share that each channel has.
    share: Smoother<S>,
    /// How much of the shared gain is heard: 0 off or overridden, 1 on.
    on: Smoother<S>,
    /// 1 where a channel is in a group, else 0.
    member: S,
    /// The gain of the last frame.
    gain: S,
    /// Some channel is in a group, or was at the last mark.
    awake: bool,
    /// Frames per second.
    rate: f64,
}

impl<S: Sample> Processor<S> for Automix<S> {
    type Settings = AutomixSettings;

    fn new(rate: f64) -> Self {
        let section = |hz: f64, m: [f64; 3]| {
            // Up to two fifths of the rate the bilinear design is what it should be.
            let hz = if hz > 0.4 * rate { 0.4 * rate } else { hz };
            SvfCoefficients {
                g: S::splat(tan_f64(PI * hz / rate) as f32),
                k: S::splat(SQRT_2 as f32),
                m0: S::splat(m[0] as f32),
                m1: S::splat(m[1] as f32),
                m2: S::splat(m[2] as f32),
            }
            .solved()
        };
        Self {
            low_cut: Svf::default(),
            high_cut: Svf::default(),
            band: [
                section(BAND_HZ.0, [1.0, -2.0 * FRAC_1_SQRT_2, -1.0]),
                section(BAND_HZ.1, [0.0, 0.0, 1.0]),
            ],
            power: S::splat(0.0),
            attack: S::splat(one_pole_coefficient(ATTACK_SECONDS, rate) as f32),
            release: S::splat(0.0),
            weight: S::splat(1.0),
            share: Smoother::new(one_pole_coefficient(SHARE_SECONDS, rate), 0.0),
            on: Smoother::new(one_pole_coefficient(SWITCH_SECONDS, rate), 0.0),
            member: S::splat(0.0),
            gain: S::splat(1.0),
            awake: false,
            rate,
        }
    }

    fn set(&mut self, lane: usize, settings: AutomixSettings) {
        let weight_db = f64::from(settings.weight_db);
        let seconds = f64::from(settings.release_ms) * 1e-3;
        let release = one_pole_coefficient(seconds / FALL, self.rate);
        self.release.set_lane(lane, release as f32);
        self.weight
            .set_lane(lane, gain_from_db_f64(2.0 * weight_db) as f32);
        let member = f32::from(u8::from(settings.on));
        self.member.set_lane(lane, member);
        let shares = settings.on && !settings.override_on;
        self.on.set_target(lane, f32::from(u8::from(shares)));
        if !settings.on && self.on.away_from(0.0).lane(lane) == 0.0 {
            // Whether a mark comes by depends on neighbours.
            self.clear_lane(lane);
        }
        self.awake = !self.is_neutral();
    }

    /// Puts channel `lane` at its settings and share at once.
    fn snap_lane(&mut self, lane: usize) {
        self.on.snap_lane(lane);
        self.share.snap_lane(lane);
    }

    #[inline(always)]
    fn is_idle(&self) -> bool {
        !self.awake
    }

    #[inline(always)]
    fn mark(&mut self) {
        if self.is_idle() {
            return;
        }
        self.on.settle();
        self.share.settle();
        self.low_cut.flush();
        self.high_cut.flush();
        self.power = self.power.flush_tiny();
        let heard = self.on.distance_from(0.0).larger(self.member);
        for lane in 0..S::WIDTH {
            if heard.lane(lane) == 0.0 {
                self.clear_lane(lane);
            }
        }
        // Sharing that was left has to fade out before it counts as left.
        self.awake = !self.is_neutral();
    }

    /// Multiplies the frames by the gains of their channels: 1 for channels in no group.
    #[inline(always)]
    fn process(&mut self, run: &mut [S]) {
        let (mut share, mut on) = (self.share, self.on);
        let mut gain = self.gain;
        for x in run {
            let root = share.next().map(|share| clamped(share).sqrt());
            let on = on.next();
            gain = root * on + (S::splat(1.0) - on);
            *x *= gain;
        }
        (self.share, self.on, self.gain) = (share, on, gain);
    }

    /// True when no channel is in a group, or on its way out of one.
    #[inline(always)]
    fn is_neutral(&self) -> bool {
        let zero = S::splat(0.0);
        self.member == zero && self.on.is_settled() && self.on.target() == zero
    }

    /// Never while a microphone is in a group: in silence too, the voices of the others move its share.
    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        !self.awake
    }

    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        self.low_cut
            .copy_lane_from(lane, &other.low_cut, other_lane);
        self.high_cut
            .copy_lane_from(lane, &other.high_cut, other_lane);
        self.power.set_lane(lane, other.power.lane(other_lane));
        self.share
            .set_target(lane, other.share.target().lane(other_lane));
        self.share.copy_lane_from(lane, &other.share, other_lane);
        self.on.copy_lane_from(lane, &other.on, other_lane);
        self.gain.set_lane(lane, other.gain.lane(other_lane));
        self.awake |= !self.is_neutral();
    }

    #[inline(always)]
    fn clear_lane(&mut self, lane: usize) {
        self.low_cut.clear_lane(lane);
        self.high_cut.clear_lane(lane);
        self.power.set_lane(lane, 0.0);
        self.gain.set_lane(lane, 1.0);
        self.share.set_target(lane, 0.0);
        self.share.snap_lane(lane);
    }
}

impl<S: Sample> Automix<S> {
    /// At a mark: what channel `lane` counts for in its group.
    #[inline(always)]
    pub fn weighted_power(&self, lane: usize) -> f32 {
        self.weight.lane(lane) * self.power.lane(lane) + FLOOR
    }

    /// At a mark: the share of its group's gain that channel `lane` goes to, from [`share`]; 0 for
    /// one that is closed or in no group.
    #[inline(always)]
    pub fn set_share(&mut self, lane: usize, share: f32) {
        self.share.set_target(lane, share);
    }

    /// Follows the power of a run of frames inside one mark. Nothing happens while no channel is in
    /// a group.
    #[inline(always)]
    pub fn measure(&mut self, signal: &[S]) {
        if self.is_neutral() {
            return;
        }
        let (mut low, mut high, mut power) = (self.low_cut, self.high_cut, self.power);
        for x in signal {
            let speech = high.tick(low.tick(*x, &self.band[0]), &self.band[1]);
            let square = speech * speech * self.member;
            let speed = square.select_gt(power, self.attack, self.release);
            power += speed * (square - power);
        }
        (self.low_cut, self.high_cut, self.power) = (low, high, power);
    }

    /// True when some channel is in a group, or on its way out of one.
    #[inline(always)]
    pub fn is_awake(&self) -> bool {
        self.awake
    }

    /// The gain of each channel in the last frame, for displays.
    #[inline(always)]
    pub fn gain(&self) -> S {
        self.gain
    }
}

/// A smoothed share is never below zero but for its rounding.
#[inline(always)]
fn clamped(share: f32) -> f32 {
    if share > 0.0 { share } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::sample::{LANES, Lanes};
    use crate::dsp::testing::conformance::{Frame, Subject, conforms};
    use crate::dsp::testing::*;

    const MEMBER: AutomixSettings = AutomixSettings {
        on: true,
        weight_db: 0.0,
        override_on: false,
        release_ms: 120.0,
    };

    fn group(settings: &[AutomixSettings]) -> Automix<Lanes> {
        let mut automix = Automix::new(RATE);
        for (lane, settings) in settings.iter().enumerate() {
            automix.set(lane, *settings);
        }
        share_out(&mut automix);
        (0..LANES).for_each(|lane| automix.snap_lane(lane));
        automix
    }

    fn share_out(automix: &mut Automix<Lanes>) {
        let members = (0..LANES).filter(|lane| automix.member[*lane] > 0.0);
        let powers: Vec<(usize, f32)> = members
            .map(|lane| (lane, automix.weighted_power(lane)))
            .collect();
        let sum = powers.iter().map(|(_, power)| power).sum();
        for (lane, power) in powers {
            automix.set_share(lane, share(power, sum));
        }
    }

    /// The gains of every frame while `signal` is heard: what ones would come out as.
    fn gains(automix: &mut Automix<Lanes>, signal: &[Lanes]) -> Vec<Lanes> {
        let mut all = Vec::new();
        for segment in signal.chunks(FRAMES_PER_MARK) {
            automix.mark();
            share_out(automix);
            automix.measure(segment);
            let mut gains = vec![Lanes::splat(1.0); segment.len()];
            automix.process(&mut gains);
            all.extend(gains);
        }
        all
    }

    fn talkers(levels_db: &[f64], frames: usize) -> Vec<Lanes> {
        let rms_of_uniform = 3_f64.sqrt();
        let channels: [Vec<f32>; LANES] = std::array::from_fn(|lane| {
            let level = levels_db.get(lane).map_or(0.0, |level| gain(*level));
            noise(11 + lane as u64, level * rms_of_uniform, frames)
        });
        interleave(&channels)
    }

    /// The mean power gain of a lane from frame `from` on, in dB.
    fn level(gains: &[Lanes], lane: usize, from: usize) -> f64 {
        let heard = &gains[from..];
        let sum: f64 = heard.iter().map(|g| f64::from(g[lane]).powi(2)).sum();
        10.0 * (sum / heard.len() as f64).log10()
    }

    fn assert_full_sum(gains: &[Lanes], members: usize) {
        for (n, g) in gains.iter().enumerate() {
            let sum: f64 = (0..members).map(|lane| f64::from(g[lane]).powi(2)).sum();
            assert!((sum - 1.0).abs() < 1e-4, "{sum} at {n}");
        }
    }

    #[test]
    fn eight_equal_voices_share_at_nine_decibels_each() {
        let heard = gains(&mut group(&[MEMBER; 8]), &talkers(&[-20.0; 8], 48_000));
        assert_full_sum(&heard, 8);
        for lane in 0..8 {
            assert!((level(&heard, lane, 9600) + 9.03).abs() < 0.5);
        }
    }

    #[test]
    fn one_talker_has_it_all_and_idle_microphones_are_down_by_their_distance() {
        let mut levels = [-60.0; 8];
        levels[3] = -20.0;
        let heard = gains(&mut group(&[MEMBER; 8]), &talkers(&levels, 48_000));
        assert_full_sum(&heard, 8);
        for lane in 0..8 {
            let down = level(&heard, lane, 9600);
            if lane == 3 {
                assert!(down <= 0.0 && down > -0.1, "{down}");
            } else {
                assert!((down + 40.0).abs() < 1.0, "{down}");
            }
        }
    }

    #[test]
    fn two_equal_voices_are_three_decibels_down_and_silence_is_shared_alike() {
        let heard = gains(&mut group(&[MEMBER; 2]), &talkers(&[-20.0; 2], 48_000));
        for lane in 0..2 {
            assert!((level(&heard, lane, 9600) + 3.01).abs() < 0.2);
        }
        for count in [1, 4, 8] {
            let silent = vec![Lanes::default(); 960];
            let heard = gains(&mut group(&vec![MEMBER; count]), &silent);
            for lane in 0..count {
                let idle = -10.0 * (count as f64).log10();
                assert!((level(&heard, lane, 0) - idle).abs() < 0.001);
            }
        }
    }

    #[test]
    fn a_new_talker_has_the_gain_within_twenty_milliseconds() {
        let mut signal = talkers(&[-20.0, -80.0], 48_000);
        let second = talkers(&[-80.0, -20.0], 48_000);
        signal[24_000..].copy_from_slice(&second[24_000..]);
        let heard = gains(&mut group(&[MEMBER; 2]), &signal);
        assert_full_sum(&heard, 2);
        for g in &heard[24_000 + 960..] {
            assert!(db(g[1].into()) > -1.0, "{} dB", db(g[1].into()));
        }
        assert!(db(heard[23_900][1].into()) < -50.0);
    }

    #[test]
    fn a_weight_counts_as_level_and_an_override_is_full_gain() {
        let heavy = AutomixSettings {
            weight_db: 6.0,
            ..MEMBER
        };
        let heard = gains(&mut group(&[heavy, MEMBER]), &talkers(&[-20.0; 2], 48_000));
        let ratio = level(&heard, 0, 9600) - level(&heard, 1, 9600);
        assert!((ratio - 6.0).abs() < 0.3, "{ratio}");

        let chair = AutomixSettings {
            override_on: true,
            ..MEMBER
        };
        let heard = gains(&mut group(&[chair, MEMBER]), &talkers(&[-20.0; 2], 48_000));
        assert!(heard.iter().all(|g| g[0] == 1.0));
        assert!((level(&heard, 1, 9600) + 3.01).abs() < 0.2);
    }

    #[test]
    fn only_the_speech_band_counts() {
        let rumble = sine(25.0, 0.5, 0.0, 48_000);
        let mut channels: [Vec<f32>; LANES] = std::array::from_fn(|_| vec![0.0; 48_000]);
        channels[0] = rumble;
        channels[1] = sine(1000.0, 0.5, 0.0, 48_000);
        let heard = gains(&mut group(&[MEMBER; 2]), &interleave(&channels));
        // A second-order high-pass at 100 Hz, two octaves below: −24.1 dB.
        let down = level(&heard, 0, 9600);
        assert!((down + 24.1).abs() < 1.0, "{down}");
    }

    #[test]
    fn the_power_rises_and_falls_with_its_time_constants() {
        let mut automix = group(&[MEMBER]);
        let tone = interleave(&std::array::from_fn(|_| sine(3000.0, 0.5, 0.0, 4800)));
        automix.measure(&tone);
        let before = automix.weighted_power(0);
        automix.measure(&vec![Lanes::default(); 5760]);
        let fallen = 10.0 * f64::from((automix.weighted_power(0) - FLOOR) / before).log10();
        assert!((fallen + 60.0).abs() < 1.0, "{fallen} dB in 120 ms");
    }

    #[test]
    fn gains_move_without_a_click() {
        let mut talker = talkers(&[-120.0, -6.0], 48_000);
        for (n, x) in talker.iter_mut().enumerate() {
            x[0] = 0.5 * (2.0 * PI * 1000.0 * n as f64 / RATE).sin() as f32;
            if !(12_000..24_000).contains(&n) {
                x[1] = 0.0;
            }
        }
        let mut automix = Automix::new(RATE);
        let mut heard = Vec::new();
        for (mark, segment) in talker.chunks(FRAMES_PER_MARK).enumerate() {
            if mark == 200 || mark == 1200 {
                let settings = AutomixSettings {
                    on: mark == 200,
                    ..MEMBER
                };
                automix.set(0, settings);
                automix.set(1, settings);
            }
            automix.mark();
            share_out(&mut automix);
            automix.measure(segment);
            let mut faded = segment.to_vec();
            automix.process(&mut faded);
            heard.extend(faded);
        }
        let residue = residue_above_8k(&channel(&heard, 0), 4800);
        assert!(residue < -80.0, "{residue} dBFS");
        assert!(automix.is_neutral());
        assert_eq!(heard[47_000..], talker[47_000..]);
    }

    impl<S: Frame + Sample> Subject<S> for Automix<S> {
        const OFF: Option<AutomixSettings> = Some(AutomixSettings {
            on: false,
            ..MEMBER
        });
        // A silent microphone in a group still has a share of it, which the others' voices move: one that slept
        // would come in with the share of long ago.
        const RESTS: bool = false;

        /// Each is in a group with a steady one.
        fn before_mark(&mut self) {
            let member = self.member;
            for lane in (0..S::WIDTH).filter(|lane| member.lane(*lane) > 0.0) {
                let power = self.weighted_power(lane);
                self.set_share(lane, share(power, power + 1e-3));
            }
        }

        fn run(&mut self, run: &mut [S], _key: Option<&[S]>) {
            // Filters of who joins have heard it for a mark where another one was in a group before.
            let heard: Vec<S> = run.iter().map(|x| *x * self.member).collect();
            self.measure(&heard);
            self.process(run);
        }

        fn any(random: &mut Random) -> AutomixSettings {
            AutomixSettings {
                on: true,
                weight_db: random.between(-15.0, 15.0),
                override_on: random.flip(),
                release_ms: random.octaves(50.0, 2000.0),
            }
        }
    }
    conforms!(Automix);
}
