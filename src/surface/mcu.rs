//! Mackie Control: the protocol of most surfaces with motor faders.
//!
//! Pitch bend per fader, keys and lights by note, knobs and rings by controller, displays, colours
//! and the handshake by `SysEx`. Motors hold the last position that the host sent.

use super::driver::{
    Abilities, Digits, Driver, Echo, Gesture, Item, LETTERS, Light, MACKIE_STEPS, Reading, Shown,
    Style,
};
use super::message::Message;
use super::scale::position_of;
use crate::show::console_file::Color;
use crate::show::mapping_file::{CONTROL_KEYS, Control, Mcu, NO_NOTE, Nav, Turns};
use std::time::{Duration, Instant};

/// Channel of the main fader.
const MASTER_CHANNEL: u8 = 8;
/// Many devices never answer the query; the state is sent after this in any case.
const SETTLE: Duration = Duration::from_millis(300);
/// Mackie's number.
const MACKIE: [u8; 3] = [0x00, 0x00, 0x66];
/// Commands after the header.
const QUERY: u8 = 0x00;
const CHALLENGE: u8 = 0x01;
const REPLY: u8 = 0x02;
const ANNOUNCE: u8 = 0x06;
const TEXT: u8 = 0x12;
const COLORS: u8 = 0x72;
/// First notes of the rows of keys.
const REC: u8 = 0x00;
const SOLO: u8 = 0x08;
const MUTE: u8 = 0x10;
const SELECT: u8 = 0x18;
const PUSH: u8 = 0x20;
const TOUCH: u8 = 0x68;
const MASTER_TOUCH: u8 = 0x70;
/// Notes of the keys that move along the console.
const NAV: [(u8, Nav); 4] = [
    (0x2e, Nav::BankLeft),
    (0x2f, Nav::BankRight),
    (0x30, Nav::ChannelLeft),
    (0x31, Nav::ChannelRight),
];
/// Controllers of knobs and rings.
const KNOB: u8 = 16;
const RING: u8 = 48;
/// The wheel and the pedal.
const JOG: u8 = 60;
const PEDAL: u8 = 46;
/// Controllers of displays of seven segments, the right-most digit of the time first.
const TIME: u8 = 64;
const TIME_DIGITS: usize = 10;
const PAGE: u8 = 74;
/// Note of the light that warns of a solo.
const RUDE_SOLO: u8 = 0x73;
/// Cells of a strip's display; the last one stays empty.
const CELLS: usize = 7;
const LINE: u8 = 56;
const CLIP_ON: u8 = 0xe;
const CLIP_OFF: u8 = 0xf;

/// A Mackie-like device.
#[derive(Debug)]
pub struct Mackie {
    has: Mcu,
    echo: Echo,
    /// Its number in headers, as it said itself.
    id: u8,
}

impl Mackie {
    /// A device of these abilities.
    pub fn new(has: Mcu, echo: Echo) -> Self {
        let id = has.id;
        Self { has, echo, id }
    }

    fn sysex(&self, rest: &[u8]) -> Message {
        Message::SysEx([&MACKIE[..], &[self.id], rest].concat())
    }

    fn hear_sysex(&mut self, body: &[u8], replies: &mut Vec<Message>) -> Vec<Gesture> {
        let Some([id, command, rest @ ..]) = body.strip_prefix(&MACKIE) else {
            return Vec::new();
        };
        if !matches!(id, 0x10 | 0x11 | 0x14 | 0x15) {
            return Vec::new();
        }
        match (*command, rest) {
            (CHALLENGE, [serial @ .., c1, c2, c3, c4]) if serial.len() == 7 => {
                self.id = *id;
                let answer = response([*c1, *c2, *c3, *c4]);
                replies.push(self.sysex(&[&[REPLY], serial, &answer[..]].concat()));
                vec![Gesture::StartOver]
            }
            (ANNOUNCE, _) => {
                self.id = *id;
                vec![Gesture::StartOver]
            }
            _ => Vec::new(),
        }
    }

