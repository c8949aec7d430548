//! The cross-fade of a band whose frequency has jumped, or that becomes another kind: the filter as it was beside the filter as it shall
//! be. Their sum never exceeds the louder of the two, where a sweep would boost whatever it passes.

use crate::dsp::math::raised_cosine;
use crate::dsp::sample::Sample;
use crate::dsp::svf::{Curve, GlidingCoefficients, Svf, SvfCoefficients};

/// What the channels of a band cross over from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crossing<S> {
    /// The filters as they were.
    coefficients: SvfCoefficients<S>,
    /// Their past.
    state: Svf<S>,
    /// How much of the way is done, 0 to 1.
    way: S,
    /// What each channel goes per frame; 0 in channels that do not cross.
    pace: S,
    /// Channels whose new filter has not been designed yet, one bit each.
    starting: u8,
}

impl<S: Sample> Crossing<S> {
    /// No channel crosses.
    pub fn none() -> Self {
        Self {
            coefficients: SvfCoefficients::neutral(),
            state: Svf::default(),
            way: S::splat(0.0),
            pace: S::splat(0.0),
            starting: 0,
        }
    }

    /// Channel `lane` crosses over from the filter and past of its own number, `pace` per frame.
    pub fn begin(&mut self, lane: usize, from: (&SvfCoefficients<S>, &Svf<S>), pace: f32) {
        self.coefficients.copy_lane_from(lane, from.0, lane);
        self.state.copy_lane_from(lane, from.1, lane);
        self.way.set_lane(lane, 0.0);
        self.pace.set_lane(lane, pace);
        self.starting |= 1 << lane;
    }

    /// The new filters of channels that begin stand at their design at once.
    #[inline(always)]
    pub fn start(&mut self, new: &mut GlidingCoefficients<S>, designed: &SvfCoefficients<S>) {
        if self.starting == 0 {
            return;
        }
        for lane in 0..S::WIDTH {
            if self.starting & (1 << lane) != 0 {
                new.snap_lane(lane, designed);
            }
        }
        self.starting = 0;
    }

    /// Runs the filters as they are, by `curve` and `state`, beside those that they were.
    #[inline(always)]
    pub fn run(&mut self, curve: &mut Curve<S>, state: &mut Svf<S>, buffer: &mut [S]) {
        let (zero, one) = (S::splat(0.0), S::splat(1.0));
        let before = self.coefficients.solved();
        for x in buffer {
            let factors = curve.advance(state);
            let new = state.tick(*x, &factors);
            let old = self.state.tick(*x, &before);
            self.way = one.smaller(self.way + self.pace);
            let between = old + (new - old) * raised_cosine(self.way);
            *x = self.pace.select_gt(zero, between, new);
        }
    }

    /// True while any channel crosses.
    #[inline(always)]
    pub fn is_active(&self) -> bool {
        self.pace != S::splat(0.0)
    }

    /// True while channel `lane` crosses.
    pub fn is_lane_in(&self, lane: usize) -> bool {
        self.pace.lane(lane) != 0.0
    }

    /// At a mark: true when channel `lane` has crossed, which ends it.
    #[inline(always)]
    pub fn end_if_done(&mut self, lane: usize) -> bool {
        let done = self.is_lane_in(lane) && self.way.lane(lane) >= 1.0;
        if done {
            self.clear_lane(lane);
        }
        done
    }

    /// Channel `lane` does not cross.
    pub fn clear_lane(&mut self, lane: usize) {
        self.pace.set_lane(lane, 0.0);
        self.starting &= !(1 << lane);
        self.forget(lane);
    }

    /// Forgets the past of channel `lane`.
    pub fn forget(&mut self, lane: usize) {
        self.state.clear_lane(lane);
    }

    /// Takes over the place of `other`'s channel `other_lane`.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.coefficients
            .copy_lane_from(lane, &other.coefficients, other_lane);
        self.state.copy_lane_from(lane, &other.state, other_lane);
        self.way.set_lane(lane, other.way.lane(other_lane));
        self.pace.set_lane(lane, other.pace.lane(other_lane));
        let starts = other.starting >> other_lane & 1;
        self.starting = self.starting & !(1 << lane) | starts << lane;
    }
}
