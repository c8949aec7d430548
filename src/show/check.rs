//! `headroom check`: which kind of file is this, and what is wrong with it?

use super::disk::RealDisk;
use super::error::FileError;
use super::journal::recover::recover;
use super::named_files::{Named, NamedFiles};
use super::preset_file::PresetFile;
use super::scene_file::SceneFile;
use super::yaml::{Document, Kind};
use super::{
    automation_file, console_file, cue_file, layout_file, mapping_file, phone_links, preset_file,
    scene_file, session_file, show_file, text,
};
use crate::param::nearest::nearest;
use std::fmt;
use std::path::Path;

/// The kinds of files that can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A console definition.
    Console,
    /// A session for `headroom render`.
    Session,
    /// A scene of a show.
    Scene,
    /// The cues of a show.
    Cues,
    /// Settings for any strip or bus.
    Preset,
    /// Markers, loop and lanes.
    Automation,
    /// Links for phones.
    Phones,
    /// The folder of a show.
    Show,
    /// A surface.
    Device,
    /// What the controls of a surface do.
    Layout,
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Console => "console",
            Self::Session => "session",
            Self::Scene => "scene",
            Self::Cues => "list of cues",
            Self::Preset => "preset",
            Self::Automation => "automation",
            Self::Phones => "links for phones",
            Self::Show => "show",
            Self::Device => "device",
            Self::Layout => "layout",
        })
    }
}

/// Checks a file strictly.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn check_file(path: &Path) -> Result<FileKind, Vec<FileError>> {
    if path.is_dir() {
        return check_show(path);
    }
    let text = text::read(path).map_err(|error| vec![error])?;
    let base_dir = path.parent().unwrap_or(Path::new(""));
    check_text(&text, &path.display().to_string(), base_dir)
}

/// Checks everything in the folder of a show.
fn check_show(folder: &Path) -> Result<FileKind, Vec<FileError>> {
    let name = folder.display().to_string();
    let file = folder.join(show_file::FILE);
    if !file.exists() {
        let hint = "name the folder of a show, or a file; make a show: headroom new FOLDER";
        let message = "there is no show.yaml in this folder";
        return Err(vec![FileError::whole(&name, message, hint)]);
    }
    let mut errors = check_file(&file).err().unwrap_or_default();
    let automation = folder.join(automation_file::FILE);
    if automation.exists() {
        errors.extend(check_file(&automation).err().unwrap_or_default());
    }
    let phones = folder.join(phone_links::FILE);
    if phones.exists() {
        errors.extend(check_file(&phones).err().unwrap_or_default());
    }
    let scenes = check_folder::<SceneFile>(&folder.join(show_file::SCENES), &mut errors);
    check_cues(&folder.join(show_file::CUES), &scenes, &mut errors);
    check_folder::<PresetFile>(&folder.join(show_file::PRESETS), &mut errors);
    let journal = folder.join(show_file::JOURNAL);
    let source = journal.display().to_string();
    let problem = |text: String| FileError::whole(&source, text, "");
    match recover(&RealDisk, &journal) {
        Ok(findings) => errors.extend(findings.problems.into_iter().map(problem)),
        Err(error) => errors.push(problem(error.to_string())),
    }
    if errors.is_empty() {
        Ok(FileKind::Show)
    } else {
        Err(errors)
    }
}

/// Everything that is wrong with the files in a part of a show; one that is not there is fine. The names of
/// what is in it.
fn check_folder<T: Named>(folder: &Path, errors: &mut Vec<FileError>) -> Vec<String> {
    let mut files = NamedFiles::<T>::new(folder.to_owned());
    let contents = files.load(&RealDisk);
    errors.extend(contents.problems);
    let found = contents.found.iter();
    found.map(|found| found.item.name().to_owned()).collect()
}

