//! The scenes and cues of a show on the disk: `scenes/NAME.yaml` and `cues.yaml` beside `show.yaml`.

use crate::control::feed::{Notice, Severity};
use crate::control::inbox::CuesRead;
use crate::control::scene::{Scene, SceneChange};
use crate::show::cue_file::CueFile;
use crate::show::disk::Disk;
use crate::show::error::FileError;
use crate::show::named_files::{Found, NamedFiles};
use crate::show::one_file::Loaded;
use crate::show::scene_file::SceneFile;
use crate::show::show_file;
use std::io;
use std::path::Path;

/// The files of the scenes.
pub type SceneFiles = NamedFiles<SceneFile>;

/// The files of the scenes of a show whose file is `show`.
pub fn files(show: &Path) -> SceneFiles {
    let folder = show.parent().unwrap_or(Path::new("."));
    SceneFiles::new(folder.join(show_file::SCENES))
}

/// The file of the cues of a show whose file is `show`.
pub fn cue_file(show: &Path) -> CueFile {
    let folder = show.parent().unwrap_or(Path::new("."));
    CueFile::new(folder.join(show_file::CUES))
}

/// Reads the cues of a show, and says what is wrong with them.
pub fn load_cues(file: &mut CueFile, disk: &mut dyn Disk) -> CuesRead {
    let loaded = file.load(disk);
    let notices = problem_notices(&loaded, loaded.item.is_empty());
    CuesRead {
        cues: loaded.item,
        before: loaded.before,
        notices,
    }
}

/// What is wrong with a file that holds one thing; `is_nothing`: nothing of it could be read.
pub fn problem_notices<T>(loaded: &Loaded<T>, is_nothing: bool) -> Vec<Notice> {
    let instead = loaded.instead.as_ref();
    let severity = if is_nothing || instead.is_some() {
        Severity::Error
    } else {
        Severity::Warning
    };
    let text = |error: &FileError| match instead {
        Some(copy) => format!(
            "{error}; its newest good copy counts instead: {}",
            copy.display()
        ),
        None => error.to_string(),
    };
    let problems = loaded.problems.iter();
    problems
        .map(|error| Notice {
            severity,
            text: text(error),
        })
        .collect()
}

/// Reads the scenes of a show in natural order; what is wrong with them goes to the notices. One whose file
/// is damaged keeps its place in the list, and is not recalled.
pub fn load(files: &mut SceneFiles, disk: &dyn Disk, notices: &mut Vec<Notice>) -> Vec<Scene> {
    let contents = files.load(disk);
    let tell = |severity| {
        move |error: &FileError| Notice {
            severity,
            text: error.to_string(),
        }
    };
    notices.extend(contents.problems.iter().map(tell(Severity::Warning)));
    notices.extend(contents.edited.iter().map(tell(Severity::Info)));
    contents
        .found
        .into_iter()
        .map(|Found { item, damage }| Scene {
            name: item.name,
            head: item.head,
            values: item.values,
            damage: damage.map(|error| error.to_string()),
        })
        .collect()
}

/// Writes what happened to a scene: whole, or not at all. What there is to say about it.
///
/// # Errors
/// The system's reason; the file before is untouched.
pub fn keep(
    disk: &mut dyn Disk,
    files: &mut SceneFiles,
    change: &SceneChange,
) -> io::Result<Option<String>> {
    let now = jiff::Timestamp::now();
    match change {
        SceneChange::Stored(scene) => files.put(disk, &scene.file(), now),
        SceneChange::Renamed { from, scene } => files.rename(disk, from, &scene.file(), now),
        SceneChange::Deleted { name, was } => {
            let was = was.as_deref().map(Scene::file);
            files.remove(disk, name, was.as_ref(), now)
        }
    }
}
