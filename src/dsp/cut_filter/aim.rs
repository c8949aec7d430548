//! Where a channel of a cut filter goes: as a glide, or where that would be heard as a cross-fade.

use super::prototype::OPEN;
use super::{CutFilter, HIGHEST_SHARE, SECTIONS, Section, Shape};
use crate::dsp::math::{exp2_f64, log2_f64};
use crate::dsp::processor::Processor;
use crate::dsp::sample::Sample;
use std::f64::consts::PI;

/// How far a cut-off glides, in octaves.
const FURTHEST: f64 = 0.3;
/// A cross-fade takes so many periods of the cut-off that comes in, else its ring is heard ...
const PERIODS: f64 = 3.0;
/// ... but so many seconds at least and at most.
const CROSSING_SECONDS: (f64, f64) = (0.02, 0.25);

impl<S: Sample, K: Shape> CutFilter<S, K> {
    /// Sends channel `lane` to a cut-off in Hz, below half the sample rate, and a prototype.
    pub(in crate::dsp) fn send(
        &mut self,
        lane: usize,
        freq_hz: f32,
        sections: [Section; SECTIONS],
    ) {
        let (highest, freq_hz) = (HIGHEST_SHARE * PI / self.half_turns, f64::from(freq_hz));
        let freq_hz = if freq_hz < highest { freq_hz } else { highest };
        self.aim(lane, log2_f64(freq_hz), sections);
    }

    /// Sends channel `lane` to a cut-off (log2 of Hz) and a prototype.
    pub(in crate::dsp) fn aim(
        &mut self,
        lane: usize,
        log2_freq: f64,
        sections: [Section; SECTIONS],
    ) {
        self.wanted[lane] = (log2_freq, sections);
        if !self.crossing.is_lane_in(lane) && self.wanted[lane] != self.aimed[lane] {
            self.pursue(lane);
        }
        self.settled = false;
        self.neutral = [false; SECTIONS];
    }

    /// Sends channel `lane` to what is wanted of it: as a glide, or where that would be heard as a cross-fade. A
    /// channel that is neutral takes a new cut-off at once: nothing is heard of it.
    pub(super) fn pursue(&mut self, lane: usize) {
        let before = self.aimed[lane].1;
        self.take_aim(lane);
        let after = self.aimed[lane].1;
        if self.is_lane_neutral(lane) {
            self.parameters[0].snap_lane(lane);
        }
        let is_far = self.is_far(lane, self.parameters[0].target[lane]);
        let is_other = before != after && before != OPEN && after != OPEN;
        if is_far || is_other {
            self.cross(lane);
        }
    }

    /// Channel `lane` goes on from `other`'s channel `other_lane` as if it were that one: to its settings.
    pub(in crate::dsp) fn go_on_from(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        self.wanted[lane] = other.wanted[other_lane];
        self.adopt_lane(lane, other, other_lane);
    }

    /// True where channel `lane` is too far from a cut-off (log2 of Hz) to glide there.
    pub(in crate::dsp) fn is_far(&self, lane: usize, log2_freq: f64) -> bool {
        (log2_freq - self.parameters[0].second[lane]).abs() > FURTHEST
    }

    /// The targets of channel `lane` become what is wanted of it.
    pub(super) fn take_aim(&mut self, lane: usize) {
        let (log2_freq, sections) = self.wanted[lane];
        self.aimed[lane] = self.wanted[lane];
        self.parameters[0].target[lane] = log2_freq;
        for (group, section) in self.parameters[1..].chunks_exact_mut(4).zip(sections) {
            let targets = [section.k, section.m0, section.m1, section.m2];
            for (parameter, target) in group.iter_mut().zip(targets) {
                parameter.target[lane] = target;
            }
        }
    }

    /// The filter as it is goes on beside a new one, which starts at its settings, and fades out.
    fn cross(&mut self, lane: usize) {
        self.snap_parameters(lane);
        let period = exp2_f64(-self.parameters[0].target[lane]);
        let (least, most) = CROSSING_SECONDS;
        let seconds = (PERIODS * period).clamp(least, most);
        let pace = self.half_turns / (PI * seconds);
        self.crossing
            .begin(lane, &self.coefficients, &mut self.states, pace as f32);
    }

    pub(super) fn snap_parameters(&mut self, lane: usize) {
        for parameter in &mut self.parameters {
            parameter.snap_lane(lane);
        }
    }

    /// Cross-fades that are through end; what was set meanwhile holds from here on.
    #[inline(always)]
    pub(super) fn end_crossings(&mut self) {
        for lane in 0..S::WIDTH {
            if self.crossing.end_if_done(lane) && self.wanted[lane] != self.aimed[lane] {
                self.pursue(lane);
            }
        }
    }
}
