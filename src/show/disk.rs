//! The file layer below the journal and saving: what is asked of a disk, in the few steps whose order matters
//! when the power goes. Tests put a disk in its place that fails, or that loses what was not yet safe.

use rustix::fs::OFlags;
use std::fmt::Debug;
use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::SystemTime;

/// When a file was written last, and how many bytes it has.
pub type Mark = (SystemTime, u64);

/// A disk. Nothing is safe before [`Disk::sync`] (what a file holds) and [`Disk::sync_folder`] (that it is there,
/// under that name).
pub trait Disk: Debug + Send {
    /// Makes a folder, and those above it; that they are there is safe.
    ///
    /// # Errors
    /// The system's reason.
    fn make_folder(&mut self, path: &Path) -> io::Result<()>;

    /// The names in a folder, sorted.
    ///
    /// # Errors
    /// The system's reason.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;

    /// All bytes of a plain file.
    ///
    /// # Errors
    /// The system's reason; a link, a folder, a pipe or a device is none.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The first bytes of a plain file, as [`Disk::read`] does; a disk need not read more.
    ///
    /// # Errors
    /// As [`Disk::read`].
    fn read_up_to(&self, path: &Path, bytes: usize) -> io::Result<Vec<u8>> {
        let mut all = self.read(path)?;
        all.truncate(bytes);
        Ok(all)
    }

    /// What changes whenever a file is written, without reading it; nothing where that is not known.
    fn mark(&self, _path: &Path) -> Option<Mark> {
        None
    }

    /// Finds out whether a name may be written: nothing is there, or a plain file.
    ///
    /// # Errors
    /// What is there instead: a link, a folder, a pipe or a device.
    fn check_plain(&self, _path: &Path) -> io::Result<()> {
        Ok(())
    }

    /// Gives a file the owner and the permissions of another one, as far as the system lets it.
    fn liken(&mut self, _path: &Path, _to: &Path) {}

    /// Makes a new, empty file; a file or a link that had the name is gone, and what it led to is untouched.
    ///
    /// # Errors
    /// The system's reason; [`io::ErrorKind::IsADirectory`] where a folder has the name.
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

/// The disk of this machine. Links are not followed: neither in place of a file nor of its folder.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

/// How a file of ours is opened: no link is followed, and a pipe makes nobody wait.
fn ours(options: &mut OpenOptions) -> &mut OpenOptions {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    options.custom_flags(flags.bits().cast_signed())
}

/// Opens a plain file of ours.
fn open_plain(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let file = ours(options).open(path).map_err(|error| {
        // The system's own words for a link are "too many levels".
        let found = fs::symlink_metadata(path).ok();
        let why = found.and_then(|found| not_plain(found.file_type()));
        why.unwrap_or(error)
    })?;
    match not_plain(file.metadata()?.file_type()) {
        Some(error) => Err(error),
        None => Ok(file),
    }
}

/// Why something is no plain file.
fn not_plain(kind: FileType) -> Option<io::Error> {
    if kind.is_file() {
        return None;
    }
    let (error, text) = if kind.is_symlink() {
        (
            io::ErrorKind::InvalidInput,
            "this is a link, and Headroom follows none inside a show; put the file itself in its \
             place",
        )
    } else if kind.is_dir() {
        (io::ErrorKind::IsADirectory, "this is a folder, not a file")
    } else {
        let text = "this is a pipe or a device, not a file";
        (io::ErrorKind::InvalidInput, text)
    };
    Some(io::Error::new(error, text))
}

/// Refuses a link, or anything else, in place of a folder.
fn check_folder(path: &Path) -> io::Result<()> {
    let kind = fs::symlink_metadata(path)?.file_type();
    if kind.is_dir() {
        return Ok(());
    }
    let text = if kind.is_symlink() {
        "this is a link, and Headroom follows none inside a show; put the folder itself in its place"
    } else {
        "this is not a folder"
    };
    Err(io::Error::new(io::ErrorKind::NotADirectory, text))
}

impl Disk for RealDisk {
    fn make_folder(&mut self, path: &Path) -> io::Result<()> {
        let missing = path.ancestors().take_while(|folder| !folder.exists());
        let missing: Vec<&Path> = missing.collect();
        fs::create_dir_all(path)?;
        check_folder(path)?;
        for above in missing.iter().filter_map(|folder| folder.parent()) {
            self.sync_folder(above)?;
        }
        Ok(())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        check_folder(folder)?;
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            // A name that is no text is not ours.
            names.extend(entry?.file_name().into_string().ok());
        }
        names.sort();
        Ok(names)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.read_up_to(path, usize::MAX)
    }

