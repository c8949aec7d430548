//! How meters read: quasi-peak programme meters (IEC 60268-10 types I and II), the VU meter
//! (IEC 60268-17) and RMS, beside the sample peak.
//!
//! Programme meters follow every sample; VU and RMS are so slow that the mean of each mark is enough
//! for them. A steady sine reads its peak on every kind, so that 0 dB is full scale everywhere.

use super::FRAMES_PER_MARK;
use super::math::{one_pole_coefficient, tan_f64};
use super::sample::Sample;
use super::svf::{Svf, SvfCoefficients, SvfFactors};
use std::f64::consts::FRAC_PI_2;

/// What a meter shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MeterKind {
    /// The largest magnitude since the peak was last forgotten.
    #[default]
    Peak,
    /// The root of the mean square: 99 % of a step in 600 ms.
    Rms,
    /// The programme meter of type I (DIN, Nordic): 10 ms of a tone read −1 dB.
    PpmOne,
    /// The programme meter of type II (BBC, EBU): 10 ms of a tone read −2.5 dB.
    PpmTwo,
    /// The VU meter: 99 % of a step in 300 ms.
    Vu,
}

/// A programme meter as two followers with one decay, found by fitting the standard's bursts.
struct PpmFit {
    /// How fast each follower rises, per second.
    rise: [f64; 2],
    /// The weight of the first; the second has the rest.
    first: f64,
    /// How fast both fall, in nepers per second.
    fall: f64,
    /// What makes a steady sine read its peak.
    calibration: f64,
}

const TYPE_ONE: PpmFit = PpmFit {
    rise: [414.1, 1202.8],
    first: 0.5,
    fall: 1.3545,
    calibration: 1.0230,
};
const TYPE_TWO: PpmFit = PpmFit {
    rise: [78.3, 765.9],
    first: 0.3188,
    fall: 0.9868,
    calibration: 1.0351,
};
/// The rate of each of the two one-poles of the RMS meter, per second.
const RMS_RATE: f64 = 9.733;
/// Angular frequency and damping of the VU meter's pointer, for an overshoot of 1.25 %.
const VU_POINTER: (f64, f64) = (13.512, 0.8127);

/// The factors of one kind.
#[derive(Clone, Copy, Debug)]
struct Factors<S> {
    /// What each follower rises per frame, as a share of the way.
    rise: [f32; 2],
    /// What is left of the followers after one frame.
    fall: f32,
    /// What each follower counts for.
    weight: [f32; 2],
    /// What a one-pole of the RMS meter goes per mark.
    rms: f32,
    /// The pointer of the VU meter.
    pointer: SvfFactors<S>,
}

impl<S: Sample> Factors<S> {
    fn new(kind: MeterKind, rate: f64) -> Self {
        let fit = if kind == MeterKind::PpmOne {
            TYPE_ONE
        } else {
            TYPE_TWO
        };
        let share = |per_second: f64, rate: f64| one_pole_coefficient(1.0 / per_second, rate);
        let marks = rate / FRAMES_PER_MARK as f64;
        let weights = [fit.first, 1.0 - fit.first];
        let (omega, damping) = VU_POINTER;
        let pointer = SvfCoefficients {
            g: S::splat(tan_f64(omega / (2.0 * marks)) as f32),
            k: S::splat(2.0 * damping as f32),
            m0: S::splat(0.0),
            m1: S::splat(0.0),
            m2: S::splat(1.0),
        };
        Self {
            rise: fit.rise.map(|rise| share(rise, rate) as f32),
            fall: (1.0 - share(fit.fall, rate)) as f32,
            weight: weights.map(|weight| (weight * fit.calibration) as f32),
            rms: share(RMS_RATE, marks) as f32,
            pointer: pointer.solved(),
        }
    }
}

