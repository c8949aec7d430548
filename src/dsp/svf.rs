//! The state-variable filter in its topology-preserving form (V. Zavalishin, "The Art of VA Filter
//! Design", 2012; A. Simper, "Linear trapezoidal state variable filter", 2013).
//!
//! Quiet in `f32` at low frequencies where direct forms are not, and stable for any motion of its
//! coefficients as long as `g` and `k` stay positive.

use super::FRAMES_PER_MARK;
use super::mid_side;
use super::sample::{Sample, TINY};

/// A second-order filter: y = m0·x + m1·band + m2·low.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SvfCoefficients<S> {
    /// The frequency: tan(π·f/rate) for a bilinear design; above 0.
    pub g: S,
    /// The damping: 1/Q; above 0.
    pub k: S,
    /// The share of the input.
    pub m0: S,
    /// The share of the band-pass.
    pub m1: S,
    /// The share of the low-pass.
    pub m2: S,
}

impl<S: Sample> SvfCoefficients<S> {
    /// A filter that passes its input unchanged.
    pub fn neutral() -> Self {
        Self {
            g: S::splat(0.01),
            k: S::splat(2.0),
            m0: S::splat(1.0),
            m1: S::splat(0.0),
            m2: S::splat(0.0),
        }
    }

    /// The factors of one frame, with the delay-free loop solved.
    #[inline(always)]
    pub fn solved(&self) -> SvfFactors<S> {
        let one = S::splat(1.0);
        let a = one.over(one + self.g * (self.g + self.k));
        let twice = a + a;
        let first = (self.m1 + self.g * self.m2) * (self.g * a);
        SvfFactors {
            twice,
            step: self.g * self.g * twice,
            input: self.m0 + first,
            first,
            second: self.m2 - first,
        }
    }

    /// How far the output lies from the input: 0 exactly for channels that the filter passes.
    #[inline(always)]
    pub fn change(&self) -> S {
        (self.m0 - S::splat(1.0)).magnitude() + self.m1.magnitude() + self.m2.magnitude()
    }

    /// Applies `f` to each coefficient of two sets.
    #[inline(always)]
    pub(super) fn zip(self, other: Self, f: impl Fn(S, S) -> S) -> Self {
        Self {
            g: f(self.g, other.g),
            k: f(self.k, other.k),
            m0: f(self.m0, other.m0),
            m1: f(self.m1, other.m1),
            m2: f(self.m2, other.m2),
        }
    }

    /// True where both channels of the pair of channel `lane` are the same.
    pub fn is_alike(&self, lane: usize) -> bool {
        [self.g, self.k, self.m0, self.m1, self.m2]
            .into_iter()
            .all(|x| mid_side::is_alike(x, lane))
    }

    /// Replaces channel `lane` by `other`'s channel `other_lane`.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.g.set_lane(lane, other.g.lane(other_lane));
        self.k.set_lane(lane, other.k.lane(other_lane));
        self.m0.set_lane(lane, other.m0.lane(other_lane));
        self.m1.set_lane(lane, other.m1.lane(other_lane));
        self.m2.set_lane(lane, other.m2.lane(other_lane));
    }
}

/// What [`Svf::tick`] multiplies by; from [`SvfCoefficients::solved`]. Arranged for a short way from the
/// input to the output, because filters behind each other wait for one another: what the states add to the
/// output is known before the input. Both states follow from v, which is the band-pass over g, before its
/// loop is solved.
#[derive(Clone, Copy, Debug)]
pub struct SvfFactors<S> {
    /// What v adds to the first state: 2·a, a = 1 / (1 + g·(g + k)).
    twice: S,
    /// What v adds to the second state: 2·a·g².
    step: S,
    /// The output's share of the input: m0 + n, n = a·g·(m1 + g·m2).
    input: S,
    /// The output's share of the first state, and of v: n.
    first: S,
    /// The output's share of the second state: m2 − n.
    second: S,
}

