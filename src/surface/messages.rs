//! Devices that send and hear one message per control, as their file says.

use super::arrangement::strip_of;
use super::driver::{Abilities, Driver, Echo, Gesture, Item, Light, Odd, Shown};
use super::message::Message;
use super::nanokontrol2::Lights;
use super::presses::Presses;
use crate::show::mapping_file::{Address, Control, Input, Kind, Output, Setup, Turns};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Time for a device to take its first bytes.
const SETTLE: Duration = Duration::from_millis(100);
/// A program that is a key's has no value; it is pressed.
const PRESSED: u8 = 127;

/// A device without a protocol.
#[derive(Debug)]
pub struct Messages {
    inputs: HashMap<Address, Input>,
    outputs: HashMap<Control, Output>,
    setup: Vec<Setup>,
    lights: Option<Lights>,
    presses: Presses,
    /// It is taken for a plain controller because it is not known.
    is_guess: bool,
    abilities: Abilities,
}

impl Messages {
    /// A device of these controls.
    pub fn new(inputs: &[Input], outputs: &[Output], setup: Vec<Setup>) -> Self {
        let strips = inputs
            .iter()
            .filter_map(|input| strip_of(input.control))
            .max();
        let has = |wanted: fn(Control) -> bool| inputs.iter().any(|input| wanted(input.control));
        let fine = inputs
            .iter()
            .any(|input| input.control.is_fader() && input.address.kind == Kind::Bend);
        let abilities = Abilities {
            strips: strips.map_or(0, |last| usize::from(last) + 1),
            master: has(|control| control == Control::Master),
            flash: outputs.iter().all(|output| output.flash.is_some()),
            step: if fine { 1.0 / 1023.0 } else { 1.0 / 127.0 },
            echo: Echo::AtRest,
            settle: SETTLE,
        };
        let wants_lights = setup.contains(&Setup::NanoKontrol2Lights);
        Self {
            inputs: inputs.iter().map(|input| (input.address, *input)).collect(),
            outputs: outputs
                .iter()
                .map(|output| (output.control, *output))
                .collect(),
            setup,
            lights: wants_lights.then(Lights::default),
            presses: Presses::default(),
            is_guess: false,
            abilities,
        }
    }

    /// When its motors are answered, and whether it is only guessed.
    pub fn of_kind(mut self, echo: Echo, is_guess: bool) -> Self {
        self.abilities.echo = echo;
        self.is_guess = is_guess;
        self
    }

    /// What a plain controller never sends.
    fn is_played(&self, message: &Message) -> bool {
        let is_odd = match message {
            Message::Note { velocity, .. } => !matches!(velocity, 0 | 127),
            Message::Bend { .. } | Message::Pressure { .. } => true,
            _ => false,
        };
        self.is_guess && is_odd
    }

    fn gestures(&mut self, address: Address, value: u16) -> Vec<Gesture> {
        let Some(input) = self.inputs.get(&address) else {
            return Vec::new();
        };
        let (control, sends) = (input.control, input.sends);
        if let Some(turns) = input.turns {
            let clicks = clicks(turns, value as u8);
            return vec![Gesture::Turn { control, clicks }];
        }
        match control {
            Control::Fader(_) | Control::Knob(_) | Control::Master => vec![Gesture::Position {
                control,
                position: position(address.kind, control, value),
                raw: value,
            }],
            Control::Touch(strip) => vec![Gesture::Touch {
                control: Control::Fader(strip),
                on: value > 0,
            }],
            Control::MasterTouch => vec![Gesture::Touch {
                control: Control::Master,
                on: value > 0,
            }],
            key => {
                let value = if address.kind == Kind::Bend {
                    (value >> 7) as u8
                } else {
                    value as u8
                };
                self.presses
                    .hear((key, address), sends, value, self.is_guess)
            }
        }
    }
}

impl Driver for Messages {
    fn abilities(&self) -> Abilities {
        self.abilities
    }

    fn has_touch(&self, control: Control) -> bool {
        let feels = match control {
            Control::Fader(strip) => Control::Touch(strip),
            Control::Master => Control::MasterTouch,
            _ => return false,
        };
        self.inputs.values().any(|input| input.control == feels)
    }

    fn items(&self) -> Vec<Item> {
        let mut controls: Vec<Control> = self.outputs.keys().copied().collect();
        controls.sort_unstable();
        let (positions, lights): (Vec<_>, Vec<_>) = controls
            .into_iter()
            .partition(|control| control.is_position());
        let positions = positions.into_iter().map(Item::Position);
        positions
            .chain(lights.into_iter().map(Item::Light))
            .collect()
    }

    fn start(&mut self, now: Instant) -> Vec<Message> {
        let mut sent = Vec::new();
        for step in &self.setup {
            match (step, &mut self.lights) {
                (Setup::NanoKontrol2Lights, Some(lights)) => sent.extend(lights.start(now)),
                (Setup::NanoKontrol2Lights, None) => {}
                (Setup::Bytes(bytes), _) => {
                    let body = bytes.get(1..bytes.len() - 1).unwrap_or_default();
                    sent.push(Message::SysEx(body.to_vec()));
                }
            }
        }
        sent
    }

