//! A press is an edge: what keys of devices with messages of their own send, and when that is a press.

use super::driver::{Gesture, Odd};
use crate::show::mapping_file::{Address, Control, Sends};
use std::collections::HashMap;

/// A pad counts as pressed from here on, and as let go below there.
const PRESSED: u8 = 32;
const LET_GO: u8 = 16;

/// What was heard of every key.
#[derive(Clone, Debug, Default)]
pub struct Presses(HashMap<Address, Key>);

#[derive(Clone, Copy, Debug, Default)]
struct Key {
    is_down: bool,
    /// It was pressed and let go once with nothing in between: it is a key.
    is_sure: bool,
    /// It sent something in between once: it is none.
    is_odd: bool,
}

impl Presses {
    /// What a value of a key means. On a device that is only guessed (`is_guess`), a key that runs through
    /// values in between is none, and the first press counts when it is over.
    pub fn hear(
        &mut self,
        (control, address): (Control, Address),
        sends: Sends,
        value: u8,
        is_guess: bool,
    ) -> Vec<Gesture> {
        let key = self.0.entry(address).or_default();
        key.is_odd |= is_guess && !matches!(value, 0 | 127);
        if key.is_odd {
            return vec![Gesture::Stranger(Odd::Runs(address))];
        }
        let was_down = key.is_down;
        key.is_down = match sends {
            Sends::Momentary => value > 0,
            Sends::Pressure if was_down => value >= LET_GO,
            Sends::Pressure => value >= PRESSED,
            // Every message is a press of its own.
            Sends::Toggle => return vec![Gesture::Press(control)],
            Sends::AlwaysOn if value > 0 => return vec![Gesture::Press(control)],
            Sends::AlwaysOn => return Vec::new(),
        };
        let waits = is_guess && !key.is_sure;
        match (was_down, key.is_down) {
            (false, true) if waits => Vec::new(),
            (true, false) if waits => {
                key.is_sure = true;
                vec![Gesture::Press(control), Gesture::Release(control)]
            }
            (false, true) => vec![Gesture::Press(control)],
            (true, false) => vec![Gesture::Release(control)],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::mapping_file::Kind;

    const ADDRESS: Address = Address {
        kind: Kind::Cc,
        channel: 0,
        number: 48,
    };

    #[test]
    fn a_press_is_an_edge_whatever_a_key_sends() {
        let rows: &[(Sends, &[u8], usize)] = &[
            (Sends::Momentary, &[127, 0, 127, 0], 2),
            (Sends::Momentary, &[20, 60, 127, 90, 30, 0], 1),
            (Sends::Toggle, &[127, 0, 127, 0], 4),
            (Sends::Pressure, &[3, 20, 60, 127, 90, 30, 40, 12, 0], 1),
            (Sends::Pressure, &[127, 0, 40, 15], 2),
            (Sends::AlwaysOn, &[127, 127, 0, 127], 3),
        ];
        for (sends, values, expected) in rows {
            let mut presses = Presses::default();
            let mute = (Control::Mute(0), ADDRESS);
            let all = values
                .iter()
                .flat_map(|value| presses.hear(mute, *sends, *value, false));
            let count = all.filter(|g| matches!(g, Gesture::Press(_))).count();
            assert_eq!(count, *expected, "{sends:?} {values:?}");
        }
    }

    #[test]
    fn a_guessed_key_counts_once_it_was_let_go_and_a_fader_never() {
        let mut presses = Presses::default();
        let mute = (Control::Mute(0), ADDRESS);
        let mut hear = |value| presses.hear(mute, Sends::Momentary, value, true);
        assert!(hear(127).is_empty());
        assert_eq!(hear(0)[0], Gesture::Press(mute.0));
        assert_eq!(hear(127)[0], Gesture::Press(mute.0));
        assert_eq!(hear(126), [Gesture::Stranger(Odd::Runs(ADDRESS))]);
    }
}
