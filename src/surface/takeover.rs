//! Takeover: when a fader may move what it stands for.

use std::time::{Duration, Instant};

/// A fader that has moved within this time goes on moving step by step; one at rest trembles.
const MOVING: Duration = Duration::from_millis(500);

/// What a position means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Nobody moved it: the device measures a step more or less at rest.
    Tremble,
    /// It has to be moved across its target first.
    Waits,
    /// The target shall follow.
    Takes,
}

/// Where a control stands, and whether it moves its target. The position belongs to the physical
/// control: another bank changes the target, not where the fader stands.
#[derive(Clone, Copy, Debug)]
pub struct Takeover {
    /// Last position that counted; none before the first.
    last: Option<f32>,
    /// Last position of all.
    heard: Option<f32>,
    /// When it moved last, and whether upwards.
    moved: Option<(Instant, bool)>,
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
            heard: None,
            moved: None,
            synced: false,
            step,
            closes,
        }
    }

    /// Somebody else has moved the target, or it is another one now.
    pub fn rearm(&mut self) {
        self.synced = false;
    }

    /// The target goes where it was asked to go.
    pub fn agree(&mut self) {
        self.synced = self.last.is_some();
    }

    /// A motor has brought it to its target.
    pub fn stand_at(&mut self, position: f32) {
        self.last = Some(position);
        self.heard = self.last;
        self.moved = None;
        self.synced = true;
    }

    /// Whether its bottom end always takes: where that is silence.
    pub fn close_at_end(&mut self, closes: bool) {
        self.closes = closes;
    }

    /// Where it stands is not known any more.
    pub fn forget(&mut self) {
        self.last = None;
        self.heard = None;
        self.moved = None;
        self.synced = false;
    }

    /// It stands there, whatever that means.
    pub fn memorise(&mut self, position: f32) {
        self.forget();
        self.last = Some(position);
        self.heard = self.last;
    }

    /// Its last position that counted.
    pub fn position(&self) -> Option<f32> {
        self.last
    }

    /// True while it moves its target.
    pub fn is_synced(&self) -> bool {
        self.synced
    }

    /// A new position while the target stands at `target`.
    pub fn hear(&mut self, position: f32, target: f32, now: Instant) -> Heard {
        let before = self.heard.replace(position);
        let Some(last) = self.last else {
            // Where a fader happens to stand when it is first heard is nobody's wish.
            self.last = Some(position);
            return Heard::Waits;
        };
        let pulled_down = self.closes && position <= 0.0 && before.is_some_and(|then| then > 0.0);
        let closes = pulled_down && target > 0.0;
        if !closes && self.trembles(last, position, now) {
            return Heard::Tremble;
        }
        self.moved = Some((now, position > last));
        self.last = Some(position);
        self.synced = self.synced || pulled_down || self.crosses(last, position, target);
        if self.synced {
            Heard::Takes
        } else {
            Heard::Waits
        }
    }

    /// One step is no hand, unless it goes on where a hand went, or reaches an end.
    fn trembles(&self, last: f32, position: f32, now: Instant) -> bool {
        let way = position - last;
        let reaches_end = (position <= 0.0 || position >= 1.0) && way != 0.0;
        let goes_on = |(then, up): (Instant, bool)| {
            way != 0.0 && up == (way > 0.0) && now.saturating_duration_since(then) < MOVING
        };
        way.abs() < 1.5 * self.step && !reaches_end && !self.moved.is_some_and(goes_on)
    }

    fn crosses(&self, last: f32, position: f32, target: f32) -> bool {
        let near = |position: f32| (position - target).abs() <= 0.5 * self.step;
        near(last) || near(position) || (last < target) != (position < target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: f32 = 1.0 / 127.0;

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
            ("one step up and down again too", 0.8, &[To(0.0, false), To(STEP, false), To(0.0, true)]),
            ("resting at the bottom does not", 0.8, &[To(0.4, false), To(0.0, true), Bank(0.8), To(0.0, false)]),
            ("the top end crosses by one step", 1.0, &[To(0.992, false), To(1.0, true)]),
            ("off meets off", 0.0, &[To(0.0, false), To(0.05, true)]),
        ];
        let now = Instant::now();
        for (name, target, events) in rows {
            let mut takeover = Takeover::new(STEP, true);
            let mut target = *target;
            for (at, event) in events.iter().enumerate() {
                match *event {
                    To(position, taken) => {
                        let heard = takeover.hear(position, target, now) == Heard::Takes;
                        assert_eq!(heard, taken, "{name}: event {at}");
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
        let now = Instant::now();
        assert_eq!(takeover.hear(0.3, 0.5, now), Heard::Waits);
        assert_eq!(takeover.hear(0.0, 0.5, now), Heard::Waits);
    }

    #[test]
    fn one_step_at_rest_is_no_hand_and_a_slow_move_is() {
        let begun = Instant::now();
        let at = |ms: u64| begun + Duration::from_millis(ms);
        let steps = |positions: &[u8], gap: u64| {
            let mut takeover = Takeover::new(1.0 / 127.0, true);
            takeover.stand_at(64.0 / 127.0);
            let mut hear = |(number, position): (u64, &u8)| {
                let position = f32::from(*position) / 127.0;
                takeover.hear(position, 64.0 / 127.0, at(gap * number)) == Heard::Takes
            };
            (0..).zip(positions).filter(|it| hear((it.0, it.1))).count()
        };
        assert_eq!(steps(&[65, 64, 65, 64, 63, 64, 65], 20), 0);
        assert_eq!(steps(&[66, 67, 68, 69], 50), 4);
        assert_eq!(steps(&[66, 65, 66, 65, 66], 50), 1);
        assert_eq!(steps(&[66, 67, 66, 67], 2000), 1);
    }
}
