//! What was learnt, in files that people can read: a device file, and a layout where a control shall do something.

use super::lines::with_line;
use super::one::Moved;
use super::words::{address_words, quoted};
use crate::param::ParamAddr;
use crate::show::disk::RealDisk;
use crate::show::error::FileError;
use crate::show::layout_file::{self, possible};
use crate::show::mapping_file::{self, Control};
use crate::show::save;
use crate::surface::catalogue::{Device, LAYOUT_FOLDER};
use crate::surface::ports::device_of;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A file that is to be written, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Where.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// The name of a device by its port: that of the port's client.
pub fn device_name(port: &str) -> String {
    device_of(port).to_owned()
}

/// The file in a folder for something of this name.
pub fn path_for(folder: &Path, name: &str) -> PathBuf {
    let kept = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let name: String = name.chars().map(kept).collect();
    folder.join(format!("{name}.yaml"))
}

/// Writes a device file that reads back, in a folder that is made where it is missing.
///
/// # Errors
/// It is no device file, or cannot be written.
pub fn write_device(draft: &Draft) -> Result<(), String> {
    let parsed = mapping_file::parse(&draft.text, &draft.path.display().to_string());
    sound(parsed, draft)?;
    write(draft)
}

fn sound<T>(parsed: Result<T, Vec<FileError>>, draft: &Draft) -> Result<(), String> {
    let Err(errors) = parsed else {
        return Ok(());
    };
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    Err(format!(
        "what was learnt is no good file:\n{}\n\n{}",
        lines.join("\n"),
        draft.text
    ))
}

fn write(draft: &Draft) -> Result<(), String> {
    let failed =
        |error: std::io::Error| format!("{} cannot be written: {error}", draft.path.display());
    if let Some(folder) = draft.path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    save::replace(&mut RealDisk, &draft.path, &draft.text).map_err(failed)
}

/// A control that shall do something, on the page on which it was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The control.
    pub moved: Moved,
    /// The page of the layout.
    pub page: String,
    /// What it shall do: an action, or the path of a parameter.
    pub target: String,
}

impl Binding {
    /// What it does, as its layout has it: of what every strip has, a parameter of whatever the strip stands for.
    ///
    /// # Errors
    /// What is allowed.
    pub fn does(&self) -> Result<String, String> {
        let control = self.moved.control;
        let of_strip = || {
            let addr = ParamAddr::parse(&self.target)?;
            let below = addr.below_node();
            possible(control, &below).is_ok().then_some(below)
        };
        let text = of_strip()
            .filter(|_| control.is_of_strip())
            .unwrap_or_else(|| self.target.clone());
        match possible(control, &text) {
            Ok(_) => Ok(text),
            Err(hint) => Err(format!("{} cannot do '{text}'; {hint}", control.word())),
        }
    }

    /// The files that say it, in `folder`, of the device at this port.
    ///
    /// # Errors
    /// It cannot be done, or a file has to be changed by hand.
    fn drafts(&self, device: &Device, port: &str, folder: &Path) -> Result<Vec<Draft>, String> {
        let does = self.does()?;
        let name = if device.file.is_guess {
            device_name(port)
        } else {
            device.file.name.clone()
        };
        let mut drafts = vec![self.layout(device, &name, folder, &does)?];
        if let Some((address, manner)) = &self.moved.new {
            let manner = manner
                .as_ref()
                .map_or(String::new(), |how| format!(", {how}"));
            let value = format!("{{ {}{manner} }}", address_words(&[*address]));
            drafts.push(device_draft(
                device,
                &name,
                folder,
                (self.moved.control, &value),
            )?);
        } else if device.file.is_guess {
            drafts.push(device_draft(
                device,
                &name,
                folder,
                (self.moved.control, ""),
            )?);
        }
        Ok(drafts)
    }

