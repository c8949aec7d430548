//! How a file stands against what the console knows of it: one rule for all files of a show that hands write, too.
//!
//! | when something is written and its file … | then |
//! |---|---|
//! | is as it was, or says the same | it is rewritten; lines that say the same stay, comments included |
//! | says something else, or not all of it could be read | it stays; what was to be written is a dated copy, and that is said |
//! | … still does when something is written once more | it is rewritten; what it said is a dated copy, and that is said |
//! | was removed | it is there again |
//!
//! So what is read at the next start is what a hand wrote last, and nothing replaces it that nobody has asked for.

use super::disk::Disk;
use super::save;
use super::yaml::MAX_BYTES;
use std::io;
use std::path::Path;

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
