//! The file layer below the journal and saving: what is asked of a disk, in the few steps whose order matters
//! when the power goes. Tests put a disk in its place that fails, or that loses what was not yet safe.

use std::fmt::Debug;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// A disk. Nothing is safe before [`Disk::sync`] (what a file holds) and [`Disk::sync_folder`] (that it is there,
/// under that name).
pub trait Disk: Debug + Send {
    /// Makes a folder, and those above it.
    ///
    /// # Errors
    /// The system's reason.
    fn make_folder(&mut self, path: &Path) -> io::Result<()>;

    /// The names in a folder, sorted.
    ///
    /// # Errors
    /// The system's reason.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;

    /// All bytes of a file.
    ///
    /// # Errors
    /// The system's reason.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Makes a file empty, whether it is there or not.
    ///
    /// # Errors
    /// The system's reason.
    fn create(&mut self, path: &Path) -> io::Result<()>;

    /// Writes into a file that is there.
    ///
    /// # Errors
    /// The system's reason.
    fn write_at(&mut self, path: &Path, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Waits until what a file holds is safe.
    ///
    /// # Errors
    /// The system's reason.
    fn sync(&mut self, path: &Path) -> io::Result<()>;

    /// Gives a file another name; one that had the name is gone.
    ///
    /// # Errors
    /// The system's reason.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// The system's reason.
    fn remove(&mut self, path: &Path) -> io::Result<()>;

    /// Waits until the names in a folder are safe.
    ///
    /// # Errors
    /// The system's reason.
    fn sync_folder(&mut self, folder: &Path) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn make_folder(&mut self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            // A name that is no text is not ours.
            names.extend(entry?.file_name().into_string().ok());
        }
        names.sort();
        Ok(names)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn create(&mut self, path: &Path) -> io::Result<()> {
        File::create(path).map(drop)
    }

    fn write_at(&mut self, path: &Path, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let file = OpenOptions::new().write(true).open(path)?;
        file.write_all_at(bytes, offset)
    }

    fn sync(&mut self, path: &Path) -> io::Result<()> {
        OpenOptions::new().write(true).open(path)?.sync_all()
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_folder(&mut self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }
}
