//! A file of a show that holds one thing: its cues, its automation. Read tolerantly, written by the rule of
//! `standing`.

use super::disk::Disk;
use super::error::FileError;
use super::save;
use super::standing::{self, Known, Standing, Trouble};
use super::text::read_inside;
use jiff::{SignedDuration, Timestamp};
use std::io;
use std::path::{Path, PathBuf};

/// A change that comes sooner than this after it was said that a file stays does not replace it: some things are
/// written by themselves, and nobody could have read it.
const TIME_TO_READ: SignedDuration = SignedDuration::from_secs(10);

/// Something that a file holds.
pub trait Whole: Clone + Default + PartialEq {
    /// The word for it.
    const WHAT: &'static str;

    /// Reads it; what is wrong is left out and listed.
    ///
    /// # Errors
    /// A text that cannot be read at all.
    fn parse(text: &str, source: &str) -> Result<(Self, Vec<FileError>), FileError>;
    /// Its text, written anew.
    fn whole(&self) -> String;
    /// Its text, in the lines of an older one.
    fn edited(&self, _old: &str) -> String {
        self.whole()
    }
}

/// The file.
#[derive(Clone, Debug)]
pub struct OneFile<T> {
    path: PathBuf,
    known: Known,
    /// What it said when it was read or written last.
    last: T,
    /// When it was said that it stays.
    said: Option<Timestamp>,
    /// What there is to say about it as long as it stands so.
    trouble: Option<String>,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded<T> {
    /// It.
    pub item: T,
    /// What was wrong; those parts are left out.
    pub problems: Vec<FileError>,
    /// Set where the file cannot be read at all: the copy that stands for it.
    pub instead: Option<PathBuf>,
    /// What was written last, or read before, as far as a copy of it is there.
    pub before: Option<T>,
}

impl<T: Whole> OneFile<T> {
    /// The file of that name.
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            known: Known::default(),
            said: None,
            trouble: None,
            last: T::default(),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is wrong with it as long as it stands so: somebody has changed it, or it is faulty.
    pub fn trouble(&self) -> Option<Trouble> {
        Some(Trouble {
            path: self.path.clone(),
            what: T::WHAT.to_owned(),
            text: self.trouble.clone()?,
            is_asked: self.known.asked.is_some(),
        })
    }

    /// Reads it; where there is none, there is nothing. Of one that cannot be read at all, the newest good copy counts,
    /// and the file stays as it is.
    pub fn load(&mut self, disk: &mut dyn Disk) -> Loaded<T> {
        let name = self.path.display().to_string();
        if self.is_gone(disk) {
            return Loaded::default();
        }
        let text = match read_inside(disk, &self.path, &name) {
            Ok(text) => text,
            Err(error) => return self.newest_copy(disk, error),
        };
        self.known = Known::whole(save::stamp(&text));
        let newest = save::copies(disk, &self.path).into_iter().next();
        let before = newest.and_then(|copy| read_copy(disk, &copy));
        match T::parse(&text, &name) {
            Ok((item, problems)) => {
                if problems.is_empty() {
                    keep_if_possible(disk, &self.path, &text, Timestamp::now());
                }
                self.known.is_faulty = !problems.is_empty();
                self.last = item.clone();
                Loaded {
                    item,
                    problems,
                    instead: None,
                    before,
                }
            }
            Err(error) => {
                self.known.is_faulty = true;
                self.newest_copy(disk, error)
            }
        }
    }

    fn is_gone(&self, disk: &dyn Disk) -> bool {
        let found = disk.read_up_to(&self.path, 1);
        matches!(found, Err(error) if error.kind() == io::ErrorKind::NotFound)
    }

    fn newest_copy(&self, disk: &dyn Disk, error: FileError) -> Loaded<T> {
        let good = save::copies(disk, &self.path).into_iter().find_map(|copy| {
            let item = read_copy(disk, &copy)?;
            Some((item, Some(copy)))
        });
        let (item, instead) = good.unwrap_or_default();
        Loaded {
            item,
            problems: vec![error],
            instead,
            before: None,
        }
    }

