//! Presets on the disk: `presets/NAME.yaml` in the user's data folder and beside `show.yaml`, and those
//! that are shipped. A thread of its own writes what changes.

use super::retry::{self, Saving};
use crate::control::console::Setup;
use crate::control::feed::{Notice, PresetPlace, Severity};
use crate::control::file_troubles::{About, FileTrouble, Keeper};
use crate::control::inbox::{Event, Inbox};
use crate::control::preset::{Preset, PresetChange, Shelf};
use crate::show::disk::{Disk, RealDisk};
use crate::show::named_files::{Named, NamedFiles};
use crate::show::preset_file::PresetFile;
use crate::show::show_file;
use crossbeam_channel::unbounded;
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

/// The files of presets.
#[derive(Clone, Debug)]
pub struct Folders {
    /// Of the show, where one is open.
    pub show: Option<NamedFiles<PresetFile>>,
    /// The user's own.
    pub user: Option<NamedFiles<PresetFile>>,
}

impl Folders {
    /// Those of this user, and of the show with that file.
    pub fn of(show_file: Option<&Path>) -> Self {
        let beside = |file: &Path| {
            file.parent()
                .unwrap_or(Path::new(""))
                .join(show_file::PRESETS)
        };
        let user = data_folder().map(|folder| folder.join("headroom/presets"));
        // The user's own folder may be a link, as every folder of the user's; those of a show may not.
        let user = user.map(|folder| std::fs::canonicalize(&folder).unwrap_or(folder));
        Self {
            show: show_file.map(beside).map(NamedFiles::new),
            user: user.map(NamedFiles::new),
        }
    }

    fn of_place(&mut self, place: PresetPlace) -> Option<&mut NamedFiles<PresetFile>> {
        match place {
            PresetPlace::Show => self.show.as_mut(),
            PresetPlace::User => self.user.as_mut(),
            PresetPlace::Factory => None,
        }
    }
}

/// Where programs of this user keep data.
pub(super) fn data_folder() -> Option<PathBuf> {
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
    let mut folders = Folders::of(show_file);
    let (changes_in, changes) = unbounded();
    let mut notices = Vec::new();
    let list = load(&mut folders, &RealDisk, &mut notices);
    for notice in &notices {
        tracing::warn!("{}", notice.text);
    }
    setup.notices.extend(notices);
    setup.shelf = Shelf {
        list,
        saver: Some(changes_in),
        has_show: folders.show.is_some(),
    };
    let mut saver = PresetSaver {
        folders,
        waiting: VecDeque::new(),
        told: Vec::new(),
        inbox: inbox.clone(),
    };
    Builder::new().name("presets".to_owned()).spawn(move || {
        let is_saved = retry::run(&mut saver, &changes, Duration::ZERO);
        let unsaved = "a preset is not saved";
        (!is_saved).then(|| unsaved.to_owned())
    })
}

/// Every preset of the folders and of the factory; what is wrong with files goes to the notices.
pub fn load(folders: &mut Folders, disk: &dyn Disk, notices: &mut Vec<Notice>) -> Vec<Preset> {
    let mut presets: Vec<Preset> = Vec::new();
    for place in [PresetPlace::Show, PresetPlace::User] {
        let Some(files) = folders.of_place(place) else {
            continue;
        };
        let contents = files.load(disk);
        let told = contents.problems.iter().map(ToString::to_string);
        notices.extend(told.map(|text| notice(Severity::Warning, text)));
        let edited = contents.edited.iter().map(ToString::to_string);
        notices.extend(edited.map(|text| notice(Severity::Info, text)));
        let found = contents.found.into_iter();
        let whole = found.filter(|found| found.damage.is_none());
        presets.extend(whole.map(|found| preset(found.item, place)));
    }
    for (source, text) in FACTORY {
        match PresetFile::parse(text, source) {
            Ok(parsed) => {
                let problems = parsed.problems.iter().map(ToString::to_string);
                notices.extend(problems.map(|text| notice(Severity::Warning, text)));
                presets.push(preset(parsed.item, PresetPlace::Factory));
            }
            Err(error) => notices.push(notice(Severity::Warning, error.to_string())),
        }
    }
    presets
}

fn preset(file: PresetFile, place: PresetPlace) -> Preset {
    let PresetFile { name, rows, .. } = file;
    Preset { name, place, rows }
}

fn notice(severity: Severity, text: String) -> Notice {
    Notice { severity, text }
}

/// Writes what happens to presets, in order, as far as the disk takes it.
struct PresetSaver {
    folders: Folders,
    waiting: VecDeque<PresetChange>,
    /// What is wrong with files for longer, as everybody was told.
    told: Vec<FileTrouble>,
    inbox: Inbox,
}

impl PresetSaver {
    /// Hands may have written files meanwhile.
    fn look_at_files(&mut self) {
        let folders = &mut self.folders;
        let all = folders.show.iter_mut().chain(&mut folders.user);
        let (mut said, mut troubles) = (Vec::new(), Vec::new());
        for files in all {
            said.extend(files.look(&RealDisk));
            troubles.extend(files.troubles().map(|(name, trouble)| FileTrouble {
                about: About::Preset(name.to_owned()),
                trouble: trouble.clone(),
            }));
        }
        for word in said {
            self.tell(Severity::Warning, word);
        }
        if troubles != self.told {
            self.told.clone_from(&troubles);
            let event = Event::FileTroubles(Keeper::Presets, troubles);
            // A console that has ended tells nobody.
            let _ = self.inbox.put(event);
        }
    }
}

