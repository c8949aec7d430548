//! One band of the dynamic equaliser.

use super::dials::Dials;
use super::settings::DynamicBandSettings;
use crate::dsp::knee::{DB_PER_OCTAVE_OF_GAIN, DB_PER_OCTAVE_OF_POWER, level};
use crate::dsp::math::{exp2_in_range, one_pole_coefficient};
use crate::dsp::sample::{LANES, Sample};
use crate::dsp::smoother::Smoother;
use crate::dsp::split_filter::{Place, Response, SplitFilter};

/// Time constant of each one-pole that smooths settings, switching and the filter, in seconds: a gain of 36 dB has to
/// go its way without an edge, and a filter its without losing what it holds down.
const SMOOTHING_SECONDS: f64 = 0.03;
/// Time constant of what rounds the corners of the gain off, where attack begins and release ends, in seconds.
const ROUNDING_SECONDS: f64 = 0.001;
/// The detector's time constant in periods of the centre, and its shortest and longest in seconds: ripple moves
/// the level by a quarter of a decibel.
const PERIODS: f64 = 1.5;
const SHORTEST_SECONDS: f64 = 0.001;
const LONGEST_SECONDS: f64 = 0.03;
/// The change of gain, in octaves, at which a band has come to where silence leads it.
const ARRIVED: f32 = 1e-6;
/// Jumps to more than this ratio would sweep a boost across what lies between.
const SWEEP: f32 = 2.0;
/// Until it is set.
const START: Place = Place {
    freq_hz: 1000.0,
    k: 1.0,
};

/// Legend: `power` is the mean square of the band, a sine reading the square of its peak; `away` how far the gain
/// is from where silence leads it, in octaves (a sum that is slow near another number than 0 would never arrive);
/// `rounded` the same without corners, which is heard;
/// `lowest` the lowest gain since it was last forgotten, in octaves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct State<S> {
    power: S,
    away: S,
    rounded: S,
    lowest: S,
}

/// What a frame moves: the mean square, the gain on its way out and back, and what is heard of it.
#[derive(Clone, Copy, Debug)]
struct Pace<S> {
    power: S,
    attack: S,
    release: S,
    rounding: S,
}

/// A band per channel.
#[derive(Clone, Debug)]
pub(super) struct Band<S> {
    filter: SplitFilter<S>,
    dials: Dials<S>,
    pace: Pace<S>,
    state: State<S>,
    /// What is set.
    aims: [DynamicBandSettings; LANES],
    /// What the filter goes to; another than what is set while the band fades out to go there.
    stands: [DynamicBandSettings; LANES],
    /// Some channel fades out to go elsewhere.
    is_leaving: bool,
    rate: f64,
}

const OFF: DynamicBandSettings = DynamicBandSettings {
    on: false,
    freq_hz: START.freq_hz,
    q: 1.0,
    threshold_db: 0.0,
    ratio: 1.0,
    range_db: 0.0,
    attack_ms: 10.0,
    release_ms: 100.0,
    below: false,
};

/// True when a glide from one to the other would sweep a boost across what lies between. A cut may go there: it holds
/// down all the way what lies under both, and makes nothing louder.
fn is_elsewhere(from: &DynamicBandSettings, to: &DynamicBandSettings) -> bool {
    let (low, high) = (
        from.freq_hz.smaller(to.freq_hz),
        from.freq_hz.larger(to.freq_hz),
    );
    high > SWEEP * low && from.range_db.larger(to.range_db) > 0.0
}

impl<S: Sample> Band<S> {
    pub fn new(rate: f64) -> Self {
        let at = |value| Smoother::new(one_pole_coefficient(SMOOTHING_SECONDS, rate), value);
        let one = S::splat(1.0);
        Self {
            filter: SplitFilter::new(rate, Response::BandPass, START, SMOOTHING_SECONDS),
            dials: Dials {
                threshold: at(0.0),
                slope: at(0.0),
                range: at(0.0),
                side: at(1.0),
                heard: at(0.0),
            },
            pace: Pace {
                power: one,
                attack: one,
                release: one,
                rounding: S::splat(one_pole_coefficient(ROUNDING_SECONDS, rate) as f32),
            },
            state: State::default(),
            aims: [OFF; LANES],
            stands: [OFF; LANES],
            is_leaving: false,
            rate,
        }
    }

