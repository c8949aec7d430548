//! Learning a controller that no file describes: its controls are moved one after the other, and a
//! device file comes out.
//!
//! A [`Lesson`] is all of that without a port or a terminal: messages in, questions and the text of
//! the file out.

pub mod course;
pub mod keep;
mod lines;
pub mod one;
mod questions;
mod words;

use super::message::Message;
use crate::show::mapping_file::{Address, Kind};
use questions::{Manner, QUESTIONS, Question};
use std::collections::BTreeMap;
use std::fmt::Write as _;
pub(super) use words::words;
use words::{address_words, quoted};

/// Values of a control that are kept while its question is open.
const KEPT: usize = 512;
/// A control that moved over this part of its 7 bits was meant.
const MOVED: u8 = 20;
/// Messages after which a knob that counts turns was meant.
const TURNED: usize = 8;

/// Most strips that a device file may have.
const MOST: usize = 32;

/// What one control has sent while its question is open.
#[derive(Debug, Default)]
struct Heard {
    values: Vec<u8>,
    is_found: bool,
}

/// What is known of a control, or of one per strip.
#[derive(Debug)]
struct Known {
    name: &'static str,
    addresses: Vec<Address>,
    /// How it says more than where it stands: `turns: signed`, `sends: toggle`.
    manner: Option<String>,
}

/// One controller being learnt.
#[derive(Debug, Default)]
pub struct Lesson {
    question: usize,
    known: Vec<Known>,
    /// The controls of the present question in the order in which they were found.
    found: Vec<Address>,
    heard: BTreeMap<Address, Heard>,
    /// Notes that came while faders moved: hands on them.
    touches: Vec<Address>,
    /// Its keys light up when they are sent what they send.
    pub has_lights: bool,
    /// Its faders move when they are sent what they send.
    pub has_motors: bool,
}

