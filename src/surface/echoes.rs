//! What a surface was sent a moment ago: a device, or a loop of cables, that sends everything back is
//! not taken for somebody who presses keys.

use super::message::Message;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// What comes back within this time may be an echo: some periods of a slow audio server.
const BACK_WITHIN: Duration = Duration::from_millis(100);
/// A device is known for it when of so many lights that many came back.
const LOOKED_AT: usize = 8;
const CAME_BACK: usize = 6;

/// A light that was sent.
#[derive(Clone, Debug)]
struct Sent {
    message: Message,
    then: Instant,
    is_back: bool,
}

/// The last lights that were sent, and which of them came back.
#[derive(Clone, Debug, Default)]
pub struct Echoes(VecDeque<Sent>);

impl Echoes {
    /// True before the first light.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A light was sent.
    pub fn sent(&mut self, message: &Message, now: Instant) {
        let is_old = |sent: &Sent| now.saturating_duration_since(sent.then) >= BACK_WITHIN;
        while self.0.len() >= 2 * LOOKED_AT && self.0.front().is_some_and(is_old) {
            self.0.pop_front();
        }
        self.0.push_back(Sent {
            message: message.clone(),
            then: now,
            is_back: false,
        });
    }

    /// True for a light that comes back after the one that was sent before it, or from a device that
    /// is known to send everything back. A hand that presses what has just been lit does neither.
    pub fn is_echo(&mut self, message: &Message, now: Instant) -> bool {
        let is_known = self.sends_all_back(now);
        let comes_back = |sent: &Sent| {
            let age = now.saturating_duration_since(sent.then);
            sent.message == *message && !sent.is_back && age < BACK_WITHIN
        };
        let Some(at) = self.0.iter().position(comes_back) else {
            return false;
        };
        let before = at.checked_sub(1).and_then(|before| self.0.get(before));
        let comes_in_turn = before.is_some_and(|before| before.is_back);
        self.0[at].is_back = true;
        is_known || comes_in_turn
    }

    /// True when nearly all of the last lights came back.
    fn sends_all_back(&self, now: Instant) -> bool {
        let is_settled =
            |sent: &&Sent| sent.is_back || now.saturating_duration_since(sent.then) >= BACK_WITHIN;
        let last = self.0.iter().rev().filter(is_settled).take(LOOKED_AT);
        last.filter(|sent| sent.is_back).count() >= CAME_BACK
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn light(number: u8) -> Message {
        Message::Control {
            channel: 0,
            number,
            value: 127,
        }
    }

    #[test]
    fn lights_that_come_back_in_turn_are_echoes_and_presses_are_none() {
        let begun = Instant::now();
        let at = |ms: u64| begun + Duration::from_millis(ms);
        let mut echoes = Echoes::default();
        for number in 0..8 {
            echoes.sent(&light(number), at(0));
        }
        // A hand that is quick presses one of them.
        assert!(!echoes.clone().is_echo(&light(4), at(20)));
        // The first one is dark: that it comes back does no harm, and shows the others for what they are.
        for number in 0..8 {
            assert_eq!(echoes.is_echo(&light(number), at(60)), number > 0);
            assert!(!echoes.is_echo(&light(number), at(60)), "once");
        }
        echoes.sent(&light(1), at(500));
        assert!(echoes.is_echo(&light(1), at(590)));
        // One that is cured.
        for number in 0..16 {
            echoes.sent(&light(number), at(1000));
        }
        echoes.sent(&light(1), at(2000));
        assert!(!echoes.is_echo(&light(1), at(2010)));
    }

    #[test]
    fn one_echo_that_is_lost_hides_no_others() {
        let begun = Instant::now();
        let at = |ms: u64| begun + Duration::from_millis(ms);
        let mut echoes = Echoes::default();
        for number in 0..20 {
            echoes.sent(&light(number), at(u64::from(number)));
            let is_lost = number == 15;
            if !is_lost {
                echoes.is_echo(&light(number), at(u64::from(number) + 1));
            }
        }
        echoes.sent(&light(30), at(200));
        assert!(echoes.is_echo(&light(30), at(210)));
    }
}
