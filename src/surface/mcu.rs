//! Mackie Control: the protocol of most surfaces with motor faders.
//!
//! Pitch bend per fader, keys and lights by note, knobs and rings by controller, displays, colours
//! and the handshake by `SysEx`. Motors hold the last position that the host sent.

use super::driver::{Abilities, Driver, Echo, Gesture, Item, Light, Shown};
use super::message::Message;
use super::messages::signed_clicks;
use crate::show::mapping_file::{CONTROL_KEYS, Control, Mcu, Nav};
use std::time::{Duration, Instant};

/// Strips of a unit.
const STRIPS: u8 = 8;
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
/// A ring that fills from its middle, and the light below it.
const FROM_MIDDLE: u16 = 0x10;
const MIDDLE_LIGHT: u16 = 0x40;
/// Cells of a strip's display; the last one stays empty.
const CELLS: usize = 7;
const LINE: u8 = 56;
/// Levels of a meter: the lowest peak of each step, in dB.
const METER: [f32; 12] = [
    -60.0, -50.0, -40.0, -30.0, -20.0, -14.0, -10.0, -8.0, -6.0, -4.0, -2.0, 0.0,
];
const CLIP_ON: u8 = 0xe;
const CLIP_OFF: u8 = 0xf;
/// Positions this near to the top are the top: not every device reaches its own.
const TOP_SNAP: f32 = 0.998;

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
            0..STRIPS => Control::Fader(channel),
            MASTER_CHANNEL if self.has.master => Control::Master,
            _ => return None,
        };
        let position = f32::from(raw) / f32::from(self.has.fader_top);
        let position = if position >= TOP_SNAP { 1.0 } else { position };
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

fn hear_key(note: u8, down: bool) -> Option<Gesture> {
    let touch = |control| Gesture::Touch { control, on: down };
    let key = match note {
        0x68..=0x6f => return Some(touch(Control::Fader(note - TOUCH))),
        MASTER_TOUCH => return Some(touch(Control::Master)),
        0x00..=0x07 => Control::Rec(note - REC),
        0x08..=0x0f => Control::Solo(note - SOLO),
        0x10..=0x17 => Control::Mute(note - MUTE),
        0x18..=0x1f => Control::Select(note - SELECT),
        0x20..=0x27 => Control::Push(note - PUSH),
        _ => match NAV.iter().find(|(number, _)| *number == note) {
            Some((_, nav)) => Control::Nav(*nav),
            None => key_of(note)?,
        },
    };
    if !down && matches!(key, Control::Key(_)) {
        return Some(Gesture::Release(key));
    }
    down.then_some(Gesture::Press(key))
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
        Control::Key(at) => CONTROL_KEYS.get(usize::from(at)).map(|(_, note)| *note),
        _ => None,
    }
}

impl Driver for Mackie {
    fn abilities(&self) -> Abilities {
        Abilities {
            strips: usize::from(STRIPS),
            master: self.has.master,
            flash: self.has.flash,
            // Of 14 bits, devices measure ten.
            step: 1.0 / 1023.0,
            echo: self.echo,
            settle: SETTLE,
        }
    }

    fn has_touch(&self, control: Control) -> bool {
        self.has.touch && control.is_fader()
    }