impl Lesson {
    /// What to do now; none when everything has been asked.
    pub fn question(&self) -> Option<&'static str> {
        QUESTIONS.get(self.question).map(|question| question.text)
    }

    /// Takes a message. Says what it was taken for where a control was found by it.
    pub fn hear(&mut self, message: &Message) -> Option<String> {
        let question = QUESTIONS.get(self.question)?;
        let (address, value) = read(message)?;
        if self
            .known
            .iter()
            .any(|known| known.addresses.contains(&address))
        {
            return None;
        }
        let is_key = matches!(address.kind, Kind::Note | Kind::Program);
        if question.manner != Manner::Key && is_key {
            if address.kind == Kind::Note {
                self.touch(address, value);
            }
            return None;
        }
        let heard = self.heard.entry(address).or_default();
        if heard.values.len() < KEPT {
            heard.values.push(value);
        }
        if heard.is_found || !is_meant(question.manner, &heard.values) {
            return None;
        }
        heard.is_found = true;
        Some(self.find(question, address))
    }

    fn touch(&mut self, address: Address, value: u8) {
        if value > 0 && !self.touches.contains(&address) {
            self.touches.push(address);
        }
    }

    fn find(&mut self, question: &Question, address: Address) -> String {
        let first = self.found.first();
        let differs = |first: &Address| !goes_with(*first, address);
        let most = if question.names.len() > 1 {
            question.names.len()
        } else {
            MOST
        };
        if question.names == ["master.fader"] && !self.found.is_empty() || self.found.len() == most
        {
            return format!("{} is one too many: left out", words(address));
        }
        // Names of their own may be of any kind.
        if question.names.len() == 1 && first.is_some_and(differs) {
            return format!("{} is not like the others: left out", words(address));
        }
        self.found.push(address);
        let number = self.found.len();
        match question.names {
            [name] => format!("{name} {number}: {}", words(address)),
            names => format!("{}: {}", names[number - 1], words(address)),
        }
    }

    /// The controls of this question are through.
    pub fn next(&mut self) {
        let Some(question) = QUESTIONS.get(self.question) else {
            return;
        };
        self.question += 1;
        let (found, heard) = (
            std::mem::take(&mut self.found),
            std::mem::take(&mut self.heard),
        );
        let touches = std::mem::take(&mut self.touches);
        if found.is_empty() {
            return;
        }
        let manner = |found: &[Address]| {
            let heard = found.iter().filter_map(|a| heard.get(a));
            match question.manner {
                Manner::Fader => None,
                Manner::Knob => turns(heard).map(|word| format!("turns: {word}")),
                Manner::Key if found.iter().any(|a| a.kind == Kind::Program) => None,
                Manner::Key => sends(heard).map(|word| format!("sends: {word}")),
            }
        };
        if let [name] = question.names {
            if *name == "strip.fader" && touches.len() == found.len() {
                self.know("strip.touch", touches, None);
            }
            let manner = manner(&found);
            self.know(name, found, manner);
            return;
        }
        for (name, address) in question.names.iter().zip(found) {
            let manner = manner(&[address]);
            self.know(name, vec![address], manner);
        }
    }

    fn know(&mut self, name: &'static str, addresses: Vec<Address>, manner: Option<String>) {
        self.known.push(Known {
            name,
            addresses,
            manner,
        });
    }

    /// True when nothing was learnt.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// True when its faders are those of Mackie's protocol, which says more than can be learnt: the
    /// faders are pitch bends, one channel each from the first on.
    pub fn is_mackie(&self) -> bool {
        let faders = self.known.iter().find(|known| known.name == "strip.fader");
        faders.is_some_and(|faders| {
            let channels = faders.addresses.iter().enumerate();
            faders.addresses.len() == 8
                && channels
                    .clone()
                    .all(|(at, address)| address.kind == Kind::Bend && address.channel == at as u8)
        })
    }

    /// What switches every key's light on, or off.
    pub fn lights(&self, on: bool) -> Vec<Message> {
        let value = if on { 127 } else { 0 };
        let keys = self.known.iter().filter(|known| is_key(known.name));
        keys.flat_map(|known| &known.addresses)
            .filter_map(|address| message(*address, value))
            .collect()
    }

    /// What moves every motor to a part of its way, 0 to 127.
    pub fn motors(&self, to: u8) -> Vec<Message> {
        let faders = self.known.iter().filter(|known| is_fader(known.name));
        faders
            .flat_map(|known| &known.addresses)
            .filter_map(|address| message(*address, to))
            .collect()
    }

    /// The device file, for a device of that name.
    pub fn file(&self, device: &str) -> String {
        let device = quoted(device);
        let mut text = format!(
            "# Learnt with `headroom learn`; what the controls do stands in a layout.\n\
             headroom: 1\ndevice: {device}\nmatch: [ {device} ]\n"
        );
        if self.is_mackie() {
            text.push_str("protocol: mcu\n");
            return text;
        }
        if self.has_motors {
            text.push_str("motors: yes\n");
        }
        text.push_str("\nin:\n");
        for known in &self.known {
            let manner = known.manner.iter().map(|manner| format!(", {manner}"));
            let _ = writeln!(
                text,
                "  {}: {{ {}{} }}",
                known.name,
                address_words(&known.addresses),
                manner.collect::<String>()
            );
        }
        let hears = |known: &Known| known.addresses.iter().all(|a| a.kind != Kind::Program);
        let shown = |known: &&Known| {
            let lights = self.has_lights && is_key(known.name) && hears(known);
            lights || self.has_motors && is_fader(known.name)
        };
        let shown: Vec<&Known> = self.known.iter().filter(shown).collect();
        if !shown.is_empty() {
            text.push_str("\nout:\n");
        }
        for known in shown {
            let addresses = address_words(&known.addresses);
            let light = if is_key(known.name) {
                ", on: 127, off: 0"
            } else {
                ""
            };
            let _ = writeln!(text, "  {}: {{ {addresses}{light} }}", known.name);
        }
        text
    }
}