    fn hear_bend(&self, channel: u8, raw: u16) -> Option<Gesture> {
        let control = match channel {
            strip if strip < self.has.strips => Control::Fader(strip),
            MASTER_CHANNEL if self.has.master => Control::Master,
            _ => return None,
        };
        let position = position_of((0, self.has.fader_top), false, raw);
        Some(Gesture::Position {
            control,
            position,
            raw,
        })
    }
}

/// The answer to a device's challenge.
fn response([c1, c2, c3, c4]: [u8; 4]) -> [u8; 4] {
    let r1 = c1.wrapping_add(c2 ^ 0x0a).wrapping_sub(c4);
    let r2 = (c3 >> 4) ^ c1.wrapping_add(c4);
    let r3 = c4.wrapping_sub(c3 << 2) ^ (c1 | c2);
    let r4 = c2.wrapping_sub(c3).wrapping_add(0xf0 ^ (c4 << 4));
    [r1, r2, r3, r4].map(|byte| byte & 0x7f)
}

/// A text on displays of seven segments; a full stop lights the dot of the digit before it.
fn segments(digits: Digits, text: &str) -> Vec<Message> {
    let (first, count) = match digits {
        Digits::Page => (PAGE, 2),
        Digits::Time => (TIME, TIME_DIGITS),
    };
    let mut values: Vec<u8> = Vec::new();
    for letter in text.bytes() {
        match (letter, values.last_mut()) {
            (b'.', Some(last)) => *last |= 0x40,
            (b'@'..=b'_', _) => values.push(letter - 0x40),
            (b'a'..=b'z', _) => values.push(letter - 0x60),
            (b' '..=b'?', _) => values.push(letter),
            _ => values.push(b' '),
        }
    }
    values.resize(count, b' ');
    let from_right = (first..).zip(values.into_iter().rev());
    from_right
        .map(|(number, value)| Message::Control {
            channel: 0,
            number,
            value,
        })
        .collect()
}

fn hear_control(number: u8, value: u8) -> Option<Gesture> {
    let turn = |control| Gesture::Turn {
        control,
        clicks: Turns::Signed.clicks(u16::from(value)),
        speed: 1.0,
    };
    match number {
        KNOB..24 => Some(turn(Control::Knob(number - KNOB, 0))),
        JOG => Some(turn(Control::Jog)),
        PEDAL => Some(Gesture::Position {
            control: Control::Pedal(0),
            position: f32::from(value) / 127.0,
            raw: u16::from(value),
        }),
        _ => None,
    }
}

fn hear_key(note: u8, down: bool) -> Option<Gesture> {
    let touch = |control| Gesture::Touch { control, on: down };
    let key = match note {
        0x68..=0x6f => return Some(touch(Control::Fader(note - TOUCH))),
        MASTER_TOUCH => return Some(touch(Control::Master)),
        0x00..=0x07 => Control::Rec(note - REC),
        0x08..=0x0f => Control::Solo(note - SOLO),
        0x10..=0x17 => Control::Mute(note - MUTE),
        0x18..=0x1f => Control::Select(note - SELECT),
        0x20..=0x27 => Control::Push(note - PUSH, 0),
        _ => match NAV.iter().find(|(number, _)| *number == note) {
            Some((_, nav)) => Control::Nav(*nav),
            None => key_of(note)?,
        },
    };
    Some(if down {
        Gesture::Press(key)
    } else {
        Gesture::Release(key)
    })
}

/// The key that belongs to no strip and has this note.
fn key_of(note: u8) -> Option<Control> {
    let at = CONTROL_KEYS
        .iter()
        .position(|(_, number)| *number == note)?;
    Some(Control::Key(at as u8))
}

