//! The show: a folder that a person can read and keep in git.
//!
//! ```text
//! my-show/
//!   show.yaml     the console: a console file, with the connections that it keeps
//!   automation.yaml   markers, loop and lanes
//!   scenes/       scenes by name
//!   cues.yaml     the cues that GO walks; without it the scenes, in order
//!   presets/      presets of this show alone, by name
//!   recordings/   what was recorded, a folder for each take
//!   reference/    what the mix was compared with: sound files
//!   journal/      every change; how the console stands (see `journal`)
//!   copies/       the last versions of show.yaml, dated
//! ```
//!
//! What a hand moves is in the journal, not in `show.yaml`: its `values:` are where a new show starts. The
//! console writes `show.yaml` only when connections, strips or buses change; it replaces those sections and
//! leaves all other lines, comments included, as they are.

mod changes;
mod sections;

use super::console_file::{self, ConsoleFile};
use super::disk::Disk;
use super::error::FileError;
use super::{save, text};
pub use changes::Changes;
pub use sections::{whole, with_sections};
use std::io;
use std::path::{Path, PathBuf};

/// The file that makes a folder a show.
pub const FILE: &str = "show.yaml";
/// The folder of scenes.
pub const SCENES: &str = "scenes";
/// The file of the cues.
pub const CUES: &str = "cues.yaml";
/// The folder of the show's own presets.
pub const PRESETS: &str = "presets";
/// The folder of the journal.
pub const JOURNAL: &str = "journal";

/// A show's file as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The console, as far as it could be read.
    pub console: ConsoleFile,
    /// What tells this version of the file from others.
    pub stamp: String,
    /// What was wrong; those parts are left out.
    pub problems: Vec<FileError>,
    /// Set when the file itself could not be read and an older copy stands for it.
    pub instead: Option<Instead>,
}

/// A copy in place of a file that cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Instead {
    /// What is wrong with the file.
    pub error: FileError,
    /// The copy.
    pub copy: PathBuf,
}

/// True for a folder that is a show, or was one: its file may be gone while its copies are not.
pub fn is_show(path: &Path) -> bool {
    path.is_dir() && (path.join(FILE).exists() || path.join(save::COPY_FOLDER).is_dir())
}

/// Reads a show's file tolerantly: a bad part is left out and listed; a file that cannot be read at all is
/// replaced by its newest good copy, and stays as it is. Keeps a copy of a good one.
///
/// # Errors
/// Neither the file nor any copy can be read.
pub fn open(disk: &mut dyn Disk, path: &Path) -> Result<Read, FileError> {
    match read(disk, path) {
        Ok((read, text)) => {
            if read.problems.is_empty() {
                // Without a copy the show opens all the same; the next save says what is wrong.
                let _ = save::keep_copy(disk, path, &text, jiff::Timestamp::now());
            }
            Ok(read)
        }
        Err(error) => {
            let good = save::copies(disk, path).into_iter().find_map(|copy| {
                let (read, _) = read(disk, &copy).ok()?;
                read.problems.is_empty().then_some((read, copy))
            });
            let Some((read, copy)) = good else {
                return Err(error);
            };
            let instead = Some(Instead { error, copy });
            Ok(Read { instead, ..read })
        }
    }
}

fn read(disk: &dyn Disk, path: &Path) -> Result<(Read, String), FileError> {
    let name = path.display().to_string();
    let text = text::read_inside(disk, path, &name)?;
    let (console, problems) = console_file::parse_tolerant(&text, &name)?;
    let read = Read {
        console,
        stamp: save::stamp(&text),
        problems,
        instead: None,
    };
    Ok((read, text))
}

/// The console of the version with that stamp, when there is a copy of it.
pub fn version(disk: &dyn Disk, path: &Path, stamp: &str) -> Option<ConsoleFile> {
    let copies = save::copies(disk, path);
    let copy = copies
        .iter()
        .find(|copy| save::stamp_of(copy) == Some(stamp))?;
    read(disk, copy).ok().map(|(read, _)| read.console)
}

/// What became of a show's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It says what is wanted, and has this stamp.
    Whole(String),
    /// Somebody had changed the same sections: the file stays.
    Beside {
        /// The stamp of what stays.
        theirs: String,
        /// The copy with what the console would have written.
        copy: PathBuf,
    },
}

/// Why a show's file was not written.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The disk does not take it.
    #[error("{path}: {source}")]
    Disk {
        /// The file.
        path: String,
        /// The system's reason.
        source: io::Error,
    },
    /// What is there cannot be read, and is not overwritten.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Writes what has changed into a show's file, whose version was `known` when it was read or written last. A copy of
/// what was there, and of what is there now, is kept. What a hand has written meanwhile is never overwritten:
/// other sections stay as they are now; where it has changed the same ones, the console's are only a copy.
///
/// # Errors
/// The file as it stands is unreadable (it is left alone), or the disk does not take it.
pub fn write(
    disk: &mut dyn Disk,
    path: &Path,
    changes: &Changes,
    known: &str,
) -> Result<Written, SaveError> {
    let failed = |source| SaveError::Disk {
        path: path.display().to_string(),
        source,
    };
    let now = jiff::Timestamp::now();
    let (read, old) = read(disk, path)?;
    let before = version(disk, path, known).filter(|_| read.stamp != known);
    let collides = before.is_some_and(|before| changes.collide(&before, &read.console));
    let new = with_sections(&old, &changes.applied_to(read.console), changes);
    if new == old {
        return Ok(Written::Whole(read.stamp));
    }
    if collides {
        let copy = save::keep_copy(disk, path, &new, now).map_err(failed)?;
        let theirs = read.stamp;
        return Ok(Written::Beside { theirs, copy });
    }
    save::keep_copy(disk, path, &old, now).map_err(failed)?;
    save::replace(disk, path, &new).map_err(failed)?;
    save::keep_copy(disk, path, &new, now).map_err(failed)?;
    Ok(Written::Whole(save::stamp(&new)))
}

/// Makes a new show in a folder that is not there, or is empty.
///
/// # Errors
/// There is something already, the text is not a good console file, or the disk does not take it.
pub fn create(disk: &mut dyn Disk, folder: &Path, text: &str) -> Result<(), SaveError> {
    let failed = |source| SaveError::Disk {
        path: folder.display().to_string(),
        source,
    };
    let path = folder.join(FILE);
    console_file::parse(text, &path.display().to_string())?;
    let is_taken = match disk.list(folder) {
        Ok(names) => !names.is_empty(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    };
    if is_taken {
        let name = folder.display().to_string();
        let hint = "name a folder that does not exist yet; to open a show: headroom run FOLDER";
        return Err(FileError::whole(&name, "there is something in this folder", hint).into());
    }
    for part in [SCENES, PRESETS, JOURNAL] {
        disk.make_folder(&folder.join(part)).map_err(failed)?;
    }
    save::replace(disk, &path, text).map_err(failed)
}
