//! The look-ahead true-peak limiter: one gain for all channels of a mix, down in time for every
//! peak, and never a sample above the ceiling.
//!
//! Gain per frame = what the highest peak allows → minimum over the look-ahead (M. van Herk 1992,
//! J. Gil and M. Werman 1993) → release in two stages → two box filters that together span the look-ahead.
//! Every average is over values that the delayed frame allows, so the ceiling holds by construction.

mod peaks;
mod release;
mod windows;

use super::FRAMES_PER_MARK;
use super::math::{gain_from_db_f64, one_pole_coefficient};
use super::processor::Processor;
use super::sample::{Lanes, Sample};
use super::smoother::Smoother;
use super::true_peak::DELAY;
use peaks::{PeakDetector, SEEN};
use release::Release;
use windows::{RunningSum, SlidingMinimum};

/// Latency in seconds, but for six frames.
const LATENCY_SECONDS: f64 = 0.0015;
/// Those six, at every rate: 78 frames at 48 kHz in all, of which the detector takes 24.
const MORE_LATENCY: usize = 6;
/// The shortest look-ahead in seconds: at rates below 36 kHz it makes the latency longer.
const SHORTEST_SECONDS: f64 = 0.001;
/// Time constant of each one-pole that smooths the ceiling and switching, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;
/// Gain 1 in the fixed point of the box filters: their sums are exact and never drift.
const UNITY: f64 = (1_u64 << 40) as f64;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LimiterSettings {
    /// Off passes everything, with the same latency.
    pub on: bool,
    /// What no true peak exceeds by more than 0.1 dB and no sample at all, in dB.
    pub ceiling_db: f32,
    /// The time in which the gain recovers by 63 % after what lasts longer than 25 ms, in ms. After
    /// shorter peaks that is 30 ms at most.
    pub release_ms: f32,
    /// How many channels are limited, 1 to 8; the rest are only delayed and turned down with them.
    pub channels: usize,
}

/// The limiter of up to eight channels.
#[derive(Clone, Debug)]
pub struct Limiter {
    /// The true peak of each channel.
    detector: PeakDetector,
    /// The detector has missed frames, while all was off: they are in the delay, if that is long enough.
    missed: bool,
    /// How many channels are limited, from the first on.
    channels: usize,
    /// The ceiling as a gain.
    ceiling: Smoother<f32>,
    /// How much of the limiter is heard: 0 off, 1 on.
    on: Smoother<f32>,
    /// The lowest gain that the look-ahead allows.
    minimum: SlidingMinimum,
    /// Frames in a row, the last ones, that allowed a gain of 1; at most as many as `minimum` sees.
    open: usize,
    /// The gain with its release.
    release: Release,
    /// The first box filter, in units of 1 / `UNITY`.
    first_box: RunningSum,
    /// The second box filter, of the sums of the first.
    second_box: RunningSum,
    /// Gain 1 as a sum of the second box filter.
    full_scale: i64,
    /// The frames on their way to the output.
    delay: Box<[Lanes]>,
    /// Where the oldest frame is.
    oldest: usize,
    /// Silent frames in a row that came in last, at most `memory`.
    silent: usize,
    /// Frames after which nothing of a sample is left in delay, detector and minimum.
    memory: usize,
    /// The lowest gain since it was last taken.
    lowest: f32,
    /// The gain of the last frame.
    gain: f32,
    /// Frames per second.
    rate: f64,
}

impl Processor<Lanes> for Limiter {
    type Settings = LimiterSettings;

    fn new(rate: f64) -> Self {
        let frames = |seconds: f64| (seconds * rate + 0.5) as usize;
        let look_ahead = (frames(LATENCY_SECONDS) + MORE_LATENCY)
            .saturating_sub(DELAY)
            .max(frames(SHORTEST_SECONDS));
        let delay = look_ahead + DELAY;
        let (first, second) = (look_ahead / 2 + 1, look_ahead - look_ahead / 2 + 1);
        let unity = UNITY as i64;
        let smoothing = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        Self {
            detector: PeakDetector::new(),
            missed: false,
            channels: 0,
            ceiling: Smoother::new(smoothing, 1.0),
            on: Smoother::new(smoothing, 0.0),
            // Points after a frame count for the next one too.
            minimum: SlidingMinimum::new(look_ahead + 2, 1.0),
            open: look_ahead + 2,
            release: Release::new(rate),
            first_box: RunningSum::new(first, unity),
            second_box: RunningSum::new(second, first.cast_signed() as i64 * unity),
            full_scale: (first * second).cast_signed() as i64 * unity,
            delay: vec![Lanes::default(); delay].into_boxed_slice(),
            oldest: 0,
            silent: 4 * delay,
            memory: 4 * delay,
            lowest: 1.0,
            gain: 1.0,
            rate,
        }
    }

