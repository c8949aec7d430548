//! Reading the folder of a journal: how the console stood, and everybody's steps.

use super::past::{PastReader, Pasts};
use super::reading::{self, End, Segment};
use super::record::{Entry, Group};
use super::safe::{self, Safe};
use super::segment::{self, Documents, LARGEST};
use crate::param::carry::{keeps_meaning, may_be_taken_back};
use crate::param::counted;
use crate::param::{ParamAddr, Plain, Topology};
use crate::show::disk::Disk;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

/// As much of the past is read for undo, in bytes, besides the newest whole segment: a show shall sound within
/// a second.
const PAST_LIMIT: usize = 8 * 1024 * 1024;

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
    /// True where it is not proven that these are the last values.
    pub is_damaged: bool,
    /// The stamp of the show's file.
    pub file: String,
    /// Everybody's steps.
    pub pasts: Pasts,
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

/// How far the journal was safe; or why nobody knows.
fn safe(disk: &dyn Disk, folder: &Path) -> Result<Safe, String> {
    let bytes = disk.read(&folder.join(safe::FILE));
    let bytes = bytes.map_err(|error| error.to_string())?;
    let is_possible = |safe: &Safe| safe.number.max(safe.sequence) <= LARGEST;
    let safe = Safe::read(&bytes).filter(is_possible);
    safe.ok_or_else(|| "nothing in it can be read".to_owned())
}

/// A segment, or why nothing of it can be used; its name.
type Read = (String, Result<Segment, String>);

fn read_segment(disk: &dyn Disk, folder: &Path, number: u64, name: &str) -> (Read, usize) {
    let bytes = match disk.read(&folder.join(name)) {
        Ok(bytes) => bytes,
        Err(error) => return ((name.to_owned(), Err(error.to_string())), 0),
    };
    let segment = reading::read(&bytes).and_then(|segment| {
        let own = segment.header.number;
        let other = || format!("it is segment {own} under another name");
        (own == number).then_some(segment).ok_or_else(other)
    });
    ((name.to_owned(), segment), bytes.len())
}

/// The newest segment that can be used, those after it that cannot, and as much before it as undo needs, the
/// newest first.
fn newest(disk: &dyn Disk, folder: &Path, segments: &[(u64, String)]) -> Vec<Read> {
    let mut found: Vec<Read> = Vec::new();
    let mut past = 0;
    let mut has_state = false;
    for (number, name) in segments.iter().rev() {
        if past > PAST_LIMIT {
            break;
        }
        let (read, bytes) = read_segment(disk, folder, *number, name);
        if has_state {
            past += bytes;
        }
        has_state |= read.1.is_ok();
        found.push(read);
    }
    found
}

/// Reads a journal.
///
/// # Errors
/// The folder cannot be read.
pub fn recover(disk: &dyn Disk, folder: &Path) -> io::Result<Findings> {
    let segments = segments(disk, folder)?;
    let safe = safe(disk, folder);
    let mut replay = Replay::default();
    for (name, segment) in newest(disk, folder, &segments).into_iter().rev() {
        replay.take(&name, segment);
    }
    let number = safe.as_ref().map_or(0, |safe| safe.number);
    replay.prove(safe);
    let pasts = replay.pasts.finish();
    let last = segments.last().map_or(0, |(number, _)| *number);
    Ok(Findings {
        state: replay.state.map(|state| Recovered { pasts, ..state }),
        problems: replay
            .problems
            .into_iter()
            .chain(strangers(disk, folder))
            .collect(),
        last_number: last.max(number),
    })
}

/// Files that look like segments and are none.
fn strangers(disk: &dyn Disk, folder: &Path) -> Vec<String> {
    let names = disk.list(folder).unwrap_or_default();
    let is_stranger =
        |name: &&String| segment::is_journal(name) && segment::number_of(name).is_none();
    let say = |name: &String| format!("{name}: no segment has such a name; it is not read");
    names.iter().filter(is_stranger).map(say).collect()
}

/// The state while segments are read in order.
#[derive(Debug, Default)]
struct Replay {
    state: Option<Recovered>,
    /// Format, number and length of the segment that the state is from.
    format: u32,
    number: u64,
    length: u64,
    pasts: PastReader,
    problems: Vec<String>,
    /// What the newest segment did not end with.
    torn: Option<String>,
}

