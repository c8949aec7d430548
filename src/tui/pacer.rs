//! When the next frame may be drawn.

use std::time::{Duration, Instant};

/// Shortest time between frames: 30 a second.
const FRAME: Duration = Duration::from_micros(33_334);
/// A screen on which nothing moves is drawn again after this time: notices pass by themselves.
const IDLE: Duration = Duration::from_secs(1);
/// Longest wait for the console: a key waits no longer than this, panic has 50 ms.
const KEY_PATIENCE: Duration = Duration::from_millis(10);

/// Keeps frames apart.
#[derive(Debug)]
pub(super) struct Pacer {
    drawn: Option<Instant>,
}

impl Pacer {
    /// Nothing drawn yet.
    pub fn new() -> Self {
        Self { drawn: None }
    }

    /// How long to wait for the console before looking at keys and frames again.
    pub fn patience(&self, is_changed: bool, now: Instant) -> Duration {
        if is_changed {
            self.left(FRAME, now).min(KEY_PATIENCE)
        } else {
            KEY_PATIENCE
        }
    }

    /// True when a frame is due.
    pub fn is_due(&self, is_changed: bool, now: Instant) -> bool {
        let apart = if is_changed { FRAME } else { IDLE };
        self.left(apart, now).is_zero()
    }

    /// A frame was drawn.
    pub fn drawn(&mut self, now: Instant) {
        self.drawn = Some(now);
    }

    fn left(&self, apart: Duration, now: Instant) -> Duration {
        self.drawn.map_or(Duration::ZERO, |drawn| {
            apart.saturating_sub(now.saturating_duration_since(drawn))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_apart_and_keys_never_wait_long() {
        let start = Instant::now();
        let mut pacer = Pacer::new();
        assert!(pacer.is_due(true, start));
        pacer.drawn(start);
        let ms = |ms| start + Duration::from_millis(ms);
        assert!(!pacer.is_due(true, ms(33)));
        assert!(pacer.is_due(true, ms(34)));
        assert!(!pacer.is_due(false, ms(999)));
        assert!(pacer.is_due(false, ms(1000)));
        assert!(pacer.patience(true, ms(30)) < Duration::from_millis(4));
        assert_eq!(pacer.patience(false, ms(900)), KEY_PATIENCE);
    }
}
