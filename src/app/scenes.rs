//! The scenes of a show on the disk: `scenes/NAME.yaml` beside `show.yaml`.

use crate::control::feed::{Notice, Severity};
use crate::control::scenes::{Scene, SceneChange};
use crate::show::disk::Disk;
use crate::show::save;
use crate::show::scene_file::{self, SceneFile};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of the scenes of a show whose file is `show`.
fn folder(show: &Path) -> PathBuf {
    show.parent().unwrap_or(Path::new(".")).join("scenes")
}

fn path(show: &Path, name: &str) -> PathBuf {
    folder(show).join(format!("{name}.yaml"))
}

/// Reads the scenes of a show, by name; what is wrong with them goes to the notices.
pub fn load(show: &Path, notices: &mut Vec<Notice>) -> Vec<Scene> {
    let Ok(entries) = fs::read_dir(folder(show)) else {
        return Vec::new();
    };
    let is_scene = |path: &PathBuf| {
        path.extension()
            .is_some_and(|extension| extension == "yaml")
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(is_scene)
        .collect();
    files.sort();
    let mut scenes: Vec<Scene> = Vec::new();
    for file in files {
        let mut warn = |text: String| {
            notices.push(Notice {
                severity: Severity::Warning,
                text,
            });
        };
        match scene_file::load_tolerant(&file) {
            Ok((scene, problems)) => {
                for problem in &problems {
                    warn(problem.to_string());
                }
                let known = scenes.iter().any(|known| known.name == scene.name);
                if known || scene.name.is_empty() {
                    warn(format!(
                        "{}: left out; every scene has a name of its own",
                        file.display()
                    ));
                } else {
                    scenes.push(Scene {
                        name: scene.name,
                        switches: scene.switches,
                        values: scene.values,
                    });
                }
            }
            Err(error) => warn(error.to_string()),
        }
    }
    scenes
}

/// Writes what happened to a scene: whole, or not at all.
///
/// # Errors
/// The system's reason; the file before is untouched.
pub fn keep(disk: &mut dyn Disk, show: &Path, change: &SceneChange) -> io::Result<()> {
    match change {
        SceneChange::Stored(scene) => write(disk, show, scene),
        SceneChange::Renamed { from, scene } => {
            write(disk, show, scene)?;
            if *from == scene.name {
                Ok(())
            } else {
                remove(show, from)
            }
        }
        SceneChange::Deleted(name) => remove(show, name),
    }
}

fn write(disk: &mut dyn Disk, show: &Path, scene: &Scene) -> io::Result<()> {
    fs::create_dir_all(folder(show))?;
    let file = SceneFile {
        name: scene.name.clone(),
        switches: scene.switches,
        values: scene.values.clone(),
    };
    save::replace(disk, &path(show, &scene.name), &scene_file::format(&file))
}

fn remove(show: &Path, name: &str) -> io::Result<()> {
    match fs::remove_file(path(show, name)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}
