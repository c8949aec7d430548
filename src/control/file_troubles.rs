//! What hands have done to the show's files while the console runs: everybody is told, and whoever changes the thing
//! here learns what becomes of its file.

use super::intent::{Fold, Intent, SceneWish, Transfer};
use crate::show::standing::{Change, Trouble};

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The console: `show.yaml`.
    Show,
    /// The cues.
    Cues,
    /// Markers, loop and lanes.
    Timeline,
    /// The scene of that name.
    Scene(String),
    /// The preset of that name.
    Preset(String),
}

/// What is wrong with a file, as long as it stands so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileTrouble {
    /// What it holds.
    pub about: About,
    /// What is wrong.
    pub trouble: Trouble,
}

/// Who keeps files, and looks after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// The show's, but for its presets.
    Show,
    /// Presets.
    Presets,
}

/// Everything that is wrong now.
#[derive(Debug, Default)]
pub struct FileTroubles {
    show: Vec<FileTrouble>,
    presets: Vec<FileTrouble>,
}

/// So many are said one by one.
const MOST_WORDS: usize = 5;

impl FileTroubles {
    /// What a keeper has found; nothing else is wrong.
    pub fn take(&mut self, keeper: Keeper, found: Vec<FileTrouble>) {
        match keeper {
            Keeper::Show => self.show = found,
            Keeper::Presets => self.presets = found,
        }
    }

    fn all(&self) -> impl Iterator<Item = &FileTrouble> {
        self.show.iter().chain(&self.presets)
    }

    /// For people who come.
    pub fn texts(&self) -> Vec<String> {
        in_short(self.all().map(|found| found.trouble.text.clone()).collect())
    }

    /// What there is to say about the files of what an intent has changed; `current` is the current scene's name.
    pub fn about(&self, intent: &Intent, current: Option<&str>) -> Vec<String> {
        let said = self.all().filter_map(|found| {
            let change = changed(&found.about, intent, current)?;
            Some(match found.about {
                About::Scene(_) | About::Preset(_) => found.trouble.outcome(change),
                // They say when the next change replaces them.
                About::Show | About::Cues | About::Timeline => found.trouble.text.clone(),
            })
        });
        in_short(said.collect())
    }
}

fn in_short(mut texts: Vec<String>) -> Vec<String> {
    let more = texts.len().saturating_sub(MOST_WORDS);
    texts.truncate(MOST_WORDS);
    if more > 0 {
        texts.push(format!(
            "{more} more files were changed while the console runs"
        ));
    }
    texts
}

/// What an intent does to what a file holds; nothing where it is about something else.
fn changed(about: &About, intent: &Intent, current: Option<&str>) -> Option<Change> {
    let change = match (about, intent) {
        (About::Scene(name), intent) => return scene_changed(name, intent, current),
        (About::Preset(name), Intent::Transfer(transfer)) => {
            return preset_changed(name, transfer);
        }
        (About::Cues, Intent::Cues(wish)) => wish.changes_list(),
        (About::Timeline, Intent::Lane(_) | Intent::Transport(_)) => intent.is_durable(),
        (
            About::Show,
            Intent::Reshape(_) | Intent::ReshapeConfirmed(_) | Intent::Label(..) | Intent::Patch(_),
        ) => true,
        _ => false,
    };
    change.then_some(Change::Stored)
}

fn scene_changed(name: &str, intent: &Intent, current: Option<&str>) -> Option<Change> {
    let is_it = |other: &str| other.trim() == name;
    let (change, is_it) = match intent {
        Intent::Scene(SceneWish::Store(scene) | SceneWish::ChangeHead(scene, _)) => {
            (Change::Stored, is_it(scene))
        }
        Intent::Scene(SceneWish::StoreCurrent | SceneWish::Fold(Fold::Current)) => {
            (Change::Stored, current == Some(name))
        }
        Intent::Scene(SceneWish::Fold(_) | SceneWish::ChangeMany(..)) => (Change::Stored, true),
        Intent::Scene(SceneWish::Rename(from, _)) => (Change::Renamed, is_it(from)),
        Intent::Scene(SceneWish::Delete(scene)) => (Change::Deleted, is_it(scene)),
        _ => return None,
    };
    is_it.then_some(change)
}

fn preset_changed(name: &str, transfer: &Transfer) -> Option<Change> {
    let (change, preset) = match transfer {
        Transfer::StorePreset { name, .. } => (Change::Stored, name),
        Transfer::RenamePreset(from, _) => (Change::Renamed, from),
        Transfer::DeletePreset(name) => (Change::Deleted, name),
        _ => return None,
    };
    (preset.trim() == name).then_some(change)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn trouble(about: About, is_asked: bool) -> FileTrouble {
        let trouble = Trouble {
            path: PathBuf::from("scenes/Verse.yaml"),
            what: "scene 'Verse'".to_owned(),
            text: "scenes/Verse.yaml: somebody has changed it".to_owned(),
            is_asked,
        };
        FileTrouble { about, trouble }
    }

    #[test]
    fn an_answer_tells_of_the_files_of_what_was_changed_alone() {
        let mut troubles = FileTroubles::default();
        let scene = About::Scene("Verse".to_owned());
        troubles.take(Keeper::Show, vec![trouble(scene.clone(), false)]);
        let said = |troubles: &FileTroubles, intent: Intent| troubles.about(&intent, Some("Solo"));
        let verse = || "Verse".to_owned();
        let store = || Intent::Scene(SceneWish::Store(verse()));
        let first = said(&troubles, store());
        assert!(
            first[0].contains(
                "it stays, and the scene 'Verse' as it is now is a dated copy in scenes/copies"
            ),
            "{first:?}"
        );
        for other in [
            Intent::Scene(SceneWish::Store("Solo".to_owned())),
            Intent::Scene(SceneWish::StoreCurrent),
            Intent::Scene(SceneWish::Rename("Solo".to_owned(), verse())),
            Intent::Undo,
        ] {
            assert_eq!(said(&troubles, other), Vec::<String>::new());
        }
        assert!(
            said(&troubles, Intent::Scene(SceneWish::Delete(verse())))[0]
                .contains("what it said is a dated copy")
        );
        troubles.take(
            Keeper::Presets,
            vec![trouble(About::Preset(verse()), false)],
        );
        assert_eq!(troubles.texts().len(), 2);
        // Asked once, the next store replaces the file.
        troubles.take(Keeper::Show, vec![trouble(scene, true)]);
        let second = said(&troubles, store());
        assert!(second[0].contains("it is replaced now"), "{second:?}");
        troubles.take(Keeper::Show, Vec::new());
        assert_eq!(troubles.texts().len(), 1);
        assert_eq!(said(&troubles, store()), Vec::<String>::new());
    }

    #[test]
    fn of_many_files_some_are_named() {
        let mut troubles = FileTroubles::default();
        let many = (0..500).map(|at| trouble(About::Scene(at.to_string()), false));
        troubles.take(Keeper::Show, many.collect());
        let said = troubles.texts();
        assert_eq!(said.len(), MOST_WORDS + 1);
        assert!(said[MOST_WORDS].starts_with("495 more files"), "{said:?}");
    }
}
