//! What was not taken from a desk, and what became something else.

use crate::show::error::FileError;
use std::collections::BTreeMap;
use std::fmt;

/// What somebody should know who brings a desk's file along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Values that were taken.
    pub taken: usize,
    /// Words that make no sense.
    pub problems: Vec<FileError>,
    /// Remarks, with how often each one counts and an example of where.
    remarks: BTreeMap<String, (usize, String)>,
}

impl Report {
    /// Takes a remark about a place; remarks of the same words are counted.
    pub fn remark(&mut self, what: &str, place: &str) {
        let entry = self.remarks.entry(what.to_owned());
        let (count, _) = entry.or_insert_with(|| (0, place.to_owned()));
        *count += 1;
    }

    /// The remarks, as lines.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.remarks
            .iter()
            .map(|(what, (count, place))| match count {
                1 if place.is_empty() => what.clone(),
                1 => format!("{what}: {place}"),
                _ => format!("{what}: {count} times, first at {place}"),
            })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.problems {
            writeln!(f, "{problem}")?;
        }
        for line in self.lines() {
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}
