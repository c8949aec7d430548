//! Rotary loudspeaker: a horn and a drum that turn, heard by two microphones.
//!
//! ```text
//! left + right → crossover ─┬→ highs → horn, turning ──┬→ two microphones → left, right
//!                           └→ lows → drum, the other way ┘
//! ```
//! The model is that of a source on a circle (J. Smith, S. Serafin, J. Abel, D. Berners, "Doppler simulation and
//! the Leslie", `DAFx` 2002): its sound is late and loud by the way to each microphone, which makes pitch and level
//! go up and down. Instead of their measured filters the rotors have a directivity of first order. Speeds and
//! inertia are of the usual size: a horn that turns 48 or 400 times a minute and gets there in a second, a drum
//! a sixth slower that takes five. Nothing of the cabinet's reflections, and no drive.

mod rotor;

use super::effect::{SILENT, Silence, clean, go_on};
use super::math::{cos_f64, one_pole_coefficient, sin_f64, tan_f64};
use super::processor::{Processor, Stereo};
use super::ring::Ring;
use super::smoother::Smoother;
use super::svf::{Svf, SvfCoefficients, SvfFactors};
use rotor::{Build, Place, Rotor};
use std::f64::consts::PI;

/// The horn: 18 cm from its axis.
const HORN: Build = Build {
    radius_ms: 0.525,
    directed: 0.45,
    ratio: 1.0,
    inertia_seconds: [0.3, 0.35],
};
/// The drum: 15 cm from its axis.
const DRUM: Build = Build {
    radius_ms: 0.437,
    directed: 0.3,
    ratio: -0.85,
    inertia_seconds: [1.6, 1.3],
};
/// Where lows end, in Hz.
const CROSSOVER_HZ: f64 = 800.0;
/// The damping of both halves of the crossover: two equal poles, so that their difference is flat (S. Linkwitz
/// and R. Riley, 1976).
const DAMPING: f32 = 2.0;
/// The nearest and the farthest microphones, in ms of the way of their sound.
const DISTANCE_MS: (f32, f32) = (1.0, 9.0);
/// The shortest delay, in frames: what is read has to be written.
const LEAST_FRAMES: f64 = 1.0;
/// Time constant of each one-pole that moves microphones, in seconds.
const GLIDE_SECONDS: f64 = 0.05;
/// Time constant of each one-pole that smooths levels, in seconds.
const SMOOTHING_SECONDS: f64 = 0.01;
/// After so much silence the next sound begins with rotors that point to the front, in seconds.
const PAUSE_SECONDS: f64 = 1.0;

/// What a person sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RotarySettings {
    /// How often the horn turns per second, in Hz.
    pub horn_hz: f32,
    /// How long the rotors take to another speed, in percent.
    pub inertia_percent: f32,
    /// From the axis to the microphones, 1 to 9 ms of the way of the sound.
    pub distance_ms: f32,
    /// From microphone to microphone, seen from the axis, 0 to 180 degrees.
    pub angle_degrees: f32,
    /// From the drum alone, 0 %, over both, 50 %, to the horn alone, 100 %.
    pub balance_percent: f32,
}

/// A rotary loudspeaker.
///
/// Legend: index 0 is the horn, 1 the drum; `direction` is (cos, sin) of half of the angle between the
/// microphones.
#[derive(Debug)]
pub struct Rotary {
    settings: Option<RotarySettings>,
    rotors: [Rotor; 2],
    lines: [Ring; 2],
    /// High-pass and low-pass of the crossover.
    filters: [Svf<f32>; 2],
    factors: [SvfFactors<f32>; 2],
    distance: Smoother<f32>,
    direction: [Smoother<f32>; 2],
    levels: [Smoother<f32>; 2],
    silence: Silence,
    rate: f64,
}

impl Processor<Stereo> for Rotary {
    type Settings = RotarySettings;

