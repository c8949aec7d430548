//! The bands of one number in every channel: their settings, their motion, their past.

use super::pace::Pace;
use super::settings::{BandSettings, FURTHEST_DB};
use super::sweep::{Peak, Ways};
use crate::dsp::band_design::{BandMotion, Kinds, OPEN, number};
use crate::dsp::crossing::Crossing;
use crate::dsp::mark_smoother::MarkSmoother;
use crate::dsp::math::log2_f64;
use crate::dsp::sample::{LANES, Sample};
use crate::dsp::svf::{GlidingCoefficients, Svf, SvfCoefficients};

/// The bands of one number in every channel.
#[derive(Clone, Debug)]
pub(super) struct Band<S> {
    /// What each channel was last set to.
    pub settings: [BandSettings; LANES],
    /// What it is on its way to: the same, but while it cross-fades to what was set before.
    pub aimed: [BandSettings; LANES],
    /// What it does in each channel; `OPEN` when off.
    pub kinds: Kinds,
    /// Frequency, gain and Q on their way.
    pub motion: BandMotion,
    /// The coefficients and their motion.
    pub coefficients: GlidingCoefficients<S>,
    /// The past of the signal.
    pub state: Svf<S>,
    /// What a change too far to glide comes from.
    pub crossing: Crossing<S, 1>,
    /// What states have to exceed at a mark ([`GlidingCoefficients::least_states`]).
    pub least: S,
    /// Channels that stay as they are until their pair has changed over to middle and side, one bit each.
    pub held: u8,
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
            aimed: [off; LANES],
            kinds: Kinds([OPEN; LANES]),
            motion: BandMotion {
                log2_freq: MarkSmoother::new(pace.log2_freq(off.freq_hz)),
                gain_db: MarkSmoother::new(f64::from(off.gain_db)),
                log2_q: MarkSmoother::new(log2_f64(f64::from(off.q))),
            },
            coefficients: GlidingCoefficients::new(SvfCoefficients::neutral()),
            state: Svf::default(),
            crossing: Crossing::none(),
            least: S::splat(f32::INFINITY),
            held: 0,
            settled: true,
            gliding: false,
            neutral: true,
        }
    }

    #[inline]
    pub fn set(&mut self, lane: usize, settings: BandSettings, pace: &Pace) {
        if self.settings[lane] == settings {
            return;
        }
        self.settings[lane] = settings;
        // One cross-fade after the other.
        if !self.crossing.is_lane_in(lane) {
            self.pursue(lane, pace);
        }
        self.settled = false;
        self.neutral = false;
    }

    /// True where the pair of channel `lane` may change over to middle and side, or back: both are filtered alike.
    pub fn is_alike(&self, lane: usize) -> bool {
        let (even, odd) = (lane & !1, lane | 1);
        let is_held = self.held & 1 << even != 0;
        let motion = &self.motion;
        let mut motions = [&motion.log2_freq, &motion.gain_db, &motion.log2_q].into_iter();
        self.aimed[even] == self.aimed[odd]
            && (is_held || self.settings[even] == self.settings[odd])
            && motions.all(|motion| motion.is_alike(lane))
            && self.coefficients.is_alike(lane)
            && self.crossing.is_alike(lane)
    }

    /// The pair of channel `lane` changes over.
    pub fn recode(&mut self, lane: usize, to_mid_side: bool) {
        self.state.recode(lane, to_mid_side);
        self.crossing.recode(lane, to_mid_side);
    }

    /// Channel `lane` need not wait for its pair any more.
    pub fn release(&mut self, lane: usize, pace: &Pace) {
        self.held &= !(1 << lane);
        if self.settings[lane] != self.aimed[lane] && !self.crossing.is_lane_in(lane) {
            self.pursue(lane, pace);
            self.settled = false;
            self.neutral = false;
        }
    }

    /// Sends channel `lane` to what it is set to: as a glide, or where that would be heard as a cross-fade.
    fn pursue(&mut self, lane: usize, pace: &Pace) {
        if self.held & 1 << lane != 0 {
            return;
        }
        let before = self.kinds.0[lane];
        self.aim(lane, pace);
        let kind = self.kinds.0[lane];
        if kind == before && self.coefficients.is_lane_open(lane) {
            // Nothing is heard of it: only the gain has to go a way.
            self.motion.log2_freq.snap_lane(lane);
            self.motion.log2_q.snap_lane(lane);
            if kind == OPEN {
                self.motion.gain_db.snap_lane(lane);
            }
        }
        if kind != before {
            self.cross(lane, pace.kind_seconds, pace);
        } else if kind != OPEN {
            self.cross_if_far(lane, pace);
        }
    }

    /// The targets of channel `lane` become what it is set to.
    fn aim(&mut self, lane: usize, pace: &Pace) {
        let settings = self.settings[lane];
        let before = std::mem::replace(&mut self.aimed[lane], settings);
        let motion = &mut self.motion;
        let gain_db = settings.gain_db.clamp(-FURTHEST_DB, FURTHEST_DB);
        motion.gain_db.target[lane] = f64::from(gain_db);
        // Logarithms are dear, and mostly one setting moves at a time.
        if before.freq_hz != settings.freq_hz {
            motion.log2_freq.target[lane] = pace.log2_freq(settings.freq_hz);
        }
        if (before.q, before.kind) != (settings.q, settings.kind) {
            let (lowest, highest) = settings.kind.q_range();
            motion.log2_q.target[lane] = log2_f64(f64::from(settings.q.clamp(lowest, highest)));
        }
        self.kinds.0[lane] = if settings.on {
            number(settings.kind)
        } else {
            OPEN
        };
    }

    /// A change that would be heard on its way is a cross-fade.
    fn cross_if_far(&mut self, lane: usize, pace: &Pace) {
        let ways = Ways::of(&self.motion, lane);
        if ways.is_short() {
            return;
        }
        if !Peak::on_the_way(self.kinds.0[lane], &self.motion, lane).may_go(ways) {
            self.cross(lane, 0.0, pace);
        }
    }

    /// The filter as it is goes on beside a new one, which starts at its settings, and fades out, in `least`
    /// seconds or more.
    fn cross(&mut self, lane: usize, least: f64, pace: &Pace) {
        self.snap_motion(lane);
        let peak = Peak::on_the_way(self.kinds.0[lane], &self.motion, lane);
        let per_frame = pace.per_frame(peak.crossing_seconds(least));
        let (filter, state) = (
            std::array::from_ref(&self.coefficients),
            std::array::from_mut(&mut self.state),
        );
        self.crossing.begin(lane, filter, state, per_frame);
    }

    /// Cross-fades that are through end; what was set meanwhile holds from here on.
    #[inline(always)]
    fn end_crossings(&mut self, pace: &Pace) {
        for lane in 0..S::WIDTH {
            if self.crossing.end_if_done(lane) && self.settings[lane] != self.aimed[lane] {
                self.pursue(lane, pace);
            }
        }
    }

    fn snap_motion(&mut self, lane: usize) {
        self.motion.log2_freq.snap_lane(lane);
        self.motion.gain_db.snap_lane(lane);
        self.motion.log2_q.snap_lane(lane);
    }

    pub fn snap_lane(&mut self, lane: usize, pace: &Pace) {
        self.held &= !(1 << lane);
        self.aim(lane, pace);
        self.snap_motion(lane);
        self.crossing.clear_lane(lane);
        let designed = self.design(pace);
        self.coefficients.snap_lane(lane, &designed);
        self.least = self.coefficients.least_states();
        self.settled = false;
        self.neutral = false;
    }

    /// Once per mark. True where it was on its way.
    #[inline(always)]
    pub fn mark(&mut self, pace: &Pace) -> bool {
        if self.neutral {
            return false;
        }
        if self.settled && !self.gliding {
            self.state.flush_below(self.least);
            return false;
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
        true
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
        self.settled = settled && !self.crossing.is_active();
        let designed = self.design(pace);
        let filter = std::array::from_mut(&mut self.coefficients);
        self.crossing.start(filter, &[designed]);
        self.coefficients.glide_to(designed);
        self.gliding = true;
    }

    /// The coefficients of every channel.
    #[inline(always)]
    fn design(&self, pace: &Pace) -> SvfCoefficients<S> {
        self.motion.design::<S>(&self.kinds, pace.radians_per_hz)
    }

    /// Goes on from `other`'s channel `other_lane`, its cross-fade first; to its own settings.
    pub fn copy_lane_from(&mut self, lane: usize, other: &Self, other_lane: usize, pace: &Pace) {
        self.coefficients
            .copy_lane_from(lane, &other.coefficients, other_lane);
        self.state.copy_lane_from(lane, &other.state, other_lane);
        self.crossing
            .copy_lane_from(lane, &other.crossing, other_lane);
        let (own, theirs) = (&mut self.motion, &other.motion);
        for (own, theirs) in [
            (&mut own.log2_freq, &theirs.log2_freq),
            (&mut own.gain_db, &theirs.gain_db),
            (&mut own.log2_q, &theirs.log2_q),
        ] {
            own.copy_lane_from(lane, theirs, other_lane);
            own.target[lane] = theirs.target[other_lane];
        }
        self.kinds.0[lane] = other.kinds.0[other_lane];
        self.aimed[lane] = other.aimed[other_lane];
        if !self.crossing.is_lane_in(lane) && self.settings[lane] != self.aimed[lane] {
            self.pursue(lane, pace);
        }
        self.least = self.coefficients.least_states();
        self.gliding |= other.gliding;
        self.settled = false;
        self.neutral = false;
    }
}
