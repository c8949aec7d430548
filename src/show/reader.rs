//! Reads typed values out of a [`Document`] and collects everything that is wrong on the way.
//!
//! A reader never stops at the first problem: what is wrong is listed and left out, and the caller
//! decides whether that is an error (strict) or a note (tolerant).

use super::error::FileError;
use super::yaml::{Document, Kind, Node};
use crate::param::nearest::nearest;
use std::collections::HashSet;

/// Problems that are described one by one; further ones are only counted.
const MAX_DESCRIBED: usize = 50;
/// Longest text that a field takes, in characters; also keeps messages readable.
const MAX_TEXT: usize = 200;

/// Words that are listed of many.
const MOST_LISTED: usize = 8;

/// The problems of one document so far.
#[derive(Debug, Default)]
pub struct Reader {
    problems: Vec<Problem>,
    /// What is probably a slip, and is no problem unless somebody insists.
    advice: Vec<Problem>,
    undescribed: usize,
    /// Problems of other files that this one names.
    elsewhere: Vec<FileError>,
}

#[derive(Debug)]
struct Problem {
    place: u32,
    message: String,
    hint: String,
}

/// The entries of a map whose keys are all known, each there once.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'n> {
    entries: &'n [(Node, Node)],
}

impl<'n> Fields<'n> {
    /// The value of a key. Of a key that is there twice, the first counts.
    pub fn get(self, key: &str) -> Option<&'n Node> {
        let entry = self.entries.iter().find(|(node, _)| node.is_text(key));
        entry.map(|(_, value)| value)
    }
}

/// A text for a message: its beginning, if it is long.
fn quote(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("'{}…'", &text[..end]),
        None => format!("'{text}'"),
    }
}

impl Reader {
    /// Notes what is probably a slip at a node.
    pub fn advise(&mut self, at: &Node, message: impl Into<String>, hint: impl Into<String>) {
        self.advice.push(Problem {
            place: at.place,
            message: message.into(),
            hint: hint.into(),
        });
    }

    /// What is probably a slip is a problem, too.
    pub fn insist(&mut self) {
        self.problems.append(&mut self.advice);
    }

    /// Notes a problem at a node.
    pub fn report(&mut self, at: &Node, message: impl Into<String>, hint: impl Into<String>) {
        if self.is_full() {
            self.count_one();
        } else {
            self.problems.push(Problem {
                place: at.place,
                message: message.into(),
                hint: hint.into(),
            });
        }
    }

    /// True when further problems are only counted, so that nobody need word them.
    pub fn is_full(&self) -> bool {
        self.problems.len() >= MAX_DESCRIBED
    }

    /// Counts a problem that nobody words any more.
    pub fn count_one(&mut self) {
        self.undescribed += 1;
    }

    /// Notes the problems of another file that this one names.
    pub fn report_elsewhere(&mut self, errors: Vec<FileError>) {
        self.elsewhere.extend(errors);
    }

    /// Every problem as an error, by line; those of other files last.
    pub fn finish(mut self, document: &Document) -> Vec<FileError> {
        self.problems.sort_by_key(|problem| problem.place);
        let mut errors: Vec<FileError> = self
            .problems
            .into_iter()
            .map(|problem| document.error(problem.place, problem.message, problem.hint))
            .collect();
        if self.undescribed > 0 {
            let message = format!("{} more problems are not listed", self.undescribed);
            errors.push(document.error(0, message, "mend those above first".to_owned()));
        }
        errors.extend(self.elsewhere);
        errors
    }

