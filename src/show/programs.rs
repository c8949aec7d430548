//! Program changes: which of them recall which scenes, or let which cues go. Without this section none does.
//!
//! ```yaml
//! program-changes:
//!   channel: 11                      # 1 to 16, or any
//!   scenes: { 1: Intro, 2: Verse }   # program: scene. Programs count from 1: C0 00 is the first one.
//! ```
//! `from: [ "QLab*" ]` listens to these devices or ports and to no others. `bank: cc0`, `cc32` or `both` counts bank
//! selects, too: then `2/5` is program 5 of bank 2, banks counting from 0, and numbers go on: 129 is the first of bank 1.
//! `scenes: by-number` recalls the scene at the place of the program's number. `cues: { 1: 10.5 }` lets cues go, and
//! `cues: by-number` the cue of the program's number.

use super::cue::CueNumber;
use super::reader::Reader;
use super::remote::names;
use super::text::quoted;
use super::yaml::Node;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Key of the section, in device files and in shows.
pub const KEY: &str = "program-changes";
/// The program's number is the scene's or the cue's.
const BY_NUMBER: &str = "by-number";
const KEYS: [&str; 5] = ["from", "channel", "bank", "scenes", "cues"];
/// Programs of a bank, and the number of the last bank.
const PROGRAMS: u32 = 128;
const LAST_BANK: u32 = 16_383;

/// Which controllers choose a bank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bank {
    /// None: there is one bank.
    #[default]
    None,
    /// The coarse one, CC 0.
    Coarse,
    /// The fine one, CC 32.
    Fine,
    /// Both together.
    Both,
}

impl Bank {
    /// The words for it in files.
    const WORDS: [(&'static str, Self); 4] = [
        ("none", Self::None),
        ("cc0", Self::Coarse),
        ("cc32", Self::Fine),
        ("both", Self::Both),
    ];

    /// The number of a bank that both controllers chose.
    pub fn number(self, coarse: u8, fine: u8) -> u32 {
        let (coarse, fine) = (u32::from(coarse), u32::from(fine));
        match self {
            Self::None => 0,
            Self::Coarse => coarse,
            Self::Fine => fine,
            Self::Both => coarse << 7 | fine,
        }
    }
}

/// Which program changes recall scenes or let cues go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs {
    /// Names of devices or ports that are listened to; none: all.
    pub from: Vec<String>,
    /// Which controllers choose a bank.
    pub bank: Bank,
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
    /// Scenes by name; programs from 0, those of the next bank behind them.
    Scenes(BTreeMap<u32, String>),
    /// The cue of that number.
    CueByNumber,
    /// Cues by number; programs likewise.
    Cues(BTreeMap<u32, CueNumber>),
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
        let mut head = String::new();
        if !self.from.is_empty() {
            let names: Vec<String> = self.from.iter().map(|name| quoted(name)).collect();
            head = format!("from: [ {} ], ", names.join(", "));
        }
        let bank = Bank::WORDS.iter().find(|(_, bank)| *bank == self.bank);
        if let Some((word, _)) = bank.filter(|_| self.bank != Bank::None) {
            let _ = write!(head, "bank: {word}, ");
        }
        format!("{KEY}: {{ {head}channel: {channel}, {key}: {recalls} }}\n")
    }

    /// True for a channel that is listened to, from 0.
    pub fn listens(&self, channel: u8) -> bool {
        self.channel.is_none_or(|own| own == channel)
    }
}

/// `{ 1: "Intro", 2: "Verse" }`
fn entries<T>(programs: &BTreeMap<u32, T>, word: impl Fn(&T) -> String) -> String {
    let number = |number: u32| match (number / PROGRAMS, number % PROGRAMS + 1) {
        (0, program) => program.to_string(),
        (bank, program) => format!("{bank}/{program}"),
    };
    let entry = |(at, to): (&u32, &T)| format!("{}: {}", number(*at), word(to));
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
    let bank = fields.get("bank");
    let bank = bank.and_then(|node| reader.word(node, "'bank'", &Bank::WORDS));
    let bank = bank.unwrap_or_default();
    let from = fields.get("from");
    let from = from.map_or_else(Vec::new, |node| names(reader, node));
    let recall = match (fields.get("scenes"), fields.get("cues")) {
        (Some(scenes), None) => read_scenes(reader, scenes, bank)?,
        (None, Some(cues)) => read_cues(reader, cues, bank)?,
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
    Some(Programs {
        from,
        bank,
        channel,
        recall,
    })
}

/// A program, `5`, or one of a bank, `2/5`; from 0.
fn read_program(reader: &mut Reader, node: &Node, bank: Bank) -> Option<u32> {
    let text = reader.text(node, "a program")?;
    let Some((number, program)) = text.split_once('/') else {
        return Some(reader.number(node, "a program", (1, PROGRAMS))? - 1);
    };
    let within = |text: &str, (first, last): (u32, u32)| {
        let number = text.trim().parse::<u32>().ok();
        number.filter(|number| (first..=last).contains(number))
    };
    let found = within(number, (0, LAST_BANK)).zip(within(program, (1, PROGRAMS)));
    if found.is_none() || bank == Bank::None {
        let hint = "write BANK/PROGRAM, as 2/5, and 'bank: cc0', cc32 or both";
        reader.report(
            node,
            format!("'{text}' is not possible for a program"),
            hint,
        );
        return None;
    }
    found.map(|(bank, program)| bank * PROGRAMS + program - 1)
}

fn read_scenes(reader: &mut Reader, node: &Node, bank: Bank) -> Option<ProgramRecalls> {
    if node.is_text(BY_NUMBER) {
        return Some(ProgramRecalls::SceneByNumber);
    }
    let mut named = BTreeMap::new();
    for (key, _, value) in reader.entries(node, "'scenes'") {
        let number = read_program(reader, key, bank)?;
        let name = reader.text(value, "a scene")?;
        named.insert(number, name.to_owned());
    }
    (!named.is_empty()).then_some(ProgramRecalls::Scenes(named))
}

fn read_cues(reader: &mut Reader, node: &Node, bank: Bank) -> Option<ProgramRecalls> {
    if node.is_text(BY_NUMBER) {
        return Some(ProgramRecalls::CueByNumber);
    }
    let mut numbers = BTreeMap::new();
    for (key, _, value) in reader.entries(node, "'cues'") {
        let program = read_program(reader, key, bank)?;
        let text = reader.text(value, "a cue")?;
        let Some(number) = CueNumber::parse(text) else {
            let message = format!("'{text}' is no number of a cue");
            reader.report(value, message, format!("allowed: {}", CueNumber::ALLOWED));
            return None;
        };
        numbers.insert(program, number);
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
            "bank: cc0, scenes: { 5: Intro, 1/5: \"Verse\", 16383/128: End }",
            "from: [ \"QLab*\" ], bank: both, cues: by-number",
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
            (
                "{ channel: 1, scenes: { 1/5: A } }",
                "x:3:42: '1/5' is not possible for a program",
            ),
            (
                "{ channel: 1, bank: cc0, scenes: { 1/0: A } }",
                "x:3:53: '1/0' is not possible for a program",
            ),
            (
                "{ channel: 1, bank: cc1, scenes: by-number }",
                "x:3:38: 'cc1' is not possible for 'bank'",
            ),
        ];
        for (section, expected) in rows {
            let text = format!("headroom: 1\nstrips: 1\nprogram-changes: {section}\n");
            let error = parse(&text, "x").unwrap_err().to_string();
            assert!(error.starts_with(expected), "{section}: {error}");
        }
    }
}
