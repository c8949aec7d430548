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
//! What stands at its default may be said once for all strips and buses: see `scene_defaults`. A scene belongs to no layout: a path that this console lacks is kept in the file and left out at
//! recall. Values are written in full, so that reading them back gives the same numbers. A hand may leave
//! `has-end` and `end` out (see `seal`).

use super::error::FileError;
use super::named_files::{Named, Parsed, entries_sense};
use super::reader::{Fields, Reader};
use super::scene_head::{self, SceneHead, reading};
use super::value_lines::{self, Wanted};
use super::yaml::{Document, Node};
use super::{console_file, names, scene_defaults, seal, text};
use crate::param::spec::Param;
use crate::param::{ParamAddr, Plain, Recall, tables};
use scene_defaults::Block;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::sync::Arc;

/// The keys of a scene file.
pub(super) const KEYS: [&str; 7 + scene_head::KEYS.len()] = {
    let [switches, fade, fades, locked, notes, color, scope, roles] = scene_head::KEYS;
    [
        "headroom",
        seal::ANNOUNCES,
        "scene",
        switches,
        fade,
        fades,
        locked,
        notes,
        color,
        scope,
        roles,
        scene_defaults::COMPLETE,
        "values",
        scene_defaults::DEFAULTS,
        seal::END,
    ]
};

/// A scene as its file has it. As text of a message it is the text of that file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SceneFile {
    /// Its name.
    pub name: String,
    /// What it says besides its values.
    pub head: SceneHead,
    /// Its values.
    pub values: Vec<(ParamAddr, Plain)>,
}

impl From<SceneFile> for String {
    fn from(scene: SceneFile) -> Self {
        format(&scene)
    }
}

impl TryFrom<String> for SceneFile {
    type Error = FileError;

    /// Reads a text in which nothing is wrong.
    fn try_from(text: String) -> Result<Self, FileError> {
        if let Some(scene) = Self::parse_own(&text, &mut KnownLines::default()) {
            return Ok(scene);
        }
        let (scene, problems) = parse_tolerant(&text, "scene")?;
        problems.into_iter().next().map_or(Ok(scene), Err)
    }
}

/// Reads a scene; what is wrong is left out and listed, by line.
///
/// # Errors
/// Only a text that cannot be read at all.
pub fn parse_tolerant(text: &str, source: &str) -> Result<(SceneFile, Vec<FileError>), FileError> {
    SceneFile::parse(text, source).map(|parsed| (parsed.item, parsed.problems))
}

/// What was read of the scenes of a show, which share most of it.
#[derive(Debug, Default)]
pub struct KnownLines {
    /// Lines of values, and what they say.
    lines: HashMap<String, (ParamAddr, Plain)>,
    /// Texts of defaults, and what they say.
    blocks: HashMap<String, Arc<Block>>,
}