    /// A text of one line and reasonable length.
    pub fn text<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        let text = match &node.kind {
            Kind::Text(text) => text.trim(),
            Kind::List(_) => {
                self.report(
                    node,
                    format!("a list is not possible for {what}"),
                    "write one value",
                );
                return None;
            }
            Kind::Map(_) => {
                self.report(
                    node,
                    format!("a map is not possible for {what}"),
                    "write one value",
                );
                return None;
            }
        };
        if text.is_empty() {
            self.report(
                node,
                format!("nothing is written for {what}"),
                "write a value, or remove the key",
            );
            None
        } else if text.chars().count() > MAX_TEXT || text.contains(char::is_control) {
            let message = format!("{} is not possible for {what}", quote(text));
            self.report(
                node,
                message,
                format!("allowed: one line of at most {MAX_TEXT} characters"),
            );
            None
        } else {
            Some(text)
        }
    }

    /// A whole number from `first` to `last`.
    pub fn number(&mut self, node: &Node, what: &str, (first, last): (u32, u32)) -> Option<u32> {
        let text = self.text(node, what)?;
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text
            .parse()
            .ok()
            .filter(|number| (first..=last).contains(number));
        if !digits || number.is_none() {
            let message = format!("{} is not possible for {what}", quote(text));
            self.report(
                node,
                message,
                format!("allowed: whole numbers from {first} to {last}"),
            );
            return None;
        }
        number
    }

    /// One of several words.
    pub fn word<T: Copy>(&mut self, node: &Node, what: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(node, what)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let message = format!("{} is not possible for {what}", quote(text));
            self.report(
                node,
                message,
                allowed(text, words.iter().map(|(word, _)| *word)),
            );
        }
        found.map(|(_, value)| *value)
    }

    /// One of so many words that only those near to a wrong one are listed; `all` says where the others stand.
    pub fn word_of_many<T: Copy>(
        &mut self,
        node: &Node,
        what: &str,
        words: &[(&str, T)],
        all: &str,
    ) -> Option<T> {
        let text = self.text(node, what)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let message = format!("{} is not possible for {what}", quote(text));
            let near = nearest(text, words.iter().map(|(word, _)| *word));
            let near = near.map_or_else(String::new, |near| format!("did you mean '{near}'? "));
            let first = text.split('.').next().unwrap_or(text);
            let like = words.iter().map(|(word, _)| *word);
            let like: Vec<&str> = like
                .filter(|word| word.split('.').next() == Some(first))
                .take(MOST_LISTED)
                .collect();
            let like = match like[..] {
                [] => String::new(),
                _ => format!("allowed: {} and others; ", like.join(", ")),
            };
            self.report(node, message, format!("{near}{like}{all}"));
        }
        found.map(|(_, value)| *value)
    }

    /// A list; a single value counts as a list of one.
    pub fn items<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        match &node.kind {
            Kind::List(items) => items,
            Kind::Text(text) if !text.is_empty() => std::slice::from_ref(node),
            Kind::Text(_) | Kind::Map(_) => {
                self.report(
                    node,
                    format!("{what} has to be a list"),
                    "write [ …, … ] or one '- …' per line",
                );
                &[]
            }
        }
    }

    /// A map with free keys, each there once: the entries that may be used.
    pub fn entries<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
    ) -> Vec<(&'n Node, &'n str, &'n Node)> {
        let Kind::Map(entries) = &node.kind else {
            self.report(
                node,
                format!("{what} has to be a map"),
                "write 'key: value' lines",
            );
            return Vec::new();
        };
        let mut seen = HashSet::new();
        let mut usable = Vec::new();
        for (key, value) in entries {
            let Some(text) = self.text(key, "a key") else {
                continue;
            };
            if seen.insert(text) {
                usable.push((key, text, value));
            } else {
                let message = format!("{} is written twice in {what}", quote(text));
                self.report(key, message, "keep one of them");
            }
        }
        usable
    }

    /// A map whose keys are all in `known`.
    pub fn fields<'n>(&mut self, node: &'n Node, what: &str, known: &[&str]) -> Option<Fields<'n>> {
        let Kind::Map(entries) = &node.kind else {
            let hint = format!("write a map with the keys {}", known.join(", "));
            self.report(node, format!("{what} has to be a map"), hint);
            return None;
        };
        for (key, text, _) in self.entries(node, what) {
            if !known.contains(&text) {
                let message = format!("{} is not known in {what}", quote(text));
                self.report(key, message, allowed(text, known.iter().copied()));
            }
        }
        Some(Fields { entries })
    }

    /// The outermost map of a file, whose keys are all in `known`.
    ///
    /// # Errors
    /// A file that holds something else: nothing in it can be used.
    pub fn map_of<'n>(
        &mut self,
        document: &'n Document,
        what: &str,
        known: &[&str],
    ) -> Result<Fields<'n>, FileError> {
        self.fields(&document.root, what, known).ok_or_else(|| {
            let message = format!("{what} has to be a map");
            let hint = format!("allowed keys: {}", known.join(", "));
            document.error(document.root.place, message, hint)
        })
    }
}

/// "did you mean 'fader'? allowed: …"
fn allowed<'w>(word: &str, words: impl Iterator<Item = &'w str> + Clone) -> String {
    let near = nearest(word, words.clone());
    let near = near
        .map(|near| format!("did you mean '{near}'? "))
        .unwrap_or_default();
    format!("{near}allowed: {}", words.collect::<Vec<_>>().join(", "))
}
