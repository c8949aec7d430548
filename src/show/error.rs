//! What is wrong with a file, and where.

use crate::param::printable::printable;
use std::fmt;

/// One thing that is wrong with a file. What is printed of it is fit for a terminal, whatever the file
/// holds. Lines and columns count from 1; line 0 means the file as a
/// whole (it cannot be opened, it is too large).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// The file, as the user named it.
    pub file: String,
    /// Line of the wrong key or value; 0 for the file as a whole.
    pub line: usize,
    /// Column of the wrong key or value.
    pub column: usize,
    /// What was found.
    pub message: String,
    /// What is allowed, or what to do next; may be empty.
    pub hint: String,
}

impl FileError {
    /// An error about the file as a whole.
    pub fn whole(file: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line: 0,
            column: 0,
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.file))?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {}", printable(&self.message))?;
        if !self.hint.is_empty() {
            write!(f, "; {}", printable(&self.hint))?;
        }
        Ok(())
    }
}

impl std::error::Error for FileError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_reads_as_compilers_write_them() {
        let mut error = FileError::whole("band.yaml", "cannot be read", "");
        assert_eq!(error.to_string(), "band.yaml: cannot be read");
        (error.line, error.column) = (12, 5);
        error.hint = "see the log".to_owned();
        assert_eq!(
            error.to_string(),
            "band.yaml:12:5: cannot be read; see the log"
        );
    }
}
