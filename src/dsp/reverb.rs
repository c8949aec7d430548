//! A reverb: a feedback delay network of eight lines, which are the eight lanes of [`Lanes`].
//!
//! ```text
//! in → pre-delay → diffusers → into the lines ─┐
//!      ┌── all-pass ◄── (+) ◄── read, moved ◄──┼── eight delay lines ◄─┐
//!      └─► Hadamard ─┬─────────────────────────┴─► decay per band ─────┘
//!                    └─► out: sum and difference of two of the eight
//! ```
//! The structure is that of zita-rev1 (F. Adriaensen) on the network of J.-M. Jot (1991): an all-pass
//! within every line, an orthogonal matrix, per-line gains that give every line the same T60, with a
//! shelf for lows and a one-pole for highs. Wet only: nothing of the input comes out directly.

mod lines;
mod mixing;
mod tone;

use super::FRAMES_PER_MARK;
use super::alignment::AlignmentDelay;
use super::effect::{SILENT, Silence, clean, go_on, put_sides, sides_of, tiny_to_zero};
use super::processor::{Processor, Stereo};
use super::ring::Ring;
use super::sample::{LANES, Lanes, Sample};
use lines::{ALL_PASS_SECONDS, LINE_SECONDS};
use mixing::hadamard;
use tone::{Decay, LARGEST, MODULATION_SECONDS, Tone};

pub use tone::ReverbSettings;

/// What the all-passes within the lines feed back.
const ALL_PASS_GAIN: [f32; LANES] = [0.6, -0.6, 0.6, -0.6, 0.6, -0.6, 0.6, -0.6];
/// Where left goes in.
const LEFT_IN: [f32; LANES] = [0.3, 0.3, 0.0, 0.0, -0.3, -0.3, 0.0, 0.0];
/// Where right goes in.
const RIGHT_IN: [f32; LANES] = [0.0, 0.0, 0.3, 0.3, 0.0, 0.0, -0.3, -0.3];
/// What comes out of two of the eight sums.
const OUT: f32 = 0.37;
/// Diffusers in series before the lines: lengths in seconds, left and right.
const DIFFUSER_SECONDS: [[f64; 2]; DIFFUSERS] = [
    [0.005_1, 0.005_5],
    [0.008_3, 0.007_7],
    [0.012_7, 0.013_3],
    [0.019_1, 0.018_2],
];
/// Diffusers in series.
const DIFFUSERS: usize = 4;
/// What a diffuser feeds back.
const DIFFUSION: f32 = 0.6;
/// The longest pre-delay, in ms.
const LONGEST_PRE_DELAY_MS: f32 = 200.0;
/// Numbers that move in a straight line from mark to mark.
#[derive(Clone, Copy, Debug)]
struct Glide<T> {
    now: T,
    step: T,
}

/// A stereo reverb.
///
/// Legend: `lines`, `all_passes` and `diffusers` hold the past; `low` and `high` are the states of
/// the decay filters; `places` says how far behind each line is read, in frames; `silence` hears what is
/// written anywhere.
#[derive(Debug)]
pub struct Reverb {
    settings: Option<ReverbSettings>,
    pre_delay: [AlignmentDelay; 2],
    diffusers: [[Ring; 2]; DIFFUSERS],
    diffuser_frames: [[usize; 2]; DIFFUSERS],
    lines: [Ring; LANES],
    all_passes: [Ring; LANES],
    all_pass_frames: [usize; LANES],
    low: Lanes,
    high: Lanes,
    decay: Glide<Decay>,
    designed: Decay,
    places: [Glide<f64>; LANES],
    input: Glide<f32>,
    /// Where the gain of the input stands at the next mark.
    open: f32,
    tone: Tone,
    silence: Silence,
    rate: f64,
}

impl Processor<Stereo> for Reverb {
    type Settings = ReverbSettings;

