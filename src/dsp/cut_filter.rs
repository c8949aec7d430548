//! What high-pass and low-pass have in common: two state-variable sections whose designs glide.
//!
//! A filter of this kind supplies a prototype per channel: where its cut-off lies, and for each
//! section the damping and the shares of input, band-pass and low-pass. Frequency, damping and
//! shares each go through two one-poles, stepped at marks; while any moves, the next coefficients
//! are designed in `f64` at each mark and reached in straight lines by the following mark.

use super::FRAMES_PER_MARK;
use super::math::{exp2_f64, one_pole_coefficient, tan_f64};
use super::sample::{LANES, Sample};
use super::svf::{GlidingCoefficients, Svf, SvfCoefficients};
use std::f64::consts::PI;

/// Second-order sections in series.
pub const SECTIONS: usize = 2;
/// Time constant of each of the two one-poles of every parameter, in seconds.
const SMOOTHING_SECONDS: f64 = 0.005;
/// The relative difference at which a parameter has arrived.
const ARRIVED: f64 = 1e-7;
/// The log2 of the frequency, and k, m0, m1, m2 of each section.
const PARAMETERS: usize = 1 + 4 * SECTIONS;

/// One section of a prototype, normalised to its cut-off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Section {
    /// Damping: 1/Q.
    pub k: f64,
    /// Share of the input.
    pub m0: f64,
    /// Share of the band-pass.
    pub m1: f64,
    /// Share of the low-pass.
    pub m2: f64,
}

impl Section {
    /// A section that passes its input unchanged.
    pub const NEUTRAL: Self = Self {
        k: 2.0,
        m0: 1.0,
        m1: 0.0,
        m2: 0.0,
    };
}

/// One parameter of every channel on its way to its target: two one-poles stepped at marks.
#[derive(Clone, Copy, Debug, Default)]
struct Parameter {
    /// Where each channel goes.
    target: [f64; LANES],
    /// The first one-pole.
    first: [f64; LANES],
    /// The second one-pole: the value in use.
    second: [f64; LANES],
}

impl Parameter {
    /// One step; channels that are close to their target are put on it. True when all have arrived.
    #[inline(always)]
    fn step(&mut self, coefficient: f64, lanes: usize) -> bool {
        let mut arrived = true;
        for lane in 0..lanes {
            let target = self.target[lane];
            self.first[lane] += coefficient * (target - self.first[lane]);
            self.second[lane] += coefficient * (self.first[lane] - self.second[lane]);
            let near = ARRIVED * (1.0 + target.abs());
            if (target - self.first[lane]).abs() < near && (target - self.second[lane]).abs() < near
            {
                self.snap_lane(lane);
            }
            arrived &= self.is_lane_settled(lane);
        }
        arrived
    }

    #[inline(always)]
    fn snap_lane(&mut self, lane: usize) {
        self.first[lane] = self.target[lane];
        self.second[lane] = self.target[lane];
    }

    #[inline(always)]
    fn is_lane_settled(&self, lane: usize) -> bool {
        self.first[lane] == self.target[lane] && self.second[lane] == self.target[lane]
    }
}

/// Two gliding state-variable sections per channel.
#[derive(Clone, Debug)]
pub struct CutFilter<S> {
    /// log2 of the cut-off in Hz, then k, m0, m1, m2 of each section.
    parameters: [Parameter; PARAMETERS],
    /// The coefficients of each section, and their motion.
    coefficients: [GlidingCoefficients<S>; SECTIONS],
    /// The state of each section.
    states: [Svf<S>; SECTIONS],
    /// 1 in the channels that a section changes, else 0.
    heard: [S; SECTIONS],
    /// Each section passes every channel unchanged, and stays so.
    neutral: [bool; SECTIONS],
    /// `heard` and `neutral` hold for the parameters as they are.
    sorted: bool,
    /// Every parameter of every channel has arrived.
    settled: bool,
    /// The coefficients move until the next mark.
    gliding: bool,
    /// What a parameter's one-pole goes per mark.
    step: f64,
    /// Half-turns per Hz: π / sample rate.
    half_turns: f64,
}

