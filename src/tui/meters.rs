//! How meters move: up at once, down slowly, with a mark at the highest point.
//!
//! The clock is an argument, so that a meter is a function of what came in and when.

use std::time::{Duration, Instant};

/// Processors that take gain away: gate, compressor, de-esser, dynamic equaliser, limiter.
pub const REDUCERS: usize = 5;

/// How fast a peak meter falls, in dB per second (20 dB in 1.7 s, as programme meters do).
pub const FALL_DB_PER_SECOND: f32 = 11.8;
/// How long the highest peak stands.
pub const HOLD: Duration = Duration::from_secs(2);
/// Time constant of the RMS level.
const RMS_TIME: Duration = Duration::from_millis(300);
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

/// What a meter shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The peak level, in dBFS.
    pub peak: f32,
    /// The RMS level, in dBFS of a square wave (a full-scale sine shows −3).
    pub rms: f32,
    /// The highest peak of late, in dBFS.
    pub held: f32,
    /// Full scale was reached since the mark was put out.
    pub clipped: bool,
}

impl Reading {
    /// Nothing.
    pub const SILENT: Self = Self {
        peak: SILENCE_DB,
        rms: SILENCE_DB,
        held: SILENCE_DB,
        clipped: false,
    };
}

/// The meter of one channel.
#[derive(Clone, Copy, Debug)]
pub struct Meter {
    level: Falling,
    held: Falling,
    rms: Rms,
    clipped: bool,
    /// How often full scale was reached since the mark was put out.
    clips: u32,
}

impl Meter {
    /// In silence.
    pub fn new(now: Instant) -> Self {
        Self {
            level: Falling::new(SILENCE_DB, Duration::ZERO, now),
            held: Falling::new(SILENCE_DB, HOLD, now),
            rms: Rms::new(now),
            clipped: false,
            clips: 0,
        }
    }

    /// Takes the largest magnitude since the last time, and the sum of squares over so many frames
    /// at `rate` Hz.
    pub fn feed(&mut self, peak: f32, (squares, frames): (f32, u32), rate: u32, now: Instant) {
        let db = to_db(peak);
        self.level.feed(db, now);
        self.held.feed(db, now);
        self.rms.feed(squares, frames, rate, now);
        self.clipped |= peak >= 1.0;
    }

    /// Takes what a meter shows that moves by itself: RMS, programme and VU meters.
    pub fn show(&mut self, reading: f32, now: Instant) {
        self.level = Falling::new(to_db(reading), Duration::ZERO, now);
    }

    /// Takes how often full scale was reached since the last time.
    pub fn clip(&mut self, times: u32) {
        self.clips = self.clips.saturating_add(times);
        self.clipped |= times > 0;
    }

    /// How often full scale was reached since [`Meter::clear_clip`].
    pub fn clips(&self) -> u32 {
        self.clips
    }

    /// What it shows.
    pub fn read(&self, now: Instant) -> Reading {
        let peak = self.level.value(now);
        Reading {
            peak,
            rms: self.rms.value(now).min(peak),
            held: self.held.value(now),
            clipped: self.clipped,
        }
    }

    /// Puts the clip mark out.
    pub fn clear_clip(&mut self) {
        self.clipped = false;
        self.clips = 0;
    }
}

/// The mean square over about the last 300 ms, the time of a VU meter.
#[derive(Clone, Copy, Debug)]
struct Rms {
    mean_square: f32,
    fed: Instant,
}

impl Rms {
    fn new(now: Instant) -> Self {
        Self {
            mean_square: 0.0,
            fed: now,
        }
    }

    fn feed(&mut self, squares: f32, frames: u32, rate: u32, now: Instant) {
        let mean = squares / frames as f32;
        if frames == 0 || rate == 0 || !mean.is_finite() {
            return;
        }
        let seconds = frames as f32 / rate as f32;
        let share = 1.0 - (-seconds / RMS_TIME.as_secs_f32()).exp();
        self.mean_square += share * (mean - self.mean_square);
        self.fed = now;
    }

