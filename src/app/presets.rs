//! Presets on the disk: `presets/NAME.yaml` in the user's data folder and beside `show.yaml`, and those
//! that are shipped. A thread of its own writes what changes.

use crate::control::console::Setup;
use crate::control::feed::{Notice, PresetPlace, Severity};
use crate::control::inbox::{Event, Inbox};
use crate::control::presets::{Preset, PresetChange, Shelf};
use crate::show::FileError;
use crate::show::disk::{Disk, RealDisk};
use crate::show::preset_file::{self, PresetFile};
use crate::show::text::is_yaml;
use crate::show::{save, show_file};
use crossbeam_channel::{Receiver, RecvTimeoutError, unbounded};
use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

macro_rules! shipped {
    ($($file:literal),+ $(,)?) => {
        [$(($file, include_str!(concat!("../../configs/presets/", $file)))),+]
    };
}

/// The shipped presets, by file. They are part of the program, so that it needs no folder.
pub const FACTORY: [(&str, &str); 27] = shipped![
    "acoustic-guitar.yaml",
    "backing-vocal.yaml",
    "bass-amp.yaml",
    "bass-di.yaml",
    "brass.yaml",
    "choir.yaml",
    "drum-bus.yaml",
    "electric-guitar.yaml",
    "female-vocal.yaml",
    "floor-tom.yaml",
    "hat.yaml",
    "keys.yaml",
    "kick.yaml",
    "lavalier.yaml",
    "lead-vocal.yaml",
    "male-vocal.yaml",
    "overheads.yaml",
    "percussion.yaml",
    "piano.yaml",
    "playback.yaml",
    "snare-bottom.yaml",
    "snare.yaml",
    "speech.yaml",
    "strings.yaml",
    "tom.yaml",
    "vocal-de-essed.yaml",
    "wedge-ring-out.yaml",
];
/// A failed write is tried again this often.
const RETRY: Duration = Duration::from_secs(5);

/// Where presets are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// Of the show, where one is open.
    pub show: Option<PathBuf>,
    /// The user's own.
    pub user: Option<PathBuf>,
}

impl Folders {
    /// Those of this user, and of the show with that file.
    pub fn of(show_file: Option<&Path>) -> Self {
        let beside = |file: &Path| {
            file.parent()
                .unwrap_or(Path::new(""))
                .join(show_file::PRESETS)
        };
        Self {
            show: show_file.map(beside),
            user: data_folder().map(|folder| folder.join("headroom/presets")),
        }
    }

    fn of_place(&self, place: PresetPlace) -> Option<&Path> {
        match place {
            PresetPlace::Show => self.show.as_deref(),
            PresetPlace::User => self.user.as_deref(),
            PresetPlace::Factory => None,
        }
    }
}

/// Where programs of this user keep data.
fn data_folder() -> Option<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    data.filter(|path| path.is_absolute()).or_else(home)
}

/// Reads all presets into what the console starts from, and starts the thread that keeps the files;
/// it ends with the console, and says what the disk did not take.
///
/// # Errors
/// The system gives no thread.
pub fn start(
    setup: &mut Setup,
    show_file: Option<&Path>,
    inbox: &Inbox,
) -> io::Result<JoinHandle<Option<String>>> {
    let folders = Folders::of(show_file);
    let (changes_in, changes) = unbounded();
    let mut notices = Vec::new();
    let list = load(&folders, &mut notices);
    for notice in &notices {
        tracing::warn!("{}", notice.text);
    }
    setup.notices.extend(notices);
    setup.shelf = Shelf {
        list,
        keeper: Some(changes_in),
        has_show: folders.show.is_some(),
    };
    let mut keeper = Keeper {
        folders,
        waiting: VecDeque::new(),
        inbox: inbox.clone(),
        failing: false,
    };
    Builder::new().name("presets".to_owned()).spawn(move || {
        keeper.run(&changes);
        let unsaved = "a preset is not saved";
        (!keeper.waiting.is_empty()).then(|| unsaved.to_owned())
    })
}

/// A file as it was read.
type Read = Result<(PresetFile, Vec<FileError>), FileError>;

/// Every preset of the folders and of the factory; what is wrong with files goes to the notices.
pub fn load(folders: &Folders, notices: &mut Vec<Notice>) -> Vec<Preset> {
    let mut presets: Vec<Preset> = Vec::new();
    let mut take = |read: Read, place, source: &str| match read {
        Ok((file, problems)) => {
            notices.extend(problems.iter().map(|problem| warning(problem.to_string())));
            let PresetFile { name, rows, .. } = file;
            let is_known = |known: &Preset| known.name == name && known.place == place;
            if name.is_empty() || presets.iter().any(is_known) {
                let text = format!("{source}: left out; every preset has a name of its own");
                notices.push(warning(text));
            } else {
                presets.push(Preset { name, place, rows });
            }
        }
        Err(error) => notices.push(warning(error.to_string())),
    };
    for place in [PresetPlace::Show, PresetPlace::User] {
        for path in folders.of_place(place).map_or_else(Vec::new, yaml_files) {
            let source = path.display().to_string();
            take(preset_file::load_tolerant(&path), place, &source);
        }
    }
    for (name, text) in FACTORY {
        take(
            preset_file::parse_tolerant(text, name),
            PresetPlace::Factory,
            name,
        );
    }
    presets
}

