//! Filter bands in series: what the equalisers are made of.
//!
//! Frequency, gain and Q of a band each go through two one-poles, stepped at marks; while any moves, the
//! band is designed anew at each mark and its coefficients glide from design to design. A jump does not sweep a
//! peak across what lies between, nor bend a filter while it rings: what is too far for that (see `sweep`), another
//! kind, and on and off are a cross-fade from the band as it was to the band as it shall be, one after the other.
//! A stereo pair may go through all bands as middle and side (see `parts`).
//! Bands that pass every channel unchanged are skipped; the others are
//! run one after the other on each frame, because one filter alone waits for itself.

mod band;
mod pace;
mod parts;
mod settings;
mod sweep;

pub use settings::{BandSettings, FREQ_RANGE_HZ, FURTHEST_DB};

use super::mark_smoother::{FILTER_SECONDS, step_per_mark};
use super::math::log2_f64;
use super::mid_side::MidSide;
use super::processor::Processor;
use super::sample::Sample;
use super::svf::{Svf, SvfCoefficients, SvfFactors};
use band::Band;
use pace::Pace;
use std::f64::consts::PI;

/// Bands that run together on each frame; what more there are follow in further passes.
const PASS: usize = 6;
/// How long a change of kind takes at least, in seconds.
const KIND_SECONDS: f64 = 0.04;
/// The highest frequency, as a share of the sample rate.
pub(super) const HIGHEST_SHARE: f64 = 0.46;

/// `COUNT` bands in series in every channel.
#[derive(Clone, Debug)]
pub struct Bands<S, const COUNT: usize> {
    /// Settings, motion and state of each band.
    each: [Band<S>; COUNT],
    /// The bands that are not neutral, in order.
    running: [u8; COUNT],
    /// How many those are.
    count: usize,
    /// Their factors while all rest, side by side.
    factors: [SvfFactors<S>; COUNT],
    /// The coefficients of at least one of them move until the next mark.
    gliding: bool,
    /// At least one band is not neutral, or about to be.
    awake: bool,
    /// The pairs that go through the bands as middle and side.
    parts: MidSide<S>,
    /// Channels of pairs that shall, one bit each.
    parted: u8,
    pace: Pace,
}

impl<S: Sample, const COUNT: usize> Processor<S> for Bands<S, COUNT> {
    type Settings = [BandSettings; COUNT];

    fn new(rate: f64) -> Self {
        let pace = Pace {
            step: step_per_mark(FILTER_SECONDS, rate),
            radians_per_hz: 2.0 * PI / rate,
            highest: log2_f64(HIGHEST_SHARE * rate),
            kind_seconds: KIND_SECONDS,
            rate,
        };
        Self {
            each: std::array::from_fn(|_| Band::new(&pace)),
            running: [0; COUNT],
            count: 0,
            factors: [SvfCoefficients::neutral().solved(); COUNT],
            gliding: false,
            awake: false,
            parts: MidSide::none(),
            parted: 0,
            pace,
        }
    }

    fn set(&mut self, lane: usize, settings: Self::Settings) {
        for (band, settings) in settings.into_iter().enumerate() {
            self.set_band(band, lane, settings);
        }
    }

    /// Puts every band of channel `lane` at its settings at once.
    fn snap_lane(&mut self, lane: usize) {
        self.parts.set_lane(lane, self.is_parted(lane));
        for band in self.each.iter_mut().filter(|band| !band.neutral) {
            band.snap_lane(lane, &self.pace);
        }
    }

    #[inline(always)]
    fn is_idle(&self) -> bool {
        !self.awake
    }

    /// Once per mark, before its first frame: ends the last glides, tidies the states, and designs
    /// the bands that move.
    #[inline(always)]
    fn mark(&mut self) {
        if self.is_idle() {
            return;
        }
        if self.parted != 0 || self.parts.is_any() {
            self.change_over();
        }
        let mut moved = false;
        for band in &mut self.each {
            moved |= band.mark(&self.pace);
        }
        if moved {
            self.find_running();
        }
        self.awake = self.count > 0;
    }

    /// Filters a run of frames inside one mark, in place. Neutral bands are skipped.
    #[inline(always)]
    fn process(&mut self, buffer: &mut [S]) {
        let is_coded = self.parts.is_any() && self.count > 0;
        if is_coded {
            self.parts.encode(buffer);
        }
        self.filter(buffer);
        if is_coded {
            self.parts.decode(buffer);
        }
    }

    /// True when every channel passes unchanged and none is about to move.
    #[inline(always)]
    fn is_neutral(&self) -> bool {
        !self.awake
    }

