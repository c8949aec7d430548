//! What the settings of a reverb become: gains of every line per band, and how far behind each line
//! is read; everything on its way from what was set before.

use super::lines::{ALL_PASS_SECONDS, LINE_SECONDS};
use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::math::{cos_f64, exp2_f64, log2_f64, one_pole_coefficient, sin_f64};
use crate::dsp::sample::{LANES, Lanes, Sample};
use std::f64::consts::{LOG2_10, TAU};

/// How far modulation moves the lines at 100 %, in seconds.
pub(super) const MODULATION_SECONDS: f64 = 0.000_25;
/// The largest size, as a factor: the lines are no longer.
pub(super) const LARGEST: f64 = 1.5;
/// How fast it moves them, in Hz.
const MODULATION_HZ: f64 = 0.7;
/// Time constant of each one-pole of decay, damping and the muted input, in seconds.
const SMOOTHING_SECONDS: f64 = 0.01;
/// Time constant of each one-pole that moves the lines to another size, in seconds.
const SIZE_SECONDS: f64 = 0.2;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReverbSettings {
    /// The time before the first reflection, in ms.
    pub pre_delay_ms: f32,
    /// T60 of the mids, 0.3 to 8 s.
    pub decay_s: f32,
    /// T60 of the lows over that of the mids, 0.25 to 2.5; never more than 10 s.
    pub low_ratio: f32,
    /// Where the lows end, in Hz.
    pub low_freq_hz: f32,
    /// Where T60 is half that of the mids, 1.5 to 20 kHz.
    pub damping_hz: f32,
    /// The lengths of the lines, in percent.
    pub size_percent: f32,
    /// How far the lines move, in percent.
    pub modulation_percent: f32,
    /// What rings goes on for ever, and nothing comes in.
    pub freeze: bool,
}

/// What each line loses per turn: `mid`·(1 + `shelf`·low-pass), then a one-pole that goes `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Decay {
    /// The gain of the mids.
    pub(super) mid: Lanes,
    /// What the lows have more, over the mids.
    pub(super) shelf: Lanes,
    /// What the one-pole of the shelf goes per frame.
    pub(super) low: Lanes,
    /// What the one-pole of the highs goes per frame.
    pub(super) high: Lanes,
}

impl Decay {
    /// Applies `f` to each of two.
    #[inline(always)]
    pub(super) fn zip(self, other: Self, f: impl Fn(Lanes, Lanes) -> Lanes) -> Self {
        Self {
            mid: f(self.mid, other.mid),
            shelf: f(self.shelf, other.shelf),
            low: f(self.low, other.low),
            high: f(self.high, other.high),
        }
    }
}

/// A number on its way to a target: two one-poles, stepped at marks.
#[derive(Clone, Copy, Debug, Default)]
struct Follower {
    target: f64,
    first: f64,
    second: f64,
}

impl Follower {
    fn at(place: f64) -> Self {
        Self {
            target: place,
            first: place,
            second: place,
        }
    }

    fn snap(&mut self) {
        self.first = self.target;
        self.second = self.target;
    }

    /// One step; `near` is the distance at which it has arrived.
    #[inline(always)]
    fn step(&mut self, way: f64, near: f64) {
        self.first += way * (self.target - self.first);
        self.second += way * (self.first - self.second);
        let left = |x: f64| x - self.target < near && self.target - x < near;
        if left(self.first) && left(self.second) {
            self.snap();
        }
    }

    #[inline(always)]
    fn is_settled(&self) -> bool {
        self.first == self.target && self.second == self.target
    }
}

/// The settings on their way.
#[derive(Clone, Debug)]
pub(super) struct Tone {
    /// log2 of decay in s, of low decay in s, of low frequency and damping in Hz; then how much
    /// freezes, 0..1.
    bands: [Follower; 5],
    /// Size, as a factor.
    size: Follower,
    /// How far the lines move, in frames.
    modulation: Follower,
    /// The place in the turn of the modulation, 0..1.
    phase: f64,
    /// What a follower goes per mark: bands, then size and modulation.
    ways: [f64; 2],
    /// Frames per second.
    rate: f64,
}

impl Tone {
    pub(super) fn new(rate: f64) -> Self {
        let marks = rate / FRAMES_PER_MARK as f64;
        Self {
            bands: [Follower::default(); 5],
            size: Follower::at(1.0),
            modulation: Follower::default(),
            phase: 0.0,
            ways: [SMOOTHING_SECONDS, SIZE_SECONDS].map(|tau| one_pole_coefficient(tau, marks)),
            rate,
        }
    }

