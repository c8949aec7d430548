//! How a file stands against what the console knows of it: one rule for all files of a show that hands write, too.
//!
//! | when something is written and its file … | then |
//! |---|---|
//! | is as it was, or says the same | it is rewritten; lines that say the same stay, comments included |
//! | says something else, or not all of it could be read | it stays; what was to be written is a dated copy, and that is said |
//! | … still does when something is written once more | it is rewritten; what it said is a dated copy, and that is said |
//! | was removed | it is there again |
//!
//! While it runs, the console looks every two seconds whether a file stands as it was, and says so once.
//!
//! So what is read at the next start is what a hand wrote last, and nothing replaces it that nobody has asked for.

use super::disk::Disk;
use super::save;
use super::yaml::MAX_BYTES;
use std::io;
use std::path::{Path, PathBuf};

/// So many files are named one by one.
const MOST_WORDS: usize = 3;

/// How a file stood when it was read or written last.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Its stamp; none where there was no file.
    pub stamp: Option<String>,
    /// Something in it could not be read, and is known to nobody but the file.
    pub is_faulty: bool,
    /// The version of somebody else's that was said to be there.
    pub asked: Option<String>,
}

impl Known {
    /// A file that says what the console says.
    pub fn whole(stamp: String) -> Self {
        Self {
            stamp: Some(stamp),
            ..Self::default()
        }
    }

    /// The same, once it was said that this version of somebody else's is there.
    pub fn asked(&self, stamp: String) -> Self {
        Self {
            asked: Some(stamp),
            ..self.clone()
        }
    }
}

/// How a file stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is none.
    Gone,
    /// As it was, or saying the same.
    Ours(String),
    /// Somebody has changed it, or not all of it could be read.
    Foreign(String),
    /// The same, and it was said.
    Asked(String),
}

/// How a file stands; `says_the_same` as what was read or written last.
///
/// # Errors
/// The system's reason why it cannot be read.
pub fn standing(
    disk: &dyn Disk,
    path: &Path,
    known: &Known,
    says_the_same: impl Fn(&str) -> bool,
) -> io::Result<Standing> {
    let bytes = match disk.read_up_to(path, MAX_BYTES + 1) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Standing::Gone),
        bytes => bytes?,
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let stamp = save::stamp(&text);
    let is_known = known.stamp.as_ref() == Some(&stamp) && !known.is_faulty;
    Ok(if is_known || says_the_same(&text) {
        Standing::Ours(text)
    } else if known.asked.as_ref() == Some(&stamp) {
        Standing::Asked(text)
    } else {
        Standing::Foreign(text)
    })
}

/// What is wrong with a file, as long as it stands so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Where it is.
    pub path: PathBuf,
    /// What it holds, for people: "scene 'Verse'".
    pub what: String,
    /// What there is to say.
    pub text: String,
    /// Something was to be written there, and it was said that the file stays: what comes next replaces it.
    pub is_asked: bool,
}

/// What is done to the thing whose file somebody has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is stored or changed.
    Stored,
    /// It gets another name.
    Renamed,
    /// It is deleted.
    Deleted,
}

impl Trouble {
    /// What a change does to the file, for the answer to whoever makes it.
    pub fn outcome(&self, change: Change) -> String {
        let path = self.path.display();
        let folder = save::copy_folder(&self.path);
        let copies = folder.display();
        match change {
            Change::Stored if self.is_asked => {
                format!(
                    "{path}: it is replaced now; what somebody wrote into it is a dated copy in {copies}"
                )
            }
            Change::Stored => format!(
                "{path}: somebody has changed this file while the console runs; it stays, and the {} as it is now is a \
                 dated copy in {copies}; do this once more to replace the file, or start again to use it",
                self.what
            ),
            Change::Renamed => format!(
                "{path}: somebody has changed this file while the console runs; it stays beside the new one"
            ),
            Change::Deleted => format!(
                "{path}: somebody has changed this file while the console runs; what it said is a dated copy in \
                 {copies}"
            ),
        }
    }
}

/// What is said of several files at once: of many in a few words.
pub fn in_short(texts: Vec<String>, folder: &Path, what: &str) -> Vec<String> {
    if texts.len() <= MOST_WORDS {
        return texts;
    }
    let some: Vec<&str> = texts
        .iter()
        .take(MOST_WORDS)
        .map(|text| {
            let file = text.split(": ").next().unwrap_or_default();
            file.rsplit('/').next().unwrap_or_default()
        })
        .collect();
    let count = texts.len();
    vec![format!(
        "{}: somebody has changed {count} files of {what}s while the console runs ({} …); they count at the next start, \
         and what the console has stays until then",
        folder.display(),
        some.join(", ")
    )]
}

/// What is said of a file that somebody has changed.
pub fn changed(path: &Path, what: &str) -> String {
    format!(
        "{}: somebody has changed this file while the console runs; it counts at the next start, and the {what} of now \
         stays until then; a change of it here leaves the file as it is at first",
        path.display()
    )
}

/// What is said of a show's file that somebody has changed: of it the console writes sections.
pub fn changed_show(path: &Path) -> String {
    format!(
        "{}: somebody has changed this file while the console runs; it counts at the next start, and what the console \
         has to write leaves it as it is: other sections, or a copy beside it",
        path.display()
    )
}

/// What is said of a file that is gone.
pub fn gone(path: &Path, what: &str) -> String {
    format!(
        "{}: somebody has removed this file while the console runs; the {what} stays until the console ends; store or \
         change it to keep it",
        path.display()
    )
}

/// What is said of a file that has come.
pub fn new(path: &Path) -> String {
    format!(
        "{}: this file has come while the console runs; it counts at the next start",
        path.display()
    )
}

/// What is said of a file that stays; `copy` holds what was to be written.
pub fn stays(path: &Path, what: &str, copy: &Path) -> String {
    format!(
        "{}: somebody has changed this file while the console runs, or not all of it can be read; it stays, and the \
         {what} that was to be written now is {}; store or change it once more to replace the file, of which a copy is \
         kept, or start again to use it",
        path.display(),
        copy.display()
    )
}

/// What is said of a file that was replaced; `copy` holds what it said, or why there is none.
pub fn replaced(path: &Path, copy: Result<&Path, &io::Error>) -> String {
    let kept = match copy {
        Ok(copy) => format!("what this file said is {}", copy.display()),
        Err(error) => format!("no copy of what this file said could be kept: {error}"),
    };
    format!("{}: replaced, as was said before; {kept}", path.display())
}
