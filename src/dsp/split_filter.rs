//! A state-variable filter of fixed damping whose frequency glides: what de-esser and key filter are
//! made of.
//!
//! The logarithm of the frequency goes through two one-poles, stepped at marks; while it moves, the
//! next coefficients are designed in `f64` at each mark and reached in straight lines by the following
//! mark.

use super::FRAMES_PER_MARK;
use super::math::{exp2_f64, log2_f64, one_pole_coefficient, tan_f64};
use super::sample::{LANES, Sample};
use super::svf::{GlidingCoefficients, Svf, SvfCoefficients, SvfFactors};
use std::f64::consts::PI;

/// Time constant of each of the two one-poles of the frequency, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;
/// The difference in octaves at which a frequency has arrived.
const ARRIVED: f64 = 1e-6;
/// The highest frequency of a design, as a part of the sample rate.
const HIGHEST: f64 = 0.49;

/// What is let through, by a filter of k = 1/Q.
#[derive(Clone, Copy, Debug)]
pub enum Response {
    /// A band whose peak is 1: for [`Svf::band_pass`].
    BandPass {
        /// The damping.
        k: f32,
    },
    /// What lies above: for [`Svf::high_pass`].
    HighPass {
        /// The damping.
        k: f32,
    },
    /// What lies below: for [`Svf::low_pass`].
    LowPass {
        /// The damping.
        k: f32,
    },
}

impl Response {
    /// k, m0, m1 and m2 of a state-variable filter.
    #[inline(always)]
    fn shares(self) -> [f32; 4] {
        match self {
            Self::BandPass { k } => [k, 0.0, k, 0.0],
            Self::HighPass { k } => [k, 1.0, -k, -1.0],
            Self::LowPass { k } => [k, 0.0, 0.0, 1.0],
        }
    }
}

/// A filter per channel.
///
/// Legend: `target`, `first` and `second` are log2 of Hz, where a channel goes and its two one-poles.
#[derive(Clone, Debug)]
pub struct SplitFilter<S> {
    target: [f64; LANES],
    first: [f64; LANES],
    second: [f64; LANES],
    response: Response,
    /// The coefficients and their motion.
    coefficients: GlidingCoefficients<S>,
    /// The filters' past.
    state: Svf<S>,
    /// Every frequency has arrived.
    settled: bool,
    /// The coefficients move until the next mark.
    gliding: bool,
    /// What a one-pole goes per mark.
    step: f64,
    /// Frames per second.
    rate: f64,
}

impl<S: Sample> SplitFilter<S> {
    /// Filters at `freq_hz`, for a sample rate in Hz.
    pub fn new(rate: f64, response: Response, freq_hz: f32) -> Self {
        let start = [log2_f64(f64::from(freq_hz)); LANES];
        let mut filter = Self {
            target: start,
            first: start,
            second: start,
            response,
            coefficients: GlidingCoefficients::new(SvfCoefficients::neutral()),
            state: Svf::default(),
            settled: true,
            gliding: false,
            step: one_pole_coefficient(SMOOTHING_SECONDS, rate / FRAMES_PER_MARK as f64),
            rate,
        };
        filter.coefficients = GlidingCoefficients::new(filter.design());
        filter
    }

    /// Sends channel `lane` to a frequency.
    pub fn set(&mut self, lane: usize, freq_hz: f32) {
        self.target[lane] = log2_f64(f64::from(freq_hz));
        self.settled = false;
    }

    /// Puts channel `lane` at its frequency at once.
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
            let target = self.target[lane];
            self.first[lane] += self.step * (target - self.first[lane]);
            self.second[lane] += self.step * (self.first[lane] - self.second[lane]);
            let near = |value: f64| (target - value).abs() < ARRIVED;
            if near(self.first[lane]) && near(self.second[lane]) {
                self.first[lane] = target;
                self.second[lane] = target;
            } else {
                self.settled = false;
            }
        }
        self.coefficients.glide_to(self.design());
        self.gliding = true;
    }

    /// The bilinear design of the frequencies as they are: g = tan(π·f/rate).
    #[inline(always)]
    fn design(&self) -> SvfCoefficients<S> {
        let [k, m0, m1, m2] = self.response.shares().map(S::splat);
        let g = S::splat(0.0);
        let mut designed = SvfCoefficients { g, k, m0, m1, m2 };
        for lane in 0..S::WIDTH {
            let part = exp2_f64(self.second[lane]) / self.rate;
            let part = if part < HIGHEST { part } else { HIGHEST };
            designed.g.set_lane(lane, tan_f64(PI * part) as f32);
        }
        designed
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

    /// Channel `lane` goes on from `other`'s channel `other_lane`, to its own frequency.
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
