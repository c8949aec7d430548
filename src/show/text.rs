//! Getting the text of a file, whatever is behind the name, and names into one.

use super::disk::{Disk, RealDisk};
use super::error::FileError;
use super::yaml::MAX_BYTES;
use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

/// Reads a text file that the user has named. What is not a plain file of reasonable size is never
/// opened or read: a device or a pipe could block for ever.
///
/// # Errors
/// A file that is missing, cannot be read, is too large, or is not text.
pub fn read(path: &Path) -> Result<String, FileError> {
    let name = path.display().to_string();
    let is_file = fs::metadata(path)
        .map_err(|error| refused(&name, &error))?
        .is_file();
    if !is_file {
        let hint = "name a file, not a folder or a device";
        return Err(FileError::whole(&name, "this is not a file", hint));
    }
    // A link is the user's way to name a file.
    let path = fs::canonicalize(path).map_err(|error| refused(&name, &error))?;
    read_inside(&RealDisk, &path, &name)
}

/// Reads a text file of another program, which may be in Latin-1: true then.
///
/// # Errors
/// As [`read`], but for what is no UTF-8.
pub fn read_foreign(path: &Path) -> Result<(String, bool), FileError> {
    let name = path.display().to_string();
    let bytes = match read(path) {
        Ok(text) => return Ok((text, false)),
        // A plain file, which can be read: it was tried.
        Err(_) if path.is_file() => RealDisk.read_up_to(path, MAX_BYTES),
        Err(error) => return Err(error),
    };
    let bytes = bytes.map_err(|error| refused(&name, &error))?;
    Ok((bytes.iter().map(|byte| char::from(*byte)).collect(), true))
}

/// Reads a text file of a show, where no link is followed; `name` is what errors show.
///
/// # Errors
/// As [`read`].
pub fn read_inside(disk: &dyn Disk, path: &Path, name: &str) -> Result<String, FileError> {
    // One byte more than is allowed is enough for the parser to see that it is too large.
    let bytes = disk.read_up_to(path, MAX_BYTES + 1);
    let bytes = bytes.map_err(|error| refused(name, &error))?;
    if bytes.len() > MAX_BYTES {
        // The last character may be cut in two.
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    String::from_utf8(bytes).map_err(|error| not_text(name, &error))
}

fn refused(name: &str, error: &io::Error) -> FileError {
    match error.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::IsADirectory => {
            FileError::whole(name, error.to_string(), "")
        }
        _ => {
            let message = format!("the file cannot be read: {error}");
            FileError::whole(name, message, "check the name and the permissions")
        }
    }
}

/// True for the names of files that are ours to read in a folder.
pub fn is_yaml(name: &str) -> bool {
    let ending = Path::new(name).extension();
    ending.is_some_and(|ending| ending == "yaml")
}

/// A text as a YAML scalar that reads back as it was: in double quotes, with everything escaped that
/// YAML would take for a quote, an end of line or a mark of its own.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            _ if needs_escape(c) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that are no text, or that end a line in YAML (U+0085, U+2028, U+2029).
fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

fn not_text(name: &str, error: &std::string::FromUtf8Error) -> FileError {
    let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
    let line = good.rsplit('\n').next().unwrap_or_default();
    FileError {
        file: name.to_owned(),
        line: 1 + good.matches('\n').count(),
        column: 1 + line.chars().count(),
        message: "this is not UTF-8 text".to_owned(),
        hint: "save the file as UTF-8, or check that it is the right file".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::yaml::Document;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_reads_back_as_it_was(text in any::<String>()) {
            let yaml = quoted(&text);
            let document = Document::read("", &yaml).unwrap();
            prop_assert!(document.root.is_text(&text), "{:?}", document.root);
        }
    }
}
