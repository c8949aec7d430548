//! Filter bands in series: what the equalisers are made of.
//!
//! Frequency, gain and Q of a band each go through two one-poles, stepped at marks; while any moves, the
//! band is designed anew at each mark and its coefficients glide from design to design. A jump of frequency
//! does not sweep a peak across what lies between: unless it is small beside the width of the peak, the band as
//! it was and the band as it shall be cross-fade, and so do two kinds, in 40 ms. On and off are a way of as long from the coefficients as they
//! are to those of the new kind. Bands that pass every channel unchanged are skipped; the others are
//! run one after the other on each frame, because one filter alone waits for itself.

mod crossing;
mod pace;
mod settings;
mod sweep;

pub use settings::{BandSettings, FREQ_RANGE_HZ};

use super::FRAMES_PER_MARK;
use super::band_design::{BandMotion, Kinds, OPEN, number};
use super::mark_smoother::{FILTER_SECONDS, MarkSmoother, step_per_mark};
use super::math::log2_f64;
use super::processor::Processor;
use super::sample::{LANES, Sample};
use super::svf::{GlidingCoefficients, Svf, SvfCoefficients, SvfFactors};
use crossing::Crossing;
use pace::Pace;
use std::f64::consts::PI;
use sweep::Peak;

/// Bands that run together on each frame; what more there are follow in further passes.
const PASS: usize = 6;
/// How long a change of kind takes, in seconds.
const KIND_SECONDS: f64 = 0.04;
/// The furthest that a gain goes up or down, in dB: bells that neighbours pull at need more than is
/// dialled.
pub const FURTHEST_DB: f32 = 30.0;
/// The highest frequency, as a share of the sample rate.
pub(super) const HIGHEST_SHARE: f64 = 0.46;

/// The bands of one number in every channel.
#[derive(Clone, Debug)]
struct Band<S> {
    /// What each channel was last set to.
    settings: [BandSettings; LANES],
    /// What it does in each channel; `OPEN` when off.
    kinds: Kinds,
    /// Frequency, gain and Q on their way.
    motion: BandMotion,
    /// Where each channel's last change of kind began.
    from: SvfCoefficients<S>,
    /// Marks since then, up to `Pace::kind_marks`.
    since: S,
    /// The coefficients and their motion.
    coefficients: GlidingCoefficients<S>,
    /// The past of the signal.
    state: Svf<S>,
    /// What a frequency that jumped comes from.
    crossing: Crossing<S>,
    /// What states have to exceed at a mark ([`GlidingCoefficients::least_states`]).
    least: S,
    /// Nothing has anywhere to go.
    settled: bool,
    /// The coefficients move until the next mark.
    gliding: bool,
    /// Passes every channel unchanged, stays so, and has forgotten its past.
    neutral: bool,
}

impl<S: Sample> Band<S> {
    fn new(pace: &Pace) -> Self {
        let off = BandSettings::OFF;
        Self {
            settings: [off; LANES],
            kinds: Kinds([OPEN; LANES]),
            motion: BandMotion {
                log2_freq: MarkSmoother::new(pace.log2_freq(off.freq_hz)),
                gain_db: MarkSmoother::new(f64::from(off.gain_db)),
                log2_q: MarkSmoother::new(log2_f64(f64::from(off.q))),
            },
            from: SvfCoefficients::neutral(),
            since: S::splat(pace.kind_marks),
            coefficients: GlidingCoefficients::new(SvfCoefficients::neutral()),
            state: Svf::default(),
            crossing: Crossing::none(),
            least: S::splat(f32::INFINITY),
            settled: true,
            gliding: false,
            neutral: true,
        }
    }

    #[inline]
    fn set(&mut self, lane: usize, settings: BandSettings, pace: &Pace) {
        let before = std::mem::replace(&mut self.settings[lane], settings);
        if before == settings {
            return;
        }
        let motion = &mut self.motion;
        let gain_db = settings.gain_db.clamp(-FURTHEST_DB, FURTHEST_DB);
        motion.gain_db.target[lane] = f64::from(gain_db);
        // Logarithms are dear, and mostly one setting moves at a time. One jump after the other.
        if before.freq_hz != settings.freq_hz && !self.crossing.is_lane_in(lane) {
            motion.log2_freq.target[lane] = pace.log2_freq(settings.freq_hz);
        }
        if (before.q, before.kind) != (settings.q, settings.kind) {
            let (lowest, highest) = settings.kind.q_range();
            motion.log2_q.target[lane] = log2_f64(f64::from(settings.q.clamp(lowest, highest)));
        }
        let kind = if settings.on {
            number(settings.kind)
        } else {
            OPEN
        };
        if kind != self.kinds.0[lane] {
            self.change_kind(lane, kind, pace);
        } else if self.coefficients.is_lane_open(lane) {
            // Nothing is heard of it: only the gain has to go a way.
            motion.log2_freq.snap_lane(lane);
            motion.log2_q.snap_lane(lane);
            if kind == OPEN {
                motion.gain_db.snap_lane(lane);
            }
        } else {
            self.cross_if_far(lane, pace);
        }
        self.settled = false;
        self.neutral = false;
    }