    fn set(&mut self, _lane: usize, settings: LimiterSettings) {
        let ceiling_db = f64::from(settings.ceiling_db);
        let release_ms = f64::from(settings.release_ms);
        self.ceiling
            .set_target(0, gain_from_db_f64(ceiling_db) as f32);
        self.on.set_target(0, f32::from(u8::from(settings.on)));
        self.release.set(release_ms * 1e-3, self.rate);
        self.channels = settings.channels;
    }

    fn snap_lane(&mut self, _lane: usize) {
        self.ceiling.snap();
        self.on.snap();
    }

    #[inline(always)]
    fn mark(&mut self) {
        self.ceiling.settle();
        self.on.settle();
        self.release.mark();
    }

    /// Limits frames in place; what comes out went in [`Self::latency`] frames before.
    #[inline(always)]
    fn process(&mut self, buffer: &mut [Lanes]) {
        for run in buffer.chunks_mut(FRAMES_PER_MARK) {
            self.process_run(run);
        }
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.silent >= self.memory
            && self.release.is_at_rest()
            && self.second_box.sum() == self.full_scale
            && self.on.is_settled()
            && self.ceiling.is_settled()
    }

    /// All channels at once: asked for the first, done for all. Limiters of different rates keep their own.
    fn adopt_lane(&mut self, lane: usize, other: &mut Self, _other_lane: usize) {
        if lane != 0 || self.rate != other.rate {
            return;
        }
        std::mem::swap(self, other);
        // The settings come back; the smoothed values go on from where they are.
        std::mem::swap(&mut self.channels, &mut other.channels);
        self.release.swap_settings(&mut other.release);
        let (ceiling, on) = (self.ceiling.target(), self.on.target());
        self.ceiling.set_target(0, other.ceiling.target());
        self.on.set_target(0, other.on.target());
        other.ceiling.set_target(0, ceiling);
        other.on.set_target(0, on);
    }

    fn clear_lane(&mut self, lane: usize) {
        self.delay.iter_mut().for_each(|x| x.set_lane(lane, 0.0));
        self.detector.clear_lane(lane);
    }
}

impl Limiter {
    /// The delay in frames, whether on or off: the look-ahead and what the detector takes.
    pub fn latency(&self) -> usize {
        self.delay.len()
    }

    #[inline(always)]
    fn process_run(&mut self, buffer: &mut [Lanes]) {
        self.count_silence(buffer);
        let (ceiling, on) = (self.ceiling.value(), self.on.value());
        let settled = self.ceiling.is_settled() && self.on.is_settled();
        let passes = settled && self.passes();
        if passes && on == 0.0 && self.delay.len() >= SEEN {
            self.missed = true;
            self.pass(buffer);
            return;
        }
        self.catch_up();
        // What lies below this changes nothing.
        let free = match (settled, on == 0.0) {
            (false, _) => 0.0,
            (true, false) => ceiling,
            (true, true) => f32::INFINITY,
        };
        let peaks = self.detector.run(buffer, self.channels, free);
        if passes && peaks[..buffer.len()].iter().all(|peak| *peak <= free) {
            self.pass(buffer);
            return;
        }
        for (x, peak) in buffer.iter_mut().zip(peaks) {
            let (ceiling, on) = if settled {
                (ceiling, on)
            } else {
                (self.ceiling.next(), self.on.next())
            };
            // What keeps the frame in question below the ceiling.
            let limited = if peak > ceiling { ceiling / peak } else { 1.0 };
            self.gain = self.smoothed(limited * on + (1.0 - on));
            self.lowest = self.lowest.smaller(self.gain);
            *x = self.delayed(*x) * Lanes::splat(self.gain);
        }
    }