    fn read_up_to(&self, path: &Path, bytes: usize) -> io::Result<Vec<u8>> {
        let file = open_plain(path, OpenOptions::new().read(true))?;
        let mut found = Vec::new();
        file.take(bytes as u64).read_to_end(&mut found)?;
        Ok(found)
    }

    fn mark(&self, path: &Path) -> Option<Mark> {
        let found = fs::symlink_metadata(path).ok()?;
        Some((found.modified().ok()?, found.len()))
    }

    fn check_plain(&self, path: &Path) -> io::Result<()> {
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            found => not_plain(found?.file_type()).map_or(Ok(()), Err),
        }
    }

    fn liken(&mut self, path: &Path, to: &Path) {
        let outcome = fs::symlink_metadata(to).and_then(|model| {
            let file = open_plain(path, OpenOptions::new().write(true))?;
            // Only the administrator may give files away; an own file is the own user's anyway.
            let _ = std::os::unix::fs::fchown(&file, Some(model.uid()), Some(model.gid()));
            file.set_permissions(model.permissions())
        });
        if let Err(error) = outcome
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!("{}: its permissions are new: {error}", to.display());
        }
    }

    fn create(&mut self, path: &Path) -> io::Result<()> {
        let mut options = OpenOptions::new();
        ours(options.write(true).create_new(true));
        match options.open(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if fs::symlink_metadata(path)?.is_dir() {
                    return Err(io::ErrorKind::IsADirectory.into());
                }
                fs::remove_file(path)?;
                options.open(path).map(drop)
            }
            outcome => outcome.map(drop),
        }
    }

    fn write_at(&mut self, path: &Path, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let file = open_plain(path, OpenOptions::new().write(true))?;
        file.write_all_at(bytes, offset)
    }

    fn sync(&mut self, path: &Path) -> io::Result<()> {
        open_plain(path, OpenOptions::new().write(true))?.sync_all()
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_folder(&mut self, folder: &Path) -> io::Result<()> {
        let here = folder.as_os_str().is_empty();
        let folder = if here { Path::new(".") } else { folder };
        File::open(folder)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::PathBuf;

    fn scratch(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("hr-disk-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        path
    }

    #[test]
    fn a_link_is_neither_read_nor_written_and_a_new_file_takes_its_name() {
        let folder = scratch("link");
        let (target, link) = (folder.join("target"), folder.join("link"));
        fs::write(&target, "precious").unwrap();
        symlink(&target, &link).unwrap();
        let said = RealDisk.read(&link).unwrap_err().to_string();
        assert!(said.starts_with("this is a link"), "{said}");
        assert!(RealDisk.write_at(&link, 0, b"x").is_err());
        assert!(RealDisk.check_plain(&link).is_err());
        RealDisk.create(&link).unwrap();
        RealDisk.write_at(&link, 0, b"new").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"precious");
        assert_eq!(RealDisk.read(&link).unwrap(), b"new");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_linked_folder_is_neither_listed_nor_made() {
        let folder = scratch("linked-folder");
        let link = folder.join("scenes");
        symlink("/etc", &link).unwrap();
        assert!(RealDisk.list(&link).is_err());
        assert!(RealDisk.make_folder(&link).is_err());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_pipe_a_device_and_a_folder_are_no_files_and_make_nobody_wait() {
        let folder = scratch("pipe");
        let pipe = folder.join("pipe");
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        for path in [pipe.as_path(), &folder, Path::new("/dev/zero")] {
            assert!(RealDisk.read(path).is_err(), "{}", path.display());
            assert!(RealDisk.write_at(path, 0, b"x").is_err());
            assert!(RealDisk.sync(path).is_err());
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn no_more_is_read_than_was_asked_for() {
        let folder = scratch("large");
        let path = folder.join("large");
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        assert_eq!(RealDisk.read_up_to(&path, 100).unwrap().len(), 100);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn folders_are_made_as_deep_as_they_are_named() {
        let folder = scratch("deep");
        RealDisk.make_folder(&folder.join("a/b/c")).unwrap();
        RealDisk.make_folder(&folder.join("a/b/c")).unwrap();
        assert!(folder.join("a/b/c").is_dir());
        fs::write(folder.join("file"), "").unwrap();
        assert!(RealDisk.make_folder(&folder.join("file/a")).is_err());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_that_is_likened_has_the_permissions_of_the_other() {
        let folder = scratch("mode");
        let (old, new) = (folder.join("old"), folder.join("new"));
        fs::write(&old, "").unwrap();
        fs::set_permissions(&old, fs::Permissions::from_mode(0o640)).unwrap();
        RealDisk.create(&new).unwrap();
        RealDisk.liken(&new, &old);
        let mode = fs::metadata(&new).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        RealDisk.liken(&new, &folder.join("nobody"));
        fs::remove_dir_all(folder).unwrap();
    }
}
