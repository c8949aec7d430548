//! The file of the cues on the disk: read tolerantly, written so that nothing that a hand wrote is lost.

use super::lines::{edited, whole};
use super::reading::parse_tolerant;
use crate::show::cue::Cue;
use crate::show::disk::Disk;
use crate::show::error::FileError;
use crate::show::save;
use crate::show::text::read_inside;
use jiff::Timestamp;
use std::io;
use std::path::PathBuf;

/// The file of the cues of a show.
#[derive(Clone, Debug)]
pub struct CueFile {
    path: PathBuf,
    /// The stamp of what was read or written last; none where there was no file.
    known: Option<String>,
    /// The stamp of what somebody else has written, beside which ours was put.
    asked: Option<String>,
}

/// The cues as they were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// The cues.
    pub cues: Vec<Cue>,
    /// What was wrong; those parts are left out.
    pub problems: Vec<FileError>,
    /// Set where the file cannot be read at all: the copy that stands for it.
    pub instead: Option<PathBuf>,
    /// What was written last, or read before, as far as a copy of it is there.
    pub before: Option<Vec<Cue>>,
}

impl CueFile {
    /// The file of that name.
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            known: None,
            asked: None,
        }
    }

    /// Reads the cues; a show without the file has none. Of a file that cannot be read at all, the newest good copy
    /// counts, and the file stays as it is.
    pub fn load(&mut self, disk: &mut dyn Disk) -> Loaded {
        let name = self.path.display().to_string();
        if matches!(disk.read_up_to(&self.path, 1), Err(error) if error.kind() == io::ErrorKind::NotFound)
        {
            return Loaded::default();
        }
        let read = read_inside(disk, &self.path, &name).and_then(|text| {
            let (cues, problems) = parse_tolerant(&text, &name)?;
            Ok((text, cues, problems))
        });
        let newest = save::copies(disk, &self.path).into_iter().next();
        let before = newest.and_then(|copy| read_copy(disk, &copy));
        match read {
            Ok((text, cues, problems)) => {
                self.known = Some(save::stamp(&text));
                if problems.is_empty() {
                    keep_if_possible(disk, &self.path, &text, Timestamp::now());
                }
                Loaded {
                    cues,
                    problems,
                    instead: None,
                    before,
                }
            }
            Err(error) => self.newest_copy(disk, error),
        }
    }

    fn newest_copy(&self, disk: &dyn Disk, error: FileError) -> Loaded {
        let good = save::copies(disk, &self.path).into_iter().find_map(|copy| {
            let cues = read_copy(disk, &copy)?;
            Some((cues, copy))
        });
        let (cues, instead) = good.map_or((Vec::new(), None), |(cues, copy)| (cues, Some(copy)));
        Loaded {
            cues,
            problems: vec![error],
            instead,
            before: None,
        }
    }

    /// Writes the cues: whole, or not at all. What there is to say about it.
    ///
    /// # Errors
    /// The system's reason; the file before is untouched.
    pub fn put(
        &mut self,
        disk: &mut dyn Disk,
        cues: &[Cue],
        now: Timestamp,
    ) -> io::Result<Option<String>> {
        let name = self.path.display().to_string();
        let is_gone = matches!(
            disk.read_up_to(&self.path, 1),
            Err(error) if error.kind() == io::ErrorKind::NotFound
        );
        if is_gone {
            self.write(disk, &whole(cues), now)?;
            return Ok(None);
        }
        let old = read_inside(disk, &self.path, &name);
        let stamp = old.as_ref().ok().map(|old| save::stamp(old));
        let is_ours = stamp.is_some() && stamp == self.known;
        let is_asked = stamp.is_some() && stamp == self.asked;
        match old {
            Ok(old) if is_ours || is_asked => {
                keep_if_possible(disk, &self.path, &old, now);
                self.write(disk, &edited(&old, cues), now)?;
                Ok(None)
            }
            Ok(old) if parse_tolerant(&old, "").is_ok_and(|(theirs, _)| theirs == cues) => {
                self.known = stamp;
                Ok(None)
            }
            // What cannot be read is not overwritten, and neither is what somebody else has written.
            _ => {
                let copy = save::keep_copy(disk, &self.path, &whole(cues), now)?;
                self.asked = stamp;
                Ok(Some(format!(
                    "{name}: somebody has changed this file while the console runs, or it cannot be read; it stays \
                     as it is and counts at the next start; the cues of now are {}; change one once more to replace \
                     a file that can be read",
                    copy.display()
                )))
            }
        }
    }

    fn write(&mut self, disk: &mut dyn Disk, text: &str, now: Timestamp) -> io::Result<()> {
        save::replace(disk, &self.path, text).map_err(|error| {
            io::Error::new(error.kind(), format!("{}: {error}", self.path.display()))
        })?;
        keep_if_possible(disk, &self.path, text, now);
        self.known = Some(save::stamp(text));
        self.asked = None;
        Ok(())
    }
}

/// The cues of a copy, where all of it can be read.
fn read_copy(disk: &dyn Disk, copy: &std::path::Path) -> Option<Vec<Cue>> {
    let text = read_inside(disk, copy, "").ok()?;
    let (cues, problems) = parse_tolerant(&text, "").ok()?;
    problems.is_empty().then_some(cues)
}

/// A copy is a second chance: without it things go on.
fn keep_if_possible(disk: &mut dyn Disk, path: &std::path::Path, text: &str, now: Timestamp) {
    if let Err(error) = save::keep_copy(disk, path, text, now) {
        tracing::warn!("{}: no copy is kept: {error}", path.display());
    }
}
