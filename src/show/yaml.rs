//! YAML text → a small tree in which every node knows its place. The only file that names the
//! YAML crate.
//!
//! The crate tells a position only in an error, never beside a value. So a text is walked more than
//! once: the first walk learns the shape and numbers the nodes in reading order, the second
//! fetches every scalar as it was written (`off`, `1k2`, `007` and `5` all stay text), and where
//! something turns out to be wrong, a further walk stops at that node's number and takes the
//! position from the error. Good files are never walked a third time.
//!
//! Limits keep any text from stalling the console: size, depth, number of nodes (an alias counts as
//! often as it is repeated) and length of a scalar.

use super::error::FileError;
use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use serde_yaml::Deserializer;
use std::fmt;

/// Largest text that is read, in bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// Most nodes of one text: keys, values, lists and maps.
const MAX_NODES: u32 = 200_000;
/// Deepest nesting of lists and maps.
const MAX_DEPTH: usize = 32;
/// Longest scalar, in bytes.
const MAX_SCALAR: usize = 4096;

/// A key, a value, a list or a map.
#[derive(Debug)]
pub struct Node {
    /// Its number in reading order; [`Document::error`] turns it into line and column.
    pub place: u32,
    /// What it holds.
    pub kind: Kind,
}

impl Node {
    /// True for a scalar with exactly this text.
    pub fn is_text(&self, text: &str) -> bool {
        matches!(&self.kind, Kind::Text(found) if found == text)
    }

    /// True for a map with this key.
    pub fn has(&self, key: &str) -> bool {
        matches!(&self.kind, Kind::Map(entries) if entries.iter().any(|(node, _)| node.is_text(key)))
    }
}

/// What a node holds.
#[derive(Debug)]
pub enum Kind {
    /// Any scalar, as written but for quotes; nothing at all is an empty text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map in file order; keys are always texts, and may be there twice.
    Map(Vec<(Node, Node)>),
}

/// A text and its tree.
#[derive(Debug)]
pub struct Document<'t> {
    file: &'t str,
    text: &'t str,
    /// The outermost node.
    pub root: Node,
}

impl<'t> Document<'t> {
    /// Reads a text; `file` is the name that errors show.
    ///
    /// # Errors
    /// Text that is not YAML, is empty, or exceeds a limit.
    pub fn read(file: &'t str, text: &'t str) -> Result<Self, FileError> {
        // The crate takes a byte order mark for a column of the first line.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        check_limits(file, text)?;
        let mut walk = Walk::default();
        let mut root = walk
            .run(text)
            .map_err(|error| translate(file, text, walk.refused, &error))?;
        Fill(&mut root)
            .deserialize(Deserializer::from_str(text))
            .map_err(|error| translate(file, text, None, &error))?;
        Ok(Self { file, text, root })
    }

    /// An error about the node numbered `place`.
    pub fn error(&self, place: u32, message: String, hint: String) -> FileError {
        let mut walk = Walk {
            stop_at: Some(place),
            ..Walk::default()
        };
        let (line, column) = walk
            .run(self.text)
            .map_or_else(|e| position(&e), |_| (1, 1));
        FileError {
            file: self.file.to_owned(),
            line,
            column,
            message,
            hint,
        }
    }
}

/// What has to hold before the YAML crate sees the text: its parser takes time with the square of
/// the nesting of brackets, and it does not say where a control character is.
fn check_limits(file: &str, text: &str) -> Result<(), FileError> {
    if text.len() > MAX_BYTES {
        let message = format!("the file is larger than {} MiB", MAX_BYTES >> 20);
        return Err(FileError::whole(file, message, "is this the right file?"));
    }
    let mut open = 0_usize;
    for (at, line) in text.lines().enumerate() {
        for (column, character) in line.chars().enumerate() {
            match character {
                '[' | '{' => open += 1,
                ']' | '}' => open = open.saturating_sub(1),
                _ => {}
            }
            // Brackets in comments and quotes count here, too: hence the margin.
            let (message, hint) = if open > 8 * MAX_DEPTH {
                (too_deep(), FLATTER)
            } else if character.is_control() && character != '\t' {
                let code = u32::from(character);
                let message = format!("a control character (code {code}) cannot stand here");
                (message, "remove it, or check that this is the right file")
            } else {
                continue;
            };
            return Err(FileError {
                file: file.to_owned(),
                line: at + 1,
                column: column + 1,
                message,
                hint: hint.to_owned(),
            });
        }
    }
    Ok(())
}

/// What to do about too deep a nesting.
const FLATTER: &str = "is a bracket or an indent too much? is this the right file?";