/// The state of a filter.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Svf<S> {
    /// The state of the first integrator (band-pass), in units of the signal, over g:
    /// [`Self::go_along`] keeps it so where g moves.
    first: S,
    /// The state of the second integrator (low-pass), in units of the signal.
    second: S,
}

impl<S: Sample> Svf<S> {
    /// The output for one frame.
    #[inline(always)]
    pub fn tick(&mut self, x: S, f: &SvfFactors<S>) -> S {
        let y = f.input * x + (f.first * self.first + f.second * self.second);
        self.integrate(x - self.second, f);
        y
    }

    /// [`Self::tick`] for a band-pass: m0 = 0 and m2 = 0.
    #[inline(always)]
    pub fn band_pass(&mut self, x: S, f: &SvfFactors<S>) -> S {
        f.first * self.integrate(x - self.second, f)
    }

    /// [`Self::tick`] for a low-pass: m0 = 0 and m2 = 1.
    #[inline(always)]
    pub fn low_pass(&mut self, x: S, f: &SvfFactors<S>) -> S {
        let low = self.second;
        low + f.first * self.integrate(x - low, f)
    }

    /// [`Self::tick`] for a high-pass: m0 = 1 and m2 = −1.
    #[inline(always)]
    pub fn high_pass(&mut self, x: S, f: &SvfFactors<S>) -> S {
        let rest = x - self.second;
        rest + f.first * self.integrate(rest, f)
    }

    /// Keeps the past where g goes from `before` to `now`; [`Curve::advance`] does so.
    #[inline(always)]
    pub fn go_along(&mut self, before: S, now: S) {
        self.first *= before.over(now);
    }

    /// Steps both integrators by `rest`, the input without the second state; gives v.
    #[inline(always)]
    fn integrate(&mut self, rest: S, f: &SvfFactors<S>) -> S {
        let v = self.first + rest;
        self.first = f.twice * v - self.first;
        self.second += f.step * v;
        v
    }

    /// Once per mark: states too small to matter become exactly zero.
    #[inline(always)]
    pub fn flush(&mut self) {
        self.flush_below(S::opaque(TINY));
    }

    /// Once per mark: states that are not larger than `least` in magnitude become exactly zero.
    /// [`TINY`] keeps what matters, infinity forgets the past.
    #[inline(always)]
    pub fn flush_below(&mut self, least: S) {
        self.first = self.first.flush_below(least);
        self.second = self.second.flush_below(least);
    }

    /// Once per mark: forgets the past of channels where `heard` is 0.
    #[inline(always)]
    pub fn clear_unless(&mut self, heard: S) {
        let (kept, gone) = (S::opaque(TINY), S::splat(f32::INFINITY));
        self.flush_below(heard.select_gt(S::splat(0.0), kept, gone));
    }

    /// True when the states are exactly zero, so that zeros in give zeros out.
    #[inline(always)]
    pub fn is_at_rest(&self) -> bool {
        *self == Self::default()
    }

    /// Forgets the past of channel `lane`.
    #[inline(always)]
    pub fn clear_lane(&mut self, lane: usize) {
        self.first.set_lane(lane, 0.0);
        self.second.set_lane(lane, 0.0);
    }

    /// The past of the pair of channel `lane` becomes that of middle and side, or of left and right again, where
    /// both are filtered alike.
    pub fn recode(&mut self, lane: usize, to_mid_side: bool) {
        mid_side::recode(&mut self.first, lane, to_mid_side);
        mid_side::recode(&mut self.second, lane, to_mid_side);
    }

    /// Takes over the past of `other`'s channel `other_lane`.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.first.set_lane(lane, other.first.lane(other_lane));
        self.second.set_lane(lane, other.second.lane(other_lane));
    }
}

