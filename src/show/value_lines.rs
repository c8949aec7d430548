//! New values in a text that a hand may have written: lines that say the same stay as they are, comments
//! included.

use super::seal;
use super::text::quoted;
use std::collections::HashMap;

/// What a text shall say.
pub struct Wanted<'w> {
    /// The key of the name: `scene` or `preset`.
    pub name_key: &'static str,
    /// The name.
    pub name: &'w str,
    /// What stands above the values besides the name, in the order of a text that is written anew.
    pub head: Vec<HeadLine>,
    /// Every value, as path and text, in the order of a text that is written anew.
    pub values: Vec<(String, String)>,
    /// The path as in `values` that a line's path means; none where it names nothing.
    pub canonical: fn(&str) -> Option<String>,
    /// Whether a text means a value of `values`.
    pub is_same: &'w dyn Fn(usize, &str) -> bool,
}

/// A key above the values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadLine {
    /// The key.
    pub key: &'static str,
    /// Its whole lines; empty where it is left out.
    pub text: String,
    /// The old text means the same.
    pub is_same: bool,
}

impl std::fmt::Debug for Wanted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.name_key, self.name)
    }
}

/// The text with what is wanted. Lines do not show every way of writing YAML: who calls this reads the outcome
/// and compares.
pub fn edited(old: &str, wanted: &Wanted) -> String {
    let place = |(at, (path, _)): (usize, &(String, String))| (path.clone(), at);
    let places: HashMap<String, usize> = wanted.values.iter().enumerate().map(place).collect();
    let mut lines: Vec<(Option<usize>, String)> = Vec::new();
    let mut is_there = vec![false; wanted.values.len()];
    let mut missing_head = wanted.head.clone();
    let mut within = Within::Other;
    for line in old.split_inclusive('\n') {
        let is_outer = !line.starts_with([' ', '\t', '#', '\n', '\r']);
        if is_outer {
            let is_it = |head: &HeadLine| line.split(':').next().map(str::trim) == Some(head.key);
            let head = missing_head.iter().position(is_it);
            let head = head.map(|at| missing_head.remove(at));
            within = match &head {
                _ if line.starts_with("values:") => Within::Values,
                Some(head) if !head.is_same => Within::Replaced,
                _ => Within::Other,
            };
            let text = match head.filter(|head| !head.is_same) {
                Some(head) => head_lines(line, &head.text),
                None => outer_line(line, wanted),
            };
            lines.push((None, text));
            continue;
        }
        match within {
            Within::Values => lines.extend(value_line(line, wanted, &places, &mut is_there)),
            Within::Replaced if !is_comment(line) => {}
            Within::Replaced | Within::Other => lines.push((None, line.to_owned())),
        }
    }
    joined(&lines, wanted, (&missing_head, &is_there))
}

/// What a line stands below.
#[derive(Clone, Copy, Debug)]
enum Within {
    Values,
    /// A key that says something else now.
    Replaced,
    Other,
}

fn is_comment(line: &str) -> bool {
    let inner = line.trim();
    inner.is_empty() || inner.starts_with('#')
}

/// A key above the values says something else now; its comment stays.
fn head_lines(old: &str, text: &str) -> String {
    let Some((first, others)) = text.split_once('\n') else {
        return String::new();
    };
    let value = old.split_once(':').map_or("", |(_, value)| value);
    let (_, rest) = split_value(value);
    let comment = rest.trim_end();
    format!("{first}{comment}\n{others}")
}

/// A line of the outermost map: the name may be another one now.
fn outer_line(line: &str, wanted: &Wanted) -> String {
    let value = line.strip_prefix(wanted.name_key);
    let Some(value) = value.and_then(|rest| rest.strip_prefix(':')) else {
        return line.to_owned();
    };
    let name = quoted(wanted.name);
    let (value, rest) = split_value(value);
    if value == wanted.name || value == name {
        return line.to_owned();
    }
    format!("{}: {name}{rest}", wanted.name_key)
}

/// A line below `values`; nothing where it is not wanted any more.
fn value_line(
    line: &str,
    wanted: &Wanted,
    places: &HashMap<String, usize>,
    is_there: &mut [bool],
) -> Option<(Option<usize>, String)> {
    let as_it_is = || Some((None, line.to_owned()));
    let inner = line.trim_start();
    if inner.trim_end() == "{}" && !wanted.values.is_empty() {
        return None;
    }
    let Some((path, value)) = inner.split_once(':') else {
        return as_it_is();
    };
    let Some(path) = (wanted.canonical)(path.trim()) else {
        return as_it_is();
    };
    let at = *places.get(&path)?;
    if std::mem::replace(&mut is_there[at], true) {
        return None;
    }
    let (value, rest) = split_value(value);
    if (wanted.is_same)(at, value.trim_matches(['"', '\''])) {
        return Some((Some(at), line.to_owned()));
    }
    let indent = &line[..line.len() - inner.len()];
    let text = &wanted.values[at].1;
    Some((Some(at), format!("{indent}{path}: {text}{rest}")))
}

/// What stands behind a colon, and the rest of the line: its comment, and its end.
fn split_value(text: &str) -> (&str, &str) {
    let value = text.trim_start();
    let end = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].find(quote).map_or(value.len(), |at| at + 2),
        _ => value.find(" #").unwrap_or(value.len()),
    };
    let value_only = value[..end].trim_end();
    (value_only, &value[value_only.len()..])
}

/// All lines, what is missing of the head above the values, and each missing value behind the one that comes before it.
fn joined(
    lines: &[(Option<usize>, String)],
    wanted: &Wanted,
    (missing_head, is_there): (&[HeadLine], &[bool]),
) -> String {
    let indent = lines
        .iter()
        .find(|(at, _)| at.is_some())
        .map_or("  ", |(_, line)| {
            &line[..line.len() - line.trim_start().len()]
        });
    let mut text = String::new();
    let missing_from = |text: &mut String, first: usize| {
        let missing = (first..wanted.values.len()).take_while(|at| !is_there[*at]);
        for (path, value) in missing.map(|at| &wanted.values[at]) {
            text.extend([indent, path, ": ", value, "\n"]);
        }
    };
    let is_announced = lines
        .iter()
        .any(|(_, line)| line.starts_with(seal::ANNOUNCES));
    for (at, line) in lines {
        if line.starts_with("values:") {
            text.extend(missing_head.iter().map(|head| head.text.as_str()));
        }
        text.push_str(line);
        if !line.is_empty() && !line.ends_with('\n') {
            text.push('\n');
        }
        if let Some(at) = at {
            missing_from(&mut text, at + 1);
        } else if line.starts_with("values:") {
            missing_from(&mut text, 0);
        } else if line.starts_with("headroom:") && !is_announced {
            text.push_str(seal::ANNOUNCEMENT);
        }
    }
    text
}