    fn new(rate: f64) -> Self {
        let frames = |seconds: f64| (seconds * rate + 0.5) as usize;
        let spare = FRAMES_PER_MARK + 4 + frames(2.0 * MODULATION_SECONDS);
        let longest = frames(LINE_SECONDS[3] * LARGEST) + spare;
        let tone = Tone::new(rate);
        let nothing = tone.design();
        let mut reverb = Self {
            settings: None,
            pre_delay: std::array::from_fn(|_| {
                AlignmentDelay::with_longest(rate, LONGEST_PRE_DELAY_MS)
            }),
            diffusers: std::array::from_fn(|_| std::array::from_fn(|_| Ring::new(frames(0.03)))),
            diffuser_frames: DIFFUSER_SECONDS.map(|pair| pair.map(frames)),
            lines: std::array::from_fn(|line| {
                Ring::new(frames(LINE_SECONDS[line] * LARGEST) + spare)
            }),
            all_passes: std::array::from_fn(|_| Ring::new(frames(0.04))),
            all_pass_frames: ALL_PASS_SECONDS.map(frames),
            low: Lanes::default(),
            high: Lanes::default(),
            decay: Glide {
                now: nothing,
                step: nothing,
            },
            designed: nothing,
            places: [Glide {
                now: 0.0,
                step: 0.0,
            }; LANES],
            input: Glide {
                now: 1.0,
                step: 0.0,
            },
            open: 1.0,
            tone,
            silence: Silence::new(longest + frames(0.3 + 0.2)),
            rate,
        };
        reverb.arrive();
        reverb
    }

    /// Sends the reverb to `settings`.
    fn set(&mut self, _lane: usize, settings: ReverbSettings) {
        self.settings = Some(settings);
        for delay in &mut self.pre_delay {
            delay.set(0, settings.pre_delay_ms);
        }
        self.tone.set(&settings);
    }

    /// In silence.
    fn snap_lane(&mut self, _lane: usize) {
        self.pre_delay
            .iter_mut()
            .for_each(|delay| delay.snap_lane(0));
        self.arrive();
    }

    #[inline(always)]
    fn mark(&mut self) {
        self.pre_delay.iter_mut().for_each(AlignmentDelay::mark);
        self.silence.mark();
        if self.is_silent() {
            if !self.is_settled() {
                self.arrive();
            }
            return;
        }
        self.low = self.low.flush_tiny();
        self.high = self.high.flush_tiny();
        self.move_tone();
        let places = self.tone.places();
        for (place, to) in self.places.iter_mut().zip(places) {
            let left = to - place.now;
            if -1e-9 < left && left < 1e-9 {
                place.now = to;
                place.step = 0.0;
            } else {
                place.step = left / FRAMES_PER_MARK as f64;
            }
        }
    }

    /// Replaces the frames by what is heard of the effect alone.
    #[inline(always)]
    fn process(&mut self, run: &mut [Stereo]) {
        let mut sides = sides_of(run);
        let [left, right] = &mut sides;
        self.reverberate(&mut left[..run.len()], &mut right[..run.len()]);
        put_sides(run, &sides);
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.is_silent()
            && self.is_settled()
            && self.pre_delay.iter().all(AlignmentDelay::is_settled)
    }

    /// Nothing is copied.
    fn adopt_lane(&mut self, _lane: usize, other: &mut Self, _other_lane: usize) {
        if self.rate == other.rate {
            let settings = self.settings;
            go_on(self, other, settings);
        }
    }

    fn clear_lane(&mut self, _lane: usize) {
        self.pre_delay
            .iter_mut()
            .for_each(|delay| delay.clear_lane(0));
        self.diffusers.iter_mut().flatten().for_each(Ring::clear);
        let lines = self.lines.iter_mut();
        lines.chain(&mut self.all_passes).for_each(Ring::clear);
        self.low = Lanes::default();
        self.high = Lanes::default();
        self.silence.complete();
    }
}

