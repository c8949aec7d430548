//! Getting the text of a file, whatever is behind the name.

use super::error::FileError;
use super::yaml::MAX_BYTES;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Reads a text file. What is not a plain file of reasonable size is never opened or read: a
/// device or a pipe could block for ever.
///
/// # Errors
/// A file that is missing, cannot be read, is too large, or is not text.
pub fn read(path: &Path) -> Result<String, FileError> {
    let name = path.display().to_string();
    let refuse = |error: std::io::Error| {
        let message = format!("the file cannot be read: {error}");
        FileError::whole(&name, message, "check the name and the permissions")
    };
    let is_file = std::fs::metadata(path).map_err(refuse)?.is_file();
    if !is_file {
        let hint = "name a file, not a folder or a device";
        return Err(FileError::whole(&name, "this is not a file", hint));
    }
    // One byte more than is allowed is enough for the parser to see that it is too large.
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(refuse)?;
    let limit = MAX_BYTES as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).map_err(refuse)?;
    String::from_utf8(bytes).map_err(|error| not_text(&name, &error))
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