/// Coefficients that follow designs made at marks, in a curve without corners: over each mark their
/// speed goes in a straight line from that between the last two designs to that between the last and
/// the next (a quadratic B-spline; I. Schoenberg, 1946). They lie half a mark behind the designs, and
/// between any three that follow each other; corners would be heard as a rattle at the mark rate.
///
/// A channel that does not move computes the same bits while others glide: its speed is zero, and
/// gliding and resting frames go through the same [`SvfCoefficients::solved`].
#[derive(Clone, Copy, Debug)]
pub struct GlidingCoefficients<S> {
    /// The way over this mark.
    curve: Curve<S>,
    /// The last design but one.
    before: SvfCoefficients<S>,
    /// The last design.
    designed: SvfCoefficients<S>,
}

/// The way of the coefficients over one mark.
#[derive(Clone, Copy, Debug)]
pub struct Curve<S> {
    /// The coefficients of the last frame.
    now: SvfCoefficients<S>,
    /// What they went from the frame before.
    speed: SvfCoefficients<S>,
    /// What the speed changes by per frame.
    bend: SvfCoefficients<S>,
}

impl<S: Sample> Curve<S> {
    /// Stays at `designed`.
    #[inline(always)]
    fn resting(designed: SvfCoefficients<S>) -> Self {
        let still = designed.zip(designed, |a, b| a - b);
        Self {
            now: designed,
            speed: still,
            bend: still,
        }
    }

    /// The factors of the next frame for a filter whose `state` goes along.
    #[inline(always)]
    pub fn advance(&mut self, state: &mut Svf<S>) -> SvfFactors<S> {
        let before = self.now.g;
        self.speed = self.speed.zip(self.bend, |speed, bend| speed + bend);
        self.now = self.now.zip(self.speed, |now, speed| now + speed);
        state.go_along(before, self.now.g);
        self.now.solved()
    }
}

impl<S: Sample> GlidingCoefficients<S> {
    /// Coefficients at rest.
    #[inline(always)]
    pub fn new(designed: SvfCoefficients<S>) -> Self {
        Self {
            curve: Curve::resting(designed),
            before: designed,
            designed,
        }
    }

    /// At a mark: the curve bends towards `designed`. Given the same design at two marks, it rests.
    #[inline(always)]
    pub fn glide_to(&mut self, designed: SvfCoefficients<S>) {
        let per_frame = S::splat(1.0 / FRAMES_PER_MARK as f32);
        let half = S::splat(0.5);
        let speed_at = |to: SvfCoefficients<S>, from: SvfCoefficients<S>| {
            to.zip(from, |to, from| (to - from) * per_frame)
        };
        let speed = speed_at(self.designed, self.before);
        let next = speed_at(designed, self.designed);
        let bend = next.zip(speed, |next, speed| (next - speed) * per_frame);
        self.curve = Curve {
            now: self.before.zip(self.designed, |a, b| (a + b) * half),
            // The speed in the middle between two frames.
            speed: speed.zip(bend, |speed, bend| speed - half * bend),
            bend,
        };
        self.before = self.designed;
        self.designed = designed;
    }

    /// At a mark: true when the curve has come to the last design in every channel, and stands still.
    #[inline(always)]
    pub fn has_arrived(&self) -> bool {
        self.before == self.designed
    }

    /// At a mark: the coefficients are exactly the designed ones, and rest.
    #[inline(always)]
    pub fn arrive(&mut self) {
        *self = Self::new(self.designed);
    }

    /// The last design.
    #[inline(always)]
    pub fn designed(&self) -> SvfCoefficients<S> {
        self.designed
    }

    /// The coefficients of the last frame.
    pub fn now(&self) -> SvfCoefficients<S> {
        self.curve.now
    }

    /// The curve over this mark.
    #[inline(always)]
    pub fn curve(&mut self) -> &mut Curve<S> {
        &mut self.curve
    }

    /// At a mark: what states have to exceed ([`Svf::flush_below`]): next to nothing in channels that
    /// the filter changes, infinity in those that it passes, so that they start from zero whatever
    /// their neighbours did.
    #[inline(always)]
    pub fn least_states(&self) -> S {
        let change = self.before.change() + self.designed.change();
        change.select_gt(S::splat(0.0), S::opaque(TINY), S::splat(f32::INFINITY))
    }