fn too_deep() -> String {
    format!("lists and maps are nested more than {MAX_DEPTH} deep")
}

/// Line and column of an error; the first character where the crate names none.
fn position(error: &serde_yaml::Error) -> (usize, usize) {
    let location = error.location();
    location.map_or((1, 1), |location| (location.line(), location.column()))
}

/// The crate's error in our form; `refused` is what the walk itself found wrong.
fn translate(
    file: &str,
    text: &str,
    refused: Option<(String, &'static str)>,
    error: &serde_yaml::Error,
) -> FileError {
    let (line, column) = position(error);
    let (message, hint) = refused.unwrap_or_else(|| {
        // The place stands in front of our message already.
        let words = error.to_string();
        let words = words.replacen(&format!(" at line {line} column {column}"), "", 1);
        let hint = advice(&words, text, line);
        (
            format!("this is not YAML that Headroom reads: {words}"),
            hint,
        )
    });
    FileError {
        file: file.to_owned(),
        line,
        column,
        message,
        hint: hint.to_owned(),
    }
}

fn advice(words: &str, text: &str, line: usize) -> &'static str {
    let line = text.lines().nth(line - 1).unwrap_or_default();
    let indent = &line[..line.len() - line.trim_start().len()];
    if indent.contains('\t') {
        "tabs cannot indent; use spaces"
    } else if words.contains("anchor") {
        "put a text that starts with * in quotes"
    } else if words.contains("repetition") {
        "an alias (*name) is repeated too often; write the values out"
    } else if words.contains("more than one document") {
        "give each part that '---' divides a file of its own"
    } else {
        "look for a missing colon, quote, bracket or space near here"
    }
}

/// The state of one walk over a text.
#[derive(Default)]
struct Walk {
    next: u32,
    depth: usize,
    stop_at: Option<u32>,
    /// What the walk itself found wrong, and what to do.
    refused: Option<(String, &'static str)>,
}

impl Walk {
    /// Reads the shape of a text, with empty scalars; stops with an error at node `stop_at`.
    fn run(&mut self, text: &str) -> Result<Node, serde_yaml::Error> {
        Shape(self).deserialize(Deserializer::from_str(text))
    }

    fn refuse<E: Error>(&mut self, message: impl Into<String>, hint: &'static str) -> E {
        let message = message.into();
        let error = E::custom(&message);
        self.refused = Some((message, hint));
        error
    }

    fn enter<E: Error>(&mut self) -> Result<u32, E> {
        let place = self.next;
        if place >= MAX_NODES {
            let message = format!("more than {MAX_NODES} values");
            return Err(self.refuse(
                message,
                "is this the right file? is an anchor repeated often?",
            ));
        }
        if self.stop_at == Some(place) {
            return Err(E::custom("the place that was asked for"));
        }
        self.next += 1;
        Ok(place)
    }

    fn deeper<E: Error>(&mut self) -> Result<(), E> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.refuse(too_deep(), FLATTER));
        }
        Ok(())
    }
}

/// First walk: the shape.
struct Shape<'w>(&'w mut Walk);

impl Shape<'_> {
    fn scalar<E: Error>(self) -> Result<Node, E> {
        Ok(Node {
            place: self.0.enter()?,
            kind: Kind::Text(String::new()),
        })
    }
}

impl<'de> DeserializeSeed<'de> for Shape<'_> {
    type Value = Node;
    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Shape<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list or a map")
    }
    fn visit_bool<E: Error>(self, _: bool) -> Result<Node, E> {
        self.scalar()
    }
    fn visit_i64<E: Error>(self, _: i64) -> Result<Node, E> {
        self.scalar()
    }
    fn visit_u64<E: Error>(self, _: u64) -> Result<Node, E> {
        self.scalar()
    }
    fn visit_i128<E: Error>(self, _: i128) -> Result<Node, E> {
        self.scalar()
    }
    fn visit_u128<E: Error>(self, _: u128) -> Result<Node, E> {
        self.scalar()
    }
    fn visit_f64<E: Error>(self, _: f64) -> Result<Node, E> {
        self.scalar()
    }
    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        self.scalar()
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        if text.len() > MAX_SCALAR {
            let message = format!("a single value of more than {MAX_SCALAR} bytes");
            return Err(self
                .0
                .refuse(message, "is a quote missing, or is this the wrong file?"));
        }
        self.scalar()
    }
    fn visit_none<E: Error>(self) -> Result<Node, E> {
        Err(self
            .0
            .refuse("the file is empty", "is this the right file?"))
    }
    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Node, A::Error> {
        Err(self.0.refuse(
            "tags such as '!name' are not known",
            "put a text that starts with ! in quotes",
        ))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let place = self.0.enter()?;
        self.0.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Shape(self.0))? {
            items.push(item);
        }
        self.0.depth -= 1;
        Ok(Node {
            place,
            kind: Kind::List(items),
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let place = self.0.enter()?;
        self.0.deeper()?;
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(Shape(self.0))? {
            if !matches!(key.kind, Kind::Text(_)) {
                let message = "a list or a map cannot be a key";
                return Err(self.0.refuse(message, "a key is a word or a path"));
            }
            entries.push((key, map.next_value_seed(Shape(self.0))?));
        }
        self.0.depth -= 1;
        Ok(Node {
            place,
            kind: Kind::Map(entries),
        })
    }
}