    /// Sends channel `lane` to `aim`; one of which nothing is heard is there at once.
    pub fn set(&mut self, lane: usize, aim: DynamicBandSettings) {
        self.aims[lane] = aim;
        if self.is_silent(lane) {
            self.arrive(lane);
        } else if is_elsewhere(&self.stands[lane], &aim) {
            self.dials.heard.set_target(lane, 0.0);
            self.is_leaving = true;
        } else {
            self.go(lane, aim);
        }
    }

    /// Puts channel `lane` at its settings at once.
    pub fn snap_lane(&mut self, lane: usize) {
        self.arrive(lane);
        self.dials.heard.snap_lane(lane);
    }

    /// True while nothing is heard of channel `lane`.
    fn is_silent(&self, lane: usize) -> bool {
        self.dials.heard.distance_from(0.0).lane(lane) == 0.0
    }

    /// Channel `lane` is where it is set, but for being heard.
    fn arrive(&mut self, lane: usize) {
        self.go(lane, self.aims[lane]);
        self.filter.snap_lane(lane);
        let Dials {
            threshold,
            slope,
            range,
            side,
            ..
        } = &mut self.dials;
        for dial in [threshold, slope, range, side] {
            dial.snap_lane(lane);
        }
    }

    /// Channel `lane` goes to `aim`.
    fn go(&mut self, lane: usize, aim: DynamicBandSettings) {
        self.stands[lane] = aim;
        let place = Place {
            freq_hz: aim.freq_hz,
            k: 1.0 / aim.q,
        };
        self.filter.set(lane, place);
        let (threshold, range) = (f64::from(aim.threshold_db), f64::from(aim.range_db));
        let per_octave = 0.5 * (1.0 - 1.0 / f64::from(aim.ratio));
        let dials = &mut self.dials;
        dials
            .threshold
            .set_target(lane, (threshold / DB_PER_OCTAVE_OF_POWER) as f32);
        dials.slope.set_target(lane, per_octave as f32);
        dials
            .range
            .set_target(lane, (range / DB_PER_OCTAVE_OF_GAIN) as f32);
        dials
            .side
            .set_target(lane, if aim.below { -1.0 } else { 1.0 });
        dials.heard.set_target(lane, f32::from(u8::from(aim.on)));
        self.set_pace(lane, &aim);
    }

    fn set_pace(&mut self, lane: usize, aim: &DynamicBandSettings) {
        let heard_over = PERIODS / f64::from(aim.freq_hz);
        let heard_over = heard_over.clamp(SHORTEST_SECONDS, LONGEST_SECONDS);
        let speed = |seconds: f64| one_pole_coefficient(seconds, self.rate) as f32;
        let pace = &mut self.pace;
        pace.power.set_lane(lane, speed(heard_over));
        pace.attack
            .set_lane(lane, speed(f64::from(aim.attack_ms) * 1e-3));
        pace.release
            .set_lane(lane, speed(f64::from(aim.release_ms) * 1e-3));
    }

    /// Once per mark, before its first frame. A channel that is out and has faded has no past.
    #[inline(always)]
    pub fn mark(&mut self) {
        if self.is_leaving {
            self.leave();
        }
        for dial in self.dials.all_mut() {
            dial.settle();
        }
        self.filter.mark();
        let heard = self.dials.heard.value();
        self.filter.state().clear_unless(heard);
        self.tidy(heard);
    }

    /// Who has faded out is where it is set, and comes back.
    fn leave(&mut self) {
        self.is_leaving = false;
        for lane in 0..S::WIDTH {
            if !is_elsewhere(&self.stands[lane], &self.aims[lane]) {
                continue;
            }
            if self.is_silent(lane) {
                self.clear_lane(lane);
                self.arrive(lane);
            } else {
                self.is_leaving = true;
            }
        }
    }

    /// An inaudible past becomes none, and so does that of channels in which `heard` is 0.
    #[inline(always)]
    fn tidy(&mut self, heard: S) {
        let zero = S::splat(0.0);
        let state = &mut self.state;
        state.power = heard.select_gt_in_place(zero, state.power.flush_tiny(), zero);
        let arrived = S::splat(ARRIVED);
        for away in [&mut state.away, &mut state.rounded] {
            let kept = away.magnitude().select_gt(arrived, *away, zero);
            *away = heard.select_gt_in_place(zero, kept, zero);
        }
        state.lowest = heard.select_gt_in_place(zero, state.lowest, zero);
    }

    /// Runs over the frames inside one mark, in place; `link` is 1 where a pair has one level.
    #[inline(always)]
    pub fn process(&mut self, run: &mut [S], link: S) {
        let settled = self.dials.all().iter().all(|dial| dial.is_settled());
        if self.filter.is_gliding() || !settled {
            self.run::<true, true>(run, link);
        } else if link == S::splat(0.0) {
            self.run::<false, false>(run, link);
        } else {
            self.run::<false, true>(run, link);
        }
    }

