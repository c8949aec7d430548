//! A file on its way into the folder of a show: step by step, as long as the disk has room, and whole or not at all.

use crate::disk::room::Room;
use crate::show::disk::{Disk, RealDisk};
use crate::show::reference::FOLDER;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Bytes that are copied in a step.
const COPIED: usize = 1 << 20;
/// Bytes at both ends by which a file is known again.
const ENDS: usize = 64 * 1024;
/// Most files of one name, but for a number.
const MOST_COPIES: usize = 99;
/// Longest name of a file, in characters.
const LONGEST: usize = 150;
/// Name of a copy that is not complete.
const UNFINISHED: &str = ".unfinished";

/// Where a show finds its track, and where its recordings go.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// The folder of the show, or of the console file.
    pub folder: Option<PathBuf>,
    /// The show keeps the track: what comes from elsewhere is copied into its folder.
    pub keeps: bool,
    /// The room on its disk.
    pub room: Room,
}

impl Home {
    /// A folder on a disk of this system.
    pub fn new(folder: Option<PathBuf>, keeps: bool) -> Self {
        let room = Room::default();
        Self {
            folder,
            keeps,
            room,
        }
    }

    /// The folder of the show into which files are copied.
    pub fn copies_into(&self) -> Option<&Path> {
        self.folder.as_deref().filter(|_| self.keeps)
    }

    /// Removes what a copy has left that was broken off; nobody copies meanwhile.
    pub fn sweep(&self) {
        if let Some(show) = self.copies_into() {
            remove(&unfinished(show));
        }
    }
}

fn unfinished(show: &Path) -> PathBuf {
    show.join(FOLDER).join(UNFINISHED)
}

