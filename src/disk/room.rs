//! The room on a disk, and what recordings and copies of sound files leave of it.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Bytes that recordings and copies of sound files leave free. The journal, the scenes and the show's file go on with
/// them for hours; what is on its way to a recording when it stops fits as well.
pub const RESERVE: u64 = 64_000_000;

/// Who says how many bytes are free on the disk of a folder.
type Free = dyn Fn(&Path) -> Option<u64> + Send + Sync;

/// The room on disks.
#[derive(Clone)]
pub struct Room(Arc<Free>);

impl Default for Room {
    /// As the system says it.
    fn default() -> Self {
        Self::of(|folder| {
            let found = rustix::fs::statvfs(folder).ok()?;
            Some(found.f_bavail * found.f_frsize)
        })
    }
}

impl Room {
    /// As somebody else says it.
    pub fn of(free: impl Fn(&Path) -> Option<u64> + Send + Sync + 'static) -> Self {
        Self(Arc::new(free))
    }

    /// Bytes that may be used on the disk of a folder: what is free without the [`RESERVE`]. None where the system
    /// does not say it.
    pub fn left(&self, folder: &Path) -> Option<u64> {
        Some((self.0)(folder)?.saturating_sub(RESERVE))
    }

    /// Finds out whether so many bytes may be used on the disk of a folder.
    ///
    /// # Errors
    /// They may not: how many are needed, and how many are free.
    pub fn check(&self, folder: &Path, needed: u64) -> io::Result<()> {
        let Some(free) = (self.0)(folder) else {
            return Ok(());
        };
        if needed <= free.saturating_sub(RESERVE) {
            return Ok(());
        }
        Err(io::Error::new(
            io::ErrorKind::StorageFull,
            format!(
                "it needs {} beside the {} that are kept for the journal and the scenes, and the disk has {} free",
                in_words(needed),
                in_words(RESERVE),
                in_words(free)
            ),
        ))
    }
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Room").finish_non_exhaustive()
    }
}

/// So many bytes, for people: "64 MB".
pub fn in_words(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        ..1e6 => format!("{:.0} kB", (bytes / 1e3).ceil()),
        ..1e9 => format!("{:.0} MB", bytes / 1e6),
        _ => format!("{:.1} GB", bytes / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reserve_is_never_given_away_and_who_is_refused_learns_the_figures() {
        let room = Room::of(|_| Some(RESERVE + 2_000_000));
        let folder = Path::new("/");
        assert_eq!(room.left(folder), Some(2_000_000));
        assert!(room.check(folder, 2_000_000).is_ok());
        let said = room.check(folder, 2_000_001).unwrap_err().to_string();
        assert_eq!(
            said,
            "it needs 2 MB beside the 64 MB that are kept for the journal and the scenes, and the disk has 66 MB free"
        );
        assert_eq!(Room::of(|_| Some(5)).left(folder), Some(0));
        assert_eq!(Room::of(|_| None).left(folder), None);
        assert!(Room::of(|_| None).check(folder, u64::MAX).is_ok());
        assert!(Room::default().left(&std::env::temp_dir()).is_some());
    }

    #[test]
    fn bytes_are_said_as_people_say_them() {
        for (bytes, words) in [
            (0, "0 kB"),
            (1, "1 kB"),
            (999_000, "999 kB"),
            (64_000_000, "64 MB"),
            (1_250_000_000, "1.2 GB"),
        ] {
            assert_eq!(in_words(bytes), words);
        }
    }
}