    /// True when zeros in give zeros out for ever: nothing moves, and the states are zero.
    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let rests = |band: &Band<S>| band.settled && !band.gliding && band.state.is_at_rest();
        !self.awake || self.each.iter().all(rests)
    }

    /// Channel `lane` goes on from `other`'s channel `other_lane`: its past and its place on the
    /// way; to its own settings.
    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        self.adopt_part(lane, other.parts.is_coded(other_lane));
        let pairs = self.each.iter_mut().zip(&other.each);
        for (own, theirs) in pairs.filter(|(own, theirs)| !own.neutral || !theirs.neutral) {
            own.copy_lane_from(lane, theirs, other_lane, &self.pace);
        }
        self.awake = true;
    }

    fn clear_lane(&mut self, lane: usize) {
        for band in &mut self.each {
            band.state.clear_lane(lane);
            band.crossing.forget(lane);
        }
    }
}

impl<S: Sample, const COUNT: usize> Bands<S, COUNT> {
    /// Filters a run of frames: left and right, middle and side.
    #[inline(always)]
    fn filter(&mut self, buffer: &mut [S]) {
        if self.gliding {
            for place in 0..self.count {
                self.glide(place, buffer);
            }
            return;
        }
        if COUNT <= PASS {
            // No loop: what one would prepare for the next pass costs as much as a band.
            self.pass(0, self.count, buffer);
        } else {
            for first in (0..self.count).step_by(PASS) {
                self.pass(first, self.count - first, buffer);
            }
        }
    }

    /// Runs `count` of the running bands, at rest, from the one at `first` on, or the first [`PASS`] of those.
    #[inline(always)]
    fn pass(&mut self, first: usize, count: usize, buffer: &mut [S]) {
        match count {
            0 => {}
            1 => self.run::<1>(first, buffer),
            2 => self.run::<2>(first, buffer),
            3 => self.run::<3>(first, buffer),
            4 => self.run::<4>(first, buffer),
            5 => self.run::<5>(first, buffer),
            _ => self.run::<PASS>(first, buffer),
        }
    }

    /// Lists the bands that are not neutral, and where none moves any more their factors.
    #[inline(always)]
    fn find_running(&mut self) {
        self.count = 0;
        let was_gliding = std::mem::take(&mut self.gliding);
        for (number, band) in self.each.iter().enumerate() {
            if !band.neutral {
                self.running[self.count] = number as u8;
                self.count += 1;
                self.gliding |= band.gliding;
            }
        }
        if was_gliding && !self.gliding {
            for at in 0..self.count {
                self.factors[at] = self.band(at).coefficients.resting();
            }
        }
    }

    /// Sends one band of channel `lane` to `settings`, from the next mark on. One that stands there
    /// already costs next to nothing.
    #[inline]
    pub fn set_band(&mut self, band: usize, lane: usize, settings: BandSettings) {
        self.each[band].set(lane, settings, &self.pace);
        self.awake |= !self.each[band].neutral;
    }

    /// Runs `TOGETHER` of the running bands, at rest, from the one at `first` on.
    #[inline(always)]
    fn run<const TOGETHER: usize>(&mut self, first: usize, buffer: &mut [S]) {
        let mut states = [Svf::default(); TOGETHER];
        for at in 0..TOGETHER {
            states[at] = self.band(first + at).state;
        }
        let factors = &self.factors[first..first + TOGETHER];
        for x in buffer {
            let mut y = *x;
            for at in 0..TOGETHER {
                y = states[at].tick(y, &factors[at]);
            }
            *x = y;
        }
        for at in 0..TOGETHER {
            self.band(first + at).state = states[at];
        }
    }

    /// Runs one of the running bands while its coefficients move: there is enough to do for each frame
    /// that it does not wait for itself, and what moves stays in registers.
    #[inline(always)]
    fn glide(&mut self, place: usize, buffer: &mut [S]) {
        let band = self.band(place);
        let (mut curve, mut state) = (*band.coefficients.curve(), band.state);
        if band.crossing.is_active() {
            let (mut curves, mut states) = ([curve], [state]);
            band.crossing.run(&mut curves, &mut states, buffer);
            ([curve], [state]) = (curves, states);
        } else {
            for x in buffer {
                let factors = curve.advance(&mut state);
                *x = state.tick(*x, &factors);
            }
        }
        *band.coefficients.curve() = curve;
        band.state = state;
    }

    /// The running band at a place in their order.
    #[inline(always)]
    fn band(&mut self, place: usize) -> &mut Band<S> {
        &mut self.each[usize::from(self.running[place])]
    }

    /// True while anything is on its way: designs are made at every mark.
    #[inline(always)]
    pub fn is_moving(&self) -> bool {
        self.awake && self.each.iter().any(|band| !band.settled)
    }

    /// The last design of each band, to draw it.
    pub fn designed(&self) -> [SvfCoefficients<S>; COUNT] {
        std::array::from_fn(|band| self.each[band].coefficients.designed())
    }

    /// True while a band of channel `lane` cross-fades.
    #[cfg(test)]
    pub(super) fn is_crossing(&self, band: usize, lane: usize) -> bool {
        self.each[band].crossing.is_lane_in(lane)
    }
}