    /// Delays a run, and no more.
    #[inline(always)]
    fn pass(&mut self, buffer: &mut [Lanes]) {
        self.gain = 1.0;
        self.lowest = self.lowest.smaller(1.0);
        for x in buffer {
            *x = self.delayed(*x);
        }
    }

    /// The detector sees what it has missed.
    #[inline(always)]
    fn catch_up(&mut self) {
        if std::mem::take(&mut self.missed) {
            let (newest, oldest) = self.delay.split_at(self.oldest);
            let skipped = self.delay.len() - SEEN;
            self.detector
                .catch_up(oldest.iter().chain(newest).skip(skipped));
        }
    }

    /// Exchanges a frame for the oldest on its way.
    #[inline(always)]
    fn delayed(&mut self, x: Lanes) -> Lanes {
        let late = std::mem::replace(&mut self.delay[self.oldest], x);
        self.oldest += 1;
        if self.oldest == self.delay.len() {
            self.oldest = 0;
        }
        late
    }

    /// True when the gain is 1 and frames that allow it leave it so: everything that it is made of holds
    /// nothing but 1, and where in their rings they stand makes no difference.
    #[inline(always)]
    fn passes(&self) -> bool {
        self.open == self.minimum.window()
            && self.release.is_at_rest()
            && self.second_box.sum() == self.full_scale
            && self.first_box.is_full_of(UNITY as i64)
    }

    /// Counts the silent frames that came in last.
    #[inline(always)]
    fn count_silence(&mut self, buffer: &[Lanes]) {
        let is_silent = |x: &&Lanes| **x == Lanes::default();
        let last = buffer.iter().rev().take_while(is_silent).count();
        let before = if last == buffer.len() { self.silent } else { 0 };
        self.silent = (before + last).min(self.memory);
    }

    /// Look-ahead, release and box filters.
    #[inline(always)]
    fn smoothed(&mut self, allowed: f32) -> f32 {
        let opens = usize::from(allowed == 1.0);
        self.open = (opens * (self.open + 1)).min(self.minimum.window());
        let minimum = self.minimum.tick(f64::from(allowed));
        let released = self.release.tick(minimum);
        let first = self.first_box.tick((released * UNITY) as i64);
        let second = self.second_box.tick(first);
        (second as f64 / self.full_scale as f64) as f32
    }

    /// The lowest gain since the last call, for meters.
    #[inline(always)]
    pub fn take_lowest_gain(&mut self) -> f32 {
        std::mem::replace(&mut self.lowest, self.gain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::sample::LANES;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::*;
    use std::f64::consts::PI;

    /// Settings to begin with.
    fn usual() -> LimiterSettings {
        LimiterSettings {
            on: true,
            ceiling_db: -1.0,
            release_ms: 300.0,
            channels: 2,
        }
    }

    fn settled(settings: LimiterSettings) -> Limiter {
        let mut limiter = Limiter::new(RATE);
        limiter.set(0, settings);
        limiter.snap_lane(0);
        limiter
    }

    fn at(ceiling_db: f32) -> LimiterSettings {
        LimiterSettings {
            ceiling_db,
            ..usual()
        }
    }

    fn off() -> LimiterSettings {
        LimiterSettings {
            on: false,
            ..usual()
        }
    }

    /// Limits one signal, mark by mark, with settings taken at their frames.
    fn run(
        limiter: &mut Limiter,
        signal: &[f32],
        changes: &[(usize, LimiterSettings)],
    ) -> Vec<f32> {
        let mut frames: Vec<Lanes> = signal
            .iter()
            .map(|&x| Lanes([x, 0.5 * x, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]))
            .collect();
        for (index, segment) in frames.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                limiter.set(0, *settings);
            }
            limiter.mark();
            limiter.process(segment);
        }
        let output = channel(&frames, 0);
        for (n, &x) in output.iter().enumerate() {
            assert!((frames[n][1] - 0.5 * x).abs() < 1e-6, "linked");
        }
        output
    }

    fn square(freq_hz: f64, amplitude: f64, frames: usize) -> Vec<f32> {
        sine(freq_hz, 1.0, 0.1, frames)
            .into_iter()
            .map(|x| {
                if x > 0.0 {
                    amplitude as f32
                } else {
                    -amplitude as f32
                }
            })
            .collect()
    }