    /// At a mark: true when the filter passes channel `lane` unchanged.
    #[inline(always)]
    pub fn is_lane_open(&self, lane: usize) -> bool {
        let passes = |c: &SvfCoefficients<S>| {
            c.m0.lane(lane) == 1.0 && c.m1.lane(lane) == 0.0 && c.m2.lane(lane) == 0.0
        };
        passes(&self.before) && passes(&self.designed)
    }

    /// At a mark: true when the filter passes every channel unchanged.
    #[inline(always)]
    pub fn is_open(&self) -> bool {
        self.least_states() == S::splat(f32::INFINITY)
    }

    /// The factors while the coefficients rest.
    #[inline(always)]
    pub fn resting(&self) -> SvfFactors<S> {
        self.curve.now.solved()
    }

    /// Puts channel `lane` at rest at `designed`'s channel of the same number.
    pub fn snap_lane(&mut self, lane: usize, designed: &SvfCoefficients<S>) {
        let at_rest = Self::new(*designed);
        self.copy_lane_from(lane, &at_rest, lane);
    }

    /// True where both channels of the pair of channel `lane` are at the same place and in the same motion.
    pub fn is_alike(&self, lane: usize) -> bool {
        let curve = &self.curve;
        let all = [&curve.now, &curve.speed, &curve.bend];
        all.into_iter().all(|part| part.is_alike(lane))
            && self.before.is_alike(lane)
            && self.designed.is_alike(lane)
    }

    /// Takes over the place and motion of `other`'s channel `other_lane`.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        let (own, theirs) = (&mut self.curve, &other.curve);
        own.now.copy_lane_from(lane, &theirs.now, other_lane);
        own.speed.copy_lane_from(lane, &theirs.speed, other_lane);
        own.bend.copy_lane_from(lane, &theirs.bend, other_lane);
        self.before.copy_lane_from(lane, &other.before, other_lane);
        self.designed
            .copy_lane_from(lane, &other.designed, other_lane);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::sample::{LANES, Lanes};
    use crate::dsp::testing::{RATE, Random, channel, interleave, magnitude_db, noise};
    use std::f64::consts::PI;

    fn coefficients(freq_hz: f64, q: f64, m: [f64; 3]) -> SvfCoefficients<f32> {
        SvfCoefficients {
            g: (PI * freq_hz / RATE).tan() as f32,
            k: (1.0 / q) as f32,
            m0: m[0] as f32,
            m1: m[1] as f32,
            m2: m[2] as f32,
        }
    }

    fn impulse_response(coefficients: &SvfCoefficients<f32>) -> Vec<f32> {
        let (mut filter, factors) = (Svf::default(), coefficients.solved());
        (0..32_768)
            .map(|n| filter.tick(f32::from(u8::from(n == 0)), &factors))
            .collect()
    }

