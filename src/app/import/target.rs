//! The show that scenes of another desk go to: one that is there, or a new one with a console like that desk.

use super::desk_files::{DeskFiles, Holds, free_name};
use crate::app::lock::Lock;
use crate::diag::say;
use crate::param::BusRole;
use crate::show::console_file::ConsoleFile;
use crate::show::cue::Cue;
use crate::show::cue_file;
use crate::show::disk::RealDisk;
use crate::show::named_files::{Named, NamedFiles};
use crate::show::preset_file::PresetFile;
use crate::show::scene_file::SceneFile;
use crate::show::x32::console::console_of;
use crate::show::{save, show_file};
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a show is called that has no name.
const NAMELESS: &str = "Imported";

/// What goes into the show.
#[derive(Debug, Default)]
pub struct Wanted {
    /// As scenes.
    pub scenes: Vec<SceneFile>,
    /// As presets.
    pub presets: Vec<PresetFile>,
    /// As the list of cues, where it has none.
    pub cues: Vec<Cue>,
}

/// The show.
#[derive(Debug)]
pub struct Target {
    /// Its folder; none: nothing is written.
    folder: Option<PathBuf>,
    /// Its console.
    pub console: ConsoleFile,
    /// It is not there yet.
    pub is_new: bool,
    scenes: BTreeSet<String>,
    presets: BTreeSet<String>,
    /// Nobody opens it meanwhile.
    lock: Option<Lock>,
}

impl Target {
    /// The show in a folder, or a new one for it; without a folder, only what it would be.
    ///
    /// # Errors
    /// The show is open, or cannot be read; the folder is something else.
    pub fn open(folder: Option<&Path>, files: &DeskFiles) -> Result<Self> {
        let mut target = Self {
            folder: folder.map(Path::to_owned),
            console: ConsoleFile::default(),
            is_new: true,
            scenes: BTreeSet::new(),
            presets: BTreeSet::new(),
            lock: None,
        };
        if let Some(folder) = folder.filter(|folder| show_file::is_show(folder)) {
            target.take_show(folder)?;
        } else {
            target.console = like_the_desk(files)?;
        }
        Ok(target)
    }

    fn take_show(&mut self, folder: &Path) -> Result<()> {
        let lock = Lock::take(
            Some(folder),
            &folder.join(show_file::JOURNAL),
            &mut Vec::new(),
        );
        let Ok(lock) = lock else {
            let folder = folder.display();
            bail!(
                "the show in {folder} is open: stop its console first (headroom stop), or import into a new folder"
            );
        };
        let read = show_file::open(&mut RealDisk, &folder.join(show_file::FILE))?;
        if let Some(problem) = read.problems.into_iter().next() {
            return Err(problem).context("the show has to be in order first");
        }
        self.console = read.console;
        self.is_new = false;
        self.scenes = names_in::<SceneFile>(&folder.join(show_file::SCENES));
        self.presets = names_in::<PresetFile>(&folder.join(show_file::PRESETS));
        self.lock = Some(lock);
        Ok(())
    }

    /// Gives everything a name that the show can keep.
    pub fn name_all(&mut self, files: &mut DeskFiles) {
        for item in &mut files.items {
            let (what, taken) = match item.holds {
                Holds::Scene => ("Scene", &mut self.scenes),
                Holds::Channel => ("Preset", &mut self.presets),
            };
            item.name = free_name(&item.name, what, |name| taken.contains(name));
            taken.insert(item.name.clone());
        }
    }

    /// What its buses are for.
    pub fn roles(&self) -> BTreeMap<u16, BusRole> {
        let buses = self.console.topology.buses.iter();
        buses.map(|bus| (bus.number, bus.role)).collect()
    }

    /// Writes the show if it is new, and everything that goes into it.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn write(&self, wanted: &Wanted) -> Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        if self.is_new {
            show_file::create(&mut RealDisk, folder, &show_file::whole(&self.console))?;
        }
        put_all(folder.join(show_file::SCENES), &wanted.scenes)?;
        put_all(folder.join(show_file::PRESETS), &wanted.presets)?;
        let cues = folder.join(show_file::CUES);
        if wanted.cues.is_empty() {
            return Ok(());
        }
        if cues.exists() {
            say::line("the show has cues of its own, which stay; those of the desk are left out");
        } else {
            save::replace(&mut RealDisk, &cues, &cue_file::whole(&wanted.cues))
                .with_context(|| format!("{} cannot be written", cues.display()))?;
        }
        Ok(())
    }

    /// What has been done, and what to do next.
    pub fn summary(&self, wanted: &Wanted) -> String {
        let count = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            _ => format!("{count} {what}s"),
        };
        let scenes = count(wanted.scenes.len(), "scene");
        let presets = match wanted.presets.len() {
            0 => String::new(),
            many => format!(" and {}", count(many, "preset")),
        };
        match &self.folder {
            Some(folder) => {
                let folder = folder.display();
                let stand = match wanted.scenes.len() + wanted.presets.len() {
                    1 => "stands",
                    _ => "stand",
                };
                format!(
                    "{scenes}{presets} {stand} in {folder}; look them over (headroom check {folder}), then: headroom run {folder}"
                )
            }
            None => format!(
                "nothing is written: {scenes}{presets} would be taken; to take them, name a folder with --to"
            ),
        }
    }
}

/// A console like the desk of the first scene.
fn like_the_desk(files: &DeskFiles) -> Result<ConsoleFile> {
    let first = files.items.iter().find(|item| item.holds == Holds::Scene);
    let Some(first) = first else {
        bail!("channel presets go into a show that is there: name its folder with --to");
    };
    let names = [&files.show, &first.name];
    let name = names.into_iter().find(|name| !name.trim().is_empty());
    let name = name.map_or(NAMELESS, String::as_str);
    Ok(console_of(
        &first.desk,
        name.replace(char::is_control, " ").trim(),
    ))
}

fn put_all<T: Named>(folder: PathBuf, items: &[T]) -> Result<()> {
    let mut files = NamedFiles::new(folder);
    files.load(&RealDisk);
    for item in items {
        let name = item.name();
        files
            .put(&mut RealDisk, item, Timestamp::now())
            .with_context(|| format!("{name} cannot be written"))?;
    }
    Ok(())
}

fn names_in<T: Named>(folder: &Path) -> BTreeSet<String> {
    let contents = NamedFiles::<T>::new(folder.to_owned()).load(&RealDisk);
    contents
        .found
        .iter()
        .map(|found| found.item.name().to_owned())
        .collect()
}
