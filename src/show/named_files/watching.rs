//! Looking after a folder while nothing is written: what hands do to its files is noticed and said once.

use super::{Named, NamedFiles};
use crate::show::disk::{Disk, Mark};
use crate::show::save;
use crate::show::standing::{self, Standing, Trouble};
use std::collections::BTreeSet;

impl<T: Named> NamedFiles<T> {
    /// Finds out whether somebody has changed, removed or added files. What there is to say, once. Only what was
    /// written since the last look is read.
    pub fn look(&mut self, disk: &dyn Disk) -> Vec<String> {
        let files: BTreeSet<String> = self.list(disk, &mut Vec::new()).into_iter().collect();
        let mut said: Vec<String> = Vec::new();
        for file in self.unknown(&files) {
            said.extend(self.look_at_new(disk, &file, &files));
        }
        let names: Vec<String> = self.known.keys().cloned().collect();
        for name in names {
            said.extend(self.look_at(disk, &name, &files));
        }
        self.strangers.retain(|file, _| files.contains(file));
        standing::in_short(said, &self.folder, T::WHAT)
    }

    /// What is wrong with files, as long as they stand so: the name that it is about, and what.
    pub fn troubles(&self) -> impl Iterator<Item = (&str, &Trouble)> {
        let all = self.troubles.iter();
        all.map(|(file, trouble)| (self.name_of(file), trouble))
    }

    fn name_of(&self, file: &str) -> &str {
        let mut known = self.known.iter();
        let known = known.find(|(_, known)| known.file == file);
        known.map_or("", |(name, _)| name.as_str())
    }

    fn unknown(&self, files: &BTreeSet<String>) -> Vec<String> {
        let known: BTreeSet<&String> = self.known.values().map(|known| &known.file).collect();
        let unknown = files.iter().filter(|file| !known.contains(file));
        unknown.cloned().collect()
    }

    /// Files were there when the folder was read: of those that hold nothing, that was said then.
    pub(super) fn note_strangers(&mut self, files: impl Iterator<Item = (String, Option<Mark>)>) {
        let known: BTreeSet<&String> = self.known.values().map(|known| &known.file).collect();
        let unknown = files.filter(|(file, _)| !known.contains(file));
        self.strangers = unknown.collect();
    }

    pub(super) fn note_trouble(
        &mut self,
        file: &str,
        name: &str,
        (text, is_asked): (String, bool),
    ) {
        let trouble = Trouble {
            path: self.folder.join(file),
            what: what::<T>(name),
            text,
            is_asked,
        };
        self.troubles.insert(file.to_owned(), trouble);
    }

    /// How the file of a name stands now.
    fn look_at(&mut self, disk: &dyn Disk, name: &str, files: &BTreeSet<String>) -> Option<String> {
        let known = self.known.get_mut(name)?;
        let path = self.folder.join(&known.file);
        if !files.contains(&known.file) {
            // Who replaces a file may have taken it away for a moment.
            let was_missing = std::mem::replace(&mut known.is_missing, true);
            let file = known.file.clone();
            if !was_missing || self.troubles.contains_key(&file) {
                return None;
            }
            let text = standing::gone(&path, &what::<T>(name));
            self.note_trouble(&file, name, (text.clone(), false));
            return Some(text);
        }
        let mark = disk.mark(&path);
        let was_there = !std::mem::take(&mut known.is_missing);
        if mark.is_some() && mark == known.mark && was_there {
            return None;
        }
        known.mark = mark;
        let known = known.clone();
        match self.standing(disk, name, &known) {
            Ok(Standing::Gone | Standing::Asked(_)) | Err(_) => None,
            Ok(Standing::Ours(_)) => {
                self.troubles.remove(&known.file);
                None
            }
            Ok(Standing::Foreign(text)) => {
                // What is faulty since it was read was said then.
                let is_as_read = known.stood.stamp == Some(save::stamp(&text));
                if known.stood.is_faulty && is_as_read {
                    return None;
                }
                let text = standing::changed(&path, &what::<T>(name));
                let was_said = self.troubles.contains_key(&known.file);
                self.note_trouble(&known.file, name, (text.clone(), false));
                (!was_said).then_some(text)
            }
        }
    }

    /// A file that holds nothing that the console has: it has come, or somebody has given another one its name.
    fn look_at_new(
        &mut self,
        disk: &dyn Disk,
        file: &str,
        files: &BTreeSet<String>,
    ) -> Option<String> {
        let path = self.folder.join(file);
        let mark = disk.mark(&path);
        let before = self.strangers.insert(file.to_owned(), mark);
        if before.is_some_and(|before| before.is_none() || before == mark) {
            return None;
        }
        let read = self.read(disk, file, &mut T::Memory::default());
        let name = read.map_or(String::new(), |found| found.parsed.item.name().to_owned());
        if let Some(known) = self.known.get_mut(&name)
            && !files.contains(&known.file)
        {
            self.troubles.remove(&known.file);
            file.clone_into(&mut known.file);
            self.strangers.remove(file);
            return None;
        }
        let is_first = before.is_none();
        is_first.then(|| standing::new(&path))
    }
}

/// "scene 'Verse'"
fn what<T: Named>(name: &str) -> String {
    format!("{} '{name}'", T::WHAT)
}
