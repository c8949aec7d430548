//! Groups of changes, and how they are written.

use crate::param::{ParamAddr, ParamSpec, Plain, tables};
use jiff::Timestamp;
use std::collections::HashMap;
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
    /// Nobody did anything: what was moving at a checkpoint, or when the console came back, moves on.
    GoesOn,
    /// The last recall was taken back.
    UndoRecall,
    /// The transport plays or was moved, and automation says so.
    Automation,
    /// What the guard held back of a recall was allowed: part of that step.
    Allow,
    /// The same of an undo or a redo: no step.
    AllowBack,
}

impl Cause {
    const WORDS: [(Self, &'static str); 15] = [
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
        (Self::GoesOn, "goes-on"),
        (Self::UndoRecall, "undo-recall"),
        (Self::Automation, "automation"),
        (Self::Allow, "allow"),
        (Self::AllowBack, "allow-back"),
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

/// What a group says of one parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Which one.
    pub addr: ParamAddr,
    /// Its new value; for one that moves, where it is going.
    pub value: Plain,
    /// Where it stood, when it had not arrived where the journal last sent it.
    pub from: Option<Plain>,
    /// Frames until it is there; 0 at once.
    pub over: u32,
}

impl Entry {
    /// A value that counts at once.
    pub fn at_once(addr: ParamAddr, value: Plain) -> Self {
        Self {
            addr,
            value,
            from: None,
            over: 0,
        }
    }
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
    /// Whose step was taken back, where it was another's.
    pub whose: Option<String>,
    /// What changed; nothing where an undo found everything changed by others.
    pub entries: Vec<Entry>,
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

/// The paths of a file; each is looked up once.
#[derive(Debug, Default)]
pub(super) struct Paths(HashMap<String, Option<ParamAddr>>);

impl Paths {
    fn find(&mut self, path: &str) -> Option<ParamAddr> {
        if let Some(known) = self.0.get(path) {
            return *known;
        }
        let found = ParamAddr::parse(path);
        self.0.insert(path.to_owned(), found);
        found
    }

    /// What [`write_value`] wrote; nothing for a parameter or value that this version does not have.
    pub fn read_value(&mut self, path: &str, text: &str) -> Option<(ParamAddr, Plain)> {
        let addr = self.find(path)?;
        Some((addr, spec(addr)?.parse(text).ok()?))
    }

    /// What [`write_entry`] wrote, as [`Self::read_value`].
    pub fn read_entry(&mut self, path: &str, text: &str) -> Option<Entry> {
        let (text, over) = match text.rsplit_once(" over ") {
            Some((text, frames)) => (text, frames.parse().ok()?),
            None => (text, 0),
        };
        let (text, from) = match text.rsplit_once(" from ") {
            Some((text, from)) => (text, Some(self.read_value(path, from)?.1)),
            None => (text, None),
        };
        let (addr, value) = self.read_value(path, text)?;
        Some(Entry {
            addr,
            value,
            from,
            over,
        })
    }
}

/// "ch/1/fader -20 dB from -41.2 dB over 9600"
fn write_entry(entry: &Entry) -> String {
    let mut text = write_value(entry.addr, entry.value);
    if let (Some(from), Some(spec)) = (entry.from, spec(entry.addr)) {
        let _ = write!(text, " from {}", spec.exact(from));
    }
    if entry.over > 0 {
        let _ = write!(text, " over {}", entry.over);
    }
    text
}

/// A name without what separates the fields of a line.
pub(super) fn escape(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_whitespace() || c.is_control() || matches!(c, '%' | '#' | '+') {
            for byte in c.to_string().bytes() {
                let _ = write!(text, "%{byte:02x}");
            }
        } else {
            text.push(c);
        }
    }
    text
}

/// What [`escape`] was given.
pub(super) fn unescape(text: &str) -> Option<String> {
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
    /// The group as lines without checksums.
    pub fn write(&self) -> String {
        let wave = if self.is_exact { "" } else { "~" };
        let who = escape(&self.who.name);
        let mut cause = self.cause.word().to_owned();
        if let Some(whose) = &self.whose {
            cause = format!("{cause}:{}", escape(whose));
        }
        let head = format!(
            "{} {} {wave}{} {who}#{} {cause}",
            self.sequence, self.time, self.frame, self.who.id
        );
        let Some((last, others)) = self.entries.split_last() else {
            return format!("{head} -\n");
        };
        let mut text = String::new();
        for entry in others {
            let _ = writeln!(text, "{head}+ {}", write_entry(entry));
        }
        let _ = writeln!(text, "{head} {}", write_entry(last));
        text
    }

    /// Reads the first line of a group, and whether more of them follow; nothing where it is none.
    pub(super) fn read(body: &str, paths: &mut Paths) -> Option<(Self, Line)> {
        let mut words = body.splitn(6, ' ');
        let sequence = words.next()?.parse().ok()?;
        let time = words.next()?.parse().ok()?;
        let frame = words.next()?;
        let (name, id) = words.next()?.rsplit_once('#')?;
        let cause = words.next()?;
        let (word, more) = match cause.strip_suffix('+') {
            Some(word) => (word, true),
            None => (cause, false),
        };
        let (word, whose) = match word.split_once(':') {
            Some((word, whose)) => (word, Some(unescape(whose)?)),
            None => (word, None),
        };
        let mut group = Self {
            sequence,
            frame: frame.strip_prefix('~').unwrap_or(frame).parse().ok()?,
            is_exact: !frame.starts_with('~'),
            time,
            who: Who {
                name: unescape(name)?,
                id: id.parse().ok()?,
            },
            cause: Cause::from_word(word)?,
            whose,
            entries: Vec::new(),
        };
        let is_known = group.take(words.next()?, paths);
        Some((group, Line { more, is_known }))
    }

    /// Takes another line of the group; `head` is what all of them begin with.
    pub(super) fn read_more(&mut self, body: &str, head: &str, paths: &mut Paths) -> Option<Line> {
        let rest = body.strip_prefix(head)?;
        let (rest, more) = match rest.strip_prefix('+') {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let is_known = self.take(rest.strip_prefix(' ')?, paths);
        Some(Line { more, is_known })
    }

    /// "ch/1/fader -4.2 dB"; false where this version does not have the parameter or the value.
    fn take(&mut self, text: &str, paths: &mut Paths) -> bool {
        let Some((path, value)) = text.split_once(' ') else {
            return true;
        };
        let entry = paths.read_entry(path, value);
        self.entries.extend(entry);
        entry.is_some()
    }
}

/// The five words that all lines of a group begin with, without the mark that more of them follow.
pub(super) fn head(body: &str) -> &str {
    let end = body
        .match_indices(' ')
        .nth(4)
        .map_or(body.len(), |(at, _)| at);
    body[..end].trim_end_matches('+')
}

/// What there is to know of one line of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// More lines of the group follow.
    pub more: bool,
    /// False where this version does not have the parameter or the value.
    pub is_known: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{NodeId, NodeKind, Travel};
    use proptest::prelude::*;

    #[test]
    fn a_group_reads_back_as_it_was() {
        let entry = |path: &str, text: &str| Paths::default().read_entry(path, text).unwrap();
        let group = Group {
            sequence: 7,
            frame: 4096,
            is_exact: false,
            time: "2026-11-21T20:15:01.123Z".parse().unwrap(),
            who: Who {
                name: "phone of Änna #2 100%".to_owned(),
                id: 3,
            },
            cause: Cause::Undo,
            whose: Some("A+B: C+".to_owned()),
            entries: vec![
                entry("ch/1/fader", "-4.2 dB from -41.2 dB over 9600"),
                entry("ch/2/hpf/slope", "24 dB/oct"),
            ],
        };
        let text = group.write();
        let (first, second) = text.trim_end().split_once('\n').unwrap();
        let mut paths = Paths::default();
        let (mut read, line) = Group::read(first, &mut paths).unwrap();
        assert_eq!((line.more, line.is_known), (true, true));
        let line = read.read_more(second, head(first), &mut paths).unwrap();
        assert_eq!((line.more, line.is_known), (false, true));
        assert_eq!(read, group);
        assert_eq!(
            first,
            "7 2026-11-21T20:15:01.123Z ~4096 phone%20of%20Änna%20%232%20100%25#3 undo:A%2bB:%20C%2b+ ch/1/fader -4.2 dB from -41.2 dB over 9600"
        );
    }

    #[test]
    fn every_entry_reads_back_as_it_was() {
        for kind in NodeKind::ALL {
            for spec in tables::rows(kind) {
                let each = u8::from(spec.path.contains('*'));
                let node = |number| NodeId { kind, number };
                let addr = [0, 1].map(|number| node(number).param_of(spec.param, each));
                let is_path = |addr: &ParamAddr| ParamAddr::parse(&addr.to_string()) == Some(*addr);
                let addr = addr.into_iter().find(is_path).unwrap();
                let at = |travel| spec.curve.plain(Travel::new(travel));
                for from in [None, Some(at(0.3))] {
                    for over in [0, 1, u32::MAX] {
                        let value = at(0.7);
                        let entry = Entry {
                            addr,
                            value,
                            from,
                            over,
                        };
                        let text = write_entry(&entry);
                        let (path, value) = text.split_once(' ').unwrap();
                        let read = Paths::default().read_entry(path, value);
                        assert_eq!(read, Some(entry), "{text}");
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in ".*", name in ".*") {
            let _ = Group::read(&text, &mut Paths::default());
            let _ = head(&text);
            prop_assert_eq!(unescape(&escape(&name)), Some(name));
        }
    }
}
