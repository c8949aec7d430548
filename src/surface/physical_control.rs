//! A hand on one control: what it has done, what it holds, and what it is told.

use super::takeover::{Heard, Takeover};
use crate::param::{ParamAddr, Plain};
use crate::show::mapping_file::Echo;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Values of ours that the console has not confirmed are given up after this.
const CONFIRMED_WITHIN: Duration = Duration::from_millis(500);
/// A motor that was told to move needs this long, and sends positions that nobody's hand has made.
const MOTOR_TIME: Duration = Duration::from_millis(250);
/// A motor keeps up with ways as short as this, and is there at once.
const SHORT_WAY: f32 = 0.03;
/// A motor that keeps up is off its goal by this much at most; more is a hand.
const MOTOR_LAG: f32 = 0.04;
/// A fader without a sense of touch counts as held this long after a move.
const HELD_AFTER_MOVE: Duration = Duration::from_millis(300);
/// The same where the device must not be answered while it is moved.
const AT_REST: Duration = Duration::from_millis(500);
/// A touch without any move is stuck after this.
const STUCK: Duration = Duration::from_secs(30);
/// Positions of a moving fader follow one another at least this soon.
const FOLLOWS_WITHIN: Duration = Duration::from_millis(100);
/// The most that a hand moves a fader between two positions.
const HAND_STEP: f32 = 0.25;
/// A motor stands where its target is, and a hand begins there: a position that lies further above it than this, and
/// that nothing led to, waits for another one. Under a finger that is felt it counts, as a jump.
const LONE_STEP: f32 = 0.1;
/// A motor that nobody touches is sent back to its place this long after it left it.
const STRAYED: Duration = Duration::from_millis(300);

/// What a control can do.
#[derive(Clone, Copy, Debug)]
pub struct Senses {
    /// The host moves it: motor or ring.
    pub is_driven: bool,
    /// It has a motor, which takes its time.
    pub has_motor: bool,
    /// It feels hands: a position without a touch is nobody's wish.
    pub has_touch: bool,
    /// When it is answered.
    pub echo: Echo,
}

/// What a position of a control means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// No hand made it.
    Nobody,
    /// A hand made it, but it has to cross its target first.
    Waits,
    /// The target shall follow. `follows`: it follows another position as a hand moves.
    Takes {
        /// The position before came a moment ago, and is not far.
        follows: bool,
    },
}

/// The state of one physical control.
#[derive(Debug)]
pub struct PhysicalControl {
    /// Whether it may move its target.
    pub takeover: Takeover,
    /// What it can do.
    pub senses: Senses,
    /// The gesture that was begun for it.
    pub held: Option<ParamAddr>,
    /// What its target was before it began to move.
    pub before: Option<(ParamAddr, Plain)>,
    /// It was somewhere else at once: no hand does that.
    jumped: bool,
    touched: Option<Instant>,
    heard: Option<Instant>,
    /// Where its motor was sent last, and when.
    driven: Option<(f32, Instant)>,
    /// Its motor is on its way since then.
    arriving: Option<Instant>,
    /// Where it stands, as far as that is known.
    stands: Option<f32>,
    /// It has left its place and nobody touched it.
    strayed: Option<Instant>,
    /// A position of its motor that nothing led to.
    lone: Option<(f32, Instant)>,
    /// Values sent and not confirmed, oldest first.
    sent: VecDeque<(Plain, Instant)>,
    /// The value of ours that the console has or goes to.
    own: Option<Plain>,
}

impl PhysicalControl {
    /// A control that nobody has touched.
    pub fn new(takeover: Takeover, senses: Senses) -> Self {
        Self {
            takeover,
            senses,
            held: None,
            before: None,
            jumped: false,
            touched: None,
            heard: None,
            driven: None,
            arriving: None,
            stands: None,
            strayed: None,
            lone: None,
            sent: VecDeque::new(),
            own: None,
        }
    }

