//! One control that shall do something: which it is, from what it sends while a hand moves it.

use super::{Heard, Manner, TURNED, is_meant, read, sends, turns, words};
use crate::show::mapping_file::{Address, Control, Kind, control_names};
use crate::surface::driver::Gesture;
use crate::surface::message::Message;
use std::collections::BTreeMap;

/// A known fader or knob that moved over this part of its way was meant.
const FAR: f32 = 0.15;
/// Clicks after which a known knob was meant.
const CLICKS: i32 = 3;
/// So many messages of one value are turns, and no presses.
const SAME: usize = TURNED / 2;

/// The control that was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The control: of one that the device's file does not name, a free name.
    pub control: Control,
    /// The message of one that the file does not name, and how it says more than where it stands: `turns: signed`.
    pub new: Option<(Address, Option<String>)>,
}

impl Moved {
    /// In words for people.
    pub fn words(&self) -> String {
        let name = self.control.word();
        match &self.new {
            None => name.to_owned(),
            Some((address, None)) => format!("{name}: {}", words(*address)),
            Some((address, Some(manner))) => format!("{name}: {}, {manner}", words(*address)),
        }
    }
}

/// What was heard so far.
#[derive(Debug, Default)]
pub struct OneControl {
    /// Names that the device's file gives already.
    taken: Vec<Control>,
    /// The device's file can have further controls.
    has_room: bool,
    first: BTreeMap<Control, f32>,
    clicks: BTreeMap<Control, i32>,
    heard: BTreeMap<Address, Heard>,
    moved: Option<Moved>,
}

impl OneControl {
    /// Of a device with these controls; `has_room`: its file can have further ones.
    pub fn new(taken: Vec<Control>, has_room: bool) -> Self {
        Self {
            taken,
            has_room,
            ..Self::default()
        }
    }

    /// Takes a message, and what it means where the device's file names its control.
    pub fn hear(&mut self, message: &Message, gestures: &[Gesture]) {
        let mut known = gestures.iter().filter_map(|gesture| self.known(gesture));
        if let Some(control) = known.next() {
            self.moved = Some(Moved {
                control: control.of_first(),
                new: None,
            });
        }
        if gestures.is_empty() && self.has_room {
            self.hear_new(message);
        }
    }

    /// The control that moved far enough, or was pressed.
    fn known(&mut self, gesture: &Gesture) -> Option<Control> {
        match *gesture {
            Gesture::Position {
                control, position, ..
            } => {
                let first = *self.first.entry(control).or_insert(position);
                ((position - first).abs() >= FAR).then_some(control)
            }
            Gesture::Turn {
                control, clicks, ..
            } => {
                let sum = self.clicks.entry(control).or_default();
                *sum += clicks.abs();
                (*sum >= CLICKS).then_some(control)
            }
            Gesture::Press(control) => Some(control),
            _ => None,
        }
    }

    /// A control that the file does not name.
    fn hear_new(&mut self, message: &Message) {
        let Some((address, value)) = read(message) else {
            return;
        };
        let heard = self.heard.entry(address).or_default();
        if heard.values.len() < super::KEPT {
            heard.values.push(value);
        }
        let is_key = is_key(address, &heard.values);
        let manner = if is_key { Manner::Key } else { Manner::Knob };
        if !is_meant(manner, &heard.values) {
            return;
        }
        let one = || std::iter::once(&*heard);
        let how = if is_key {
            sends(one())
                .filter(|_| address.kind != Kind::Program && heard.values.len() > 2)
                .map(|word| format!("sends: {word}"))
        } else {
            turns(one()).map(|word| format!("turns: {word}"))
        };
        let taken = &self.taken;
        let is_free = |control: &Control| {
            let is_like = match control {
                Control::FreeKnob(_) => !is_key,
                Control::User(_) => is_key,
                _ => false,
            };
            is_like && !taken.contains(control)
        };
        let mut names = control_names().into_iter().map(|(_, control)| control);
        if let Some(control) = names.find(is_free) {
            let new = Some((address, how));
            self.moved = Some(Moved { control, new });
        }
    }

    /// The control that was moved last.
    pub fn moved(&self) -> Option<&Moved> {
        self.moved.as_ref()
    }
}

/// True where these values are those of a key: on and off, and of one value not many in a row.
fn is_key(address: Address, values: &[u8]) -> bool {
    match address.kind {
        Kind::Note | Kind::Program => true,
        Kind::Bend => false,
        _ => {
            let is_on = |value: &&u8| **value == 127;
            let only_ends = values.iter().all(|value| matches!(value, 0 | 127));
            let has_off = values.contains(&0);
            only_ends && (has_off || values.iter().filter(is_on).count() < SAME)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(values: &[u8]) -> Option<String> {
        let mut one = OneControl::new(vec![Control::FreeKnob(0)], true);
        for value in values {
            let message = Message::Control {
                channel: 0,
                number: 80,
                value: *value,
            };
            one.hear(&message, &[]);
        }
        one.moved().map(Moved::words)
    }

    #[test]
    fn keys_knobs_and_encoders_are_told_apart_by_what_they_send() {
        let turned: Vec<u8> = [1; 6].into_iter().chain([127; 6]).collect();
        let signed: Vec<u8> = [1; 6].into_iter().chain([65; 6]).collect();
        let rows: [(&[u8], Option<&str>); 6] = [
            (&[127], Some("key.user1: cc 80 on channel 1")),
            (&[127, 0, 127, 0], Some("key.user1: cc 80 on channel 1")),
            (&[3, 5], None),
            (&[10, 20, 33, 50], Some("knob.2: cc 80 on channel 1")),
            (
                &turned,
                Some("knob.2: cc 80 on channel 1, turns: complement"),
            ),
            (&signed, Some("knob.2: cc 80 on channel 1, turns: signed")),
        ];
        for (values, expected) in rows {
            assert_eq!(moved(values).as_deref(), expected, "{values:?}");
        }
    }

    #[test]
    fn a_control_that_the_file_names_is_that_one_once_it_was_meant() {
        let mut one = OneControl::new(Vec::new(), true);
        let message = Message::Control {
            channel: 0,
            number: 0,
            value: 1,
        };
        let at = |position| {
            [Gesture::Position {
                control: Control::Fader(2),
                position,
                raw: 0,
            }]
        };
        one.hear(&message, &at(0.5));
        one.hear(&message, &at(0.55));
        assert_eq!(one.moved(), None);
        one.hear(&message, &at(0.8));
        let fader = Moved {
            control: Control::Fader(0),
            new: None,
        };
        assert_eq!(one.moved(), Some(&fader));
        one.hear(&message, &[Gesture::Press(Control::User(3))]);
        assert_eq!(one.moved().unwrap().words(), "key.user4");
    }
}
