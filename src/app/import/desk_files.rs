//! The files of a desk, with names for what they hold.

use crate::param::{StripDef, Topology, Width};
use crate::show::cue::{Cue, CueNumber};
use crate::show::names;
use crate::show::text;
use crate::show::x32::desk::Desk;
use crate::show::x32::show::{DeskCue, DeskShow};
use anyhow::{Result, bail};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Longest note that a scene or cue takes, in characters.
use crate::show::scene_head::LONGEST_NOTES;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A scene, or a part of one.
    Scene,
    /// Settings of one channel.
    Channel,
}

/// A file that was read.
#[derive(Debug)]
pub struct DeskFile {
    /// What it holds.
    pub holds: Holds,
    /// What that is called in the show.
    pub name: String,
    /// A note.
    pub note: String,
    /// What it says.
    pub desk: Desk,
    /// Its number, for the cues of its show.
    number: Option<u16>,
}

/// All files.
#[derive(Debug, Default)]
pub struct DeskFiles {
    /// Scenes and presets.
    pub items: Vec<DeskFile>,
    /// What there is to say about them.
    pub remarks: Vec<String>,
    /// The name of the first show; empty without one.
    pub show: String,
    cues: Vec<DeskCue>,
}

/// A console of one strip, for settings of a channel.
pub fn one_channel() -> Topology {
    Topology {
        strips: vec![StripDef {
            number: 1,
            width: Width::Mono,
        }],
        dcas: Vec::new(),
        mute_groups: Vec::new(),
        ..Topology::default()
    }
}

/// Reads files, and the scenes of shows.
///
/// # Errors
/// A file that cannot be read, or is none of a desk.
pub fn read_all(paths: &[PathBuf]) -> Result<DeskFiles> {
    let mut files = DeskFiles::default();
    for path in paths {
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("shw") => files.take_show(path)?,
            Some("scn" | "snp") => files.take(path, Holds::Scene)?,
            Some("chn") => files.take(path, Holds::Channel)?,
            _ => bail!(
                "{}: only files of an X32 or M32 are read: .shw, .scn, .snp, .chn",
                path.display()
            ),
        }
    }
    if files.items.is_empty() {
        bail!("there is no scene beside the show; copy its .scn files into the same folder");
    }
    Ok(files)
}

impl DeskFiles {
    /// The text of a file. What other programs have written in Latin-1 is read as that, and told.
    fn text(&mut self, path: &Path) -> Result<String> {
        let (text, is_latin) = text::read_foreign(path)?;
        if is_latin {
            let file = path.display();
            self.remarks.push(format!(
                "{file} is no UTF-8; it was read as Latin-1: look over names with accents"
            ));
        }
        Ok(text)
    }

    fn take(&mut self, path: &Path, holds: Holds) -> Result<()> {
        let source = path.display().to_string();
        let text = self.text(path)?;
        let desk = match holds {
            Holds::Scene => Desk::scene(&text, &source)?,
            Holds::Channel => Desk::channel(&text, &source)?,
        };
        // A desk shows a scene by the name of its file; of a preset, its own name counts.
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        let stem = stem.unwrap_or_default();
        let name = match holds {
            Holds::Channel if !desk.name.is_empty() => desk.name.clone(),
            _ => stem,
        };
        self.items.push(DeskFile {
            holds,
            name,
            note: note(&desk.note),
            desk,
            number: None,
        });
        Ok(())
    }

    fn take_show(&mut self, path: &Path) -> Result<()> {
        let text = self.text(path)?;
        let show = DeskShow::read(&text, &path.display().to_string())?;
        for scene in &show.scenes {
            let file = path.with_extension(format!("{:03}.scn", scene.number));
            if !file.exists() {
                let file = file.display();
                self.remarks.push(format!(
                    "the scene {} is left out: there is no {file}",
                    scene.name
                ));
                continue;
            }
            self.take(&file, Holds::Scene)?;
            if let Some(item) = self.items.last_mut() {
                item.name.clone_from(&scene.name);
                item.note = note(&scene.note);
                item.number = Some(scene.number);
            }
        }
        if show.snippets > 0 {
            let remark =
                "snippets of a show are left out; name their .snp files to take them as scenes";
            self.remarks.push(remark.to_owned());
        }
        if self.show.is_empty() {
            self.show = show.name;
        }
        self.cues.extend(show.cues);
        Ok(())
    }

