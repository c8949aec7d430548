//! The text of the cues: written anew, or in the lines that a hand has written.

use super::reading::parse_tolerant;
use crate::show::console_file::Color;
use crate::show::cue::{Cue, CueRecord};
use crate::show::text::quoted;
use std::fmt::Write as _;

/// How a text begins that is written anew.
const HEAD: &str = "headroom: 1\n";

/// The text of the cues, written anew.
pub fn whole(cues: &[Cue]) -> String {
    if cues.is_empty() {
        return format!("{HEAD}cues: []\n");
    }
    let blocks: Vec<String> = cues.iter().map(block).collect();
    format!("{HEAD}cues:\n{}", blocks.concat())
}

/// The same in the lines of an older text: those of cues that are as they were stay, with the comments above
/// them. Where lines do not show what the text says, it is written anew.
pub(super) fn edited(old: &str, cues: &[Cue]) -> String {
    let text = in_lines_of(old, cues).unwrap_or_default();
    match parse_tolerant(&text, "") {
        Ok((read, problems)) if read == cues && problems.is_empty() => text,
        _ => whole(cues),
    }
}

fn in_lines_of(old: &str, cues: &[Cue]) -> Option<String> {
    let at = old
        .match_indices("cues:")
        .map(|(at, _)| at)
        .find(|at| *at == 0 || old[..*at].ends_with('\n'))?;
    let end = at + old[at..].find('\n')? + 1;
    let (head, rest) = old.split_at(end);
    let (blocks, tail) = blocks(rest);
    let known: Vec<(Cue, &String)> = blocks
        .iter()
        .filter_map(|text| {
            let (mut read, problems) = parse_tolerant(&format!("{HEAD}cues:\n{text}"), "").ok()?;
            let cue = read
                .pop()
                .filter(|_| read.is_empty() && problems.is_empty())?;
            Some((cue, text))
        })
        .collect();
    let mut text = head.to_owned();
    for cue in cues {
        match known.iter().find(|(known, _)| known == cue) {
            Some((_, lines)) => text.push_str(lines),
            None => text.push_str(&block(cue)),
        }
    }
    text.push_str(&tail);
    Some(text)
}

/// The lines of each item of a list with the comments above it, and what stands below the last one.
fn blocks(text: &str) -> (Vec<String>, String) {
    let mut blocks: Vec<String> = Vec::new();
    let mut above = String::new();
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start();
        if bare.starts_with("- ") {
            blocks.push(std::mem::take(&mut above) + line);
        } else if bare.is_empty() || bare.starts_with('#') || blocks.is_empty() {
            above.push_str(line);
        } else if let Some(last) = blocks.last_mut() {
            // A comment between two fields is the item's own.
            last.push_str(&std::mem::take(&mut above));
            last.push_str(line);
        }
    }
    for block in &mut blocks {
        if !block.ends_with('\n') {
            block.push('\n');
        }
    }
    (blocks, above)
}

/// The lines of a cue; what stands at its default is left out.
fn block(cue: &Cue) -> String {
    let scene = cue
        .scene
        .as_deref()
        .map_or(String::new(), |scene| format!(" {}", word(scene)));
    let mut text = format!("  - {}:{scene}\n", cue.number);
    let mut line = |key: &str, value: String| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "    {key}: {value}");
    };
    for (key, value) in [("name", &cue.name), ("notes", &cue.notes)] {
        if !value.is_empty() {
            line(key, word(value));
        }
    }
    let wait = Some(cue.wait).filter(|wait| *wait > 0.0);
    for (key, seconds) in [("fade", cue.fade), ("wait", wait), ("follow", cue.follow)] {
        if let Some(seconds) = seconds {
            line(key, format!("{seconds} s"));
        }
    }
    match &cue.midi[..] {
        [] => {}
        [one] => line("midi", quoted(&one.to_string())),
        several => {
            let several = several.iter().map(|midi| quoted(&midi.to_string()));
            let several: Vec<String> = several.collect();
            line("midi", format!("[ {} ]", several.join(", ")));
        }
    }
    if cue.record != CueRecord::Keep {
        line("record", cue.record.word().to_owned());
    }
    for (key, is_so) in [("skipped", cue.skipped), ("locked", cue.locked)] {
        if is_so {
            line(key, "yes".to_owned());
        }
    }
    if cue.color != Color::Off {
        line("color", cue.color.word().to_owned());
    }
    text
}

/// A text as a person would write it: in quotes only where YAML could take it for something else.
fn word(text: &str) -> String {
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let is_word = text.starts_with(is_letter) && text.chars().all(is_plain) && !text.ends_with(' ');
    let means_something = ["null", "true", "false"].contains(&text.to_lowercase().as_str());
    if is_word && !means_something {
        text.to_owned()
    } else {
        quoted(text)
    }
}