    /// Without news it falls as a peak does: audio has stopped.
    fn value(&self, now: Instant) -> f32 {
        let silent = now.saturating_duration_since(self.fed);
        let falling = silent.saturating_sub(RMS_TIME).as_secs_f32();
        let db = to_db(self.mean_square.sqrt()) - FALL_DB_PER_SECOND * falling;
        db.max(SILENCE_DB)
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

    /// Without any RMS.
    const NONE: (f32, u32) = (0.0, 0);

    #[test]
    fn the_level_rises_at_once_and_falls_by_11_8_db_a_second() {
        let start = Instant::now();
        let mut meter = Meter::new(start);
        meter.feed(0.5, NONE, 48_000, start);
        assert!(close(meter.read(start).peak, -6.02));
        assert!(close(meter.read(after(start, 1.0)).peak, -17.82));
        meter.feed(0.01, NONE, 48_000, after(start, 1.0));
        assert!(
            close(meter.read(after(start, 1.0)).peak, -17.82),
            "not lower"
        );
        meter.feed(0.5, NONE, 48_000, after(start, 1.5));
        assert!(close(meter.read(after(start, 1.5)).peak, -6.02));
        assert_eq!(meter.read(after(start, 60.0)).peak, SILENCE_DB);
    }

    #[test]
    fn the_highest_peak_stands_for_two_seconds_and_then_falls() {
        let start = Instant::now();
        let mut meter = Meter::new(start);
        meter.feed(0.5, NONE, 48_000, start);
        meter.feed(0.1, NONE, 48_000, after(start, 1.0));
        assert!(close(meter.read(after(start, 1.99)).held, -6.02));
        assert!(close(meter.read(after(start, 3.0)).held, -17.82));
    }

    #[test]
    fn full_scale_leaves_a_mark_until_it_is_put_out() {
        let start = Instant::now();
        let mut meter = Meter::new(start);
        meter.feed(0.999, NONE, 48_000, start);
        assert!(!meter.read(start).clipped);
        meter.feed(1.0, NONE, 48_000, start);
        assert!(meter.read(after(start, 3600.0)).clipped);
        meter.clip(3);
        assert_eq!(meter.clips(), 3);
        meter.clear_clip();
        assert!(!meter.read(start).clipped);
        assert_eq!(meter.clips(), 0);
    }

    #[test]
    fn a_meter_that_moves_by_itself_is_shown_as_it_is() {
        let start = Instant::now();
        let mut meter = Meter::new(start);
        meter.show(0.5, start);
        meter.show(0.1, after(start, 0.05));
        assert!(close(meter.read(after(start, 0.05)).peak, -20.0));
    }

    #[test]
    fn the_rms_level_of_a_sine_is_3_db_below_its_peak_and_takes_300_ms() {
        let start = Instant::now();
        let mut meter = Meter::new(start);
        // A sine of amplitude one half: its mean square is one eighth.
        let mut feed = |at: f32| {
            let now = after(start, at);
            meter.feed(0.5, (1200.0 / 8.0, 1200), 48_000, now);
            meter.read(now).rms
        };
        let rising: Vec<f32> = (1..=120).map(|step| feed(0.025 * step as f32)).collect();
        // After one time constant 1 − 1/e of the power is there: −1.99 dB.
        assert!(close(rising[11], -9.03 - 1.99), "{}", rising[11]);
        assert!(close(rising[119], -9.03), "{}", rising[119]);
    }

    #[test]
    fn what_is_no_number_is_silence_and_what_is_endless_has_an_end() {
        assert_eq!(to_db(f32::NAN), SILENCE_DB);
        assert_eq!(to_db(-1.0), SILENCE_DB);
        assert_eq!(to_db(f32::INFINITY), TOP_DB);
    }
}