fn is_fader(name: &str) -> bool {
    ["strip.fader", "master.fader"].contains(&name)
}

fn is_key(name: &str) -> bool {
    !is_fader(name) && name != "strip.knob" && name != "strip.touch"
}

/// The address and the 7-bit value of a message that a control may send.
fn read(message: &Message) -> Option<(Address, u8)> {
    let (address, value) = match *message {
        Message::Note {
            channel,
            number,
            velocity,
        } => (Address::new(Kind::Note, channel, number), velocity),
        Message::Control {
            channel,
            number,
            value,
        } => (Address::new(Kind::Cc, channel, number), value),
        Message::Bend { channel, value } => {
            (Address::new(Kind::Bend, channel, 0), (value >> 7) as u8)
        }
        Message::Program { channel, number } => (Address::new(Kind::Program, channel, number), 127),
        Message::Pressure { .. }
        | Message::Poly { .. }
        | Message::SysEx(_)
        | Message::Reset
        | Message::Clock
        | Message::QuarterFrame(_) => {
            return None;
        }
    };
    Some((address, value))
}

fn message(address: Address, value: u8) -> Option<Message> {
    let (channel, number) = (address.channel, address.number as u8);
    match address.kind {
        Kind::Cc => Some(Message::Control {
            channel,
            number,
            value,
        }),
        Kind::Note => Some(Message::Note {
            channel,
            number,
            velocity: value,
        }),
        Kind::Bend => Some(Message::Bend {
            channel,
            value: u16::from(value) << 7 | u16::from(value),
        }),
        // Nothing else is learnt that has a light or a motor.
        _ => None,
    }
}

/// True when these values are no accident.
fn is_meant(manner: Manner, values: &[u8]) -> bool {
    let spread = values.iter().max().zip(values.iter().min());
    let moved = spread.is_some_and(|(max, min)| max - min >= MOVED);
    match manner {
        Manner::Key => values.iter().any(|value| *value > 0),
        Manner::Fader => moved,
        Manner::Knob => moved || values.len() >= TURNED,
    }
}

/// True when two controls can stand in one line of the file.
fn goes_with(first: Address, other: Address) -> bool {
    first.kind == other.kind
        && (first.kind == Kind::Bend
            || first.channel == other.channel
            || first.number == other.number)
}

/// How knobs count turns, from what they sent while they were turned right and left; none for those
/// that send positions. A position is never sent twice in a row, a turn is.
fn turns<'h>(knobs: impl Iterator<Item = &'h Heard>) -> Option<&'static str> {
    let values: Vec<&[u8]> = knobs.map(|heard| &*heard.values).collect();
    let repeats = |values: &&&[u8]| {
        let same = values.windows(2).filter(|pair| pair[0] == pair[1]).count();
        same * 2 > values.len()
    };
    let counting = values.iter().filter(repeats).count();
    if counting * 2 <= values.len() {
        return None;
    }
    let mut sent = values.iter().flat_map(|values| values.iter());
    let any_in = |low: u8, high: u8| move |value: &u8| (low..=high).contains(value);
    if sent.clone().any(any_in(0x70, 0x7f)) {
        return Some("complement");
    }
    if sent.any(any_in(0x30, 0x3f)) {
        return Some("offset");
    }
    Some("signed")
}

