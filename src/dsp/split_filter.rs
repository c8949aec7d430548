//! A state-variable filter whose frequency and quality glide: what de-esser, key filter and dynamic equaliser are
//! made of.
//!
//! The logarithms of frequency and damping go through two one-poles each, stepped at marks; while they move, the
//! next coefficients are designed in `f64` at each mark and reached in straight lines by the following
//! mark.

use super::FRAMES_PER_MARK;
use super::math::{exp2_f64, log2_f64, one_pole_coefficient, tan_f64};
use super::sample::{LANES, Sample};
use super::svf::{GlidingCoefficients, Svf, SvfCoefficients, SvfFactors};
use std::f64::consts::PI;

/// Time constant of each of the two one-poles of a dial, in seconds: of what is heard alone, or only leads.
pub const SMOOTHING_SECONDS: f64 = 0.005;
/// The difference in octaves at which a dial has arrived.
const ARRIVED: f64 = 1e-6;
/// The highest frequency of a design, as a part of the sample rate.
const HIGHEST: f64 = 0.49;

/// What is let through, by a filter of damping k = 1/Q.
#[derive(Clone, Copy, Debug)]
pub enum Response {
    /// A band whose peak is 1: for [`Svf::band_pass`].
    BandPass,
    /// What lies above: for [`Svf::high_pass`].
    HighPass,
    /// What lies below: for [`Svf::low_pass`].
    LowPass,
}

impl Response {
    /// m0, m1 and m2 of a state-variable filter.
    #[inline(always)]
    fn shares<S: Sample>(self, k: S) -> [S; 3] {
        let (zero, one) = (S::splat(0.0), S::splat(1.0));
        match self {
            Self::BandPass => [zero, k, zero],
            Self::HighPass => [one, -k, -one],
            Self::LowPass => [zero, zero, one],
        }
    }
}

/// Where a filter stands, or goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Its frequency in Hz.
    pub freq_hz: f32,
    /// Its damping, 1/Q.
    pub k: f32,
}

/// What glides: log2 of Hz, and of the damping.
const DIALS: usize = 2;

/// A filter per channel.
///
/// Legend: `target`, `first` and `second` are log2 of Hz and of the damping, where a channel goes and its two
/// one-poles.
#[derive(Clone, Debug)]
pub struct SplitFilter<S> {
    target: [[f64; DIALS]; LANES],
    first: [[f64; DIALS]; LANES],
    second: [[f64; DIALS]; LANES],
    response: Response,
    /// The coefficients and their motion.
    coefficients: GlidingCoefficients<S>,
    /// The filters' past.
    state: Svf<S>,
    /// Every channel has arrived.
    settled: bool,
    /// The coefficients move until the next mark.
    gliding: bool,
    /// What a one-pole goes per mark.
    step: f64,
    /// Frames per second.
    rate: f64,
}

/// The logarithms that glide.
fn dials(place: Place) -> [f64; DIALS] {
    [place.freq_hz, place.k].map(|x| log2_f64(f64::from(x)))
}

impl<S: Sample> SplitFilter<S> {
    /// Filters at a place, for a sample rate in Hz, whose dials glide with two one-poles of a time constant in seconds.
    pub fn new(rate: f64, response: Response, place: Place, seconds: f64) -> Self {
        let start = [dials(place); LANES];
        let mut filter = Self {
            target: start,
            first: start,
            second: start,
            response,
            coefficients: GlidingCoefficients::new(SvfCoefficients::neutral()),
            state: Svf::default(),
            settled: true,
            gliding: false,
            step: one_pole_coefficient(seconds, rate / FRAMES_PER_MARK as f64),
            rate,
        };
        filter.coefficients = GlidingCoefficients::new(filter.design());
        filter
    }

    /// Sends channel `lane` to a place.
    pub fn set(&mut self, lane: usize, place: Place) {
        self.target[lane] = dials(place);
        self.settled = false;
    }