/// The note of a key's light.
fn light_of(control: Control) -> Option<u8> {
    match control {
        Control::Rec(strip) => Some(REC + strip),
        Control::Solo(strip) => Some(SOLO + strip),
        Control::Mute(strip) => Some(MUTE + strip),
        Control::Select(strip) => Some(SELECT + strip),
        Control::SoloLight => Some(RUDE_SOLO),
        Control::Key(at) => {
            let (_, note) = CONTROL_KEYS.get(usize::from(at))?;
            (*note != NO_NOTE).then_some(*note)
        }
        _ => None,
    }
}

impl Driver for Mackie {
    fn abilities(&self) -> Abilities {
        Abilities {
            strips: usize::from(self.has.strips),
            master: self.has.master,
            // Of 14 bits, devices measure ten.
            step: 1.0 / 1023.0,
            echo: self.echo,
            settle: SETTLE,
        }
    }

    fn controls(&self) -> Vec<Control> {
        let strips =
            (0..self.has.strips).flat_map(|strip| [Control::Fader(strip), Control::Knob(strip, 0)]);
        let master = self.has.master.then_some(Control::Master);
        strips.chain(master).chain([Control::Pedal(0)]).collect()
    }

    fn flashes(&self, _control: Control) -> bool {
        self.has.flash
    }

    fn has_touch(&self, control: Control) -> bool {
        self.has.touch && control.is_fader()
    }

    fn items(&self) -> Vec<Item> {
        let all = |item: fn(u8) -> Item| (0..self.has.strips).map(item);
        let mut items = Vec::new();
        if self.has.motor {
            items.extend(all(|strip| Item::Position(Control::Fader(strip))));
            items.extend(self.has.master.then_some(Item::Position(Control::Master)));
        }
        items.extend(all(|strip| Item::Light(Control::Mute(strip))));
        items.extend(all(|strip| Item::Light(Control::Select(strip))));
        items.extend(all(|strip| Item::Light(Control::Solo(strip))));
        items.extend(all(|strip| Item::Light(Control::Rec(strip))));
        items.push(Item::Light(Control::SoloLight));
        items.extend(all(|strip| Item::Position(Control::Knob(strip, 0))));
        let keys = (0..CONTROL_KEYS.len() as u8).map(Control::Key);
        let lit = keys.filter(|key| light_of(*key).is_some());
        items.extend(lit.map(Item::Light));
        items.extend(self.has.digits.then_some(Item::Digits(Digits::Page)));
        if self.has.text {
            items.extend(self.has.colors.then_some(Item::Colors));
            items.extend(all(|strip| Item::Text(strip, 0)));
            items.extend(all(|strip| Item::Text(strip, 1)));
        }
        items.extend(self.has.time.then_some(Item::Digits(Digits::Time)));
        items
    }

    fn start(&mut self, _now: Instant) -> Vec<Message> {
        vec![self.sysex(&[QUERY])]
    }

    fn hear(
        &mut self,
        message: &Message,
        _now: Instant,
        replies: &mut Vec<Message>,
    ) -> Vec<Gesture> {
        let gesture = match message {
            Message::Bend { channel, value } => self.hear_bend(*channel, *value),
            Message::Note {
                channel: 0,
                number,
                velocity,
            } => hear_key(*number, *velocity > 0),
            Message::Control {
                channel: 0,
                number,
                value,
            } => hear_control(*number, *value),
            Message::SysEx(body) => return self.hear_sysex(body, replies),
            _ => None,
        };
        gesture.into_iter().collect()
    }

    fn raw(&self, control: Control, position: Option<f32>) -> u16 {
        if matches!(control, Control::Knob(..)) {
            return Style::ring(position);
        }
        (position.unwrap_or(0.0) * f32::from(self.has.fader_top)).round() as u16
    }

    fn color(&self, color: Option<Color>) -> u8 {
        // 0 is black: the text would not be seen.
        match color {
            None => 0,
            Some(Color::Red) => 1,
            Some(Color::Green) => 2,
            Some(Color::Yellow | Color::Orange) => 3,
            Some(Color::Blue) => 4,
            Some(Color::Purple | Color::Pink) => 5,
            Some(Color::Cyan) => 6,
            Some(Color::White | Color::Off) => 7,
        }
    }