fn remove(unfinished: &Path) {
    match RealDisk.remove(unfinished) {
        Ok(()) => tracing::info!("{}: removed", unfinished.display()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => tracing::warn!("{} cannot be removed: {error}", unfinished.display()),
    }
}

/// A file that is being copied. What is not complete when it goes is removed.
#[derive(Debug)]
pub struct Copying {
    from: File,
    show: PathBuf,
    /// What it will be called.
    name: String,
    at: u64,
    room: Room,
}

/// Whether a copy has to be made.
#[derive(Debug)]
pub enum Begun {
    /// It is made.
    Copy(Copying),
    /// The show has it, under this name.
    There(String),
}

/// Where a file belongs in a show.
enum Place {
    Free(String),
    There(String),
}

/// Finds out whether a show has room for a copy of a file.
///
/// # Errors
/// It has not, or can have no copy at all.
pub fn check_room(path: &Path, show: &Path, room: &Room) -> Result<(), String> {
    let said = |error: io::Error| error.to_string();
    let from = File::open(path).map_err(said)?;
    match place(&from, path, show)? {
        Place::There(_) => Ok(()),
        Place::Free(_) => {
            let length = from.metadata().map_err(said)?.len();
            room.check(show, length).map_err(said)
        }
    }
}

fn place(from: &File, path: &Path, show: &Path) -> Result<Place, String> {
    let own = path.file_name().and_then(|name| name.to_str());
    let own =
        own.filter(|name| name.chars().count() <= LONGEST && !name.contains(char::is_control));
    let own = own.ok_or("its name is too long, or no text; give it another one")?;
    for number in 1..=MOST_COPIES {
        let name = format!("{FOLDER}/{}", numbered(own, number));
        let to = show.join(&name);
        if !to.exists() {
            return Ok(Place::Free(name));
        }
        if is_same(from, &to).unwrap_or(false) {
            return Ok(Place::There(name));
        }
    }
    Err(format!(
        "there are {MOST_COPIES} files of that name in it; remove some"
    ))
}

impl Copying {
    /// Begins to copy a file into a show that has not got it.
    ///
    /// # Errors
    /// There is no room, or no way to write there.
    pub fn begin(path: &Path, show: &Path, room: &Room) -> Result<Begun, String> {
        check_room(path, show, room)?;
        let said = |error: io::Error| error.to_string();
        let from = File::open(path).map_err(said)?;
        RealDisk.make_folder(&show.join(FOLDER)).map_err(said)?;
        let name = match place(&from, path, show)? {
            Place::There(name) => return Ok(Begun::There(name)),
            Place::Free(name) => name,
        };
        RealDisk.create(&unfinished(show)).map_err(said)?;
        Ok(Begun::Copy(Self {
            from,
            show: show.to_owned(),
            name,
            at: 0,
            room: room.clone(),
        }))
    }

    /// How the show calls it once it is there.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Copies on; none once it is complete.
    ///
    /// # Errors
    /// The system's, or the disk has nothing left but its reserve: what was copied is gone then.
    pub fn step(mut self) -> io::Result<Option<Self>> {
        let unfinished = unfinished(&self.show);
        let mut bytes = vec![0; COPIED];
        let count = self.from.read(&mut bytes)?;
        if count > 0 {
            // Somebody else may have taken what was free at the beginning.
            let rest = self.from.metadata()?.len().saturating_sub(self.at);
            self.room.check(&self.show, rest.max(count as u64))?;
            RealDisk.write_at(&unfinished, self.at, &bytes[..count])?;
            self.at += count as u64;
            return Ok(Some(self));
        }
        RealDisk.sync(&unfinished)?;
        RealDisk.rename(&unfinished, &self.show.join(&self.name))?;
        RealDisk.sync_folder(&self.show.join(FOLDER))?;
        Ok(None)
    }
}

impl Drop for Copying {
    fn drop(&mut self) {
        // One that is complete has its own name by now.
        remove(&unfinished(&self.show));
    }
}

/// "Song.flac", "Song 2.flac".
fn numbered(name: &str, number: usize) -> String {
    match (number, name.rsplit_once('.')) {
        (1, _) => name.to_owned(),
        (_, Some((stem, ending))) => format!("{stem} {number}.{ending}"),
        (_, None) => format!("{name} {number}"),
    }
}

/// True for files of one length with the same ends.
fn is_same(one: &File, other: &Path) -> io::Result<bool> {
    let other = File::open(other)?;
    let length = one.metadata()?.len();
    if other.metadata()?.len() != length {
        return Ok(false);
    }
    let ends = |file: &File| -> io::Result<Vec<u8>> {
        let size = ENDS.min(length as usize);
        let mut bytes = vec![0; 2 * size];
        file.read_exact_at(&mut bytes[..size], 0)?;
        file.read_exact_at(&mut bytes[size..], length - size as u64)?;
        Ok(bytes)
    };
    Ok(ends(one)? == ends(&other)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::room::RESERVE;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

    /// A show's folder, a file of 4 MB beside it, and a disk that has so much left.
    struct Stage {
        folder: PathBuf,
        file: PathBuf,
        free: Arc<AtomicU64>,
        room: Room,
    }

    impl Stage {
        fn new(name: &str, left: u64) -> Self {
            let above =
                std::env::temp_dir().join(format!("hr-copying-{}-{name}", std::process::id()));
            let _ = std::fs::remove_dir_all(&above);
            let folder = above.join("show");
            std::fs::create_dir_all(&folder).unwrap();
            let file = above.join("song.wav");
            std::fs::write(&file, vec![7; 4_000_000]).unwrap();
            let free = Arc::new(AtomicU64::new(RESERVE + left));
            let said = free.clone();
            Self {
                folder,
                file,
                free,
                room: Room::of(move |_| Some(said.load(Relaxed))),
            }
        }

        fn begin(&self) -> Result<Copying, String> {
            match Copying::begin(&self.file, &self.folder, &self.room)? {
                Begun::Copy(copying) => Ok(copying),
                Begun::There(name) => Err(name),
            }
        }

        fn files(&self) -> Vec<String> {
            let folder = self.folder.join(FOLDER);
            RealDisk.list(&folder).unwrap_or_default()
        }
    }

    impl Drop for Stage {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(self.folder.parent().unwrap());
        }
    }

    #[test]
    fn a_file_is_there_whole_and_known_again() {
        let stage = Stage::new("whole", 4_000_000);
        let mut copying = stage.begin().unwrap();
        while let Some(more) = copying.step().unwrap() {
            copying = more;
        }
        assert_eq!(stage.files(), ["song.wav"]);
        assert_eq!(stage.begin().unwrap_err(), "reference/song.wav");
    }

    #[test]
    fn what_has_no_room_is_not_begun_and_says_what_it_needs() {
        let stage = Stage::new("no-room", 3_999_999);
        let said = check_room(&stage.file, &stage.folder, &stage.room).unwrap_err();
        assert!(said.starts_with("it needs 4 MB beside the 64 MB"), "{said}");
        assert_eq!(stage.begin().unwrap_err(), said);
        assert_eq!(stage.files(), [""; 0]);
    }

    #[test]
    fn a_disk_that_fills_up_meanwhile_and_a_copy_that_is_given_up_leave_nothing() {
        let stage = Stage::new("fills", 4_000_000);
        let copying = stage.begin().unwrap().step().unwrap().unwrap();
        assert_eq!(stage.files(), [UNFINISHED]);
        stage.free.store(RESERVE + 2_000_000, Relaxed);
        let error = copying.step().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert_eq!(stage.files(), [""; 0]);
        stage.free.store(RESERVE + 4_000_000, Relaxed);
        drop(stage.begin().unwrap());
        assert_eq!(stage.files(), [""; 0]);
    }

    #[test]
    fn what_a_killed_console_has_left_is_swept() {
        let stage = Stage::new("swept", 4_000_000);
        std::mem::forget(stage.begin().unwrap());
        assert_eq!(stage.files(), [UNFINISHED]);
        let home = |keeps| Home {
            folder: Some(stage.folder.clone()),
            keeps,
            room: stage.room.clone(),
        };
        home(false).sweep();
        assert_eq!(stage.files(), [UNFINISHED]);
        home(true).sweep();
        assert_eq!(stage.files(), [""; 0]);
    }
}
