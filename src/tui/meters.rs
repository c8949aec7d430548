//! How meters move: up at once, down slowly, with a mark at the highest point.
//!
//! The clock is an argument, so that a meter is a function of what came in and when.

use std::time::{Duration, Instant};

/// How fast a peak meter falls, in dB per second (20 dB in 1.7 s, as programme meters do).
pub const FALL_DB_PER_SECOND: f32 = 11.8;
/// How long the highest peak stands.
pub const HOLD: Duration = Duration::from_secs(2);
/// How long a clip mark stands.
pub const CLIP_HOLD: Duration = Duration::from_secs(5);
/// What a meter shows in silence, in dB.
pub const SILENCE_DB: f32 = -120.0;
/// What no meter exceeds, in dB.
const TOP_DB: f32 = 40.0;

/// A magnitude as dB, always a number: what is none counts as silence.
pub fn to_db(magnitude: f32) -> f32 {
    (20.0 * magnitude.max(1e-6).log10()).clamp(SILENCE_DB, TOP_DB)
}

/// A value in dB that rises at once and falls evenly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Falling {
    value: f32,
    since: Instant,
    hold: Duration,
}

impl Falling {
    /// At rest at `value`; after a rise it stands for `hold` before it falls.
    pub fn new(value: f32, hold: Duration, now: Instant) -> Self {
        let since = now;
        Self { value, since, hold }
    }

    /// Takes a new measurement; a lower one changes nothing.
    pub fn feed(&mut self, value: f32, now: Instant) {
        if value >= self.value(now) {
            (self.value, self.since) = (value, now);
        }
    }

    /// Where it stands.
    pub fn value(&self, now: Instant) -> f32 {
        let standing = now.saturating_duration_since(self.since);
        let falling = standing.saturating_sub(self.hold);
        (self.value - FALL_DB_PER_SECOND * falling.as_secs_f32()).max(SILENCE_DB)
    }
}

/// The meter of one channel.
#[derive(Clone, Copy, Debug)]
pub struct PeakMeter {
    level: Falling,
    held: Falling,
    clipped: Option<Instant>,
    clips: u32,
}

impl PeakMeter {
    /// In silence.
    pub fn new(now: Instant) -> Self {
        Self {
            level: Falling::new(SILENCE_DB, Duration::ZERO, now),
            held: Falling::new(SILENCE_DB, HOLD, now),
            clipped: None,
            clips: 0,
        }
    }

    /// Takes the largest magnitude since the last time: it falls as fast as peak meters do.
    pub fn feed(&mut self, peak: f32, now: Instant) {
        let db = to_db(peak);
        self.level.feed(db, now);
        self.held.feed(db, now);
    }

    /// Takes what a meter shows that moves by itself: RMS, programme and VU meters.
    pub fn show(&mut self, reading: f32, now: Instant) {
        let db = to_db(reading);
        self.level = Falling::new(db, Duration::ZERO, now);
        self.held.feed(db, now);
    }

    /// Takes how often full scale was reached since the last time.
    pub fn clip(&mut self, times: u32, now: Instant) {
        self.clips = self.clips.saturating_add(times);
        if times > 0 {
            self.clipped = Some(now);
        }
    }

    /// How often full scale was reached since [`PeakMeter::forget_clips`].
    pub fn clips(&self) -> u32 {
        self.clips
    }

    /// Counts from nothing again.
    pub fn forget_clips(&mut self) {
        self.clips = 0;
        self.clipped = None;
    }

    /// The level in dBFS.
    pub fn level(&self, now: Instant) -> f32 {
        self.level.value(now)
    }
    /// The highest level of late, in dBFS.
    pub fn held(&self, now: Instant) -> f32 {
        self.held.value(now)
    }
    /// True for some time after full scale was reached.
    pub fn is_clipped(&self, now: Instant) -> bool {
        self.clipped
            .is_some_and(|at| now.saturating_duration_since(at) < CLIP_HOLD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(start: Instant, seconds: f32) -> Instant {
        start + Duration::from_secs_f32(seconds)
    }

    fn close(a: f32, b: f32) -> bool {
        (a - b).abs() < 0.01
    }

    #[test]
    fn the_level_rises_at_once_and_falls_by_11_8_db_a_second() {
        let start = Instant::now();
        let mut meter = PeakMeter::new(start);
        meter.feed(0.5, start);
        assert!(close(meter.level(start), -6.02));
        assert!(close(meter.level(after(start, 1.0)), -17.82));
        meter.feed(0.01, after(start, 1.0));
        assert!(close(meter.level(after(start, 1.0)), -17.82), "not lower");
        meter.feed(0.5, after(start, 1.5));
        assert!(close(meter.level(after(start, 1.5)), -6.02));
        assert_eq!(meter.level(after(start, 60.0)), SILENCE_DB);
    }

    #[test]
    fn the_highest_peak_stands_for_two_seconds_and_then_falls() {
        let start = Instant::now();
        let mut meter = PeakMeter::new(start);
        meter.feed(0.5, start);
        meter.feed(0.1, after(start, 1.0));
        assert!(close(meter.held(after(start, 1.99)), -6.02));
        assert!(close(meter.held(after(start, 3.0)), -17.82));
    }

    #[test]
    fn full_scale_leaves_a_mark_for_five_seconds() {
        let start = Instant::now();
        let mut meter = PeakMeter::new(start);
        meter.feed(0.999, start);
        meter.clip(0, start);
        assert!(!meter.is_clipped(start));
        meter.clip(2, start);
        meter.clip(1, start);
        assert!(meter.is_clipped(after(start, 4.9)));
        assert!(!meter.is_clipped(after(start, 5.1)));
        assert_eq!(meter.clips(), 3);
        meter.forget_clips();
        assert_eq!(meter.clips(), 0);
    }

    #[test]
    fn a_meter_that_moves_by_itself_is_shown_as_it_is() {
        let start = Instant::now();
        let mut meter = PeakMeter::new(start);
        meter.show(0.5, start);
        meter.show(0.1, after(start, 0.05));
        assert!(close(meter.level(after(start, 0.05)), -20.0));
        assert!(close(meter.held(after(start, 0.05)), -6.02));
    }

    #[test]
    fn what_is_no_number_is_silence_and_what_is_endless_has_an_end() {
        assert_eq!(to_db(f32::NAN), SILENCE_DB);
        assert_eq!(to_db(-1.0), SILENCE_DB);
        assert_eq!(to_db(f32::INFINITY), TOP_DB);
    }
}
