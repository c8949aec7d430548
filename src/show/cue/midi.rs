//! What a cue sends: a MIDI message in words.
//!
//! ```text
//! program 5 channel 1 to Lights           # programs count from 1, as on most displays
//! cc 7 100 channel 16 to X-Touch*         # a star in the name of a port stands for anything
//! note 60 127 channel 1 to Sampler        # velocity 0 ends it
//! msc go 10.5 list 1 device 2 format lighting to Lights
//! ```

use crate::param::nearest::nearest;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A message, and the port that it goes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CueMidi {
    /// The message.
    pub message: MidiMessage,
    /// Name of the port, or a part of it with stars.
    pub to: String,
}

/// A message. Channels, programs, controllers and notes count from 0 here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MidiMessage {
    /// A program change: channel, program.
    Program(u8, u8),
    /// A controller: channel, controller, value.
    Controller(u8, u8, u8),
    /// A note: channel, note, velocity.
    Note(u8, u8, u8),
    /// MIDI Show Control.
    Show(ShowControl),
}

/// A command of MIDI Show Control 1.0 (MMA RP-002).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowControl {
    /// What to do: its number.
    pub command: u8,
    /// The cue; empty: the next one, or all.
    pub cue: String,
    /// The list of cues; empty: the one that is open.
    pub list: String,
    /// The device, 0 to 111; 127: all.
    pub device: u8,
    /// The kind of device: its number.
    pub format: u8,
}

/// Commands: word, number, and whether a cue has to, may or must not be named.
const COMMANDS: [(&str, u8, Wants); 9] = [
    ("go", 0x01, Wants::Perhaps),
    ("stop", 0x02, Wants::Perhaps),
    ("resume", 0x03, Wants::Perhaps),
    ("load", 0x05, Wants::Cue),
    ("fire", FIRE, Wants::Macro),
    ("all-off", 0x08, Wants::Nothing),
    ("restore", 0x09, Wants::Nothing),
    ("reset", 0x0a, Wants::Nothing),
    ("go-off", 0x0b, Wants::Perhaps),
];
const FIRE: u8 = 0x07;

/// What stands behind a command.
#[derive(Clone, Copy, PartialEq)]
enum Wants {
    Nothing,
    Perhaps,
    Cue,
    /// A number from 0 to 127.
    Macro,
}

/// Kinds of devices.
const FORMATS: [(&str, u8); 9] = [
    ("lighting", LIGHTING),
    ("moving-lights", 0x02),
    ("sound", 0x10),
    ("machinery", 0x20),
    ("video", 0x30),
    ("projection", 0x40),
    ("process-control", 0x50),
    ("pyro", 0x60),
    ("all", 0x7f),
];
const LIGHTING: u8 = 0x01;
/// Every device.
const ALL_DEVICES: u8 = 0x7f;
/// Longest name of a port, and longest number of a cue, in characters.
const LONGEST_PORT: usize = 80;
const LONGEST_CUE: usize = 16;
/// What may be written.
const ALLOWED: &str = "write 'program N channel N to PORT', 'cc N VALUE channel N to PORT', 'note N VELOCITY \
                       channel N to PORT' or 'msc go CUE to PORT'";

impl CueMidi {
    /// The message that a text says.
    ///
    /// # Errors
    /// What is wrong with it, and what is allowed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (words, to) = text
            .split_once(" to ")
            .ok_or_else(|| format!("'{}' names no port; {ALLOWED}", text.trim()))?;
        let to = to.trim();
        if to.is_empty() || to.chars().count() > LONGEST_PORT || to.contains(char::is_control) {
            return Err(format!(
                "a port has a name of at most {LONGEST_PORT} characters; 'headroom ports' lists them"
            ));
        }
        let mut words = Words(words.split_whitespace().collect());
        let message = match words.next("a message")? {
            "program" => {
                let program = words.number("program", 1, 128)? - 1;
                MidiMessage::Program(words.channel()?, program as u8)
            }
            "cc" => {
                let (number, value) = (words.seven_bits("cc")?, words.seven_bits("a value")?);
                MidiMessage::Controller(words.channel()?, number, value)
            }
            "note" => {
                let (number, value) = (words.seven_bits("note")?, words.seven_bits("velocity")?);
                MidiMessage::Note(words.channel()?, number, value)
            }
            "msc" => MidiMessage::Show(ShowControl::parse(&mut words)?),
            other => return Err(format!("'{other}' is no message; {ALLOWED}")),
        };
        words.end()?;
        let to = to.to_owned();
        Ok(Self { message, to })
    }

    /// Its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        match &self.message {
            MidiMessage::Program(channel, program) => vec![0xc0 | channel, *program],
            MidiMessage::Controller(channel, number, value) => {
                vec![0xb0 | channel, *number, *value]
            }
            MidiMessage::Note(channel, note, velocity) => vec![0x90 | channel, *note, *velocity],
            MidiMessage::Show(show) => show.bytes(),
        }
    }
}

