//! Echoes in time with the song: a stereo delay with feedback, cuts in the loop, and ping-pong.
//!
//! ```text
//! in → (+) → line → low cut → high cut ─┬→ out
//!       └────── soft limit ← × feedback ┘     ping-pong: left feeds right, right feeds left
//! ```
//! Wet only. A change of time is a crossfade of two taps: no glide of pitch, no click.

use super::FRAMES_PER_MARK;
use super::alignment::whole_frames;
use super::crossfaded_tap::CrossfadedTap;
use super::cut_filter::{CutSettings, Slope};
use super::effect::{Silence, clean, go_on, put_sides, sides_of, tiny_to_zero};
use super::high_pass::HighPass;
use super::low_pass::LowPass;
use super::math::one_pole_coefficient;
use super::processor::{Processor, Stereo};
use super::ring::Ring;
use super::sample::{Lanes, Sample};
use super::smoother::Smoother;

/// The longest time, in ms.
pub const LONGEST_MS: f32 = 4000.0;
/// The shortest time, in ms.
pub const SHORTEST_MS: f32 = 1.0;
/// Time constant of each one-pole that smooths feedback and ping-pong, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;
/// What comes back is untouched up to this magnitude …
const LINEAR: f32 = 0.5;
/// … and never exceeds this one.
const CEILING: f32 = 0.95;
/// The low cut is off at this frequency, in Hz.
const LOWEST_HZ: f32 = 20.0;
/// The high cut is off at this frequency, in Hz.
const HIGHEST_HZ: f32 = 20_000.0;
/// The lanes of the filters that the two sides use.
const SIDES: usize = 2;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TapDelaySettings {
    /// From one echo to the next, in ms.
    pub time_ms: f32,
    /// What comes back, in percent.
    pub feedback_percent: f32,
    /// Lows below are lost at each turn, in Hz; off at 20 Hz.
    pub low_cut_hz: f32,
    /// Highs above are lost at each turn, 1 to 20 kHz; off at 20 kHz.
    pub high_cut_hz: f32,
    /// Echoes alternate between left and right.
    pub ping_pong: bool,
}

/// A stereo delay with feedback.
///
/// Legend: `time` is the place of the echo in both lines; `silence` hears what is written.
#[derive(Debug)]
pub struct TapDelay {
    settings: Option<TapDelaySettings>,
    lines: [Ring; SIDES],
    time: CrossfadedTap,
    /// Lanes 0 and 1: left and right.
    low_cut: HighPass<Lanes>,
    high_cut: LowPass<Lanes>,
    feedback: Smoother<f32>,
    /// 0 straight, 1 ping-pong.
    crossed: Smoother<f32>,
    silence: Silence,
    rate: f64,
}

impl Processor<Stereo> for TapDelay {
    type Settings = TapDelaySettings;

    fn new(rate: f64) -> Self {
        let longest = whole_frames(LONGEST_MS, rate * 1e-3);
        let smoothing = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        Self {
            settings: None,
            lines: std::array::from_fn(|_| Ring::new(longest + FRAMES_PER_MARK)),
            time: CrossfadedTap::new(rate),
            low_cut: HighPass::new(rate),
            high_cut: LowPass::new(rate),
            feedback: Smoother::new(smoothing, 0.0),
            crossed: Smoother::new(smoothing, 0.0),
            silence: Silence::new(longest),
            rate,
        }
    }

    /// Sends the delay to `settings`.
    fn set(&mut self, _lane: usize, settings: TapDelaySettings) {
        self.settings = Some(settings);
        let time_ms = settings.time_ms.clamp(SHORTEST_MS, LONGEST_MS);
        self.time.set(whole_frames(time_ms, self.rate * 1e-3));
        self.feedback
            .set_target(0, settings.feedback_percent * 0.01);
        self.crossed
            .set_target(0, f32::from(u8::from(settings.ping_pong)));
        let (low, high) = cuts(settings.low_cut_hz, settings.high_cut_hz);
        for lane in 0..SIDES {
            self.low_cut.set(lane, low);
            self.high_cut.set(lane, high);
        }
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
        self.feedback.settle();
        self.crossed.settle();
        self.silence.mark();
        if self.is_silent() {
            if !self.is_settled() {
                self.arrive();
            }
            return;
        }
        self.time.mark();
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
        self.lines.iter_mut().for_each(Ring::clear);
        for lane in 0..SIDES {
            self.low_cut.clear_lane(lane);
            self.high_cut.clear_lane(lane);
        }
        self.silence.complete();
    }
}

