//! What high-pass and low-pass have in common: two state-variable sections whose designs glide.
//!
//! A filter of this kind supplies its shape: for each slope, and for each section of it, the damping
//! and the shares of input, band-pass and low-pass. Frequency, damping and shares each go through two
//! one-poles, stepped at marks; while any moves, the next coefficients are designed in `f64` at each
//! mark and the coefficients glide from design to design. A frequency that jumps, and another slope, are a
//! cross-fade, one after the other: what a low filter holds would be heard as it moves.

mod aim;
mod prototype;

pub use prototype::{CutSettings, FOURTH_ORDER_QS, OPEN, SECTIONS, Section, Shape, Slope};

use super::crossing::Crossing;
use super::mark_smoother::{FILTER_SECONDS, MarkSmoother, step_per_mark};
use super::math::exp2_f64;
use super::processor::Processor;
use super::sample::{LANES, Sample};
use super::svf::{GlidingCoefficients, Svf, SvfCoefficients};
use std::f64::consts::PI;
use std::marker::PhantomData;

/// The log2 of the frequency, and k, m0, m1, m2 of each section.
const PARAMETERS: usize = 1 + 4 * SECTIONS;

/// The highest cut-off, as a share of the sample rate.
const HIGHEST_SHARE: f64 = 0.46;

/// Two gliding state-variable sections per channel. Every change of the settings is heard as a glide,
/// never as a click.
#[derive(Clone, Debug)]
pub struct CutFilter<S, K> {
    /// log2 of the cut-off in Hz, then k, m0, m1, m2 of each section.
    parameters: [MarkSmoother; PARAMETERS],
    /// What each channel was last set to: log2 of the cut-off in Hz, and the prototype.
    wanted: [Aim; LANES],
    /// What it is on its way to: the same, but while it cross-fades to what was set before.
    aimed: [Aim; LANES],
    /// What a change too far to glide comes from.
    crossing: Crossing<S, SECTIONS>,
    /// The coefficients of each section, and their motion.
    coefficients: [GlidingCoefficients<S>; SECTIONS],
    /// The state of each section.
    states: [Svf<S>; SECTIONS],
    /// What the states of each section have to exceed at a mark
    /// ([`GlidingCoefficients::least_states`]).
    least: [S; SECTIONS],
    /// Each section passes every channel unchanged, and stays so.
    neutral: [bool; SECTIONS],
    /// Every parameter of every channel has arrived.
    settled: bool,
    /// The coefficients move until the next mark.
    gliding: bool,
    /// What a parameter's one-pole goes per mark.
    step: f64,
    /// Half-turns per Hz: π / sample rate.
    half_turns: f64,
    shape: PhantomData<K>,
}

/// log2 of a cut-off in Hz, and a prototype.
type Aim = (f64, [Section; SECTIONS]);

impl<S: Sample, K: Shape> Processor<S> for CutFilter<S, K> {
    type Settings = CutSettings;

    fn new(rate: f64) -> Self {
        let mut filter = Self {
            parameters: [MarkSmoother::default(); PARAMETERS],
            wanted: [(0.0, OPEN); LANES],
            aimed: [(0.0, OPEN); LANES],
            crossing: Crossing::none(),
            coefficients: [GlidingCoefficients::new(SvfCoefficients::neutral()); SECTIONS],
            states: [Svf::default(); SECTIONS],
            least: [S::splat(f32::INFINITY); SECTIONS],
            neutral: [true; SECTIONS],
            settled: true,
            gliding: false,
            step: step_per_mark(FILTER_SECONDS, rate),
            half_turns: PI / rate,
            shape: PhantomData,
        };
        for lane in 0..S::WIDTH {
            filter.aim(lane, 6.0, OPEN);
            filter.snap_lane(lane);
        }
        filter
    }

    fn set(&mut self, lane: usize, settings: CutSettings) {
        self.send(lane, settings.freq_hz, settings.sections::<K>());
    }

    fn snap_lane(&mut self, lane: usize) {
        self.take_aim(lane);
        self.snap_parameters(lane);
        self.crossing.clear_lane(lane);
        let at = self.design_frequency();
        for section in 0..SECTIONS {
            let designed = self.design(section, &at);
            self.coefficients[section].snap_lane(lane, &designed);
        }
        self.find_least_states();
    }

    #[inline(always)]
    fn is_idle(&self) -> bool {
        self.is_neutral()
    }

    /// Once per mark, before its first frame: ends the last glide, tidies the states, and designs
    /// the next glide while anything moves.
    #[inline(always)]
    fn mark(&mut self) {
        if self.is_idle() {
            return;
        }
        if self.gliding {
            self.find_least_states();
        }
        for (state, least) in self.states.iter_mut().zip(self.least) {
            state.flush_below(least);
        }
        if !self.settled {
            self.move_on();
        } else if self.gliding {
            self.end_glide();
        }
    }

    /// Filters a run of frames inside one mark, in place. Neutral sections are skipped.
    #[inline(always)]
    fn process(&mut self, buffer: &mut [S]) {
        match (self.neutral, self.gliding) {
            _ if self.crossing.is_active() => self.cross_over(buffer),
            ([true, true], _) => {}
            ([false, true], false) => self.run::<1, false>(buffer),
            ([false, true], true) => self.run::<1, true>(buffer),
            (_, false) => self.run::<SECTIONS, false>(buffer),
            (_, true) => self.run::<SECTIONS, true>(buffer),
        }
    }

    /// True when every channel is off and has faded out.
    #[inline(always)]
    fn is_neutral(&self) -> bool {
        self.neutral == [true; SECTIONS] && !self.gliding
    }