impl ShowControl {
    fn parse(words: &mut Words) -> Result<Self, String> {
        let word = words.next("a command")?;
        let known = COMMANDS.iter().find(|(known, ..)| *known == word);
        let all = COMMANDS.map(|(known, ..)| known);
        let (_, command, wants) =
            known.ok_or_else(|| unknown(word, "command of show control", &all))?;
        let mut show = Self {
            command: *command,
            cue: String::new(),
            list: String::new(),
            device: ALL_DEVICES,
            format: LIGHTING,
        };
        match wants {
            Wants::Macro => show.cue = words.number("fire", 0, 127)?.to_string(),
            Wants::Cue => show.cue = words.cue()?,
            Wants::Perhaps if words.has_number() => show.cue = words.cue()?,
            Wants::Perhaps | Wants::Nothing => {}
        }
        while let Some(word) = words.optional() {
            match word {
                "list" if !show.cue.is_empty() && *wants != Wants::Macro => {
                    show.list = words.cue()?;
                }
                "device" => show.device = words.number("device", 0, 111)? as u8,
                "format" => {
                    let word = words.next("a format")?;
                    let known = FORMATS.iter().find(|(known, _)| *known == word);
                    let all = FORMATS.map(|(known, _)| known);
                    show.format = known.ok_or_else(|| unknown(word, "format", &all))?.1;
                }
                other => {
                    return Err(unknown(
                        other,
                        "word of show control",
                        &["list", "device", "format"],
                    ));
                }
            }
        }
        Ok(show)
    }

    /// Universal real time, show control: device, format, command, data (MMA RP-002 §4).
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0xf0, 0x7f, self.device, 0x02, self.format, self.command];
        if self.command == FIRE {
            bytes.extend(self.cue.parse::<u8>());
        } else {
            bytes.extend(self.cue.bytes());
            if !self.list.is_empty() {
                bytes.push(0);
                bytes.extend(self.list.bytes());
            }
        }
        bytes.push(0xf7);
        bytes
    }
}

/// "'lightning' is no format; did you mean 'lighting'? allowed: …"
fn unknown(word: &str, what: &str, known: &[&str]) -> String {
    let near = nearest(word, known.iter().copied());
    let near = near.map_or(String::new(), |near| format!("did you mean '{near}'? "));
    format!("'{word}' is no {what}; {near}allowed: {}", known.join(", "))
}

/// What is left of a text.
struct Words<'t>(std::collections::VecDeque<&'t str>);

impl<'t> Words<'t> {
    fn optional(&mut self) -> Option<&'t str> {
        self.0.pop_front()
    }

    fn next(&mut self, what: &str) -> Result<&'t str, String> {
        let next = self.optional();
        next.ok_or_else(|| format!("{what} is missing; {ALLOWED}"))
    }

    fn number(&mut self, what: &str, first: u16, last: u16) -> Result<u16, String> {
        let text = self.next(&format!("the number behind '{what}'"))?;
        let number = text.parse().ok();
        let number = number.filter(|number| (first..=last).contains(number));
        number.ok_or_else(|| {
            format!("'{text}' is not possible for '{what}'; allowed: {first} to {last}")
        })
    }

    fn seven_bits(&mut self, what: &str) -> Result<u8, String> {
        self.number(what, 0, 127).map(|number| number as u8)
    }

    /// `channel N`, from 0.
    fn channel(&mut self) -> Result<u8, String> {
        match self.next("'channel N'")? {
            "channel" => Ok(self.number("channel", 1, 16)? as u8 - 1),
            other => Err(unknown(other, "word here", &["channel"])),
        }
    }

    /// True where the next word is a number of a cue.
    fn has_number(&self) -> bool {
        let first = self.0.front();
        first.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    }

    /// A cue of somebody else: digits and points.
    fn cue(&mut self) -> Result<String, String> {
        let text = self.next("the number of a cue")?;
        let is_possible = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        if !is_possible || text.len() > LONGEST_CUE {
            return Err(format!(
                "'{text}' is not possible for a cue; allowed: at most {LONGEST_CUE} digits and points"
            ));
        }
        Ok(text.to_owned())
    }

    fn end(&mut self) -> Result<(), String> {
        match self.optional() {
            None => Ok(()),
            Some(more) => Err(format!("'{more}' is too much; {ALLOWED}")),
        }
    }
}

