//! A delay of up to four taps, each with a time, a level and a place, of which the last comes back.
//!
//! ```text
//! (left + right)/2 → (+) → low cut → high cut → line ─┬→ taps: × level, pan → left, right
//!                     └─ soft limit ← × feedback ← last tap
//! ```
//! Wet only. A change of a time is a crossfade: no glide of pitch, no click.

use super::FRAMES_PER_MARK;
use super::alignment::whole_frames;
use super::crossfaded_tap::CrossfadedTap;
use super::effect::{Silence, clean, go_on, put_sides, sides_of, tiny_to_zero};
use super::high_pass::HighPass;
use super::low_pass::LowPass;
use super::math::one_pole_coefficient;
use super::pan::{self, PanLaw};
use super::processor::{Processor, Stereo};
use super::ring::Ring;
use super::smoother::Smoother;
use super::tap_delay::{LONGEST_MS, SHORTEST_MS, cuts, soft_limit};

/// The most taps.
pub const TAPS: usize = 4;
/// Time constant of each one-pole that smooths levels, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;

/// What a person sets of a tap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TapSettings {
    /// How late it is, in ms.
    pub time_ms: f32,
    /// Its gain.
    pub gain: f32,
    /// Where it is heard, −100 (left) to 100 (right).
    pub pan: f32,
}

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MultiTapSettings {
    /// How many of the taps are heard, 1 to 4; the last of them comes back.
    pub count: usize,
    /// The taps.
    pub taps: [TapSettings; TAPS],
    /// What comes back, in percent.
    pub feedback_percent: f32,
    /// Lows below are lost at each turn, in Hz; off at 20 Hz.
    pub low_cut_hz: f32,
    /// Highs above are lost at each turn, 1 to 20 kHz; off at 20 kHz.
    pub high_cut_hz: f32,
}

/// A tap.
#[derive(Clone, Copy, Debug)]
struct Tap {
    time: CrossfadedTap,
    /// Left, right, and what comes back.
    gains: [Smoother<f32>; 3],
}

impl Tap {
    fn new(rate: f64) -> Self {
        let smoothing = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        Self {
            time: CrossfadedTap::new(rate),
            gains: [0.0; 3].map(|gain| Smoother::new(smoothing, gain)),
        }
    }

    fn snap(&mut self) {
        self.time.snap();
        self.gains.iter_mut().for_each(Smoother::snap);
    }

    fn is_settled(&self) -> bool {
        self.time.is_settled() && self.gains.iter().all(Smoother::is_settled)
    }

    #[inline(always)]
    fn mark(&mut self) {
        for gain in &mut self.gains {
            gain.settle();
        }
        self.time.mark();
    }
}

/// A delay of several taps.
#[derive(Debug)]
pub struct MultiTap {
    settings: Option<MultiTapSettings>,
    line: Ring,
    taps: [Tap; TAPS],
    low_cut: HighPass<f32>,
    high_cut: LowPass<f32>,
    /// Hears what is written.
    silence: Silence,
    rate: f64,
}

impl Processor<Stereo> for MultiTap {
    type Settings = MultiTapSettings;

    fn new(rate: f64) -> Self {
        let longest = whole_frames(LONGEST_MS, rate * 1e-3);
        Self {
            settings: None,
            line: Ring::new(longest + FRAMES_PER_MARK),
            taps: [Tap::new(rate); TAPS],
            low_cut: HighPass::new(rate),
            high_cut: LowPass::new(rate),
            silence: Silence::new(longest),
            rate,
        }
    }

    fn set(&mut self, _lane: usize, settings: MultiTapSettings) {
        self.settings = Some(settings);
        let count = settings.count.clamp(1, TAPS);
        let feedback = settings.feedback_percent * 0.01;
        for (number, (tap, set)) in self.taps.iter_mut().zip(settings.taps).enumerate() {
            let time_ms = set.time_ms.clamp(SHORTEST_MS, LONGEST_MS);
            tap.time.set(whole_frames(time_ms, self.rate * 1e-3));
            let (left, right) = pan::mono(set.pan, PanLaw::Zero);
            let gain = if number < count { set.gain } else { 0.0 };
            tap.gains[0].set_target(0, gain * left);
            tap.gains[1].set_target(0, gain * right);
            let comes_back = number + 1 == count;
            tap.gains[2].set_target(0, if comes_back { feedback } else { 0.0 });
        }
        let (low, high) = cuts(settings.low_cut_hz, settings.high_cut_hz);
        self.low_cut.set(0, low);
        self.high_cut.set(0, high);
    }

    /// In silence.
    fn snap_lane(&mut self, _lane: usize) {
        self.clear_lane(0);
        self.arrive();
    }

    #[inline(always)]
    fn mark(&mut self) {
        self.low_cut.mark();
        self.high_cut.mark();
        self.silence.mark();
        if self.is_silent() {
            if !self.is_settled() {
                self.arrive();
            }
            return;
        }
        for tap in &mut self.taps {
            tap.mark();
        }
    }