    /// Noise with 3 dB per octave less towards high frequencies, and little above 20 kHz
    /// (P. Kellet's filter, then a windowed sinc).
    fn pink(seed: u64, amplitude: f64, frames: usize) -> Vec<f32> {
        let mut b = [0.0; 3];
        let raw: Vec<f64> = noise(seed, 1.0, frames + 128)
            .into_iter()
            .map(|x| {
                let x = f64::from(x);
                b[0] = 0.99765 * b[0] + x * 0.099_046;
                b[1] = 0.963 * b[1] + x * 0.296_516_4;
                b[2] = 0.57 * b[2] + x * 1.052_691_3;
                b[0] + b[1] + b[2] + x * 0.1848
            })
            .collect();
        let taps: Vec<f64> = (0..129)
            .map(|k| {
                let t = f64::from(k) - 64.0;
                let w = 2.0 * PI * 20_000.0 / RATE;
                let sinc = if t == 0.0 {
                    w / PI
                } else {
                    (w * t).sin() / (PI * t)
                };
                sinc * (0.5 + 0.5 * (PI * t / 65.0).cos())
            })
            .collect();
        raw.windows(129)
            .map(|window| {
                let y: f64 = window.iter().zip(&taps).map(|(x, h)| x * h).sum();
                (amplitude * y) as f32
            })
            .collect()
    }

    fn clicks(frames: usize) -> Vec<f32> {
        let mut random = Random::new(4);
        let mut signal = vec![0.0; frames];
        for _ in 0..200 {
            let place = random.below(frames);
            signal[place] = 4.0 * random.bipolar() as f32;
        }
        signal
    }

    fn bursts(frames: usize) -> Vec<f32> {
        sine(3000.0, 2.0, 0.0, frames)
            .into_iter()
            .enumerate()
            .map(|(n, x)| {
                if (n / 1000).is_multiple_of(3) {
                    x
                } else {
                    0.1 * x
                }
            })
            .collect()
    }

    #[test]
    fn a_detector_that_slept_knows_what_came_in() {
        let signal = noise(7, 0.5, 1000);
        let frames: Vec<Lanes> = signal.into_iter().map(Lanes::splat).collect();
        let mut awake = PeakDetector::new();
        let mut limiter = settled(off());
        for run in frames.chunks(FRAMES_PER_MARK) {
            limiter.mark();
            limiter.process(&mut run.to_vec());
            awake.run(run, 2, f32::INFINITY);
        }
        let next = &frames[..FRAMES_PER_MARK];
        let expected = awake.run(next, 2, 0.0);
        assert_ne!(limiter.detector.clone().run(next, 2, 0.0), expected);
        limiter.catch_up();
        assert_eq!(limiter.detector.run(next, 2, 0.0), expected);
    }

    #[test]
    fn no_sample_exceeds_the_ceiling() {
        for (name, signal) in [
            ("noise", noise(1, 4.0, 96_000)),
            ("square", square(997.0, 1.0, 96_000)),
            ("clicks", clicks(96_000)),
            ("bursts", bursts(96_000)),
        ] {
            for ceiling_db in [0.0, -1.0, -12.0] {
                let output = run(&mut settled(at(ceiling_db)), &signal, &[]);
                let over = db(peak(&output)) - f64::from(ceiling_db);
                println!("{name} at {ceiling_db}: sample peak {over:+.3} dB");
                assert!(over <= 1e-4, "{name}: {over}");
                assert!(over > -6.0, "{name} is turned down too far: {over}");
            }
        }
    }

    /// Strokes of a drum: a low tone and a burst of noise, twice over full scale.
    fn drum_hits(rate: f64, frames: usize) -> Vec<f32> {
        let hiss = noise(8, 1.0, frames);
        let strokes = (0..frames).map(|n| {
            let t = (n as f64 / rate) % 0.12;
            let skin = (2.0 * PI * 180.0 * t).sin() + 0.9 * f64::from(hiss[n]);
            let stick = 2.0 * (-t / 0.001).exp() * f64::from(hiss[n]);
            (2.0 * (-t / 0.01).exp() * skin + stick) as f32
        });
        strokes.collect()
    }