impl Saving for PresetSaver {
    type Change = PresetChange;
    const DONE: &'static str = "presets are saved again";

    fn take(&mut self, change: PresetChange) {
        self.waiting.push_back(change);
    }

    fn save(&mut self) -> Result<(), String> {
        while let Some(change) = self.waiting.front() {
            let word = keep(&mut RealDisk, &mut self.folders, change)
                .map_err(|error| format!("a preset is not saved: {error}"))?;
            if let Some(word) = word {
                self.tell(Severity::Warning, word);
            }
            self.waiting.pop_front();
        }
        self.look_at_files();
        Ok(())
    }

    fn look(&mut self) -> Result<(), String> {
        if self.is_saved() {
            self.look_at_files();
        }
        Ok(())
    }

    fn is_saved(&self) -> bool {
        self.waiting.is_empty()
    }

    fn tell(&self, severity: Severity, text: String) {
        retry::log(severity, &text);
        self.inbox.put_now(Event::Tell(notice(severity, text)));
    }
}

/// Writes what happened to a preset: whole, or not at all. What there is to say about it.
///
/// # Errors
/// The system's reason; the file before is untouched.
pub fn keep(
    disk: &mut dyn Disk,
    folders: &mut Folders,
    change: &PresetChange,
) -> io::Result<Option<String>> {
    let now = jiff::Timestamp::now();
    let place = match change {
        PresetChange::Stored(preset) | PresetChange::Renamed { preset, .. } => preset.place,
        PresetChange::Deleted(_, place) => *place,
    };
    let files = folders.of_place(place).ok_or_else(no_folder)?;
    match change {
        PresetChange::Stored(preset) => files.put(disk, &file(preset), now),
        PresetChange::Renamed { from, preset } => files.rename(disk, from, &file(preset), now),
        PresetChange::Deleted(name, _) => files.remove(disk, name, None, now),
    }
}

fn file(preset: &Preset) -> PresetFile {
    PresetFile {
        name: preset.name.clone(),
        about: String::new(),
        rows: preset.rows.clone(),
    }
}

fn no_folder() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "there is no folder for it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{NodeRow, Plain};
    use crate::show::text::is_yaml;
    use std::fs;

    fn scratch(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("hr-presets-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        path
    }

    fn folders(show: Option<&Path>, user: Option<&Path>) -> Folders {
        let files = |folder: &Path| NamedFiles::new(folder.to_owned());
        Folders {
            show: show.map(files),
            user: user.map(files),
        }
    }

    /// The YAML files of a folder, by name.
    fn yaml_files(folder: &Path) -> Vec<String> {
        let mut names = RealDisk.list(folder).unwrap();
        names.retain(|name| is_yaml(name));
        names
    }

    fn stored(name: &str, place: PresetPlace, freq: f32) -> Preset {
        let row = NodeRow::parse("hpf/freq").unwrap();
        Preset {
            name: name.to_owned(),
            place,
            rows: vec![(row, Plain(freq))],
        }
    }

    #[test]
    fn every_shipped_preset_is_built_in_and_without_a_fault() {
        let names = yaml_files(Path::new("configs/presets"));
        assert_eq!(names, FACTORY.map(|(name, _)| name));
        let mut notices = Vec::new();
        let mut none = folders(None, None);
        let presets = load(&mut none, &RealDisk, &mut notices);
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
        let mut folders = folders(None, Some(&folder));
        let mut keep = |change: &PresetChange| keep(&mut RealDisk, &mut folders, change).unwrap();
        let kick = stored("Kick", PresetPlace::User, 40.0);
        keep(&PresetChange::Stored(kick));
        fs::rename(folder.join("Kick.yaml"), folder.join("my kick.yaml")).unwrap();
        let path = folder.join("my kick.yaml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("values:", "about: Ours.\nvalues:")).unwrap();
        let kick = stored("Kick", PresetPlace::User, 50.0);
        keep(&PresetChange::Stored(kick.clone()));
        assert_eq!(yaml_files(&folder), ["my kick.yaml"]);
        let read = || {
            let mut notices = Vec::new();
            let mut folders = self::folders(None, Some(&folder));
            let mut presets = load(&mut folders, &RealDisk, &mut notices);
            presets.retain(|preset| preset.place == PresetPlace::User);
            (presets, notices)
        };
        assert_eq!(read(), (vec![kick], vec![]));
        let renamed = stored("Kick in", PresetPlace::User, 50.0);
        keep(&PresetChange::Renamed {
            from: "Kick".to_owned(),
            preset: renamed.clone(),
        });
        assert_eq!(read(), (vec![renamed], vec![]));
        assert_eq!(yaml_files(&folder), ["my kick.yaml"]);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("about: Ours."), "{text}");
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
        let mut folders = folders(Some(&folder), None);
        fs::create_dir_all(&folder).unwrap();
        let broken = "preset: [ # half written";
        fs::write(folder.join("Kick.yaml"), broken).unwrap();
        let kick = stored("Kick", PresetPlace::Show, 40.0);
        let mut keep = |change: &PresetChange| keep(&mut RealDisk, &mut folders, change).unwrap();
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
        let change = PresetChange::Stored(stored("Kick", PresetPlace::Show, 40.0));
        assert!(keep(&mut RealDisk, &mut folders(None, None), &change).is_err());
    }
}
