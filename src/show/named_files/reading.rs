//! Reading a folder: of each name one file, and a word about the others.

use super::{
    Candidate, Contents, Found, Known, MOST_FILES, Named, NamedFiles, Parsed, own_file, stem,
    strange,
};
use crate::show::disk::Disk;
use crate::show::error::FileError;
use crate::show::seal::{self, Seal};
use crate::show::text::read_inside;
use crate::show::yaml::MAX_BYTES;
use crate::show::{names, save, standing};
use std::io;

impl<T: Named> NamedFiles<T> {
    /// Reads all of it.
    pub fn load(&mut self, disk: &dyn Disk) -> Contents<T> {
        let mut contents = Contents {
            found: Vec::new(),
            problems: Vec::new(),
            edited: Vec::new(),
        };
        let (mut candidates, mut broken) = (Vec::new(), Vec::new());
        let mut memory = T::Memory::default();
        let files = self.list(disk, &mut contents.problems);
        let marks: Vec<_> = files
            .iter()
            .map(|file| disk.mark(&self.folder.join(file)))
            .collect();
        for file in files.clone() {
            match self.read(disk, &file, &mut memory) {
                Ok(candidate) => candidates.push(candidate),
                Err(error) => broken.push((file, error)),
            }
        }
        let mut found: Vec<(String, Found<T>)> = Vec::new();
        for candidate in best_first::<T>(candidates) {
            let file = candidate.file.clone();
            let whole = self.take(candidate, &mut contents);
            found.extend(whole.map(|Found { item, damage }| {
                let damage = damage.map(|error| self.with_copy(disk, &file, error));
                (file, Found { item, damage })
            }));
        }
        for (file, error) in broken {
            let name = stem(&file).to_owned();
            let is_new = !found.iter().any(|(_, known)| known.item.name() == name);
            if names::check(&name).is_ok() && is_new {
                let damage = Some(self.with_copy(disk, &file, error.clone()));
                let item = T::empty(&name);
                self.note_broken(disk, &name, &file);
                found.push((file, Found { item, damage }));
            }
            contents.problems.push(error);
        }
        self.note_strangers(files.into_iter().zip(marks));
        found.sort_by(|(one, _), (other, _)| names::natural(stem(one), stem(other)));
        contents.found = found.into_iter().map(|(_, found)| found).collect();
        contents
    }

    /// A file that cannot be read is its name's all the same: what is stored under it replaces the file, of
    /// which a copy is kept.
    fn note_broken(&mut self, disk: &dyn Disk, name: &str, file: &str) {
        let Ok(bytes) = disk.read_up_to(&self.folder.join(file), MAX_BYTES + 1) else {
            return;
        };
        // That it is stored anew was said when it was read.
        let stamp = save::stamp(&String::from_utf8_lossy(&bytes));
        let known = Known {
            file: file.to_owned(),
            sense: 0,
            stood: standing::Known {
                is_faulty: true,
                asked: Some(stamp),
                ..standing::Known::default()
            },
            mark: None,
            is_missing: false,
        };
        self.known.insert(name.to_owned(), known);
    }

    /// What is wrong with a file, and its newest copy as the way out.
    fn with_copy(&self, disk: &dyn Disk, file: &str, mut error: FileError) -> FileError {
        let copies = save::copies(disk, &self.folder.join(file));
        error.hint = match copies.first() {
            Some(copy) => format!(
                "put its newest copy, {}, in its place and start again, or store it anew",
                copy.display()
            ),
            None => "mend the file and start again, or store it anew".to_owned(),
        };
        error
    }

    /// The files that may be read, by name; what else lies there is told.
    pub(super) fn list(&self, disk: &dyn Disk, problems: &mut Vec<FileError>) -> Vec<String> {
        let source = self.folder.display().to_string();
        let names = match disk.list(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
            Err(error) => {
                problems.push(FileError::whole(&source, error.to_string(), ""));
                return Vec::new();
            }
            Ok(names) => names,
        };
        let (mut files, told) = strange::sorted_out(names, &source, T::WHAT);
        problems.extend(told);
        if files.len() > MOST_FILES {
            let message = format!("{} files; the first {MOST_FILES} are read", files.len());
            problems.push(FileError::whole(&source, message, "move the others away"));
            files.truncate(MOST_FILES);
        }
        files
    }

    pub(super) fn read(
        &self,
        disk: &dyn Disk,
        file: &str,
        memory: &mut T::Memory,
    ) -> Result<Candidate<T>, FileError> {
        let path = self.folder.join(file);
        let name = path.display().to_string();
        let mark = disk.mark(&path);
        let text = read_inside(disk, &path, &name)?;
        let parsed = match T::parse_own(&text, memory) {
            Some(item) => Parsed {
                item,
                problems: Vec::new(),
                seal: Seal::Whole,
            },
            None => T::parse(&text, &name)?,
        };
        Ok(Candidate {
            file: file.to_owned(),
            stamp: save::stamp(&text),
            mark,
            parsed,
        })
    }

    /// Takes a file, if it has a name, and its name is not taken.
    fn take(&mut self, candidate: Candidate<T>, contents: &mut Contents<T>) -> Option<Found<T>> {
        let Candidate {
            file,
            stamp,
            mark,
            parsed,
        } = candidate;
        let source = self.folder.join(&file).display().to_string();
        let item = parsed.item;
        let is_faulty = !parsed.problems.is_empty();
        contents.problems.extend(parsed.problems);
        if item.name().is_empty() {
            let message = "left out: it has no name that can be used";
            let problem = FileError::whole(&source, message, "");
            contents.problems.push(problem);
            return None;
        }
        if let Some(other) = self.known.get(item.name()) {
            let (what, name, other) = (T::WHAT, item.name(), &other.file);
            let message = format!("left out: '{other}' holds the {what} '{name}' already");
            let hint = "give one of them another name, or remove it";
            contents
                .problems
                .push(FileError::whole(&source, message, hint));
            return None;
        }
        if parsed.seal == Seal::Edited {
            contents.edited.push(seal::word(&source, item.count()));
        }
        self.note(&item, &file, stamp.clone());
        let damage = (parsed.seal == Seal::CutOff).then(|| seal::cut_off(&source));
        if let Some(known) = self.known.get_mut(item.name()) {
            known.mark = mark;
            known.stood.is_faulty = is_faulty || damage.is_some();
            // That it is stored anew is said with the damage.
            known.stood.asked = damage.is_some().then_some(stamp);
        }
        Some(Found { item, damage })
    }
}

/// Of files with one name the better ones first: whole before cut off, called as what they hold, then by name.
fn best_first<T: Named>(mut candidates: Vec<Candidate<T>>) -> Vec<Candidate<T>> {
    candidates.sort_by(|one, other| {
        let rank = |candidate: &Candidate<T>| {
            let is_cut_off = candidate.parsed.seal == Seal::CutOff;
            (
                is_cut_off,
                candidate.file != own_file(candidate.parsed.item.name()),
            )
        };
        let by_name = || names::natural(stem(&one.file), stem(&other.file));
        rank(one).cmp(&rank(other)).then_with(by_name)
    });
    candidates
}
