//! Saving a file so that a good one is never lost: a new file beside it, made safe, then renamed; and dated
//! copies of what was there.

use super::disk::Disk;
use std::io;
use std::path::{Path, PathBuf};

/// Copies that are kept.
pub const COPIES: usize = 10;
/// The folder of copies, beside the file.
pub const COPY_FOLDER: &str = "copies";
/// How the names of copies end.
const ENDING: &str = ".yaml";

/// What tells one version of a file from another.
pub fn stamp(text: &str) -> String {
    format!("{:08x}-{}", crc32fast::hash(text.as_bytes()), text.len())
}

/// Puts a text in the place of a file; whatever happens meanwhile, the file is the old one or the new.
///
/// # Errors
/// The system's reason; the old file is still there then.
pub fn replace(disk: &mut dyn Disk, path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let new = path.with_extension("new");
    disk.create(&new)?;
    disk.write_at(&new, 0, text.as_bytes())?;
    disk.sync(&new)?;
    disk.rename(&new, path)?;
    disk.sync_folder(folder)
}

/// Keeps a dated copy of a text that was found good, unless the newest copy is the same; removes the oldest ones.
///
/// # Errors
/// The system's reason.
pub fn keep_copy(
    disk: &mut dyn Disk,
    path: &Path,
    text: &str,
    now: jiff::Timestamp,
) -> io::Result<()> {
    let folder = copy_folder(path);
    let known = copies(disk, path);
    let stamp = stamp(text);
    let is_newest = known
        .first()
        .is_some_and(|newest| stamp_of(newest) == Some(&stamp));
    if is_newest {
        return Ok(());
    }
    disk.make_folder(&folder)?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let date = now.strftime("%Y%m%dT%H%M%S%3fZ");
    replace(
        disk,
        &folder.join(format!("{stem}.{date}.{stamp}{ENDING}")),
        text,
    )?;
    for old in known.iter().skip(COPIES - 1) {
        disk.remove(old)?;
    }
    Ok(())
}

/// The copies of a file, newest first.
pub fn copies(disk: &dyn Disk, path: &Path) -> Vec<PathBuf> {
    let folder = copy_folder(path);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let beginning = format!("{stem}.");
    // A folder that is not there, or cannot be read, holds none.
    let names = disk.list(&folder).unwrap_or_default();
    let ours = names
        .into_iter()
        .filter(|name| name.starts_with(&beginning) && name.ends_with(ENDING));
    let mut ours: Vec<PathBuf> = ours.map(|name| folder.join(name)).collect();
    ours.sort();
    ours.reverse();
    ours
}

/// The stamp in a copy's name.
pub fn stamp_of(copy: &Path) -> Option<&str> {
    copy.file_stem()?
        .to_str()?
        .rsplit_once('.')
        .map(|(_, stamp)| stamp)
}

fn copy_folder(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).join(COPY_FOLDER)
}
