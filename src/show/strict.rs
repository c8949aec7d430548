//! Files that are used whole or not at all: what controls of surfaces send, and what they do.

use super::error::FileError;
use super::reader::{Fields, Reader};
use super::text;
use super::yaml::Document;
use std::path::Path;

/// A kind of file: what it is called, its keys, and how its fields become it.
#[derive(Clone, Copy, Debug)]
pub struct Format<T> {
    /// What it is, with an article.
    pub what: &'static str,
    /// Its keys.
    pub keys: &'static [&'static str],
    /// Reads it; what is wrong goes to the reader.
    pub read: fn(&mut Reader, &Document, Fields) -> T,
}

impl<T> Format<T> {
    /// Loads a file.
    ///
    /// # Errors
    /// Everything that is wrong with it, by line.
    pub fn load(&self, path: &Path) -> Result<T, Vec<FileError>> {
        let text = text::read(path).map_err(|error| vec![error])?;
        self.parse(&text, &path.display().to_string())
    }

    /// Reads a text; `source` is the name that errors show.
    ///
    /// # Errors
    /// Everything that is wrong with it, by line.
    pub fn parse(&self, text: &str, source: &str) -> Result<T, Vec<FileError>> {
        let (file, errors) = self.read_all(text, source, false)?;
        if errors.is_empty() {
            Ok(file)
        } else {
            Err(errors)
        }
    }

    /// Everything that is wrong with a text, and what is probably a slip though it can be used.
    pub fn check(&self, text: &str, source: &str) -> Vec<FileError> {
        match self.read_all(text, source, true) {
            Ok((_, errors)) | Err(errors) => errors,
        }
    }

    fn read_all(
        &self,
        text: &str,
        source: &str,
        with_advice: bool,
    ) -> Result<(T, Vec<FileError>), Vec<FileError>> {
        let one = |error| vec![error];
        let document = Document::read(source, text).map_err(one)?;
        let mut reader = Reader::default();
        let fields = reader
            .map_of(&document, self.what, self.keys)
            .map_err(one)?;
        read_version(&mut reader, &document, fields);
        let file = (self.read)(&mut reader, &document, fields);
        if with_advice {
            reader.insist();
        }
        Ok((file, reader.finish(&document)))
    }
}

fn read_version(reader: &mut Reader, document: &Document, fields: Fields) {
    match fields.get("headroom") {
        Some(node) => drop(reader.number(node, "the format", (1, 1))),
        None => reader.report(
            &document.root,
            "'headroom' is missing",
            "write 'headroom: 1' at the top",
        ),
    }
}
