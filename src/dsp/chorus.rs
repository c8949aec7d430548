//! Chorus: voices that are late by a time that moves, beside the sound itself.
//!
//! Each voice is between the shortest delay and twice the depth more, along a sine; the voices are spread over
//! its period, and right goes behind left. So the pitch of a voice goes up and down by 2π·rate·depth.

use super::FRAMES_PER_MARK;
use super::effect::{Silence, clean, go_on};
use super::lfo::Lfo;
use super::math::{cos_f64, one_pole_coefficient, sin_f64};
use super::processor::{Processor, Stereo};
use super::ring::Ring;
use super::sample::{LANES, Lanes};
use super::smoother::Smoother;
use std::f64::consts::{PI, TAU};

/// The most voices; each is heard on both sides.
const VOICES: usize = LANES / SIDES;
/// Left and right.
const SIDES: usize = 2;
/// The longest shortest delay, in ms.
const LONGEST_MS: f32 = 30.0;
/// The largest depth, in ms.
const DEEPEST_MS: f32 = 10.0;
/// Time constant of each one-pole that moves delays, in seconds: a glide of pitch, no click.
const GLIDE_SECONDS: f64 = 0.05;
/// Time constant of each one-pole that smooths levels, in seconds.
const SMOOTHING_SECONDS: f64 = 0.01;
/// After so much silence the next sound begins at the start of the period, in seconds.
const PAUSE_SECONDS: f64 = 1.0;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChorusSettings {
    /// 1 to 4 voices.
    pub voices: usize,
    /// The shortest delay of a voice, in ms.
    pub delay_ms: f32,
    /// How far the delay goes from its middle, in ms.
    pub depth_ms: f32,
    /// How often it goes up and down, in Hz.
    pub rate_hz: f32,
    /// The voices: from all alike, 0 %, to evenly over the period, 100 %.
    pub voice_spread_percent: f32,
    /// How far right goes behind left, 0 to 180 degrees.
    pub spread_degrees: f32,
    /// The voices alone at 100 %, nothing of them at 0 %.
    pub mix_percent: f32,
}

/// A chorus of two sides.
///
/// Legend: lane 2·v + side is a voice on a side. Its delay is `middle` + depth·sin(θ − φ), in frames, with θ where
/// the oscillator stands and φ how far the voice goes behind: `in_phase` is depth·cos φ, `quadrature` depth·sin φ.
#[derive(Debug)]
pub struct Chorus {
    settings: Option<ChorusSettings>,
    lines: [Ring; SIDES],
    lfo: Lfo,
    middle: Smoother<f32>,
    in_phase: Smoother<Lanes>,
    quadrature: Smoother<Lanes>,
    level: Smoother<Lanes>,
    mix: Smoother<f32>,
    /// As many voices as are heard at all.
    heard: usize,
    silence: Silence,
    rate: f64,
}

impl Processor<Stereo> for Chorus {
    type Settings = ChorusSettings;

    fn new(rate: f64) -> Self {
        let longest_ms = f64::from(LONGEST_MS + 2.0 * DEEPEST_MS);
        let longest = (longest_ms * 1e-3 * rate) as usize + 4;
        let pause = (PAUSE_SECONDS * rate) as usize;
        let glide = one_pole_coefficient(GLIDE_SECONDS, rate);
        let smoothing = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        Self {
            settings: None,
            lines: std::array::from_fn(|_| Ring::new(longest + FRAMES_PER_MARK)),
            lfo: Lfo::new(rate),
            middle: Smoother::new(glide, (0.02 * rate) as f32),
            in_phase: Smoother::new(glide, 0.0),
            quadrature: Smoother::new(glide, 0.0),
            level: Smoother::new(smoothing, 0.0),
            mix: Smoother::new(smoothing, 0.0),
            heard: 0,
            silence: Silence::new(longest + pause),
            rate,
        }
    }

    fn set(&mut self, _lane: usize, settings: ChorusSettings) {
        self.settings = Some(settings);
        self.lfo.set_rate(settings.rate_hz);
        let frames = |ms: f32| f64::from(ms) * 1e-3 * self.rate;
        let depth = frames(settings.depth_ms.min(DEEPEST_MS));
        let shortest = frames(settings.delay_ms.min(LONGEST_MS));
        self.middle.set_target(0, (shortest + depth) as f32);
        self.mix.set_target(0, settings.mix_percent * 0.01);
        self.set_voices(settings, depth);
    }

    fn snap_lane(&mut self, _lane: usize) {
        self.lfo.snap();
        self.middle.snap();
        self.in_phase.snap();
        self.quadrature.snap();
        self.level.snap();
        self.mix.snap();
    }

    #[inline(always)]
    fn mark(&mut self) {
        self.middle.settle();
        self.in_phase.settle();
        self.quadrature.settle();
        self.level.settle();
        self.mix.settle();
        self.silence.mark();
        self.lfo.mark();
        if self.silence.is_complete() {
            self.lfo.restart();
            self.snap_lane(0);
        }
        self.heard = self.voices_heard();
    }

