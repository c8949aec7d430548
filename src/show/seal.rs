//! How a file that the console writes shows that all of it is there.
//!
//! ```yaml
//! headroom: 1
//! has-end: yes        # this file has an end line …
//! scene: Verse
//! values:
//!   ch/1/fader: -4.2 dB
//! end: 1 values, sum 5d0b7a31     # … and here it is, with the sum of everything above
//! ```
//! A file that announces an end line and has none was cut off: what is left of it is not used. A sum that does
//! not fit means that somebody else has changed the file, which a hand may: it is read as it is, and that is
//! said. A file that a hand has made announces nothing, and needs no end line.

use super::error::FileError;
use super::reader::{Fields, Reader};
use super::yaml::Document;
use crate::param::counted;

/// The key that announces an end line.
pub const ANNOUNCES: &str = "has-end";
/// The key of the end line.
pub const END: &str = "end";
/// The line that announces an end line.
pub const ANNOUNCEMENT: &str = "has-end: yes\n";

const CUT_OFF: &str = "the file is cut off: it has no whole 'end:' line";
const WHAT_TO_DO: &str = "put one of its copies in its place (they are in 'copies' beside it); if everything is \
                          there, remove the line 'has-end: yes'";

/// What a file shows about itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seal {
    /// Nothing: a hand has made it.
    #[default]
    None,
    /// It is as the console wrote it.
    Whole,
    /// It was changed since.
    Edited,
    /// Its end is missing.
    CutOff,
}

/// A text with its end line; one that was there is replaced.
pub fn sealed(text: &str, values: usize) -> String {
    let is_end = |line: &&str| line.starts_with(END) && line[END.len()..].starts_with(':');
    let mut body: String = text
        .split_inclusive('\n')
        .filter(|line| !is_end(line))
        .collect();
    if !body.ends_with('\n') {
        body.push('\n');
    }
    let sum = crc32fast::hash(body.as_bytes());
    format!("{body}{END}: {values} values, sum {sum:08x}\n")
}

/// What stands above the end line of a text that is exactly as the console wrote it.
pub fn whole_body(text: &str) -> Option<&str> {
    let last = text.rfind("\nend: ")? + 1;
    let (body, end) = text.split_at(last);
    let (_, sum) = end.strip_suffix('\n')?.split_once(" values, sum ")?;
    let sum = u32::from_str_radix(sum, 16).ok()?;
    (crc32fast::hash(body.as_bytes()) == sum).then_some(body)
}

/// What a text shows about itself; that it was cut off is reported.
pub fn read(reader: &mut Reader, document: &Document, fields: Fields, text: &str) -> Seal {
    let Some(announced) = fields.get(ANNOUNCES) else {
        return Seal::None;
    };
    let says_so = reader.word(announced, "'has-end'", &[("yes", true), ("no", false)]);
    if says_so == Some(false) {
        return Seal::None;
    }
    let sum = fields.get(END).and_then(|node| {
        let line = reader.text(node, "the end line")?;
        let (_, sum) = line.split_once(" values, sum ")?;
        (sum.len() == 8).then_some(())?;
        u32::from_str_radix(sum, 16).ok()
    });
    let Some(sum) = sum else {
        reader.report(&document.root, CUT_OFF, WHAT_TO_DO);
        return Seal::CutOff;
    };
    let last = text.rfind("\nend:").map_or(0, |at| at + 1);
    if crc32fast::hash(&text.as_bytes()[..last]) == sum {
        Seal::Whole
    } else {
        Seal::Edited
    }
}

/// Why a file that was cut off is not used.
pub fn cut_off(file: &str) -> FileError {
    FileError::whole(file, CUT_OFF, WHAT_TO_DO)
}

/// What is said of a file of somebody else's changes; `found` values are in it now.
pub fn word(file: &str, found: usize) -> FileError {
    let message = format!(
        "somebody has changed this file since the console wrote it; it is used as it is now, with \
         {}",
        counted(found, "value")
    );
    let hint = "what the console wrote is in 'copies' beside it";
    FileError::whole(file, message, hint)
}
