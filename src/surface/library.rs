//! Device files and layouts while the console runs: the user's own are read again when they change.
//!
//! The thread that looks for devices looks here, too; everybody else asks what is known now. A file that
//! cannot be used is said and changes nothing.

use super::catalogue::{Catalogue, LAYOUT_FOLDER, Remotes, yaml_files};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// What shows that a file is another one: its path, when it was written, and how long it is.
type Stamp = Vec<(PathBuf, Option<SystemTime>, u64)>;

/// What is known of devices and layouts, for all threads.
#[derive(Debug)]
pub struct Library {
    folder: Option<PathBuf>,
    now: Mutex<Arc<Catalogue>>,
    /// The files as they were read.
    read: Mutex<(Stamp, Vec<String>)>,
}

impl Library {
    /// What is shipped, and what stands in `folder`; what is wrong with that.
    pub fn open(folder: Option<PathBuf>) -> (Self, Vec<String>) {
        let stamp = stamp(folder.as_deref());
        let (catalogue, problems) = Catalogue::new(folder.as_deref());
        let library = Self {
            folder,
            now: Mutex::new(Arc::new(catalogue)),
            read: Mutex::new((stamp, problems.clone())),
        };
        (library, problems)
    }

    /// The same with what the show says of program changes and remote controls.
    pub fn with_remote(self, remotes: Remotes) -> Self {
        let mut now = (*self.now()).clone();
        now.remotes = remotes;
        Self {
            now: Mutex::new(Arc::new(now)),
            ..self
        }
    }

    /// What is known now; the same allocation as long as nothing has changed.
    pub fn now(&self) -> Arc<Catalogue> {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&now)
    }

    /// The folder of the user's own files.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Reads the files again where they have changed. What is wrong with them and was not said yet.
    pub fn look(&self) -> Vec<String> {
        let stamp = stamp(self.folder.as_deref());
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.0 == stamp {
            return Vec::new();
        }
        let (catalogue, problems) = self.now().read_again(self.folder.as_deref());
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalogue);
        let said = std::mem::replace(&mut *read, (stamp, problems.clone())).1;
        let is_new = |problem: &String| !said.contains(problem);
        problems.into_iter().filter(is_new).collect()
    }
}

fn stamp(folder: Option<&Path>) -> Stamp {
    let Some(folder) = folder else {
        return Stamp::new();
    };
    let files = [yaml_files(folder), yaml_files(&folder.join(LAYOUT_FOLDER))].concat();
    let one = |path: PathBuf| {
        let found = fs::metadata(&path).ok();
        let written = found.as_ref().and_then(|found| found.modified().ok());
        (path, written, found.map_or(0, |found| found.len()))
    };
    files.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PORT: &str = "Odd:Odd MIDI 1 20:0";

    fn text(name: &str) -> String {
        format!("headroom: 1\ndevice: {name}\nmatch: [ Odd ]\nin:\n  strip.fader: {{ cc: 0-7 }}\n")
    }

    fn name(library: &Library) -> String {
        library.now().for_port(PORT).unwrap().file.name.clone()
    }

    #[test]
    fn a_file_counts_as_soon_as_it_is_there_and_a_bad_one_changes_nothing() {
        let folder = std::env::temp_dir().join(format!("hr-library-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        let (library, problems) = Library::open(Some(folder.clone()));
        assert!(problems.is_empty() && library.look().is_empty());
        assert_eq!(name(&library), "Controller");
        let before = library.now();
        // The folder need not be there when the console starts.
        fs::create_dir_all(&folder).unwrap();
        assert!(library.look().is_empty() && Arc::ptr_eq(&before, &library.now()));
        let file = folder.join("odd.yaml");
        fs::write(&file, text("Odd")).unwrap();
        assert_eq!(library.look(), Vec::<String>::new());
        assert_eq!(name(&library), "Odd");
        let device = library.now().for_port(PORT).unwrap();
        assert_eq!(device.own_file.as_deref(), Some(&*file));
        // Bad, it is said once, and what was good stays.
        fs::write(&file, text("Odder") + "  strip.fadr: { cc: 9 }\n").unwrap();
        let said = library.look();
        assert!(
            said.iter().any(|text| text.contains("odd.yaml")),
            "{said:?}"
        );
        assert!(library.look().is_empty());
        assert_eq!(name(&library), "Odd");
        assert!(library.now().for_port(PORT).unwrap().is_like(&device));
        fs::write(&file, text("Oddest")).unwrap();
        assert!(library.look().is_empty());
        assert_eq!(name(&library), "Oddest");
        assert!(!library.now().for_port(PORT).unwrap().is_like(&device));
        fs::remove_dir_all(&folder).unwrap();
        library.look();
        assert_eq!(name(&library), "Controller");
    }
}
