//! Writing a journal, group by group, on a disk that may fail.
//!
//! What was given stays in a queue until it is safe; a commit that fails changes nothing, and the next
//! one begins where the last good one ended.

use super::line::Chain;
use super::record::Group;
use super::recover::segments;
use super::safe::{self, Safe};
use super::segment::{
    DocumentChanges, Start, clean_line, document_lines, drop_line, file_line, file_name, frame_line,
};
use crate::show::disk::Disk;
use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Segments of the past that are kept.
    pub segments: usize,
    /// Bytes that wait for a disk that fails; beyond that the past is given up for a checkpoint.
    pub waiting: usize,
}

impl Default for Limits {
    /// Weeks of shows, about a gigabyte; minutes of a fader that moves all the time.
    fn default() -> Self {
        Self {
            segments: 200,
            waiting: 8 * 1024 * 1024,
        }
    }
}

/// Something to be written.
#[derive(Debug)]
enum Item {
    Segment(Box<Start>),
    Lines { text: String, sequence: u64 },
}

/// A segment as far as it is safe.
#[derive(Clone, Debug)]
struct Written {
    path: PathBuf,
    length: u64,
    chain: Chain,
}

/// The writing end of a journal.
#[derive(Debug)]
pub struct Appender {
    disk: Box<dyn Disk>,
    folder: PathBuf,
    limits: Limits,
    queue: VecDeque<Item>,
    waiting: usize,
    /// Number of the segment that is written, or of the last one there was.
    number: u64,
    /// The segment that is written, as far as it is safe.
    segment: Option<Written>,
    committed: u64,
    /// How often it was written down what is safe.
    notes: u64,
    needs_checkpoint: bool,
}

impl Appender {
    /// A journal in a folder; its first segment follows `last_number`.
    pub fn new(disk: Box<dyn Disk>, folder: PathBuf, last_number: u64, limits: Limits) -> Self {
        Self {
            disk,
            folder,
            limits,
            queue: VecDeque::new(),
            waiting: 0,
            number: last_number,
            segment: None,
            committed: 0,
            notes: 0,
            needs_checkpoint: false,
        }
    }

    /// A segment begins here.
    pub fn begin(&mut self, mut start: Start) {
        if std::mem::take(&mut self.needs_checkpoint) {
            self.queue.clear();
            self.waiting = 0;
            self.segment = None;
        }
        let moving = start.moving.take();
        self.queue.push_back(Item::Segment(Box::new(start)));
        if let Some(group) = moving {
            self.append(&group);
        }
    }

    /// A group of changes.
    pub fn append(&mut self, group: &Group) {
        self.push(group.write(), group.sequence);
    }

    /// Documents are this now, or gone: all of them or none.
    pub fn documents(&mut self, sequence: u64, changes: &DocumentChanges) {
        self.push(document_lines(sequence, changes), sequence);
    }

    /// All documents whose keys begin so are gone.
    pub fn drop_documents(&mut self, sequence: u64, prefix: &str) {
        self.push(drop_line(sequence, prefix), sequence);
    }

    /// How far the sound is.
    pub fn frame(&mut self, frame: u64) {
        self.push(frame_line(frame), 0);
    }

    /// The show's file has been written.
    pub fn note_file(&mut self, stamp: &str) {
        self.push(file_line(stamp), 0);
    }

    /// The console ends by itself.
    pub fn end(&mut self) {
        self.push(clean_line(), 0);
    }

    /// True when what was given is not safe.
    pub fn is_waiting(&self) -> bool {
        !self.queue.is_empty()
    }

    /// True when only a new checkpoint helps: too much has waited, or the file is gone.
    pub fn needs_checkpoint(&self) -> bool {
        self.needs_checkpoint
    }

    /// The number of the last group that is safe, or of the last before a checkpoint that is.
    pub fn committed(&self) -> u64 {
        self.committed
    }

    fn push(&mut self, text: String, sequence: u64) {
        if self.needs_checkpoint {
            return;
        }
        self.waiting += text.len();
        self.queue.push_back(Item::Lines { text, sequence });
        if self.waiting > self.limits.waiting {
            self.give_up_the_past();
        }
    }

    fn give_up_the_past(&mut self) {
        self.queue.clear();
        self.waiting = 0;
        self.needs_checkpoint = true;
    }

    /// Makes everything safe that was given.
    ///
    /// # Errors
    /// The system's reason; what is not safe still waits.
    pub fn commit(&mut self) -> io::Result<()> {
        if self.needs_checkpoint {
            return Err(io::Error::other("a checkpoint of everything is needed"));
        }
        let outcome = self.write_all();
        if let Err(error) = &outcome
            && error.kind() == io::ErrorKind::NotFound
        {
            // Somebody removed the folder or the file: a whole new one is needed.
            self.give_up_the_past();
        }
        outcome
    }