impl TapDelay {
    /// Replaces a run of frames inside one mark by its echoes.
    #[inline(always)]
    fn echo(&mut self, left: &mut [f32], right: &mut [f32]) {
        let count = left.len().min(right.len()).min(FRAMES_PER_MARK);
        let (left, right) = (&mut left[..count], &mut right[..count]);
        let silence = left.iter().chain(&*right).all(|x| *x == 0.0);
        if silence && self.is_silent() {
            return;
        }
        let mut echoes = [Lanes::default(); FRAMES_PER_MARK];
        let echoes = &mut echoes[..count];
        self.read(echoes);
        self.low_cut.process(echoes);
        self.high_cut.process(echoes);
        self.feed(left, right, echoes);
        self.lines[0].write(left);
        self.lines[1].write(right);
        for ((left, right), echo) in left.iter_mut().zip(right).zip(&*echoes) {
            *left = echo[0];
            *right = echo[1];
        }
    }

    /// Everything stands where it goes.
    fn arrive(&mut self) {
        self.time.snap();
        self.feedback.snap();
        self.crossed.snap();
        for lane in 0..SIDES {
            self.low_cut.snap_lane(lane);
            self.high_cut.snap_lane(lane);
        }
    }

    /// Reads both lines.
    #[inline(always)]
    fn read(&mut self, echoes: &mut [Lanes]) {
        for (side, line) in self.lines.iter().enumerate() {
            let mut heard = [0.0; FRAMES_PER_MARK];
            let heard = &mut heard[..echoes.len()];
            self.time.read(line, heard);
            for (echo, x) in echoes.iter_mut().zip(heard) {
                echo[side] = *x;
            }
        }
        self.time.advance(echoes.len());
    }

    /// `left` and `right` become what goes into the lines.
    #[inline(always)]
    fn feed(&mut self, left: &mut [f32], right: &mut [f32], echoes: &[Lanes]) {
        let (mut feedback, mut crossed) = (self.feedback, self.crossed);
        for ((left, right), echo) in left.iter_mut().zip(right).zip(echoes) {
            let (gain, cross) = (feedback.next(), crossed.next());
            let (back_left, back_right) = (echo[0] * gain, echo[1] * gain);
            let (in_left, in_right) = (clean(*left), clean(*right));
            let half = 0.5 * (in_left + in_right);
            let to_left = in_left + cross * (half - in_left);
            let to_right = in_right - cross * in_right;
            let turned_left = back_left + cross * (back_right - back_left);
            let turned_right = back_right + cross * (back_left - back_right);
            *left = tiny_to_zero(to_left + soft_limit(turned_left));
            *right = tiny_to_zero(to_right + soft_limit(turned_right));
            self.silence.note(*left != 0.0 || *right != 0.0);
        }
        (self.feedback, self.crossed) = (feedback, crossed);
    }

    #[inline(always)]
    fn is_silent(&self) -> bool {
        self.silence.is_complete() && self.low_cut.is_at_rest() && self.high_cut.is_at_rest()
    }

    fn is_settled(&self) -> bool {
        self.time.is_settled() && self.feedback.is_settled() && self.crossed.is_settled()
    }
}

/// The settings of the low cut and of the high cut, each off at its end.
pub(super) fn cuts(low_hz: f32, high_hz: f32) -> (CutSettings, CutSettings) {
    let cut = |on, freq_hz| CutSettings {
        on,
        freq_hz,
        slope: Slope::Twelve,
    };
    (
        cut(low_hz > LOWEST_HZ, low_hz),
        cut(high_hz < HIGHEST_HZ, high_hz),
    )
}

/// Linear up to [`LINEAR`], then ever flatter towards [`CEILING`]; no kink.
#[inline(always)]
pub(super) fn soft_limit(x: f32) -> f32 {
    let room = CEILING - LINEAR;
    let over = x.magnitude() - LINEAR;
    if over > 0.0 {
        let limited = LINEAR + room * over / (room + over);
        if x > 0.0 { limited } else { -limited }
    } else {
        x
    }
}