impl<S: Sample> CutFilter<S> {
    /// Neutral filters for a sample rate in Hz.
    pub fn new(rate: f64) -> Self {
        let mut filter = Self {
            parameters: [Parameter::default(); PARAMETERS],
            coefficients: [GlidingCoefficients::new(SvfCoefficients::neutral()); SECTIONS],
            states: [Svf::default(); SECTIONS],
            heard: [S::splat(0.0); SECTIONS],
            neutral: [true; SECTIONS],
            sorted: false,
            settled: true,
            gliding: false,
            step: one_pole_coefficient(SMOOTHING_SECONDS, rate / FRAMES_PER_MARK as f64),
            half_turns: PI / rate,
        };
        for lane in 0..S::WIDTH {
            filter.set(lane, 6.0, [Section::NEUTRAL; SECTIONS]);
            filter.snap_lane(lane);
        }
        filter
    }

    /// Sends channel `lane` to a cut-off (log2 of Hz) and a prototype. A channel that is neutral
    /// takes the new cut-off at once: nothing is heard of it.
    pub fn set(&mut self, lane: usize, log2_freq: f64, sections: [Section; SECTIONS]) {
        self.parameters[0].target[lane] = log2_freq;
        if (0..SECTIONS).all(|section| self.is_lane_unheard(section, lane)) {
            self.parameters[0].snap_lane(lane);
        }
        for (group, section) in self.parameters[1..].chunks_exact_mut(4).zip(sections) {
            let targets = [section.k, section.m0, section.m1, section.m2];
            for (parameter, target) in group.iter_mut().zip(targets) {
                parameter.target[lane] = target;
            }
        }
        self.settled = false;
        self.sorted = false;
        self.neutral = [false; SECTIONS];
    }

    /// Puts channel `lane` at its settings at once.
    pub fn snap_lane(&mut self, lane: usize) {
        for parameter in &mut self.parameters {
            parameter.snap_lane(lane);
        }
        self.sorted = false;
        let g = self.design_frequency();
        for section in 0..SECTIONS {
            let designed = self.design(section, g);
            self.coefficients[section].snap_lane(lane, &designed);
        }
    }

    /// Once per mark, before its first frame: ends the last glide, tidies the states, and designs
    /// the next glide while anything moves.
    #[inline(always)]
    pub fn mark(&mut self) {
        if self.gliding {
            self.coefficients
                .iter_mut()
                .for_each(GlidingCoefficients::arrive);
            self.gliding = false;
        }
        if self.is_neutral() {
            return;
        }
        self.tidy_states();
        if !self.settled {
            self.move_on();
        }
    }

    /// States too small to matter become zero, and so do those of neutral channels: a channel that
    /// is switched on starts from the same state whatever its neighbours did.
    #[inline(always)]
    fn tidy_states(&mut self) {
        if !self.sorted {
            self.sort_channels();
            // Parameters that still move will have to be looked at again.
            self.sorted = self.settled;
        }
        for (state, heard) in self.states.iter_mut().zip(self.heard) {
            state.flush();
            state.clear_unless(heard);
        }
    }

    /// Finds the channels that each section changes, and the sections that change none.
    fn sort_channels(&mut self) {
        for section in 0..SECTIONS {
            let mut all_neutral = true;
            for lane in 0..S::WIDTH {
                let unheard = self.is_lane_unheard(section, lane);
                self.heard[section].set_lane(lane, f32::from(u8::from(!unheard)));
                all_neutral &= unheard && self.is_lane_settled(section, lane);
            }
            self.neutral[section] = all_neutral;
        }
    }

    /// Steps the parameters and starts the glide to their new design.
    #[inline(always)]
    fn move_on(&mut self) {
        self.settled = true;
        for parameter in &mut self.parameters {
            self.settled &= parameter.step(self.step, S::WIDTH);
        }
        let g = self.design_frequency();
        for section in 0..SECTIONS {
            let designed = self.design(section, g);
            self.coefficients[section].glide_to(designed);
        }
        self.gliding = true;
    }

