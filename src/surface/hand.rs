//! A hand on one control: what it has done, what it holds, and what it is told.

use super::takeover::{Slew, Takeover};
use crate::param::{ParamAddr, Plain};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Values of ours that the console has not confirmed are given up after this.
const CONFIRMED_WITHIN: Duration = Duration::from_millis(500);
/// A motor that was told to move sends positions for this long, which nobody's hand has made.
const MOTOR_TIME: Duration = Duration::from_millis(250);
/// A fader without a sense of touch, or with a lost one, counts as held this long after a move.
const HELD_AFTER_MOVE: Duration = Duration::from_millis(300);
/// A touch without any move is stuck after this.
const STUCK: Duration = Duration::from_secs(30);

/// The state of one physical control.
#[derive(Debug)]
pub struct Hand {
    /// Whether it may move its target; a control whose motor follows always may.
    pub takeover: Takeover,
    /// How fast it may rise.
    pub slew: Slew,
    /// The host moves it: motor or ring.
    pub is_driven: bool,
    /// The gesture that was begun for it.
    pub held: Option<ParamAddr>,
    touched: Option<Instant>,
    heard: Option<Instant>,
    driven: Option<Instant>,
    /// Values sent and not confirmed, oldest first.
    sent: VecDeque<(Plain, Instant)>,
}

impl Hand {
    /// A control that nobody has touched.
    pub fn new(takeover: Takeover, is_driven: bool) -> Self {
        Self {
            takeover,
            slew: Slew::default(),
            is_driven,
            held: None,
            touched: None,
            heard: None,
            driven: None,
            sent: VecDeque::new(),
        }
    }

    /// A new position while the target stands at `target`. True when the target shall follow.
    pub fn hear(&mut self, position: f32, target: f32, now: Instant) -> bool {
        if !self.is_driven {
            self.heard = Some(now);
            return self.takeover.hear(position, target);
        }
        // For the ghost; a driven control is always in step.
        self.takeover.hear(position, position);
        let is_motor = self
            .driven
            .is_some_and(|then| now.saturating_duration_since(then) < MOTOR_TIME);
        if self.touched.is_none() && is_motor {
            return false;
        }
        self.heard = Some(now);
        true
    }

    /// A hand comes or goes.
    pub fn touch(&mut self, on: bool, now: Instant) {
        self.touched = on.then_some(now);
        if !on {
            self.heard = None;
        }
    }

    /// True while a hand is on it: the motor must not pull.
    pub fn is_held(&self, now: Instant) -> bool {
        let within = |then: Option<Instant>, time| {
            then.is_some_and(|then| now.saturating_duration_since(then) < time)
        };
        let fresh = within(self.touched.max(self.heard), STUCK);
        (self.touched.is_some() && fresh) || within(self.heard, HELD_AFTER_MOVE)
    }

    /// Its motor was told to move.
    pub fn drive(&mut self, now: Instant) {
        self.driven = Some(now);
    }

    /// This value was asked for.
    pub fn send(&mut self, value: Plain, now: Instant) {
        self.sent.push_back((value, now));
    }

    /// The value asked for last, while it is not confirmed.
    pub fn last_sent(&self, now: Instant) -> Option<Plain> {
        let (value, then) = self.sent.back()?;
        let fresh = now.saturating_duration_since(*then) < CONFIRMED_WITHIN;
        fresh.then_some(*value)
    }

    /// The console says that the target has this value. False when it is not one of ours.
    pub fn confirm(&mut self, value: Plain, now: Instant) -> bool {
        let fresh = |then: Instant| now.saturating_duration_since(then) < CONFIRMED_WITHIN;
        self.sent.retain(|(_, then)| fresh(*then));
        let found = self.sent.iter().rposition(|(sent, _)| *sent == value);
        if let Some(at) = found {
            // The console tells only the last of several values.
            self.sent.drain(..=at);
        }
        found.is_some()
    }

    /// It stands for something else now.
    pub fn retarget(&mut self) {
        self.takeover.rearm();
        self.slew.stop();
        self.sent.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hand(is_driven: bool) -> Hand {
        Hand::new(Takeover::new(1.0 / 127.0, true), is_driven)
    }

    #[test]
    fn a_motor_is_heard_only_under_a_hand_or_at_rest() {
        let begun = Instant::now();
        let at = |ms: u64| begun + Duration::from_millis(ms);
        // Told to move at, touched at, heard at; taken?
        #[rustfmt::skip]
        let rows = [
            (None,    None,     0,   true),
            (Some(0), None,     100, false),
            (Some(0), None,     249, false),
            (Some(0), None,     251, true),
            (Some(0), Some(50), 100, true),
        ];
        for (driven, touched, heard, taken) in rows {
            let mut hand = hand(true);
            if let Some(ms) = driven {
                hand.drive(at(ms));
            }
            if let Some(ms) = touched {
                hand.touch(true, at(ms));
            }
            let found = hand.hear(0.5, 0.1, at(heard));
            assert_eq!(found, taken, "{driven:?} {touched:?} {heard}");
        }
    }

    #[test]
    fn a_hand_holds_while_it_touches_and_a_little_after_a_move() {
        let begun = Instant::now();
        let at = |ms: u64| begun + Duration::from_millis(ms);
        // Touched at, released at, moved at; held when?
        #[rustfmt::skip]
        let rows = [
            (None,    None,      None,        10,     false),
            (Some(0), None,      None,        1000,   true),
            (Some(0), None,      None,        30_001, false),
            (Some(0), None,      Some(29_000), 30_001, true),
            (Some(0), Some(500), Some(450),   501,    false),
            (None,    None,      Some(0),     299,    true),
            (None,    None,      Some(0),     301,    false),
        ];
        for (touched, released, moved, when, held) in rows {
            let mut hand = hand(true);
            if let Some(ms) = touched {
                hand.touch(true, at(ms));
            }
            if let Some(ms) = moved {
                hand.hear(0.5, 0.5, at(ms));
            }
            if let Some(ms) = released {
                hand.touch(false, at(ms));
            }
            assert_eq!(
                hand.is_held(at(when)),
                held,
                "{touched:?} {released:?} {moved:?}"
            );
        }
    }

    #[test]
    fn own_values_are_told_from_those_of_others() {
        let now = Instant::now();
        let mut hand = hand(false);
        for value in [1.0, 2.0, 3.0] {
            hand.send(Plain(value), now);
        }
        assert!(hand.confirm(Plain(2.0), now));
        assert!(!hand.confirm(Plain(1.0), now));
        assert_eq!(hand.last_sent(now), Some(Plain(3.0)));
        assert!(!hand.confirm(Plain(7.0), now));
        assert!(hand.confirm(Plain(3.0), now));
        hand.send(Plain(4.0), now);
        assert!(!hand.confirm(Plain(4.0), now + CONFIRMED_WITHIN));
    }
}