/// The time between echoes at `bpm` beats per minute for a note of so many quarters, in ms.
pub fn echo_ms(bpm: f32, quarters: f64) -> f32 {
    (60_000.0 / f64::from(bpm) * quarters) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::math::raised_cosine;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::*;

    fn open() -> TapDelaySettings {
        TapDelaySettings {
            time_ms: 100.0,
            feedback_percent: 70.0,
            low_cut_hz: 20.0,
            high_cut_hz: 20_000.0,
            ping_pong: false,
        }
    }

    fn settled(settings: TapDelaySettings) -> TapDelay {
        let mut delay = TapDelay::new(RATE);
        delay.set(0, settings);
        delay.snap_lane(0);
        delay
    }

    fn run(
        delay: &mut TapDelay,
        signal: &mut [Vec<f32>; 2],
        changes: &[(usize, TapDelaySettings)],
    ) {
        let [left, right] = signal;
        let segments = left.chunks_mut(FRAMES_PER_MARK);
        for (index, (left, right)) in segments.zip(right.chunks_mut(FRAMES_PER_MARK)).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                delay.set(0, *settings);
            }
            delay.mark();
            process_sides(delay, left, right);
        }
    }

    #[test]
    fn echoes_come_in_time_and_fall_by_the_feedback() {
        for (time_ms, feedback_percent) in [(100.0_f32, 70.0_f32), (375.0, 50.0), (1.0, 90.0)] {
            let set = TapDelaySettings {
                time_ms,
                feedback_percent,
                ..open()
            };
            let mut signal = [vec![0.0; 96_000], vec![0.0; 96_000]];
            signal[0][0] = 0.5;
            signal[1][0] = -0.25;
            run(&mut settled(set), &mut signal, &[]);
            let frames = (f64::from(time_ms) * 48.0).round() as usize;
            for k in 1..5_i32 {
                let fall = (f64::from(feedback_percent) * 0.01).powi(k - 1);
                for (side, level) in [(0, 0.5), (1, -0.25)] {
                    let echo = f64::from(signal[side][frames * k as usize]);
                    assert!((db(echo) - db(level * fall)).abs() <= 0.1, "{time_ms}, {k}");
                    assert_eq!(echo.signum(), f64::signum(level));
                }
            }
            let heard = signal[0].iter().filter(|x| **x != 0.0).count();
            assert!(heard <= 96_000 / frames, "{heard} frames sound");
        }
    }

    #[test]
    fn ping_pong_alternates() {
        let set = TapDelaySettings {
            ping_pong: true,
            ..open()
        };
        let mut signal = [vec![0.0; 48_000], vec![0.0; 48_000]];
        signal[0][0] = 0.4;
        signal[1][0] = 0.4;
        run(&mut settled(set), &mut signal, &[]);
        for (k, turn) in (1..6_usize).zip(0_i32..) {
            let at = k * 4800;
            let (here, there) = if k % 2 == 1 { (0, 1) } else { (1, 0) };
            let expected = 0.4 * 0.7_f64.powi(turn);
            assert!((f64::from(signal[here][at]) - expected).abs() < 1e-5);
            assert_eq!(signal[there][at], 0.0);
        }
    }

    #[test]
    fn cuts_fall_by_three_decibels_per_turn_at_their_frequencies() {
        let set = TapDelaySettings {
            low_cut_hz: 300.0,
            high_cut_hz: 4000.0,
            feedback_percent: 50.0,
            ..open()
        };
        let mut signal = [vec![0.0; 48_000], vec![0.0; 48_000]];
        signal[0][0] = 0.5;
        run(&mut settled(set), &mut signal, &[]);
        for freq_hz in [150.0_f64, 300.0, 1000.0, 4000.0, 8000.0] {
            // Butterworth, each of second order.
            let low = (300.0 / freq_hz).powi(4);
            let high = (freq_hz / 4000.0).powi(4);
            let per_turn = -10.0 * ((1.0 + low) * (1.0 + high)).log10();
            for turn in 1..3_i32 {
                let start = 4800 * turn as usize;
                let echo = magnitude_db(&signal[0][start..start + 4800], freq_hz);
                let expected = db(0.5_f64.powi(turn)) + f64::from(turn) * per_turn;
                assert!(
                    (echo - expected).abs() < 0.1 * f64::from(turn),
                    "{freq_hz} Hz, {turn}: {echo} for {expected}"
                );
            }
        }
    }

    #[test]
    fn notes_have_their_length() {
        assert!((echo_ms(120.0, 0.75) - 375.0).abs() < 1e-3);
        assert!((echo_ms(90.0, 1.0) - 666.6667).abs() < 1e-3);
        assert!((echo_ms(100.0, 2.0 / 3.0) - 400.0).abs() < 1e-3);
    }

    #[test]
    fn more_than_all_fed_back_stays_bounded() {
        for (low_cut_hz, high_cut_hz) in [(20.0, 20_000.0), (200.0, 3000.0)] {
            let set = TapDelaySettings {
                feedback_percent: 110.0,
                low_cut_hz,
                high_cut_hz,
                time_ms: 50.0,
                ..open()
            };
            let mut signal = [noise(1, 1.0, 48_000 * 60), noise(2, 1.0, 48_000 * 60)];
            run(&mut settled(set), &mut signal, &[]);
            let highest = db(peak(&signal[0]));
            assert!(highest <= 6.0, "{highest}");
            assert!(highest > -6.0, "{highest}");
        }
    }

    #[test]
    fn changes_make_no_click() {
        let base = open();
        for (name, other) in [
            (
                "time",
                TapDelaySettings {
                    time_ms: 333.3,
                    ..base
                },
            ),
            (
                "feedback",
                TapDelaySettings {
                    feedback_percent: 0.0,
                    ..base
                },
            ),
            (
                "ping-pong",
                TapDelaySettings {
                    ping_pong: true,
                    ..base
                },
            ),
            (
                "cuts",
                TapDelaySettings {
                    low_cut_hz: 400.0,
                    high_cut_hz: 2000.0,
                    ..base
                },
            ),
        ] {
            // The tone swells, so that no click of its own goes round.
            let mut tone = sine(1000.0, 0.1, 0.3, 48_000 * 5);
            for (n, x) in tone.iter_mut().take(4800).enumerate() {
                *x *= raised_cosine(n as f32 / 4800.0);
            }
            let mut signal = [tone.clone(), tone.iter().map(|x| -0.5 * x).collect()];
            let changes: Vec<_> = (0..10)
                .map(|n| (48_000 + 16_000 * n, if n % 2 == 0 { other } else { base }))
                .collect();
            run(&mut settled(base), &mut signal, &changes);
            let residue = residue_above_8k(&signal[0], 24_000);
            assert!(residue <= -60.0, "{name}: {residue}");
        }
    }

    #[test]
    fn what_is_no_number_never_gets_in_and_clear_forgets() {
        let mut good = [noise(1, 0.5, 9600), noise(2, 0.5, 9600)];
        let mut bad = good.clone();
        for (at, x) in [(100, f32::NAN), (200, f32::NEG_INFINITY)] {
            bad[1][at] = x;
            good[1][at] = 0.0;
        }
        run(&mut settled(open()), &mut good, &[]);
        let mut delay = settled(open());
        run(&mut delay, &mut bad, &[]);
        assert_eq!(bits(&bad[1]), bits(&good[1]));
        delay.clear_lane(0);
        assert!(delay.is_at_rest());
        let mut silence = [vec![0.0; 48_000], vec![0.0; 48_000]];
        run(&mut delay, &mut silence, &[]);
        assert!(silence.iter().flatten().all(|&x| x == 0.0));
    }

    impl Subject<Stereo> for TapDelay {
        const OFF: Option<TapDelaySettings> = None;
        const TOGETHER: usize = 2;
        const SET: usize = 1;

        fn any_that_rests(random: &mut Random) -> TapDelaySettings {
            TapDelaySettings {
                time_ms: random.octaves(1.0, 300.0),
                feedback_percent: random.between(0.0, 50.0),
                ..Self::any(random)
            }
        }

        fn any(random: &mut Random) -> TapDelaySettings {
            TapDelaySettings {
                time_ms: random.octaves(1.0, 4000.0),
                feedback_percent: random.between(0.0, 110.0),
                low_cut_hz: random.octaves(20.0, 2000.0),
                high_cut_hz: random.octaves(1000.0, 20_000.0),
                ping_pong: random.flip(),
            }
        }
    }
    conforms!(TapDelay, Stereo);
}