    fn letters(&self, _strip: u8, _line: u8) -> usize {
        // One cell keeps strips apart.
        LETTERS - 1
    }

    fn show(&self, item: Item, shown: &Shown) -> Vec<Message> {
        let control = |number, value| Message::Control {
            channel: 0,
            number,
            value,
        };
        let one = match (item, shown) {
            (Item::Position(Control::Knob(strip, _)), Shown::Ring(raw, style)) => {
                Some(control(RING + strip, style.with(*raw)))
            }
            (Item::Position(fader), Shown::Position(raw)) => Some(Message::Bend {
                channel: fader.strip().unwrap_or(MASTER_CHANNEL),
                value: *raw,
            }),
            (Item::Light(key), Shown::Light(light, _)) => {
                light_of(key).map(|number| Message::Note {
                    channel: 0,
                    number,
                    velocity: match light {
                        Light::Off => 0,
                        Light::Flash => 1,
                        Light::On => 0x7f,
                    },
                })
            }
            (Item::Text(strip, row), Shown::Text(text)) => {
                let at = row * LINE + strip * CELLS as u8;
                let text = format!("{text:<CELLS$}");
                Some(self.sysex(&[&[TEXT, at], text.as_bytes()].concat()))
            }
            (Item::Colors, Shown::Colors(colors)) => {
                Some(self.sysex(&[&[COLORS], &colors[..]].concat()))
            }
            (Item::Digits(digits), Shown::Text(text)) => return segments(digits, text),
            _ => None,
        };
        one.into_iter().collect()
    }

