//! Paths: addresses as text, `ch/7/send/2/level`.

use super::addr::ParamAddr;
use super::layout::{Layout, ParamIndex};
use super::nearest::nearest;
use super::node::{NodeId, NodeKind};
use super::spec::{Each, ParamSpec, THIRDS};
use super::tables;
use std::fmt;
use thiserror::Error;

/// Why a path names no parameter of this console.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PathError {
    /// The first word is no kind of node.
    #[error(
        "'{path}': '{word}' is not known; a path starts with ch, bus, main, dca, mute-group, automix, \
         monitor, phones, talkback, oscillator or console"
    )]
    Kind {
        /// The path as given.
        path: String,
        /// Its first word.
        word: String,
    },
    /// The node is not on this console.
    #[error("'{path}': there is no {node} on this console{hint}")]
    Node {
        /// The path as given.
        path: String,
        /// The node it asks for.
        node: String,
        /// Which there are.
        hint: String,
    },
    /// The node has no such parameter.
    #[error("'{path}': {node} has no '{rest}'{hint}")]
    Row {
        /// The path as given.
        path: String,
        /// The node.
        node: String,
        /// What was asked of it.
        rest: String,
        /// The nearest known path.
        hint: String,
    },
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.word())?;
        if self.kind.is_numbered() {
            write!(f, "/{}", self.number)?;
        }
        Ok(())
    }
}

impl NodeId {
    /// Splits a path into its node and the rest: `ch/7/gate/on` → (`ch/7`, `gate/on`).
    pub fn split(path: &str) -> Option<(Self, &str)> {
        let (word, rest) = path.split_once('/').unwrap_or((path, ""));
        let kind = NodeKind::ALL.into_iter().find(|kind| kind.word() == word)?;
        if !kind.is_numbered() {
            return Some((Self { kind, number: 0 }, rest));
        }
        let (digits, rest) = rest.split_once('/').unwrap_or((rest, ""));
        Some((
            Self {
                kind,
                number: number(digits)?,
            },
            rest,
        ))
    }
}

impl ParamAddr {
    /// The path without its node: "gate/threshold".
    pub fn below_node(self) -> String {
        let spec = tables::row(self.kind, self.param);
        spec.map_or_else(|| "?".to_owned(), |spec| spec.path_of(self.each))
    }
}

impl fmt::Display for ParamAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.node(), self.below_node())
    }
}

impl ParamSpec {
    /// The row's path below its node, with what stands for its `*`.
    pub fn path_of(&self, each: u8) -> String {
        let third = || THIRDS.get(usize::from(each).wrapping_sub(1)).copied();
        match self.each {
            Each::Once => self.path.to_owned(),
            Each::Third => self.path.replace('*', third().unwrap_or("?")),
            _ => self.path.replace('*', &each.to_string()),
        }
    }
}

/// Rows that older files call otherwise: their path then, and now.
const RENAMED: &[(&str, &str)] = &[("tap-delay/tap", "fx/tap"), ("tap-delay/tempo", "fx/tempo")];