    /// g of the bilinear design for the cut-off as it is: tan(π·f/rate).
    #[inline(always)]
    fn design_frequency(&self) -> S {
        let mut g = S::splat(0.0);
        for lane in 0..S::WIDTH {
            let freq_hz = exp2_f64(self.parameters[0].second[lane]);
            g.set_lane(lane, tan_f64(self.half_turns * freq_hz) as f32);
        }
        g
    }

    /// The design of a section from `g` and the parameters as they are.
    #[inline(always)]
    fn design(&self, section: usize, g: S) -> SvfCoefficients<S> {
        let mut designed = SvfCoefficients {
            g,
            ..SvfCoefficients::<S>::neutral()
        };
        let [k, m0, m1, m2] = self.section_parameters(section);
        for lane in 0..S::WIDTH {
            designed.k.set_lane(lane, k.second[lane] as f32);
            designed.m0.set_lane(lane, m0.second[lane] as f32);
            designed.m1.set_lane(lane, m1.second[lane] as f32);
            designed.m2.set_lane(lane, m2.second[lane] as f32);
        }
        designed
    }

    /// k, m0, m1 and m2 of a section.
    #[inline(always)]
    fn section_parameters(&self, section: usize) -> [&Parameter; 4] {
        let first = 1 + 4 * section;
        [0, 1, 2, 3].map(|i| &self.parameters[first + i])
    }

    /// True when a section passes channel `lane` unchanged, though it may be about to start.
    #[inline(always)]
    fn is_lane_unheard(&self, section: usize, lane: usize) -> bool {
        let [_, m0, m1, m2] = self.section_parameters(section);
        [(m0, 1.0), (m1, 0.0), (m2, 0.0)]
            .iter()
            .all(|(m, neutral)| m.first[lane] == *neutral && m.second[lane] == *neutral)
    }

    /// True when the coefficients of a section have nowhere to go in channel `lane`.
    #[inline(always)]
    fn is_lane_settled(&self, section: usize, lane: usize) -> bool {
        let settled = |parameter: &Parameter| parameter.is_lane_settled(lane);
        settled(&self.parameters[0]) && self.section_parameters(section).into_iter().all(settled)
    }

    /// Filters a run of frames inside one mark, in place. Neutral sections are skipped.
    #[inline(always)]
    pub fn process(&mut self, buffer: &mut [S]) {
        match (self.neutral, self.gliding) {
            ([true, true], _) => {}
            ([false, true], false) => self.run::<1, false>(buffer),
            ([false, true], true) => self.run::<1, true>(buffer),
            (_, false) => self.run::<SECTIONS, false>(buffer),
            (_, true) => self.run::<SECTIONS, true>(buffer),
        }
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
                    factors[section] = self.coefficients[section].advance();
                }
                *x = states[section].tick(*x, &factors[section]);
            }
        }
        self.states = states;
    }

    /// True when every channel passes unchanged and none is about to move.
    #[inline(always)]
    pub fn is_neutral(&self) -> bool {
        self.neutral == [true; SECTIONS] && !self.gliding
    }

    /// True when zeros in give zeros out for ever: nothing moves, and the states are zero.
    #[inline(always)]
    pub fn is_at_rest(&self) -> bool {
        self.settled && !self.gliding && self.states.iter().all(Svf::is_at_rest)
    }

    /// Channel `lane` goes on from `other`'s channel `other_lane`: its past and its place on the
    /// way; to its own settings.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        for (own, theirs) in self.parameters.iter_mut().zip(&other.parameters) {
            own.first[lane] = theirs.first[other_lane];
            own.second[lane] = theirs.second[other_lane];
        }
        for section in 0..SECTIONS {
            self.coefficients[section].copy_lane_from(
                lane,
                &other.coefficients[section],
                other_lane,
            );
            self.states[section].copy_lane_from(lane, &other.states[section], other_lane);
        }
        self.gliding |= other.gliding;
        self.settled = false;
        self.sorted = false;
        self.neutral = [false; SECTIONS];
    }

    /// Forgets the past of channel `lane`.
    pub fn clear_lane(&mut self, lane: usize) {
        for state in &mut self.states {
            state.clear_lane(lane);
        }
    }
}
