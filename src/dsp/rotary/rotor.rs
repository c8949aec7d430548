//! What turns in a rotary loudspeaker, and how its sound gets to a microphone.

use crate::dsp::FRAMES_PER_MARK;
use crate::dsp::lfo::Lfo;
use crate::dsp::math::one_pole_coefficient;

/// The difference in Hz at which a rotor turns at its speed.
const ARRIVED_HZ: f64 = 1e-4;

/// What a rotor is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Build {
    /// From the axis to where the sound comes out, in ms of its way.
    pub radius_ms: f64,
    /// How much louder it is in front, and softer behind, than on average.
    pub directed: f32,
    /// Its speed, over that of the horn; below 0 the other way round.
    pub ratio: f64,
    /// Time constants in which it comes to go faster, and slower, in seconds.
    pub inertia_seconds: [f64; 2],
}

/// A rotor that turns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rotor {
    build: Build,
    lfo: Lfo,
    hz: f64,
    target_hz: f64,
    /// What it goes per mark towards a higher and towards a lower speed.
    ways: [f64; 2],
    /// The radius in frames.
    radius: f32,
    rate: f64,
}

/// Where a microphone stands, seen from the axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Distance from the axis in frames, more than any radius.
    pub distance: f32,
    /// (cos, sin) of its direction.
    pub direction: [f32; 2],
}

impl Rotor {
    /// At rest, for a sample rate in Hz.
    pub fn new(build: Build, rate: f64) -> Self {
        Self {
            build,
            lfo: Lfo::new(rate),
            hz: 0.0,
            target_hz: 0.0,
            ways: [0.0; 2],
            radius: (build.radius_ms * 1e-3 * rate) as f32,
            rate,
        }
    }

    /// Comes to turn at the speed that belongs to `horn_hz`, with its inertia times `inertia`.
    pub fn set(&mut self, horn_hz: f32, inertia: f64) {
        self.target_hz = f64::from(horn_hz) * self.build.ratio.abs();
        let marks = self.rate / FRAMES_PER_MARK as f64;
        let way = |seconds: f64| one_pole_coefficient(seconds * inertia, marks);
        self.ways = self.build.inertia_seconds.map(way);
    }

    /// Turns at its speed at once.
    pub fn snap(&mut self) {
        self.hz = self.target_hz;
        self.turn();
    }

    /// Turns from the front.
    pub fn restart(&mut self) {
        self.lfo.restart();
    }

    /// True when it turns at its speed.
    pub fn is_settled(&self) -> bool {
        self.hz == self.target_hz
    }

    /// How fast it turns, in Hz.
    #[cfg(test)]
    pub fn hz(&self) -> f64 {
        self.hz
    }

    /// Once per mark.
    #[inline(always)]
    pub fn mark(&mut self) {
        if !self.is_settled() {
            self.speed_up();
        }
        self.lfo.mark();
    }

    fn speed_up(&mut self) {
        let left = self.target_hz - self.hz;
        let [faster, slower] = self.ways;
        let arrived = -ARRIVED_HZ < left && left < ARRIVED_HZ;
        self.hz = if arrived {
            self.target_hz
        } else {
            self.hz + if left > 0.0 { faster } else { slower } * left
        };
        self.turn();
    }

    fn turn(&mut self) {
        self.lfo.set_rate(self.hz as f32);
        self.lfo.snap();
    }

    /// (cos, sin) of where it points in this frame; goes on to the next one.
    #[inline(always)]
    pub fn next(&mut self) -> [f32; 2] {
        let [cos, sin] = self.lfo.next();
        [cos, if self.build.ratio < 0.0 { -sin } else { sin }]
    }

    /// How late its sound is at a microphone beyond the shortest way there, in frames, and how loud.
    ///
    /// The way is √(r² + d² − 2·r·d·cos α), with α between where the rotor points and the microphone. The level
    /// goes by one over the way, and by 1 + directed·cos α.
    #[inline(always)]
    pub fn heard(&self, points: [f32; 2], place: Place) -> (f64, f32) {
        let [cos, sin] = place.direction;
        let (r, d) = (self.radius, place.distance);
        let facing = points[0] * cos + points[1] * sin;
        let way = (r * r + d * (d - 2.0 * r * facing)).sqrt();
        let level = (1.0 + self.build.directed * facing) * d / way;
        (f64::from(way - (d - r)), level)
    }
}
