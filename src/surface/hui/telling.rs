//! What a HUI is told, as messages.

use super::switches::Switch;
use crate::surface::message::Message;

/// Between F0 and the command of a `SysEx`.
const HEADER: [u8; 5] = [0x00, 0x00, 0x66, 0x05, 0x00];
/// Controllers of lights: the zone, and the port with what is to be done.
const ZONE: u8 = 0x0c;
const PORT: u8 = 0x2c;
/// In the value of a port: it is lit.
const ON: u8 = 0x40;
/// Digits of the time, and the one that is dark.
const TIME_DIGITS: usize = 8;
const DARK: u8 = 0x20;
const DOT: u8 = 0x10;

/// A controller on the first channel.
pub fn control(number: u8, value: u8) -> Message {
    Message::Control {
        channel: 0,
        number,
        value,
    }
}

/// Asks whether it is there.
pub fn ping() -> Message {
    Message::Note {
        channel: 0,
        number: 0,
        velocity: 0,
    }
}

/// Lights a switch, or darkens it.
pub fn light((zone, port): Switch, is_on: bool) -> [Message; 2] {
    let value = if is_on { ON | port } else { port };
    [control(ZONE, zone), control(PORT, value)]
}

/// A command with what belongs to it.
pub fn sysex(rest: &[u8]) -> Message {
    Message::SysEx([&HEADER[..], rest].concat())
}

/// The time from its right-most digit on; a full stop lights the dot of the digit before it.
pub fn digits(text: &str) -> Vec<u8> {
    let mut values: Vec<u8> = Vec::new();
    // The first one of ten, the hundreds of hours, has no place here.
    for letter in text.bytes().skip(1) {
        match (letter, values.last_mut()) {
            (b'.', Some(last)) => *last |= DOT,
            (b'0'..=b'9', _) => values.push(letter - b'0'),
            _ => values.push(DARK),
        }
    }
    values.resize(TIME_DIGITS, DARK);
    values.reverse();
    values
}