/// Meters of one kind, one per channel.
#[derive(Clone, Debug)]
pub struct Ballistics<S> {
    /// What they show.
    kind: MeterKind,
    /// The factors of that kind.
    factors: Factors<S>,
    /// Peak: the largest magnitude. Programme meters and RMS: two followers.
    followers: [S; 2],
    /// The VU meter's pointer.
    pointer: Svf<S>,
    /// Where the pointer stands.
    shown: S,
    /// VU and RMS: the sum of magnitudes or squares since the last mark.
    sum: S,
    /// Frames per second.
    rate: f64,
}

impl<S: Sample> Ballistics<S> {
    /// Peak meters, for a sample rate in Hz.
    pub fn new(rate: f64) -> Self {
        Self {
            kind: MeterKind::Peak,
            factors: Factors::new(MeterKind::Peak, rate),
            followers: [S::splat(0.0); 2],
            pointer: Svf::default(),
            shown: S::splat(0.0),
            sum: S::splat(0.0),
            rate,
        }
    }

    /// At a mark: what the meters show from now on. Another kind starts from silence.
    pub fn set_kind(&mut self, kind: MeterKind) {
        if kind != self.kind {
            *self = Self {
                kind,
                factors: Factors::new(kind, self.rate),
                ..Self::new(self.rate)
            };
        }
    }

    /// Once per mark, before its first frame: closes the one before.
    #[inline(always)]
    pub fn mark(&mut self) {
        let per_frame = S::splat(1.0 / FRAMES_PER_MARK as f32);
        let mean = self.sum * per_frame;
        self.sum = S::splat(0.0);
        match self.kind {
            MeterKind::Peak => {}
            MeterKind::PpmOne | MeterKind::PpmTwo => {
                self.followers = self.followers.map(Sample::flush_tiny);
            }
            MeterKind::Rms => {
                let coefficient = S::splat(self.factors.rms);
                let [first, second] = &mut self.followers;
                *first += coefficient * (mean - *first);
                *second += coefficient * (*first - *second);
                (*first, *second) = (first.flush_tiny(), second.flush_tiny());
            }
            MeterKind::Vu => {
                self.shown = self.pointer.tick(mean, &self.factors.pointer);
                self.pointer.flush();
            }
        }
    }

    /// Hears a run of frames inside one mark.
    #[inline(always)]
    pub fn measure(&mut self, buffer: &[S]) {
        match self.kind {
            MeterKind::Peak => {
                for x in buffer {
                    self.followers[0] = self.followers[0].larger(x.magnitude());
                }
            }
            MeterKind::PpmOne | MeterKind::PpmTwo => self.follow(buffer),
            MeterKind::Rms => {
                for x in buffer {
                    self.sum += *x * *x;
                }
            }
            MeterKind::Vu => {
                for x in buffer {
                    self.sum += x.magnitude();
                }
            }
        }
    }

    #[inline(always)]
    fn follow(&mut self, buffer: &[S]) {
        let zero = S::splat(0.0);
        let fall = S::splat(self.factors.fall);
        let [rise_first, rise_second] = self.factors.rise.map(S::splat);
        let [mut first, mut second] = self.followers;
        for x in buffer {
            let magnitude = x.magnitude();
            first *= fall;
            second *= fall;
            first += rise_first * (magnitude - first).larger(zero);
            second += rise_second * (magnitude - second).larger(zero);
        }
        self.followers = [first, second];
    }

    /// What the meters show: magnitudes, a sine of full scale 1.
    #[inline(always)]
    pub fn reading(&self) -> S {
        let [first, second] = self.followers;
        match self.kind {
            MeterKind::Peak => first,
            MeterKind::PpmOne | MeterKind::PpmTwo => {
                let [a, b] = self.factors.weight.map(S::splat);
                a * first + b * second
            }
            MeterKind::Rms => (second + second).map(f32::sqrt),
            // The pointer overshoots below zero after a sound has ended.
            MeterKind::Vu => (self.shown * S::splat(FRAC_PI_2 as f32)).larger(S::splat(0.0)),
        }
    }