/// Second walk: the scalars, along a known shape.
struct Fill<'n>(&'n mut Node);

impl<'de> DeserializeSeed<'de> for Fill<'_> {
    type Value = ();
    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.0.kind {
            Kind::Text(_) => deserializer.deserialize_str(self),
            Kind::List(_) => deserializer.deserialize_seq(self),
            Kind::Map(_) => deserializer.deserialize_map(self),
        }
    }
}

impl<'de> Visitor<'de> for Fill<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the same shape as in the first walk")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.kind = Kind::Text(text.to_owned());
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if let Kind::List(items) = &mut self.0.kind {
            for item in items {
                list.next_element_seed(Fill(item))?;
            }
        }
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if let Kind::Map(entries) = &mut self.0.kind {
            for (key, value) in entries {
                map.next_key_seed(Fill(key))?;
                map.next_value_seed(Fill(value))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, place: u32) -> (usize, usize) {
        let error = Document::read("x", text)
            .unwrap()
            .error(place, String::new(), String::new());
        (error.line, error.column)
    }

    fn message(text: &str) -> String {
        Document::read("x", text).unwrap_err().to_string()
    }

    #[test]
    fn every_node_knows_its_place() {
        let text = "a: 5\nlist:\n  - { b: on }\n  - two\n";
        let expected = [
            (1, 1), // the outer map
            (1, 1), // a
            (1, 4), // 5
            (2, 1), // list
            (3, 3), // the list
            (3, 5), // the inner map
            (3, 7), // b
            (3, 10),
            (4, 5),
        ];
        for (at, expected) in expected.into_iter().enumerate() {
            assert_eq!(place(text, at as u32), expected, "{at}");
        }
    }

    #[test]
    fn scalars_arrive_as_they_were_written() {
        let text = "[off, 007, 1.50, 0x10, -.inf, ~, '', true, 'it''s', 1e3, null]";
        let document = Document::read("x", text).unwrap();
        let Kind::List(items) = &document.root.kind else {
            panic!("{document:?}");
        };
        let texts: Vec<&str> = items
            .iter()
            .map(|item| match &item.kind {
                Kind::Text(text) => text.as_str(),
                _ => panic!("{item:?}"),
            })
            .collect();
        let expected = [
            "off", "007", "1.50", "0x10", "-.inf", "~", "", "true", "it's", "1e3", "null",
        ];
        assert_eq!(texts, expected);
    }

    #[test]
    fn byte_order_marks_and_windows_line_ends_do_no_harm() {
        assert_eq!(place("\u{feff}a: 1\r\nb: 2\r\n", 4), (2, 4));
    }

    #[test]
    fn no_text_is_too_large_or_too_deep_to_be_refused() {
        let lines: Vec<String> = (0..9)
            .map(|at| {
                format!(
                    "a{}: &a{} [{}]",
                    at + 1,
                    at + 1,
                    format!("*a{at},").repeat(9)
                )
            })
            .collect();
        let bomb = format!("a0: &a0 x\n{}\n", lines.join("\n"));
        let wide = format!("a: &a [{}]\nb: [{}]\n", "x,".repeat(999), "*a,".repeat(999));
        for (text, part) in [
            ("[".repeat(4 << 20), "more than 32 deep"),
            ("[".repeat(60), "more than 32 deep"),
            ("- ".repeat(2 << 20), "more than 32 deep"),
            ("x".repeat((4 << 20) + 1), "larger than 4 MiB"),
            ("x".repeat(4 << 20), "more than 4096 bytes"),
            ("a:\n".repeat(1 << 20), "more than 200000 values"),
            (bomb, "repetition limit exceeded"),
            (wide, "more than 200000 values"),
        ] {
            let words = message(&text);
            assert!(words.contains(part), "{words}");
        }
    }
}