impl Reverb {
    /// Replaces a run of frames inside one mark by their reverberation.
    #[inline(always)]
    fn reverberate(&mut self, left: &mut [f32], right: &mut [f32]) {
        let count = left.len().min(right.len()).min(FRAMES_PER_MARK);
        let (left, right) = (&mut left[..count], &mut right[..count]);
        self.take_in(left, right);
        if self.is_silent() && left.iter().chain(&*right).all(|x| *x == 0.0) {
            return;
        }
        self.diffuse(left, right);
        let mut lines = [Lanes::default(); FRAMES_PER_MARK];
        let mut passed = [Lanes::default(); FRAMES_PER_MARK];
        let (lines, passed) = (&mut lines[..count], &mut passed[..count]);
        self.read_lines(lines, passed);
        self.turn(lines, passed, left, right);
        self.write_lines(lines, passed);
    }

    /// Everything but the pre-delay stands where it goes, and nothing glides.
    fn arrive(&mut self) {
        self.tone.snap();
        self.designed = self.tone.design();
        self.decay.now = self.designed;
        self.decay.step = self.designed.zip(self.designed, |a, b| a - b);
        self.open = self.tone.open();
        self.input = Glide {
            now: self.open,
            step: 0.0,
        };
        let places = self.tone.places();
        for (place, now) in self.places.iter_mut().zip(places) {
            *place = Glide { now, step: 0.0 };
        }
    }

    /// Decay, damping, size and the input go on towards what is set.
    #[inline(always)]
    fn move_tone(&mut self) {
        self.decay.now = self.designed;
        self.input.now = self.open;
        if self.tone.step() {
            self.designed = self.tone.design();
            self.open = self.tone.open();
        }
        let share = 1.0 / FRAMES_PER_MARK as f32;
        let designed = self.designed;
        self.decay.step =
            designed.zip(self.decay.now, |to, from| (to - from) * Lanes::splat(share));
        self.input.step = (self.open - self.input.now) * share;
    }

    /// Everything stands where it goes, and nothing glides: frames may be left out.
    fn is_settled(&self) -> bool {
        self.tone.is_settled()
            && self.decay.now == self.designed
            && self.input.now == self.open
            && self.places.iter().all(|place| place.step == 0.0)
    }

    /// Only zeros are left in the lines.
    #[inline(always)]
    fn is_silent(&self) -> bool {
        self.silence.is_complete()
    }

    /// Cleaned, muted while frozen, and pre-delayed.
    #[inline(always)]
    fn take_in(&mut self, left: &mut [f32], right: &mut [f32]) {
        let mut open = self.input.now;
        for (left, right) in left.iter_mut().zip(&mut *right) {
            open += self.input.step;
            *left = clean(*left) * open;
            *right = clean(*right) * open;
        }
        self.input.now = open;
        for x in left.iter().chain(&*right) {
            self.silence.note(*x != 0.0);
        }
        self.pre_delay[0].process(left);
        self.pre_delay[1].process(right);
    }

    /// Four all-passes in series per side.
    #[inline(always)]
    fn diffuse(&mut self, left: &mut [f32], right: &mut [f32]) {
        for (side, signal) in [left, right].into_iter().enumerate() {
            for stage in 0..DIFFUSERS {
                let ring = &mut self.diffusers[stage][side];
                let frames = self.diffuser_frames[stage][side];
                let mut late = [0.0; FRAMES_PER_MARK];
                let late = &mut late[..signal.len()];
                ring.read(frames, late);
                let mut inner = [0.0; FRAMES_PER_MARK];
                let inner = &mut inner[..signal.len()];
                for ((x, late), inner) in signal.iter_mut().zip(late).zip(&mut *inner) {
                    *inner = tiny_to_zero(*x + DIFFUSION * *late);
                    *x = *late - DIFFUSION * *inner;
                    self.silence.note(*inner != 0.0);
                }
                ring.write(inner);
            }
        }
    }

