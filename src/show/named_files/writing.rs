//! Writing a folder, so that nothing that others wrote is lost.

use super::{Known, Named, NamedFiles, own_file};
use crate::show::disk::Disk;
use crate::show::save;
use crate::show::seal::{self, Seal};
use crate::show::standing::{self, Standing};
use jiff::Timestamp;
use std::io;
use std::path::Path;

impl<T: Named> NamedFiles<T> {
    /// Writes something: whole, or not at all. What there is to say about it.
    ///
    /// # Errors
    /// The system's reason; the file before is untouched.
    pub fn put(
        &mut self,
        disk: &mut dyn Disk,
        item: &T,
        now: Timestamp,
    ) -> io::Result<Option<String>> {
        let Some(known) = self.find(disk, item.name()) else {
            let file = self.free_file(disk, item.name());
            self.write(disk, item, &file, None, now)?;
            return Ok(None);
        };
        let file = known.file.clone();
        match self.standing(disk, item.name(), &known)? {
            Standing::Gone => self.write(disk, item, &file, None, now)?,
            Standing::Ours(old) => self.write(disk, item, &file, Some(&old), now)?,
            Standing::Asked(old) => {
                let path = self.folder.join(&file);
                let copy = save::keep_copy(disk, &path, &old, now);
                // What a hand wrote is never lost; what nobody can read holds nothing up.
                let copy = match copy {
                    Err(error) if !known.stood.is_faulty => return Err(at(&path, &error)),
                    copy => copy,
                };
                self.write_over(disk, item, &file, Some(&old), now)?;
                return Ok(Some(standing::replaced(
                    &path,
                    copy.as_ref().map(AsRef::as_ref),
                )));
            }
            Standing::Foreign(text) => return self.put_beside(disk, item, &known, &text, now),
        }
        Ok(None)
    }

    /// Stores something whose file somebody has changed.
    fn put_beside(
        &mut self,
        disk: &mut dyn Disk,
        item: &T,
        known: &Known,
        text: &str,
        now: Timestamp,
    ) -> io::Result<Option<String>> {
        let path = self.folder.join(&known.file);
        let stamp = save::stamp(text);
        let theirs = T::parse(text, "").map(|parsed| parsed.item);
        if let Ok(theirs) = &theirs
            && theirs.name() == item.name()
            && theirs.sense() == item.sense()
        {
            self.note(item, &known.file, stamp);
            return Ok(None);
        }
        if theirs.is_ok_and(|theirs| theirs.name() != item.name()) {
            // It is another one's file now.
            let file = self.free_file(disk, item.name());
            self.write(disk, item, &file, None, now)?;
            return Ok(None);
        }
        let copy = save::keep_copy(disk, &path, &item.whole(), now)?;
        let asked = Known {
            stood: known.stood.asked(stamp),
            ..known.clone()
        };
        self.known.insert(item.name().to_owned(), asked);
        let text = standing::stays(&path, T::WHAT, &copy);
        self.note_trouble(&known.file, item.name(), (text.clone(), true));
        Ok(Some(text))
    }

    /// Gives something its new name, in the lines of the old file. A file that a hand has named stays where it
    /// is; one that is called as the thing was is called as it is now.
    ///
    /// # Errors
    /// The system's reason; the old file is still there then.
    pub fn rename(
        &mut self,
        disk: &mut dyn Disk,
        from: &str,
        item: &T,
        now: Timestamp,
    ) -> io::Result<Option<String>> {
        if from == item.name() {
            return self.put(disk, item, now);
        }
        let Some(known) = self.find(disk, from) else {
            return self.put(disk, item, now);
        };
        let path = self.folder.join(&known.file);
        match self.standing(disk, from, &known)? {
            Standing::Gone => {
                self.known.remove(from);
                self.troubles.remove(&known.file);
                self.put(disk, item, now)
            }
            Standing::Ours(old) => {
                self.move_on(disk, from, &known, item, (&old, now))?;
                Ok(None)
            }
            Standing::Foreign(_) | Standing::Asked(_) => {
                self.known.remove(from);
                // What is said of it now is enough.
                self.troubles.remove(&known.file);
                self.strangers.insert(known.file.clone(), disk.mark(&path));
                let word = self.put(disk, item, now)?;
                let stays = format!(
                    "{}: somebody has changed this file while the console runs; it stays beside '{}', which was \
                     '{from}'",
                    path.display(),
                    item.name()
                );
                Ok(Some(word.unwrap_or(stays)))
            }
        }
    }

    fn move_on(
        &mut self,
        disk: &mut dyn Disk,
        from: &str,
        known: &Known,
        item: &T,
        (old, now): (&str, Timestamp),
    ) -> io::Result<()> {
        if known.file == own_file(from) {
            let again = self.known.get(item.name());
            let file = again.map(|known| known.file.clone());
            let file = file.unwrap_or_else(|| self.free_file(disk, item.name()));
            self.write_over(disk, item, &file, Some(old), now)?;
            self.remove_file(disk, known, old, now)?;
        } else {
            self.write(disk, item, &known.file, Some(old), now)?;
        }
        self.known.remove(from);
        Ok(())
    }

