//! Takeover: when a fader without a motor may move what it stands for. And the limit on how fast
//! anything may rise.

use std::time::{Duration, Instant};

/// Where a control stands, and whether it moves its target. The position belongs to the physical
/// control: another bank changes the target, not where the fader stands.
#[derive(Clone, Copy, Debug)]
pub struct Takeover {
    /// Last position that counted; none before the first.
    last: Option<f32>,
    synced: bool,
    /// The smallest step that it can send.
    step: f32,
    /// Its bottom end always takes.
    closes: bool,
}

impl Takeover {
    /// A control that has not been heard; `closes`: pulled to its bottom end it always takes.
    pub fn new(step: f32, closes: bool) -> Self {
        Self {
            last: None,
            synced: false,
            step,
            closes,
        }
    }

    /// Somebody else has moved the target, or it is another one now.
    pub fn rearm(&mut self) {
        self.synced = false;
    }

    /// Whether its bottom end always takes: where that is silence.
    pub fn close_at_end(&mut self, closes: bool) {
        self.closes = closes;
    }

    /// Where it stands is not known any more.
    pub fn forget(&mut self) {
        self.last = None;
        self.synced = false;
    }

    /// Its last position.
    pub fn position(&self) -> Option<f32> {
        self.last
    }

    /// True while it moves its target.
    pub fn is_synced(&self) -> bool {
        self.synced
    }

    /// A new position while the target stands at `target`. True when the target shall follow.
    pub fn hear(&mut self, position: f32, target: f32) -> bool {
        let Some(last) = self.last else {
            // Where a fader happens to stand when it is first heard is nobody's wish.
            self.last = Some(position);
            return false;
        };
        let at_end = position <= 0.0 || position >= 1.0;
        // A resting fader that trembles between two steps crosses nothing.
        if !self.synced && !at_end && (position - last).abs() < 1.5 * self.step {
            return false;
        }
        self.last = Some(position);
        let pulled_down = self.closes && position <= 0.0 && last > 0.0;
        self.synced = self.synced || pulled_down || self.crosses(last, position, target);
        self.synced
    }

    fn crosses(&self, last: f32, position: f32, target: f32) -> bool {
        let near = |position: f32| (position - target).abs() <= 0.5 * self.step;
        near(last) || near(position) || (last < target) != (position < target)
    }
}

/// A hand throws a fader from end to end in 50 ms; nothing rises faster.
const TRAVEL_PER_SECOND: f32 = 20.0;
/// The most that one message may add counts as if this had passed since the one before.
const LONGEST_STEP: Duration = Duration::from_millis(10);

/// Limits how fast a position rises. Falling is never limited.
#[derive(Clone, Copy, Debug, Default)]
pub struct Slew {
    goal: Option<f32>,
    stepped: Option<Instant>,
}

impl Slew {
    /// Where to go now, on the way from `from` to `to`.
    pub fn go(&mut self, from: f32, to: f32, now: Instant) -> f32 {
        let passed = self
            .stepped
            .map_or(LONGEST_STEP, |then| now.saturating_duration_since(then));
        self.stepped = Some(now);
        let allowed = from + TRAVEL_PER_SECOND * passed.min(LONGEST_STEP).as_secs_f32();
        // What is left by rounding alone is no way to go.
        let held_back = to > allowed + 1e-4;
        self.goal = held_back.then_some(to);
        if held_back { allowed } else { to }
    }

    /// Goes on from `from` where the limit held it back.
    pub fn go_on(&mut self, from: f32, now: Instant) -> Option<f32> {
        self.goal.map(|to| self.go(from, to, now))
    }

    /// Stays where it is.
    pub fn stop(&mut self) {
        self.goal = None;
    }

