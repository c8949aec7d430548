//! One segment: a header, a checkpoint, and the changes since.

use super::line;
use super::record::{Group, Part, read_value, write_value};
use crate::param::{Layout, ParamAddr, Plain, Topology};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The format that this version writes and reads.
const FORMAT: u32 = 1;
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
        text.push_str(&line::seal(&format!("checkpoint {}", self.values.len())));
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
        let Some(header) = &self.header else {
            self.header = Some(read_header(word, rest)?);
            return Ok(());
        };
        if !self.is_whole {
            return self.take_checkpoint(word, rest);
        }
        if self.is_clean {
            return Err("something follows the end".to_owned());
        }
        match word {
            "file" => rest.clone_into(&mut self.file),
            "clean" => self.is_clean = true,
            _ => {
                let last = self.groups.last().map_or(header.sequence, |g| g.sequence);
                return self.take_part(body, last);
            }
        }
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
            "checkpoint" if rest.parse() == Ok(self.lines) => {
                self.is_whole = true;
                Ok(())
            }
            _ => Err("values of the checkpoint are missing".to_owned()),
        }
    }

    fn take_part(&mut self, body: &str, last: u64) -> Result<(), String> {
        let Some(part) = Part::read(body) else {
            return Err("this is no change".to_owned());
        };
        self.unknown += usize::from(!part.is_known);
        let mut group = part.group;
        if group.sequence != last + 1 {
            return Err(format!("changes from {} on are missing", last + 1));
        }
        if let Some(open) = self.open.take() {
            group.values.splice(0..0, open.values);
        }
        if part.more {
            self.open = Some(group);
        } else {
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
    if header.format != FORMAT {
        return Err(format!(
            "its format is {}; this Headroom reads {FORMAT}",
            header.format
        ));
    }
    header
        .topology
        .validate()
        .map_err(|error| error.to_string())?;
    Ok(header)
}