    /// What comes out of every line, and what stands in its all-pass.
    #[inline(always)]
    fn read_lines(&mut self, lines: &mut [Lanes], passed: &mut [Lanes]) {
        let count = lines.len();
        for lane in 0..LANES {
            let mut late = [0.0; FRAMES_PER_MARK];
            let late = &mut late[..count];
            self.all_passes[lane].read(self.all_pass_frames[lane], late);
            for (frame, late) in passed.iter_mut().zip(&*late) {
                frame[lane] = *late;
            }
            let place = &mut self.places[lane];
            if place.step == 0.0 && place.now == place.now as usize as f64 {
                self.lines[lane].read(place.now as usize, late);
                for (frame, late) in lines.iter_mut().zip(&*late) {
                    frame[lane] = *late;
                }
            } else {
                for (at, frame) in lines.iter_mut().enumerate() {
                    place.now += place.step;
                    frame[lane] = self.lines[lane].between(place.now - at as f64);
                }
            }
        }
    }

    /// One turn of the network: `lines` become what goes into the lines, `passed` what goes into
    /// the all-passes, `left` and `right` what is heard.
    #[inline(always)]
    fn turn(
        &mut self,
        lines: &mut [Lanes],
        passed: &mut [Lanes],
        left: &mut [f32],
        right: &mut [f32],
    ) {
        let (left_in, right_in) = (Lanes(LEFT_IN), Lanes(RIGHT_IN));
        let gain = Lanes(ALL_PASS_GAIN);
        let silent = Lanes::splat(SILENT);
        let (mut low, mut high, mut decay) = (self.low, self.high, self.decay.now);
        let mut loudest = Lanes::default();
        let frames = lines.iter_mut().zip(passed).zip(left.iter_mut().zip(right));
        for ((line, late), (left, right)) in frames {
            let x = *line + left_in * Lanes::splat(*left) + right_in * Lanes::splat(*right);
            let inner = flush(x - gain * *late, silent);
            let y = hadamard(*late + gain * inner);
            *late = inner;
            *left = OUT * (y[1] + y[2]);
            *right = OUT * (y[1] - y[2]);
            decay = decay.zip(self.decay.step, |now, step| now + step);
            low += decay.low * (y - low);
            let shelved = decay.mid * (y + decay.shelf * low);
            high += decay.high * (shelved - high);
            *line = flush(high, silent);
            loudest = loudest.larger(inner.magnitude()).larger(line.magnitude());
        }
        (self.low, self.high, self.decay.now) = (low, high, decay);
        self.silence.note(loudest != Lanes::default());
    }

    #[inline(always)]
    fn write_lines(&mut self, lines: &[Lanes], passed: &[Lanes]) {
        let mut run = [0.0; FRAMES_PER_MARK];
        let run = &mut run[..lines.len()];
        for lane in 0..LANES {
            for (x, frame) in run.iter_mut().zip(lines) {
                *x = frame[lane];
            }
            self.lines[lane].write(run);
            for (x, frame) in run.iter_mut().zip(passed) {
                *x = frame[lane];
            }
            self.all_passes[lane].write(run);
        }
    }
}

