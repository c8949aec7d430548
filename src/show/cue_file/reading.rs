//! Reads the cues, tolerantly.

use crate::show::console_file::{self, Color};
use crate::show::cue::{Cue, CueChange, CueMidi, CueNumber, CueRecord, MOST_CUES};
use crate::show::error::FileError;
use crate::show::quantity;
use crate::show::reader::{Fields, Reader};
use crate::show::yaml::{Document, Kind, Node};

/// The keys of the file.
const KEYS: [&str; 2] = ["headroom", "cues"];
/// What a cue may have beside its number.
const FIELDS: [&str; 10] = [
    "name", "fade", "wait", "follow", "notes", "midi", "record", "skipped", "locked", "color",
];

/// Reads the cues, by number; what is wrong is left out and listed, by line.
///
/// # Errors
/// Only a text that cannot be read at all.
pub fn parse_tolerant(text: &str, source: &str) -> Result<(Vec<Cue>, Vec<FileError>), FileError> {
    let document = Document::read(source, text)?;
    let mut reader = Reader::default();
    let fields = reader.map_of(&document, "a list of cues", &KEYS)?;
    console_file::check_format(&mut reader, &document, fields)?;
    let mut cues = Vec::new();
    match fields.get("cues") {
        Some(node) => {
            for node in items(&mut reader, node) {
                cues.extend(cue(&mut reader, node, &cues));
            }
        }
        None => reader.report(
            &document.root,
            "'cues' is missing",
            "write 'cues:' and below it a line '- NUMBER: SCENE' for each cue",
        ),
    }
    cues.sort_by_key(|cue| cue.number);
    Ok((cues, reader.finish(&document)))
}

fn items<'n>(reader: &mut Reader, node: &'n Node) -> &'n [Node] {
    let items = reader.items(node, "'cues'");
    if items.len() > MOST_CUES {
        let message = format!("more than {MOST_CUES} cues");
        reader.report(node, message, "the first ones are used");
    }
    &items[..items.len().min(MOST_CUES)]
}

/// A cue, where it has a number that none before it has.
fn cue(reader: &mut Reader, node: &Node, before: &[Cue]) -> Option<Cue> {
    const HINT: &str = "write '- 10: SCENE', and other fields below it";
    let Kind::Map(entries) = &node.kind else {
        reader.report(node, "a cue has to have a number", HINT);
        return None;
    };
    let text = |key: &Node| match &key.kind {
        Kind::Text(text) => Some(text.clone()),
        _ => None,
    };
    let is_numeric = |text: &String| text.starts_with(|c: char| c.is_ascii_digit());
    let found = entries.iter().find_map(|(key, value)| {
        let text = text(key).filter(is_numeric)?;
        Some((key, text, value))
    });
    let Some((key, text, scene)) = found else {
        reader.report(node, "a cue has to have a number", HINT);
        return None;
    };
    let Some(number) = CueNumber::parse(&text) else {
        let message = format!("'{text}' is not possible for the number of a cue");
        reader.report(key, message, format!("allowed: {}", CueNumber::ALLOWED));
        return None;
    };
    if before.iter().any(|cue| cue.number == number) {
        let message = format!("there are two cues {number}");
        reader.report(key, message, "give one of them another number");
        return None;
    }
    let known = [&[text.as_str()], &FIELDS[..]].concat();
    let fields = reader.fields(node, "a cue", &known)?;
    let mut cue = Cue::of(number, scene_of(reader, scene));
    read_fields(reader, fields, &mut cue);
    Some(cue)
}

/// The scene of a cue; nothing where none is written.
fn scene_of(reader: &mut Reader, node: &Node) -> Option<String> {
    if node.is_text("") {
        return None;
    }
    reader.text(node, "the scene of a cue").map(str::to_owned)
}

fn read_fields(reader: &mut Reader, fields: Fields, cue: &mut Cue) {
    let mut take = |reader: &mut Reader, node: &Node, change: &CueChange| {
        if let Err(why) = cue.change(change) {
            reader.report(node, why, "");
        }
    };
    for key in FIELDS {
        if let Some(node) = fields.get(key)
            && let Some(change) = field(reader, key, node)
        {
            take(reader, node, &change);
        }
    }
}

/// What a field says.
fn field(reader: &mut Reader, key: &str, node: &Node) -> Option<CueChange> {
    const SWITCH: [(&str, bool); 2] = [("yes", true), ("no", false)];
    let what = format!("'{key}'");
    Some(match key {
        "name" => CueChange::Name(reader.text(node, &what)?.to_owned()),
        "notes" => CueChange::Notes(reader.text(node, &what)?.to_owned()),
        "fade" => CueChange::Fade(Some(seconds(reader, node, &what)?)),
        "wait" => CueChange::Wait(seconds(reader, node, &what)?),
        "follow" => CueChange::Follow(Some(seconds(reader, node, &what)?)),
        "skipped" => CueChange::Skipped(reader.word(node, &what, &SWITCH)?),
        "locked" => CueChange::Locked(reader.word(node, &what, &SWITCH)?),
        "record" => CueChange::Record(reader.word(node, &what, &CueRecord::WORDS)?),
        "color" => CueChange::Color(reader.word(node, &what, &Color::WORDS)?),
        _ => CueChange::Midi(midi(reader, node)),
    })
}

fn seconds(reader: &mut Reader, node: &Node, what: &str) -> Option<f32> {
    let text = reader.text(node, what)?;
    let seconds = quantity::parse(text, quantity::SECONDS);
    if seconds.is_none() {
        let message = format!("'{text}' is not possible for {what}");
        reader.report(node, message, "write a time: 3 s, 500 ms");
    }
    seconds.map(|seconds| seconds as f32)
}

fn midi(reader: &mut Reader, node: &Node) -> Vec<CueMidi> {
    let mut messages = Vec::new();
    for node in reader.items(node, "'midi'") {
        let Some(text) = reader.text(node, "a MIDI message") else {
            continue;
        };
        match CueMidi::parse(text) {
            Ok(message) => messages.push(message),
            Err(why) => reader.report(node, why, ""),
        }
    }
    messages
}