    fn new(rate: f64) -> Self {
        let longest = (2.0 * HORN.radius_ms * 1e-3 * rate) as usize + 8;
        let pause = (PAUSE_SECONDS * rate) as usize;
        let glide = one_pole_coefficient(GLIDE_SECONDS, rate);
        let smoothing = one_pole_coefficient(SMOOTHING_SECONDS, rate);
        Self {
            settings: None,
            rotors: [HORN, DRUM].map(|build| Rotor::new(build, rate)),
            lines: std::array::from_fn(|_| Ring::new(longest)),
            filters: [Svf::default(); 2],
            factors: crossover(rate),
            distance: Smoother::new(glide, (2e-3 * rate) as f32),
            direction: [1.0, 0.0].map(|value| Smoother::new(glide, value)),
            levels: [1.0; 2].map(|value| Smoother::new(smoothing, value)),
            silence: Silence::new(longest + pause),
            rate,
        }
    }

    fn set(&mut self, _lane: usize, settings: RotarySettings) {
        self.settings = Some(settings);
        let inertia = f64::from(settings.inertia_percent) * 0.01;
        for rotor in &mut self.rotors {
            rotor.set(settings.horn_hz, inertia);
        }
        let (nearest, farthest) = DISTANCE_MS;
        let distance_ms = f64::from(settings.distance_ms.clamp(nearest, farthest));
        let distance = (distance_ms * 1e-3 * self.rate) as f32;
        self.distance.set_target(0, distance);
        let half = 0.5 * f64::from(settings.angle_degrees).to_radians();
        self.direction[0].set_target(0, cos_f64(half) as f32);
        self.direction[1].set_target(0, sin_f64(half) as f32);
        let horn = settings.balance_percent * 0.02;
        // The halves of the crossover are opposite where they meet.
        self.levels[0].set_target(0, -horn.min(1.0));
        self.levels[1].set_target(0, (2.0 - horn).min(1.0));
    }

    fn snap_lane(&mut self, _lane: usize) {
        self.rotors.iter_mut().for_each(Rotor::snap);
        self.smoothers().into_iter().for_each(Smoother::snap);
    }

    #[inline(always)]
    fn mark(&mut self) {
        for smoother in self.smoothers() {
            smoother.settle();
        }
        for filter in &mut self.filters {
            filter.flush_below(SILENT);
            self.silence.note(!filter.is_at_rest());
        }
        self.silence.mark();
        self.rotors[0].mark();
        self.rotors[1].mark();
        if self.silence.is_complete() {
            self.rotors.iter_mut().for_each(Rotor::restart);
            self.snap_lane(0);
        }
    }

    #[inline(always)]
    fn process(&mut self, run: &mut [Stereo]) {
        for frame in run {
            let x = 0.5 * (clean(frame[0]) + clean(frame[1]));
            self.silence.note(x != 0.0);
            self.lines[0].write_one(self.filters[0].high_pass(x, &self.factors[0]));
            self.lines[1].write_one(self.filters[1].low_pass(x, &self.factors[1]));
            *frame = self.microphones();
        }
    }

    #[inline(always)]
    fn is_at_rest(&self) -> bool {
        let turns = self.rotors.iter().all(Rotor::is_settled);
        let places = self.direction.iter().all(Smoother::is_settled);
        let levels = self.levels.iter().all(Smoother::is_settled);
        self.silence.is_complete() && turns && places && self.distance.is_settled() && levels
    }

    /// Nothing is copied.
    fn adopt_lane(&mut self, _lane: usize, other: &mut Self, _other_lane: usize) {
        go_on(self, other, |own| (own.rate, own.settings));
    }

    fn clear_lane(&mut self, _lane: usize) {
        self.lines.iter_mut().for_each(Ring::clear);
        self.filters = [Svf::default(); 2];
        self.rotors.iter_mut().for_each(Rotor::restart);
        self.silence.complete();
    }
}

/// The factors of the high-pass and of the low-pass.
fn crossover(rate: f64) -> [SvfFactors<f32>; 2] {
    let g = tan_f64(PI * CROSSOVER_HZ / rate) as f32;
    let filter = |m0, m1, m2| SvfCoefficients {
        g,
        k: DAMPING,
        m0,
        m1,
        m2,
    };
    [filter(1.0, -DAMPING, -1.0), filter(0.0, 0.0, 1.0)].map(|filter| filter.solved())
}