    #[test]
    fn no_true_peak_exceeds_the_ceiling_by_a_tenth_of_a_decibel() {
        for rate in [44_100.0, 48_000.0, 96_000.0] {
            let frames = (0.4 * rate) as usize;
            // Frequencies of the test signals are relative to 48 kHz.
            let at_rate = |freq: f64| freq * RATE / rate;
            for (name, signal) in [
                ("pink", pink(2, 1.0, frames)),
                ("white", noise(5, 2.0, frames)),
                ("drum hits", drum_hits(rate, frames)),
                ("5 kHz square", square(at_rate(5000.0), 1.5, frames)),
                ("997 Hz square", square(at_rate(997.0), 1.0, frames)),
                ("quarter-rate tone", sine(RATE / 4.0, 1.4, PI / 4.0, frames)),
                ("bursts", bursts(frames)),
            ] {
                let mut limiter = Limiter::new(rate);
                limiter.set(0, at(-1.0));
                limiter.snap_lane(0);
                let output = run(&mut limiter, &signal, &[]);
                let over = db(true_peak(&output)) + 1.0;
                println!("{name} at {rate}: true peak {over:+.3} dB");
                assert!(over <= 0.1, "{name}: {over}");
                assert!(over > -0.5, "{name} is turned down too far: {over}");
            }
        }
    }

    #[test]
    fn one_click_ducks_the_mix_for_no_longer_than_a_blink() {
        let mut signal = vec![0.5; 48_000];
        signal[10_000] = 3.0;
        let output = run(&mut settled(at(-1.0)), &signal, &[]);
        let level = |ms: usize| db(f64::from(output[10_078 + 48 * ms]) / 0.5);
        let depth = db(0.5 * f64::from(output[10_077]));
        assert!(depth < -15.0, "{depth}");
        for (ms, least) in [(30, -3.0), (60, -1.0), (100, -0.3), (200, -0.02)] {
            assert!(level(ms) > least, "{ms} ms: {}", level(ms));
        }
        assert!(level(5) < -6.0, "it is not let go at once: {}", level(5));
    }

    #[test]
    fn below_the_ceiling_and_off_it_is_a_pure_delay() {
        let quiet = noise(3, 0.4, 48_000);
        let loud = noise(3, 2.0, 48_000);
        for (settings, input) in [(at(-1.0), &quiet), (off(), &loud)] {
            let mut limiter = settled(settings);
            let output = run(&mut limiter, input, &[]);
            assert_eq!(limiter.latency(), 78);
            assert!(output[..78].iter().all(|&x| x == 0.0));
            assert_eq!(bits(&output[78..]), bits(&input[..48_000 - 78]));
        }
    }

    #[test]
    fn the_latency_scales_with_the_rate() {
        for (rate, latency) in [
            (8000.0, 32),
            (44_100.0, 72),
            (48_000.0, 78),
            (96_000.0, 150),
            (192_000.0, 294),
        ] {
            assert_eq!(Limiter::new(rate).latency(), latency);
        }
    }

    #[test]
    fn it_recovers_exactly_after_a_peak() {
        let mut signal = noise(3, 0.3, 240_000);
        signal[100] = 8.0;
        let output = run(
            &mut settled(LimiterSettings {
                release_ms: 100.0,
                ..at(0.0)
            }),
            &signal,
            &[],
        );
        assert!(peak(&output[178..179]) <= 1.0);
        assert_ne!(bits(&output[578..600]), bits(&signal[500..522]));
        assert_eq!(bits(&output[200_078..]), bits(&signal[200_000..239_922]));
    }

    #[test]
    fn the_release_takes_its_time_after_what_lasts() {
        for release_ms in [20.0, 100.0, 500.0] {
            let mut limiter = settled(LimiterSettings {
                release_ms,
                ..at(0.0)
            });
            let mut signal = vec![0.5; 96_000];
            let end = 20_000;
            signal[1000..end].fill(4.0);
            let output = run(&mut limiter, &signal, &[]);
            // In its middle, far from the overshoot of its ends.
            let lowest = f64::from(output[end - 5000]) / 4.0;
            assert!((lowest - 0.25).abs() < 1e-4, "{lowest}");
            let recovered = 1.0 - (1.0 - lowest) * (-1.0_f64).exp();
            let reached = (end + 100..96_000)
                .find(|&n| f64::from(output[n]) / 0.5 >= recovered)
                .unwrap();
            // It is held for 25 ms, in which bass would come again.
            let held = 0.025 * RATE;
            let took = (reached - end - 78) as f64 - held;
            let ratio = took / (f64::from(release_ms) * 48.0);
            assert!((0.9..1.12).contains(&ratio), "{release_ms}: {ratio}");
        }
    }