impl fmt::Display for CueMidi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            MidiMessage::Program(channel, program) => {
                write!(
                    f,
                    "program {} channel {}",
                    u16::from(*program) + 1,
                    channel + 1
                )?;
            }
            MidiMessage::Controller(channel, number, value) => {
                write!(f, "cc {number} {value} channel {}", channel + 1)?;
            }
            MidiMessage::Note(channel, note, velocity) => {
                write!(f, "note {note} {velocity} channel {}", channel + 1)?;
            }
            MidiMessage::Show(show) => show.fmt(f)?,
        }
        write!(f, " to {}", self.to)
    }
}

impl fmt::Display for ShowControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let command = COMMANDS
            .iter()
            .find(|(_, number, _)| *number == self.command);
        write!(f, "msc {}", command.map_or("go", |(word, ..)| word))?;
        if !self.cue.is_empty() {
            write!(f, " {}", self.cue)?;
        }
        if !self.list.is_empty() {
            write!(f, " list {}", self.list)?;
        }
        if self.device != ALL_DEVICES {
            write!(f, " device {}", self.device)?;
        }
        let format = FORMATS.iter().find(|(_, number)| *number == self.format);
        match format {
            Some((word, number)) if *number != LIGHTING => write!(f, " format {word}"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_bytes_and_words_again() {
        let rows: &[(&str, &[u8])] = &[
            ("program 5 channel 1 to Lights", &[0xc0, 4]),
            ("program 128 channel 16 to Lights", &[0xcf, 127]),
            ("cc 7 100 channel 2 to X-Touch*", &[0xb1, 7, 100]),
            ("note 60 0 channel 10 to My port to go", &[0x99, 60, 0]),
            ("msc go to L", &[0xf0, 0x7f, 0x7f, 2, 1, 1, 0xf7]),
            (
                "msc go 10.5 list 2 device 3 format sound to L",
                b"\xf0\x7f\x03\x02\x10\x0110.5\x002\xf7",
            ),
            ("msc fire 42 to L", &[0xf0, 0x7f, 0x7f, 2, 1, 7, 42, 0xf7]),
            ("msc all-off device 0 to L", &[0xf0, 0x7f, 0, 2, 1, 8, 0xf7]),
            ("msc load 3 to L", b"\xf0\x7f\x7f\x02\x01\x053\xf7"),
        ];
        for (text, bytes) in rows {
            let midi = CueMidi::parse(text).unwrap();
            assert_eq!(midi.bytes(), *bytes, "{text}");
            assert_eq!(midi.to_string(), *text);
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_what_is_allowed() {
        for (text, expected) in [
            ("program 5 channel 1", "'program 5 channel 1' names no port"),
            (
                "program 0 channel 1 to L",
                "'0' is not possible for 'program'; allowed: 1 to 128",
            ),
            ("program 5 to L", "'channel N' is missing"),
            (
                "cc 7 128 channel 1 to L",
                "'128' is not possible for 'a value'",
            ),
            (
                "note 60 channel 1 to L",
                "'channel' is not possible for 'velocity'",
            ),
            (
                "program 5 channel 17 to L",
                "'17' is not possible for 'channel'",
            ),
            ("sysex f0 f7 to L", "'sysex' is no message"),
            (
                "msc goo 1 to L",
                "'goo' is no command of show control; did you mean 'go'?",
            ),
            (
                "msc go 1 format lightning to L",
                "'lightning' is no format; did you mean 'lighting'?",
            ),
            ("msc load to L", "the number of a cue is missing"),
            ("msc all-off 3 to L", "'3' is no word of show control"),
            ("msc go 1;2 to L", "'1;2' is not possible for a cue"),
            ("cc 7 1 channel 1 now to L", "'now' is too much"),
            ("cc 7 1 channel 1 to  ", "a port has a name"),
        ] {
            let error = CueMidi::parse(text).unwrap_err();
            assert!(error.starts_with(expected), "{text}: {error}");
        }
    }
}