    /// A new position while the target stands at `target`.
    pub fn hear(&mut self, position: f32, target: f32, now: Instant) -> Move {
        if self.senses.has_touch && self.touched.is_none() {
            self.stray(position, now);
            return Move::Nobody;
        }
        self.arrive(now);
        if !self.senses.has_touch && self.is_motors(position, now) {
            return Move::Nobody;
        }
        let is_lone = self.senses.has_motor && self.is_lone(position, target, now);
        if is_lone && !self.senses.has_touch {
            self.stray(position, now);
            return Move::Nobody;
        }
        let is_there = (position - target).abs() <= SHORT_WAY;
        if self.touched.is_some() && self.senses.has_motor && !self.takeover.is_synced() && is_there
        {
            // A finger that moves on from where the target stands.
            self.takeover.stand_at(target);
        }
        let near = self.takeover.position().is_some() && !self.is_jump(position);
        let heard = self.takeover.hear(position, target, now);
        if heard == Heard::Tremble {
            return Move::Nobody;
        }
        let follows = near && within(self.heard, FOLLOWS_WITHIN, now);
        if !follows {
            self.before = None;
        }
        self.heard = Some(now);
        self.stands = Some(position);
        self.arriving = None;
        match heard {
            Heard::Takes => Move::Takes { follows },
            _ => Move::Waits,
        }
    }

    /// Nobody touches it, and it says that it stands there.
    fn stray(&mut self, position: f32, now: Instant) {
        if !self.senses.has_motor {
            self.takeover.memorise(position);
            return;
        }
        self.arrive(now);
        let is_off = |(goal, _): (f32, Instant)| (position - goal).abs() > SHORT_WAY;
        if self.arriving.is_none() && self.driven.is_none_or(is_off) {
            self.stands = None;
            self.strayed = Some(now);
        }
    }

    /// True for a position far above the target that nothing led to. Another one that goes on from it shows that a
    /// hand makes it.
    fn is_lone(&mut self, position: f32, target: f32, now: Instant) -> bool {
        let lone = self.lone.take();
        let is_near = |place: f32| (position - place).abs() <= LONE_STEP;
        let last = self.takeover.position();
        let follows = within(self.heard, FOLLOWS_WITHIN, now) && !self.is_jump(position);
        if position - target <= LONE_STEP || last.is_none_or(is_near) || follows {
            return false;
        }
        let goes_on = |(before, then): (f32, Instant)| {
            let way = (position - before).abs();
            way > 0.0 && way <= HAND_STEP && within(Some(then), FOLLOWS_WITHIN, now)
        };
        if lone.is_some_and(goes_on) {
            self.strayed = None;
            return false;
        }
        self.lone = Some((position, now));
        true
    }

    /// True when it left its place, nobody touched it, and it has come to rest: its motor has to be
    /// told again.
    pub fn take_strayed(&mut self, now: Instant) -> bool {
        let over = self.strayed.is_some() && !within(self.strayed, STRAYED, now);
        if over {
            self.strayed = None;
        }
        over
    }

    /// True for a position that its motor has made.
    fn is_motors(&self, position: f32, now: Instant) -> bool {
        let Some((goal, then)) = self.driven.filter(|_| self.senses.has_motor) else {
            return false;
        };
        let lags =
            (position - goal).abs() <= MOTOR_LAG && self.heard.is_none_or(|heard| heard < then);
        self.arriving.is_some() || lags && within(Some(then), MOTOR_TIME, now)
    }

    /// True for a position so far from the one before that no hand has made the way.
    pub fn is_jump(&self, position: f32) -> bool {
        let last = self.takeover.position();
        last.is_some_and(|last| (position - last).abs() > HAND_STEP)
    }

    /// Whether a position that takes its target far up (`is_far`) is a hand's throw. A jump is none, and
    /// what follows it is none until the target has caught up.
    pub fn is_throw(&mut self, follows: bool, is_far: bool, is_jump: bool) -> bool {
        let is_felt = self.touched.is_some() && self.lone.is_none();
        let throw = is_felt || !is_far || follows && !self.jumped;
        self.jumped = !throw && (is_jump || follows);
        throw
    }

