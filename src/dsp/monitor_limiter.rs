//! The limiter of wedges and in-ears: no look-ahead, so no latency, and never a sample above the
//! ceiling.
//!
//! An envelope takes every peak at once, keeps it for a hold time in which low tones reach their next
//! crest, and falls with the release; the gain brings the envelope to the ceiling. What is above the
//! ceiling for the first time is clipped rather than turned down in advance: that is the price of
//! hearing oneself in time.

use super::math::{gain_from_db_f64, one_pole_coefficient};
use super::processor::Processor;
use super::sample::Sample;
use super::smoother::Smoother;

/// Time constant of each one-pole that smooths the ceiling and switching, in seconds. Slow, because
/// the first crest that the envelope meets bends the gain while next to nothing of it may be heard,
/// and because a ceiling that falls onto a tone begins to act all of a sudden.
const SMOOTHING_SECONDS: f64 = 0.020;
/// How long the envelope keeps a peak, in seconds: half a period of 40 Hz.
const HOLD_SECONDS: f64 = 0.0125;
/// Crests of a steady tone differ from sample to sample: those above this part of the envelope hold
/// it.
const SAME_CREST: f32 = 0.99;
/// Envelopes below −40 dBFS, which concern no ceiling, are forgotten.
const INAUDIBLE: f32 = 0.01;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MonitorLimiterSettings {
    /// Off passes everything.
    pub on: bool,
    /// What no sample exceeds, in dB.
    pub ceiling_db: f32,
    /// The time in which the envelope falls by 63 %, in ms.
    pub release_ms: f32,
}

/// A limiter per channel.
///
/// Legend: `ceiling` is a gain, `on` how much of the limiter is heard (0 off, 1 on); `kept` is what is
/// left of the envelope after one frame, `link` 1 where a channel follows the louder of its pair, else
/// 0; `envelope` is the held and falling peak, `held` the frames until it falls, and `lowest` the
/// lowest gain since it was last taken.
#[derive(Clone, Debug)]
pub struct MonitorLimiter<S> {
    ceiling: Smoother<S>,
    on: Smoother<S>,
    kept: S,
    link: S,
    envelope: S,
    held: S,
    lowest: S,
    /// Frames that a peak is held, and one more.
    hold: f32,
    /// Frames per second.
    rate: f64,
}

impl<S: Sample> Processor<S> for MonitorLimiter<S> {
    type Settings = MonitorLimiterSettings;

    fn new(rate: f64) -> Self {
        let zero = S::splat(0.0);
        let smoothing = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        Self {
            ceiling: Smoother::new(smoothing, 1.0),
            on: Smoother::new(smoothing, 0.0),
            kept: zero,
            link: zero,
            envelope: zero,
            held: zero,
            lowest: S::splat(1.0),
            hold: 1.0 + (HOLD_SECONDS * rate + 0.5) as i32 as f32,
            rate,
        }
    }

    fn set(&mut self, lane: usize, settings: MonitorLimiterSettings) {
        let ceiling_db = f64::from(settings.ceiling_db);
        let release_ms = f64::from(settings.release_ms);
        let release = one_pole_coefficient(release_ms * 1e-3, self.rate);
        self.ceiling
            .set_target(lane, gain_from_db_f64(ceiling_db) as f32);
        self.on.set_target(lane, f32::from(u8::from(settings.on)));
        self.kept.set_lane(lane, (1.0 - release) as f32);
    }

    fn snap_lane(&mut self, lane: usize) {
        self.ceiling.snap_lane(lane);
        self.on.snap_lane(lane);
    }