    /// True while the limit holds something back.
    pub fn is_moving(&self) -> bool {
        self.goal.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What happens to a fader.
    #[derive(Clone, Copy, Debug)]
    enum Event {
        /// It is moved there, and that does or does not move the target.
        To(f32, bool),
        /// Somebody else moves the target there.
        Target(f32),
        /// Another bank, with the target there.
        Bank(f32),
    }

    #[test]
    fn truth_table() {
        use Event::{Bank, Target, To};
        #[rustfmt::skip]
        let rows: &[(&str, f32, &[Event])] = &[
            ("the first position is memorised", 0.5, &[To(0.5, false)]),
            ("even at the bottom end", 0.5, &[To(0.0, false)]),
            ("beside the target nothing moves", 0.5, &[To(0.2, false), To(0.3, false), To(0.4, false)]),
            ("crossed upwards", 0.5, &[To(0.4, false), To(0.6, true), To(0.7, true)]),
            ("crossed downwards", 0.5, &[To(0.6, false), To(0.4, true), To(0.1, true)]),
            ("crossed in one throw", 0.5, &[To(0.0, false), To(1.0, true)]),
            ("met exactly", 0.5, &[To(0.4, false), To(0.5, true)]),
            ("stood on it", 0.5, &[To(0.5, false), To(0.52, true)]),
            ("step by step", 0.5, &[To(0.485, false), To(0.493, false), To(0.501, true), To(0.509, true)]),
            ("moved away by others", 0.5, &[To(0.4, false), To(0.6, true), Target(0.3), To(0.65, false), To(0.2, true)]),
            ("a fade past a resting fader", 0.3, &[To(0.5, false), Target(0.7), To(0.52, false), To(0.72, true)]),
            ("and back past it", 0.3, &[To(0.5, false), Target(0.7), Target(0.3), To(0.48, false)]),
            ("trembling while a fade passes", 0.3, &[To(0.5, false), Target(0.504), To(0.508, false), To(0.5, false)]),
            ("another bank re-arms", 0.5, &[To(0.4, false), To(0.6, true), Bank(0.2), To(0.5, false), To(0.1, true)]),
            ("the position is the fader's, not the bank's", 0.5, &[To(0.4, false), Bank(0.45), To(0.5, true)]),
            ("another bank on the same value", 0.5, &[To(0.4, false), To(0.6, true), Bank(0.6), To(0.63, true)]),
            ("the bottom end always takes", 0.8, &[To(0.4, false), To(0.3, false), To(0.0, true), To(0.1, true)]),
            ("from one step above it too", 0.8, &[To(0.007, false), To(0.0, true)]),
            ("resting at the bottom does not", 0.8, &[To(0.4, false), To(0.0, true), Bank(0.8), To(0.0, false)]),
            ("the top end crosses by one step", 1.0, &[To(0.992, false), To(1.0, true)]),
            ("off meets off", 0.0, &[To(0.0, false), To(0.05, true)]),
        ];
        for (name, target, events) in rows {
            let mut takeover = Takeover::new(1.0 / 127.0, true);
            let mut target = *target;
            for (at, event) in events.iter().enumerate() {
                match *event {
                    To(position, taken) => {
                        assert_eq!(takeover.hear(position, target), taken, "{name}: event {at}");
                        if taken {
                            target = position;
                        }
                    }
                    Target(place) | Bank(place) => {
                        target = place;
                        takeover.rearm();
                    }
                }
            }
        }
    }

    #[test]
    fn a_knob_at_its_end_takes_nothing() {
        let mut takeover = Takeover::new(1.0 / 127.0, false);
        assert!(!takeover.hear(0.3, 0.5));
        assert!(!takeover.hear(0.0, 0.5));
    }

    #[test]
    fn a_throw_of_50_ms_passes_and_a_jump_takes_as_long() {
        let begun = Instant::now();
        let at = |ms: u64| begun + Duration::from_millis(ms);
        let mut slew = Slew::default();
        let mut place = 0.0;
        for step in 1..=10_u64 {
            let hand = step as f32 / 10.0;
            place = slew.go(place, hand, at(5 * step));
            assert!((place - hand).abs() < 1e-5, "{step}: {place}");
        }
        let mut slew = Slew::default();
        let mut place = slew.go(0.1, 0.9, at(100));
        assert!((place - 0.3).abs() < 1e-5);
        for ms in [110, 120, 130] {
            assert!(slew.is_moving());
            place = slew.go_on(place, at(ms)).unwrap();
        }
        assert!((place - 0.9).abs() < 1e-5 && !slew.is_moving());
        assert_eq!(slew.go(place, 0.0, at(130)), 0.0);
    }
}
