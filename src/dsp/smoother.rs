//! A value per channel that follows its target without a click: two one-poles in series.

use super::FRAMES_PER_MARK;
use super::sample::Sample;

/// The distance to the target at which a channel has arrived.
const ARRIVED: f32 = 1e-6;

/// A change of speed that no ear finds: what is gained or lost by it in a time constant. (A corner of so
/// much in the gain of a tone at full scale leaves −82 dBFS above 8 kHz.)
const SMALL_CORNER: f64 = 0.04;

/// Two one-poles in series towards a target per channel, stepped per frame.
///
/// The states are distances still to go, not positions: near the target, positions would lose the
/// last steps to rounding and stop short of it.
#[derive(Clone, Copy, Debug)]
pub struct Smoother<S> {
    /// Where each channel goes.
    target: S,
    /// What the first one-pole has still to go.
    first_left: S,
    /// What the second one-pole has still to go.
    second_left: S,
    /// The share of the way per frame, 0..1 (`math::one_pole_coefficient`).
    coefficient: S,
    /// Every channel is exactly at its target.
    settled: bool,
    /// Channels that were sent along a curve last, one bit each.
    follows: u8,
}

impl<S: Sample> Smoother<S> {
    /// A smoother at rest at `value`, which goes the share `coefficient` of the way per frame.
    pub fn new(coefficient: f64, value: f32) -> Self {
        Self {
            target: S::splat(value),
            first_left: S::splat(0.0),
            second_left: S::splat(0.0),
            coefficient: S::splat(coefficient as f32),
            settled: true,
            follows: 0,
        }
    }

    /// Sends channel `lane` to `target`, from wherever it is and at the speed it has.
    #[inline(always)]
    pub fn set_target(&mut self, lane: usize, target: f32) {
        let further = target - self.target.lane(lane);
        if further != 0.0 {
            self.target.set_lane(lane, target);
            self.first_left
                .set_lane(lane, self.first_left.lane(lane) + further);
            self.second_left
                .set_lane(lane, self.second_left.lane(lane) + further);
            self.settled = false;
        }
    }

    /// At a mark: sends channel `lane` to `now`, or where it follows a curve, along that to what it is
    /// `next`, at the next mark.
    #[inline(always)]
    pub fn go(&mut self, lane: usize, now: f32, next: Option<f32>) {
        let lane_bit = 1 << lane;
        match next {
            None => {
                self.set_target(lane, now);
                self.follows &= !lane_bit;
            }
            Some(next) => {
                self.follow(lane, f64::from(now), f64::from(next));
                self.follows |= lane_bit;
            }
        }
    }

    /// Over this mark, channel `lane` goes at an even pace from `now` to `next`, and is there at the next
    /// mark: no lag of the one-poles. Those are left to smooth where it comes from elsewhere, or a corner
    /// that would be heard. Call it at the next mark again.
    ///
    /// n frames from two one-poles with b and a to go to a target, b becomes dⁿ·(b + n·c·a) and a dⁿ·a, with c
    /// their coefficient and d = 1 − c. The target, a and b are chosen for place and pace now, and place
    /// then.
    fn follow(&mut self, lane: usize, now: f64, next: f64) {
        let c = f64::from(self.coefficient.lane(lane));
        let (d, frames) = (1.0 - c, FRAMES_PER_MARK as f64);
        let mut decay = d;
        for _ in 0..FRAMES_PER_MARK.ilog2() {
            decay *= decay;
        }
        let pace = (next - now) / frames;
        let first =
            ((next - now) - pace / c * (1.0 - decay)) / (d * (1.0 - decay) - decay * frames * c);
        let second = pace / c + d * first;
        // What is left of where it comes from.
        let first_left = f64::from(self.first_left.lane(lane));
        let second_left = f64::from(self.second_left.lane(lane));
        let off = now - (f64::from(self.target.lane(lane)) - second_left);
        // The pace at the end of such a mark, which is next to that at its start.
        let usual = c * decay * (second + (frames * c - d) * first);
        let corner = c * (second_left - d * first_left) - usual;
        let near = off.abs() < f64::from(ARRIVED) && corner.abs() < SMALL_CORNER * c;
        let (first_off, off) = if near {
            (0.0, 0.0)
        } else {
            ((off - corner / c) / d, off)
        };
        let still = near && second.abs() < f64::from(ARRIVED);
        // So little that it would count as arrived: it is, half-way.
        let target = if still {
            0.5 * (now + next)
        } else {
            now + second
        };
        let (first, second) = if still { (0.0, 0.0) } else { (first, second) };
        self.target.set_lane(lane, target as f32);
        self.first_left.set_lane(lane, (first + first_off) as f32);
        self.second_left.set_lane(lane, (second + off) as f32);
        self.settled = self.has_arrived();
    }

