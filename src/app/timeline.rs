//! The file of markers, loop and lanes on the disk: `automation.yaml` beside `show.yaml`.

use crate::control::feed::{Notice, Severity};
use crate::param::timeline::Timeline;
use crate::show::automation_file::{self, FILE};
use crate::show::disk::Disk;
use crate::show::error::FileError;
use crate::show::{save, text};
use std::io;
use std::path::{Path, PathBuf};

/// The file, and the version of it that is known.
#[derive(Debug)]
pub struct TimelineFile {
    path: PathBuf,
    stamp: Option<String>,
}

impl TimelineFile {
    /// The file of a show whose file is `show`.
    pub fn of(show: &Path) -> Self {
        let folder = show.parent().unwrap_or(Path::new("."));
        Self {
            path: folder.join(FILE),
            stamp: None,
        }
    }

    /// Reads it. What is wrong is left out and said; one that is not there is fine.
    pub fn load(&mut self, disk: &dyn Disk) -> (Timeline, Vec<Notice>) {
        if !self.path.exists() {
            return (Timeline::default(), Vec::new());
        }
        let name = self.path.display().to_string();
        let read = text::read_inside(disk, &self.path, &name).and_then(|text| {
            self.stamp = Some(save::stamp(&text));
            automation_file::parse_tolerant(&text, &name)
        });
        let warn = |error: &FileError, severity| Notice {
            severity,
            text: error.to_string(),
        };
        match read {
            Ok((timeline, errors)) => {
                let notices = errors.iter().map(|error| warn(error, Severity::Warning));
                (timeline, notices.collect())
            }
            Err(error) => (Timeline::default(), vec![warn(&error, Severity::Error)]),
        }
    }

    /// Writes it, whole or not at all; what was there is kept as a copy. What there is to say where a hand has
    /// changed it meanwhile.
    ///
    /// # Errors
    /// The system's reason; the file before is untouched.
    pub fn write(
        &mut self,
        disk: &mut dyn Disk,
        timeline: &Timeline,
    ) -> io::Result<Option<String>> {
        let new = automation_file::format(timeline);
        let now = jiff::Timestamp::now();
        let old = if self.path.exists() {
            disk.read_up_to(&self.path, automation_file::MAX_BYTES)?
        } else {
            Vec::new()
        };
        let old = String::from_utf8_lossy(&old);
        let mut word = None;
        if !old.is_empty() && old != new {
            let copy = save::keep_copy(disk, &self.path, &old, now)?;
            let is_theirs = self.stamp.as_ref() != Some(&save::stamp(&old));
            word = is_theirs.then(|| {
                format!(
                    "{}: somebody has changed this file while the console runs; the console's is written, and \
                     theirs is {}",
                    self.path.display(),
                    copy.display()
                )
            });
        }
        save::replace(disk, &self.path, &new)?;
        self.stamp = Some(save::stamp(&new));
        Ok(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::timeline::Marker;
    use crate::show::disk::RealDisk;
    use std::fs;

    fn timeline(name: &str) -> Timeline {
        Timeline {
            markers: vec![Marker {
                at: 5_000_000,
                name: name.to_owned(),
            }],
            ..Timeline::default()
        }
    }

    #[test]
    fn it_is_written_read_and_never_lost() {
        let folder = std::env::temp_dir().join(format!("hr-timeline-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let mut file = TimelineFile::of(&folder.join("show.yaml"));
        assert_eq!(file.load(&RealDisk), (Timeline::default(), vec![]));
        assert_eq!(file.write(&mut RealDisk, &timeline("A")).unwrap(), None);
        assert_eq!(file.write(&mut RealDisk, &timeline("B")).unwrap(), None);
        assert_eq!(file.load(&RealDisk).0, timeline("B"));
        // What a hand writes meanwhile is kept, and said.
        let path = folder.join(FILE);
        fs::write(&path, "headroom: 1\nmarkers:\n  - 9 Mine\n").unwrap();
        let said = file.write(&mut RealDisk, &timeline("C")).unwrap().unwrap();
        assert!(said.contains("somebody has changed this file"), "{said}");
        let copies = save::copies(&RealDisk, &path);
        assert!(fs::read_to_string(&copies[0]).unwrap().contains("Mine"));
        // A damaged one is said, and kept when it is replaced.
        fs::write(&path, "headroom: [").unwrap();
        let (read, notices) = file.load(&RealDisk);
        assert_eq!((read, notices.len()), (Timeline::default(), 1));
        assert_eq!(notices[0].severity, Severity::Error);
        file.write(&mut RealDisk, &timeline("D")).unwrap();
        let copies = save::copies(&RealDisk, &path);
        assert_eq!(fs::read_to_string(&copies[0]).unwrap(), "headroom: [");
        fs::remove_dir_all(&folder).unwrap();
    }
}