    #[inline(always)]
    fn process(&mut self, run: &mut [Stereo]) {
        for frame in &mut *run {
            *frame = frame.map(clean);
            self.silence.note(*frame != [0.0; 2]);
            self.lines[0].write_one(frame[0]);
            self.lines[1].write_one(frame[1]);
        }
        let count = run.len();
        for (at, frame) in run.iter_mut().enumerate() {
            let late = self.voices(count - at);
            let mix = self.mix.next();
            *frame = [0, 1].map(|side| frame[side] + mix * (late[side] - frame[side]));
        }
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.silence.is_complete() && self.is_settled()
    }

    /// Nothing is copied.
    fn adopt_lane(&mut self, _lane: usize, other: &mut Self, _other_lane: usize) {
        go_on(self, other, |own| (own.rate, own.settings));
    }

    fn clear_lane(&mut self, _lane: usize) {
        self.lines.iter_mut().for_each(Ring::clear);
        self.lfo.restart();
        self.silence.complete();
    }
}

impl Chorus {
    /// Where each voice stands in the period, and how loud it is: together they have the power of one.
    fn set_voices(&mut self, settings: ChorusSettings, depth: f64) {
        let voices = settings.voices.clamp(1, VOICES);
        let apart = f64::from(settings.spread_degrees).to_radians();
        let spread = f64::from(settings.voice_spread_percent) * 0.01;
        let level = 1.0 / (voices as f32).sqrt();
        for lane in 0..LANES {
            let (voice, side) = (lane / SIDES, lane % SIDES);
            let share = (voice % voices) as f64 / voices as f64;
            // At most a turn and a quarter, and the sine knows half a turn either way.
            let behind = TAU * spread * share + apart * side as f64;
            let behind = if behind > PI { behind - TAU } else { behind };
            let behind = if behind > PI { behind - TAU } else { behind };
            let [cos, sin] = [cos_f64(behind), sin_f64(behind)];
            self.in_phase.set_target(lane, (depth * cos) as f32);
            self.quadrature.set_target(lane, (depth * sin) as f32);
            self.level
                .set_target(lane, if voice < voices { level } else { 0.0 });
        }
    }

    /// As many voices as are not silent and stay so.
    #[inline(always)]
    fn voices_heard(&self) -> usize {
        let level = self.level.value();
        let is_heard = |lane: usize| level.0[lane] != 0.0 || !self.level.is_lane_settled(lane);
        (0..VOICES)
            .rev()
            .find(|voice| is_heard(SIDES * voice))
            .map_or(0, |last| last + 1)
    }

    /// The sums of the voices of the frame that stands `back` frames before the next one to be written.
    #[inline(always)]
    fn voices(&mut self, back: usize) -> Stereo {
        let [cos, sin] = self.lfo.next();
        let middle = self.middle.next();
        let (in_phase, quadrature) = (self.in_phase.next(), self.quadrature.next());
        let level = self.level.next();
        let mut sums = [0.0; SIDES];
        for lane in 0..SIDES * self.heard {
            let moved = sin * in_phase.0[lane] - cos * quadrature.0[lane];
            let delay = f64::from(middle) + f64::from(moved);
            let late = self.lines[lane % SIDES].between_before(back, delay);
            sums[lane % SIDES] += level.0[lane] * late;
        }
        sums
    }

