//! Reading a segment, once from its first line to the first that does not count.

use super::line::Chain;
use super::record::{Group, Paths, head, unescape};
use super::segment::{DocumentChanges, Documents, Header, LARGEST, OLDEST, change, read_header};
use crate::param::{ParamAddr, Plain};

/// How a segment ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The console had ended by itself.
    Clean,
    /// The console went on elsewhere, or died.
    Open,
    /// In the middle of a line or a group, as what was being written when the console died.
    Torn,
    /// There is more behind a line that cannot be read.
    Damaged {
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
}

/// A segment as it was read.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Its header.
    pub header: Header,
    /// The checkpoint.
    pub values: Vec<(ParamAddr, Plain)>,
    /// The changes after it, each whole.
    pub groups: Vec<Group>,
    /// The documents in the end.
    pub documents: Documents,
    /// Number of the last change, of a group or a document.
    pub sequence: u64,
    /// The last known frame.
    pub frame: u64,
    /// The stamp of the show's file in the end.
    pub file: String,
    /// Bytes that count, up to the end of the last whole group.
    pub length: u64,
    /// Lines that were whole but that this version does not understand.
    pub unknown: usize,
    /// How it ends.
    pub end: End,
}

/// What is read so far.
#[derive(Debug, Default)]
struct Reading {
    chain: Chain,
    paths: Paths,
    header: Option<Header>,
    values: Vec<(ParamAddr, Plain)>,
    lines: usize,
    is_whole: bool,
    groups: Vec<Group>,
    /// A group that has not ended, and what its lines begin with.
    open: Option<(Group, String)>,
    documents: Documents,
    /// Documents that change together, as long as that has not ended.
    together: DocumentChanges,
    sequence: u64,
    frame: u64,
    length: usize,
    file: String,
    unknown: usize,
    is_clean: bool,
}

/// Reads a segment, as far as it counts.
///
/// # Errors
/// Why nothing of it can be used: no whole header and checkpoint. Empty for one that was being begun.
pub fn read(bytes: &[u8]) -> Result<Segment, String> {
    let mut reading = Reading::default();
    let mut end = None;
    let mut rest = bytes;
    let mut number = 0;
    while !rest.is_empty() {
        number += 1;
        let (line, more) = split(rest);
        let outcome = match line.and_then(|line| reading.chain.open(line)) {
            Some(body) => reading.take(body),
            None => Err(what_is_wrong(line)),
        };
        if let Err(what) = outcome {
            end = Some(if is_torn(rest) && !reading.is_clean {
                End::Torn
            } else {
                End::Damaged { line: number, what }
            });
            break;
        }
        rest = more;
        if !reading.is_open() {
            reading.length = bytes.len() - rest.len();
        }
    }
    reading.finish(end)
}

/// The first line, without its end, and what follows; a last line without an end is none.
fn split(bytes: &[u8]) -> (Option<&[u8]>, &[u8]) {
    match bytes.iter().position(|byte| *byte == b'\n') {
        Some(at) => (Some(&bytes[..at]), &bytes[at + 1..]),
        None => (None, &[]),
    }
}

fn what_is_wrong(line: Option<&[u8]>) -> String {
    let what = if line.is_some_and(|line| line.ends_with(b"\r")) {
        "the line ends as on Windows: another program has changed the file"
    } else {
        "the line is damaged, or one before it is missing"
    };
    what.to_owned()
}

/// True for what a write that never ended leaves: one line without its end, and zeros where the disk had given
/// room already.
fn is_torn(rest: &[u8]) -> bool {
    !rest.contains(&b'\n')
}

impl Reading {
    /// Takes a whole line.
    fn take(&mut self, body: &str) -> Result<(), String> {
        let (word, rest) = body.split_once(' ').unwrap_or((body, ""));
        if self.header.is_none() {
            let header = read_header(word, rest)?;
            (self.sequence, self.frame) = (header.sequence, header.frame);
            if header.format == OLDEST {
                self.chain.loosen();
            }
            self.header = Some(header);
            return Ok(());
        }
        if !self.is_whole {
            return self.take_checkpoint(word, rest);
        }
        if self.is_clean {
            return Err("something follows the end".to_owned());
        }
        if self.open.is_some() {
            return self.take_part(body);
        }
        if !self.together.is_empty() && !word.starts_with("doc") {
            return Err(self.end_is_missing());
        }
        match word {
            "file" => rest.clone_into(&mut self.file),
            "clean" => self.is_clean = true,
            "frame" => {
                let frame = rest.parse().map_err(|_| "this is no frame".to_owned())?;
                return self.take_frame(frame);
            }
            "doc" => return self.take_document(rest, false),
            "doc+" => return self.take_document(rest, true),
            "drop" => return self.drop_documents(rest),
            _ => return self.take_part(body),
        }
        Ok(())
    }