    /// Peak meters start anew; the others go on.
    #[inline(always)]
    pub fn forget_peak(&mut self) {
        if self.kind == MeterKind::Peak {
            self.followers[0] = S::splat(0.0);
        }
    }

    /// Channel `lane` goes on from `other`'s channel `other_lane`, if both show the same kind.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        if self.kind != other.kind {
            return;
        }
        for (own, theirs) in self.followers.iter_mut().zip(other.followers) {
            own.set_lane(lane, theirs.lane(other_lane));
        }
        self.pointer
            .copy_lane_from(lane, &other.pointer, other_lane);
        self.shown.set_lane(lane, other.shown.lane(other_lane));
        self.sum.set_lane(lane, other.sum.lane(other_lane));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::sample::{LANES, Lanes};
    use crate::dsp::testing::*;

    const ALL: [MeterKind; 5] = [
        MeterKind::Peak,
        MeterKind::Rms,
        MeterKind::PpmOne,
        MeterKind::PpmTwo,
        MeterKind::Vu,
    ];

    fn meter(kind: MeterKind) -> Ballistics<f32> {
        let mut meter = Ballistics::new(RATE);
        meter.set_kind(kind);
        meter
    }

    /// The reading after every mark of `signal`.
    fn readings(meter: &mut Ballistics<f32>, signal: &[f32]) -> Vec<f64> {
        let mut all = Vec::new();
        for segment in signal.chunks(FRAMES_PER_MARK) {
            meter.measure(segment);
            meter.mark();
            all.push(f64::from(meter.reading()));
        }
        all
    }

    fn highest(readings: &[f64]) -> f64 {
        readings.iter().fold(0.0, |most: f64, x| most.max(*x))
    }

    /// The level in dB that a burst of 5 kHz reads, relative to the steady tone.
    fn burst(kind: MeterKind, ms: f64) -> f64 {
        let steady = *readings(&mut meter(kind), &sine(5000.0, 0.5, 0.0, 96_000))
            .last()
            .unwrap();
        let frames = (ms * 48.0).round() as usize;
        let mut signal = sine(5000.0, 0.5, 0.0, 24_000);
        signal[frames..].fill(0.0);
        db(highest(&readings(&mut meter(kind), &signal)) / steady)
    }

    #[test]
    fn a_steady_tone_reads_its_level_on_every_kind() {
        for kind in ALL {
            for level in [-60.0, -40.0, -18.0, -6.0, 0.0] {
                let tone = sine(1000.0, gain(level), 0.3, 192_000);
                let read = db(*readings(&mut meter(kind), &tone).last().unwrap());
                assert!((read - level).abs() <= 0.1, "{kind:?} at {level}: {read}");
            }
        }
    }

    #[test]
    fn bursts_read_what_the_standard_says() {
        for (kind, table) in [
            (
                MeterKind::PpmOne,
                &[
                    (10.0, -1.0, 0.5),
                    (5.0, -2.0, 1.0),
                    (3.0, -4.0, 1.0),
                    (0.4, -15.0, 4.0),
                ][..],
            ),
            (
                MeterKind::PpmTwo,
                &[
                    (100.0, 0.0, 0.5),
                    (10.0, -2.5, 0.5),
                    (5.0, -4.0, 0.75),
                    (1.5, -9.0, 1.0),
                    (0.5, -17.0, 2.0),
                ],
            ),
        ] {
            for &(ms, expected, tolerance) in table {
                let read = burst(kind, ms);
                assert!((read - expected).abs() <= tolerance, "{ms} ms: {read}");
            }
        }
    }

    #[test]
    fn programme_meters_fall_in_their_time() {
        for (kind, fall_db, seconds) in [
            (MeterKind::PpmOne, 20.0, 1.7),
            (MeterKind::PpmTwo, 24.0, 2.8),
        ] {
            let mut meter = meter(kind);
            let start = *readings(&mut meter, &sine(1000.0, 0.5, 0.0, 48_000))
                .last()
                .unwrap();
            let silence = vec![0.0; 48_000 * 4];
            let falling = readings(&mut meter, &silence);
            let marks = falling
                .iter()
                .take_while(|x| db(**x / start) > -fall_db)
                .count();
            let took = marks as f64 * FRAMES_PER_MARK as f64 / RATE;
            assert!((took / seconds - 1.0).abs() < 0.1, "{kind:?}: {took} s");
        }
    }

    #[test]
    fn the_vu_meter_takes_300_ms_and_overshoots_a_little() {
        let step = readings(&mut meter(MeterKind::Vu), &sine(1000.0, 0.5, 0.0, 96_000));
        let end = *step.last().unwrap();
        let marks = step.iter().take_while(|x| **x < 0.99 * end).count();
        let ms = (marks * FRAMES_PER_MARK) as f64 / 48.0;
        assert!((ms - 300.0).abs() <= 30.0, "{ms} ms");
        let over = 100.0 * (highest(&step) / end - 1.0);
        assert!((1.0..=1.5).contains(&over), "{over} %");
    }

    #[test]
    fn the_rms_meter_takes_600_ms_and_reads_the_root_of_the_mean_square() {
        let step = readings(&mut meter(MeterKind::Rms), &sine(1000.0, 0.5, 0.0, 192_000));
        let end = *step.last().unwrap();
        let marks = step.iter().take_while(|x| **x < 0.99 * end).count();
        let ms = (marks * FRAMES_PER_MARK) as f64 / 48.0;
        assert!((ms - 600.0).abs() <= 60.0, "{ms} ms");
        let square: Vec<f32> = (0..192_000_u32)
            .map(|n| if n / 24 % 2 == 0 { 0.5 } else { -0.5 })
            .collect();
        let read = db(*readings(&mut meter(MeterKind::Rms), &square)
            .last()
            .unwrap());
        assert!((read - db(0.5) - 3.0103).abs() < 0.1, "{read}");
    }

    #[test]
    fn a_peak_is_never_missed_and_read_once() {
        let mut meter = meter(MeterKind::Peak);
        let mut signal = vec![0.0; 960];
        signal[500] = -0.9;
        meter.measure(&signal);
        assert_eq!(meter.reading(), 0.9);
        meter.forget_peak();
        assert_eq!(meter.reading(), 0.0);
    }

    #[test]
    fn silence_leads_to_zero() {
        for kind in &ALL[1..] {
            let kind = *kind;
            let mut meter = meter(kind);
            readings(&mut meter, &noise(1, 1.0, 9600));
            let quiet = readings(&mut meter, &vec![0.0; 48_000 * 60]);
            assert_eq!(*quiet.last().unwrap(), 0.0, "{kind:?}");
        }
    }

    #[test]
    fn eight_channels_match_one_bit_for_bit_in_any_runs() {
        let inputs: [Vec<f32>; LANES] = std::array::from_fn(|lane| noise(lane as u64, 0.5, 3200));
        let frames = interleave(&inputs);
        for kind in ALL {
            let mut eight = Ballistics::<Lanes>::new(RATE);
            eight.set_kind(kind);
            let mut ones: Vec<_> = (0..LANES).map(|_| meter(kind)).collect();
            let (mut done, mut random) = (0, Random::new(4));
            for run in random_runs(&mut random, frames.len()) {
                eight.measure(&frames[done..done + run]);
                done += run;
                if done % FRAMES_PER_MARK == 0 {
                    eight.mark();
                    let read = eight.reading();
                    for (lane, one) in ones.iter_mut().enumerate() {
                        one.measure(&inputs[lane][done - FRAMES_PER_MARK..done]);
                        one.mark();
                        assert_eq!(one.reading().to_bits(), read[lane].to_bits());
                    }
                }
            }
        }
    }
}