    #[test]
    fn low_band_and_high_outputs_follow_the_bilinear_prototype() {
        let (f0, q) = (1000.0, 1.7);
        for m in [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, -1.0 / q, -1.0]] {
            let response = impulse_response(&coefficients(f0, q, m));
            for f in [100.0, 500.0, 1000.0, 3000.0, 12_000.0] {
                // s = j·tan(πf/rate)/tan(πf0/rate), real and imaginary parts of the quotient.
                let w = (PI * f / RATE).tan() / (PI * f0 / RATE).tan();
                let denominator = (1.0 - w * w).hypot(w / q);
                let numerator = (m[0] * (1.0 - w * w) + m[2]).hypot(w * (m[0] / q + m[1]));
                let expected = 20.0 * (numerator / denominator).log10();
                let measured = magnitude_db(&response, f);
                assert!((measured - expected).abs() < 0.01, "{m:?} at {f} Hz");
            }
        }
    }

    #[test]
    fn a_glide_has_no_corners_and_arrives_at_the_design_and_rests_there() {
        let from = coefficients(100.0, 0.7, [1.0, -1.0, -1.0]);
        let to = coefficients(900.0, 2.0, [1.0, -0.5, 0.3]);
        let mut gliding = GlidingCoefficients::new(from);
        let mut way = vec![from.m2];
        let mut marks = 0;
        loop {
            gliding.glide_to(to);
            for _ in 0..FRAMES_PER_MARK {
                gliding.curve().advance(&mut Svf::default());
                way.push(gliding.curve().now.m2);
            }
            marks += 1;
            if gliding.has_arrived() {
                break;
            }
        }
        assert_eq!(marks, 2);
        assert!((way[64] - to.m2).abs() < 1e-6 && (way[32] - 0.5 * (from.m2 + to.m2)).abs() < 1e-6);
        for triple in way.windows(3) {
            let corner = (triple[2] - 2.0 * triple[1] + triple[0]).abs();
            assert!(corner < 1.01 * (to.m2 - from.m2).abs() / 1024.0, "{corner}");
        }
        gliding.arrive();
        assert_eq!(gliding.curve().now, to);
        gliding.curve().advance(&mut Svf::default());
        assert_eq!(gliding.curve().now, to);
    }

    #[test]
    fn eight_channels_match_one_bit_for_bit_while_some_glide() {
        let mut random = Random::new(7);
        let inputs: [Vec<f32>; LANES] = std::array::from_fn(|lane| noise(lane as u64, 0.5, 96));
        let mut eight = GlidingCoefficients::new(SvfCoefficients::<Lanes>::neutral());
        let mut designed = SvfCoefficients::<Lanes>::neutral();
        let mut ones = [GlidingCoefficients::new(SvfCoefficients::<f32>::neutral()); LANES];
        for lane in 0..LANES {
            let one = coefficients(
                500.0 + 400.0 * random.bipolar(),
                1.0,
                [1.0, random.bipolar(), random.bipolar()],
            );
            let at_rest = SvfCoefficients {
                g: Lanes::splat(one.g),
                k: Lanes::splat(one.k),
                m0: Lanes::splat(one.m0),
                m1: Lanes::splat(one.m1),
                m2: Lanes::splat(one.m2),
            };
            designed.copy_lane_from(lane, &at_rest, 0);
            if lane % 2 == 0 {
                eight.snap_lane(lane, &at_rest);
                ones[lane] = GlidingCoefficients::new(one);
            } else {
                ones[lane].glide_to(one);
            }
        }
        eight.glide_to(designed);
        let mut filter = Svf::default();
        let wide: Vec<Lanes> = interleave(&inputs)[..32]
            .iter()
            .map(|&x| {
                let factors = eight.curve().advance(&mut filter);
                filter.tick(x, &factors)
            })
            .collect();
        for lane in 0..LANES {
            let mut filter = Svf::default();
            let resting = ones[lane].resting();
            for (n, y) in channel(&wide, lane).into_iter().enumerate() {
                let factors = if lane % 2 == 0 {
                    resting
                } else {
                    ones[lane].curve().advance(&mut filter)
                };
                assert_eq!(
                    filter.tick(inputs[lane][n], &factors).to_bits(),
                    y.to_bits()
                );
            }
        }
    }

    #[test]
    fn after_silence_the_states_are_exactly_zero() {
        let factors = coefficients(30.0, 1.3, [1.0, -0.8, -1.0]).solved();
        let mut filter = Svf::default();
        for x in noise(1, 1.0, 4800) {
            filter.tick(x, &factors);
        }
        assert!(!filter.is_at_rest());
        for n in 0..96_000 {
            filter.tick(0.0, &factors);
            if n % FRAMES_PER_MARK == 0 {
                filter.flush();
            }
        }
        assert!(filter.is_at_rest());
    }
}