    /// Replaces the frames by what is heard of the effect alone.
    #[inline(always)]
    fn process(&mut self, run: &mut [Stereo]) {
        let mut sides = sides_of(run);
        let [left, right] = &mut sides;
        self.echo(&mut left[..run.len()], &mut right[..run.len()]);
        put_sides(run, &sides);
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.is_silent() && self.is_settled()
    }

    /// Nothing is copied.
    fn adopt_lane(&mut self, _lane: usize, other: &mut Self, _other_lane: usize) {
        go_on(self, other, |own| (own.rate, own.settings));
    }

    fn clear_lane(&mut self, _lane: usize) {
        self.line.clear();
        self.low_cut.clear_lane(0);
        self.high_cut.clear_lane(0);
        self.silence.complete();
    }
}

impl MultiTap {
    /// Replaces a run of frames inside one mark by its echoes.
    #[inline(always)]
    fn echo(&mut self, left: &mut [f32], right: &mut [f32]) {
        let silence = left.iter().chain(&*right).all(|x| *x == 0.0);
        if silence && self.is_silent() {
            return;
        }
        let mut input = [0.0; FRAMES_PER_MARK];
        let mut back = [0.0; FRAMES_PER_MARK];
        let (input, back) = (&mut input[..left.len()], &mut back[..left.len()]);
        for ((input, left), right) in input.iter_mut().zip(&*left).zip(&*right) {
            *input = 0.5 * (clean(*left) + clean(*right));
        }
        left.fill(0.0);
        right.fill(0.0);
        for tap in &mut self.taps {
            let mut late = [0.0; FRAMES_PER_MARK];
            let late = &mut late[..left.len()];
            tap.time.read(&self.line, late);
            tap.time.advance(late.len());
            add(late, &mut tap.gains[0], left);
            add(late, &mut tap.gains[1], right);
            add(late, &mut tap.gains[2], back);
        }
        for (input, back) in input.iter_mut().zip(back) {
            *input = tiny_to_zero(*input + soft_limit(*back));
        }
        self.low_cut.process(input);
        self.high_cut.process(input);
        for x in &mut *input {
            *x = tiny_to_zero(*x);
            self.silence.note(*x != 0.0);
        }
        self.line.write(input);
    }

    /// Everything stands where it goes.
    fn arrive(&mut self) {
        self.taps.iter_mut().for_each(Tap::snap);
        self.low_cut.snap_lane(0);
        self.high_cut.snap_lane(0);
    }

    #[inline(always)]
    fn is_silent(&self) -> bool {
        self.silence.is_complete() && self.low_cut.is_at_rest() && self.high_cut.is_at_rest()
    }

    fn is_settled(&self) -> bool {
        self.taps.iter().all(Tap::is_settled)
    }
}