    fn layout(
        &self,
        device: &Device,
        name: &str,
        folder: &Path,
        does: &str,
    ) -> Result<Draft, String> {
        let (path, text) = match &device.own_layout {
            Some(path) => (path.clone(), read(path)?),
            None => (
                free(&folder.join(LAYOUT_FOLDER), name),
                format!(
                    "# Learnt in Headroom: what differs from the shipped layout.\n\
                     headroom: 1\nlayout: {0}\nextends: {1}\nfor: [ {0} ]\n",
                    quoted(name),
                    device.layout_name
                ),
            ),
        };
        let control = self.moved.control;
        let headings: &[&str] = if control.is_of_strip() {
            &["pages", &self.page]
        } else {
            &["keys"]
        };
        let text = with_line(&text, headings, control.word(), does)
            .map_err(|heading| by_hand(&path, &heading, control, does))?;
        let draft = Draft { path, text };
        let source = draft.path.display().to_string();
        sound(layout_file::parse(&draft.text, &source), &draft)?;
        Ok(draft)
    }
}

/// The device's file with one more control; with none, as it is: a file of its own is what makes an unknown device known.
fn device_draft(
    device: &Device,
    name: &str,
    folder: &Path,
    (control, value): (Control, &str),
) -> Result<Draft, String> {
    let (path, text) = if let Some(path) = &device.own_file {
        (path.clone(), read(path)?)
    } else {
        let mut text = format!(
            "# Learnt in Headroom: what differs from the shipped file.\n\
             headroom: 1\nextends: {}\ndevice: {}\n",
            device.file_name,
            quoted(name)
        );
        if device.file.is_guess {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "match: [ {} ]", quoted(name));
        }
        (free(folder, name), text)
    };
    let text = match value {
        "" => text,
        value => with_line(&text, &["in"], control.word(), value)
            .map_err(|heading| by_hand(&path, &heading, control, value))?,
    };
    let draft = Draft { path, text };
    let source = draft.path.display().to_string();
    sound(mapping_file::parse(&draft.text, &source), &draft)?;
    Ok(draft)
}

fn by_hand(path: &Path, heading: &str, control: Control, value: &str) -> String {
    format!(
        "{}: write '{}: {value}' under '{heading}' yourself: what stands there is written in a way that only a person \
         can change",
        path.display(),
        control.word()
    )
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

/// A file of this name that is not there yet.
fn free(folder: &Path, name: &str) -> PathBuf {
    let first = path_for(folder, name);
    if !first.exists() {
        return first;
    }
    let mut others = (2..1000).map(|number| path_for(folder, &format!("{name} {number}")));
    others.find(|path| !path.exists()).unwrap_or(first)
}

/// Writes that a control does something. What was done, for people.
///
/// # Errors
/// It cannot be done; nothing was written then.
pub fn keep_binding(
    binding: &Binding,
    device: &Device,
    port: &str,
    folder: Option<&Path>,
) -> Result<String, String> {
    let folder =
        folder.ok_or("there is no home folder to keep it in: set HOME or XDG_CONFIG_HOME")?;
    let drafts = binding.drafts(device, port, folder)?;
    for draft in &drafts {
        write(draft)?;
    }
    let places: Vec<String> = drafts
        .iter()
        .map(|draft| draft.path.display().to_string())
        .collect();
    Ok(format!(
        "{} → {}; written: {}",
        binding.moved.words(),
        binding.does()?,
        places.join(", ")
    ))
}

/// Writes what was learnt of the device at a port. What was done, for people.
///
/// # Errors
/// Nothing was learnt, or it cannot be written.
pub fn keep_device(
    lesson: &super::Lesson,
    device: &Device,
    port: &str,
    folder: Option<&Path>,
) -> Result<String, String> {
    if lesson.is_empty() {
        return Err("nothing was learnt; nothing is written".to_owned());
    }
    let folder =
        folder.ok_or("there is no home folder to keep it in: set HOME or XDG_CONFIG_HOME")?;
    let name = device_name(port);
    // What was learnt before is learnt anew; a file that a person wrote stays, and is tried after this one.
    let path = match &device.own_file {
        Some(path) if device.file.name == name => path.clone(),
        _ => free(folder, &name),
    };
    let draft = Draft {
        path,
        text: lesson.file(&name),
    };
    write_device(&draft)?;
    Ok(format!(
        "'{name}' is learnt; written: {}",
        draft.path.display()
    ))
}
