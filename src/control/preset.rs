//! A preset: settings of one node under a name, for any node of any show; and the library of them.
//!
//! Of one name, the show's own hides the user's, and that hides the factory's.

use super::feed::{PresetName, PresetPlace};
use super::intent::Refusal;
use crate::param::nearest::nearest;
use crate::param::{NodeRow, Plain};
use crossbeam_channel::Sender;

/// Most presets of one place.
const MOST_PRESETS: usize = 1000;

/// A preset.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// Its name, unique within its place.
    pub name: String,
    /// Where it is kept.
    pub place: PresetPlace,
    /// Its settings.
    pub rows: Vec<(NodeRow, Plain)>,
}

/// What happened to a preset, for whoever keeps the files.
#[derive(Clone, Debug, PartialEq)]
pub enum PresetChange {
    /// Stored anew, or again.
    Stored(Preset),
    /// It has another name now.
    Renamed {
        /// The old name.
        from: String,
        /// The preset with its new name.
        preset: Preset,
    },
    /// It is gone from its place.
    Deleted(String, PresetPlace),
}

/// What a console starts with.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// The presets.
    pub list: Vec<Preset>,
    /// Where changes go; without it presets end with the console.
    pub saver: Option<Sender<PresetChange>>,
    /// There is a folder of this show's own presets.
    pub has_show: bool,
}

/// The presets of a running console.
#[derive(Debug, Default)]
pub struct Library {
    /// By name, then by place: of one name the first one counts.
    pub(super) list: Vec<Preset>,
    pub(super) saver: Option<Sender<PresetChange>>,
    pub(super) has_show: bool,
}

impl Library {
    /// What was found.
    pub fn new(shelf: Shelf) -> Self {
        let mut library = Self {
            list: shelf.list,
            saver: shelf.saver,
            has_show: shelf.has_show,
        };
        library.sort();
        library
    }

    /// What everybody sees of them.
    pub fn summary(&self) -> Vec<PresetName> {
        let mut names: Vec<PresetName> = Vec::new();
        for preset in &self.list {
            if names.last().is_none_or(|last| last.name != preset.name) {
                names.push(PresetName {
                    name: preset.name.clone(),
                    place: preset.place,
                });
            }
        }
        names
    }

    fn sort(&mut self) {
        let key = |preset: &Preset| {
            (
                preset.name.to_lowercase(),
                preset.name.clone(),
                preset.place,
            )
        };
        self.list.sort_by_cached_key(key);
        self.list
            .dedup_by(|one, other| one.name == other.name && one.place == other.place);
    }

    pub(super) fn find(&self, name: &str) -> Result<&Preset, Refusal> {
        let found = self.list.iter().find(|preset| preset.name == name);
        found.ok_or_else(|| {
            let names = self.list.iter().map(|preset| preset.name.as_str());
            let near = nearest(name, names);
            let near = near.map_or(String::new(), |near| format!("; did you mean '{near}'?"));
            Refusal::Transfer(format!("there is no preset '{name}'{near}"))
        })
    }

    /// One that may be changed.
    pub(super) fn find_own(&self, name: &str) -> Result<&Preset, Refusal> {
        let preset = self.find(name)?;
        if preset.place == PresetPlace::Factory {
            let text = format!(
                "'{name}' is shipped with Headroom and stays; store your own under this name to \
                 hide it"
            );
            return Err(Refusal::Transfer(text));
        }
        Ok(preset)
    }

    pub(super) fn remove(&mut self, name: &str, place: PresetPlace) {
        self.list
            .retain(|preset| preset.name != name || preset.place != place);
    }

    /// Hands over the show's own, for a folder that is written anew.
    pub(super) fn keep_all(&self) {
        let own = self.list.iter();
        for preset in own.filter(|preset| preset.place == PresetPlace::Show) {
            if let Some(saver) = &self.saver {
                // A saver that has ended means that the console is ending.
                let _ = saver.send(PresetChange::Stored(preset.clone()));
            }
        }
    }

    /// Adds a preset; one of that name in that place is replaced.
    pub(super) fn add(&mut self, preset: Preset) -> Result<(), Refusal> {
        self.remove(&preset.name, preset.place);
        let in_place = |known: &&Preset| known.place == preset.place;
        if self.list.iter().filter(in_place).count() >= MOST_PRESETS {
            let text = format!("a folder holds at most {MOST_PRESETS} presets; delete one first");
            return Err(Refusal::Transfer(text));
        }
        self.list.push(preset);
        self.sort();
        Ok(())
    }
}