    fn hear(
        &mut self,
        message: &Message,
        now: Instant,
        replies: &mut Vec<Message>,
    ) -> Vec<Gesture> {
        if self.is_played(message) {
            return vec![Gesture::Stranger(Odd::Played)];
        }
        let address = |kind, channel, number| Address {
            kind,
            channel,
            number,
        };
        let heard = match message {
            Message::Note {
                channel,
                number,
                velocity,
            } => (address(Kind::Note, *channel, *number), u16::from(*velocity)),
            Message::Control {
                channel,
                number,
                value,
            } => (address(Kind::Cc, *channel, *number), u16::from(*value)),
            Message::Bend { channel, value } => (address(Kind::Bend, *channel, 0), *value),
            Message::SysEx(body) => {
                let lights = self.lights.as_mut();
                let ours = lights.is_some_and(|lights| lights.hear(body, now, replies));
                return if ours {
                    vec![Gesture::StartOver]
                } else {
                    Vec::new()
                };
            }
            Message::Program { channel, number } => (
                address(Kind::Program, *channel, *number),
                u16::from(PRESSED),
            ),
            Message::Pressure { .. } => return Vec::new(),
        };
        self.gestures(heard.0, heard.1)
    }

    fn remind(&mut self, now: Instant) -> Vec<Message> {
        self.lights
            .as_mut()
            .map(|lights| lights.remind(now))
            .unwrap_or_default()
    }

    fn raw(&self, control: Control, position: Option<f32>) -> u16 {
        let position = position.unwrap_or(0.0);
        let kind = self.outputs.get(&control).map(|output| output.address.kind);
        match (kind, control) {
            (Some(Kind::Bend), _) => (position * 16_383.0).round() as u16,
            (_, Control::Knob(_)) if position < 0.5 => (position * 128.0).round() as u16,
            (_, Control::Knob(_)) => 64 + ((position - 0.5) * 126.0).round() as u16,
            _ => (position * 127.0).round() as u16,
        }
    }

    fn show(&self, item: Item, shown: &Shown) -> Option<Message> {
        let (Item::Position(control) | Item::Light(control)) = item else {
            return None;
        };
        let output = self.outputs.get(&control)?;
        let value = match shown {
            Shown::Position(raw) => *raw,
            Shown::Light(Light::Off) => u16::from(output.off),
            Shown::Light(Light::On) => u16::from(output.on),
            Shown::Light(Light::Flash) => u16::from(output.flash.unwrap_or(output.on)),
            Shown::Text(_) | Shown::Colors(_) => return None,
        };
        let Address {
            kind,
            channel,
            number,
        } = output.address;
        Some(match kind {
            Kind::Cc => Message::Control {
                channel,
                number,
                value: value as u8,
            },
            Kind::Note => Message::Note {
                channel,
                number,
                velocity: value as u8,
            },
            Kind::Bend => Message::Bend { channel, value },
            // Files have none; lights and motors hear no programs.
            Kind::Program => return None,
        })
    }
}

/// A position of 0…1; the middle of a knob is 64 exactly.
fn position(kind: Kind, control: Control, value: u16) -> f32 {
    let value = f32::from(value);
    match (kind, control) {
        (Kind::Bend, _) => value / 16_383.0,
        (_, Control::Knob(_)) if value <= 64.0 => value / 128.0,
        (_, Control::Knob(_)) => 0.5 + (value - 64.0) / 126.0,
        _ => value / 127.0,
    }
}

/// How far a knob was turned.
fn clicks(turns: Turns, value: u8) -> i32 {
    let value = i32::from(value);
    match turns {
        Turns::Signed => signed_clicks(value as u8),
        Turns::Complement if value >= 64 => value - 128,
        Turns::Complement => value,
        Turns::Offset => value - 64,
    }
}

/// Bit 6 is the direction, the rest counts; some devices say 0 for one click.
pub(super) fn signed_clicks(value: u8) -> i32 {
    let count = i32::from(value & 0x3f).max(1);
    if value & 0x40 == 0 { count } else { -count }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_counted_in_three_ways() {
        let rows = [
            (Turns::Signed, 0x01, 1),
            (Turns::Signed, 0x41, -1),
            (Turns::Signed, 0x47, -7),
            (Turns::Signed, 0x00, 1),
            (Turns::Complement, 0x01, 1),
            (Turns::Complement, 0x7f, -1),
            (Turns::Offset, 0x41, 1),
            (Turns::Offset, 0x3f, -1),
        ];
        for (turns, value, expected) in rows {
            assert_eq!(clicks(turns, value), expected, "{turns:?} {value:02x}");
        }
    }

    #[test]
    fn a_position_comes_back_as_the_same_number() {
        let driver = Messages::new(&[], &[], Vec::new());
        for control in [Control::Fader(0), Control::Knob(0)] {
            for value in 0..128 {
                let there = position(Kind::Cc, control, value);
                assert_eq!(driver.raw(control, Some(there)), value);
            }
        }
        assert_eq!(position(Kind::Cc, Control::Knob(0), 64), 0.5);
    }
}