    /// Once per mark, before its first frame. A channel that is off and has faded out has no past, and is at its
    /// ceiling, whatever its neighbours do.
    #[inline(always)]
    fn mark(&mut self) {
        self.on.settle();
        if !self.ceiling.settle() {
            self.ceiling.snap_unless(self.on.distance_from(0.0));
        }
        let (zero, one, on) = (S::splat(0.0), S::splat(1.0), self.on.value());
        let audible = S::splat(INAUDIBLE);
        let envelope = self
            .envelope
            .select_gt_in_place(audible, self.envelope, zero);
        self.envelope = on.select_gt_in_place(zero, envelope, zero);
        self.held = on.select_gt_in_place(zero, self.held, zero);
        self.lowest = on.select_gt_in_place(zero, self.lowest, one);
    }

    /// Limits a run of frames inside one mark, in place; leaves it alone when all limiters are off.
    #[inline(always)]
    fn process(&mut self, buffer: &mut [S]) {
        if self.is_neutral() {
            // Nothing is heard of any of them.
        } else if self.on.is_settled() && self.ceiling.is_settled() {
            self.run::<false>(buffer);
        } else {
            self.run::<true>(buffer);
        }
    }

    /// True when every limiter is off and has faded out.
    #[inline(always)]
    fn is_neutral(&self) -> bool {
        self.on.is_settled() && self.on.target() == S::splat(0.0)
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let (on, past) = (self.on.target(), self.envelope.larger(self.held));
        let rests = |lane| on.lane(lane) == 0.0 || past.lane(lane) == 0.0;
        self.on.is_settled() && self.ceiling.is_settled() && (0..S::WIDTH).all(rests)
    }

    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        self.ceiling
            .copy_lane_from(lane, &other.ceiling, other_lane);
        self.on.copy_lane_from(lane, &other.on, other_lane);
        self.envelope
            .set_lane(lane, other.envelope.lane(other_lane));
        self.held.set_lane(lane, other.held.lane(other_lane));
        self.lowest.set_lane(lane, other.lowest.lane(other_lane));
    }

    #[inline(always)]
    fn clear_lane(&mut self, lane: usize) {
        self.envelope.set_lane(lane, 0.0);
        self.held.set_lane(lane, 0.0);
    }

    fn link(&mut self, lane: usize, linked: bool) {
        self.link.set_lane(lane, f32::from(u8::from(linked)));
    }
}

impl<S: Sample> MonitorLimiter<S> {
    /// `MOVING` where settings glide; channels that do not move compute the same bits either way.
    #[inline(always)]
    fn run<const MOVING: bool>(&mut self, buffer: &mut [S]) {
        let (zero, half, one) = (S::splat(0.0), S::splat(0.5), S::splat(1.0));
        let (mut ceiling, mut on) = (self.ceiling.value(), self.on.value());
        let mut bound = bound(ceiling, on);
        let (mut envelope, mut held) = (self.envelope, self.held);
        let mut lowest = self.lowest;
        for x in buffer {
            if MOVING {
                (ceiling, on) = (self.ceiling.next(), self.on.next());
                bound = self::bound(ceiling, on);
            }
            let magnitude = x.magnitude();
            let peak = magnitude.larger(magnitude.swap_pairs() * self.link);
            let falling = held.select_gt(half, envelope, envelope * self.kept);
            let crest = falling * S::splat(SAME_CREST);
            held = zero.larger(peak.select_gt(crest, S::splat(self.hold), held) - one);
            envelope = falling.larger(peak);
            let gain = ceiling.over(envelope.larger(ceiling));
            lowest = lowest.smaller(gain);
            let limited = *x * (one - (one - gain) * on);
            *x = (-bound).larger(bound.smaller(limited));
        }
        (self.envelope, self.held, self.lowest) = (envelope, held, lowest);
    }

    /// The lowest gain of each channel since [`Self::take_lowest_gain`].
    #[inline(always)]
    pub fn lowest_gain(&self) -> S {
        self.lowest
    }

    /// The lowest gain of each channel since the last call, for meters.
    #[inline(always)]
    pub fn take_lowest_gain(&mut self) -> S {
        std::mem::replace(&mut self.lowest, S::splat(1.0))
    }
}

