//! A folder of files that hold one named thing each: the scenes of a show, or presets.
//!
//! The name stands in the file; the file itself may be called otherwise by a hand, and keeps that. What is known of
//! every file is how it stood when it was read or written last. Then a change from outside shows, and it is
//! never overwritten unasked: see `standing`, the one rule for all files of a show.
//!
//! So what was read at the next start is what a hand wrote last. Everything that is replaced or removed is a dated
//! copy in `copies` beside it.

mod reading;
mod strange;
mod watching;
mod writing;

use super::disk::Mark;
use super::error::FileError;
use super::seal::Seal;
use super::standing::{self, Trouble};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

/// Most files that are read: what a hundred times more would take, nobody waits for.
const MOST_FILES: usize = 2000;

/// A thing as it was read.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    /// What could be read.
    pub item: T,
    /// What was wrong and is left out, by line.
    pub problems: Vec<FileError>,
    /// Whether all of it was there.
    pub seal: Seal,
}

/// Something that has a name and a file.
pub trait Named: Clone {
    /// What reading one of them makes the next one faster.
    type Memory: Default;
    /// The word for it, which is the key of its name too.
    const WHAT: &'static str;

    /// Reads it; what is wrong is left out and listed.
    ///
    /// # Errors
    /// A text that cannot be read at all.
    fn parse(text: &str, source: &str) -> Result<Parsed<Self>, FileError>;
    /// Reads a text that is exactly as the console wrote it, to the same end; nothing where it may not be.
    fn parse_own(_text: &str, _memory: &mut Self::Memory) -> Option<Self> {
        None
    }
    /// One that says nothing.
    fn empty(name: &str) -> Self;
    /// Its name.
    fn name(&self) -> &str;
    /// How many values it has.
    fn count(&self) -> usize;
    /// What tells its values from others, in any order.
    fn sense(&self) -> u64;
    /// Its text, written anew.
    fn whole(&self) -> String;
    /// Its text, in the lines of an older one.
    fn edited(&self, old: &str) -> String;
}

/// What tells some entries from others, in any order.
pub(super) fn entries_sense<A: Hash>(entries: &[(A, crate::param::Plain)]) -> u64 {
    let one = |(at, value): &(A, crate::param::Plain)| {
        let mut hasher = DefaultHasher::new();
        at.hash(&mut hasher);
        value.0.to_bits().hash(&mut hasher);
        hasher.finish()
    };
    entries.iter().map(one).fold(0, u64::wrapping_add)
}

/// Something that a folder holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<T> {
    /// It.
    pub item: T,
    /// Set where it must not be used: what is wrong with its file, and what to do.
    pub damage: Option<FileError>,
}

/// What a folder holds, and what there is to say about it.
#[derive(Clone, Debug)]
pub struct Contents<T> {
    /// Of each name one, in natural order of the files.
    pub found: Vec<Found<T>>,
    /// What is wrong with files, or is left out.
    pub problems: Vec<FileError>,
    /// Which files somebody has changed since they were written.
    pub edited: Vec<FileError>,
}

/// How a file stood when it was read or written last.
#[derive(Clone, Debug)]
struct Known {
    file: String,
    sense: u64,
    stood: standing::Known,
    /// When it was looked at last.
    mark: Option<Mark>,
    /// It was not there at the last look.
    is_missing: bool,
}

/// The folder, as it is known.
#[derive(Clone, Debug)]
pub struct NamedFiles<T> {
    folder: PathBuf,
    known: BTreeMap<String, Known>,
    /// Files that hold nothing that the console has, as they were looked at last.
    strangers: BTreeMap<String, Option<Mark>>,
    /// What is wrong with files for longer, by file.
    troubles: BTreeMap<String, Trouble>,
    kind: PhantomData<T>,
}

/// A file that was read, before it is clear which one of its name counts.
struct Candidate<T> {
    file: String,
    stamp: String,
    mark: Option<Mark>,
    parsed: Parsed<T>,
}

impl<T: Named> NamedFiles<T> {
    /// A folder of which nothing is known yet; it need not be there.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            known: BTreeMap::new(),
            strangers: BTreeMap::new(),
            troubles: BTreeMap::new(),
            kind: PhantomData,
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Nothing is known any more: another folder stands in the place of the one that was.
    pub fn forget(&mut self) {
        *self = Self::new(self.folder.clone());
    }

    fn note(&mut self, item: &T, file: &str, stamp: String) {
        let known = Known {
            file: file.to_owned(),
            sense: item.sense(),
            stood: standing::Known::whole(stamp),
            mark: None,
            is_missing: false,
        };
        self.troubles.remove(file);
        self.known.insert(item.name().to_owned(), known);
    }
}

fn own_file(name: &str) -> String {
    format!("{name}.yaml")
}

fn stem(file: &str) -> &str {
    file.strip_suffix(".yaml").unwrap_or(file)
}

#[cfg(test)]
mod tests;