/// Adds a signal times a gain to another.
#[inline(always)]
fn add(signal: &[f32], gain: &mut Smoother<f32>, to: &mut [f32]) {
    for (to, x) in to.iter_mut().zip(signal) {
        *to += gain.next() * x;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::math::raised_cosine;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::*;

    fn tap(time_ms: f32, gain: f32, pan: f32) -> TapSettings {
        TapSettings { time_ms, gain, pan }
    }

    /// Filters open.
    fn open() -> MultiTapSettings {
        MultiTapSettings {
            count: 4,
            taps: [
                tap(50.0, 0.8, -100.0),
                tap(83.3, 0.6, 100.0),
                tap(120.0, 0.5, 0.0),
                tap(200.0, 0.4, 50.0),
            ],
            feedback_percent: 0.0,
            low_cut_hz: 20.0,
            high_cut_hz: 20_000.0,
        }
    }

    fn settled(settings: MultiTapSettings) -> MultiTap {
        let mut delay = MultiTap::new(RATE);
        delay.set(0, settings);
        delay.snap_lane(0);
        delay
    }

    fn response(settings: MultiTapSettings) -> [Vec<f32>; 2] {
        let mut impulse = vec![0.0; 96_000];
        impulse[0] = 0.5;
        run_sides(&mut settled(settings), [&impulse, &impulse], &[])
    }

    #[test]
    fn every_tap_has_its_time_level_and_place() {
        for count in 1..=TAPS {
            let set = MultiTapSettings { count, ..open() };
            let [left, right] = response(set);
            for (at, (l, r)) in left.iter().zip(&right).enumerate() {
                let mut expected = (0.0, 0.0);
                for tap in &set.taps[..count] {
                    if (f64::from(tap.time_ms) * 48.0).round() as usize == at {
                        let (left, right) = pan::mono(tap.pan, PanLaw::Zero);
                        expected = (0.5 * tap.gain * left, 0.5 * tap.gain * right);
                    }
                }
                let near = (l - expected.0).abs() < 1e-6 && (r - expected.1).abs() < 1e-6;
                assert!(near, "{count}, {at}: {l}, {r}, not {expected:?}");
            }
        }
    }

    #[test]
    fn the_last_tap_comes_back() {
        for (count, time) in [(4, 9600), (2, 3998)] {
            let set = MultiTapSettings {
                count,
                feedback_percent: 60.0,
                ..open()
            };
            let [left, right] = response(set);
            let place = set.taps[count - 1];
            let (l, r) = pan::mono(place.pan, PanLaw::Zero);
            for (turn, back) in (1..8_usize).zip(0_i32..) {
                let level = 0.5 * place.gain * 0.6_f32.powi(back);
                let at = turn * time;
                assert!((left[at] - level * l).abs() < 1e-5, "{count}, {turn}");
                assert!((right[at] - level * r).abs() < 1e-5, "{count}, {turn}");
            }
        }
    }

    #[test]
    fn cuts_fall_by_three_decibels_per_turn_at_their_frequencies() {
        let set = MultiTapSettings {
            count: 1,
            feedback_percent: 50.0,
            low_cut_hz: 300.0,
            high_cut_hz: 4000.0,
            taps: [tap(100.0, 1.0, -100.0); TAPS],
        };
        let [left, _] = response(set);
        for hz in [150.0_f64, 300.0, 1000.0, 4000.0, 8000.0] {
            // Butterworth, each of second order.
            let (low, high) = ((300.0 / hz).powi(4), (hz / 4000.0).powi(4));
            let per_turn = -10.0 * ((1.0 + low) * (1.0 + high)).log10();
            for turn in 1..3_i32 {
                let start = 4800 * turn as usize;
                let found = magnitude_db(&left[start..start + 4800], hz);
                let expected = db(0.5_f64.powi(turn)) + f64::from(turn) * per_turn;
                let error = (found - expected).abs();
                assert!(
                    error < 0.1 * f64::from(turn),
                    "{hz} Hz, {turn}: {found}, not {expected}"
                );
            }
        }
    }

    #[test]
    fn all_fed_back_stays_bounded() {
        let set = MultiTapSettings {
            count: 1,
            feedback_percent: 100.0,
            taps: [tap(20.0, 1.0, 0.0); TAPS],
            ..open()
        };
        let signal = noise(1, 1.0, 48_000 * 30);
        let [left, _] = run_sides(&mut settled(set), [&signal, &signal], &[]);
        let highest = db(peak(&left));
        assert!((-6.0..=6.0).contains(&highest), "{highest} dB");
    }

    #[test]
    fn no_change_clicks() {
        let base = MultiTapSettings {
            feedback_percent: 30.0,
            ..open()
        };
        let changed = |change: fn(&mut MultiTapSettings)| {
            let mut set = base;
            change(&mut set);
            set
        };
        let changes: [(&str, f64, MultiTapSettings); 7] = [
            ("count", -80.0, changed(|set| set.count = 1)),
            ("time", -60.0, changed(|set| set.taps[1].time_ms = 33.3)),
            ("level", -80.0, changed(|set| set.taps[2].gain = 0.0)),
            ("pan", -80.0, changed(|set| set.taps[0].pan = 100.0)),
            ("feedback", -80.0, changed(|set| set.feedback_percent = 0.0)),
            ("low cut", -80.0, changed(|set| set.low_cut_hz = 2000.0)),
            ("high cut", -80.0, changed(|set| set.high_cut_hz = 1000.0)),
        ];
        let mut tone = sine(1000.0, 0.5, 0.3, 48_000 * 3);
        for (n, x) in tone.iter_mut().take(4800).enumerate() {
            *x *= raised_cosine(n as f32 / 4800.0);
        }
        for (name, limit, other) in changes {
            let changes = back_and_forth(48_000, 9600, [other, base]);
            for side in run_sides(&mut settled(base), [&tone, &tone], &changes) {
                let residue = residue_above_8k(&side, 24_000);
                assert!(residue <= limit, "{name}: {residue}");
            }
        }
    }

    impl Subject<Stereo> for MultiTap {
        const OFF: Option<MultiTapSettings> = None;
        const TOGETHER: usize = 2;
        const SET: usize = 1;

        fn any(random: &mut Random) -> MultiTapSettings {
            let mut any_tap = || TapSettings {
                time_ms: random.octaves(1.0, 4000.0),
                gain: random.between(0.0, 3.0),
                pan: random.between(-100.0, 100.0),
            };
            let taps = std::array::from_fn(|_| any_tap());
            MultiTapSettings {
                count: 1 + random.below(TAPS),
                taps,
                feedback_percent: random.between(0.0, 100.0),
                low_cut_hz: random.octaves(20.0, 2000.0),
                high_cut_hz: random.octaves(1000.0, 20_000.0),
            }
        }

        fn any_that_rests(random: &mut Random) -> MultiTapSettings {
            let mut settings = Self::any(random);
            settings.feedback_percent = random.between(0.0, 50.0);
            for tap in &mut settings.taps {
                tap.time_ms = random.octaves(1.0, 300.0);
            }
            settings
        }
    }
    conforms!(MultiTap, Stereo);
}