fn warning(text: String) -> Notice {
    Notice {
        severity: Severity::Warning,
        text,
    }
}

/// The YAML files of a folder, by name; a folder that is not there holds none.
fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let names = RealDisk.list(folder).unwrap_or_default();
    let ours = names.iter().filter(|name| is_yaml(name));
    ours.map(|name| folder.join(name)).collect()
}

/// Writes what happens to presets, in order, as far as the disk takes it.
struct Keeper {
    folders: Folders,
    waiting: VecDeque<PresetChange>,
    inbox: Inbox,
    failing: bool,
}

impl Keeper {
    /// Ends when the console has ended.
    fn run(&mut self, changes: &Receiver<PresetChange>) {
        while let Ok(first) = changes.recv() {
            self.waiting.push_back(first);
            self.save();
            while !self.waiting.is_empty() {
                match changes.recv_timeout(RETRY) {
                    Ok(more) => self.waiting.push_back(more),
                    Err(RecvTimeoutError::Timeout) => self.save(),
                    Err(RecvTimeoutError::Disconnected) => return self.save(),
                }
            }
        }
    }

    fn save(&mut self) {
        while let Some(change) = self.waiting.front() {
            if let Err(error) = keep(&mut RealDisk, &self.folders, change) {
                if !std::mem::replace(&mut self.failing, true) {
                    let text = format!("a preset is not saved: {error}; it is tried again");
                    let severity = Severity::Error;
                    self.inbox.put_now(Event::Tell(Notice { severity, text }));
                }
                return;
            }
            self.waiting.pop_front();
        }
        self.failing = false;
    }
}

/// Writes what happened to a preset: whole, or not at all.
///
/// # Errors
/// The system's reason; the file before is untouched.
pub fn keep(disk: &mut dyn Disk, folders: &Folders, change: &PresetChange) -> io::Result<()> {
    match change {
        PresetChange::Stored(preset) => write(disk, folders, preset),
        PresetChange::Renamed { from, preset } => rename(disk, folders, from, preset),
        PresetChange::Deleted(name, place) => remove(disk, folders, name, *place),
    }
}

fn write(disk: &mut dyn Disk, folders: &Folders, preset: &Preset) -> io::Result<()> {
    let folder = folders.of_place(preset.place).ok_or_else(no_folder)?;
    disk.make_folder(folder)?;
    let known = found(disk, folder, &preset.name);
    let about = known.as_ref().map(|(_, file, _)| file.about.clone());
    let path = known.map(|(path, ..)| path);
    let path = path.unwrap_or_else(|| free_path(disk, folder, &preset.name));
    let file = PresetFile {
        name: preset.name.clone(),
        about: about.unwrap_or_default(),
        rows: preset.rows.clone(),
    };
    save::replace(disk, &path, &preset_file::format(&file))
}

/// The new name in a file of that name, with what a hand wrote beside it; then the old file goes.
fn rename(disk: &mut dyn Disk, folders: &Folders, from: &str, preset: &Preset) -> io::Result<()> {
    if *from == preset.name {
        return Ok(());
    }
    let folder = folders.of_place(preset.place).ok_or_else(no_folder)?;
    let text = found(disk, folder, from)
        .and_then(|(_, _, text)| preset_file::renamed(&text, &preset.name));
    match text {
        Some(text) => {
            let path = free_path(disk, folder, &preset.name);
            save::replace(disk, &path, &text)?;
        }
        None => write(disk, folders, preset)?,
    }
    remove(disk, folders, from, preset.place)
}

fn remove(
    disk: &mut dyn Disk,
    folders: &Folders,
    name: &str,
    place: PresetPlace,
) -> io::Result<()> {
    let folder = folders.of_place(place).ok_or_else(no_folder)?;
    match found(disk, folder, name) {
        Some((path, ..)) => {
            disk.remove(&path)?;
            disk.sync_folder(folder)
        }
        None => Ok(()),
    }
}

/// The file that says that name, whatever it is called itself, and its text.
fn found(disk: &dyn Disk, folder: &Path, name: &str) -> Option<(PathBuf, PresetFile, String)> {
    let names = disk.list(folder).unwrap_or_default();
    let ours = names.iter().filter(|name| is_yaml(name));
    ours.map(|name| folder.join(name)).find_map(|path| {
        let text = String::from_utf8(disk.read(&path).ok()?).ok()?;
        let (file, _) = preset_file::parse_tolerant(&text, "").ok()?;
        (file.name == name).then_some((path, file, text))
    })
}