#[inline(always)]
fn flush(x: Lanes, silent: Lanes) -> Lanes {
    x.magnitude().select_gt(silent, x, Lanes::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::*;
    use std::f64::consts::TAU;

    /// Settings to begin with.
    fn usual() -> ReverbSettings {
        ReverbSettings {
            pre_delay_ms: 20.0,
            decay_s: 2.0,
            low_ratio: 1.25,
            low_freq_hz: 200.0,
            damping_hz: 6000.0,
            size_percent: 100.0,
            modulation_percent: 30.0,
            freeze: false,
        }
    }

    fn settings() -> ReverbSettings {
        ReverbSettings {
            pre_delay_ms: 0.0,
            decay_s: 2.0,
            low_ratio: 1.5,
            modulation_percent: 0.0,
            ..usual()
        }
    }

    fn settled(settings: ReverbSettings) -> Reverb {
        let mut reverb = Reverb::new(RATE);
        reverb.set(0, settings);
        reverb.snap_lane(0);
        reverb
    }

    type Sides = [Vec<f32>; 2];

    fn run(reverb: &mut Reverb, signal: &mut Sides, changes: &[(usize, ReverbSettings)]) {
        let [left, right] = signal;
        let segments = left.chunks_mut(FRAMES_PER_MARK);
        for (index, (left, right)) in segments.zip(right.chunks_mut(FRAMES_PER_MARK)).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                reverb.set(0, *settings);
            }
            reverb.mark();
            process_sides(reverb, left, right);
        }
    }

    fn impulse_response(settings: ReverbSettings, seconds: f64) -> Sides {
        let mut signal = [0, 1].map(|_| vec![0.0; (seconds * RATE) as usize]);
        signal[0][0] = 1.0;
        run(&mut settled(settings), &mut signal, &[]);
        signal
    }

    /// The octave around `freq_hz`: band-passes of Q √2, twice.
    fn octave(signal: &[f32], freq_hz: f64) -> Vec<f64> {
        let w = TAU * freq_hz / RATE;
        let alpha = w.sin() / (2.0 * 2_f64.sqrt());
        let mut y: Vec<f64> = signal.iter().map(|&x| f64::from(x)).collect();
        for _ in 0..2 {
            let (mut x1, mut x2, mut y1, mut y2) = (0.0, 0.0, 0.0, 0.0);
            for sample in &mut y {
                let x = *sample;
                let out =
                    (alpha * (x - x2) + 2.0 * w.cos() * y1 - (1.0 - alpha) * y2) / (1.0 + alpha);
                (x2, x1, y2, y1) = (x1, x, y1, out);
                *sample = out;
            }
        }
        y
    }

    /// T60 by M. Schroeder's backward integration (1965): a line through −5 to −35 dB.
    fn t60(response: &[f32], freq_hz: f64) -> f64 {
        let mut energy: Vec<f64> = octave(response, freq_hz).iter().map(|y| y * y).collect();
        for n in (0..energy.len() - 1).rev() {
            energy[n] += energy[n + 1];
        }
        let level = |n: usize| 10.0 * (energy[n] / energy[0]).log10();
        let points: Vec<(f64, f64)> = (0..energy.len())
            .map(|n| (n as f64 / RATE, level(n)))
            .filter(|(_, level)| (-35.0..=-5.0).contains(level))
            .collect();
        let count = points.len() as f64;
        let mean = points
            .iter()
            .fold((0.0, 0.0), |m, p| (m.0 + p.0, m.1 + p.1));
        let mean = (mean.0 / count, mean.1 / count);
        let (mut above, mut below) = (0.0, 0.0);
        for (time, level) in points {
            above += (time - mean.0) * (level - mean.1);
            below += (time - mean.0).powi(2);
        }
        -60.0 / (above / below)
    }

    #[test]
    fn mids_decay_in_the_time_that_is_set() {
        for decay_s in [0.5_f32, 1.0, 2.0, 4.0, 6.0] {
            let set = ReverbSettings {
                decay_s,
                low_ratio: 1.0,
                damping_hz: 20_000.0,
                ..settings()
            };
            let response = impulse_response(set, 1.5 * f64::from(decay_s) + 0.5);
            let measured = t60(&response[0], 1000.0) / f64::from(decay_s);
            assert!((measured - 1.0).abs() <= 0.1, "{decay_s} s: {measured}");
        }
    }

    #[test]
    fn lows_and_highs_have_times_of_their_own() {
        for (decay_s, low_s) in [
            (1.0_f32, 1.0_f32),
            (1.0, 2.0),
            (2.0, 3.0),
            (4.0, 4.0),
            (4.0, 2.0),
        ] {
            let set = ReverbSettings {
                decay_s,
                low_ratio: low_s / decay_s,
                // A shelf of first order: less decay in the lows needs more room to get there.
                low_freq_hz: if low_s < decay_s { 500.0 } else { 250.0 },
                damping_hz: 6000.0,
                ..settings()
            };
            let response = impulse_response(set, 2.0 * f64::from(decay_s.max(low_s)));
            let low = t60(&response[0], 125.0) / f64::from(low_s);
            assert!((low - 1.0).abs() <= 0.15, "{decay_s}, {low_s}: {low}");
            let high = t60(&response[0], 6000.0) / f64::from(decay_s);
            assert!(high <= 0.75, "{decay_s}, {low_s}: {high}");
        }
    }

    #[test]
    fn the_tail_is_wide_and_dense() {
        let response = impulse_response(settings(), 3.0);
        let tail = |side: usize| response[side][24_000..].iter().map(|&x| f64::from(x));
        let cross: f64 = tail(0).zip(tail(1)).map(|(l, r)| l * r).sum();
        let power = |side| tail(side).map(|x| x * x).sum::<f64>();
        let correlation = cross / (power(0) * power(1)).sqrt();
        assert!(correlation.abs() <= 0.15, "{correlation}");

        // Normalised echo density (J. Abel and P. Huang, 2006) in 20 ms around 500 ms.
        let window: Vec<f64> = tail(0).take(960).collect();
        let deviation = (window.iter().map(|x| x * x).sum::<f64>() / 960.0).sqrt();
        let outside = window.iter().filter(|x| x.abs() > deviation).count();
        let density = outside as f64 / 960.0 / 0.317_310_5;
        assert!(density >= 0.9, "{density}");
    }

    #[test]
    fn nothing_comes_before_the_pre_delay() {
        for ms in [20.0_f32, 100.0, 200.0] {
            let set = ReverbSettings {
                pre_delay_ms: ms,
                ..settings()
            };
            let response = impulse_response(set, 0.5);
            let frames = (ms * 48.0) as usize;
            for side in &response {
                assert!(side[..frames].iter().all(|&x| x == 0.0));
                assert!(peak(&side[frames..]) > 0.001);
            }
        }
    }

    #[test]
    fn frozen_it_rings_on_and_takes_nothing_in() {
        let set = settings();
        let frozen = ReverbSettings {
            freeze: true,
            ..set
        };
        let mut signal = [noise(1, 0.5, 48_000 * 63), noise(2, 0.5, 48_000 * 63)];
        run(&mut settled(set), &mut signal, &[(48_000, frozen)]);
        let level = |second: usize| {
            let part = &signal[0][48_000 * second..48_000 * (second + 1)];
            let power: f64 = part.iter().map(|&x| f64::from(x).powi(2)).sum();
            10.0 * (power / 48_000.0).log10()
        };
        let drift = level(62) - level(2);
        assert!(level(2) > -40.0 && drift.abs() <= 0.5, "{drift} dB");
    }

    #[test]
    fn the_longest_decay_does_not_run_away() {
        let longest = ReverbSettings {
            decay_s: 8.0,
            low_ratio: 2.5,
            damping_hz: 20_000.0,
            modulation_percent: 100.0,
            ..settings()
        };
        let mut signal = [noise(3, 1.0, 48_000 * 60), noise(4, 1.0, 48_000 * 60)];
        run(&mut settled(longest), &mut signal, &[]);
        for side in &signal {
            assert!(side.iter().all(|x| x.is_finite()));
            assert!(db(peak(side)) <= 20.0, "{}", db(peak(side)));
        }
    }

    #[test]
    fn changes_of_anything_make_no_click() {
        let base = settings();
        let others = [
            ReverbSettings {
                decay_s: 8.0,
                ..base
            },
            ReverbSettings {
                decay_s: 0.3,
                low_ratio: 0.25,
                low_freq_hz: 1000.0,
                ..base
            },
            ReverbSettings {
                damping_hz: 20_000.0,
                ..base
            },
            ReverbSettings {
                pre_delay_ms: 77.7,
                ..base
            },
            ReverbSettings {
                modulation_percent: 100.0,
                ..base
            },
            ReverbSettings {
                size_percent: 60.0,
                ..base
            },
            ReverbSettings {
                freeze: true,
                ..base
            },
        ];
        for (at, other) in others.into_iter().enumerate() {
            let tone = sine(1000.0, 0.5, 0.1, 48_000 * 5);
            let mut signal = [tone.clone(), tone];
            let changes: Vec<_> = (0..8)
                .map(|n| (60_000 + 16_000 * n, if n % 2 == 0 { other } else { base }))
                .collect();
            run(&mut settled(base), &mut signal, &changes);
            let limit = if other.pre_delay_ms > 0.0 {
                -60.0
            } else {
                -80.0
            };
            let residue = residue_above_8k(&signal[0], 48_000);
            assert!(residue <= limit, "{at}: {residue}");
        }
    }

    #[test]
    fn after_three_decays_it_is_at_rest() {
        let set = ReverbSettings {
            decay_s: 1.0,
            low_ratio: 1.0,
            modulation_percent: 50.0,
            ..settings()
        };
        let mut reverb = settled(set);
        assert!(reverb.is_at_rest());
        let mut signal = [noise(1, 1.0, 48_000), noise(2, 1.0, 48_000)];
        run(&mut reverb, &mut signal, &[]);
        assert!(!reverb.is_at_rest());
        let mut silence = [vec![0.0; 48_000 * 5], vec![0.0; 48_000 * 5]];
        run(&mut reverb, &mut silence, &[]);
        assert!(reverb.is_at_rest());
        assert_eq!(silence[0][48_000 * 5 - 1], 0.0);
    }

    #[test]
    fn what_is_no_number_never_gets_in() {
        let mut clean_run = [noise(1, 0.5, 9600), noise(2, 0.5, 9600)];
        let mut bad = clean_run.clone();
        for (at, x) in [(100, f32::NAN), (200, f32::INFINITY)] {
            bad[0][at] = x;
            clean_run[0][at] = 0.0;
        }
        run(&mut settled(settings()), &mut clean_run, &[]);
        run(&mut settled(settings()), &mut bad, &[]);
        assert_eq!(bits(&bad[0]), bits(&clean_run[0]));
        let mut reverb = settled(settings());
        run(&mut reverb, &mut bad, &[]);
        reverb.clear_lane(0);
        assert!(reverb.is_at_rest());
        let mut silence = [vec![0.0; 48_000], vec![0.0; 48_000]];
        run(&mut reverb, &mut silence, &[]);
        assert!(silence.iter().flatten().all(|&x| x == 0.0));
    }

    impl Subject<Stereo> for Reverb {
        const OFF: Option<ReverbSettings> = None;
        const TOGETHER: usize = 2;
        const SET: usize = 1;

        fn any_that_rests(random: &mut Random) -> ReverbSettings {
            ReverbSettings {
                decay_s: random.octaves(0.1, 1.0),
                low_ratio: 1.0,
                freeze: false,
                modulation_percent: 0.0,
                ..Self::any(random)
            }
        }

        fn any(random: &mut Random) -> ReverbSettings {
            ReverbSettings {
                pre_delay_ms: random.between(0.0, 200.0),
                decay_s: random.octaves(0.1, 30.0),
                low_ratio: random.between(0.3, 3.0),
                low_freq_hz: random.octaves(50.0, 1000.0),
                damping_hz: random.octaves(1000.0, 20_000.0),
                size_percent: random.between(30.0, 150.0),
                modulation_percent: random.between(0.0, 100.0),
                freeze: random.below(8) == 0,
            }
        }
    }
    conforms!(Reverb, Stereo);
}
