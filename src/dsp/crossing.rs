//! A cross-fade between filters: the filter as it was beside the filter as it shall be, each with its own past.
//! Their sum never exceeds the louder of the two, where a sweep would boost whatever it passes.

use super::math::raised_cosine;
use super::mid_side;
use super::sample::Sample;
use super::svf::{Curve, GlidingCoefficients, Svf, SvfCoefficients};

/// What the channels of a filter of `SECTIONS` in series cross over from.
#[derive(Clone, Copy, Debug)]
pub struct Crossing<S, const SECTIONS: usize> {
    /// The filters as they were.
    coefficients: [SvfCoefficients<S>; SECTIONS],
    /// Their past.
    states: [Svf<S>; SECTIONS],
    /// How much of the way is done, 0 to 1.
    way: S,
    /// What each channel goes per frame; 0 in channels that do not cross.
    pace: S,
    /// Channels whose new filter has not been designed yet, one bit each.
    starting: u8,
}

impl<S: Sample, const SECTIONS: usize> Crossing<S, SECTIONS> {
    /// No channel crosses.
    pub fn none() -> Self {
        Self {
            coefficients: [SvfCoefficients::neutral(); SECTIONS],
            states: [Svf::default(); SECTIONS],
            way: S::splat(0.0),
            pace: S::splat(0.0),
            starting: 0,
        }
    }

    /// Channel `lane` crosses over from the filters and past of its own number, `pace` per frame; what comes in has
    /// no past.
    pub fn begin(
        &mut self,
        lane: usize,
        filters: &[GlidingCoefficients<S>; SECTIONS],
        states: &mut [Svf<S>; SECTIONS],
        pace: f32,
    ) {
        for section in 0..SECTIONS {
            let now = filters[section].now();
            self.coefficients[section].copy_lane_from(lane, &now, lane);
            self.states[section].copy_lane_from(lane, &states[section], lane);
            states[section].clear_lane(lane);
        }
        self.way.set_lane(lane, 0.0);
        self.pace.set_lane(lane, pace);
        self.starting |= 1 << lane;
    }

    /// The new filters of channels that begin stand at their design at once.
    #[inline(always)]
    pub fn start(
        &mut self,
        new: &mut [GlidingCoefficients<S>; SECTIONS],
        designed: &[SvfCoefficients<S>; SECTIONS],
    ) {
        if self.starting == 0 {
            return;
        }
        for lane in 0..S::WIDTH {
            if self.starting & (1 << lane) != 0 {
                for (new, designed) in new.iter_mut().zip(designed) {
                    new.snap_lane(lane, designed);
                }
            }
        }
        self.starting = 0;
    }

    /// Runs the filters as they are, by their curves and states, beside those that they were.
    #[inline(always)]
    pub fn run(
        &mut self,
        curves: &mut [Curve<S>; SECTIONS],
        states: &mut [Svf<S>; SECTIONS],
        buffer: &mut [S],
    ) {
        let (zero, one) = (S::splat(0.0), S::splat(1.0));
        let before = self.coefficients.map(|filter| filter.solved());
        for x in buffer {
            let (mut old, mut new) = (*x, *x);
            for section in 0..SECTIONS {
                let factors = curves[section].advance(&mut states[section]);
                new = states[section].tick(new, &factors);
                old = self.states[section].tick(old, &before[section]);
            }
            self.way = one.smaller(self.way + self.pace);
            let between = old + (new - old) * raised_cosine(self.way);
            *x = self.pace.select_gt_in_place(zero, between, new);
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
        for state in &mut self.states {
            state.clear_lane(lane);
        }
    }

    /// True where both channels of the pair of channel `lane` cross in the same manner, or neither does.
    pub fn is_alike(&self, lane: usize) -> bool {
        let is_starting = |lane: usize| self.starting & 1 << lane != 0;
        let (even, odd) = (lane & !1, lane | 1);
        let filters = &self.coefficients;
        mid_side::is_alike(self.way, lane)
            && mid_side::is_alike(self.pace, lane)
            && is_starting(even) == is_starting(odd)
            && (!self.is_lane_in(even) || filters.iter().all(|filter| filter.is_alike(lane)))
    }

    /// The past of the pair of channel `lane` becomes that of middle and side, or of left and right again.
    pub fn recode(&mut self, lane: usize, to_mid_side: bool) {
        for state in &mut self.states {
            state.recode(lane, to_mid_side);
        }
    }

    /// Takes over the place of `other`'s channel `other_lane`.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        for section in 0..SECTIONS {
            self.coefficients[section].copy_lane_from(
                lane,
                &other.coefficients[section],
                other_lane,
            );
            self.states[section].copy_lane_from(lane, &other.states[section], other_lane);
        }
        self.way.set_lane(lane, other.way.lane(other_lane));
        self.pace.set_lane(lane, other.pace.lane(other_lane));
        let starts = other.starting >> other_lane & 1;
        self.starting = self.starting & !(1 << lane) | starts << lane;
    }
}