/// Everything that is wrong with the cues of a show, which may have none.
fn check_cues(path: &Path, scenes: &[String], errors: &mut Vec<FileError>) {
    if !path.exists() {
        return;
    }
    let name = path.display().to_string();
    let read = text::read_inside(&RealDisk, path, &name)
        .and_then(|text| cue_file::parse_tolerant(&text, &name));
    let (cues, problems) = match read {
        Ok(read) => read,
        Err(error) => return errors.push(error),
    };
    errors.extend(problems);
    for cue in cues {
        if let Some(scene) = cue.scene.as_ref().filter(|scene| !scenes.contains(scene)) {
            let message = format!(
                "cue {} recalls '{scene}', and there is no such scene",
                cue.number
            );
            let near = nearest(scene, scenes.iter().map(String::as_str));
            let hint = near.map_or(String::new(), |near| format!("did you mean '{near}'?"));
            errors.push(FileError::whole(&name, message, hint));
        }
    }
}

/// Checks a text strictly; `source` is the name that errors show, files that it names are looked
/// for below `base_dir`.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn check_text(text: &str, source: &str, base_dir: &Path) -> Result<FileKind, Vec<FileError>> {
    let one = |error| vec![error];
    let kind = kind_of(&Document::read(source, text).map_err(one)?).map_err(one)?;
    let errors = match kind {
        FileKind::Console | FileKind::Show => {
            console_file::parse_tolerant(text, source).map(|(_, errors)| errors)
        }
        FileKind::Scene => scene_file::parse_tolerant(text, source).map(|(_, errors)| errors),
        FileKind::Cues => cue_file::parse_tolerant(text, source).map(|(_, errors)| errors),
        FileKind::Preset => preset_file::parse_tolerant(text, source).map(|(_, errors)| errors),
        FileKind::Automation => {
            automation_file::parse_tolerant(text, source).map(|(_, errors)| errors)
        }
        FileKind::Phones => phone_links::parse_tolerant(text, source).map(|(_, errors)| errors),
        FileKind::Session => session_file::read(text, source, base_dir).map(|(_, errors)| errors),
        FileKind::Device => Ok(mapping_file::check(text, source)),
        FileKind::Layout => Ok(layout_file::check(text, source)),
    }
    .map_err(one)?;
    if errors.is_empty() {
        Ok(kind)
    } else {
        Err(errors)
    }
}

/// The kind whose keys are there most often.
fn kind_of(document: &Document) -> Result<FileKind, FileError> {
    let count = |keys: &[&str]| match &document.root.kind {
        Kind::Map(entries) => entries
            .iter()
            .filter(|(node, _)| keys.iter().any(|key| node.is_text(key)))
            .count(),
        _ => 0,
    };
    if count(&["scene"]) > 0 {
        return Ok(FileKind::Scene);
    }
    if count(&["cues"]) > 0 {
        return Ok(FileKind::Cues);
    }
    if count(&["preset"]) > 0 {
        return Ok(FileKind::Preset);
    }
    if count(&automation_file::KEYS[1..]) > 0 {
        return Ok(FileKind::Automation);
    }
    if count(&phone_links::KEYS[1..]) > 0 {
        return Ok(FileKind::Phones);
    }
    let kinds = [
        (FileKind::Console, count(&console_file::KEYS)),
        (FileKind::Session, count(&session_file::KEYS)),
        (FileKind::Device, count(&mapping_file::KEYS)),
        (FileKind::Layout, count(&layout_file::KEYS)),
    ];
    let most = kinds.iter().map(|(_, count)| *count).max().unwrap_or(0);
    // Of kinds with the same count, the first one: a console.
    match kinds.iter().find(|(_, count)| *count == most) {
        Some((kind, count)) if *count > 0 => Ok(*kind),
        _ => Err(not_ours(document)),
    }
}

fn not_ours(document: &Document) -> FileError {
    let hint = format!(
        "a console has the keys {}; a session has {}; a device has {}; a layout has {}; a keymap has keymap",
        console_file::KEYS.join(", "),
        session_file::KEYS.join(", "),
        mapping_file::KEYS.join(", "),
        layout_file::KEYS.join(", ")
    );
    let message = "this is no file of Headroom's".to_owned();
    document.error(document.root.place, message, hint)
}