    /// One kind becomes another by a cross-fade, one after the other; on and off go all the way.
    fn change_kind(&mut self, lane: usize, kind: f64, pace: &Pace) {
        if kind == OPEN || self.kinds.0[lane] == OPEN {
            self.kinds.0[lane] = kind;
            self.depart(lane);
        } else if !self.crossing.is_lane_in(lane) {
            self.cross(lane, 1.0 / (pace.kind_marks * FRAMES_PER_MARK as f32));
            self.kinds.0[lane] = kind;
        }
    }

    /// A jump of frequency too far to sweep is a cross-fade.
    fn cross_if_far(&mut self, lane: usize, pace: &Pace) {
        let (freq, gain_db) = (&self.motion.log2_freq, &self.motion.gain_db);
        let jump = freq.target[lane] - freq.second[lane];
        if jump == 0.0 || self.crossing.is_lane_in(lane) {
            return;
        }
        let larger = |a: f64, b: f64| if b.abs() > a.abs() { b } else { a };
        let log2_q = &self.motion.log2_q;
        let peak = Peak::new(
            self.kinds.0[lane],
            larger(gain_db.second[lane], gain_db.target[lane]),
            log2_q.second[lane].max(log2_q.target[lane]),
        );
        if !peak.may_sweep(jump) {
            let seconds = peak.crossing_seconds(freq.target[lane]);
            self.cross(lane, pace.per_frame(seconds));
        }
    }

    /// The filter as it is goes on beside a new one, which starts at its settings, and fades out by so much
    /// per frame.
    fn cross(&mut self, lane: usize, per_frame: f32) {
        let before = (&self.coefficients.now(), &self.state);
        self.crossing.begin(lane, before, per_frame);
        self.state.clear_lane(lane);
        self.snap_motion(lane);
    }

    /// Cross-fades that are through end; what was set meanwhile holds from here on.
    #[inline(always)]
    fn end_crossings(&mut self, pace: &Pace) {
        for lane in 0..S::WIDTH {
            if self.crossing.end_if_done(lane) {
                let settings = self.settings[lane];
                self.motion.log2_freq.target[lane] = pace.log2_freq(settings.freq_hz);
                let kind = number(settings.kind);
                if settings.on && kind != self.kinds.0[lane] {
                    self.change_kind(lane, kind, pace);
                } else {
                    self.cross_if_far(lane, pace);
                }
            }
        }
    }

    /// Channel `lane` starts from its coefficients as they are towards its kind; what it is set to
    /// holds for that design at once.
    fn depart(&mut self, lane: usize) {
        let now = self.coefficients.designed();
        self.from.copy_lane_from(lane, &now, lane);
        self.since.set_lane(lane, 0.0);
        self.snap_motion(lane);
    }

    fn snap_motion(&mut self, lane: usize) {
        self.motion.log2_freq.snap_lane(lane);
        self.motion.gain_db.snap_lane(lane);
        self.motion.log2_q.snap_lane(lane);
    }

    fn snap_lane(&mut self, lane: usize, pace: &Pace) {
        self.motion.log2_freq.target[lane] = pace.log2_freq(self.settings[lane].freq_hz);
        self.snap_motion(lane);
        self.crossing.clear_lane(lane);
        self.since.set_lane(lane, pace.kind_marks);
        let designed = self.design(pace);
        self.coefficients.snap_lane(lane, &designed);
        self.least = self.coefficients.least_states();
        self.settled = false;
        self.neutral = false;
    }

    #[inline(always)]
    fn mark(&mut self, pace: &Pace) {
        if self.neutral {
            return;
        }
        if self.gliding {
            self.least = self.coefficients.least_states();
        }
        self.state.flush_below(self.least);
        if !self.settled {
            self.move_on(pace);
        } else if self.gliding && !self.coefficients.has_arrived() {
            self.coefficients.glide_to(self.coefficients.designed());
        } else if self.gliding {
            self.coefficients.arrive();
            self.gliding = false;
            self.neutral = self.coefficients.is_open();
        }
    }

    /// Steps what moves and starts the glide to its design.
    #[inline(always)]
    fn move_on(&mut self, pace: &Pace) {
        if self.crossing.is_active() {
            self.end_crossings(pace);
        }
        let motion = &mut self.motion;
        let mut settled = motion.log2_freq.step(pace.step, S::WIDTH);
        settled &= motion.gain_db.step(pace.step, S::WIDTH);
        settled &= motion.log2_q.step(pace.step, S::WIDTH);
        let end = S::splat(pace.kind_marks);
        self.since = end.smaller(self.since + S::splat(1.0));
        self.settled = settled && self.since == end && !self.crossing.is_active();
        let designed = self.design(pace);
        self.crossing.start(&mut self.coefficients, &designed);
        self.coefficients.glide_to(designed);
        self.gliding = true;
    }

