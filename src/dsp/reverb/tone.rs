//! What the settings of a reverb become: gains of every line per band, and how far behind each line
//! is read; everything on its way from what was set before.

use super::early::{MILLISECONDS, REFLECTIONS, ROOMS, Room};
use super::lines::{GROUPS, LINE_SECONDS};
use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::damping::{Bands, Loss};
use crate::dsp::gliding::Follower;
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

/// Where loudness counts, in Hz.
const LOUD_HZ: [f64; 8] = [
    500.0, 1000.0, 2000.0, 4000.0, 8000.0, 12_000.0, 16_000.0, 20_000.0,
];
/// The mean length of a line of a hall at size 100 %, in seconds.
const USUAL_SECONDS: f64 = 0.054;
/// The corner of the shelf of the lows, over where they end: the shelf is of first order.
const LOW_REACH: f64 = 1.5;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReverbSettings {
    /// What kind of room it is.
    pub room: Room,
    /// How loud the first reflections are, in percent: 100 % is as loud as the rest.
    pub early_percent: f32,
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

/// What all lines lose, and what goes into them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Design {
    /// What each line loses.
    pub(super) decay: [Decay; GROUPS],
    /// The gain of what goes in.
    pub(super) input: f32,
}

impl Design {
    /// Applies `f` to each of two.
    #[inline(always)]
    pub(super) fn zip(self, other: Self, f: impl Fn(f32, f32) -> f32 + Copy) -> Self {
        let lanes = |a: Lanes, b: Lanes| a.zip(b, f);
        let mut decay = self.decay;
        for (decay, other) in decay.iter_mut().zip(other.decay) {
            *decay = decay.zip(other, lanes);
        }
        Self {
            decay,
            input: f(self.input, other.input),
        }
    }
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

/// The settings on their way.
#[derive(Clone, Debug)]
pub(super) struct Tone {
    /// log2 of decay in s, of low decay in s, of low frequency and damping in Hz; then how much
    /// freezes, 0..1.
    bands: [Follower; 5],
    /// Size, as a factor.
    size: Follower,
    /// How much of each kind of room it is, 0..1.
    rooms: [Follower; ROOMS],
    /// How loud the first reflections are, 0..1.
    early: Follower,
    /// How far the lines move, in frames.
    modulation: Follower,
    /// The place in the turn of the modulation, 0..1.
    phase: f64,
    /// What a follower goes per mark: bands, then size and modulation.
    ways: [f64; 2],
    /// Cosines of the bands in which loudness counts.
    cosines: [f64; LOUD_HZ.len()],
    /// Frames per second.
    rate: f64,
}

impl Tone {
    pub(super) fn new(rate: f64) -> Self {
        let marks = rate / FRAMES_PER_MARK as f64;
        Self {
            bands: [Follower::default(); 5],
            size: Follower::at(1.0),
            rooms: [1.0, 0.0, 0.0].map(Follower::at),
            early: Follower::default(),
            modulation: Follower::default(),
            phase: 0.0,
            cosines: LOUD_HZ.map(|hz| cos_f64(TAU * hz / rate)),
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
        for (at, room) in self.rooms.iter_mut().enumerate() {
            room.target = f64::from(u8::from(at == settings.room as usize));
        }
        self.early.target = f64::from(settings.early_percent) * 0.01;
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
        self.rooms.iter_mut().for_each(Follower::snap);
        self.early.snap();
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
        if self.is_set() {
            return false;
        }
        for follower in self.bands.iter_mut().chain([&mut self.early]) {
            follower.step(self.ways[0], 1e-6);
        }
        for follower in self.rooms.iter_mut().chain([&mut self.size]) {
            follower.step(self.ways[1], 1e-6);
        }
        true
    }

    /// True when everything but the modulation is where it goes.
    #[inline(always)]
    fn is_set(&self) -> bool {
        self.bands.iter().all(Follower::is_settled) && self.early.is_settled() && self.is_built()
    }

    /// True when the room has the size and the shape that are set.
    #[inline(always)]
    fn is_built(&self) -> bool {
        self.size.is_settled() && self.rooms.iter().all(Follower::is_settled)
    }

    /// True when everything is where it goes.
    pub(super) fn is_settled(&self) -> bool {
        self.is_set() && self.modulation.is_settled()
    }

    /// The gain of the input: none while all is frozen.
    #[inline(always)]
    pub(super) fn open(&self) -> f32 {
        1.0 - self.bands[4].now() as f32
    }

    /// How loud the first reflections are.
    #[inline(always)]
    pub(super) fn early(&self) -> f32 {
        self.early.now() as f32
    }

    /// How long the lines are beside those of a hall of size 100 %.
    #[inline(always)]
    fn scale(&self) -> f64 {
        let rooms = self.rooms.iter().zip(Room::SCALES);
        self.size.now() * rooms.map(|(room, scale)| room.now() * scale).sum::<f64>()
    }

    /// The gains of every line for the settings as they are.
    #[inline(always)]
    pub(super) fn design(&self) -> Design {
        let [mid, low, low_freq, damping] = [0, 1, 2, 3].map(|at| exp2_f64(self.bands[at].now()));
        let frozen = self.bands[4].now();
        let open = 1.0 - frozen;
        let nothing = Decay {
            mid: Lanes::default(),
            shelf: Lanes::default(),
            low: Lanes::splat(
                one_pole_coefficient(1.0 / (TAU * LOW_REACH * low_freq), self.rate) as f32,
            ),
            high: Lanes::default(),
        };
        let mut design = Design {
            decay: [nothing; GROUPS],
            input: 0.0,
        };
        let bands = Bands::new(damping, self.rate);
        let scale = self.scale();
        for (decay, seconds) in design.decay.iter_mut().zip(LINE_SECONDS) {
            for lane in 0..LANES {
                // g = 10^(−3·D/T60) (Jot 1991).
                let turns = -3.0 * LOG2_10 * seconds[lane] * scale;
                let (g_mid, g_low) = (exp2_f64(turns / mid), exp2_f64(turns / low));
                let loss = Loss::of(g_mid, &bands);
                decay.mid[lane] = (loss.gain * open + frozen) as f32;
                decay.shelf[lane] = ((g_low / loss.gain - 1.0) * open) as f32;
                decay.high[lane] = (loss.way * open + frozen) as f32;
            }
        }
        design.input = self.loss(scale, mid, &bands).sqrt() as f32;
        design
    }

    /// The share of its power that a line of usual length loses per turn, over all bands: what rings for long is
    /// louder by as much, so as much less has to go in.
    #[inline(always)]
    fn loss(&self, scale: f64, decay_s: f64, bands: &Bands) -> f64 {
        let kept = exp2_f64(-3.0 * LOG2_10 * USUAL_SECONDS * scale / decay_s);
        let loss = Loss::of(kept, bands);
        let cosines = self.cosines.iter();
        let power = cosines.fold(0.0, |power, cosine| {
            power + 1.0 / (1.0 - loss.power(*cosine))
        });
        self.cosines.len() as f64 / power
    }

    /// How far behind each line is read at this mark, in frames.
    #[inline(always)]
    pub(super) fn places(&self) -> [[f64; LANES]; GROUPS] {
        let frames = self.scale() * self.rate;
        let mut places = [[0.0; LANES]; GROUPS];
        for (group, (places, seconds)) in places.iter_mut().zip(LINE_SECONDS).enumerate() {
            for lane in 0..LANES {
                let mut place = self.frame(seconds[lane] * frames);
                // One group moves: enough for every sum of all lines.
                if group == 0 && self.modulation.now() > 0.0 {
                    let turn = self.phase + lane as f64 / LANES as f64;
                    let turn = if turn < 1.0 { turn } else { turn - 1.0 };
                    place += self.modulation.now() * sin_f64((turn - 0.5) * TAU);
                }
                places[lane] = place;
            }
        }
        places
    }

    /// How far behind each reflection is read at this mark, in frames, left and right.
    #[inline(always)]
    pub(super) fn reflections(&self) -> [[f64; REFLECTIONS]; 2] {
        let frames = self.size.now() * self.rate * 1e-3;
        let mut places = [[0.0; REFLECTIONS]; 2];
        for (side, places) in places.iter_mut().enumerate() {
            for (at, place) in places.iter_mut().enumerate() {
                let rooms = self.rooms.iter().zip(MILLISECONDS);
                let late: f64 = rooms.map(|(room, ms)| room.now() * ms[side][at]).sum();
                *place = self.frame(late * frames);
            }
        }
        places
    }

    /// A whole frame, once nothing moves.
    #[inline(always)]
    fn frame(&self, frames: f64) -> f64 {
        if self.is_built() {
            (frames + 0.5) as usize as f64
        } else {
            frames
        }
    }
}
