//! Program changes: which of them recall which scenes. Without this section none does.
//!
//! ```yaml
//! program-changes:
//!   channel: 11                      # 1 to 16, or any
//!   scenes: { 1: Intro, 2: Verse }   # program: scene. Programs count from 1: C0 00 is the first one.
//! ```
//! `scenes: by-number` recalls the scene at the place of the program's number.

use super::reader::Reader;
use super::text::quoted;
use super::yaml::Node;
use std::collections::BTreeMap;

/// Key of the section, in device files and in shows.
pub const KEY: &str = "program-changes";
const KEYS: [&str; 2] = ["channel", "scenes"];

/// Which program changes recall scenes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs {
    /// The channel that is listened to, from 0; none: any.
    pub channel: Option<u8>,
    /// What the programs recall.
    pub scenes: ProgramScenes,
}

/// What programs recall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgramScenes {
    /// The scene at that place.
    ByNumber,
    /// Scenes by name; programs from 0.
    Named(BTreeMap<u8, String>),
}

impl Programs {
    /// The section as a file has it.
    pub fn section(&self) -> String {
        let channel = self
            .channel
            .map_or("any".to_owned(), |channel| (channel + 1).to_string());
        let scenes = match &self.scenes {
            ProgramScenes::ByNumber => "by-number".to_owned(),
            ProgramScenes::Named(named) => {
                let entry = |(number, name): (&u8, &String)| {
                    format!("{}: {}", u16::from(*number) + 1, quoted(name))
                };
                let entries: Vec<String> = named.iter().map(entry).collect();
                format!("{{ {} }}", entries.join(", "))
            }
        };
        format!("{KEY}: {{ channel: {channel}, scenes: {scenes} }}\n")
    }

    /// True for a channel that is listened to, from 0.
    pub fn listens(&self, channel: u8) -> bool {
        self.channel.is_none_or(|own| own == channel)
    }
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
    let Some(scenes) = fields.get("scenes") else {
        let hint = "write scenes: { 1: NAME, 2: NAME }, or scenes: by-number";
        reader.report(node, "'scenes' is missing", hint);
        return None;
    };
    let scenes = read_scenes(reader, scenes)?;
    Some(Programs { channel, scenes })
}

fn read_scenes(reader: &mut Reader, node: &Node) -> Option<ProgramScenes> {
    if node.is_text("by-number") {
        return Some(ProgramScenes::ByNumber);
    }
    let mut named = BTreeMap::new();
    for (key, _, value) in reader.entries(node, "'scenes'") {
        let number = reader.number(key, "a program", (1, 128))?;
        let name = reader.text(value, "a scene")?;
        named.insert(number as u8 - 1, name.to_owned());
    }
    (!named.is_empty()).then_some(ProgramScenes::Named(named))
}

#[cfg(test)]
mod tests {
    use crate::show::console_file::parse;

    #[test]
    fn a_section_reads_back_and_what_is_wrong_is_named() {
        for scenes in ["by-number", "{ 1: Intro, 128: \"It's: over\" }"] {
            for channel in ["any", "1", "16"] {
                let section =
                    format!("program-changes: {{ channel: {channel}, scenes: {scenes} }}\n");
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