    /// The coefficients of every channel: its kind's design, or a place between that and where the
    /// change of kind began.
    #[inline(always)]
    fn design(&self, pace: &Pace) -> SvfCoefficients<S> {
        let kind = self.motion.design::<S>(&self.kinds, pace.radians_per_hz);
        let way = self.since * S::splat(1.0 / pace.kind_marks);
        let share = way * way * (S::splat(3.0) - S::splat(2.0) * way);
        let is_open = S::from_lanes(self.kinds.0.map(|kind| f32::from(u8::from(kind == OPEN))));
        let (zero, half) = (S::splat(0.0), S::splat(0.5));
        // What passes everything has no frequency of its own: it takes the other end's.
        let change = self.from.change();
        let from_g = change.select_gt(zero, self.from.g, kind.g);
        let from_k = change.select_gt(zero, self.from.k, kind.k);
        let to = SvfCoefficients {
            g: is_open.select_gt(half, from_g, kind.g),
            k: is_open.select_gt(half, from_k, kind.k),
            ..kind
        };
        let from = SvfCoefficients {
            g: from_g,
            k: from_k,
            ..self.from
        };
        // Above every place on the way there is only its end.
        let before_end = S::splat(pace.kind_marks - 0.5);
        from.zip(to, |from, to| {
            let between = from + (to - from) * share;
            self.since.select_gt(before_end, to, between)
        })
    }

    fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
        self.coefficients
            .copy_lane_from(lane, &other.coefficients, other_lane);
        self.state.copy_lane_from(lane, &other.state, other_lane);
        if self.kinds.0[lane] == other.kinds.0[other_lane] {
            let (own, theirs) = (&mut self.motion, &other.motion);
            own.log2_freq
                .copy_lane_from(lane, &theirs.log2_freq, other_lane);
            own.gain_db
                .copy_lane_from(lane, &theirs.gain_db, other_lane);
            own.log2_q.copy_lane_from(lane, &theirs.log2_q, other_lane);
            self.crossing
                .copy_lane_from(lane, &other.crossing, other_lane);
            if self.crossing.is_lane_in(lane) {
                // It holds what was set since its jump back until it is through.
                own.log2_freq.target[lane] = theirs.log2_freq.target[other_lane];
            }
            self.from.copy_lane_from(lane, &other.from, other_lane);
            self.since.set_lane(lane, other.since.lane(other_lane));
        } else {
            self.crossing.clear_lane(lane);
            self.depart(lane);
        }
        self.least = self.coefficients.least_states();
        self.gliding |= other.gliding;
        self.settled = false;
        self.neutral = false;
    }
}

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
    pace: Pace,
}

impl<S: Sample, const COUNT: usize> Processor<S> for Bands<S, COUNT> {
    type Settings = [BandSettings; COUNT];

    fn new(rate: f64) -> Self {
        let pace = Pace {
            step: step_per_mark(FILTER_SECONDS, rate),
            radians_per_hz: 2.0 * PI / rate,
            highest: log2_f64(HIGHEST_SHARE * rate),
            kind_marks: (KIND_SECONDS * rate / FRAMES_PER_MARK as f64) as u32 as f32,
            rate,
        };
        Self {
            each: std::array::from_fn(|_| Band::new(&pace)),
            running: [0; COUNT],
            count: 0,
            factors: [SvfCoefficients::neutral().solved(); COUNT],
            gliding: false,
            awake: false,
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
        for band in self.each.iter_mut().filter(|band| !band.neutral) {
            band.snap_lane(lane, &self.pace);
        }
    }

    /// Once per mark, before its first frame: ends the last glides, tidies the states, and designs
    /// the bands that move.
    #[inline(always)]
    fn mark(&mut self) {
        if !self.awake {
            return;
        }
        self.count = 0;
        let was_gliding = std::mem::take(&mut self.gliding);
        for (number, band) in self.each.iter_mut().enumerate() {
            band.mark(&self.pace);
            if !band.neutral {
                self.running[self.count] = number as u8;
                self.count += 1;
                self.gliding |= band.gliding;
            }
        }
        self.awake = self.count > 0;
        if was_gliding && !self.gliding {
            for at in 0..self.count {
                self.factors[at] = self.band(at).coefficients.resting();
            }
        }
    }

    /// Filters a run of frames inside one mark, in place. Neutral bands are skipped.
    #[inline(always)]
    fn process(&mut self, buffer: &mut [S]) {
        if self.gliding {
            for place in 0..self.count {
                self.glide(place, buffer);
            }
            return;
        }
        for first in (0..self.count).step_by(PASS) {
            match self.count - first {
                1 => self.run::<1>(first, buffer),
                2 => self.run::<2>(first, buffer),
                3 => self.run::<3>(first, buffer),
                4 => self.run::<4>(first, buffer),
                5 => self.run::<5>(first, buffer),
                _ => self.run::<PASS>(first, buffer),
            }
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
        let pairs = self.each.iter_mut().zip(&other.each);
        for (own, theirs) in pairs.filter(|(own, theirs)| !own.neutral || !theirs.neutral) {
            own.copy_lane_from(lane, theirs, other_lane);
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
    /// Sends one band of channel `lane` to `settings`, from the next mark on. One that stands there
    /// already costs next to nothing.
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
            band.crossing.run(&mut curve, &mut state, buffer);
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