    fn items(&self) -> Vec<Item> {
        let all = |item: fn(u8) -> Item| (0..STRIPS).map(item);
        let mut items = Vec::new();
        if self.has.motor {
            items.extend(all(|strip| Item::Position(Control::Fader(strip))));
            items.extend(self.has.master.then_some(Item::Position(Control::Master)));
        }
        items.extend(all(|strip| Item::Light(Control::Mute(strip))));
        items.extend(all(|strip| Item::Light(Control::Select(strip))));
        items.extend(all(|strip| Item::Light(Control::Solo(strip))));
        items.extend(all(|strip| Item::Light(Control::Rec(strip))));
        items.extend(all(|strip| Item::Position(Control::Knob(strip))));
        let keys = 0..CONTROL_KEYS.len() as u8;
        items.extend(keys.map(|at| Item::Light(Control::Key(at))));
        if self.has.text {
            items.extend(self.has.colors.then_some(Item::Colors));
            items.extend(all(|strip| Item::Text(strip, 0)));
            items.extend(all(|strip| Item::Text(strip, 1)));
        }
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
                number: number @ KNOB..24,
                value,
            } => Some(Gesture::Turn {
                control: Control::Knob(number - KNOB),
                clicks: signed_clicks(*value),
            }),
            Message::SysEx(body) => return self.hear_sysex(body, replies),
            _ => None,
        };
        gesture.into_iter().collect()
    }

    fn raw(&self, control: Control, position: Option<f32>) -> u16 {
        match (control, position) {
            (Control::Knob(_), None) => 0,
            (Control::Knob(_), Some(position)) => {
                let middle = (position - 0.5).abs() < 0.005;
                let light = if middle { MIDDLE_LIGHT } else { 0 };
                FROM_MIDDLE | light | (1 + (position * 10.0).round() as u16)
            }
            (_, position) => {
                (position.unwrap_or(0.0) * f32::from(self.has.fader_top)).round() as u16
            }
        }
    }

    fn color(&self, name: Option<&str>) -> u8 {
        // 0 is black: the text would not be seen.
        match name {
            None => 0,
            Some("red") => 1,
            Some("green") => 2,
            Some("yellow" | "orange") => 3,
            Some("blue") => 4,
            Some("purple" | "pink") => 5,
            Some("cyan") => 6,
            Some(_) => 7,
        }
    }

    fn show(&self, item: Item, shown: &Shown) -> Option<Message> {
        match (item, shown) {
            (Item::Position(Control::Knob(strip)), Shown::Position(raw)) => {
                Some(Message::Control {
                    channel: 0,
                    number: RING + strip,
                    value: *raw as u8,
                })
            }
            (Item::Position(control), Shown::Position(raw)) => {
                let channel = match control {
                    Control::Fader(strip) => strip,
                    _ => MASTER_CHANNEL,
                };
                Some(Message::Bend {
                    channel,
                    value: *raw,
                })
            }
            (Item::Light(control), Shown::Light(light)) => Some(Message::Note {
                channel: 0,
                number: light_of(control)?,
                velocity: match light {
                    Light::Off => 0,
                    Light::Flash => 1,
                    Light::On => 0x7f,
                },
            }),
            (Item::Text(strip, row), Shown::Text(text)) => {
                let at = row * LINE + strip * CELLS as u8;
                Some(self.sysex(&[&[TEXT, at], text.as_bytes()].concat()))
            }
            (Item::Colors, Shown::Colors(colors)) => {
                Some(self.sysex(&[&[COLORS], &colors[..]].concat()))
            }
            _ => None,
        }
    }

    fn meter(&self, strip: u8, peak: f32, clipped: Option<bool>) -> Vec<Message> {
        if !self.has.meters {
            return Vec::new();
        }
        let level = METER.iter().filter(|step| peak >= **step).count() as u8;
        let value = |low: u8| Message::Pressure {
            channel: 0,
            value: strip << 4 | low,
        };
        let clip = clipped.map(|on| value(if on { CLIP_ON } else { CLIP_OFF }));
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
            control: Control::Knob(2),
            clicks,
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
            (&[0x90, 0x13, 0], None),
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
            (&[0xb0, 60, 0x01], None),
        ];
        for (bytes, expected) in rows {
            let mut driver = Mackie::new(Mcu::default(), Echo::Always);
            let (gestures, _) = hear(&mut driver, bytes);
            assert_eq!(gestures.first(), expected.as_ref(), "{bytes:02x?}");
        }
    }

    #[test]
    fn meters_show_steps_and_the_overload_light() {
        let driver = Mackie::new(Mcu::default(), Echo::Always);
        let bytes = |peak, clipped| -> Vec<Vec<u8>> {
            let messages = driver.meter(3, peak, clipped);
            messages.iter().map(Message::bytes).collect()
        };
        assert_eq!(bytes(-100.0, None), [[0xd0, 0x30]]);
        assert_eq!(bytes(-20.0, None), [[0xd0, 0x35]]);
        assert_eq!(bytes(0.5, Some(true)), [[0xd0, 0x3c], [0xd0, 0x3e]]);
        assert_eq!(bytes(-61.0, Some(false)), [[0xd0, 0x30], [0xd0, 0x3f]]);
    }
}
