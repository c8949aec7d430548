//! The folder of a show while it is open: whether it is still the one that was opened.

use crate::app::lock::{Lock, Taken};
use crate::show::show_file;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Where the folder is, and which one it was.
#[derive(Debug)]
pub struct Place {
    folder: PathBuf,
    /// Device and number: a name can be given to another one.
    identity: Option<(u64, u64)>,
    /// Of a folder that was made anew; the one that was opened is held elsewhere.
    lock: Lock,
}

impl Place {
    /// The folder of a show's file.
    pub fn of(file: &Path) -> Self {
        let folder = file.parent().unwrap_or(Path::new("."));
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        Self {
            folder: folder.to_owned(),
            identity: identity(folder),
            lock: Lock::default(),
        }
    }

    /// Its path.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// True while the folder that was opened stands under its name.
    pub fn is_there(&self) -> bool {
        self.identity.is_none() || identity(&self.folder) == self.identity
    }

    /// From now on the folder that stands there is the show's; nobody else shall open it. What there is to say
    /// where somebody has.
    pub fn settle(&mut self) -> Option<String> {
        self.identity = identity(&self.folder);
        self.lock = Lock::default();
        let journal = self.folder.join(show_file::JOURNAL);
        match Lock::take(Some(&self.folder), &journal, &mut Vec::new()) {
            Ok(lock) => {
                self.lock = lock;
                None
            }
            Err(Taken) => Some(format!(
                "another console has opened the folder that stands in {} now; end one of them",
                self.folder.display()
            )),
        }
    }
}

fn identity(folder: &Path) -> Option<(u64, u64)> {
    let found = fs::metadata(folder).ok()?;
    Some((found.dev(), found.ino()))
}
