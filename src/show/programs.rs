//! Program changes: which of them recall which scenes, or let which cues go. Without this section none does.
//!
//! ```yaml
//! program-changes:
//!   channel: 11                      # 1 to 16, or any
//!   scenes: { 1: Intro, 2: Verse }   # program: scene. Programs count from 1: C0 00 is the first one.
//! ```
//! `scenes: by-number` recalls the scene at the place of the program's number. `cues: { 1: 10.5 }` lets cues go, and
//! `cues: by-number` the cue of the program's number.

use super::cue::CueNumber;
use super::reader::Reader;
use super::text::quoted;
use super::yaml::Node;
use std::collections::BTreeMap;

/// Key of the section, in device files and in shows.
pub const KEY: &str = "program-changes";
/// The program's number is the scene's or the cue's.
const BY_NUMBER: &str = "by-number";
const KEYS: [&str; 3] = ["channel", "scenes", "cues"];

/// Which program changes recall scenes or let cues go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs {
    /// The channel that is listened to, from 0; none: any.
    pub channel: Option<u8>,
    /// What the programs recall.
    pub recall: ProgramRecalls,
}

/// What programs recall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgramRecalls {
    /// The scene at that place.
    SceneByNumber,
    /// Scenes by name; programs from 0.
    Scenes(BTreeMap<u8, String>),
    /// The cue of that number.
    CueByNumber,
    /// Cues by number; programs from 0.
    Cues(BTreeMap<u8, CueNumber>),
}

impl Programs {
    /// The section as a file has it.
    pub fn section(&self) -> String {
        let channel = self
            .channel
            .map_or("any".to_owned(), |channel| (channel + 1).to_string());
        let (key, recalls) = match &self.recall {
            ProgramRecalls::SceneByNumber => ("scenes", BY_NUMBER.to_owned()),
            ProgramRecalls::CueByNumber => ("cues", BY_NUMBER.to_owned()),
            ProgramRecalls::Scenes(named) => ("scenes", entries(named, |name| quoted(name))),
            ProgramRecalls::Cues(numbers) => ("cues", entries(numbers, CueNumber::to_string)),
        };
        format!("{KEY}: {{ channel: {channel}, {key}: {recalls} }}\n")
    }

    /// True for a channel that is listened to, from 0.
    pub fn listens(&self, channel: u8) -> bool {
        self.channel.is_none_or(|own| own == channel)
    }
}

/// `{ 1: "Intro", 2: "Verse" }`
fn entries<T>(programs: &BTreeMap<u8, T>, word: impl Fn(&T) -> String) -> String {
    let entry = |(number, to): (&u8, &T)| format!("{}: {}", u16::from(*number) + 1, word(to));
    let entries: Vec<String> = programs.iter().map(entry).collect();
    format!("{{ {} }}", entries.join(", "))
}

/// Reads the section; nothing of it counts where something in it is wrong.
pub(super) fn read(reader: &mut Reader, node: &Node) -> Option<Programs> {
    let fields = reader.fields(node, &format!("'{KEY}'"), &KEYS)?;
    let Some(channel) = fields.get("channel") else {
        let hint = "write channel: 1 to 16, or channel: any";
        reader.report(node, "'channel' is missing", hint);
        return None;
    };
    let channel = match reader.text(channel, "the channel")? {
        "any" => None,
        _ => Some(reader.number(channel, "the channel", (1, 16))? as u8 - 1),
    };
    let recall = match (fields.get("scenes"), fields.get("cues")) {
        (Some(scenes), None) => read_scenes(reader, scenes)?,
        (None, Some(cues)) => read_cues(reader, cues)?,
        (None, None) => {
            let hint =
                "write scenes: { 1: NAME, 2: NAME }, scenes: by-number, or the same with cues";
            reader.report(node, "'scenes' is missing", hint);
            return None;
        }
        (Some(_), Some(cues)) => {
            let message = "program changes recall scenes or let cues go, not both";
            reader.report(cues, message, "keep one of them");
            return None;
        }
    };
    Some(Programs { channel, recall })
}

fn read_scenes(reader: &mut Reader, node: &Node) -> Option<ProgramRecalls> {
    if node.is_text(BY_NUMBER) {
        return Some(ProgramRecalls::SceneByNumber);
    }
    let mut named = BTreeMap::new();
    for (key, _, value) in reader.entries(node, "'scenes'") {
        let number = reader.number(key, "a program", (1, 128))?;
        let name = reader.text(value, "a scene")?;
        named.insert(number as u8 - 1, name.to_owned());
    }
    (!named.is_empty()).then_some(ProgramRecalls::Scenes(named))
}

fn read_cues(reader: &mut Reader, node: &Node) -> Option<ProgramRecalls> {
    if node.is_text(BY_NUMBER) {
        return Some(ProgramRecalls::CueByNumber);
    }
    let mut numbers = BTreeMap::new();
    for (key, _, value) in reader.entries(node, "'cues'") {
        let program = reader.number(key, "a program", (1, 128))?;
        let text = reader.text(value, "a cue")?;
        let Some(number) = CueNumber::parse(text) else {
            let message = format!("'{text}' is no number of a cue");
            reader.report(value, message, format!("allowed: {}", CueNumber::ALLOWED));
            return None;
        };
        numbers.insert(program as u8 - 1, number);
    }
    (!numbers.is_empty()).then_some(ProgramRecalls::Cues(numbers))
}

#[cfg(test)]
mod tests {
    use crate::show::console_file::parse;

    #[test]
    fn a_section_reads_back_and_what_is_wrong_is_named() {
        for recalls in [
            "scenes: by-number",
            "scenes: { 1: Intro, 128: \"It's: over\" }",
            "cues: by-number",
            "cues: { 1: 10, 2: 10.5 }",
        ] {
            for channel in ["any", "1", "16"] {
                let section = format!("program-changes: {{ channel: {channel}, {recalls} }}\n");
                let text = format!("headroom: 1\nstrips: 1\n{section}");
                let programs = parse(&text, "x").unwrap().programs.unwrap();
                let again = format!("headroom: 1\nstrips: 1\n{}", programs.section());
                assert_eq!(parse(&again, "x").unwrap().programs, Some(programs));
            }
        }
        let rows = [
            ("{ scenes: by-number }", "x:3:18: 'channel' is missing"),
            (
                "{ channel: 17, scenes: by-number }",
                "x:3:29: '17' is not possible for the channel",
            ),
            ("{ channel: 1 }", "x:3:18: 'scenes' is missing"),
            (
                "{ channel: 1, cues: by-number, scenes: by-number }",
                "x:3:38: program changes recall scenes or let cues go",
            ),
            (
                "{ channel: 1, cues: { 1: Intro } }",
                "x:3:43: 'Intro' is no number of a cue",
            ),
            (
                "{ channel: 1, scenes: { 0: A } }",
                "x:3:42: '0' is not possible for a program",
            ),
        ];
        for (section, expected) in rows {
            let text = format!("headroom: 1\nstrips: 1\nprogram-changes: {section}\n");
            let error = parse(&text, "x").unwrap_err().to_string();
            assert!(error.starts_with(expected), "{section}: {error}");
        }
    }
}