    fn write_all(&mut self) -> io::Result<()> {
        while let Some(first) = self.queue.front() {
            if matches!(first, Item::Segment(_)) {
                self.write_segment()?;
            } else {
                self.write_lines()?;
            }
            self.note_safe();
        }
        Ok(())
    }

    /// A new segment, and all lines up to the next one, with one wait for the disk.
    fn write_segment(&mut self) -> io::Result<()> {
        let Some(Item::Segment(start)) = self.queue.front() else {
            return Ok(());
        };
        let (sequence, number) = (start.header.sequence, self.number + 1);
        let mut chain = Chain::default();
        let mut text = start.write(number, &mut chain)?;
        let lines = self.lines(1);
        lines.seal(&mut text, &mut chain);
        let (count, bytes, last) = (lines.bodies.len(), lines.bytes, lines.last);
        self.create(number, &text, chain)?;
        self.committed = self.committed.max(sequence).max(last);
        self.queue.drain(..=count);
        self.waiting -= bytes;
        self.remove_old();
        Ok(())
    }

    /// A new segment counts when all of it and its name are safe.
    fn create(&mut self, number: u64, text: &str, chain: Chain) -> io::Result<()> {
        let path = self.folder.join(file_name(number));
        self.disk.make_folder(&self.folder)?;
        self.prepare_safe()?;
        self.disk.create(&path)?;
        self.disk.write_at(&path, 0, text.as_bytes())?;
        self.disk.sync(&path)?;
        self.disk.sync_folder(&self.folder)?;
        if let (None, Some(above)) = (&self.segment, self.folder.parent()) {
            // The folder itself may be new.
            self.disk.sync_folder(above)?;
        }
        self.number = number;
        self.segment = Some(Written {
            path,
            length: text.len() as u64,
            chain,
        });
        Ok(())
    }

    /// The lines that wait from a place in the queue up to the next segment.
    fn lines(&self, from: usize) -> Lines<'_> {
        let mut lines = Lines {
            bodies: Vec::new(),
            bytes: 0,
            last: 0,
        };
        for item in self.queue.range(from..) {
            let Item::Lines { text, sequence } = item else {
                break;
            };
            lines.bodies.push(text);
            lines.bytes += text.len();
            lines.last = lines.last.max(*sequence);
        }
        lines
    }

    /// All lines up to the next segment, with one wait for the disk.
    fn write_lines(&mut self) -> io::Result<()> {
        let nothing = || io::Error::new(io::ErrorKind::NotFound, "no segment has begun");
        let mut segment = self.segment.clone().ok_or_else(nothing)?;
        let lines = self.lines(0);
        let mut text = String::new();
        lines.seal(&mut text, &mut segment.chain);
        let (count, bytes, last) = (lines.bodies.len(), lines.bytes, lines.last);
        self.disk
            .write_at(&segment.path, segment.length, text.as_bytes())?;
        self.disk.sync(&segment.path)?;
        segment.length += text.len() as u64;
        self.segment = Some(segment);
        self.queue.drain(..count);
        self.waiting -= bytes;
        self.committed = self.committed.max(last);
        Ok(())
    }

    /// Writes down how far everything is safe. Without that line less can be proven, and nothing is lost.
    fn note_safe(&mut self) {
        let Some(segment) = &self.segment else {
            return;
        };
        let safe = Safe {
            number: self.number,
            length: segment.length,
            sequence: self.committed,
        };
        let (path, line) = (self.folder.join(safe::FILE), safe.write());
        self.notes += 1;
        let _ = self
            .disk
            .write_at(&path, safe.place(self.notes), line.as_bytes());
    }

    /// Before any segment is there, a line says that nothing was safe: later, none can be missing unseen.
    fn prepare_safe(&mut self) -> io::Result<()> {
        let path = self.folder.join(safe::FILE);
        let known = self.disk.read(&path).ok();
        if known.is_some_and(|bytes| Safe::read(&bytes).is_some()) {
            return Ok(());
        }
        let line = Safe::default().write();
        self.disk.create(&path)?;
        self.disk.write_at(&path, 0, line.as_bytes())?;
        self.disk.sync(&path)
    }

    /// Removes the oldest segments beyond the limit; the one that was just begun stays in any case.
    fn remove_old(&mut self) {
        let Ok(all) = segments(self.disk.as_ref(), &self.folder) else {
            return;
        };
        let surplus = all.len().saturating_sub(self.limits.segments.max(1));
        for (number, name) in all.into_iter().take(surplus) {
            if number < self.number {
                // What cannot be removed now is tried again with the next segment.
                let _ = self.disk.remove(&self.folder.join(name));
            }
        }
    }
}

/// Lines that are written together.
struct Lines<'a> {
    bodies: Vec<&'a str>,
    bytes: usize,
    /// The largest number among them; 0 where none has one.
    last: u64,
}

impl Lines<'_> {
    fn seal(&self, text: &mut String, chain: &mut Chain) {
        for body in self.bodies.iter().flat_map(|bodies| bodies.lines()) {
            chain.seal(text, body);
        }
    }
}