/// A file for a preset that has none yet. What stands under its name already is somebody's, even if
/// it holds another preset or cannot be read.
fn free_path(disk: &dyn Disk, folder: &Path, name: &str) -> PathBuf {
    let taken = disk.list(folder).unwrap_or_default();
    let mut file = format!("{name}.yaml");
    let mut number = 2;
    while taken.contains(&file) {
        file = format!("{name} {number}.yaml");
        number += 1;
    }
    folder.join(file)
}

fn no_folder() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "there is no folder for it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{NodeRow, Plain};
    use std::fs;

    fn scratch(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("hr-presets-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        path
    }

    fn preset(name: &str, place: PresetPlace, freq: f32) -> Preset {
        let row = NodeRow::parse("hpf/freq").unwrap();
        Preset {
            name: name.to_owned(),
            place,
            rows: vec![(row, Plain(freq))],
        }
    }

    #[test]
    fn every_shipped_preset_is_built_in_and_without_a_fault() {
        let shipped = yaml_files(Path::new("configs/presets"));
        let names: Vec<_> = shipped
            .iter()
            .map(|path| path.file_name().unwrap().to_str().unwrap())
            .collect();
        assert_eq!(names, FACTORY.map(|(name, _)| name));
        let mut notices = Vec::new();
        let presets = load(&Folders::default(), &mut notices);
        assert_eq!(notices, []);
        assert_eq!(presets.len(), FACTORY.len());
        for preset in presets {
            let is_ours = |(row, _): &(NodeRow, Plain)| row.spec().unwrap().is_processing();
            assert!(preset.rows.iter().all(is_ours), "{}", preset.name);
        }
    }

    #[test]
    fn what_is_kept_reads_back_and_a_file_keeps_the_name_that_a_hand_gave_it() {
        let folder = scratch("kept");
        let folders = Folders {
            show: None,
            user: Some(folder.clone()),
        };
        let keep = |change: &PresetChange| keep(&mut RealDisk, &folders, change).unwrap();
        keep(&PresetChange::Stored(preset(
            "Kick",
            PresetPlace::User,
            40.0,
        )));
        fs::rename(folder.join("Kick.yaml"), folder.join("my kick.yaml")).unwrap();
        let path = folder.join("my kick.yaml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("values:", "about: Ours.\nvalues:")).unwrap();
        let kick = preset("Kick", PresetPlace::User, 50.0);
        keep(&PresetChange::Stored(kick.clone()));
        assert_eq!(yaml_files(&folder), [folder.join("my kick.yaml")]);
        let read = || {
            let mut notices = Vec::new();
            let mut presets = load(&folders, &mut notices);
            presets.retain(|preset| preset.place == PresetPlace::User);
            (presets, notices)
        };
        assert_eq!(read(), (vec![kick], vec![]));
        let renamed = preset("Kick in", PresetPlace::User, 50.0);
        keep(&PresetChange::Renamed {
            from: "Kick".to_owned(),
            preset: renamed.clone(),
        });
        assert_eq!(read(), (vec![renamed], vec![]));
        assert_eq!(yaml_files(&folder), [folder.join("Kick in.yaml")]);
        let text = fs::read_to_string(folder.join("Kick in.yaml")).unwrap();
        assert!(text.contains("about: \"Ours.\""), "{text}");
        fs::write(folder.join("broken.yaml"), "headroom: [").unwrap();
        let (presets, notices) = read();
        assert_eq!((presets.len(), notices.len()), (1, 1));
        keep(&PresetChange::Deleted(
            "Kick in".to_owned(),
            PresetPlace::User,
        ));
        assert_eq!(read().0, []);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_that_holds_something_else_is_never_overwritten() {
        let folder = scratch("foreign");
        let folders = Folders {
            show: Some(folder.clone()),
            user: None,
        };
        fs::create_dir_all(&folder).unwrap();
        let broken = "preset: [ # half written";
        fs::write(folder.join("Kick.yaml"), broken).unwrap();
        let kick = preset("Kick", PresetPlace::Show, 40.0);
        let keep = |change: &PresetChange| keep(&mut RealDisk, &folders, change).unwrap();
        keep(&PresetChange::Stored(kick.clone()));
        let text = fs::read_to_string(folder.join("Kick.yaml")).unwrap();
        assert_eq!(text, broken);
        assert!(folder.join("Kick 2.yaml").exists());
        // Stored again it stays in its file.
        keep(&PresetChange::Stored(kick));
        assert_eq!(yaml_files(&folder).len(), 2);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_place_without_a_folder_is_an_error_not_a_loss() {
        let change = PresetChange::Stored(preset("Kick", PresetPlace::Show, 40.0));
        assert!(keep(&mut RealDisk, &Folders::default(), &change).is_err());
    }
}
