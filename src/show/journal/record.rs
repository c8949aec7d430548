//! Groups of changes, and how they are written.

use super::line::seal;
use crate::param::{ParamAddr, ParamSpec, Plain, tables};
use jiff::Timestamp;
use std::fmt::Write;

/// Why something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A hand, or a client: a step of its own.
    Hand,
    /// The same move goes on: part of the client's step before.
    HandOn,
    /// A client took back its last step.
    Undo,
    /// A client did again what it had taken back.
    Redo,
    /// A scene was recalled.
    Recall,
    /// The show's file says so.
    File,
    /// The audio server says so: an external unit came or went.
    Audio,
    /// Settings were copied from one node to others.
    Copy,
    /// A preset was applied.
    Preset,
    /// A spare microphone stands in, or no longer does.
    Spare,
}

impl Cause {
    const WORDS: [(Self, &'static str); 10] = [
        (Self::Hand, "hand"),
        (Self::HandOn, "move"),
        (Self::Undo, "undo"),
        (Self::Redo, "redo"),
        (Self::Recall, "recall"),
        (Self::File, "file"),
        (Self::Audio, "audio"),
        (Self::Copy, "copy"),
        (Self::Preset, "preset"),
        (Self::Spare, "spare"),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        let known = Self::WORDS.iter().find(|(cause, _)| *cause == self);
        known.map_or("hand", |(_, word)| word)
    }

    fn from_word(word: &str) -> Option<Self> {
        let known = Self::WORDS.iter().find(|(_, known)| *known == word);
        known.map(|(cause, _)| *cause)
    }
}

/// Who changed something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// The name that the client gave itself.
    pub name: String,
    /// Its number in that run of the console.
    pub id: u32,
}

/// What belongs together: whole, or not at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its number; rises by one.
    pub sequence: u64,
    /// The first frame that it shaped.
    pub frame: u64,
    /// False where no engine answered: `frame` is the last known one.
    pub is_exact: bool,
    /// Wall time.
    pub time: Timestamp,
    /// Who.
    pub who: Who,
    /// Why.
    pub cause: Cause,
    /// The new values; none where an undo found everything changed by others.
    pub values: Vec<(ParamAddr, Plain)>,
}

/// The row of a parameter, wherever it is.
pub fn spec(addr: ParamAddr) -> Option<&'static ParamSpec> {
    tables::row(addr.kind, addr.param)
}

/// "ch/1/fader -4.2 dB"
pub(super) fn write_value(addr: ParamAddr, value: Plain) -> String {
    let text = spec(addr).map_or_else(|| value.0.to_string(), |spec| spec.exact(value));
    format!("{addr} {text}")
}

/// What [`write_value`] wrote; nothing for a parameter or value that this version does not have.
pub(super) fn read_value(path: &str, text: &str) -> Option<(ParamAddr, Plain)> {
    let addr = ParamAddr::parse(path)?;
    Some((addr, spec(addr)?.parse(text).ok()?))
}

/// A name without what separates the fields of a line.
fn escape(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_whitespace() || c.is_control() || matches!(c, '%' | '#') {
            for byte in c.to_string().bytes() {
                let _ = write!(text, "%{byte:02x}");
            }
        } else {
            text.push(c);
        }
    }
    text
}

fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        rest = more;
        if *first == b'%' {
            let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &rest[2..];
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

impl Group {
    /// The group as sealed lines.
    pub fn write(&self) -> String {
        let wave = if self.is_exact { "" } else { "~" };
        let (who, cause) = (escape(&self.who.name), self.cause.word());
        let head = format!(
            "{} {} {wave}{} {who}#{} {cause}",
            self.sequence, self.time, self.frame, self.who.id
        );
        let Some(((addr, value), others)) = self.values.split_last() else {
            return seal(&format!("{head} -"));
        };
        let mut text = String::new();
        for (addr, value) in others {
            text.push_str(&seal(&format!("{head}+ {}", write_value(*addr, *value))));
        }
        text.push_str(&seal(&format!("{head} {}", write_value(*addr, *value))));
        text
    }
}

/// One line of a group.
#[derive(Debug, PartialEq)]
pub(super) struct Part {
    /// The group, with the value of this line.
    pub group: Group,
    /// More lines of it follow.
    pub more: bool,
    /// False where this version does not have the parameter or the value.
    pub is_known: bool,
}

impl Part {
    /// Reads the body of a line; nothing where it is no line of a group.
    pub fn read(body: &str) -> Option<Self> {
        let mut words = body.splitn(7, ' ');
        let sequence = words.next()?.parse().ok()?;
        let time = words.next()?.parse().ok()?;
        let frame = words.next()?;
        let (name, id) = words.next()?.rsplit_once('#')?;
        let cause = words.next()?;
        let path = words.next()?;
        let value = words.next().map(|text| read_value(path, text));
        let group = Group {
            sequence,
            frame: frame.strip_prefix('~').unwrap_or(frame).parse().ok()?,
            is_exact: !frame.starts_with('~'),
            time,
            who: Who {
                name: unescape(name)?,
                id: id.parse().ok()?,
            },
            cause: Cause::from_word(cause.strip_suffix('+').unwrap_or(cause))?,
            values: value.flatten().into_iter().collect(),
        };
        Some(Self {
            group,
            more: cause.ends_with('+'),
            is_known: value != Some(None),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_group_reads_back_as_it_was() {
        let value = |path: &str, text: &str| read_value(path, text).unwrap();
        let group = Group {
            sequence: 7,
            frame: 4096,
            is_exact: false,
            time: "2026-11-21T20:15:01.123Z".parse().unwrap(),
            who: Who {
                name: "phone of Änna #2 100%".to_owned(),
                id: 3,
            },
            cause: Cause::Redo,
            values: vec![
                value("ch/1/fader", "-4.2 dB"),
                value("ch/2/hpf/slope", "24 dB/oct"),
            ],
        };
        let text = group.write();
        let parts: Vec<Part> = text
            .lines()
            .map(|line| Part::read(super::super::line::open(line.as_bytes()).unwrap()).unwrap())
            .collect();
        assert_eq!(
            (parts.len(), parts[0].more, parts[1].more),
            (2, true, false)
        );
        let values = parts.iter().flat_map(|part| part.group.values.clone());
        assert_eq!(values.collect::<Vec<_>>(), group.values);
        assert_eq!(parts[1].group.who, group.who);
        assert_eq!(
            text.lines().next().unwrap().rsplit_once(" *").unwrap().0,
            "7 2026-11-21T20:15:01.123Z ~4096 phone%20of%20Änna%20%232%20100%25#3 redo+ ch/1/fader -4.2 dB"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in ".*", name in ".*") {
            let _ = Part::read(&text);
            prop_assert_eq!(unescape(&escape(&name)), Some(name));
        }
    }
}
