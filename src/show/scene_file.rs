//! Scene files, `scenes/NAME.yaml`: every recallable parameter, in words.
//!
//! ```yaml
//! headroom: 1
//! scene: Verse
//! switches: end        # of a fade: when switches and choices move; start, middle or end
//! values:
//!   ch/1/fader: -4.2 dB
//!   ch/1/mute: off
//! ```
//! A scene belongs to no layout: a path that this console lacks is kept in the file and left out at
//! recall. Values are written in full, so that reading them back gives the same numbers.

use super::error::FileError;
use super::reader::Reader;
use super::text;
use super::yaml::{Document, Node};
use crate::param::{ParamAddr, Plain, Recall, tables};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::path::Path;

/// The keys of a scene file.
pub(super) const KEYS: [&str; 4] = ["headroom", "scene", "switches", "values"];

/// When a recall that fades moves switches and choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Switches {
    /// When the fade begins.
    #[default]
    Start,
    /// Half-way.
    Middle,
    /// When the fade is over: a strip that mutes is heard until then.
    End,
}

impl Switches {
    /// All of them, with their words.
    pub const WORDS: [(Self, &'static str); 3] = [
        (Self::Start, "start"),
        (Self::Middle, "middle"),
        (Self::End, "end"),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        let known = Self::WORDS.iter().find(|(own, _)| *own == self);
        known.map_or("start", |(_, word)| word)
    }

    /// What a word says.
    pub fn from_word(word: &str) -> Option<Self> {
        let known = Self::WORDS.iter().find(|(_, known)| *known == word);
        known.map(|(own, _)| *own)
    }
}

/// A scene as its file has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SceneFile {
    /// Its name.
    pub name: String,
    /// When its switches move in a fade.
    pub switches: Switches,
    /// Its values.
    pub values: Vec<(ParamAddr, Plain)>,
}

/// Reads a scene; what is wrong is left out and listed, by line.
///
/// # Errors
/// Only a text that cannot be read at all.
pub fn parse_tolerant(text: &str, source: &str) -> Result<(SceneFile, Vec<FileError>), FileError> {
    let document = Document::read(source, text)?;
    let mut reader = Reader::default();
    let fields = reader.map_of(&document, "a scene", &KEYS)?;
    let mut scene = SceneFile::default();
    match fields.get("scene") {
        Some(node) => {
            if let Some(name) = reader.text(node, "the name") {
                name.clone_into(&mut scene.name);
            }
        }
        None => reader.report(&document.root, "'scene' is missing", "write 'scene: NAME'"),
    }
    if let Some(node) = fields.get("switches") {
        scene.switches = switches(&mut reader, node).unwrap_or_default();
    }
    if let Some(node) = fields.get("values") {
        for (key, path, node) in reader.entries(node, "'values'") {
            scene.values.extend(entry(&mut reader, key, path, node));
        }
    }
    Ok((scene, reader.finish(&document)))
}

fn switches(reader: &mut Reader, node: &Node) -> Option<Switches> {
    let word = reader.text(node, "'switches'")?;
    let known = Switches::from_word(word);
    if known.is_none() {
        let hint = "allowed: start, middle, end (of a fade)";
        reader.report(node, format!("'{word}' is no moment of a fade"), hint);
    }
    known
}

fn entry(reader: &mut Reader, key: &Node, path: &str, node: &Node) -> Option<(ParamAddr, Plain)> {
    let row = |addr: &ParamAddr| tables::row(addr.kind, addr.param);
    let addr = ParamAddr::parse(path);
    let Some((addr, spec)) = addr.and_then(|addr| Some((addr, row(&addr)?))) else {
        let hint = "'headroom params' lists every path; remove this line";
        reader.report(key, format!("'{path}' names no parameter"), hint);
        return None;
    };
    if spec.recall == Recall::Never {
        reader.report(key, format!("'{path}' is in no scene"), "remove this line");
        return None;
    }
    if spec.recall == Recall::UndoOnly {
        // Scenes of older versions have it.
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

/// Reads a scene file as [`parse_tolerant`] does.
///
/// # Errors
/// A file that cannot be read at all.
pub fn load_tolerant(path: &Path) -> Result<(SceneFile, Vec<FileError>), FileError> {
    parse_tolerant(&text::read(path)?, &path.display().to_string())
}

/// The text of a scene's file.
pub fn format(scene: &SceneFile) -> String {
    let name = text::quoted(&scene.name);
    let mut text = format!("headroom: 1\nscene: {name}\n");
    if scene.switches != Switches::default() {
        let _ = writeln!(text, "switches: {}", scene.switches.word());
    }
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
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{Layout, Topology, Travel};
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
            switches: Switches::End,
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
