//! Scene files, `scenes/NAME.yaml`: every recallable parameter, in words.
//!
//! ```yaml
//! headroom: 1
//! has-end: yes
//! scene: Verse
//! fade: 3 s            # its head, see `scene_head`
//! values:
//!   ch/1/fader: -4.2 dB
//!   ch/1/mute: off
//! end: 2 values, sum 1f0c93aa
//! ```
//! A scene belongs to no layout: a path that this console lacks is kept in the file and left out at
//! recall. Values are written in full, so that reading them back gives the same numbers. A hand may leave
//! `has-end` and `end` out (see `seal`).

use super::error::FileError;
use super::named_files::{Named, Parsed, entries_sense};
use super::reader::Reader;
use super::scene_head::{self, SceneHead};
use super::value_lines::{self, Wanted};
use super::yaml::{Document, Node};
use super::{console_file, names, seal, text};
use crate::param::spec::Param;
use crate::param::{ParamAddr, Plain, Recall, tables};
use std::collections::HashMap;
use std::fmt::Write;

/// The keys of a scene file.
pub(super) const KEYS: [&str; 5 + scene_head::KEYS.len()] = {
    let [switches, fade, locked, notes, scope, roles] = scene_head::KEYS;
    [
        "headroom",
        seal::ANNOUNCES,
        "scene",
        switches,
        fade,
        locked,
        notes,
        scope,
        roles,
        "values",
        seal::END,
    ]
};

/// A scene as its file has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SceneFile {
    /// Its name.
    pub name: String,
    /// What it says besides its values.
    pub head: SceneHead,
    /// Its values.
    pub values: Vec<(ParamAddr, Plain)>,
}

/// Reads a scene; what is wrong is left out and listed, by line.
///
/// # Errors
/// Only a text that cannot be read at all.
pub fn parse_tolerant(text: &str, source: &str) -> Result<(SceneFile, Vec<FileError>), FileError> {
    SceneFile::parse(text, source).map(|parsed| (parsed.item, parsed.problems))
}

/// Lines of values that have been read, and what they say: scenes of one show share most of them.
pub type KnownLines = HashMap<String, (ParamAddr, Plain)>;

impl Named for SceneFile {
    type Memory = KnownLines;
    const WHAT: &'static str = "scene";

    fn parse(text: &str, source: &str) -> Result<Parsed<Self>, FileError> {
        let document = Document::read(source, text)?;
        let mut reader = Reader::default();
        let fields = reader.map_of(&document, "a scene", &KEYS)?;
        console_file::check_format(&mut reader, &document, fields)?;
        let mut scene = Self::default();
        if let Some(name) = names::read(&mut reader, &document, fields, Self::WHAT) {
            scene.name = name;
        }
        scene.head = scene_head::read(&mut reader, fields);
        match fields.get("values") {
            Some(node) => {
                for (key, path, node) in reader.entries(node, "'values'") {
                    scene.values.extend(entry(&mut reader, key, path, node));
                }
            }
            None => reader.report(
                &document.root,
                "'values' is missing",
                "write 'values:' and below it a line for each value",
            ),
        }
        let seal = seal::read(&mut reader, &document, fields, text);
        Ok(Parsed {
            item: scene,
            problems: reader.finish(&document),
            seal,
        })
    }

    fn parse_own(text: &str, memory: &mut KnownLines) -> Option<Self> {
        let body = seal::whole_body(text)?.strip_prefix("headroom: 1\n")?;
        let body = body.strip_prefix(seal::ANNOUNCEMENT)?;
        let (head, values) = body.split_once("values:\n")?;
        let mut scene = own_head(head)?;
        scene.values.reserve(memory.len());
        for line in values.lines().filter(|line| *line != "  {}") {
            let known = memory.get(line).copied();
            let entry = known.or_else(|| learn(line, memory))?;
            scene.values.push(entry);
        }
        Some(scene)
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
        self.values.len()
    }

    fn sense(&self) -> u64 {
        let head = entries_sense(&[(self.head.text(), Plain(0.0))]);
        entries_sense(&self.values).wrapping_add(head)
    }

    fn whole(&self) -> String {
        format(self)
    }

