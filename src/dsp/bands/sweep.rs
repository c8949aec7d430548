//! How far the settings of a band may jump and still go all the way there: what is heard on that way decides.
//!
//! A tone half-way between two frequencies hears the peak of a boost that passes it, and the end of a cut that
//! leaves it, though neither the filter as it was nor as it shall be does much to it. That is a burst, unless the
//! response half a jump beside its peak is as good as the peak itself. And a filter that rings for longer than its
//! settings take keeps in its state what belongs to the old ones: with others, that is louder than either.

use crate::dsp::band_design::{BELL, BandMotion, HIGH_SHELF, LOW_SHELF, NOTCH, OPEN};
use crate::dsp::mark_smoother::{FILTER_SECONDS, MarkSmoother};
use crate::dsp::math::exp2_f64;

/// The furthest that any frequency sweeps, in octaves.
const FURTHEST: f64 = 1.0;
/// What a tone on the way may be louder than at its loudest end, as a ratio of powers: 0.8 dB.
const EXCESS: f64 = 1.2;
/// log2(10) / 20: octaves of gain per decibel.
const OCTAVES_PER_DB: f64 = 0.166_096_404_744_368_1;
/// How far a gain may go in dB, where a filter rings for as long as one of the one-poles of its settings takes.
const GAIN_DB: f64 = 50.0;
/// Where it rings for less than three of them, any gain: log2(3·π·0.005).
const LOG2_SHORT: f64 = -4.407_397_559_581_249;
/// So little gain is never heard as more than itself, in dB.
const LITTLE_DB: f64 = 0.5;
/// How far the gain of a shelf may go that rises beside its slope.
const SHELF_DB: f64 = 6.0;
/// The Q, in octaves, from which on it does.
const BUMP: f64 = -0.15;
/// As [`GAIN_DB`], for Q in octaves.
const Q_OCTAVES: f64 = 0.3;
/// A cross-fade takes so many time constants of the filter that comes in, else its ring is heard; and so many of
/// one that is heard by what it takes away, or from far beside its frequency.
const TIME_CONSTANTS: (f64, f64) = (2.7, 5.4);
/// The shortest and the longest cross-fade, in seconds.
const SECONDS: (f64, f64) = (0.02, 0.5);

/// How far the settings of a band have to go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ways {
    octaves: f64,
    gain_db: f64,
    q_octaves: f64,
}

impl Ways {
    /// Those of channel `lane`.
    pub fn of(motion: &BandMotion, lane: usize) -> Self {
        let left = |setting: &MarkSmoother| (setting.target[lane] - setting.second[lane]).abs();
        Self {
            octaves: left(&motion.log2_freq),
            gain_db: left(&motion.gain_db),
            q_octaves: left(&motion.log2_q),
        }
    }

    /// True for a way that no filter makes a burst of, however it rings: a little gain. What glides is never
    /// further away, mostly.
    #[inline(always)]
    pub fn is_short(self) -> bool {
        self.octaves + self.q_octaves == 0.0 && self.gain_db <= LITTLE_DB
    }
}

/// The highest peak of a band on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peak {
    /// A number of [`crate::dsp::band_design::Kinds`].
    kind: f64,
    /// The largest boost or cut in dB.
    gain_db: f64,
    /// log2 of the highest Q.
    log2_q: f64,
    /// log2 of the lowest frequency in Hz.
    log2_freq: f64,
}

impl Peak {
    /// That of channel `lane`, between where it is and where it goes.
    pub fn on_the_way(kind: f64, motion: &BandMotion, lane: usize) -> Self {
        let (gain_db, log2_q, log2_freq) = (&motion.gain_db, &motion.log2_q, &motion.log2_freq);
        let larger = |a: f64, b: f64| if b > a { b } else { a };
        Self {
            kind,
            gain_db: larger(gain_db.second[lane].abs(), gain_db.target[lane].abs()),
            log2_q: larger(log2_q.second[lane], log2_q.target[lane]),
            log2_freq: -larger(-log2_freq.second[lane], -log2_freq.target[lane]),
        }
    }

    /// True if it may go all that way without a burst.
    pub fn may_go(&self, ways: Ways) -> bool {
        (ways.octaves == 0.0 || self.may_sweep(ways.octaves))
            && (ways.gain_db == 0.0 || self.may_raise(ways.gain_db))
            && (ways.q_octaves == 0.0 || self.may_narrow(ways.q_octaves))
    }

    /// True if it may go so many octaves. Beside a resonance of gain h, the power is lower by
    /// (h²·u + h²) / (u + h²), where u is (f/f0 − f0/f)²·Q², and f lies half the way from f0.
    fn may_sweep(&self, octaves: f64) -> bool {
        let q = exp2_f64(self.log2_pole_q());
        let height = if self.kind == BELL {
            exp2_f64(self.gain_db * OCTAVES_PER_DB)
        } else if self.is_shelf() {
            // The bump beside the slope.
            q * q
        } else {
            q
        };
        let aside = octaves * std::f64::consts::LN_2 * q;
        let (u, square) = (aside * aside, height * height);
        octaves <= FURTHEST && u * (square - EXCESS) <= square * (EXCESS - 1.0)
    }

    fn may_raise(&self, gain_db: f64) -> bool {
        let rises_beside = self.is_shelf() && self.log2_q > BUMP;
        // Whatever glides asks at every mark: no power of two where it is not needed.
        (!rises_beside || gain_db <= SHELF_DB)
            && (self.log2_ringing() <= LOG2_SHORT
                || gain_db * self.time_constant() <= GAIN_DB * FILTER_SECONDS)
    }

    fn may_narrow(&self, octaves: f64) -> bool {
        octaves * self.time_constant() <= Q_OCTAVES * FILTER_SECONDS
    }

    fn is_shelf(&self) -> bool {
        self.kind == LOW_SHELF || self.kind == HIGH_SHELF
    }

    /// log2 of the Q of its poles, or of its zeros where those are narrower.
    fn log2_pole_q(&self) -> f64 {
        if self.kind == BELL {
            self.log2_q + 0.5 * OCTAVES_PER_DB * self.gain_db
        } else {
            self.log2_q
        }
    }

    /// How long it rings, in seconds to 1/e.
    fn time_constant(&self) -> f64 {
        exp2_f64(self.log2_ringing()) / std::f64::consts::PI
    }

    /// log2 of π times that. The poles of a shelf lie beside its frequency.
    fn log2_ringing(&self) -> f64 {
        let below = if self.is_shelf() {
            0.25 * OCTAVES_PER_DB * self.gain_db
        } else {
            0.0
        };
        self.log2_pole_q() + below - self.log2_freq
    }

    /// Seconds of the cross-fade to it: `least` or more.
    pub fn crossing_seconds(&self, least: f64) -> f64 {
        let count = if self.kind == OPEN {
            0.0
        } else if self.kind == NOTCH || self.is_shelf() {
            TIME_CONSTANTS.1
        } else {
            TIME_CONSTANTS.0
        };
        let rings = count * self.time_constant();
        rings.clamp(SECONDS.0, SECONDS.1).max(least)
    }
}
