//! The lines of a transform as points of a picture, and its highest tones.

use crate::analysis::transform::tone;

/// Points of a picture: 20 Hz to 20 kHz, 24 to an octave (80 to a decade).
pub const POINTS: usize = 240;
/// The ends of the picture, in Hz.
const ENDS_HZ: (f32, f32) = (20.0, 20_000.0);
/// Tones that are told.
const TONES: usize = 5;
/// How far apart they are at least: a semitone.
const APART: f32 = 1.059;

/// The middle of a point (0…[`POINTS`] − 1), in Hz.
pub fn point_hz(point: usize) -> f32 {
    hz_at((point as f32 + 0.5) / POINTS as f32)
}

/// The point at a frequency in Hz; the first or last one for what lies beyond.
pub fn point_at(hz: f32) -> usize {
    let place = (hz / ENDS_HZ.0).ln() / (ENDS_HZ.1 / ENDS_HZ.0).ln();
    ((place * POINTS as f32) as usize).min(POINTS - 1)
}

/// The frequency at a place of the picture, 0…1.
fn hz_at(place: f32) -> f32 {
    ENDS_HZ.0 * (ENDS_HZ.1 / ENDS_HZ.0).powf(place)
}

/// The powers of the lines of a transform.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines<'a> {
    powers: &'a [f32],
    /// What a power is multiplied by to be the squared amplitude of a tone.
    scale: f32,
    /// Hz from line to line.
    step_hz: f32,
}

impl<'a> Lines<'a> {
    pub fn new(powers: &'a [f32], scale: f32, step_hz: f32) -> Self {
        Self {
            powers,
            scale,
            step_hz,
        }
    }

    fn power(&self, line: usize) -> f32 {
        self.powers.get(line).copied().unwrap_or(0.0)
    }

    fn db(&self, power: f32) -> f32 {
        10.0 * (self.scale * power).log10()
    }

    /// The frequency and level of the tone at a line.
    fn tone(&self, line: usize) -> (f32, f32) {
        let below = line.saturating_sub(1);
        let (offset, power) = tone([below, line, line + 1].map(|line| self.power(line)));
        ((line as f32 + offset) * self.step_hz, self.db(power))
    }

    /// True for a line that is higher than those beside it.
    fn is_crest(&self, line: usize) -> bool {
        let middle = self.power(line);
        middle > self.power(line.saturating_sub(1)) && middle >= self.power(line + 1)
    }

    /// Between two lines: on a straight line in dB.
    fn between(&self, place: f32) -> f32 {
        let (line, part) = (place.floor(), place.fract());
        let power = |line: usize| self.db(self.power(line));
        let (low, high) = (power(line as usize), power(line as usize + 1));
        if low.is_finite() && high.is_finite() {
            low + part * (high - low)
        } else {
            low
        }
    }

    /// The level of each point: of its highest line, or between two lines where it is narrower than their distance. A
    /// tone stands at the point of its frequency, with its level.
    pub fn points(&self) -> Vec<f32> {
        let edge = |point: usize| hz_at(point as f32 / POINTS as f32) / self.step_hz;
        let mut points = vec![f32::NEG_INFINITY; POINTS];
        for point in 0..POINTS {
            let (low, high) = (edge(point), edge(point + 1));
            let lines = low.ceil() as usize..(high.ceil() as usize).min(self.powers.len());
            let highest = lines.max_by(|a, b| self.powers[*a].total_cmp(&self.powers[*b]));
            let level = highest.map_or_else(
                || self.between(low.midpoint(high)),
                |line| self.db(self.powers[line]),
            );
            points[point] = points[point].max(level);
            if let Some(line) = highest.filter(|line| self.is_crest(*line)) {
                let (hz, level) = self.tone(line);
                let at = point_at(hz);
                points[at] = points[at].max(level);
            }
        }
        points
    }

    /// The highest tones, the highest first.
    pub fn tones(&self) -> Vec<(f32, f32)> {
        let line = |hz: f32| (hz / self.step_hz) as usize;
        let lines = line(ENDS_HZ.0).max(1)..line(ENDS_HZ.1).min(self.powers.len());
        let mut crests: Vec<usize> = lines.filter(|line| self.is_crest(*line)).collect();
        crests.sort_unstable_by(|a, b| self.powers[*b].total_cmp(&self.powers[*a]));
        let mut tones: Vec<(f32, f32)> = Vec::with_capacity(TONES);
        for (hz, level) in crests.into_iter().map(|line| self.tone(line)) {
            let is_near = |(known, _): &(f32, f32)| (hz / known).max(known / hz) < APART;
            if !tones.iter().any(is_near) {
                tones.push((hz, level));
            }
            if tones.len() == TONES {
                break;
            }
        }
        tones
    }
}