    /// Removes the file of a name; a copy stays. So does one of what it held last, `was`, where the file does not
    /// say that. What there is to say about it.
    ///
    /// # Errors
    /// The system's reason.
    pub fn remove(
        &mut self,
        disk: &mut dyn Disk,
        name: &str,
        was: Option<&T>,
        now: Timestamp,
    ) -> io::Result<Option<String>> {
        let Some(known) = self.find(disk, name) else {
            if let Some(was) = was {
                let path = self.folder.join(own_file(name));
                keep_if_possible(disk, &path, &was.whole(), now);
            }
            return Ok(None);
        };
        let path = self.folder.join(&known.file);
        let standing = self.standing(disk, name, &known)?;
        let is_there =
            |was: &&T| matches!(standing, Standing::Ours(_)) && was.sense() == known.sense;
        if let Some(was) = was.filter(|was| !is_there(was)) {
            keep_if_possible(disk, &path, &was.whole(), now);
        }
        let mut word = None;
        match standing {
            Standing::Gone => {}
            Standing::Ours(old) => self.remove_file(disk, &known, &old, now)?,
            Standing::Foreign(text) | Standing::Asked(text) => {
                let copy = save::keep_copy(disk, &path, &text, now)?;
                self.remove_file(disk, &known, &text, now)?;
                word = Some(format!(
                    "{}: somebody had changed this file before the {} '{name}' was deleted; what it said is {}",
                    path.display(),
                    T::WHAT,
                    copy.display()
                ));
            }
        }
        self.known.remove(name);
        self.troubles.remove(&known.file);
        Ok(word)
    }

    fn remove_file(
        &mut self,
        disk: &mut dyn Disk,
        known: &Known,
        old: &str,
        now: Timestamp,
    ) -> io::Result<()> {
        let path = self.folder.join(&known.file);
        keep_if_possible(disk, &path, old, now);
        disk.remove(&path)?;
        self.troubles.remove(&known.file);
        disk.sync_folder(&self.folder)
    }

    /// Writes over a file that says `old`, which is kept as a copy.
    fn write(
        &mut self,
        disk: &mut dyn Disk,
        item: &T,
        file: &str,
        old: Option<&str>,
        now: Timestamp,
    ) -> io::Result<()> {
        if let Some(old) = old {
            keep_if_possible(disk, &self.folder.join(file), old, now);
        }
        self.write_over(disk, item, file, old, now)
    }

    /// Writes a file, in the lines of an older text where there is one.
    fn write_over(
        &mut self,
        disk: &mut dyn Disk,
        item: &T,
        file: &str,
        old: Option<&str>,
        now: Timestamp,
    ) -> io::Result<()> {
        let path = self.folder.join(file);
        let text = old.map_or_else(|| item.whole(), |old| in_lines_of(old, item));
        disk.make_folder(&self.folder)
            .and_then(|()| save::replace(disk, &path, &text))
            .map_err(|error| at(&path, &error))?;
        keep_if_possible(disk, &path, &text, now);
        self.note(item, file, save::stamp(&text));
        Ok(())
    }

    /// What is known of a name's file. One that has come since, or was given another name, is looked for.
    fn find(&self, disk: &dyn Disk, name: &str) -> Option<Known> {
        let known = self.known.get(name).cloned();
        let all = self.list(disk, &mut Vec::new());
        if known
            .as_ref()
            .is_some_and(|known| all.contains(&known.file))
        {
            return known;
        }
        let is_known = |file: &String| self.known.values().any(|known| known.file == *file);
        let new = all.into_iter().filter(|file| !is_known(file));
        let mut new = new.filter_map(|file| self.read(disk, &file, &mut T::Memory::default()).ok());
        let Some(found) = new.find(|candidate| candidate.parsed.item.name() == name) else {
            return known;
        };
        let known = known.unwrap_or_else(|| Known {
            file: String::new(),
            // Nobody has read it yet: whatever it says is somebody else's.
            sense: !found.parsed.item.sense(),
            stood: standing::Known::default(),
            mark: None,
            is_missing: false,
        });
        let file = found.file;
        Some(Known { file, ..known })
    }

    pub(super) fn standing(
        &self,
        disk: &dyn Disk,
        name: &str,
        known: &Known,
    ) -> io::Result<Standing> {
        let path = self.folder.join(&known.file);
        let says_the_same = |text: &str| {
            T::parse(text, "").is_ok_and(|parsed| {
                let is_whole = parsed.seal != Seal::CutOff;
                is_whole && parsed.item.name() == name && parsed.item.sense() == known.sense
            })
        };
        let found = standing::standing(disk, &path, &known.stood, says_the_same);
        found.map_err(|error| at(&path, &error))
    }

    /// A file for what has none yet. What stands under its name already is somebody's, even if it holds
    /// something else or cannot be read.
    fn free_file(&self, disk: &dyn Disk, name: &str) -> String {
        let taken = disk.list(&self.folder).unwrap_or_default();
        let mut file = own_file(name);
        let mut number = 2;
        while taken.contains(&file) {
            file = own_file(&format!("{name} {number}"));
            number += 1;
        }
        file
    }
}

/// The text of something in the lines of an older one, if it reads back as it is; else written anew.
fn in_lines_of<T: Named>(old: &str, item: &T) -> String {
    let text = seal::sealed(&item.edited(old), item.count());
    let reads_back = T::parse(&text, "").is_ok_and(|parsed| {
        let says_the_same =
            parsed.item.name() == item.name() && parsed.item.sense() == item.sense();
        says_the_same && parsed.seal == Seal::Whole
    });
    if reads_back { text } else { item.whole() }
}

/// A copy is a second chance: without it things go on.
fn keep_if_possible(disk: &mut dyn Disk, path: &Path, text: &str, now: Timestamp) {
    if let Err(error) = save::keep_copy(disk, path, text, now) {
        tracing::warn!("{}: no copy is kept: {error}", path.display());
    }
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