    /// Puts every channel at its target.
    #[inline(always)]
    pub fn snap(&mut self) {
        self.first_left = S::splat(0.0);
        self.second_left = S::splat(0.0);
        self.settled = true;
    }

    /// Puts channel `lane` at its target.
    #[inline(always)]
    pub fn snap_lane(&mut self, lane: usize) {
        self.first_left.set_lane(lane, 0.0);
        self.second_left.set_lane(lane, 0.0);
        self.settled = self.has_arrived();
    }

    /// The value of the last frame.
    #[inline(always)]
    pub fn value(&self) -> S {
        self.target - self.second_left
    }

    /// Where the channels go.
    #[inline(always)]
    pub fn target(&self) -> S {
        self.target
    }

    /// The value of the next frame.
    #[inline(always)]
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> S {
        self.first_left -= self.coefficient * self.first_left;
        self.second_left -= self.coefficient * (self.second_left - self.first_left);
        self.value()
    }

    /// The value of the next frame, for loops that are written once for `MOVING` values and once for
    /// [settled](Self::is_settled) ones.
    #[inline(always)]
    pub fn step<const MOVING: bool>(&mut self) -> S {
        if MOVING { self.next() } else { self.value() }
    }

    /// How far each channel is from `value`: 0 where both one-poles stand exactly there.
    #[inline(always)]
    pub fn distance_from(&self, value: f32) -> S {
        let from = self.target - S::splat(value);
        let first = (from - self.first_left).magnitude();
        first.larger((from - self.second_left).magnitude())
    }

    /// How far each channel is from `value`, or will be: 0 where it stands exactly there, and stays.
    #[inline(always)]
    pub fn away_from(&self, value: f32) -> S {
        let goal = (self.target - S::splat(value)).magnitude();
        self.distance_from(value).larger(goal)
    }

    /// Puts the channels at their targets in which `moves` is 0.
    #[inline(always)]
    pub fn snap_unless(&mut self, moves: S) {
        let zero = S::splat(0.0);
        self.first_left = moves.select_gt_in_place(zero, self.first_left, zero);
        self.second_left = moves.select_gt_in_place(zero, self.second_left, zero);
        self.settled = self.has_arrived();
    }

    /// Once per mark: channels closer than 1e-6 to their target are put exactly on it. True when
    /// all are, so that [`Self::value`] holds for the whole mark.
    #[inline(always)]
    pub fn settle(&mut self) -> bool {
        if !self.settled {
            let (zero, near) = (S::splat(0.0), S::splat(ARRIVED));
            let first = self.first_left.magnitude();
            let distance = first.larger(self.second_left.magnitude());
            self.first_left = distance.select_gt_in_place(near, self.first_left, zero);
            self.second_left = distance.select_gt_in_place(near, self.second_left, zero);
            self.settled = self.has_arrived();
        }
        self.settled
    }

    /// True when every channel is exactly at its target.
    #[inline(always)]
    pub fn is_settled(&self) -> bool {
        self.settled
    }

    /// True when channel `lane` is exactly at its target.
    #[inline(always)]
    pub fn is_lane_settled(&self, lane: usize) -> bool {
        self.first_left.lane(lane) == 0.0 && self.second_left.lane(lane) == 0.0
    }