impl KnownLines {
    /// The defaults that stand in a text of the console's own; nothing where anything of them needs a word.
    fn block(&mut self, text: &str) -> Option<Arc<Block>> {
        if let Some(known) = self.blocks.get(text) {
            return Some(known.clone());
        }
        let block = scene_defaults::read_own(text)?;
        self.blocks.insert(text.to_owned(), block.clone());
        Some(block)
    }
}

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
        scene.head = reading::read(&mut reader, fields);
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
        add_defaults(&mut reader, fields, &mut scene);
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
        let defaults = values.find("\ndefaults:\n").map(|at| at + 1);
        let (values, block) = match defaults {
            Some(at) => (&values[..at], Some(memory.block(&values[at..])?)),
            None => (values, None),
        };
        scene.values.reserve(memory.lines.len());
        for line in values.lines().filter(|line| !is_no_value(line)) {
            let known = memory.lines.get(line).copied();
            let entry = known.or_else(|| learn(line, memory))?;
            scene.values.push(entry);
        }
        if let Some(block) = block {
            scene.values = block.with(scene.values);
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
        let Some(spelled) = self.spelled_in(old) else {
            return self.whole();
        };
        let spec = |addr: &ParamAddr| tables::row(addr.kind, addr.param);
        let known = spelled.iter();
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

impl SceneFile {
    /// The values that a file spells which is written in the lines of an older text; nothing where that has no line that
    /// a hand would miss.
    fn spelled_in(&self, old: &str) -> Option<Vec<(ParamAddr, Plain)>> {
        let document = Document::read("", old).ok()?;
        let mut reader = Reader::default();
        let fields = reader.map_of(&document, "a scene", &KEYS).ok()?;
        let Some(node) = fields.get(scene_defaults::DEFAULTS) else {
            let is_own = seal::whole_body(old).is_some() && !old.lines().any(has_comment);
            return (!is_own).then(|| self.values.clone());
        };
        let block = scene_defaults::read(&mut reader, node);
        let spelled = fields.get("values").map(|node| {
            let entries = reader.entries(node, "'values'").into_iter();
            let addrs = entries.filter_map(|(_, path, _)| ParamAddr::parse(path));
            addrs.collect::<HashSet<ParamAddr>>()
        });
        let spelled = spelled.unwrap_or_default();
        let mut values = self.values.clone();
        values.retain(|(addr, value)| block.get(*addr) != Some(*value) || spelled.contains(addr));
        values.sort_by_key(|(addr, _)| (addr.kind, addr.number));
        Some(values)
    }
}

/// True for a line below `values` that holds none.
fn is_no_value(line: &str) -> bool {
    line.is_empty() || line == "  {}"
}

/// True for a line on which a hand has noted something.
fn has_comment(line: &str) -> bool {
    let is_own = ["notes:", "scene:", scene_defaults::COMPLETE];
    line.contains('#') && !is_own.iter().any(|own| line.starts_with(own))
}

/// What the values leave out to the defaults of the file.
fn add_defaults(reader: &mut Reader, fields: Fields, scene: &mut SceneFile) {
    let announced = fields.get(scene_defaults::COMPLETE);
    let words = [("yes", true), ("no", false)];
    let is_complete = announced.and_then(|node| reader.word(node, "'complete'", &words));
    let block = fields.get(scene_defaults::DEFAULTS);
    let block = block.map_or_else(Block::default, |node| scene_defaults::read(reader, node));
    if let (Some(false), true, Some(node)) = (is_complete, block.is_empty(), announced) {
        let hint = "write 'defaults:' and below it what the other values are, or remove this line: what a scene does \
                    not say stays as it is";
        reader.report(node, "nothing says what 'values' leaves out", hint);
    }
    scene.values = block.with(std::mem::take(&mut scene.values));
}

/// Name and head, as [`format`] writes them; nothing where anything of them needs a word.
fn own_head(head: &str) -> Option<SceneFile> {
    let document = Document::read("", head).ok()?;
    let mut reader = Reader::default();
    let fields = reader.map_of(&document, "a scene", &KEYS).ok()?;
    let name = names::read(&mut reader, &document, fields, SceneFile::WHAT)?;
    let scene = SceneFile {
        name,
        head: reading::read(&mut reader, fields),
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
    memory.lines.insert(line.to_owned(), entry);
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

/// The text of a scene's file: what stands at its default is said once for all strips and buses.
pub fn format(scene: &SceneFile) -> String {
    let (spelled, defaults) = scene_defaults::shortened(&scene.values, &scene.head.roles);
    let name = text::quoted(&scene.name);
    let announcement = seal::ANNOUNCEMENT;
    let mut text = format!("headroom: 1\n{announcement}scene: {name}\n");
    text.push_str(&scene.head.text());
    if !defaults.is_empty() {
        text.push_str(scene_defaults::ANNOUNCEMENT);
    }
    text.push_str("values:\n");
    let mut before = None;
    for (addr, value) in &spelled {
        let Some(spec) = tables::row(addr.kind, addr.param) else {
            continue;
        };
        // A strip's lines stand together.
        if !defaults.is_empty() && before.is_some_and(|node| node != addr.node()) {
            text.push('\n');
        }
        before = Some(addr.node());
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {addr}: {}", spec.exact(*value));
    }
    if spelled.is_empty() {
        text.push_str("  {}\n");
    }
    text.push_str(&defaults);
    seal::sealed(&text, scene.values.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::carry::Roles;
    use crate::param::{BusRole, Layout, NodeId, RecallClass, RecallClasses, Topology, Travel};
    use crate::show::console_file::Color;
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
                fades: [(RecallClass::Mix, 2.5), (RecallClass::Sends, 0.0)].into(),
                locked: t > 0.5,
                notes: "click: \"from\" drums # 3".to_owned(),
                color: Color::Purple,
                scope: RecallScope {
                    all: RecallClasses::NONE.and(RecallClass::Mix),
                    nodes: vec![(NodeId::strip(3), RecallClasses::ALL)],
                },
                roles: Roles::from([(1, BusRole::InEar), (12, BusRole::Fx)]),
            },
            values,
        }
    }

    /// By address: a file has its own order.
    fn sorted(scene: &SceneFile) -> SceneFile {
        let mut scene = scene.clone();
        scene.values.sort_by_key(|(addr, _)| *addr);
        scene
    }

    #[test]
    fn what_stands_at_its_default_is_said_once_for_all() {
        let layout = Layout::new(Topology::default());
        let stored = layout
            .indices()
            .filter(|i| layout.spec(*i).recall == Recall::Stored);
        let values = stored.map(|index| (layout.addr(index), layout.default(index)));
        let mut scene = SceneFile {
            name: "Verse".to_owned(),
            values: values.collect(),
            ..SceneFile::default()
        };
        let fader = ParamAddr::parse("ch/3/fader").unwrap();
        let at = scene.values.iter().position(|(addr, _)| *addr == fader);
        scene.values[at.unwrap()].1 = Plain(-4.2);
        let text = format(&scene);
        assert!(
            text.contains("values:\n  ch/3/fader: -4.2 dB\ndefaults:\n"),
            "{text}"
        );
        assert!(text.lines().count() < 150, "{text}");
        let read = SceneFile::parse(&text, "").unwrap();
        assert_eq!(read.problems, []);
        assert_eq!(sorted(&read.item), sorted(&scene));
        // The values of the file count, whatever the program's defaults are by then.
        let other = text.replace("fader: off", "fader: -60 dB");
        let read = SceneFile::parse(&other, "").unwrap();
        let other = ParamAddr::parse("ch/1/fader").unwrap();
        assert!(read.item.values.contains(&(other, Plain(-60.0))));
        assert!(read.item.values.contains(&(fader, Plain(-4.2))));
    }

    #[test]
    fn a_hand_s_lines_stay_when_the_scene_is_stored_again() {
        let mut scene = scene(0.3, "Verse");
        scene
            .values
            .sort_by_key(|(addr, _)| (addr.kind, addr.number));
        let text = format(&scene);
        let addr = ParamAddr::parse("ch/1/fader").unwrap();
        let line = text
            .lines()
            .find(|line| line.contains("ch/1/fader:"))
            .unwrap();
        let noted = text.replace(line, &format!("{line}   # as in the rehearsal"));
        let value = scene.values.iter_mut().find(|(of, _)| *of == addr).unwrap();
        // Back at its default, the line stays all the same.
        value.1 = Plain::OFF;
        let edited = scene.edited(&noted);
        assert!(
            edited.contains("  ch/1/fader: off   # as in the rehearsal\n"),
            "{edited}"
        );
        let read = SceneFile::parse(&edited, "").unwrap().item;
        assert_eq!(sorted(&read), sorted(&scene));
        // What nobody has touched is written short.
        let long = long_text(&scene);
        assert_eq!(scene.edited(&long), format(&scene));
        let noted = long.replace("values:", "values: # by hand");
        assert!(!scene.edited(&noted).contains("defaults:"));
    }

    /// A file as earlier versions wrote it: every value on a line of its own.
    fn long_text(scene: &SceneFile) -> String {
        let head = scene.head.text();
        let name = text::quoted(&scene.name);
        let mut text = format!("headroom: 1\nhas-end: yes\nscene: {name}\n{head}values:\n");
        for (addr, value) in &scene.values {
            let spec = tables::row(addr.kind, addr.param).unwrap();
            writeln!(text, "  {addr}: {}", spec.exact(*value)).unwrap();
        }
        seal::sealed(&text, scene.values.len())
    }

    #[test]
    fn files_of_earlier_versions_read_as_they_did() {
        let scene = scene(0.7, "Old");
        let text = long_text(&scene);
        assert_eq!(SceneFile::parse(&text, "").unwrap().item, scene);
        let mut memory = KnownLines::default();
        assert_eq!(SceneFile::parse_own(&text, &mut memory), Some(scene));
    }

    #[test]
    fn a_file_that_leaves_values_out_has_to_say_what_they_are() {
        let text = "headroom: 1\nscene: A\ncomplete: no\nvalues:\n  ch/1/fader: -6 dB\n";
        let (scene, errors) = parse_tolerant(text, "a.yaml").unwrap();
        assert_eq!(scene.values.len(), 1);
        assert!(
            errors[0]
                .to_string()
                .starts_with("a.yaml:3:11: nothing says"),
            "{errors:?}"
        );
        let text = format!("{text}defaults:\n  ch/1-2: {{ fader: off, mute: on, fadr: off }}\n");
        let (scene, errors) = parse_tolerant(&text, "a.yaml").unwrap();
        assert_eq!(scene.values.len(), 4);
        assert!(
            errors[0]
                .to_string()
                .contains("'ch/1-2/fadr' names no parameter"),
            "{errors:?}"
        );
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
        let mut memory = KnownLines::default();
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
            assert_eq!(slow.seal, seal::Seal::Whole);
            assert_eq!(sorted(&slow.item), sorted(&scene));
            assert_eq!(SceneFile::parse_own(&text, &mut memory), Some(slow.item));
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
            prop_assert_eq!(sorted(&read), sorted(&scene));
        }
    }
}