    #[test]
    fn bass_that_is_limited_hard_stays_clean() {
        let over = gain(7.0 - 1.0);
        for (freq, limit) in [(100.0, 0.0015), (50.0, 0.006)] {
            let output = run(&mut settled(at(-1.0)), &sine(freq, over, 0.0, 240_000), &[]);
            let end = &output[192_000..];
            let fundamental = amplitude_at(end, freq);
            let harmonics: f64 = (2..40)
                .map(|n| amplitude_at(end, freq * f64::from(n)).powi(2))
                .sum();
            let distortion = harmonics.sqrt() / fundamental;
            println!("{freq} Hz: THD {:.4} %", 100.0 * distortion);
            assert!(distortion < limit, "{distortion}");
        }
    }

    #[test]
    fn switching_and_ceiling_jumps_are_clean() {
        for (a, b) in [(off(), at(-20.0)), (at(-20.0), off()), (at(0.0), at(-30.0))] {
            for step in 0..4 {
                let tone = sine(1000.0, 0.5, f64::from(step) * 0.8, 72_000);
                let changes = [(19_200, b), (38_400, a), (38_720, b)];
                let output = run(&mut settled(a), &tone, &changes);
                let residue = residue_above_8k(&output, 14_400);
                println!("switching: {residue:.1} dBFS");
                assert!(residue < -80.0, "{residue} dBFS");
            }
        }
    }

    #[test]
    fn the_lowest_gain_is_kept_until_it_is_taken() {
        let mut limiter = settled(at(-6.0));
        run(&mut limiter, &sine(1000.0, 1.0, 0.0, 4800), &[]);
        let lowest = db(limiter.take_lowest_gain().into());
        assert!((lowest + 6.0).abs() < 0.02, "{lowest}");
        run(&mut limiter, &vec![0.0; 480_000], &[]);
        limiter.take_lowest_gain();
        assert_eq!(limiter.take_lowest_gain(), 1.0);
    }

    #[test]
    fn a_channel_beyond_the_layout_does_not_turn_the_others_down() {
        let mut limiter = settled(at(-6.0));
        let mut frames = vec![Lanes([0.1, 0.1, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0]); 320];
        limiter.process(&mut frames);
        assert_eq!(limiter.take_lowest_gain(), 1.0);
        assert_eq!(frames[300][0], 0.1);
    }

    #[test]
    fn bad_samples_leave_the_gain_finite() {
        let mut limiter = settled(at(-3.0));
        let mut frames = [Lanes::splat(f32::NAN), Lanes::splat(f32::INFINITY)];
        limiter.process(&mut frames);
        limiter.process(&mut vec![Lanes::splat(0.5); 96_000]);
        assert!(limiter.gain > 0.99 && limiter.gain <= 1.0);
    }

    #[test]
    fn the_minimum_is_that_of_the_window() {
        let values: Vec<f64> = noise(7, 1.0, 2000).into_iter().map(f64::from).collect();
        for window in [2, 7, 73] {
            let mut minimum = SlidingMinimum::new(window, 1.0);
            for n in 0..values.len() {
                let from = (n + 1).saturating_sub(window);
                let expected = values[from..=n].iter().fold(1.0, |a: f64, &b| a.min(b));
                assert_eq!(minimum.tick(values[n]), expected);
            }
        }
    }

    impl Subject<Lanes> for Limiter {
        const OFF: Option<LimiterSettings> = None;
        const TOGETHER: usize = LANES;
        const SET: usize = 1;

        fn any(random: &mut Random) -> LimiterSettings {
            LimiterSettings {
                on: random.below(4) > 0,
                ceiling_db: random.between(-30.0, 0.0),
                release_ms: random.between(20.0, 500.0),
                channels: LANES,
            }
        }
    }
    conforms!(Limiter, Lanes);
}