    /// The cues of its shows, by the names that the scenes have now; without any, the scenes of the shows in order. What
    /// could not be taken as it is goes to the remarks.
    pub fn cues(&mut self) -> Vec<Cue> {
        let scenes = self.items.iter();
        let names: HashMap<u16, &str> = scenes
            .filter_map(|item| Some((item.number?, &item.name[..])))
            .collect();
        if self.cues.is_empty() {
            let numbered = self.items.iter().filter(|item| item.number.is_some());
            let cue = |(number, item): (u32, &DeskFile)| {
                Some(Cue::of(CueNumber::whole(number)?, Some(item.name.clone())))
            };
            return (1..).zip(numbered).filter_map(cue).collect();
        }
        let mut cues: Vec<Cue> = Vec::new();
        for theirs in &self.cues {
            let called = format!("cue {} {}", theirs.shown, one_line(&theirs.name));
            let called = called.trim_end();
            let Some(mut cue) = cue(theirs, &names) else {
                let allowed = CueNumber::ALLOWED;
                let remark = format!("{called} is left out: numbers of cues are {allowed} here");
                self.remarks.push(remark);
                continue;
            };
            if let Some(scene) = theirs.scene.filter(|scene| !names.contains_key(scene)) {
                let remark = format!(
                    "{called} recalls no scene here: scene {scene} of the desk is not there"
                );
                self.remarks.push(remark);
            }
            let is_taken = |number: CueNumber| cues.iter().any(|cue| cue.number == number);
            if is_taken(cue.number) {
                let Some(free) = free_behind(cue.number, is_taken) else {
                    let remark = format!("{called} is left out: too many cues have that number");
                    self.remarks.push(remark);
                    continue;
                };
                let remark = format!("{called} is cue {free} here: another one has its number");
                self.remarks.push(remark);
                cue.number = free;
            }
            cues.push(cue);
        }
        cues.sort_by_key(|cue| cue.number);
        cues
    }
}

/// A number right behind one that is taken: the desk's have two decimals, ours three.
fn free_behind(number: CueNumber, is_taken: impl Fn(CueNumber) -> bool) -> Option<CueNumber> {
    let step = CueNumber::parse("0.001")?;
    let mut numbers = std::iter::successors(number.plus(step), |number| number.plus(step));
    numbers.by_ref().take(9).find(|number| !is_taken(*number))
}

fn cue(theirs: &DeskCue, names: &HashMap<u16, &str>) -> Option<Cue> {
    let scene = theirs.scene.and_then(|number| names.get(&number));
    let mut cue = Cue::of(theirs.number?, scene.map(|name| (*name).to_owned()));
    if scene.is_none_or(|name| *name != theirs.name) {
        cue.name = one_line(&theirs.name);
    }
    cue.skipped = theirs.skip;
    let midi = theirs.midi.iter().map(|midi| format!("MIDI: {midi}"));
    let snippet = theirs
        .has_snippet
        .then(|| "recalls a snippet, too".to_owned());
    cue.notes = midi.chain(snippet).collect::<Vec<_>>().join("; ");
    Some(cue)
}

fn note(text: &str) -> String {
    one_line(text).chars().take(LONGEST_NOTES).collect()
}

fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ").trim().to_owned()
}

/// A name that a scene or preset may have, as near to one of a desk as that goes, and none of those that are `taken`.
pub fn free_name(wanted: &str, what: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut name = one_line(wanted).replace(['/', '\\'], "-");
    name = name
        .trim_start_matches(['.', '-', ' '])
        .chars()
        .take(50)
        .collect();
    if name.is_empty() || names::check_word(&name).is_err() || names::check(&name).is_err() {
        format!("{what} {name}").trim().clone_into(&mut name);
    }
    let numbered = (2..).map(|number| format!("{name} ({number})"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    names.find(|name| !taken(name)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_desks_become_names_of_files() {
        let taken = |name: &str| name == "Verse" || name == "Verse (2)";
        for (wanted, name) in [
            ("Song 1", "Song 1"),
            ("AC/DC", "AC-DC"),
            ("12", "Scene 12"),
            ("", "Scene"),
            ("../show", "show"),
            ("off", "Scene off"),
            ("Verse", "Verse (3)"),
        ] {
            assert_eq!(free_name(wanted, "Scene", taken), name, "{wanted}");
        }
    }
}