    fn meter(&self, strip: u8, reading: Reading) -> Vec<Message> {
        if !self.has.meters {
            return Vec::new();
        }
        let peak = reading.peak();
        let level = MACKIE_STEPS.iter().filter(|step| peak >= **step).count() as u8;
        let value = |low: u8| Message::Pressure {
            channel: 0,
            value: strip << 4 | low,
        };
        let clip = if reading.is_clipped {
            CLIP_ON
        } else {
            CLIP_OFF
        };
        let clip = reading.is_clip_new.then(|| value(clip));
        std::iter::once(value(level)).chain(clip).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hear(driver: &mut Mackie, bytes: &[u8]) -> (Vec<Gesture>, Vec<Vec<u8>>) {
        let mut parser = super::super::message::Parser::default();
        let (mut gestures, mut replies) = (Vec::new(), Vec::new());
        for message in parser.take_all(bytes) {
            gestures.extend(driver.hear(&message, Instant::now(), &mut replies));
        }
        (gestures, replies.iter().map(Message::bytes).collect())
    }

    #[test]
    fn a_challenge_is_answered_in_its_own_voice() {
        let mut driver = Mackie::new(Mcu::default(), Echo::Always);
        let head = [0xf0, 0, 0, 0x66, 0x15];
        let serial = [0x58, 0x59, 0x5a, 0x57, 0x18, 0x61, 0x05];
        let bytes = [&head[..], &[1], &serial, &[0x57, 0x18, 0x61, 0x05, 0xf7]].concat();
        let (gestures, replies) = hear(&mut driver, &bytes);
        assert_eq!(gestures, [Gesture::StartOver]);
        // r1 = 57+(18^0a)-05, r2 = 06^(57+05), r3 = (05-(61<<2))^(57|18), r4 = 18-61+(f0^50)
        let answer = [0x64, 0x5a, 0x5e, 0x57];
        let expected = [&head[..], &[2], &serial, &answer, &[0xf7]].concat();
        assert_eq!(replies, [expected]);
    }

    #[test]
    fn every_message_of_the_device_is_one_gesture() {
        let position = |control, position, raw| Gesture::Position {
            control,
            position,
            raw,
        };
        let key =
            |name| Control::Key(CONTROL_KEYS.iter().position(|(n, _)| *n == name).unwrap() as u8);
        let touch = |control, on| Gesture::Touch { control, on };
        let turn = |clicks| Gesture::Turn {
            control: Control::Knob(2, 0),
            clicks,
            speed: 1.0,
        };
        let jog = Gesture::Turn {
            control: Control::Jog,
            clicks: 1,
            speed: 1.0,
        };
        let rows: &[(&[u8], Option<Gesture>)] = &[
            (&[0xe0, 0, 0], Some(position(Control::Fader(0), 0.0, 0))),
            (
                &[0xe7, 0x7c, 0x7f],
                Some(position(Control::Fader(7), 1.0, 16_380)),
            ),
            (
                &[0xe8, 0x7f, 0x7f],
                Some(position(Control::Master, 1.0, 16_383)),
            ),
            (&[0xe9, 0, 0], None),
            (&[0x90, 0x68, 0x7f], Some(touch(Control::Fader(0), true))),
            (&[0x90, 0x70, 0], Some(touch(Control::Master, false))),
            (&[0x90, 0x13, 0x7f], Some(Gesture::Press(Control::Mute(3)))),
            (&[0x90, 0x13, 0], Some(Gesture::Release(Control::Mute(3)))),
            (
                &[0x90, 0x1f, 0x7f],
                Some(Gesture::Press(Control::Select(7))),
            ),
            (
                &[0x90, 0x2f, 0x7f],
                Some(Gesture::Press(Control::Nav(Nav::BankRight))),
            ),
            (&[0x90, 0x7f, 0x7f], None),
            (&[0x90, 0x5e, 0x7f], Some(Gesture::Press(key("key.play")))),
            (&[0x90, 0x46, 0], Some(Gesture::Release(key("key.shift")))),
            (&[0xb0, 18, 0x01], Some(turn(1))),
            (&[0xb0, 18, 0x43], Some(turn(-3))),
            (&[0xb0, 60, 0x01], Some(jog)),
            (
                &[0xb0, 46, 127],
                Some(position(Control::Pedal(0), 1.0, 127)),
            ),
            (&[0xb0, 61, 0x01], None),
        ];
        for (bytes, expected) in rows {
            let mut driver = Mackie::new(Mcu::default(), Echo::Always);
            let (gestures, _) = hear(&mut driver, bytes);
            assert_eq!(gestures.first(), expected.as_ref(), "{bytes:02x?}");
        }
    }

    #[test]
    fn segments_show_letters_from_the_right_with_dots() {
        let bytes = |digits, text| -> Vec<Vec<u8>> {
            let messages = segments(digits, text);
            messages.iter().map(Message::bytes).collect()
        };
        // Mackie's own example, and the start of a time.
        assert_eq!(
            bytes(Digits::Page, "PN."),
            [[0xb0, 74, 0x4e], [0xb0, 75, 0x10]]
        );
        let time = bytes(Digits::Time, " 1.02.03  ");
        assert_eq!(time.len(), 10);
        assert_eq!(
            (&time[9], &time[8]),
            (&vec![0xb0, 73, 0x20], &vec![0xb0, 72, 0x71])
        );
    }

    #[test]
    fn meters_show_steps_and_the_overload_light() {
        let driver = Mackie::new(Mcu::default(), Echo::Always);
        let bytes = |peak, clipped: Option<bool>| -> Vec<Vec<u8>> {
            let reading = Reading {
                peaks: [-100.0, peak],
                is_clipped: clipped == Some(true),
                is_clip_new: clipped.is_some(),
            };
            let messages = driver.meter(3, reading);
            messages.iter().map(Message::bytes).collect()
        };
        assert_eq!(bytes(-100.0, None), [[0xd0, 0x30]]);
        assert_eq!(bytes(-20.0, None), [[0xd0, 0x35]]);
        assert_eq!(bytes(0.5, Some(true)), [[0xd0, 0x3c], [0xd0, 0x3e]]);
        assert_eq!(bytes(-61.0, Some(false)), [[0xd0, 0x30], [0xd0, 0x3f]]);
    }
}
