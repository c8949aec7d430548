//! One console per show: what keeps others out.
//!
//! The folder itself is locked, which works where nothing can be written too; and the file `lock` in the journal's
//! folder, which works where folders cannot be locked (on some network disks). Nothing is written into either. The
//! system lets go of both when the process ends, however it does.

use crate::control::feed::{Notice, Severity};
use rustix::fs::{FlockOperation, Mode, OFlags, flock, open};
use rustix::io::Errno;
use std::fs;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::{Duration, Instant};

/// A process that was killed holds its locks until the system has taken its memory apart.
const DYING: Duration = Duration::from_secs(1);

/// Held as long as the show is open.
#[derive(Debug, Default)]
pub struct Lock {
    held: Vec<OwnedFd>,
}

/// Somebody else holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken;

impl Lock {
    /// Keeps others out of a show's folder and of a journal's; either may be the only one. That nobody can be
    /// kept out goes to the notices.
    ///
    /// # Errors
    /// Another console is in.
    pub fn take(
        folder: Option<&Path>,
        journal: &Path,
        notices: &mut Vec<Notice>,
    ) -> Result<Self, Taken> {
        let mut lock = Self::default();
        // A folder that cannot be made is the journal's to complain about.
        let _ = fs::create_dir_all(journal);
        let whole = folder.unwrap_or(journal);
        // A show may be opened by a link to its folder.
        let whole = fs::canonicalize(whole).unwrap_or_else(|_| whole.to_owned());
        let folder_outcome = lock.hold(&whole, OFlags::DIRECTORY)?;
        let file = OFlags::RDWR | OFlags::CREATE | OFlags::NONBLOCK | OFlags::NOCTTY;
        let file_outcome = lock.hold(&journal.join("lock"), file)?;
        if let (Err(error), Err(_)) = (folder_outcome, file_outcome) {
            let text = format!(
                "{} cannot be locked ({error}): take care that no second console opens it",
                whole.display()
            );
            notices.push(Notice {
                severity: Severity::Warning,
                text,
            });
        }
        Ok(lock)
    }

    /// Holds a file or folder; the inner error says why it cannot be held by anybody.
    fn hold(&mut self, path: &Path, flags: OFlags) -> Result<Result<(), Errno>, Taken> {
        let mode = Mode::from_raw_mode(0o666);
        let file = match open(path, flags | OFlags::NOFOLLOW | OFlags::CLOEXEC, mode) {
            Ok(file) => file,
            Err(error) => return Ok(Err(error)),
        };
        let begun = Instant::now();
        loop {
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Err(Errno::WOULDBLOCK) if begun.elapsed() < DYING => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                Err(Errno::WOULDBLOCK) => return Err(Taken),
                Err(error) => return Ok(Err(error)),
                Ok(()) => break,
            }
        }
        self.held.push(file);
        Ok(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    fn scratch(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("hr-lock-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("journal")).unwrap();
        path
    }

    fn take(show: &Path, journal: &Path) -> Result<Lock, Taken> {
        Lock::take(Some(show), journal, &mut Vec::new())
    }

    #[test]
    fn two_consoles_are_kept_apart_and_the_second_comes_in_after_the_first() {
        let show = scratch("twice");
        let journal = show.join("journal");
        let first = take(&show, &journal).unwrap();
        assert_eq!(take(&show, &journal).unwrap_err(), Taken);
        drop(first);
        assert!(take(&show, &journal).is_ok());
        fs::remove_dir_all(show).unwrap();
    }

    #[test]
    fn a_folder_in_which_nothing_can_be_written_is_locked_too() {
        let show = scratch("no-journal");
        // Whoever runs this may be allowed to write everywhere: a journal that cannot be there does the same.
        let journal = Path::new("/proc/nothing/journal");
        let first = take(&show, journal).unwrap();
        assert_eq!(take(&show, journal).unwrap_err(), Taken);
        drop(first);
        fs::remove_dir_all(show).unwrap();
    }

    #[test]
    fn the_lock_empties_no_file_and_follows_no_link() {
        let show = scratch("link");
        let (journal, outside) = (show.join("journal"), show.join("outside"));
        fs::write(&outside, "precious").unwrap();
        symlink(&outside, journal.join("lock")).unwrap();
        let lock = take(&show, &journal).unwrap();
        assert_eq!(take(&show, &journal).unwrap_err(), Taken);
        drop(lock);
        fs::remove_file(journal.join("lock")).unwrap();
        fs::write(journal.join("lock"), "of somebody's").unwrap();
        drop(take(&show, &journal).unwrap());
        assert_eq!(fs::read_to_string(&outside).unwrap(), "precious");
        assert_eq!(
            fs::read_to_string(journal.join("lock")).unwrap(),
            "of somebody's"
        );
        fs::remove_dir_all(show).unwrap();
    }

    #[test]
    fn a_link_to_a_show_opens_no_second_way_in() {
        let show = scratch("other-way");
        let link = show.with_extension("link");
        let _ = fs::remove_file(&link);
        symlink(&show, &link).unwrap();
        let journal = Path::new("/proc/nothing/journal");
        let first = take(&link, journal).unwrap();
        assert_eq!(take(&show, journal).unwrap_err(), Taken);
        drop(first);
        fs::remove_file(link).unwrap();
        fs::remove_dir_all(show).unwrap();
    }

    #[test]
    fn where_nothing_can_be_locked_that_is_said() {
        let nowhere = Path::new("/proc/nothing");
        let mut notices = Vec::new();
        assert!(Lock::take(Some(nowhere), nowhere, &mut notices).is_ok());
        assert_eq!(notices.len(), 1);
    }
}