/// What no sample may exceed: the ceiling, but nothing while the limiter fades in or out.
#[inline(always)]
fn bound<S: Sample>(ceiling: S, on: S) -> S {
    S::splat(1.0).select_gt(on, S::splat(f32::MAX), ceiling)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::sample::{LANES, Lanes};
    use crate::dsp::testing::conformance::{Frame, Subject, conforms};
    use crate::dsp::testing::*;

    /// Settings to begin with.
    fn usual() -> MonitorLimiterSettings {
        MonitorLimiterSettings {
            on: true,
            ceiling_db: -12.0,
            release_ms: 100.0,
        }
    }

    fn at(ceiling_db: f32) -> MonitorLimiterSettings {
        MonitorLimiterSettings {
            ceiling_db,
            ..usual()
        }
    }

    fn settled(settings: MonitorLimiterSettings) -> MonitorLimiter<f32> {
        let mut limiter = MonitorLimiter::new(RATE);
        limiter.set(0, settings);
        limiter.snap_lane(0);
        limiter
    }

    /// Limits mark by mark, with settings taken at their frames.
    fn run(
        limiter: &mut MonitorLimiter<f32>,
        signal: &mut [f32],
        changes: &[(usize, MonitorLimiterSettings)],
    ) {
        for (index, segment) in signal.chunks_mut(FRAMES_PER_MARK).enumerate() {
            for (_, settings) in changes.iter().filter(|c| c.0 / FRAMES_PER_MARK == index) {
                limiter.set(0, *settings);
            }
            limiter.mark();
            limiter.process(segment);
        }
    }

    #[test]
    fn no_sample_exceeds_the_ceiling() {
        let square = sine(997.0, 1.0, 0.1, 24_000)
            .into_iter()
            .map(|x| 2.0_f32.copysign(x))
            .collect();
        let mut clicks = vec![0.0; 24_000];
        (0..24_000)
            .step_by(777)
            .for_each(|n| clicks[n] = if n % 2 == 0 { 16.0 } else { -16.0 });
        let mut bursts = sine(100.0, 4.0, 0.0, 24_000);
        (0..24_000)
            .filter(|n| (n / 1000) % 3 != 0)
            .for_each(|n| bursts[n] *= 0.01);
        for signal in [noise(1, gain(12.0), 24_000), square, clicks, bursts] {
            for ceiling_db in [-30.0, -12.0, -1.0, 0.0] {
                let mut output = signal.clone();
                run(&mut settled(at(ceiling_db)), &mut output, &[]);
                let highest = db(peak(&output));
                assert!(highest <= f64::from(ceiling_db) + 1e-4, "{highest}");
                assert!(highest >= f64::from(ceiling_db) - 0.01, "{highest}");
            }
        }
    }

    #[test]
    fn below_the_ceiling_it_is_exactly_the_input_without_delay() {
        let input = noise(2, gain(-12.1), 24_000);
        let mut output = input.clone();
        run(&mut settled(at(-12.0)), &mut output, &[]);
        assert_eq!(bits(&output), bits(&input));
    }

    #[test]
    fn a_steady_tone_comes_out_at_the_ceiling_and_hardly_distorted() {
        for (freq_hz, most) in [(50.0, 0.01), (100.0, 0.004), (1000.0, 0.004)] {
            let mut tone = sine(freq_hz, gain(-5.0), 0.0, 96_000);
            run(&mut settled(at(-12.0)), &mut tone, &[]);
            let steady = &tone[48_000..];
            let fundamental = amplitude_at(steady, freq_hz);
            assert!((db(fundamental) + 12.0).abs() < 0.05, "{}", db(fundamental));
            let harmonics: f64 = (2..=20)
                .map(|k| amplitude_at(steady, freq_hz * f64::from(k)).powi(2))
                .sum();
            let distortion = harmonics.sqrt() / fundamental;
            assert!(distortion < most, "{freq_hz} Hz: {distortion}");
        }
    }

    #[test]
    fn a_peak_is_held_and_falls_with_the_release() {
        for release_ms in [20.0, 100.0, 500.0] {
            let mut signal = vec![0.01_f32; 96_000];
            signal[320] = 1.0;
            let settings = MonitorLimiterSettings {
                release_ms,
                ..at(-12.0)
            };
            run(&mut settled(settings), &mut signal, &[]);
            let gain_at = |ms: f64| f64::from(signal[320 + (ms * 48.0) as usize]) / 0.01;
            assert!((gain_at(12.4) / gain(-12.0) - 1.0).abs() < 1e-4);
            for share in [0.25, 0.5, 1.0, 2.0] {
                let expected = (gain(-12.0) * f64::exp(share)).min(1.0);
                let found = gain_at(12.5 + share * f64::from(release_ms));
                assert!((found / expected - 1.0).abs() < 0.01, "{found} {expected}");
            }
        }
    }

    #[test]
    fn switching_and_jumps_of_the_ceiling_are_clean() {
        let off = MonitorLimiterSettings {
            on: false,
            ..at(-12.0)
        };
        for (a, b) in [
            (off, at(-12.0)),
            (at(-12.0), off),
            (
                MonitorLimiterSettings {
                    on: false,
                    ..at(-30.0)
                },
                at(-30.0),
            ),
            (at(-30.0), at(0.0)),
            (at(0.0), at(-30.0)),
        ] {
            for step in 0..4 {
                let mut tone = sine(1000.0, 0.5, f64::from(step) * 0.8, 72_000);
                let changes = [(24_000, b), (36_000, a), (48_000, b), (48_320, a)];
                run(&mut settled(a), &mut tone, &changes);
                let residue = residue_above_8k(&tone, 19_200);
                assert!(residue < -80.0, "{a:?} to {b:?}: {residue} dBFS");
            }
        }
    }

    #[test]
    fn the_meter_reads_the_lowest_gain_until_it_is_taken() {
        let mut limiter = settled(at(-12.0));
        run(&mut limiter, &mut sine(1000.0, 1.0, 0.0, 4800), &[]);
        let read = db(f64::from(limiter.take_lowest_gain()));
        assert!((read + 12.0).abs() < 0.1, "{read}");
        run(&mut limiter, &mut vec![0.0; 96_000], &[]);
        limiter.take_lowest_gain();
        assert_eq!(limiter.take_lowest_gain(), 1.0);
    }

    #[test]
    fn a_linked_pair_is_turned_down_together() {
        let mut limiter = MonitorLimiter::<Lanes>::new(RATE);
        for lane in 0..LANES {
            limiter.set(lane, usual());
            limiter.snap_lane(lane);
        }
        limiter.link(2, true);
        limiter.link(3, true);
        let mut frames = [Lanes([1.0, 0.1, 0.1, 1.0, 0.1, 0.1, 0.1, 0.1]); FRAMES_PER_MARK];
        limiter.mark();
        limiter.process(&mut frames);
        let low = gain(-12.0) as f32;
        for (lane, expected) in [low, 0.1, 0.1 * low, low, 0.1, 0.1, 0.1, 0.1]
            .into_iter()
            .enumerate()
        {
            assert!((frames[31][lane] - expected).abs() < 1e-6, "lane {lane}");
        }
    }

    impl<S: Frame + Sample> Subject<S> for MonitorLimiter<S> {
        const OFF: Option<MonitorLimiterSettings> = Some(MonitorLimiterSettings {
            on: false,
            ceiling_db: -12.0,
            release_ms: 100.0,
        });

        fn any(random: &mut Random) -> MonitorLimiterSettings {
            MonitorLimiterSettings {
                on: true,
                ceiling_db: random.between(-30.0, 0.0),
                release_ms: random.between(20.0, 500.0),
            }
        }
    }
    conforms!(MonitorLimiter);
}