    /// A hand comes or goes.
    pub fn touch(&mut self, on: bool, now: Instant) {
        self.touched = on.then_some(now);
        if !on {
            self.heard = None;
            return;
        }
        self.arrive(now);
        if self.arriving.take().is_some() || self.stands.is_none() {
            // Caught on its way: it stands anywhere.
            self.stands = None;
            self.takeover.forget();
        }
    }

    /// True while a hand is felt on it.
    pub fn is_touched(&self) -> bool {
        self.touched.is_some()
    }

    /// True while a hand is on it: the motor must not pull.
    pub fn is_held(&self, now: Instant) -> bool {
        let rest = match self.senses.echo {
            Echo::AtRest => AT_REST,
            Echo::Always => HELD_AFTER_MOVE,
        };
        let fresh = within(self.touched.max(self.heard), STUCK, now);
        (self.touched.is_some() && fresh) || within(self.heard, rest, now)
    }

    /// Its motor or ring was told to go there.
    pub fn drive(&mut self, position: f32, now: Instant) {
        self.arrive(now);
        let is_near =
            |place: Option<f32>| place.is_some_and(|at| (at - position).abs() <= SHORT_WAY);
        if self.touched.is_some() {
            // A finger that was taken for gone may hold it back.
            self.stands = None;
            self.arriving = None;
            self.takeover.forget();
        } else if !self.senses.has_motor || is_near(self.stands) {
            self.stands = Some(position);
            self.takeover.stand_at(position);
        } else if self.arriving.is_none() || !is_near(self.driven.map(|(goal, _)| goal)) {
            self.arriving = Some(now);
            self.stands = None;
        }
        self.driven = Some((position, now));
    }

    /// Takes note that its motor has had the time to arrive.
    fn arrive(&mut self, now: Instant) {
        if self.arriving.is_some()
            && !within(self.arriving, MOTOR_TIME, now)
            && let Some((goal, _)) = self.driven
        {
            self.arriving = None;
            self.stands = Some(goal);
            self.takeover.stand_at(goal);
        }
    }

    /// This value was asked for.
    pub fn send(&mut self, value: Plain, now: Instant) {
        self.sent.push_back((value, now));
    }

    /// The target has this value, or goes there. False when that is somebody else's doing.
    pub fn confirm(&mut self, value: Plain, now: Instant) -> bool {
        self.sent
            .retain(|(_, then)| within(Some(*then), CONFIRMED_WITHIN, now));
        let found = self.sent.iter().rposition(|(sent, _)| *sent == value);
        if let Some(at) = found {
            // The console tells only the last of several values.
            self.sent.drain(..=at);
            self.own = Some(value);
            self.takeover.agree();
            return true;
        }
        self.own == Some(value)
    }

    /// Somebody else has moved the target.
    pub fn yield_to_others(&mut self) {
        self.own = None;
        self.before = None;
        self.takeover.rearm();
    }

    /// It stands for something else now.
    pub fn retarget(&mut self) {
        self.yield_to_others();
        self.sent.clear();
    }

    /// Nothing is known of where it stands.
    pub fn forget(&mut self) {
        self.takeover.forget();
        self.retarget();
        self.touched = None;
        self.heard = None;
        self.driven = None;
        self.arriving = None;
        self.stands = None;
        self.strayed = None;
        self.lone = None;
    }

    /// No hand has made its last positions: it stands there, and that is all.
    pub fn disown(&mut self, position: f32, now: Instant) -> Option<(ParamAddr, Plain)> {
        let before = self.before.take();
        self.retarget();
        self.takeover.memorise(position);
        self.heard = None;
        self.stands = None;
        if self.senses.has_motor {
            self.strayed = Some(now);
        }
        before
    }
}

