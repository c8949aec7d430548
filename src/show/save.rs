//! Saving a file so that a good one is never lost: a new file beside it, made safe, then renamed; and dated
//! copies of what was there.

use super::disk::Disk;
use std::io;
use std::path::{Path, PathBuf};

/// Copies that are kept.
pub const COPIES: usize = 10;
/// The folder of copies, beside the file.
pub const COPY_FOLDER: &str = "copies";
/// Longest name that a copy's name begins with, in bytes; a name has room for 255.
const LONGEST_STEM: usize = 160;
/// How the names of copies end.
const ENDING: &str = ".yaml";

/// What tells one version of a file from another.
pub fn stamp(text: &str) -> String {
    format!("{:08x}-{}", crc32fast::hash(text.as_bytes()), text.len())
}

/// Puts a text in the place of a file; whatever happens meanwhile, the file is the old one or the new. It keeps
/// its owner and permissions.
///
/// # Errors
/// The system's reason, or that the name is a link's or a folder's; the old file is still there then.
pub fn replace(disk: &mut dyn Disk, path: &Path, text: &str) -> io::Result<()> {
    disk.check_plain(path)?;
    let new = create_beside(disk, path)?;
    if let Err(error) = fill(disk, path, &new, text) {
        // Half a file is of no use, and takes room that the next try needs.
        let _ = disk.remove(&new);
        return Err(error);
    }
    disk.sync_folder(path.parent().unwrap_or(Path::new("")))
}

/// A new file beside another one; where a folder has its name, under the next name.
fn create_beside(disk: &mut dyn Disk, path: &Path) -> io::Result<PathBuf> {
    let mut new = path.with_extension("new");
    for number in 2..=10 {
        match disk.create(&new) {
            Err(error) if error.kind() == io::ErrorKind::IsADirectory => {
                new = path.with_extension(format!("{number}.new"));
            }
            outcome => return outcome.map(|()| new),
        }
    }
    Err(io::ErrorKind::IsADirectory.into())
}

fn fill(disk: &mut dyn Disk, path: &Path, new: &Path, text: &str) -> io::Result<()> {
    disk.write_at(new, 0, text.as_bytes())?;
    disk.liken(new, path);
    disk.sync(new)?;
    disk.rename(new, path)
}

/// Keeps a dated copy of a text that was found good, unless the newest copy is the same; removes the oldest ones.
/// The copy's path.
///
/// # Errors
/// The system's reason.
pub fn keep_copy(
    disk: &mut dyn Disk,
    path: &Path,
    text: &str,
    now: jiff::Timestamp,
) -> io::Result<PathBuf> {
    let folder = copy_folder(path);
    let known = copies(disk, path);
    let stamp = stamp(text);
    if let Some(newest) = known.first()
        && stamp_of(newest) == Some(&stamp)
    {
        return Ok(newest.clone());
    }
    disk.make_folder(&folder)?;
    let date = now.strftime("%Y%m%dT%H%M%S%3fZ");
    let copy = folder.join(format!("{}{date}.{stamp}{ENDING}", beginning(path)));
    replace(disk, &copy, text)?;
    // What only its owner may read is not laid open by its copy.
    disk.liken(&copy, path);
    for old in known.iter().skip(COPIES - 1) {
        disk.remove(old)?;
    }
    Ok(copy)
}

/// The copies of a file, newest first.
pub fn copies(disk: &dyn Disk, path: &Path) -> Vec<PathBuf> {
    let folder = copy_folder(path);
    let beginning = beginning(path);
    let is_ours = |name: &String| {
        let rest = name.strip_prefix(&beginning);
        let rest = rest.and_then(|rest| rest.strip_suffix(ENDING));
        // Date and stamp: more would be a copy of a file whose name goes on.
        rest.is_some_and(|rest| rest.split('.').count() == 2)
    };
    // A folder that is not there, or cannot be read, holds none.
    let names = disk.list(&folder).unwrap_or_default();
    let ours = names.into_iter().filter(is_ours);
    let mut ours: Vec<PathBuf> = ours.map(|name| folder.join(name)).collect();
    ours.sort();
    ours.reverse();
    ours
}

/// How the names of a file's copies begin; a name that leaves no room for date and stamp is cut, and told from
/// others by its sum.
fn beginning(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    if stem.len() <= LONGEST_STEM {
        return format!("{stem}.");
    }
    let fits = |end: &usize| *end <= LONGEST_STEM && stem.is_char_boundary(*end);
    let end = (0..=LONGEST_STEM).rev().find(fits).unwrap_or(0);
    format!("{}~{:08x}.", &stem[..end], crc32fast::hash(stem.as_bytes()))
}

/// The stamp in a copy's name.
pub fn stamp_of(copy: &Path) -> Option<&str> {
    copy.file_stem()?
        .to_str()?
        .rsplit_once('.')
        .map(|(_, stamp)| stamp)
}

/// Where the copies of a file are.
pub fn copy_folder(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).join(COPY_FOLDER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::disk::RealDisk;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn scratch(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("hr-save-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        path
    }

    #[test]
    fn a_file_keeps_its_permissions() {
        let folder = scratch("mode");
        let path = folder.join("show.yaml");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o660)).unwrap();
        replace(&mut RealDisk, &path, "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        let copy = keep_copy(&mut RealDisk, &path, "new", jiff::Timestamp::now()).unwrap();
        for file in [path, copy] {
            let mode = fs::metadata(file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o660);
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = scratch("links");
        let (outside, path) = (folder.join("outside"), folder.join("show.yaml"));
        fs::write(&outside, "precious").unwrap();
        symlink(&outside, &path).unwrap();
        let said = replace(&mut RealDisk, &path, "new").unwrap_err();
        assert!(said.to_string().starts_with("this is a link"), "{said}");
        fs::remove_file(&path).unwrap();
        symlink(&outside, folder.join("show.new")).unwrap();
        replace(&mut RealDisk, &path, "new").unwrap();
        assert_eq!(fs::read_to_string(&outside).unwrap(), "precious");
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert!(fs::symlink_metadata(&path).unwrap().is_file());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_in_the_way_of_the_new_file_stops_nobody() {
        let folder = scratch("in-the-way");
        fs::create_dir(folder.join("show.new")).unwrap();
        replace(&mut RealDisk, &folder.join("show.yaml"), "new").unwrap();
        let mut names = RealDisk.list(&folder).unwrap();
        names.sort();
        assert_eq!(names, ["show.new", "show.yaml"]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn copies_of_names_that_begin_alike_are_kept_apart() {
        let folder = scratch("alike");
        let long = "ä".repeat(120);
        let now = jiff::Timestamp::now();
        let files = ["A", "A.b", "A.b.c", &long].map(|name| folder.join(format!("{name}.yaml")));
        for file in &files {
            for text in ["one", "two"] {
                keep_copy(&mut RealDisk, file, text, now).unwrap();
            }
        }
        for file in &files {
            let stamps = copies(&RealDisk, file);
            let stamps: Vec<_> = stamps.iter().filter_map(|copy| stamp_of(copy)).collect();
            assert_eq!(stamps.len(), 2, "{}", file.display());
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
