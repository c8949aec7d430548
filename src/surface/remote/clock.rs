//! The tempo of a MIDI clock: 24 ticks of it are a beat.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

const TICKS_OF_BEAT: f64 = 24.0;
/// Ticks that the tempo is measured over: four beats. Wires and threads delay single ticks by milliseconds.
const MOST: usize = 97;
/// Fewer say nothing.
const FEWEST: usize = 25;
/// The newest ticks, which show at once that the tempo is another one.
const NEWEST: usize = 13;
/// By how much they differ then.
const JUMP: f64 = 0.06;
/// After a pause of this length it begins anew.
const PAUSE: Duration = Duration::from_millis(250);
/// Slowest and fastest tempo that counts, in beats per minute.
const RANGE: std::ops::RangeInclusive<f64> = 30.0..=300.0;
/// Half a step of what is told: nothing wavers between two numbers.
const STEP: f64 = 0.1;

/// What a clock says.
#[derive(Debug, Default)]
pub struct Clock {
    /// When ticks came, in seconds since the first one.
    ticks: VecDeque<f64>,
    begun: Option<Instant>,
    last: Option<Instant>,
    /// What was told last, in beats per minute.
    told: Option<f32>,
}

impl Clock {
    /// A tick came.
    pub fn tick(&mut self, now: Instant) {
        let has_paused = |then: Instant| now.saturating_duration_since(then) > PAUSE;
        if self.last.is_none_or(has_paused) {
            self.ticks.clear();
            self.begun = Some(now);
        }
        self.last = Some(now);
        let begun = self.begun.unwrap_or(now);
        if self.ticks.len() == MOST {
            self.ticks.pop_front();
        }
        self.ticks
            .push_back(now.saturating_duration_since(begun).as_secs_f64());
        if self.jumps() {
            self.ticks.drain(..self.ticks.len() - NEWEST);
        }
    }

    /// True while it runs.
    pub fn is_running(&self, now: Instant) -> bool {
        let is_fresh = |then: Instant| now.saturating_duration_since(then) <= PAUSE;
        self.last.is_some_and(is_fresh)
    }

    /// The tempo in beats per minute, to a tenth; none while it is not known, and where nobody plays so.
    pub fn tempo(&mut self, now: Instant) -> Option<f32> {
        if !self.is_running(now) || self.ticks.len() < FEWEST {
            return None;
        }
        let tempo = 60.0 / (slope(self.ticks.iter()) * TICKS_OF_BEAT);
        if !RANGE.contains(&tempo) {
            return None;
        }
        let is_same = |told: &f32| (f64::from(*told) - tempo).abs() < 0.75 * STEP;
        let rounded = ((tempo / STEP).round() * STEP) as f32;
        let told = self.told.filter(is_same).unwrap_or(rounded);
        self.told = Some(told);
        Some(told)
    }

    /// True where the newest ticks come at another tempo than all before them.
    fn jumps(&self) -> bool {
        if self.ticks.len() < 2 * NEWEST {
            return false;
        }
        let newest = self.ticks.len() - NEWEST;
        let before = slope(self.ticks.range(..=newest));
        let now = slope(self.ticks.range(newest..));
        (now / before - 1.0).abs() > JUMP
    }
}

/// Seconds per tick: the line of least squares (Gauss, 1809) through when they came.
fn slope<'a>(ticks: impl ExactSizeIterator<Item = &'a f64>) -> f64 {
    let middle = (ticks.len() as f64 - 1.0) / 2.0;
    let (mut product, mut square) = (0.0, 0.0);
    for (at, time) in ticks.enumerate() {
        let from_middle = at as f64 - middle;
        product += from_middle * time;
        square += from_middle * from_middle;
    }
    // Two ticks at the same moment have no tempo.
    (product / square).max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ticks at a tempo, each late by up to so many milliseconds.
    fn play(clock: &mut Clock, from: Instant, tempo: f64, ticks: u32, late_ms: u64) -> Instant {
        let mut seed = 1_u64;
        let mut now = from;
        for tick in 0..ticks {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let late = (seed >> 33) % (late_ms * 1000 + 1);
            let at = f64::from(tick) * 60.0 / tempo / TICKS_OF_BEAT;
            now = from + Duration::from_secs_f64(at) + Duration::from_micros(late);
            clock.tick(now);
        }
        now
    }

    #[test]
    fn a_tempo_is_measured_to_a_tenth_though_ticks_come_late() {
        for tempo in [40.0, 60.0, 93.3, 120.0, 174.0, 299.0] {
            for late in [0, 2] {
                let mut clock = Clock::default();
                let now = play(&mut clock, Instant::now(), tempo, 200, late);
                let found = f64::from(clock.tempo(now).unwrap());
                let slack = if late == 0 {
                    0.051
                } else {
                    tempo * 0.002 + 0.05
                };
                assert!((found - tempo).abs() < slack, "{tempo}, {late} ms: {found}");
            }
        }
    }

    #[test]
    fn what_is_told_does_not_waver() {
        let mut clock = Clock::default();
        let mut now = play(&mut clock, Instant::now(), 120.05, 200, 1);
        let first = clock.tempo(now);
        for _ in 0..20 {
            now = play(
                &mut clock,
                now + Duration::from_micros(20_825),
                120.05,
                97,
                1,
            );
            assert_eq!(clock.tempo(now), first);
        }
    }

    #[test]
    fn a_new_tempo_counts_within_a_beat_and_a_stop_ends_it() {
        let mut clock = Clock::default();
        let now = play(&mut clock, Instant::now(), 100.0, 200, 0);
        assert_eq!(clock.tempo(now), Some(100.0));
        let now = play(&mut clock, now + Duration::from_millis(20), 140.0, 30, 0);
        assert_eq!(clock.tempo(now), Some(140.0));
        let later = now + Duration::from_millis(300);
        assert_eq!(clock.tempo(later), None);
        // A flood, and one that is too slow: no tempo at all.
        let now = play(&mut clock, later, 20_000.0, 5000, 0);
        assert_eq!(clock.tempo(now), None);
        assert!(clock.ticks.len() <= MOST);
        let now = play(&mut clock, now + Duration::from_secs(1), 20.0, 200, 0);
        assert_eq!(clock.tempo(now), None);
    }
}
