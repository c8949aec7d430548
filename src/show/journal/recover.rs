//! Reading the folder of a journal: how the console stood, and everybody's steps.

use super::past::{Edit, Past, Pasts};
use super::record::{Entry, Group};
use super::segment::{self, Documents, End, Segment};
use crate::param::{ParamAddr, Plain, Topology};
use crate::show::disk::Disk;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

/// As much of the past is read for undo, in bytes; the newest two segments always are.
const READ_LIMIT: usize = 16 * 1024 * 1024;
const ALWAYS_READ: usize = 2;

/// A parameter that was moving.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glide {
    /// Which one.
    pub addr: ParamAddr,
    /// Where it began.
    pub from: Plain,
    /// Where it was going.
    pub to: Plain,
    /// The frame at which it began.
    pub start: u64,
    /// Frames from there until it is there.
    pub over: u32,
}

/// How the console stood.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovered {
    /// What it consisted of.
    pub topology: Topology,
    /// Every value; of what was moving, where it was going.
    pub values: HashMap<ParamAddr, Plain>,
    /// What was moving at the last known frame, by address.
    pub glides: Vec<Glide>,
    /// The documents.
    pub documents: Documents,
    /// Number of the last change.
    pub sequence: u64,
    /// The last known frame.
    pub frame: u64,
    /// Sample rate in Hz by which frames count; 0 where no stream had told one.
    pub rate: u32,
    /// True where the console had ended by itself.
    pub is_clean: bool,
    /// True where changes after these values can no longer be read.
    pub is_damaged: bool,
    /// The stamp of the show's file.
    pub file: String,
    /// Everybody's steps, by name.
    pub pasts: BTreeMap<String, Past>,
    /// What the last recalls changed, oldest first.
    pub recalls: Vec<Vec<Edit>>,
}

/// What a folder holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// How the console stood; nothing for a new journal, or one of which nothing can be read.
    pub state: Option<Recovered>,
    /// What is wrong with it, for people.
    pub problems: Vec<String>,
    /// The largest number of a segment, readable or not.
    pub last_number: u64,
}

/// The segments of a folder, by number; none for a folder that is not there.
///
/// # Errors
/// The folder cannot be read.
pub fn segments(disk: &dyn Disk, folder: &Path) -> io::Result<Vec<(u64, String)>> {
    let names = match disk.list(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        names => names?,
    };
    let numbered = names
        .into_iter()
        .filter_map(|name| Some((segment::number_of(&name)?, name)));
    let mut segments: Vec<(u64, String)> = numbered.collect();
    segments.sort();
    Ok(segments)
}

/// Reads a journal.
///
/// # Errors
/// The folder cannot be read.
pub fn recover(disk: &dyn Disk, folder: &Path) -> io::Result<Findings> {
    let mut findings = Findings::default();
    let mut newest = Vec::new();
    let mut bytes_read = 0;
    for (number, name) in segments(disk, folder)?.into_iter().rev() {
        findings.last_number = findings.last_number.max(number);
        if newest.len() >= ALWAYS_READ && bytes_read > READ_LIMIT {
            break;
        }
        match disk.read(&folder.join(&name)) {
            Ok(bytes) => {
                bytes_read += bytes.len();
                newest.push((name, bytes));
            }
            Err(error) => findings.problems.push(format!("{name}: {error}")),
        }
    }
    let mut replay = Replay::default();
    for (name, bytes) in newest.into_iter().rev() {
        replay.take(&name, &bytes);
    }
    findings.problems.extend(replay.problems);
    let (pasts, recalls) = replay.pasts.finish();
    findings.state = replay.state.map(|state| Recovered {
        pasts,
        recalls,
        ..state
    });
    Ok(findings)
}

/// The state while segments are read in order.
#[derive(Debug, Default)]
struct Replay {
    state: Option<Recovered>,
    pasts: Pasts,
    problems: Vec<String>,
}

impl Replay {
    fn take(&mut self, name: &str, bytes: &[u8]) {
        match segment::read(bytes) {
            Ok(segment) => self.take_segment(name, segment),
            // One that was being begun when the power went: the one before says everything.
            Err(why) if why.is_empty() => {}
            Err(why) => {
                self.problems.push(format!("{name}: {why}; it is not used"));
                if let Some(state) = &mut self.state {
                    state.is_damaged = true;
                }
            }
        }
    }

    fn take_segment(&mut self, name: &str, segment: Segment) {
        let header = segment.header;
        if let Some(before) = &self.state
            && before.sequence != header.sequence
        {
            let (from, to) = (before.sequence + 1, header.sequence);
            self.problems.push(format!(
                "{name}: changes {from} to {to} are missing before it; its own values are used"
            ));
        }
        let mut state = Recovered {
            topology: header.topology,
            values: segment.values.into_iter().collect(),
            glides: Vec::new(),
            documents: segment.documents,
            sequence: segment.sequence,
            frame: segment.frame,
            rate: header.rate,
            is_clean: segment.end == End::Clean,
            is_damaged: matches!(segment.end, End::Damaged { .. }),
            file: segment.file,
            pasts: BTreeMap::new(),
            recalls: Vec::new(),
        };
        let mut glides = BTreeMap::new();
        for group in &segment.groups {
            self.pasts.take(group, &state.values);
            state.take(group, &mut glides);
        }
        let moves = |glide: &Glide| glide.start.saturating_add(u64::from(glide.over)) > state.frame;
        state.glides = glides.into_values().filter(moves).collect();
        self.state = Some(state);
        if let End::Damaged { line, what } = segment.end {
            self.problems.push(format!(
                "{name}:{line}: {what}; what follows in it is not used"
            ));
        }
        if segment.unknown > 0 {
            self.problems.push(format!(
                "{name}: {} values are not known to this version and are left out",
                segment.unknown
            ));
        }
    }
}

impl Recovered {
    fn take(&mut self, group: &Group, glides: &mut BTreeMap<ParamAddr, Glide>) {
        for entry in &group.entries {
            let before = self.values.insert(entry.addr, entry.value);
            match glide(entry, before, group.frame) {
                Some(glide) => glides.insert(entry.addr, glide),
                None => glides.remove(&entry.addr),
            };
        }
    }
}

/// How a parameter moves that stood at `before` as far as the journal had said.
fn glide(entry: &Entry, before: Option<Plain>, start: u64) -> Option<Glide> {
    let from = entry.from.or(before)?;
    (entry.over > 0).then_some(Glide {
        addr: entry.addr,
        from,
        to: entry.value,
        start,
        over: entry.over,
    })
}
