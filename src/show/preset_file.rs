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
use super::named_files::{Named, Parsed, entries_sense};
use super::reader::Reader;
use super::value_lines::{self, Wanted};
use super::yaml::{Document, Node};
use super::{console_file, names, seal, text};
use crate::param::{NodeRow, Plain, Recall};
use std::fmt::Write;

/// The keys of a preset file.
pub(super) const KEYS: [&str; 6] = [
    "headroom",
    seal::ANNOUNCES,
    "preset",
    "about",
    "values",
    seal::END,
];

/// A preset as its file has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PresetFile {
    /// Its name.
    pub name: String,
    /// What it is for, in a line; may be empty.
    pub about: String,
    /// Its settings.
    pub rows: Vec<(NodeRow, Plain)>,
}

/// Reads a preset; what is wrong is left out and listed, by line.
///
/// # Errors
/// Only a text that cannot be read at all.
pub fn parse_tolerant(text: &str, source: &str) -> Result<(PresetFile, Vec<FileError>), FileError> {
    PresetFile::parse(text, source).map(|parsed| (parsed.item, parsed.problems))
}

impl Named for PresetFile {
    type Memory = ();
    const WHAT: &'static str = "preset";

    fn parse(text: &str, source: &str) -> Result<Parsed<Self>, FileError> {
        let document = Document::read(source, text)?;
        let mut reader = Reader::default();
        let fields = reader.map_of(&document, "a preset", &KEYS)?;
        console_file::check_format(&mut reader, &document, fields)?;
        let mut preset = Self::default();
        if let Some(name) = names::read(&mut reader, &document, fields, Self::WHAT) {
            preset.name = name;
        }
        if let Some(about) = fields
            .get("about")
            .and_then(|node| reader.text(node, "'about'"))
        {
            about.clone_into(&mut preset.about);
        }
        if let Some(node) = fields.get("values") {
            for (key, path, node) in reader.entries(node, "'values'") {
                preset.rows.extend(entry(&mut reader, key, path, node));
            }
        }
        let seal = seal::read(&mut reader, &document, fields, text);
        Ok(Parsed {
            item: preset,
            problems: reader.finish(&document),
            seal,
        })
    }

    fn empty(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn count(&self) -> usize {
        self.rows.len()
    }

    fn sense(&self) -> u64 {
        entries_sense(&self.rows)
    }

    fn whole(&self) -> String {
        format(self)
    }

    fn edited(&self, old: &str) -> String {
        let known = self.rows.iter();
        let known: Vec<_> = known
            .filter_map(|(row, value)| Some((*row, *value, row.spec()?)))
            .collect();
        let words = known
            .iter()
            .map(|(row, value, spec)| (row.to_string(), spec.exact(*value)));
        let wanted = Wanted {
            name_key: Self::WHAT,
            name: &self.name,
            head: Vec::new(),
            values: words.collect(),
            canonical: |path| NodeRow::parse(path).map(|row| row.to_string()),
            is_same: &|at, text| {
                known[at]
                    .2
                    .parse(text)
                    .is_ok_and(|value| value == known[at].1)
            },
        };
        value_lines::edited(old, &wanted)
    }
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
            (_, Recall::Momentary | Recall::Listening | Recall::Setting) => {
                "is a key of the running console"
            }
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

/// The text of a preset's file.
pub fn format(preset: &PresetFile) -> String {
    let name = text::quoted(&preset.name);
    let about = match preset.about.as_str() {
        "" => String::new(),
        about => format!("about: {}\n", text::quoted(about)),
    };
    let announcement = seal::ANNOUNCEMENT;
    let mut text = format!("headroom: 1\n{announcement}preset: {name}\n{about}values:\n");
    for (row, value) in &preset.rows {
        if let Some(spec) = row.spec() {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "  {row}: {}", spec.exact(*value));
        }
    }
    if preset.rows.is_empty() {
        text.push_str("  {}\n");
    }
    seal::sealed(&text, preset.rows.len())
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
            about: "For \"everybody\": all of it".to_owned(),
            rows,
        }
    }

    #[test]
    fn what_a_hand_wrote_beside_the_values_stays() {
        let old = "# Ours.\nheadroom: 1\npreset: Kick   # the big one\nvalues:\n  # Low end\n  \
                   hpf/on: on # yes\n  hpf/frq: 3\n  hpf/freq:   60Hz   # was 50\n";
        let row = |path: &str, value| (NodeRow::parse(path).unwrap(), Plain(value));
        let preset = PresetFile {
            name: "Kick: 2".to_owned(),
            about: String::new(),
            rows: vec![
                row("hpf/on", 1.0),
                row("hpf/freq", 80.0),
                row("gate/on", 0.0),
            ],
        };
        let new = preset.edited(old);
        let wanted = old
            .replace("headroom: 1\n", "headroom: 1\nhas-end: yes\n")
            .replace("Kick ", "\"Kick: 2\" ")
            .replace(
                "hpf/freq:   60Hz   # was 50\n",
                "hpf/freq: 80 Hz   # was 50\n  gate/on: off\n",
            );
        assert_eq!(new, wanted);
        assert_eq!(
            parse_tolerant(&seal::sealed(&new, 3), "").unwrap().0,
            preset
        );
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
