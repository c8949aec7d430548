//! Preset files, `presets/NAME.yaml`: settings of one node, in words, with paths below the node.
//!
//! ```yaml
//! headroom: 1
//! preset: Snare
//! about: Close microphone on top, a metre from the hat.   # one line; may be left out
//! values:
//!   hpf/on: on
//!   hpf/freq: 90 Hz
//!   gate/threshold: -32 dB
//! ```
//! What a preset does not name stays as it is where it is applied.

use super::error::FileError;
use super::reader::Reader;
use super::yaml::{Document, Node};
use super::{console_file, text};
use crate::param::{NodeRow, Plain, Recall};
use std::fmt::Write;
use std::path::Path;

/// The keys of a preset file.
pub(super) const KEYS: [&str; 4] = ["headroom", "preset", "about", "values"];

/// A preset as its file has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PresetFile {
    /// Its name.
    pub name: String,
    /// Its settings.
    pub rows: Vec<(NodeRow, Plain)>,
}

/// Reads a preset; what is wrong is left out and listed, by line.
///
/// # Errors
/// Only a text that cannot be read at all.
pub fn parse_tolerant(text: &str, source: &str) -> Result<(PresetFile, Vec<FileError>), FileError> {
    let document = Document::read(source, text)?;
    let mut reader = Reader::default();
    let fields = reader.map_of(&document, "a preset", &KEYS)?;
    console_file::check_format(&mut reader, &document.root, fields);
    let mut preset = PresetFile::default();
    match fields.get("preset") {
        Some(node) => {
            if let Some(name) = reader.text(node, "the name") {
                name.clone_into(&mut preset.name);
            }
        }
        None => reader.report(
            &document.root,
            "'preset' is missing",
            "write 'preset: NAME'",
        ),
    }
    if let Some(node) = fields.get("about") {
        reader.text(node, "'about'");
    }
    if let Some(node) = fields.get("values") {
        for (key, path, node) in reader.entries(node, "'values'") {
            preset.rows.extend(entry(&mut reader, key, path, node));
        }
    }
    Ok((preset, reader.finish(&document)))
}

fn entry(reader: &mut Reader, key: &Node, path: &str, node: &Node) -> Option<(NodeRow, Plain)> {
    let row = NodeRow::parse(path);
    let Some((row, spec)) = row.and_then(|row| Some((row, row.spec()?))) else {
        report_unknown(reader, key, path);
        return None;
    };
    if !spec.is_portable() {
        let why = match (spec.protected, spec.recall) {
            (true, _) => "guards hearing or the PA",
            (_, Recall::Never) => "is a key of the running console",
            _ => "belongs to one strip",
        };
        let message = format!("'{path}' {why}: no preset sets it");
        reader.report(key, message, "remove this line");
        return None;
    }
    let text = reader.text(node, spec.name)?;
    match spec.parse(text) {
        Ok(value) => Some((row, value)),
        Err(error) => {
            reader.report(node, error.to_string(), "");
            None
        }
    }
}

/// Names the nearest path, or what is meant by one with a node in front.
fn report_unknown(reader: &mut Reader, key: &Node, path: &str) {
    if reader.is_full() {
        return reader.count_one();
    }
    let without = crate::param::NodeId::split(path).map(|(_, rest)| rest);
    let hint = match without.filter(|rest| NodeRow::parse(rest).is_some()) {
        Some(rest) => format!("paths of a preset begin below the node: write '{rest}'"),
        None => match NodeRow::nearest(path) {
            Some(near) => format!("did you mean '{near}'?"),
            None => "'headroom params ch' lists what there is; leave out 'ch/N/'".to_owned(),
        },
    };
    reader.report(key, format!("'{path}' is no setting of a node"), hint);
}

/// Reads a preset file as [`parse_tolerant`] does.
///
/// # Errors
/// A file that cannot be read at all.
pub fn load_tolerant(path: &Path) -> Result<(PresetFile, Vec<FileError>), FileError> {
    parse_tolerant(&text::read(path)?, &path.display().to_string())
}

/// The text of a preset's file.
pub fn format(preset: &PresetFile) -> String {
    let name = text::quoted(&preset.name);
    let mut text = format!("headroom: 1\npreset: {name}\nvalues:\n");
    for (row, value) in &preset.rows {
        if let Some(spec) = row.spec() {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "  {row}: {}", spec.exact(*value));
        }
    }
    if preset.rows.is_empty() {
        text.push_str("  {}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::section::AUDIO_KINDS;
    use crate::param::{Curve, Travel, tables};
    use proptest::prelude::*;

    /// Every setting that a preset can hold, once.
    fn preset(t: f32, name: &str) -> PresetFile {
        let mut rows: Vec<(NodeRow, Plain)> = Vec::new();
        for spec in AUDIO_KINDS.into_iter().flat_map(tables::rows) {
            let row = NodeRow {
                param: spec.param,
                each: u8::from(spec.path.contains('*')) * 7,
            };
            let is_new = rows.iter().all(|(known, _)| *known != row);
            if spec.is_portable() && spec.curve != Curve::Key && is_new {
                rows.push((row, spec.curve.plain(Travel::new(t))));
            }
        }
        PresetFile {
            name: name.to_owned(),
            rows,
        }
    }

    #[test]
    fn what_is_wrong_is_listed_and_the_rest_is_read() {
        let text = "headroom: 1\npreset: Kick\nvalues:\n  gate/on: on\n  gate/treshold: 0 dB\n  \
                    limiter/on: off\n  ch/1/hpf/on: on\n  hpf/freq: low\n";
        let (preset, errors) = parse_tolerant(text, "k.yaml").unwrap();
        let row = NodeRow::parse("gate/on").unwrap();
        assert_eq!(preset.rows, [(row, Plain(1.0))]);
        let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            said[..3],
            [
                "k.yaml:5:3: 'gate/treshold' is no setting of a node; did you mean \
                 'gate/threshold'?",
                "k.yaml:6:3: 'limiter/on' guards hearing or the PA: no preset sets it; remove \
                 this line",
                "k.yaml:7:3: 'ch/1/hpf/on' is no setting of a node; paths of a preset begin below \
                 the node: write 'hpf/on'",
            ]
        );
        assert!(said[3].starts_with("k.yaml:8:13: 'low' is not possible"));
    }

    proptest! {
        #[test]
        fn a_preset_reads_back_as_it_was(t in 0.0_f32..=1.0, name in "[A-Za-z0-9][^\\p{Cc}/\\\\]{0,30}") {
            let preset = preset(t, name.trim());
            let (read, errors) = parse_tolerant(&format(&preset), "x").unwrap();
            prop_assert_eq!(errors, vec![]);
            prop_assert_eq!(read, preset);
        }
    }
}