/// A number as paths write it: digits, no sign, no leading zero.
fn number(digits: &str) -> Option<u16> {
    let plain = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

/// The number that stands for the `*` of a row's path in `rest`, if `rest` has its shape.
fn match_row(spec: &ParamSpec, rest: &str) -> Option<u8> {
    match spec.path.split_once('*') {
        None => (spec.path == rest).then_some(0),
        Some((before, after)) => {
            let word = rest.strip_prefix(before)?.strip_suffix(after)?;
            let place = match spec.each {
                Each::Third => THIRDS.iter().position(|third| *third == word)? + 1,
                _ => usize::from(number(word)?),
            };
            place.try_into().ok()
        }
    }
}

impl ParamAddr {
    /// The address that a path spells, on whatever console.
    pub fn parse(path: &str) -> Option<Self> {
        let (node, rest) = NodeId::split(path)?;
        let renamed = RENAMED.iter().find(|(old, _)| *old == rest);
        let rest = renamed.map_or(rest, |(_, new)| new);
        tables::rows(node.kind)
            .find_map(|spec| match_row(spec, rest).map(|each| node.param_of(spec.param, each)))
    }
}

impl Layout {
    /// The parameter that a path names.
    ///
    /// # Errors
    /// What is wrong with the path, and the nearest one that exists.
    pub fn find(&self, path: &str) -> Result<ParamIndex, PathError> {
        let found = ParamAddr::parse(path).and_then(|addr| self.index(addr));
        found.ok_or_else(|| self.explain(path))
    }

    fn explain(&self, path: &str) -> PathError {
        let Some((node, rest)) = NodeId::split(path) else {
            let word = path.split('/').next().unwrap_or_default().to_owned();
            return PathError::Kind {
                path: path.to_owned(),
                word,
            };
        };
        if !self.nodes().contains(&node) {
            return PathError::Node {
                path: path.to_owned(),
                node: node.to_string(),
                hint: self.numbers_hint(node.kind),
            };
        }
        PathError::Row {
            path: path.to_owned(),
            node: node.to_string(),
            rest: rest.to_owned(),
            hint: self.row_hint(node, rest),
        }
    }

    fn numbers_hint(&self, kind: NodeKind) -> String {
        let numbers: Vec<u16> = self
            .nodes()
            .into_iter()
            .filter(|node| node.kind == kind)
            .map(|node| node.number)
            .collect();
        match (numbers.first(), numbers.last()) {
            (Some(first), Some(last)) => {
                let word = kind.word();
                format!(
                    "; it has {} of them, {word}/{first} to {word}/{last}",
                    numbers.len()
                )
            }
            _ => format!("; it has no {} at all", kind.word()),
        }
    }

    fn row_hint(&self, node: NodeId, rest: &str) -> String {
        if rest.starts_with("insert/") && !self.topology().has_insert(node) {
            return format!("; write 'insert: yes' where {node} is defined");
        }
        let prefix = format!("{node}/");
        let paths: Vec<String> = self
            .indices()
            .map(|index| self.addr(index))
            .filter(|addr| addr.node() == node)
            .map(|addr| addr.to_string().split_off(prefix.len()))
            .collect();
        match nearest(rest, paths.iter().map(String::as_str)) {
            Some(near) => format!("; did you mean '{prefix}{near}'?"),
            None => format!("; 'headroom params {node}' lists what it has"),
        }
    }

    /// The parameters whose path matches a pattern: `*` stands for any characters; a pattern
    /// without `*` matches a whole path or everything below it.
    pub fn matching(&self, pattern: &str) -> Vec<ParamIndex> {
        self.indices()
            .filter(|index| matches(pattern, &self.addr(*index).to_string()))
            .collect()
    }
}

/// True when `path` matches `pattern` (see [`Layout::matching`]).
pub fn matches(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim_end_matches('/');
    if !pattern.contains('*') {
        let below = path.strip_prefix(pattern);
        return below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            || pattern.is_empty();
    }
    glob(pattern.as_bytes(), path.as_bytes())
}

/// Wildcard match without recursion: on a mismatch, the last `*` takes one character more.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            retry = Some((p + 1, t + 1));
            p += 1;
        } else if pattern.get(p) == Some(&text[t]) {
            (p, t) = (p + 1, t + 1);
        } else if let Some((after, next)) = retry {
            (p, t) = (after, next);
            retry = Some((after, next + 1));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

/// The path of a row on a kind of node, for lists: `ch/N/send/B/level`.
pub fn general_path(kind: NodeKind, spec: &ParamSpec) -> String {
    let node = if kind.is_numbered() {
        format!("{}/N", kind.word())
    } else {
        kind.word().to_owned()
    };
    let letter = match spec.each {
        Each::Once => "",
        Each::Bus | Each::EqBand | Each::MultibandBand | Each::DynamicBand => "B",
        Each::Dca => "D",
        Each::MuteGroup => "M",
        Each::Third => "FREQ",
        Each::Notch => "K",
    };
    format!("{node}/{}", spec.path.replace('*', letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Topology;
    use proptest::prelude::*;

    #[test]
    fn older_files_may_call_rows_as_they_were_called() {
        for (old, new) in RENAMED {
            let [old, new] = [old, new].map(|path| ParamAddr::parse(&format!("bus/1/{path}")));
            assert!(old.is_some() && old == new);
        }
    }

    #[test]
    fn every_path_leads_back_to_its_parameter() {
        let layout = Layout::new(Topology::default());
        assert!(layout.find("main/geq/1k25").is_ok() && layout.find("main/geq/18").is_err());
        for index in layout.indices() {
            let path = layout.addr(index).to_string();
            assert_eq!(layout.find(&path), Ok(index), "{path}");
        }
    }

    #[test]
    fn errors_say_what_is_near() {
        let layout = Layout::new(Topology::default());
        let error = |path: &str| layout.find(path).unwrap_err().to_string();
        assert_eq!(
            error("ch/1/fadr"),
            "'ch/1/fadr': ch/1 has no 'fadr'; did you mean 'ch/1/fader'?"
        );
        assert_eq!(
            error("ch/99/fader"),
            "'ch/99/fader': there is no ch/99 on this console; it has 16 of them, ch/1 to ch/16"
        );
        assert_eq!(
            error("chan/1/fader"),
            "'chan/1/fader': 'chan' is not known; a path starts with ch, bus, main, dca, \
             mute-group, automix, monitor, phones, talkback, oscillator or console"
        );
        assert_eq!(
            error("bus/1/fader"),
            "'bus/1/fader': there is no bus/1 on this console; it has no bus at all"
        );
    }

    #[test]
    fn numbers_have_one_spelling() {
        for path in [
            "ch/01/fader",
            "ch/+1/fader",
            "ch//fader",
            "ch/0/fader",
            "ch/65537/fader",
        ] {
            assert_eq!(ParamAddr::parse(path), None, "{path}");
        }
    }

    #[test]
    fn patterns_match_wholes_prefixes_and_wildcards() {
        for (pattern, path, expected) in [
            ("ch/1", "ch/1/fader", true),
            ("ch/1", "ch/10/fader", false),
            ("ch/*/fader", "ch/10/fader", true),
            ("*fader", "main/fader", true),
            ("*gate*", "ch/3/gate/on", true),
            ("ch/*/mute", "ch/3/mute-group/1", false),
            ("", "main/fader", true),
            ("*", "main/fader", true),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_path_parser_panic(text in ".*", pattern in "[a-c*/]*") {
            let layout = Layout::new(Topology::default());
            let _ = layout.find(&text);
            let _ = matches(&pattern, &text);
        }
    }
}