    /// Sends everything to `settings`.
    pub(super) fn set(&mut self, settings: &ReverbSettings) {
        let decay = f64::from(settings.decay_s);
        let low = decay * f64::from(settings.low_ratio);
        let low = if low > 10.0 { 10.0 } else { low };
        let highest = 0.45 * self.rate;
        let damping = f64::from(settings.damping_hz);
        let damping = if damping > highest { highest } else { damping };
        let low_freq = f64::from(settings.low_freq_hz);
        for (follower, value) in self.bands.iter_mut().zip([decay, low, low_freq, damping]) {
            follower.target = log2_f64(value);
        }
        self.bands[4].target = f64::from(u8::from(settings.freeze));
        self.size.target = (f64::from(settings.size_percent) * 0.01).min(LARGEST);
        let moved = if settings.freeze {
            0.0
        } else {
            settings.modulation_percent
        };
        self.modulation.target = f64::from(moved) * 0.01 * MODULATION_SECONDS * self.rate;
    }

    /// Everything is where it goes.
    pub(super) fn snap(&mut self) {
        self.bands.iter_mut().for_each(Follower::snap);
        self.size.snap();
        self.modulation.snap();
    }

    /// Once per mark: everything goes on. True when the gains of the lines have changed.
    #[inline(always)]
    pub(super) fn step(&mut self) -> bool {
        self.phase += MODULATION_HZ * FRAMES_PER_MARK as f64 / self.rate;
        if self.phase >= 1.0 {
            self.phase -= 1.0;
        }
        self.modulation.step(self.ways[1], 1e-3);
        if self.bands.iter().all(Follower::is_settled) && self.size.is_settled() {
            return false;
        }
        for follower in &mut self.bands {
            follower.step(self.ways[0], 1e-6);
        }
        self.size.step(self.ways[1], 1e-6);
        true
    }

    /// True when everything is where it goes.
    pub(super) fn is_settled(&self) -> bool {
        let mut followers = self.bands.iter().chain([&self.size, &self.modulation]);
        followers.all(Follower::is_settled)
    }

    /// The gain of the input: none while all is frozen.
    #[inline(always)]
    pub(super) fn open(&self) -> f32 {
        1.0 - self.bands[4].second as f32
    }

    /// The gains of every line for the settings as they are.
    #[inline(always)]
    pub(super) fn design(&self) -> Decay {
        let [mid, low, low_freq, damping] = [0, 1, 2, 3].map(|at| exp2_f64(self.bands[at].second));
        let frozen = self.bands[4].second;
        let open = 1.0 - frozen;
        let mut decay = Decay {
            mid: Lanes::default(),
            shelf: Lanes::default(),
            low: Lanes::splat(one_pole_coefficient(1.0 / (TAU * low_freq), self.rate) as f32),
            high: Lanes::default(),
        };
        let cosine = cos_f64(TAU * damping / self.rate);
        for lane in 0..LANES {
            // g = 10^(−3·D/T60) (Jot 1991).
            let turns = -3.0 * LOG2_10 * LINE_SECONDS[lane] * self.size.second;
            let (g_mid, g_low) = (exp2_f64(turns / mid), exp2_f64(turns / low));
            let square = g_mid * g_mid;
            let m = (1.0 - square * cosine) / (1.0 - square);
            let high = 1.0 - (m - (m * m - 1.0).sqrt());
            decay.mid[lane] = (g_mid * open + frozen) as f32;
            decay.shelf[lane] = ((g_low / g_mid - 1.0) * open) as f32;
            decay.high[lane] = (high * open + frozen) as f32;
        }
        decay
    }

    /// How far behind each line is read at this mark, without its all-pass.
    #[inline(always)]
    pub(super) fn places(&self) -> [f64; LANES] {
        let mut places = [0.0; LANES];
        for lane in 0..LANES {
            let line = LINE_SECONDS[lane] * self.size.second * self.rate;
            let mut place = line - (ALL_PASS_SECONDS[lane] * self.rate + 0.5) as usize as f64;
            if self.size.is_settled() {
                place = (place + 0.5) as usize as f64;
            }
            if self.modulation.second > 0.0 {
                let turn = self.phase + lane as f64 / LANES as f64;
                let turn = if turn < 1.0 { turn } else { turn - 1.0 };
                place += self.modulation.second * sin_f64((turn - 0.5) * TAU);
            }
            places[lane] = place;
        }
        places
    }
}