    /// `MOVING` where settings glide, `LINKED` where pairs are: other channels compute the same bits either way.
    #[inline(always)]
    fn run<const MOVING: bool, const LINKED: bool>(&mut self, run: &mut [S], link: S) {
        let (one, two) = (S::splat(1.0), S::splat(2.0));
        let mut factors = self.filter.resting();
        let (mut filter, mut state) = (*self.filter.state(), self.state);
        let (mut dials, pace) = (self.dials.values(), self.pace);
        let mut heard = self.dials.heard.value();
        let mut resting = Dials::resting(dials);
        for x in run {
            if MOVING {
                factors = self.filter.advance(&mut filter);
                dials = [
                    self.dials.threshold.next(),
                    self.dials.slope.next(),
                    self.dials.range.next(),
                    self.dials.side.next(),
                ];
                heard = self.dials.heard.next();
                // The gain itself goes on from where it is.
                let before = std::mem::replace(&mut resting, Dials::resting(dials));
                state.away += before - resting;
                state.rounded += before - resting;
            }
            let band = filter.band_pass(*x, &factors);
            state.power += pace.power * (two * band * band - state.power);
            let mut louder = state.power;
            if LINKED {
                louder = louder.larger(state.power.swap_pairs() * link);
            }
            let wanted = Dials::wanted(dials, level(louder));
            let before = (resting + state.away).magnitude();
            let speed = wanted
                .magnitude()
                .select_gt(before, pace.attack, pace.release);
            state.away += speed * ((wanted - resting) - state.away);
            state.rounded += pace.rounding * (state.away - state.rounded);
            let gain = resting + state.rounded;
            state.lowest = state.lowest.smaller(gain * heard);
            *x += heard * (exp2_in_range(gain) - one) * band;
        }
        *self.filter.state() = filter;
        self.state = state;
    }

    /// True when every channel is out and has faded.
    #[inline(always)]
    pub fn is_neutral(&self) -> bool {
        let heard = &self.dials.heard;
        !self.is_leaving && heard.is_settled() && heard.target() == S::splat(0.0)
    }

    /// True when zeros in give zeros out and change nothing for ever.
    #[inline(always)]
    pub fn is_at_rest(&self) -> bool {
        let settled = self.dials.all().iter().all(|dial| dial.is_settled());
        let state = &self.state;
        let away = state.away.magnitude().larger(state.rounded.magnitude());
        let quiet = state.power.larger(away) == S::splat(0.0);
        self.is_neutral() || (settled && !self.is_leaving && quiet && self.filter.is_at_rest())
    }

    /// Channel `lane` goes on from `other`'s channel `other_lane`, to its own settings.
    pub fn adopt_lane(&mut self, lane: usize, other: &Self, other_lane: usize) {
        let (aim, stands) = (self.aims[lane], other.stands[other_lane]);
        // The other's targets first: what goes on to the same target goes on bit for bit.
        self.go(lane, stands);
        if is_elsewhere(&stands, &other.aims[other_lane]) {
            self.dials.heard.set_target(lane, 0.0);
        }
        self.filter.copy_lane_from(lane, &other.filter, other_lane);
        for (own, theirs) in self.dials.all_mut().into_iter().zip(other.dials.all()) {
            own.copy_lane_from(lane, theirs, other_lane);
        }
        for (own, theirs) in [
            (&mut self.state.power, other.state.power),
            (&mut self.state.away, other.state.away),
            (&mut self.state.rounded, other.state.rounded),
            (&mut self.state.lowest, other.state.lowest),
        ] {
            own.set_lane(lane, theirs.lane(other_lane));
        }
        self.set(lane, aim);
    }

    /// Forgets the past of channel `lane`.
    #[inline(always)]
    pub fn clear_lane(&mut self, lane: usize) {
        self.filter.clear_lane(lane);
        self.state.power.set_lane(lane, 0.0);
        self.state.away.set_lane(lane, 0.0);
        self.state.rounded.set_lane(lane, 0.0);
        self.state.lowest.set_lane(lane, 0.0);
    }

    /// The lowest gain of each channel since [`Self::forget_gain`], in octaves.
    #[inline(always)]
    pub fn lowest_octaves(&self) -> S {
        self.state.lowest
    }

    /// Measures the gain anew.
    #[inline(always)]
    pub fn forget_gain(&mut self) {
        self.state.lowest = S::splat(0.0);
    }
}
