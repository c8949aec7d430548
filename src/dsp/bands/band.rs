//! The bands of one number in every channel: their settings, their motion, their past.

use super::crossing::Crossing;
use super::pace::Pace;
use super::settings::{BandSettings, FURTHEST_DB};
use super::sweep::Peak;
use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::band_design::{BandMotion, Kinds, OPEN, number};
use crate::dsp::mark_smoother::MarkSmoother;
use crate::dsp::math::log2_f64;
use crate::dsp::sample::{LANES, Sample};
use crate::dsp::svf::{GlidingCoefficients, Svf, SvfCoefficients};

/// The bands of one number in every channel.
#[derive(Clone, Debug)]
pub(super) struct Band<S> {
    /// What each channel was last set to.
    pub settings: [BandSettings; LANES],
    /// What it does in each channel; `OPEN` when off.
    pub kinds: Kinds,
    /// Frequency, gain and Q on their way.
    pub motion: BandMotion,
    /// Where each channel's last change of kind began.
    pub from: SvfCoefficients<S>,
    /// Marks since then, up to `Pace::kind_marks`.
    pub since: S,
    /// The coefficients and their motion.
    pub coefficients: GlidingCoefficients<S>,
    /// The past of the signal.
    pub state: Svf<S>,
    /// What a frequency that jumped comes from.
    pub crossing: Crossing<S>,
    /// What states have to exceed at a mark ([`GlidingCoefficients::least_states`]).
    pub least: S,
    /// Nothing has anywhere to go.
    pub settled: bool,
    /// The coefficients move until the next mark.
    pub gliding: bool,
    /// Passes every channel unchanged, stays so, and has forgotten its past.
    pub neutral: bool,
}

impl<S: Sample> Band<S> {
    pub fn new(pace: &Pace) -> Self {
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
    pub fn set(&mut self, lane: usize, settings: BandSettings, pace: &Pace) {
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
    pub fn change_kind(&mut self, lane: usize, kind: f64, pace: &Pace) {
        if kind == OPEN || self.kinds.0[lane] == OPEN {
            self.kinds.0[lane] = kind;
            self.depart(lane);
        } else if !self.crossing.is_lane_in(lane) {
            self.cross(lane, 1.0 / (pace.kind_marks * FRAMES_PER_MARK as f32));
            self.kinds.0[lane] = kind;
        }
    }

    /// A jump of frequency too far to sweep is a cross-fade.
    pub fn cross_if_far(&mut self, lane: usize, pace: &Pace) {
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
    pub fn cross(&mut self, lane: usize, per_frame: f32) {
        let before = (&self.coefficients.now(), &self.state);
        self.crossing.begin(lane, before, per_frame);
        self.state.clear_lane(lane);
        self.snap_motion(lane);
    }

    /// Cross-fades that are through end; what was set meanwhile holds from here on.
    #[inline(always)]
    pub fn end_crossings(&mut self, pace: &Pace) {
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
    pub fn depart(&mut self, lane: usize) {
        let now = self.coefficients.designed();
        self.from.copy_lane_from(lane, &now, lane);
        self.since.set_lane(lane, 0.0);
        self.snap_motion(lane);
    }

    pub fn snap_motion(&mut self, lane: usize) {
        self.motion.log2_freq.snap_lane(lane);
        self.motion.gain_db.snap_lane(lane);
        self.motion.log2_q.snap_lane(lane);
    }

    pub fn snap_lane(&mut self, lane: usize, pace: &Pace) {
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
    pub fn mark(&mut self, pace: &Pace) {
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
    pub fn move_on(&mut self, pace: &Pace) {
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
    pub fn design(&self, pace: &Pace) -> SvfCoefficients<S> {
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

    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize) {
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