    fn edited(&self, old: &str) -> String {
        let Ok((before, _)) = parse_tolerant(old, "") else {
            return self.whole();
        };
        let spec = |addr: &ParamAddr| tables::row(addr.kind, addr.param);
        let known = self.values.iter();
        let known: Vec<_> = known
            .filter_map(|(addr, value)| Some((*addr, *value, spec(addr)?)))
            .collect();
        let words = known
            .iter()
            .map(|(addr, value, spec)| (addr.to_string(), spec.exact(*value)));
        let wanted = Wanted {
            name_key: Self::WHAT,
            name: &self.name,
            head: self.head.lines_after(&before.head),
            values: words.collect(),
            canonical: |path| ParamAddr::parse(path).map(|addr| addr.to_string()),
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

/// Name and head, as [`format`] writes them; nothing where anything of them needs a word.
fn own_head(head: &str) -> Option<SceneFile> {
    let document = Document::read("", head).ok()?;
    let mut reader = Reader::default();
    let fields = reader.map_of(&document, "a scene", &KEYS).ok()?;
    let name = names::read(&mut reader, &document, fields, SceneFile::WHAT)?;
    let scene = SceneFile {
        name,
        head: scene_head::read(&mut reader, fields),
        values: Vec::new(),
    };
    reader.finish(&document).is_empty().then_some(scene)
}

/// What a line of a value says, for the next scene too; nothing where it needs a word.
fn learn(line: &str, memory: &mut KnownLines) -> Option<(ParamAddr, Plain)> {
    let (path, text) = line.strip_prefix("  ")?.split_once(": ")?;
    let addr = ParamAddr::parse(path)?;
    let spec = tables::row(addr.kind, addr.param)?;
    if spec.recall != Recall::Stored || text.contains('#') {
        return None;
    }
    let entry = (addr, spec.parse(text).ok()?);
    memory.insert(line.to_owned(), entry);
    Some(entry)
}

fn entry(reader: &mut Reader, key: &Node, path: &str, node: &Node) -> Option<(ParamAddr, Plain)> {
    let row = |addr: &ParamAddr| tables::row(addr.kind, addr.param);
    let addr = ParamAddr::parse(path);
    let Some((addr, spec)) = addr.and_then(|addr| Some((addr, row(&addr)?))) else {
        let hint = "'headroom params' lists every path; remove this line";
        reader.report(key, format!("'{path}' names no parameter"), hint);
        return None;
    };
    if spec.recall != Recall::Stored {
        // Scenes of older versions have the switch of a spare.
        if !matches!(spec.param, Param::Spare(_)) {
            reader.report(key, format!("'{path}' is in no scene"), "remove this line");
        }
        return None;
    }
    let text = reader.text(node, spec.name)?;
    match spec.parse(text) {
        Ok(value) => Some((addr, value)),
        Err(error) => {
            reader.report(node, error.to_string(), "");
            None
        }
    }
}

/// The text of a scene's file.
pub fn format(scene: &SceneFile) -> String {
    let name = text::quoted(&scene.name);
    let announcement = seal::ANNOUNCEMENT;
    let mut text = format!("headroom: 1\n{announcement}scene: {name}\n");
    text.push_str(&scene.head.text());
    text.push_str("values:\n");
    for (addr, value) in &scene.values {
        if let Some(spec) = tables::row(addr.kind, addr.param) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "  {addr}: {}", spec.exact(*value));
        }
    }
    if scene.values.is_empty() {
        text.push_str("  {}\n");
    }
    seal::sealed(&text, scene.values.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::carry::Roles;
    use crate::param::{BusRole, Layout, NodeId, RecallClass, RecallClasses, Topology, Travel};
    use crate::show::scene_head::{RecallScope, Switches};
    use proptest::prelude::*;

    fn scene(t: f32, name: &str) -> SceneFile {
        let layout = Layout::new(Topology::default());
        let stored = layout
            .indices()
            .filter(|i| layout.spec(*i).recall == Recall::Stored);
        let value = |index| match layout.spec(index).curve {
            curve if curve.names(Plain(1.0)).is_some() => Plain(0.0),
            curve => curve.plain(Travel::new(t)),
        };
        let values = stored
            .map(|index| (layout.addr(index), value(index)))
            .collect();
        SceneFile {
            name: name.to_owned(),
            head: SceneHead {
                switches: Switches::End,
                fade: 60.0 * t,
                locked: t > 0.5,
                notes: "click: \"from\" drums # 3".to_owned(),
                scope: RecallScope {
                    all: RecallClasses::NONE.and(RecallClass::Mix),
                    nodes: vec![(NodeId::strip(3), RecallClasses::ALL)],
                },
                roles: Roles::from([(1, BusRole::InEar), (12, BusRole::Fx)]),
            },
            values,
        }
    }

    #[test]
    fn what_is_wrong_is_listed_and_the_rest_is_read() {
        let text = "headroom: 1\nscene: A\nvalues:\n  ch/1/fader: -6 dB\n  ch/1/fadr: 0 dB\n  \
                    ch/2/fader: loud\n  console/panic: off\n";
        let (scene, errors) = parse_tolerant(text, "a.yaml").unwrap();
        assert_eq!(
            scene.values,
            [(ParamAddr::parse("ch/1/fader").unwrap(), Plain(-6.0))]
        );
        let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert!(
            said[0].starts_with("a.yaml:5:3: 'ch/1/fadr' names no parameter"),
            "{said:?}"
        );
        assert!(
            said[1].starts_with("a.yaml:6:15: 'loud' is not possible for Fader"),
            "{said:?}"
        );
        assert!(
            said[2].starts_with("a.yaml:7:3: 'console/panic' is in no scene"),
            "{said:?}"
        );
    }

    #[test]
    fn what_the_console_wrote_is_read_fast_and_to_the_same_end() {
        let mut memory = KnownLines::new();
        for (t, name) in [
            (0.3, "Verse"),
            (0.9, "10 Song"),
            (0.3, "a \" b"),
            (0.0, "Nothing"),
        ] {
            let mut scene = scene(t, name);
            if name == "Nothing" {
                scene.values.clear();
            }
            let text = format(&scene);
            let slow = SceneFile::parse(&text, "").unwrap();
            assert_eq!((&slow.item, slow.seal), (&scene, seal::Seal::Whole));
            assert_eq!(
                SceneFile::parse_own(&text, &mut memory).as_ref(),
                Some(&scene)
            );
            // What anybody has touched is read with care.
            let touched = text.replacen(" dB", "  dB", 1);
            assert!(touched == text || SceneFile::parse_own(&touched, &mut memory).is_none());
            let cut = &text[..text.len() - 9];
            assert!(SceneFile::parse_own(cut, &mut memory).is_none());
        }
    }

    proptest! {
        #[test]
        fn a_scene_reads_back_as_it_was(t in 0.0_f32..=1.0, name in "[A-Za-z0-9][^\\p{Cc}/\\\\]{0,30}") {
            let scene = scene(t, name.trim());
            let (read, errors) = parse_tolerant(&format(&scene), "x").unwrap();
            prop_assert_eq!(errors, vec![]);
            prop_assert_eq!(read, scene);
        }
    }
}