    /// Puts channel `lane` at its place at once.
    pub fn snap_lane(&mut self, lane: usize) {
        self.first[lane] = self.target[lane];
        self.second[lane] = self.target[lane];
        let designed = self.design();
        self.coefficients.snap_lane(lane, &designed);
    }

    /// Once per mark, before its first frame: goes on while anything moves, then lets the coefficients
    /// come to the last design, and rest.
    #[inline(always)]
    pub fn mark(&mut self) {
        self.state.flush();
        if !self.settled {
            self.move_on();
        } else if self.gliding {
            self.end_glide();
        }
    }

    #[inline(always)]
    fn end_glide(&mut self) {
        if self.coefficients.has_arrived() {
            self.coefficients.arrive();
            self.gliding = false;
        } else {
            self.coefficients.glide_to(self.coefficients.designed());
        }
    }

    #[inline(always)]
    fn move_on(&mut self) {
        self.settled = true;
        for lane in 0..S::WIDTH {
            for dial in 0..DIALS {
                self.step_dial(lane, dial);
            }
        }
        self.coefficients.glide_to(self.design());
        self.gliding = true;
    }

    #[inline(always)]
    fn step_dial(&mut self, lane: usize, dial: usize) {
        let target = self.target[lane][dial];
        let (first, second) = (&mut self.first[lane][dial], &mut self.second[lane][dial]);
        *first += self.step * (target - *first);
        *second += self.step * (*first - *second);
        let near = |value: f64| (target - value).abs() < ARRIVED;
        if near(*first) && near(*second) {
            (*first, *second) = (target, target);
        } else {
            self.settled = false;
        }
    }

    /// The bilinear design of the places as they are: g = tan(π·f/rate).
    #[inline(always)]
    fn design(&self) -> SvfCoefficients<S> {
        let (mut g, mut k) = (S::splat(0.0), S::splat(0.0));
        for lane in 0..S::WIDTH {
            let [freq_hz, damping] = self.second[lane].map(exp2_f64);
            let part = freq_hz / self.rate;
            let part = if part < HIGHEST { part } else { HIGHEST };
            g.set_lane(lane, tan_f64(PI * part) as f32);
            k.set_lane(lane, damping as f32);
        }
        let [m0, m1, m2] = self.response.shares(k);
        SvfCoefficients { g, k, m0, m1, m2 }
    }

    /// True while coefficients move: [`Self::advance`] gives the factors of each frame then.
    #[inline(always)]
    pub fn is_gliding(&self) -> bool {
        self.gliding
    }

    /// The factors of the next frame of a glide, for a `state` that goes along; those at rest where
    /// nothing glides.
    #[inline(always)]
    pub fn advance(&mut self, state: &mut Svf<S>) -> SvfFactors<S> {
        self.coefficients.curve().advance(state)
    }

    /// The factors of every frame while nothing glides.
    #[inline(always)]
    pub fn resting(&self) -> SvfFactors<S> {
        self.coefficients.resting()
    }

    /// The filters' past, to be taken for a run of frames and brought back.
    #[inline(always)]
    pub fn state(&mut self) -> &mut Svf<S> {
        &mut self.state
    }

    /// True when nothing moves and the past is silence.
    #[inline(always)]
    pub fn is_at_rest(&self) -> bool {
        self.settled && !self.gliding && self.state.is_at_rest()
    }

    /// Channel `lane` goes on from `other`'s channel `other_lane`, to its own place.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.first[lane] = other.first[other_lane];
        self.second[lane] = other.second[other_lane];
        self.coefficients
            .copy_lane_from(lane, &other.coefficients, other_lane);
        self.state.copy_lane_from(lane, &other.state, other_lane);
        self.gliding |= other.gliding;
        self.settled = false;
    }

    /// Forgets the past of channel `lane`.
    #[inline(always)]
    pub fn clear_lane(&mut self, lane: usize) {
        self.state.clear_lane(lane);
    }
}