    /// Finds out, while nothing is written, whether somebody has changed it. What there is to say, once.
    ///
    /// # Errors
    /// The system's reason why it cannot be read.
    pub fn look(&mut self, disk: &dyn Disk) -> io::Result<Option<String>> {
        let says_the_same = |text: &str| says(text, &self.last);
        let found = standing::standing(disk, &self.path, &self.known, says_the_same)?;
        let is_foreign = matches!(found, Standing::Foreign(_) | Standing::Asked(_));
        // What is faulty since it was read was said then.
        let is_known = self.known.is_faulty && is_as_read(&self.known, &found);
        if !is_foreign || is_known {
            self.trouble = self.trouble.take().filter(|_| is_foreign);
            return Ok(None);
        }
        if self.trouble.is_some() {
            return Ok(None);
        }
        let text = standing::changed(&self.path, T::WHAT);
        self.trouble = Some(text.clone());
        Ok(Some(text))
    }

    /// Writes it: whole, or not at all. What there is to say about it.
    ///
    /// # Errors
    /// The system's reason; the file before is untouched.
    pub fn put(
        &mut self,
        disk: &mut dyn Disk,
        item: &T,
        now: Timestamp,
    ) -> io::Result<Option<String>> {
        let says_the_same = |text: &str| says(text, &self.last) || says(text, item);
        let found = standing::standing(disk, &self.path, &self.known, says_the_same);
        match found.map_err(|error| self.at(&error))? {
            Standing::Gone => self.write(disk, (item, &item.whole()), now).map(|()| None),
            Standing::Ours(old) => {
                keep_if_possible(disk, &self.path, &old, now);
                let text = item.edited(&old);
                self.write(disk, (item, &text), now).map(|()| None)
            }
            Standing::Asked(old) if self.said.is_none_or(|said| now >= said + TIME_TO_READ) => {
                let copy = save::keep_copy(disk, &self.path, &old, now)?;
                self.write(disk, (item, &item.edited(&old)), now)?;
                Ok(Some(standing::replaced(&self.path, Ok(&copy))))
            }
            Standing::Asked(_) => {
                save::keep_copy(disk, &self.path, &item.whole(), now)?;
                Ok(None)
            }
            Standing::Foreign(old) => {
                let copy = save::keep_copy(disk, &self.path, &item.whole(), now)?;
                self.known = self.known.asked(save::stamp(&old));
                self.said = Some(now);
                let text = standing::stays(&self.path, T::WHAT, &copy);
                self.trouble = Some(text.clone());
                Ok(Some(text))
            }
        }
    }

    fn write(
        &mut self,
        disk: &mut dyn Disk,
        (item, text): (&T, &str),
        now: Timestamp,
    ) -> io::Result<()> {
        save::replace(disk, &self.path, text).map_err(|error| self.at(&error))?;
        keep_if_possible(disk, &self.path, text, now);
        self.known = Known::whole(save::stamp(text));
        (self.said, self.trouble) = (None, None);
        self.last = item.clone();
        Ok(())
    }

    fn at(&self, error: &io::Error) -> io::Error {
        io::Error::new(error.kind(), format!("{}: {error}", self.path.display()))
    }
}

/// True for a text that says exactly this.
fn says<T: Whole>(text: &str, item: &T) -> bool {
    T::parse(text, "").is_ok_and(|(theirs, problems)| problems.is_empty() && theirs == *item)
}

fn is_as_read(known: &Known, found: &Standing) -> bool {
    match found {
        Standing::Foreign(text) | Standing::Asked(text) => {
            known.stamp.as_ref() == Some(&save::stamp(text))
        }
        _ => true,
    }
}

/// What a copy holds, where all of it can be read.
fn read_copy<T: Whole>(disk: &dyn Disk, copy: &Path) -> Option<T> {
    let text = read_inside(disk, copy, "").ok()?;
    let (item, problems) = T::parse(&text, "").ok()?;
    problems.is_empty().then_some(item)
}

/// A copy is a second chance: without it things go on.
fn keep_if_possible(disk: &mut dyn Disk, path: &Path, text: &str, now: Timestamp) {
    if let Err(error) = save::keep_copy(disk, path, text, now) {
        tracing::warn!("{}: no copy is kept: {error}", path.display());
    }
}
