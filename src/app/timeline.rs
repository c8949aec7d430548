//! The file of markers, loop and lanes on the disk: `automation.yaml` beside `show.yaml`.

use super::scenes::problem_notices;
use crate::control::feed::Notice;
use crate::param::timeline::Timeline;
use crate::show::automation_file::{AutomationFile, FILE};
use crate::show::disk::Disk;
use std::path::Path;

/// The file of a show whose file is `show`.
pub fn file(show: &Path) -> AutomationFile {
    let folder = show.parent().unwrap_or(Path::new("."));
    AutomationFile::new(folder.join(FILE))
}

/// Reads it, and says what is wrong with it.
pub fn load(file: &mut AutomationFile, disk: &mut dyn Disk) -> (Timeline, Vec<Notice>) {
    let loaded = file.load(disk);
    let notices = problem_notices(&loaded, loaded.item == Timeline::default());
    (loaded.item, notices)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::feed::Severity;
    use crate::param::timeline::Marker;
    use crate::show::disk::RealDisk;
    use jiff::{SignedDuration, Timestamp};
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
        let mut own = file(&folder.join("show.yaml"));
        let path = folder.join(FILE);
        let mut now = Timestamp::UNIX_EPOCH;
        let mut put = |own: &mut AutomationFile, name: &str| {
            now += SignedDuration::from_secs(11);
            own.put(&mut RealDisk, &timeline(name), now).unwrap()
        };
        assert_eq!(load(&mut own, &mut RealDisk), (Timeline::default(), vec![]));
        assert_eq!(put(&mut own, "A"), None);
        assert_eq!(put(&mut own, "B"), None);
        assert_eq!(load(&mut own, &mut RealDisk).0, timeline("B"));
        // What a hand writes meanwhile stays, and is said.
        let theirs = "headroom: 1\nmarkers:\n  - 9 Mine\n";
        fs::write(&path, theirs).unwrap();
        let said = put(&mut own, "C").unwrap();
        assert!(said.contains("somebody has changed this file"), "{said}");
        assert_eq!(fs::read_to_string(&path).unwrap(), theirs);
        // Once more: then it is meant, and said as well.
        let said = put(&mut own, "C").unwrap();
        assert!(said.contains("replaced, as was said"), "{said}");
        assert_eq!(load(&mut own, &mut RealDisk).0, timeline("C"));
        // Of a damaged one the newest good copy counts, and the file is never overwritten unasked.
        fs::write(&path, "headroom: [").unwrap();
        let mut own = file(&folder.join("show.yaml"));
        let (read, notices) = load(&mut own, &mut RealDisk);
        assert_eq!((read, notices.len()), (timeline("C"), 1));
        assert_eq!(notices[0].severity, Severity::Error);
        assert!(put(&mut own, "D").is_some());
        assert_eq!(fs::read_to_string(&path).unwrap(), "headroom: [");
        fs::remove_dir_all(&folder).unwrap();
    }
}