    /// True when zeros in give zeros out for ever: nothing moves, and the states are zero.
    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        self.settled && !self.gliding && self.states.iter().all(Svf::is_at_rest)
    }

    /// Channel `lane` goes on from `other`'s channel `other_lane`: its past and its place on the
    /// way; to its own settings.
    fn adopt_lane(&mut self, lane: usize, other: &mut Self, other_lane: usize) {
        for (own, theirs) in self.parameters.iter_mut().zip(&other.parameters) {
            own.copy_lane_from(lane, theirs, other_lane);
            own.target[lane] = theirs.target[other_lane];
        }
        self.aimed[lane] = other.aimed[other_lane];
        self.crossing
            .copy_lane_from(lane, &other.crossing, other_lane);
        for section in 0..SECTIONS {
            self.coefficients[section].copy_lane_from(
                lane,
                &other.coefficients[section],
                other_lane,
            );
            self.states[section].copy_lane_from(lane, &other.states[section], other_lane);
        }
        if !self.crossing.is_lane_in(lane) && self.wanted[lane] != self.aimed[lane] {
            self.pursue(lane);
        }
        self.find_least_states();
        self.gliding |= other.gliding;
        self.settled = false;
        self.neutral = [false; SECTIONS];
    }

    fn clear_lane(&mut self, lane: usize) {
        for state in &mut self.states {
            state.clear_lane(lane);
        }
        self.crossing.forget(lane);
    }
}

impl<S: Sample, K: Shape> CutFilter<S, K> {
    #[inline(always)]
    fn find_least_states(&mut self) {
        for (least, coefficients) in self.least.iter_mut().zip(&self.coefficients) {
            *least = coefficients.least_states();
        }
    }

    /// Lets the coefficients come to the last design, and rest when they have.
    #[inline(always)]
    fn end_glide(&mut self) {
        let arrived = self
            .coefficients
            .iter()
            .all(GlidingCoefficients::has_arrived);
        for (neutral, coefficients) in self.neutral.iter_mut().zip(&mut self.coefficients) {
            if arrived {
                coefficients.arrive();
                *neutral = coefficients.is_open();
            } else {
                coefficients.glide_to(coefficients.designed());
            }
        }
        self.gliding = !arrived;
    }

    /// Steps the parameters and starts the glide to their new design.
    #[inline(always)]
    fn move_on(&mut self) {
        if self.crossing.is_active() {
            self.end_crossings();
        }
        self.settled = !self.crossing.is_active();
        for parameter in &mut self.parameters {
            self.settled &= parameter.step(self.step, S::WIDTH);
        }
        let at = self.design_frequency();
        let designed = [self.design(0, &at), self.design(1, &at)];
        self.crossing.start(&mut self.coefficients, &designed);
        for (coefficients, designed) in self.coefficients.iter_mut().zip(designed) {
            coefficients.glide_to(designed);
        }
        self.gliding = true;
    }

    /// The cut-off of each channel as it is.
    #[inline(always)]
    fn design_frequency(&self) -> [K::Frequency; LANES] {
        std::array::from_fn(|lane| {
            // Channels that there are not take the first one's.
            let lane = if lane < S::WIDTH { lane } else { 0 };
            K::frequency(self.half_turns * exp2_f64(self.parameters[0].second[lane]))
        })
    }

    /// The design of a section from its cut-off and the parameters as they are.
    #[inline(always)]
    fn design(&self, section: usize, at: &[K::Frequency; LANES]) -> SvfCoefficients<S> {
        let mut designs = [[0.0_f32; LANES]; 5];
        let parameters = self.section_parameters(section);
        for lane in 0..S::WIDTH {
            let [k, m0, m1, m2] = parameters.map(|parameter| parameter.second[lane]);
            let designed = K::design(at[lane], Section { k, m0, m1, m2 });
            for (to, value) in designs.iter_mut().zip(designed) {
                to[lane] = value as f32;
            }
        }
        let [g, k, m0, m1, m2] = designs.map(S::from_lanes);
        SvfCoefficients { g, k, m0, m1, m2 }
    }

    /// k, m0, m1 and m2 of a section.
    #[inline(always)]
    fn section_parameters(&self, section: usize) -> [&MarkSmoother; 4] {
        let first = 1 + 4 * section;
        [0, 1, 2, 3].map(|i| &self.parameters[first + i])
    }

    /// Filters with the first `COUNT` sections.
    #[inline(always)]
    fn run<const COUNT: usize, const GLIDING: bool>(&mut self, buffer: &mut [S]) {
        let mut factors = [
            self.coefficients[0].resting(),
            self.coefficients[1].resting(),
        ];
        let mut states = self.states;
        for x in buffer {
            for section in 0..COUNT {
                if GLIDING {
                    let curve = self.coefficients[section].curve();
                    factors[section] = curve.advance(&mut states[section]);
                }
                *x = states[section].tick(*x, &factors[section]);
            }
        }
        self.states = states;
    }

    /// Filters while channels cross.
    #[inline(always)]
    fn cross_over(&mut self, buffer: &mut [S]) {
        let [first, second] = &mut self.coefficients;
        let mut curves = [*first.curve(), *second.curve()];
        let mut states = self.states;
        self.crossing.run(&mut curves, &mut states, buffer);
        (*first.curve(), *second.curve()) = (curves[0], curves[1]);
        self.states = states;
    }

    /// True when channel `lane` passes unchanged and is not on its way from there.
    #[inline(always)]
    pub fn is_lane_neutral(&self, lane: usize) -> bool {
        let is_open = self.coefficients.iter().all(|each| each.is_lane_open(lane));
        is_open && !self.crossing.is_lane_in(lane)
    }

    /// The last design of each section, to draw it.
    pub fn designed(&self) -> [SvfCoefficients<S>; SECTIONS] {
        [
            self.coefficients[0].designed(),
            self.coefficients[1].designed(),
        ]
    }
}
