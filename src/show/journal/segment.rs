//! One segment: a header, a checkpoint, and the changes since.

use super::line;
use super::record::{Group, Part, escape, read_value, unescape, write_value};
use crate::param::{Layout, ParamAddr, Plain, Topology};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Small named pieces of state, each one line of JSON.
pub type Documents = BTreeMap<String, String>;

/// The format that this version writes. In format 1 everything counted at once, and there were no documents.
const FORMAT: u32 = 2;
/// The oldest format that it reads.
const OLDEST: u32 = 1;
/// How the names of segments end.
const ENDING: &str = ".journal";

/// Why a segment begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A console opened the show.
    Open,
    /// A console came back after its process had died.
    Recovery,
    /// Another engine took over: another rate, other strips and buses, or a healed one.
    Engine,
    /// The segment before had grown long.
    Full,
    /// Writing had failed, and works again.
    Mended,
}

/// What a segment begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The format of the file.
    pub format: u32,
    /// Its number.
    pub number: u64,
    /// The number of the last group before it.
    pub sequence: u64,
    /// The last known frame.
    pub frame: u64,
    /// Sample rate in Hz; 0 while no stream has told one.
    pub rate: u32,
    /// Checksum of the layout: equal for the same parameters in the same order.
    pub layout: String,
    /// Wall time.
    pub time: jiff::Timestamp,
    /// Why it begins.
    pub reason: Reason,
    /// Name of the show.
    pub name: String,
    /// The stamp of the show's file as it was read or written last.
    pub file: String,
    /// What the console consists of.
    pub topology: Topology,
}

/// A segment to be begun.
#[derive(Clone, Debug)]
pub struct Start {
    /// The header; whoever writes it gives it its number.
    pub header: Header,
    /// The layout of the values.
    pub layout: Arc<Layout>,
    /// Every value.
    pub values: Vec<Plain>,
    /// Every document.
    pub documents: Documents,
}

impl Start {
    /// A segment for a console as it stands; `header` says the rest.
    pub fn new(layout: &Arc<Layout>, values: &[Plain], reason: Reason) -> Self {
        let header = Header {
            format: FORMAT,
            number: 0,
            sequence: 0,
            frame: 0,
            rate: 0,
            layout: layout_stamp(layout),
            time: jiff::Timestamp::now(),
            reason,
            name: String::new(),
            file: String::new(),
            topology: layout.topology().clone(),
        };
        Self {
            header,
            layout: layout.clone(),
            values: values.to_vec(),
            documents: Documents::new(),
        }
    }

    /// Header and checkpoint as sealed lines.
    ///
    /// # Errors
    /// Never for a topology that can exist; the JSON writer's word otherwise.
    pub fn write(&self, number: u64) -> Result<String, serde_json::Error> {
        let header = Header {
            number,
            ..self.header.clone()
        };
        let mut text = line::seal(&format!("segment {}", serde_json::to_string(&header)?));
        for (index, value) in self.layout.indices().zip(&self.values) {
            let value = write_value(self.layout.addr(index), *value);
            text.push_str(&line::seal(&format!("= {value}")));
        }
        for (key, json) in &self.documents {
            text.push_str(&line::seal(&format!(": {} {json}", escape(key))));
        }
        let lines = self.values.len() + self.documents.len();
        text.push_str(&line::seal(&format!("checkpoint {lines}")));
        Ok(text)
    }
}

/// Equal for the same parameters in the same order.
fn layout_stamp(layout: &Layout) -> String {
    let mut hasher = crc32fast::Hasher::new();
    for index in layout.indices() {
        hasher.update(layout.addr(index).to_string().as_bytes());
        hasher.update(b"\n");
    }
    format!("{:08x}", hasher.finalize())
}

/// The file name of a segment.
pub fn file_name(number: u64) -> String {
    format!("{number:08}{ENDING}")
}

/// The number in a segment's file name.
pub fn number_of(name: &str) -> Option<u64> {
    name.strip_suffix(ENDING)?.parse().ok()
}

/// The line that says that show.yaml has been written.
pub(super) fn file_line(stamp: &str) -> String {
    line::seal(&format!("file {stamp}"))
}

/// The line that says that a document is this now, or gone.
pub(super) fn document_line(sequence: u64, key: &str, json: Option<&str>) -> String {
    let key = escape(key);
    line::seal(&match json {
        Some(json) => format!("doc {sequence} {key} {json}"),
        None => format!("doc {sequence} {key}"),
    })
}

/// The line that says that all documents whose keys begin so are gone.
pub(super) fn drop_line(sequence: u64, prefix: &str) -> String {
    line::seal(&format!("drop {sequence} {}", escape(prefix)))
}

/// The line that says how far the sound is.
pub(super) fn frame_line(frame: u64) -> String {
    line::seal(&format!("frame {frame}"))
}

/// The last line of a console that has ended by itself.
pub(super) fn clean_line() -> String {
    line::seal("clean")
}