impl Replay {
    fn take(&mut self, name: &str, segment: Result<Segment, String>) {
        self.torn = None;
        match segment {
            Ok(segment) => self.take_segment(name, segment),
            Err(why) if why.is_empty() => {
                self.torn = Some(format!(
                    "{name}: it was being begun when the console died; the one before it counts"
                ));
            }
            Err(why) => {
                self.problems.push(format!("{name}: {why}; it is not used"));
                if let Some(state) = &mut self.state {
                    state.is_damaged = true;
                }
            }
        }
    }

    /// False where a segment cannot follow the one before; a word about every gap. Changes that are missing
    /// between two segments are missing for undo only: a checkpoint has everything.
    fn follows(&mut self, name: &str, first: u64) -> bool {
        let last = self.state.as_ref().map_or(first, |state| state.sequence);
        let what = match first.cmp(&last) {
            Ordering::Equal => return true,
            Ordering::Greater => format!(
                "changes {} to {first} are missing before it; its own values are used",
                last + 1
            ),
            Ordering::Less => format!(
                "it begins with change {}, and the one before it ends with {last}: it may be an old one that \
                 was put back",
                first + 1
            ),
        };
        self.problems.push(format!("{name}: {what}"));
        first > last
    }

    fn take_segment(&mut self, name: &str, segment: Segment) {
        let follows = self.follows(name, segment.header.sequence);
        (self.number, self.length) = (segment.header.number, segment.length);
        let header = segment.header;
        self.format = header.format;
        if let Some(before) = &self.state {
            let (before, now) = (&before.topology, &header.topology);
            self.pasts
                .retain(|addr| may_be_taken_back(before, now, addr));
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
            is_damaged: !follows || matches!(segment.end, End::Damaged { .. }),
            file: segment.file,
            pasts: Pasts::default(),
        };
        let mut glides = BTreeMap::new();
        for group in &segment.groups {
            self.pasts.take(group, &state.values);
            state.take(group, &mut glides);
        }
        let moves = |glide: &Glide| glide.start.saturating_add(u64::from(glide.over)) > state.frame;
        state.glides = glides.into_values().filter(moves).collect();
        self.state = Some(state);
        self.say(name, &segment.end, segment.unknown);
    }

    fn say(&mut self, name: &str, end: &End, unknown: usize) {
        match end {
            End::Damaged { line, what } => self.problems.push(format!(
                "{name}:{line}: {what}; what follows in it is not used"
            )),
            End::Torn => {
                self.torn = Some(format!(
                    "{name}: its last change was being written when the console died, and is not used"
                ));
            }
            End::Clean | End::Open => {}
        }
        if unknown > 0 {
            self.problems.push(format!(
                "{name}: left out what this version does not know: {}",
                counted(unknown, "value")
            ));
        }
    }

    /// Compares what was read with what was safe: a tail that was being written is cut with a word, changes
    /// that were safe and are gone are damage.
    fn prove(&mut self, safe: Result<Safe, String>) {
        let safe = match safe {
            Ok(safe) => safe,
            Err(why) => return self.prove_nothing(&why),
        };
        if (safe.number, safe.length) <= (self.number, self.length) {
            self.problems.extend(self.torn.take());
            return;
        }
        let (file, last) = (segment::file_name(safe.number), safe.sequence);
        let reached = self.state.as_ref().map_or(0, |state| state.sequence);
        self.problems.push(format!(
            "{file}: its end is missing, which was on the disk; changes up to {reached} of {last} can be read"
        ));
        if let Some(state) = &mut self.state {
            state.is_damaged = true;
        }
    }

    /// Nobody knows how far the journal was safe. The first format had no such file.
    fn prove_nothing(&mut self, why: &str) {
        self.problems.extend(self.torn.take());
        let is_newer = self.format > segment::OLDEST;
        if let Some(state) = self.state.as_mut().filter(|_| is_newer) {
            state.is_damaged = true;
            self.problems.push(format!(
                "{}: {why}; nothing proves that change {} was the last one",
                safe::FILE,
                state.sequence
            ));
        }
    }
}

impl Recovered {
    /// Forgets steps, recalls and glides of what means something else on the console `now`.
    pub fn forget_other_meanings(&mut self, now: &Topology) {
        let topology = &self.topology;
        let keeps = |addr: ParamAddr| may_be_taken_back(topology, now, addr);
        self.pasts.retain(keeps);
        self.glides
            .retain(|glide| keeps_meaning(topology, now, glide.addr));
    }

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