    /// "42 scenes {…}"; without the JSON it is gone. With `more`, the next line belongs to it.
    fn take_document(&mut self, rest: &str, more: bool) -> Result<(), String> {
        let no_document = || "this is no document".to_owned();
        let (sequence, rest) = rest.split_once(' ').ok_or_else(no_document)?;
        let sequence = sequence.parse().map_err(|_| no_document())?;
        if self.together.is_empty() {
            self.take_number(sequence)?;
        } else if sequence != self.sequence {
            return Err(self.end_is_missing());
        }
        let (key, json) = match rest.split_once(' ') {
            Some((key, json)) => (key, Some(json.into())),
            None => (rest, None),
        };
        let key = unescape(key).ok_or_else(no_document)?;
        self.together.push((key, json));
        if !more {
            change(&mut self.documents, std::mem::take(&mut self.together));
        }
        Ok(())
    }

    fn end_is_missing(&self) -> String {
        format!("the end of change {} is missing", self.sequence)
    }

    /// A change has begun and has not ended.
    fn is_open(&self) -> bool {
        self.open.is_some() || !self.together.is_empty()
    }

    /// "43 scene/".
    fn drop_documents(&mut self, rest: &str) -> Result<(), String> {
        let no_prefix = || "this names no documents".to_owned();
        let (sequence, prefix) = rest.split_once(' ').ok_or_else(no_prefix)?;
        self.take_number(sequence.parse().map_err(|_| no_prefix())?)?;
        let prefix = unescape(prefix).ok_or_else(no_prefix)?;
        self.documents.retain(|key, _| !key.starts_with(&prefix));
        Ok(())
    }

    /// Numbers rise by one.
    fn take_number(&mut self, sequence: u64) -> Result<(), String> {
        let next = self.sequence + 1;
        if sequence != next {
            return Err(format!("changes from {next} on are missing"));
        }
        self.sequence = next;
        Ok(())
    }

    fn take_checkpoint(&mut self, word: &str, rest: &str) -> Result<(), String> {
        match word {
            "=" => {
                self.lines += 1;
                let value = rest
                    .split_once(' ')
                    .and_then(|(path, text)| self.paths.read_value(path, text));
                self.unknown += usize::from(value.is_none());
                self.values.extend(value);
                Ok(())
            }
            ":" => {
                self.lines += 1;
                let document = rest
                    .split_once(' ')
                    .and_then(|(key, json)| Some((unescape(key)?, json.into())));
                self.unknown += usize::from(document.is_none());
                self.documents.extend(document);
                Ok(())
            }
            "checkpoint" if rest.parse() == Ok(self.lines) => {
                self.is_whole = true;
                Ok(())
            }
            _ => Err("values of the checkpoint are missing".to_owned()),
        }
    }

    /// Frames never go back; one that could wrap is none.
    fn take_frame(&mut self, frame: u64) -> Result<(), String> {
        if frame > LARGEST {
            return Err("its frame is not possible".to_owned());
        }
        self.frame = self.frame.max(frame);
        Ok(())
    }

    fn take_part(&mut self, body: &str) -> Result<(), String> {
        let (group, head, line) = match self.open.take() {
            None => {
                let (group, line) = Group::read(body, &mut self.paths)
                    .ok_or_else(|| "this is no change".to_owned())?;
                self.take_number(group.sequence)?;
                (group, line.more.then(|| head(body).to_owned()), line)
            }
            Some((mut group, head)) => {
                let line = group
                    .read_more(body, &head, &mut self.paths)
                    .ok_or_else(|| format!("the end of change {} is missing", group.sequence))?;
                (group, Some(head), line)
            }
        };
        self.unknown += usize::from(!line.is_known);
        if let Some(head) = head.filter(|_| line.more) {
            self.open = Some((group, head));
        } else {
            self.take_frame(group.frame)?;
            self.groups.push(group);
        }
        Ok(())
    }

    fn finish(self, end: Option<End>) -> Result<Segment, String> {
        let why = match &end {
            Some(End::Damaged { line, what }) => format!("line {line}: {what}"),
            _ => String::new(),
        };
        let is_open = self.is_open();
        let Some(header) = self.header.filter(|_| self.is_whole) else {
            return Err(why);
        };
        // A change that has not ended does not count.
        let sequence = self.sequence - u64::from(is_open);
        let whole = match (self.is_clean, is_open) {
            (true, _) => End::Clean,
            (false, true) => End::Torn,
            (false, false) => End::Open,
        };
        let file = if self.file.is_empty() {
            header.file.clone()
        } else {
            self.file
        };
        Ok(Segment {
            header,
            values: self.values,
            groups: self.groups,
            documents: self.documents,
            sequence,
            frame: self.frame,
            length: self.length as u64,
            file,
            unknown: self.unknown,
            end: end.unwrap_or(whole),
        })
    }
}