impl Rotary {
    #[inline(always)]
    fn smoothers(&mut self) -> [&mut Smoother<f32>; 5] {
        let [cos, sin] = &mut self.direction;
        let [horn, drum] = &mut self.levels;
        [&mut self.distance, cos, sin, horn, drum]
    }

    /// What the microphones hear of both rotors in this frame.
    #[inline(always)]
    fn microphones(&mut self) -> Stereo {
        let distance = self.distance.next();
        let [cos, sin] = [self.direction[0].next(), self.direction[1].next()];
        let levels = [self.levels[0].next(), self.levels[1].next()];
        let mut heard = [0.0; 2];
        for (number, level) in levels.into_iter().enumerate() {
            let rotor = &mut self.rotors[number];
            let points = rotor.next();
            for (side, sin) in [-sin, sin].into_iter().enumerate() {
                let direction = [cos, sin];
                let place = Place {
                    distance,
                    direction,
                };
                let (late, loud) = rotor.heard(points, place);
                let x = self.lines[number].between_before(1, LEAST_FRAMES + late);
                heard[side] += level * loud * x;
            }
        }
        heard
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FRAMES_PER_MARK;
    use crate::dsp::testing::conformance::{Subject, conforms};
    use crate::dsp::testing::*;
    use std::f64::consts::TAU;

    const SET: RotarySettings = RotarySettings {
        horn_hz: 6.7,
        inertia_percent: 100.0,
        distance_ms: 1.5,
        angle_degrees: 90.0,
        balance_percent: 50.0,
    };

    fn settled(settings: RotarySettings) -> Rotary {
        let mut rotary = Rotary::new(RATE);
        rotary.set(0, settings);
        rotary.snap_lane(0);
        rotary
    }

    /// Magnitude and phase of the high-pass and of the low-pass, bilinear, of second order with two equal poles.
    fn halves(hz: f64) -> [(f64, f64); 2] {
        let ratio = (PI * hz / RATE).tan() / (PI * CROSSOVER_HZ / RATE).tan();
        let turn = -2.0 * ratio.atan();
        let under = 1.0 + ratio * ratio;
        [(ratio * ratio / under, turn + PI), (1.0 / under, turn)]
    }

    /// What a microphone hears of a tone of 0.5 by the formulas.
    fn expected(set: RotarySettings, hz: f64, side: usize, n: usize) -> f64 {
        let sign = if side == 0 { -1.0 } else { 1.0 };
        let at = sign * 0.5 * f64::from(set.angle_degrees).to_radians();
        let rotors = [(HORN, -1.0), (DRUM, 1.0)].into_iter().zip(halves(hz));
        let heard = rotors.map(|((build, polarity), (magnitude, phase))| {
            let turned = TAU * f64::from(set.horn_hz) * build.ratio * n as f64 / RATE;
            let [r, d] = [build.radius_ms, f64::from(set.distance_ms)];
            let facing = (turned - at).cos();
            let way = (r * r + d * d - 2.0 * r * d * facing).sqrt();
            let late = (way - (d - r)) * 1e-3 + 1.0 / RATE;
            let level = (1.0 + f64::from(build.directed) * facing) * d / way;
            let angle = TAU * hz * (n as f64 / RATE - late) + phase;
            polarity * level * magnitude * 0.5 * angle.sin()
        });
        heard.sum()
    }

    #[test]
    fn the_microphones_hear_two_sources_on_circles() {
        for (hz, distance_ms, angle_degrees) in
            [(200.0, 1.0, 90.0), (800.0, 1.5, 180.0), (1500.0, 9.0, 0.0)]
        {
            let set = RotarySettings {
                distance_ms,
                angle_degrees,
                ..SET
            };
            let tone = sine(hz, 0.5, 0.0, 48_000);
            let sides = run_sides(&mut settled(set), [&tone, &tone], &[]);
            for (side, heard) in sides.iter().enumerate() {
                for (n, x) in heard.iter().enumerate().skip(4800) {
                    let error = f64::from(*x) - expected(set, hz, side, n);
                    assert!(error.abs() < 1e-4, "{hz} Hz, {side}, {n}: {error:e}");
                }
            }
        }
    }

    #[test]
    fn standing_still_it_is_flat_but_for_where_the_rotors_point() {
        // Far away, both rotors seen from the side: nearly the same way, and no louder or softer.
        let set = RotarySettings {
            horn_hz: 0.0,
            distance_ms: 9.0,
            angle_degrees: 180.0,
            ..SET
        };
        let mut impulse = vec![0.0; 9600];
        impulse[0] = 1.0;
        let [left, right] = run_sides(&mut settled(set), [&impulse, &impulse], &[]);
        assert_eq!(left, right);
        for hz in [50.0, 200.0, 500.0, 800.0, 1200.0, 3000.0] {
            let found = magnitude_db(&left, hz);
            assert!(found.abs() < 1.0, "{hz} Hz: {found} dB");
        }
    }

    /// The speeds of horn and drum after so many seconds.
    fn speeds(rotary: &mut Rotary, seconds: f64) -> [f64; 2] {
        let noise = noise(
            1,
            0.1,
            (seconds * RATE) as usize / FRAMES_PER_MARK * FRAMES_PER_MARK,
        );
        run_sides(rotary, [&noise, &noise], &[]);
        rotary.rotors.map(|rotor| rotor.hz())
    }

    #[test]
    fn rotors_come_to_their_speeds_by_their_inertia_and_stand_still_at_last() {
        let slow = RotarySettings {
            horn_hz: 0.8,
            ..SET
        };
        for inertia in [50.0_f32, 100.0] {
            for (from, to) in [(slow, SET), (SET, slow)] {
                let to = RotarySettings {
                    inertia_percent: inertia,
                    ..to
                };
                let way = usize::from(to.horn_hz < from.horn_hz);
                for (number, build) in [HORN, DRUM].into_iter().enumerate() {
                    let mut rotary = settled(from);
                    speeds(&mut rotary, 0.1);
                    rotary.set(0, to);
                    let constant = build.inertia_seconds[way] * f64::from(inertia) * 0.01;
                    let hz = speeds(&mut rotary, constant)[number];
                    let [before, after] =
                        [from, to].map(|set| f64::from(set.horn_hz) * build.ratio.abs());
                    let left = (hz - after) / (before - after);
                    assert!((left - (-1.0_f64).exp()).abs() < 0.01, "{number}: {left}");
                }
            }
        }
        let mut rotary = settled(SET);
        speeds(&mut rotary, 0.1);
        rotary.set(
            0,
            RotarySettings {
                horn_hz: 0.0,
                ..SET
            },
        );
        assert_eq!(speeds(&mut rotary, 20.0), [0.0; 2]);
    }

    #[test]
    fn changes_make_no_click() {
        let changed = |change: fn(&mut RotarySettings)| {
            let mut set = SET;
            change(&mut set);
            set
        };
        let changes: [(&str, RotarySettings); 6] = [
            ("stop", changed(|set| set.horn_hz = 0.0)),
            ("slow", changed(|set| set.horn_hz = 0.8)),
            ("distance", changed(|set| set.distance_ms = 9.0)),
            ("angle", changed(|set| set.angle_degrees = 180.0)),
            ("horn", changed(|set| set.balance_percent = 100.0)),
            ("drum", changed(|set| set.balance_percent = 0.0)),
        ];
        let changes = changes.map(|(name, other)| (name, -80.0, other));
        no_change_clicks::<Rotary>(SET, &changes);
    }

    impl Subject<Stereo> for Rotary {
        const OFF: Option<RotarySettings> = None;
        const TOGETHER: usize = 2;
        const SET: usize = 1;

        fn any(random: &mut Random) -> RotarySettings {
            RotarySettings {
                horn_hz: random.between(0.0, 10.0),
                inertia_percent: random.octaves(10.0, 400.0),
                distance_ms: random.octaves(1.0, 9.0),
                angle_degrees: random.between(0.0, 180.0),
                balance_percent: random.between(0.0, 100.0),
            }
        }
    }
    conforms!(Rotary, Stereo);
}