    #[inline(always)]
    fn is_settled(&self) -> bool {
        let moved = self.in_phase.is_settled() && self.quadrature.is_settled();
        let delays = self.lfo.is_settled() && self.middle.is_settled() && moved;
        delays && self.level.is_settled() && self.mix.is_settled()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::*;
    use std::f64::consts::PI;

    const SET: ChorusSettings = ChorusSettings {
        voices: 1,
        delay_ms: 12.0,
        depth_ms: 2.0,
        rate_hz: 1.0,
        voice_spread_percent: 100.0,
        spread_degrees: 90.0,
        mix_percent: 100.0,
    };

    fn settled(settings: ChorusSettings) -> Chorus {
        let mut chorus = Chorus::new(RATE);
        chorus.set(0, settings);
        chorus.snap_lane(0);
        chorus
    }

    /// What the delay of a voice is by its formula at a frame, in frames.
    fn delay(set: ChorusSettings, n: usize, behind: f64) -> f64 {
        let theta = TAU * f64::from(set.rate_hz) * n as f64 / RATE;
        let depth = f64::from(set.depth_ms);
        (f64::from(set.delay_ms) + depth + depth * (theta - behind).sin()) * RATE * 1e-3
    }

    #[test]
    fn every_voice_is_late_by_its_formula() {
        for (voices, spread, mix) in [
            (1, 90.0, 100.0),
            (2, 0.0, 50.0),
            (3, 45.0, 30.0),
            (4, 180.0, 100.0),
        ] {
            let set = ChorusSettings {
                voices,
                spread_degrees: spread,
                mix_percent: mix,
                rate_hz: 3.0,
                ..SET
            };
            let tone = |n: f64| 0.5 * (TAU * 500.0 * n / RATE).sin();
            let signal = sine(500.0, 0.5, 0.0, 48_000);
            let sides = run_sides(&mut settled(set), [&signal, &signal], &[]);
            for (side, heard) in sides.iter().enumerate() {
                for n in 4800..48_000 {
                    let late = |voice: usize| {
                        let apart = f64::from(spread).to_radians() * side as f64;
                        let behind = TAU * voice as f64 / voices as f64 + apart;
                        tone(n as f64 - delay(set, n, behind))
                    };
                    let sum: f64 = (0..voices).map(late).sum();
                    let wet = sum / (voices as f64).sqrt();
                    let share = f64::from(mix) * 0.01;
                    let expected = tone(n as f64) * (1.0 - share) + wet * share;
                    let error = f64::from(heard[n]) - expected;
                    assert!(error.abs() < 3e-5, "{voices}, {side}, {n}: {error:e}");
                }
            }
        }
    }

    /// The frequency of a tone in each stretch of `frames` frames, by how its phase against `freq_hz` goes on.
    fn frequencies(signal: &[f32], freq_hz: f64, frames: usize) -> Vec<f64> {
        let phase = |stretch: &[f32], from: usize| {
            let (mut cos, mut sin) = (0.0, 0.0);
            for (n, x) in stretch.iter().enumerate() {
                let angle = TAU * freq_hz * (from + n) as f64 / RATE;
                cos += f64::from(*x) * angle.cos();
                sin -= f64::from(*x) * angle.sin();
            }
            sin.atan2(cos)
        };
        let stretches = signal.chunks_exact(frames).enumerate();
        let phases: Vec<f64> = stretches.map(|(k, s)| -phase(s, k * frames)).collect();
        let turn = |pair: &[f64]| (pair[1] - pair[0] + PI).rem_euclid(TAU) - PI;
        let hz = |turned: f64| freq_hz - turned * RATE / (TAU * frames as f64);
        phases.windows(2).map(|pair| hz(turn(pair))).collect()
    }

    #[test]
    fn the_pitch_deviates_by_rate_times_depth_and_comes_back_at_the_rate() {
        for (rate_hz, depth_ms) in [(0.5, 5.0), (1.0, 2.0), (3.0, 1.0), (8.0, 0.5)] {
            let set = ChorusSettings {
                depth_ms,
                rate_hz,
                ..SET
            };
            let tone = sine(1000.0, 0.5, 0.0, 48_000 * 8);
            let [left, _] = run_sides(&mut settled(set), [&tone, &tone], &[]);
            let found = frequencies(&left[48_000..], 1000.0, 240);
            let highest = found.iter().fold(0.0_f64, |most, hz| most.max(hz - 1000.0)) / 1000.0;
            let expected = TAU * f64::from(rate_hz) * f64::from(depth_ms) * 1e-3;
            assert!(
                (highest / expected - 1.0).abs() < 0.05,
                "{highest}, {expected}"
            );
            // Where the pitch passes the tone's upwards, between stretches.
            let rises: Vec<f64> = found
                .windows(2)
                .enumerate()
                .filter(|(_, w)| w[0] < 1000.0 && w[1] >= 1000.0)
                .map(|(k, w)| k as f64 + (1000.0 - w[0]) / (w[1] - w[0]))
                .collect();
            let periods = (rises.len() - 1) as f64;
            let seconds = (rises[rises.len() - 1] - rises[0]) * 240.0 / RATE;
            let measured = periods / seconds;
            assert!(
                (measured / f64::from(rate_hz) - 1.0).abs() < 0.01,
                "{measured} Hz"
            );
        }
    }

    #[test]
    fn changes_make_no_click() {
        let changed = |change: fn(&mut ChorusSettings)| {
            let mut set = ChorusSettings { voices: 2, ..SET };
            change(&mut set);
            set
        };
        let base = ChorusSettings { voices: 2, ..SET };
        let changes: [(&str, f64, ChorusSettings); 7] = [
            ("voices", -80.0, changed(|set| set.voices = 4)),
            ("delay", -60.0, changed(|set| set.delay_ms = 30.0)),
            ("depth", -80.0, changed(|set| set.depth_ms = 10.0)),
            ("rate", -80.0, changed(|set| set.rate_hz = 8.0)),
            (
                "voice spread",
                -80.0,
                changed(|set| set.voice_spread_percent = 0.0),
            ),
            ("spread", -80.0, changed(|set| set.spread_degrees = 180.0)),
            ("mix", -80.0, changed(|set| set.mix_percent = 0.0)),
        ];
        no_change_clicks::<Chorus>(base, &changes);
    }

    impl Subject<Stereo> for Chorus {
        const OFF: Option<ChorusSettings> = None;
        const TOGETHER: usize = 2;
        const SET: usize = 1;

        fn any(random: &mut Random) -> ChorusSettings {
            ChorusSettings {
                voices: 1 + random.below(4),
                delay_ms: random.between(7.0, 30.0),
                depth_ms: random.between(0.0, 10.0),
                rate_hz: random.octaves(0.05, 8.0),
                voice_spread_percent: random.between(0.0, 100.0),
                spread_degrees: random.between(0.0, 180.0),
                mix_percent: random.between(0.0, 100.0),
            }
        }
    }
    conforms!(Chorus, Stereo);
}