/// What keys send that were pressed once each; none for those that send a value and, let go, 0.
fn sends<'h>(keys: impl Iterator<Item = &'h Heard>) -> Option<&'static str> {
    let values: Vec<&[u8]> = keys.map(|heard| &*heard.values).collect();
    let most = |is: fn(&[u8]) -> bool| {
        let count = values.iter().filter(|values| is(values)).count();
        count * 2 > values.len()
    };
    // How hard a pad is pressed goes up and down.
    let runs = |values: &[u8]| values.iter().filter(|value| **value > 0).count() > 2;
    let stays = |values: &[u8]| !values.contains(&0);
    let again = |values: &[u8]| values.len() > 1 && !values.contains(&0);
    if most(again) && !most(runs) {
        Some("always-on")
    } else if most(runs) {
        Some("pressure")
    } else if most(stays) {
        Some("toggle")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::mapping_file;

    fn cc(channel: u8, number: u8, value: u8) -> Message {
        Message::Control {
            channel,
            number,
            value,
        }
    }

    /// The question whose control is `name`, with those before it answered by nothing.
    fn ask(lesson: &mut Lesson, name: &str) {
        while QUESTIONS[lesson.question].names[0] != name {
            lesson.next();
        }
    }

    fn sweep(lesson: &mut Lesson, channel: u8, number: u8) {
        for value in 0..40 {
            lesson.hear(&cc(channel, number, value));
        }
    }

    fn learnt(lesson: &Lesson) -> mapping_file::DeviceFile {
        let text = lesson.file("Box \"8\"");
        mapping_file::parse(&text, "learnt.yaml").unwrap_or_else(|errors| {
            panic!("{text}\n{errors:#?}");
        })
    }

    fn inputs(lesson: &Lesson) -> Vec<(String, Address, Option<mapping_file::Turns>)> {
        let mapping_file::Protocol::Messages { inputs, .. } = learnt(lesson).protocol else {
            panic!("not messages");
        };
        inputs
            .iter()
            .map(|input| (format!("{:?}", input.control), input.address, input.turns))
            .collect()
    }

    #[test]
    fn faders_keys_and_lights_become_a_file_that_reads_back() {
        let mut lesson = Lesson::default();
        // A neighbour that only trembles is not meant.
        lesson.hear(&cc(0, 9, 64));
        lesson.hear(&cc(0, 9, 66));
        for number in [0, 1, 2, 7] {
            sweep(&mut lesson, 0, number);
        }
        ask(&mut lesson, "strip.mute");
        for number in 48..52 {
            lesson.hear(&cc(0, number, 127));
            lesson.hear(&cc(0, number, 0));
        }
        // A fader that moves meanwhile is known already.
        assert_eq!(lesson.hear(&cc(0, 1, 3)), None);
        ask(&mut lesson, "nav.bank-left");
        let note = Message::Note {
            channel: 2,
            number: 60,
            velocity: 100,
        };
        lesson.hear(&note);
        lesson.hear(&Message::Note {
            channel: 2,
            number: 60,
            velocity: 0,
        });
        lesson.hear(&cc(0, 59, 127));
        while lesson.question().is_some() {
            lesson.next();
        }
        lesson.has_lights = true;
        let text = lesson.file("Box \"8\"");
        assert!(text.contains("strip.fader: { cc: [ 0-2, 7 ] }"), "{text}");
        assert!(
            text.contains("strip.mute: { cc: 48-51, on: 127, off: 0 }"),
            "{text}"
        );
        assert!(
            text.contains("nav.bank-left: { note: 60, channel: 3 }"),
            "{text}"
        );
        assert_eq!(inputs(&lesson).len(), 10);
        assert_eq!(learnt(&lesson).name, "Box \"8\"");
        let mapping_file::Protocol::Messages { outputs, .. } = learnt(&lesson).protocol else {
            panic!("not messages");
        };
        assert_eq!(outputs.len(), 6);
        assert_eq!(lesson.lights(true).len(), 6);
    }

    #[test]
    fn one_number_on_many_channels_is_learnt_too() {
        let mut lesson = Lesson::default();
        for channel in 0..8 {
            sweep(&mut lesson, channel, 7);
        }
        lesson.next();
        let text = lesson.file("Desk");
        assert!(
            text.contains("strip.fader: { cc: 7, channel: 1-8 }"),
            "{text}"
        );
        let found: Vec<u8> = inputs(&lesson).iter().map(|(_, a, _)| a.channel).collect();
        assert_eq!(found, [0, 1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn knobs_that_count_turns_are_told_from_those_that_send_positions() {
        let rows: [(&[u8], &[u8], Option<mapping_file::Turns>); 4] = [
            (
                &[1, 1, 2, 1, 1],
                &[0x41; 5],
                Some(mapping_file::Turns::Signed),
            ),
            (&[1; 5], &[0x7f; 5], Some(mapping_file::Turns::Complement)),
            (&[0x41; 5], &[0x3f; 5], Some(mapping_file::Turns::Offset)),
            (&[10, 20, 30, 40, 50], &[40, 30, 20, 10, 0], None),
        ];
        for (right, left, expected) in rows {
            let mut lesson = Lesson::default();
            ask(&mut lesson, "strip.knob");
            for value in right.iter().chain(left) {
                lesson.hear(&cc(0, 16, *value));
            }
            lesson.next();
            assert_eq!(inputs(&lesson)[0].2, expected, "{right:?} {left:?}");
        }
    }

    #[test]
    fn what_keys_send_is_learnt() {
        let rows: [(&[u8], &str); 5] = [
            (&[127, 0], "{ cc: 48 }"),
            (&[127], "{ cc: 48, sends: toggle }"),
            (&[127, 127], "{ cc: 48, sends: always-on }"),
            (&[20, 60, 127, 50, 0], "{ cc: 48, sends: pressure }"),
            (&[90, 0, 90, 0], "{ cc: 48 }"),
        ];
        for (values, expected) in rows {
            let mut lesson = Lesson::default();
            ask(&mut lesson, "strip.mute");
            for value in values {
                lesson.hear(&cc(0, 48, *value));
            }
            lesson.next();
            let text = lesson.file("Box");
            assert!(text.contains(expected), "{values:?}: {text}");
            learnt(&lesson);
        }
        let mut lesson = Lesson::default();
        ask(&mut lesson, "strip.mute");
        for number in 0..8 {
            lesson.hear(&Message::Program {
                channel: 10,
                number,
            });
        }
        lesson.next();
        lesson.has_lights = true;
        let text = lesson.file("Box");
        assert!(
            text.contains("strip.mute: { program: 1-8, channel: 11 }"),
            "{text}"
        );
        learnt(&lesson);
    }

    #[test]
    fn motor_faders_of_mackies_protocol_are_known_and_hands_on_them_too() {
        let mut lesson = Lesson::default();
        for channel in 0..8 {
            let note = |velocity| Message::Note {
                channel: 0,
                number: 0x68 + channel,
                velocity,
            };
            lesson.hear(&note(127));
            for value in 0..50 {
                lesson.hear(&Message::Bend {
                    channel,
                    value: value * 200,
                });
            }
            lesson.hear(&note(0));
        }
        lesson.next();
        assert!(lesson.is_mackie());
        assert!(matches!(
            learnt(&lesson).protocol,
            mapping_file::Protocol::Mcu(_)
        ));
        assert_eq!(lesson.known[0].name, "strip.touch");
        assert_eq!(lesson.known[0].addresses.len(), 8);
        assert_eq!(lesson.motors(64).len(), 8);
    }

    #[test]
    fn nothing_that_a_device_sends_ends_a_lesson() {
        let mut lesson = Lesson::default();
        while lesson.question().is_some() {
            for kind in 0..4 {
                for number in 0..=127 {
                    for value in [0, 64, 127, 127, 1] {
                        let channel = number % 16;
                        lesson.hear(&match kind {
                            0 => cc(channel, number, value),
                            1 => Message::Note {
                                channel,
                                number,
                                velocity: value,
                            },
                            2 => Message::Program { channel, number },
                            _ => Message::SysEx(vec![number]),
                        });
                    }
                }
            }
            lesson.next();
        }
        lesson.has_lights = true;
        lesson.has_motors = true;
        learnt(&lesson);
        lesson.next();
        assert_eq!(lesson.hear(&cc(0, 0, 0)), None);
    }
}