/// How a segment ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The console had ended by itself.
    Clean,
    /// The console went on elsewhere, or died.
    Open,
    /// In the middle of a line or a group.
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
    /// Lines that were whole but that this version does not understand.
    pub unknown: usize,
    /// How it ends.
    pub end: End,
}

/// What is read so far.
#[derive(Debug, Default)]
struct Reading {
    header: Option<Header>,
    values: Vec<(ParamAddr, Plain)>,
    lines: usize,
    is_whole: bool,
    groups: Vec<Group>,
    open: Option<Group>,
    documents: Documents,
    sequence: u64,
    frame: u64,
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
    while !rest.is_empty() && end.is_none() {
        number += 1;
        let (line, more) = split(rest);
        let outcome = match line.and_then(line::open) {
            Some(body) => reading.take(body),
            None => Err("the line is damaged".to_owned()),
        };
        if let Err(what) = outcome {
            end = Some(if is_torn(line, more) {
                End::Torn
            } else {
                End::Damaged { line: number, what }
            });
        }
        rest = more;
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

/// True for what a write that never ended leaves: nothing behind it counts.
fn is_torn(line: Option<&[u8]>, mut rest: &[u8]) -> bool {
    if line.is_some_and(|line| line::open(line).is_some()) {
        return false;
    }
    while !rest.is_empty() {
        let (line, more) = split(rest);
        if line.is_some_and(|line| line::open(line).is_some()) {
            return false;
        }
        rest = more;
    }
    true
}

impl Reading {
    /// Takes a whole line.
    fn take(&mut self, body: &str) -> Result<(), String> {
        let (word, rest) = body.split_once(' ').unwrap_or((body, ""));
        if self.header.is_none() {
            let header = read_header(word, rest)?;
            (self.sequence, self.frame) = (header.sequence, header.frame);
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
        match word {
            "file" => rest.clone_into(&mut self.file),
            "clean" => self.is_clean = true,
            "frame" => {
                let frame: u64 = rest.parse().map_err(|_| "this is no frame".to_owned())?;
                self.frame = self.frame.max(frame);
            }
            "doc" => return self.take_document(rest),
            "drop" => return self.drop_documents(rest),
            _ => return self.take_part(body),
        }
        Ok(())
    }

    /// "42 scenes {…}"; without the JSON it is gone.
    fn take_document(&mut self, rest: &str) -> Result<(), String> {
        let no_document = || "this is no document".to_owned();
        let (sequence, rest) = rest.split_once(' ').ok_or_else(no_document)?;
        self.take_number(sequence.parse().map_err(|_| no_document())?)?;
        if let Some((key, json)) = rest.split_once(' ') {
            let key = unescape(key).ok_or_else(no_document)?;
            self.documents.insert(key, json.to_owned());
        } else {
            let key = unescape(rest).ok_or_else(no_document)?;
            self.documents.remove(&key);
        }
        Ok(())
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
                    .and_then(|(path, text)| read_value(path, text));
                self.unknown += usize::from(value.is_none());
                self.values.extend(value);
                Ok(())
            }
            ":" => {
                self.lines += 1;
                let document = rest
                    .split_once(' ')
                    .and_then(|(key, json)| Some((unescape(key)?, json.to_owned())));
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

    fn take_part(&mut self, body: &str) -> Result<(), String> {
        let Some(part) = Part::read(body) else {
            return Err("this is no change".to_owned());
        };
        self.unknown += usize::from(!part.is_known);
        let group = match self.open.take() {
            None => {
                self.take_number(part.group.sequence)?;
                part.group
            }
            Some(open) if open.sequence != part.group.sequence => {
                return Err(format!("the end of change {} is missing", open.sequence));
            }
            Some(mut open) => {
                open.entries.extend(part.group.entries);
                open
            }
        };
        if part.more {
            self.open = Some(group);
        } else {
            self.frame = self.frame.max(group.frame);
            self.groups.push(group);
        }
        Ok(())
    }

    fn finish(self, end: Option<End>) -> Result<Segment, String> {
        let why = match &end {
            Some(End::Damaged { line, what }) => format!("line {line}: {what}"),
            _ => String::new(),
        };
        let Some(header) = self.header.filter(|_| self.is_whole) else {
            return Err(why);
        };
        // A group that has not ended does not count.
        let sequence = self.sequence - u64::from(self.open.is_some());
        let whole = match (self.is_clean, self.open) {
            (true, _) => End::Clean,
            (false, Some(_)) => End::Torn,
            (false, None) => End::Open,
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
            file,
            unknown: self.unknown,
            end: end.unwrap_or(whole),
        })
    }
}

fn read_header(word: &str, json: &str) -> Result<Header, String> {
    if word != "segment" {
        return Err("this is no header".to_owned());
    }
    let header: Header = serde_json::from_str(json).map_err(|error| error.to_string())?;
    if !(OLDEST..=FORMAT).contains(&header.format) {
        return Err(format!(
            "its format is {}; this Headroom reads {OLDEST} to {FORMAT}: open the show with the one that \
             wrote it, or a newer one",
            header.format
        ));
    }
    header
        .topology
        .validate()
        .map_err(|error| error.to_string())?;
    Ok(header)
}