    /// Channel `lane` starts from `value`, standing still, towards its target.
    pub fn start_from(&mut self, lane: usize, value: f32) {
        let left = self.target.lane(lane) - value;
        self.first_left.set_lane(lane, left);
        self.second_left.set_lane(lane, left);
        self.settled = self.has_arrived();
    }

    /// Channel `lane` stands at `ratio` times what it was, at as many times the speed, and goes on to its target.
    #[inline(always)]
    pub fn scale_lane(&mut self, lane: usize, ratio: f32) {
        let target = self.target.lane(lane);
        for left in [&mut self.first_left, &mut self.second_left] {
            left.set_lane(lane, target - ratio * (target - left.lane(lane)));
        }
        self.settled = false;
    }

    /// Channel `lane` goes on from the value and speed of `other`'s channel, to its own target; along a curve
    /// when it is told at this mark where that is.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        if self.follows & 1 << lane != 0 {
            self.target.set_lane(lane, other.target.lane(other_lane));
        }
        let further = self.target.lane(lane) - other.target.lane(other_lane);
        let first = other.first_left.lane(other_lane) + further;
        let second = other.second_left.lane(other_lane) + further;
        self.first_left.set_lane(lane, first);
        self.second_left.set_lane(lane, second);
        self.settled = self.has_arrived();
    }

    #[inline(always)]
    fn has_arrived(&self) -> bool {
        let zero = S::splat(0.0);
        self.first_left == zero && self.second_left == zero
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::math::one_pole_coefficient;
    use crate::dsp::sample::{LANES, Lanes};
    use crate::dsp::testing::{RATE, residue_above_8k, sine};

    fn two_milliseconds<S: Sample>(value: f32) -> Smoother<S> {
        Smoother::new(one_pole_coefficient(0.002, RATE), value)
    }

    /// A −6 dBFS sine of 1 kHz with its gain sent to each target at its frame.
    fn faded(phase: f64, start: f32, targets: &[(usize, f32)]) -> Vec<f32> {
        let mut tone = sine(1000.0, 0.5, phase, 24_000);
        let mut gain = two_milliseconds::<f32>(start);
        for (n, x) in tone.iter_mut().enumerate() {
            if n % FRAMES_PER_MARK == 0 {
                gain.settle();
            }
            for &(_, target) in targets.iter().filter(|(frame, _)| *frame == n) {
                gain.set_target(0, target);
            }
            *x *= gain.next();
        }
        tone
    }

    #[test]
    fn mutes_unmutes_and_reversals_are_clean() {
        for step in 0..8 {
            let phase = f64::from(step) * 0.785;
            let mute = faded(phase, 1.0, &[(9600, 0.0)]);
            let unmute = faded(phase, 0.0, &[(9600, 1.0)]);
            let reversal = faded(phase, 1.0, &[(9600, 0.0), (9728, 1.0), (9920, 0.0)]);
            for signal in [&mute, &unmute, &reversal] {
                let residue = residue_above_8k(signal, 4800);
                assert!(residue < -80.0, "{residue} dBFS");
            }
            assert!(mute[12_000..].iter().all(|&x| x == 0.0));
            assert!(reversal[12_500..].iter().all(|&x| x == 0.0));
            assert_eq!(unmute[13_000..], sine(1000.0, 0.5, phase, 24_000)[13_000..]);
        }
    }

    #[test]
    fn it_follows_the_step_response_of_two_one_poles() {
        let mut value = two_milliseconds::<f32>(0.0);
        value.set_target(0, 1.0);
        for n in 1..960 {
            let t = f64::from(n) / (0.002 * RATE);
            let expected = 1.0 - (1.0 + t) * (-t).exp();
            assert!((f64::from(value.next()) - expected).abs() < 5e-3);
        }
    }

    #[test]
    fn every_target_is_reached_exactly_however_slow() {
        for target in [1.0, 3.162_277_7, 1e-4, 0.0] {
            let mut value = Smoother::<f32>::new(one_pole_coefficient(0.005, 192_000.0), 2.0);
            value.set_target(0, target);
            for _ in 0..32 * 600 {
                value.next();
            }
            assert!(value.settle());
            assert_eq!(value.value(), target);
        }
    }

    /// The values of a smoother that follows `curve`, which is told at marks what it is now and next.
    fn followed(start: f32, frames: usize, curve: impl Fn(f64) -> f64) -> Vec<f32> {
        let mut value = two_milliseconds::<f32>(start);
        (0..frames)
            .map(|n| {
                if n % FRAMES_PER_MARK == 0 {
                    let [now, next] = [n, n + FRAMES_PER_MARK].map(|n| curve(n as f64) as f32);
                    value.go(0, now, Some(next));
                    value.settle();
                }
                value.next()
            })
            .collect()
    }

    #[test]
    fn what_follows_a_curve_does_not_lag() {
        // Up and down in a second, evenly in dB.
        for (from, to) in [(-60.0, 6.0), (0.0, -90.0), (-80.0, -79.0)] {
            let db = |n: f64| from + (to - from) * (n / 48_000.0).min(1.0);
            let values = followed(10_f32.powf(from as f32 / 20.0), 50_000, |n| {
                10_f64.powf(db(n) / 20.0)
            });
            for (n, value) in values.iter().enumerate() {
                let error = 20.0 * f64::from(*value).log10() - db(n as f64 + 1.0);
                assert!(error.abs() < 0.01, "{from} to {to}: {error} at {n}");
            }
            assert_eq!(values[48_100], 10_f64.powf(to / 20.0) as f32);
        }
    }

    #[test]
    fn a_corner_that_would_be_heard_is_smoothed() {
        for frames in [64.0, 480.0, 2400.0, 9600.0] {
            let curve = |n: f64| ((n - 9600.0) / frames).clamp(0.0, 1.0);
            let mut tone = sine(1000.0, 0.5, 0.3, 48_000);
            for (x, gain) in tone.iter_mut().zip(followed(0.0, 48_000, curve)) {
                *x *= gain;
            }
            let residue = residue_above_8k(&tone, 4800);
            println!("{frames} frames: {residue:.1} dBFS");
            assert!(residue < -80.0, "{frames}: {residue} dBFS");
            assert_eq!(tone[20_000..], sine(1000.0, 0.5, 0.3, 48_000)[20_000..]);
        }
    }

    #[test]
    fn what_comes_from_elsewhere_joins_the_curve() {
        let values = followed(1.0, 4800, |n| 0.2 + n * 1e-5);
        assert!((values[0] - 1.0).abs() < 0.01);
        assert!((values[4799] - (0.2 + 0.048)).abs() < 1e-5);
    }

    #[test]
    fn eight_channels_match_one_bit_for_bit() {
        let mut eight = two_milliseconds::<Lanes>(0.25);
        let mut ones = [two_milliseconds::<f32>(0.25); LANES];
        for lane in 0..LANES {
            eight.set_target(lane, lane as f32 * 0.3);
            ones[lane].set_target(0, lane as f32 * 0.3);
        }
        for n in 0..3000 {
            if n % FRAMES_PER_MARK == 0 {
                eight.settle();
                for one in &mut ones {
                    one.settle();
                }
            }
            let value = eight.next();
            for lane in 0..LANES {
                assert_eq!(value[lane].to_bits(), ones[lane].next().to_bits());
            }
        }
        assert!(eight.is_settled());
    }

    #[test]
    fn an_adopted_channel_goes_on_bit_for_bit() {
        let mut old = two_milliseconds::<f32>(0.0);
        old.set_target(0, 0.7);
        (0..100).for_each(|_| {
            old.next();
        });
        let mut new = two_milliseconds::<Lanes>(0.7);
        let mut lane = Smoother {
            target: Lanes::splat(old.target),
            first_left: Lanes::splat(old.first_left),
            second_left: Lanes::splat(old.second_left),
            coefficient: new.coefficient,
            settled: false,
            follows: 0,
        };
        new.copy_lane_from(5, &lane, 2);
        for _ in 0..100 {
            assert_eq!(new.next()[5].to_bits(), lane.next()[2].to_bits());
        }
    }
}