fn within(then: Option<Instant>, time: Duration, now: Instant) -> bool {
    then.is_some_and(|then| now.saturating_duration_since(then) < time)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOTOR: Senses = Senses {
        is_driven: true,
        has_motor: true,
        has_touch: false,
        echo: Echo::Always,
    };
    const PLAIN: Senses = Senses {
        is_driven: false,
        has_motor: false,
        ..MOTOR
    };
    const TOUCH: Senses = Senses {
        has_touch: true,
        ..MOTOR
    };

    fn hand(senses: Senses) -> PhysicalControl {
        PhysicalControl::new(Takeover::new(1.0 / 127.0, true), senses)
    }

    fn clock() -> impl Fn(u64) -> Instant {
        let begun = Instant::now();
        move |ms| begun + Duration::from_millis(ms)
    }

    fn takes(found: Move) -> bool {
        matches!(found, Move::Takes { .. })
    }

    #[test]
    fn a_motor_counts_only_under_a_finger_that_is_felt() {
        let at = clock();
        // Told to move at, touched at, heard at; taken?
        #[rustfmt::skip]
        let rows = [
            (None,    None,      0,   false),
            (Some(0), None,      100, false),
            (Some(0), None,      900, false),
            (Some(0), Some(50),  100, false),
            (Some(0), Some(260), 300, true),
        ];
        for (driven, touched, heard, taken) in rows {
            let mut hand = hand(TOUCH);
            if let Some(ms) = driven {
                hand.drive(0.4, at(ms));
            }
            if let Some(ms) = touched {
                hand.touch(true, at(ms));
            }
            let found = hand.hear(0.5, 0.4, at(heard));
            assert_eq!(takes(found), taken, "{driven:?} {touched:?} {heard}");
        }
    }

    #[test]
    fn a_motor_without_touch_is_heard_when_it_has_arrived_or_leaves_the_way_of_a_fade() {
        let at = clock();
        let mut hand = hand(MOTOR);
        hand.drive(0.4, at(0));
        assert_eq!(hand.hear(0.2, 0.4, at(100)), Move::Nobody);
        assert!(takes(hand.hear(0.45, 0.4, at(400))));
        // A slow fade, a message every 20 ms: the motor keeps up, a hand does not.
        let mut place = 0.45;
        for turn in 0..50 {
            place += 0.005;
            hand.yield_to_others();
            hand.drive(place, at(1000 + 20 * turn));
            let behind = hand.hear(place - 0.02, place, at(1005 + 20 * turn));
            assert_eq!(behind, Move::Nobody, "{turn}");
        }
        assert!(takes(hand.hear(place - 0.1, place, at(1990))));
    }

    #[test]
    fn a_foreign_move_under_a_finger_has_to_be_crossed() {
        let at = clock();
        let mut hand = hand(TOUCH);
        hand.drive(0.75, at(0));
        hand.touch(true, at(500));
        hand.yield_to_others();
        assert_eq!(hand.hear(0.72, 0.3, at(600)), Move::Waits);
        assert_eq!(hand.hear(0.63, 0.3, at(700)), Move::Waits);
        assert!(takes(hand.hear(0.28, 0.3, at(800))));
        // Let go, and touched before the motor is there.
        hand.yield_to_others();
        hand.touch(false, at(900));
        hand.drive(0.8, at(901));
        hand.touch(true, at(950));
        assert_eq!(hand.hear(0.5, 0.8, at(960)), Move::Waits);
        assert_eq!(hand.hear(0.55, 0.8, at(970)), Move::Waits);
        // Moved on from where the console stands.
        assert!(takes(hand.hear(0.78, 0.8, at(980))));
        hand.yield_to_others();
        // Let go until it has been there.
        hand.touch(false, at(1000));
        hand.drive(0.8, at(1001));
        hand.touch(true, at(1300));
        assert!(takes(hand.hear(0.78, 0.8, at(1310))));
    }

    #[test]
    fn a_motor_that_left_its_place_by_itself_is_sent_back_once_it_rests() {
        let at = clock();
        let mut hand = hand(TOUCH);
        hand.drive(0.4, at(0));
        hand.touch(true, at(300));
        hand.touch(false, at(301));
        assert_eq!(hand.hear(0.9, 0.4, at(400)), Move::Nobody);
        assert!(!hand.take_strayed(at(650)));
        assert!(hand.take_strayed(at(701)) && !hand.take_strayed(at(702)));
    }

    #[test]
    fn a_lone_position_far_above_a_motor_is_no_hand_and_two_are() {
        let at = clock();
        // The positions at 1 s, 10 ms apart; which of them count; which are a throw where a finger is felt.
        #[rustfmt::skip]
        let rows: [(&[f32], &[bool], &[bool]); 6] = [
            (&[1.0],                 &[false],                  &[false]),
            (&[0.8, 0.8],            &[false, false],           &[false, false]),
            (&[0.6, 0.75, 0.95],     &[false, true, true],      &[false, true, true]),
            (&[0.45, 0.6, 0.8, 1.0], &[true, true, true, true], &[true, true, true, true]),
            (&[0.0],                 &[true],                   &[true]),
            (&[1.0, 0.7],            &[false, false],           &[false, false]),
        ];
        for (positions, counts, throws) in rows {
            let (mut blind, mut felt) = (hand(MOTOR), hand(TOUCH));
            blind.drive(0.4, at(0));
            felt.drive(0.4, at(0));
            felt.touch(true, at(900));
            let mut target = 0.4;
            for (number, position) in positions.iter().enumerate() {
                let now = at(1000 + 10 * number as u64);
                let found = takes(blind.hear(*position, target, now));
                assert_eq!(found, counts[number], "{positions:?} {number}");
                if found {
                    target = *position;
                }
                let is_throw =
                    takes(felt.hear(*position, 0.4, now)) && felt.is_throw(false, true, false);
                assert_eq!(is_throw, throws[number], "{positions:?} {number}");
            }
            // Nobody went on: the motor is sent back.
            assert_eq!(blind.take_strayed(at(1600)), !counts.contains(&true));
        }
        // A slow hand after a foreign move under it.
        let mut hand = hand(TOUCH);
        hand.drive(0.8, at(0));
        hand.touch(true, at(500));
        hand.yield_to_others();
        for (number, position) in (0..).zip([0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4]) {
            let found = hand.hear(position, 0.42, at(1000 + 200 * number));
            assert_eq!(takes(found), position < 0.43, "{position}");
        }
    }

    #[test]
    fn a_hand_holds_while_it_touches_and_a_little_after_a_move() {
        let at = clock();
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
            let mut hand = hand(MOTOR);
            hand.takeover.memorise(0.2);
            if let Some(ms) = touched {
                hand.touch(true, at(ms));
            }
            if let Some(ms) = moved {
                hand.hear(0.5, 0.9, at(ms));
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
    fn a_lone_jump_is_no_throw_until_the_target_has_caught_up() {
        let at = clock();
        let mut hand = hand(PLAIN);
        let mut hear = |position, ms| hand.hear(position, 0.0, at(ms));
        assert_eq!(hear(0.0, 0), Move::Waits);
        let jump = hear(1.0, 500);
        let after = hear(0.98, 505);
        assert_eq!(jump, Move::Takes { follows: false });
        assert_eq!(after, Move::Takes { follows: true });
        // (follows, far, jump): a hand?
        for (follows, is_far, is_jump, throw) in [
            (false, true, true, false),
            (true, true, false, false),
            (true, false, false, true),
            (true, true, false, true),
            (false, true, false, false),
            (true, true, false, true),
        ] {
            assert_eq!(hand.is_throw(follows, is_far, is_jump), throw);
        }
    }

    #[test]
    fn own_values_are_told_from_those_of_others() {
        let now = Instant::now();
        let mut hand = hand(PLAIN);
        for value in [1.0, 2.0, 3.0] {
            hand.send(Plain(value), now);
        }
        assert!(hand.confirm(Plain(2.0), now));
        assert!(!hand.confirm(Plain(1.0), now));
        assert!(!hand.confirm(Plain(7.0), now));
        assert!(hand.confirm(Plain(3.0), now));
        // It stays ours while nobody else moves it.
        assert!(hand.confirm(Plain(3.0), now + CONFIRMED_WITHIN));
        hand.yield_to_others();
        assert!(!hand.confirm(Plain(3.0), now));
        hand.send(Plain(4.0), now);
        assert!(!hand.confirm(Plain(4.0), now + CONFIRMED_WITHIN));
    }
}
