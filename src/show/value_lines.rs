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
    /// Every value, as path and text, in the order of a text that is written anew.
    pub values: Vec<(String, String)>,
    /// The path as in `values` that a line's path means; none where it names nothing.
    pub canonical: fn(&str) -> Option<String>,
    /// Whether a text means a value of `values`.
    pub is_same: &'w dyn Fn(usize, &str) -> bool,
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
    let mut in_values = false;
    for line in old.split_inclusive('\n') {
        let is_outer = !line.starts_with([' ', '\t', '#', '\n', '\r']);
        if is_outer {
            in_values = line.starts_with("values:");
            lines.push((None, outer_line(line, wanted)));
        } else if in_values {
            lines.extend(value_line(line, wanted, &places, &mut is_there));
        } else {
            lines.push((None, line.to_owned()));
        }
    }
    joined(&lines, wanted, &is_there)
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

/// All lines, each missing value behind the one that comes before it.
fn joined(lines: &[(Option<usize>, String)], wanted: &Wanted, is_there: &[bool]) -> String {
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
        text.push_str(line);
        if !line.ends_with('\n') {
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
